/**
 * Lines and replies of the miniature dialect, whose values are typed: arguments that are JSON are
 * sent as nested RESP, and replies are printed as JSON.
 *
 *   set k [1, {"a": null}]   →   *3 $3 SET $1 k *2 :1 %1 $1 a $-1
 */

import { fromLatin1 } from "../resp/args.ts";
import { joined } from "../resp/joined.ts";
import { quoted } from "../resp/quoted.ts";
import type { Reply } from "../resp/value.ts";
import { wordsOf } from "./words.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One argument in RESP. */
type Frame = readonly Uint8Array[];

const UTF8 = new TextEncoder();
const STRICT = new TextDecoder("utf-8", { fatal: true });
const LENIENT = new TextDecoder();
const WORD = /(?:"(?:\\.|[^"\\])*"?|'(?:\\'|[^'])*'?|[^\s"'])+/sy;
const SCALAR = /^(?:null|true|false|-?\d[\d.eE+-]*|"(?:\\.|[^"\\])*"|'(?:\\'|[^'])*')$/s;
const STRING = /"(?:\\.|[^"\\])*"/sy;

/** The request that a line stands for; null if its quotes or brackets do not match. */
export function encodeLine(line: string): Uint8Array | null {
  const frames: Frame[] = [];
  for (let at = 0; at < line.length;) {
    if (/\s/.test(line[at])) {
      at++;
      continue;
    }
    const isNested = line[at] === "[" || line[at] === "{";
    const end = isNested ? bracketEnd(line, at) : wordEnd(line, at);
    const frame = isNested ? nestedFrame(line.slice(at, end)) : wordFrame(line.slice(at, end));
    if (frame === null) return null;
    frames.push(frame);
    at = end;
  }
  return joined([text(`*${frames.length}\r\n`), ...frames.flat()]);
}

/** The request that arguments stand for which the shell has split; null as above. */
export function encodeArguments(args: readonly string[]): Uint8Array | null {
  const frames: Frame[] = [];
  for (const arg of args) {
    const frame = /^[[{]/.test(arg)
      ? nestedFrame(arg)
      : SCALAR.test(arg)
      ? wordFrame(arg)
      : bulk(UTF8.encode(arg));
    if (frame === null) return null;
    frames.push(frame);
  }
  return joined([text(`*${frames.length}\r\n`), ...frames.flat()]);
}

function wordEnd(line: string, at: number): number {
  WORD.lastIndex = at;
  return WORD.test(line) ? WORD.lastIndex : line.length;
}

/** Behind the bracket that closes the one at `at`. */
function bracketEnd(line: string, at: number): number {
  for (let depth = 0; at < line.length; at++) {
    STRING.lastIndex = at;
    if (STRING.test(line)) at = STRING.lastIndex - 1;
    else if ("[{".includes(line[at])) depth++;
    else if ("]}".includes(line[at]) && --depth === 0) return at + 1;
  }
  return line.length;
}

function nestedFrame(json: string): Frame | null {
  try {
    return frameOf(JSON.parse(json));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function wordFrame(word: string): Frame | null {
  if (/^-?(0|[1-9]\d*)$/.test(word)) return [text(`:${word}\r\n`)];
  if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(word)) return frameOf(Number(word));
  if (word === "null" || word === "true" || word === "false") return frameOf(JSON.parse(word));
  const words = wordsOf(word);
  return words === null ? null : bulk(words[0] ?? new Uint8Array(0));
}

function frameOf(value: Json): Frame {
  if (value === null) return [text("$-1\r\n")];
  if (typeof value === "boolean") return [text(value ? "#t\r\n" : "#f\r\n")];
  if (typeof value === "number") {
    return [text(`${Number.isInteger(value) ? ":" : ","}${value}\r\n`)];
  }
  if (typeof value === "string") return bulk(UTF8.encode(value));
  if (isList(value)) return [text(`*${value.length}\r\n`), ...value.flatMap(frameOf)];
  const pairs = Object.entries(value);
  return [text(`%${pairs.length}\r\n`), ...pairs.flat().flatMap(frameOf)];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function bulk(bytes: Uint8Array): Frame {
  return [text(`$${bytes.length}\r\n`), bytes, text("\r\n")];
}

function text(ascii: string): Uint8Array {
  return UTF8.encode(ascii);
}

/** The reply as JSON on one line; an error as redis-cli marks it. */
export function formatJson(reply: Reply): string {
  return `${jsonOf(reply)}\n`;
}

function jsonOf(reply: Reply): string {
  switch (reply.type) {
    case "error":
      return `(error) ${utf8Text(reply.text)}`;
    case "integer":
    case "bignumber":
    case "boolean":
      return String(reply.value);
    case "double":
      return Number.isFinite(reply.value) ? String(reply.value) : JSON.stringify(reply.text);
    case "nil":
      return "null";
    case "simple":
      return JSON.stringify(utf8Text(reply.text));
    case "bulk":
    case "verbatim":
      return stringOf(reply.bytes);
    case "map":
      return `{${reply.pairs.map(([key, value]) => `${keyOf(key)}: ${jsonOf(value)}`).join(", ")}}`;
    default:
      return `[${reply.items.map(jsonOf).join(", ")}]`;
  }
}

/** The text whose bytes these characters are. */
function utf8Text(bytes: string): string {
  return LENIENT.decode(fromLatin1(bytes));
}

/** What is not UTF-8 has no JSON: it is shown as Redis shows bytes. */
function stringOf(bytes: Uint8Array): string {
  try {
    return JSON.stringify(STRICT.decode(bytes));
  } catch {
    return quoted(bytes, 0, bytes.length);
  }
}

/** JSON's keys are strings; others appear by their text. */
function keyOf(key: Reply): string {
  const json = jsonOf(key);
  return json.startsWith('"') ? json : JSON.stringify(json);
}
