/**
 * Replies as redis-cli prints them. All text here is Latin-1, one character a byte, so that binary
 * values reach the terminal or the pipe unchanged.
 */

import { latin1 } from "../../resp/args.ts";
import { quoted } from "../../resp/quoted.ts";
import type { Reply, ReplyPair } from "../../resp/value.ts";

/** Each aggregate's mark behind the number of an element, and its name when it is empty. */
const AGGREGATES = {
  array: [")", "(empty array)"],
  set: ["~", "(empty set)"],
  push: [">", "(empty push)"],
  map: ["#", "(empty hash)"],
  attributes: ["|", "(empty attributes)"],
} as const;

/**
 * For people: types are marked, strings quoted, aggregates numbered, and nested ones indented by
 * `indent`. Attributes come first, on lines of their own. Ends with a line end.
 */
export function formatPretty(reply: Reply, indent = ""): string {
  const { attributes } = reply;
  if (attributes === undefined) return prettyBody(reply, indent);
  return prettyPairs("attributes", attributes, indent) + indent + prettyBody(reply, indent);
}

function prettyBody(reply: Reply, indent: string): string {
  switch (reply.type) {
    case "simple":
      return `${reply.text}\n`;
    case "error":
      return `(error) ${reply.text}\n`;
    case "integer":
      return `(integer) ${reply.value}\n`;
    case "double":
      return `(double) ${reply.text}\n`;
    case "bignumber":
      return `(big number) ${reply.value}\n`;
    case "boolean":
      return `(${reply.value})\n`;
    case "nil":
      return "(nil)\n";
    case "bulk":
      return `${quoted(reply.bytes, 0, reply.bytes.length)}\n`;
    case "verbatim":
      return `${textOf(reply.bytes)}\n`;
    case "map":
      return prettyPairs("map", reply.pairs, indent);
    default:
      return prettyItems(reply.type, reply.items, indent, formatPretty);
  }
}

function prettyPairs(
  type: "map" | "attributes",
  pairs: readonly ReplyPair[],
  indent: string,
): string {
  return prettyItems(type, pairs, indent, ([key, value], deeper) => {
    const text = formatPretty(value, deeper);
    const isBlock = isAggregate(value) && text.indexOf("\n") < text.length - 1;
    const start = isBlock ? `\n${deeper}` : "";
    return `${formatPretty(key, deeper).slice(0, -1)} => ${start}${text}`;
  });
}

function isAggregate({ type }: Reply): boolean {
  return type in AGGREGATES;
}

/** Numbers the items; the first stands on the line that is begun already. */
function prettyItems<Item>(
  type: keyof typeof AGGREGATES,
  items: readonly Item[],
  indent: string,
  format: (item: Item, indent: string) => string,
): string {
  const [mark, nameIfEmpty] = AGGREGATES[type];
  if (items.length === 0) return `${nameIfEmpty}\n`;
  const width = String(items.length).length;
  const deeper = indent + " ".repeat(width + 2);
  return items.map((item, i) => {
    const number = String(i + 1).padStart(width);
    return `${i === 0 ? "" : indent}${number}${mark} ${format(item, deeper)}`;
  }).join("");
}

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
