/** The two ways to talk: Redis's, where arguments are strings, and the typed one of `miniature`. */

import { encodeRequest } from "../resp/encode_request.ts";
import { encodeArguments, encodeLine } from "./miniature.ts";
import type { Word } from "./options.ts";
import { wordsOf } from "./words.ts";

/** A command that can be sent, and the words it was made from. */
export interface Request {
  readonly words: readonly Uint8Array[];
  readonly frame: Uint8Array;
}

export interface Dialect {
  readonly defaultPort: number;
  /** The command of a typed line; null if its quotes or brackets do not match. */
  readLine(line: Uint8Array): Request | null;
  /** The command that the shell has split already; null as above. */
  readArguments(args: readonly Word[]): Request | null;
}

const UTF8 = new TextEncoder();
const UTF8_TEXT = new TextDecoder();

export const REDIS: Dialect = {
  defaultPort: 6379,
  readLine(line) {
    const words = wordsOf(line);
    return words && { words, frame: encodeRequest(words) };
  },
  readArguments(args) {
    const words = args.map(bytesOf);
    return { words, frame: encodeRequest(words) };
  },
};

export const MINIATURE: Dialect = {
  defaultPort: 31337,
  readLine(line) {
    const text = UTF8_TEXT.decode(line);
    const frame = encodeLine(text);
    return frame && { words: (text.match(/\S+/g) ?? []).map((word) => UTF8.encode(word)), frame };
  },
  readArguments(args) {
    const frame = encodeArguments(args.map(textOf));
    return frame && { words: args.map(bytesOf), frame };
  },
};

function bytesOf(word: Word): Uint8Array {
  return typeof word === "string" ? UTF8.encode(word) : word;
}

function textOf(word: Word): string {
  return typeof word === "string" ? word : UTF8_TEXT.decode(word);
}
