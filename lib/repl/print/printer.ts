/** How replies are written: for a person, for a program, or as JSON. */

import { fromLatin1, latin1 } from "../../resp/args.ts";
import type { ReplyHead } from "../../resp/reply_decoder.ts";
import type { Reply } from "../../resp/value.ts";
import type { ReplOptions } from "../options.ts";
import { formatJson } from "../miniature.ts";
import type { PiecesPrinter } from "./pieces.ts";
import { formatInvalidation, formatPretty, formatRaw, formatText, isText } from "./print_reply.ts";

/** Each method returns Latin-1, one character a byte. */
export interface Printer {
  /** Whether a person reads it: then there are remarks between replies. */
  readonly isForPeople: boolean;
  /** The reply to a command. */
  reply(reply: Reply, words: readonly Uint8Array[]): string;
  /** What the server said unasked. */
  push(reply: Reply): string;
  /** Prints a large reply while it arrives, as `reply` would; without it, that waits for the end. */
  pieces?(head: ReplyHead, words: readonly Uint8Array[]): PiecesPrinter;
}

export const PRETTY: Printer = {
  isForPeople: true,
  reply: (reply, words) => isText(words) ? formatText(reply) : formatPretty(reply),
  push: (reply) => formatInvalidation(reply) ?? formatPretty(reply),
};

export const RAW: Printer = {
  isForPeople: false,
  reply: (reply, words) => isText(words) ? formatText(reply) : formatRaw(reply),
  push: formatRaw,
};

const UTF8 = new TextEncoder();

export const JSON_LINES: Printer = {
  isForPeople: false,
  reply: utf8Json,
  push: utf8Json,
};

function utf8Json(reply: Reply): string {
  const bytes = UTF8.encode(formatJson(reply));
  return latin1(bytes, 0, bytes.length);
}

/** What the options say, or what suits the output. */
export function printerFor({ format }: ReplOptions, isTerminal: boolean): Printer {
  if (format === undefined) return isTerminal ? PRETTY : RAW;
  return format === "standard" ? PRETTY : RAW;
}

/** Writes Latin-1 text as the bytes it stands for; resolves when they are on their way. */
export function write(output: NodeJS.WritableStream, text: string): Promise<void> {
  if (text === "") return Promise.resolve();
  return new Promise((resolve) => {
    output.write(fromLatin1(text), () => resolve());
  });
}
