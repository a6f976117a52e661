/**
 * Replies as redis-cli prints them. All text here is Latin-1, one character a byte, so that binary
 * values reach the terminal or the pipe unchanged.
 */

import { latin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";

/** What stands between the elements of a raw reply, and behind the whole. */
export interface Delimiters {
  readonly element: string;
  readonly reply: string;
}

const LINES: Delimiters = { element: "\n", reply: "\n" };

/** For programs: bare values, one a line, a map's key and value on one. */
export function formatRaw(reply: Reply, { element, reply: end }: Delimiters = LINES): string {
  return `${rawBody(reply, element)}${end}`;
}

function rawBody(reply: Reply, between: string): string {
  switch (reply.type) {
    case "simple":
      return reply.text;
    case "error":
      return `${reply.text}\n`;
    case "integer":
    case "bignumber":
      return String(reply.value);
    case "double":
      return reply.text;
    case "boolean":
      return `(${reply.value})`;
    case "nil":
      return "";
    case "bulk":
    case "verbatim":
      return textOf(reply.bytes);
    case "map":
      return reply.pairs
        .map(([key, value]) => `${rawBody(key, between)} ${rawBody(value, between)}`)
        .join(between);
    default:
      return reply.items.map((item) => rawBody(item, between)).join(between);
  }
}

/** The bare value, without a line end of its own: for what is a text already. */
export function formatText(reply: Reply, { element }: Delimiters = LINES): string {
  return rawBody(reply, element);
}

/** Commands whose answer is a text to be read: their names, and how many words they have. */
const TEXTS: Readonly<Record<string, { readonly words?: readonly [min: number, max: number] }>> = {
  "INFO": {},
  "LOLWUT": {},
  "CLIENT INFO": {},
  "CLIENT LIST": {},
  "CLUSTER INFO": { words: [2, 2] },
  "CLUSTER NODES": { words: [2, 2] },
  "DEBUG CLIENT-EVICTION": {},
  "DEBUG HTSTATS": {},
  "DEBUG HTSTATS-KEY": {},
  "LATENCY DOCTOR": { words: [2, 2] },
  "LATENCY GRAPH": { words: [3, 3] },
  "MEMORY DOCTOR": {},
  "MEMORY MALLOC-STATS": {},
  "PROXY INFO": {},
};

/** Whether the answer to this command is shown as it is, instead of quoted and escaped. */
export function isText(words: readonly Uint8Array[]): boolean {
  const [name = "", sub = ""] = words.slice(0, 2).map((word) => textOf(word).toUpperCase());
  const known = TEXTS[name] ?? TEXTS[`${name} ${sub}`];
  if (known === undefined) return false;
  const [min, max] = known.words ?? [0, Infinity];
  return words.length >= min && words.length <= max;
}

/** A push that says which keys a client must forget; null for others. */
export function formatInvalidation(reply: Reply): string | null {
  if (reply.type !== "push" || reply.items.length !== 2) return null;
  const [kind, keys] = reply.items;
  if (kind.type !== "bulk" || textOf(kind.bytes) !== "invalidate") return null;
  if (keys.type !== "array") return null;
  return `-> invalidate: ${keys.items.map((key) => `'${formatText(key)}'`).join(", ")}\n`;
}

function textOf(bytes: Uint8Array): string {
  return latin1(bytes, 0, bytes.length);
}
