/** How replies are written: for a person, for a program, or as JSON. */

import { fromLatin1, latin1 } from "../../resp/args.ts";
import type { ReplyHead } from "../../resp/reply_decoder.ts";
import type { Reply } from "../../resp/value.ts";
import type { Format, ReplOptions } from "../options.ts";
import { formatCsv } from "./csv.ts";
import { type Data, dataOf, isList, structured, toJson } from "./data.ts";
import { formatJson } from "../miniature.ts";
import type { PiecesPrinter } from "./pieces.ts";
import { type Delimiters, formatRaw, formatText, isText } from "./print_reply.ts";
import { formatRedisJson } from "./redis_json.ts";
import { RichPrinter } from "./rich.ts";
import { toMarkdown, toTable } from "./table.ts";
import { PLAIN } from "./theme.ts";
import { toBytesText } from "./utf8.ts";
import { toYaml } from "./yaml.ts";

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

/** As redis-cli prints for people. */
export const PRETTY: Printer = new RichPrinter({
  theme: PLAIN,
  isRecognising: false,
  columns: () => Infinity,
  now: () => 0,
});

export const RAW: Printer = rawPrinter({ element: "\n", reply: "\n" });

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

/** redis-cli shows texts to be read as they are, whatever the format is. */
function redisPrinter(format: (reply: Reply) => string): Printer {
  return {
    isForPeople: false,
    reply: (reply, words) => isText(words) ? formatText(reply) : format(reply),
    push: format,
  };
}

/** Our own formats; their texts are UTF-8. */
function dataPrinter(format: (data: Data) => string): Printer {
  const print = (reply: Reply) => toBytesText(format(dataOf(reply)));
  return {
    isForPeople: false,
    reply: (reply, words) => print(structured(reply, words)),
    push: print,
  };
}

/** A line for each element. */
function toJsonLines(data: Data): string {
  const lines = isList(data) ? data : [data];
  return lines.map((item) => `${toJson(item)}\n`).join("");
}

function rawPrinter(delimiters: Delimiters): Printer {
  return {
    isForPeople: false,
    reply: (reply, words) =>
      isText(words) ? formatText(reply, delimiters) : formatRaw(reply, delimiters),
    push: (reply) => formatRaw(reply, delimiters),
    pieces: (_, words) => rawPieces(delimiters, isText(words)),
  };
}

/** Elements one by one; what `formatText` makes of each stands between the delimiters. */
function rawPieces(delimiters: Delimiters, isText: boolean): PiecesPrinter {
  let before = "";
  const add = (text: string) => {
    const whole = before + text;
    before = delimiters.element;
    return whole;
  };
  return {
    begin: () => "",
    item: (item) => add(formatText(item, delimiters)),
    pair: ([key, value]) => add(`${formatText(key, delimiters)} ${formatText(value, delimiters)}`),
    end: () => isText ? "" : delimiters.reply,
  };
}

const PRINTERS: Readonly<Record<Exclude<Format, "raw">, Printer>> = {
  "standard": PRETTY,
  "csv": redisPrinter(formatCsv),
  "json": redisPrinter((reply) => formatRedisJson(reply, false)),
  "quoted-json": redisPrinter((reply) => formatRedisJson(reply, true)),
  "ndjson": dataPrinter(toJsonLines),
  "yaml": dataPrinter(toYaml),
  "table": dataPrinter(toTable),
  "markdown": dataPrinter(toMarkdown),
};

/** What the options say, or what suits the output. */
export function printerFor(
  { format, elementDelimiter = "\n", replyDelimiter = "\n" }: ReplOptions,
  isTerminal: boolean,
): Printer {
  const name = format ?? (isTerminal ? "standard" : "raw");
  if (name !== "raw") return PRINTERS[name];
  const [element, reply] = [elementDelimiter, replyDelimiter].map(toBytesText);
  return rawPrinter({ element, reply });
}

/** Writes Latin-1 text as the bytes it stands for; resolves when they are on their way. */
export function write(output: NodeJS.WritableStream, text: string): Promise<void> {
  if (text === "") return Promise.resolve();
  return new Promise((resolve) => {
    output.write(fromLatin1(text), () => resolve());
  });
}
