/** Replies as values of JavaScript, and values as arguments of commands. */

import { latin1 } from "../../resp/args.ts";
import type { Reply } from "../../resp/value.ts";
import { type Shape, shapeOf } from "../print/shapes.ts";
import { fromBytesText, utf8TextOf } from "../print/utf8.ts";

/** What a reply becomes. Bytes that are not UTF-8 stay bytes. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | RedisError
  | readonly Value[]
  | { readonly [field: string]: Value };

/** What may be an argument: lists and objects stand for their elements, one after the other. */
export type Argument =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly Argument[]
  | { readonly [option: string]: Argument | undefined };

/** An error that the server answered. */
export class RedisError extends Error {
  override readonly name = "RedisError";

  constructor(message: string) {
    super(message);
    this.stack = `RedisError: ${message}`; // Where it came from is no news to anybody.
  }
}

const UTF8 = new TextEncoder();

/**
 * A reply as a value: maps are objects, sets are arrays, integers beyond 2^53 are bigints. `words`
 * are the command's; with them, RESP2's flat lists of fields are objects, and scores are numbers.
 */
export function valueOf(reply: Reply, words: readonly string[] = []): Value {
  return shapedValue(reply, shapeOf(words));
}

function shapedValue(reply: Reply, shape: Shape | null): Value {
  switch (reply.type) {
    case "nil":
      return null;
    case "error":
      return new RedisError(fromBytesText(reply.text));
    case "simple":
      return fromBytesText(reply.text);
    case "integer":
      return numberOf(reply.value);
    case "bignumber":
      return reply.value;
    case "boolean":
    case "double":
      return reply.value;
    case "bulk":
    case "verbatim": {
      const text = utf8TextOf(reply.bytes);
      if (shape?.kind === "number" && text !== null) return doubleOf(text) ?? text;
      return text ?? reply.bytes;
    }
    case "map":
      return objectOf(reply.pairs, shape);
    default:
      return listOf(reply.items, shape);
  }
}

function listOf(items: readonly Reply[], shape: Shape | null): Value {
  const isFlat = items.length % 2 === 0 && !items.every(isPair);
  if (shape?.kind === "map" && (isFlat || items.length === 0)) {
    return objectOf(pairsIn(items), shape);
  }
  if (shape?.kind === "map" && items.every(isPair)) {
    return objectOf(items.map(({ items: [key, value] }) => [key, value] as const), shape);
  }
  if (shape?.kind === "pairs") {
    const pairs = isFlat
      ? pairsIn(items)
      : items.flatMap((item) => isPair(item) ? [[item.items[0], item.items[1]] as const] : []);
    return pairs.map(([key, value]) => [shapedValue(key, null), shapedValue(value, shape.value)]);
  }
  if (shape?.kind === "entry" && items.length === 2 && items[1].type === "array") {
    return [shapedValue(items[0], null), objectOf(pairsIn(items[1].items), null)];
  }
  return items.map((item, i) => shapedValue(item, elementShape(shape, i)));
}

function elementShape(shape: Shape | null, i: number): Shape | null {
  if (shape?.kind === "list") return shape.item;
  if (shape?.kind === "place") return { kind: "number" };
  return shape?.kind === "tuple" ? shape.items[i] ?? null : null;
}

function objectOf(
  pairs: readonly (readonly [key: Reply, value: Reply])[],
  shape: Shape | null,
): Value {
  const [fields, rest] = shape?.kind === "map"
    ? [shape.fields ?? {}, shape.value ?? null]
    : [{}, null];
  return Object.fromEntries(pairs.map(([key, value]) => {
    const name = nameOf(key);
    const inner = Object.hasOwn(fields, name) ? (fields as Record<string, Shape>)[name] : rest;
    return [name, shapedValue(value, inner)];
  }));
}

function pairsIn(items: readonly Reply[]): (readonly [Reply, Reply])[] {
  const pairs: (readonly [Reply, Reply])[] = [];
  for (let i = 0; i + 1 < items.length; i += 2) pairs.push([items[i], items[i + 1]]);
  return pairs;
}

function isPair(reply: Reply): reply is Reply & { type: "array" } {
  return reply.type === "array" && reply.items.length === 2;
}

/** A name of a field; bytes that are no text by one character each. */
function nameOf(key: Reply): string {
  if (key.type === "bulk") return utf8TextOf(key.bytes) ?? latin1(key.bytes, 0, key.bytes.length);
  return String(shapedValue(key, null));
}

function numberOf(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function doubleOf(text: string): number | null {
  if (/^[-+]?inf$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  return /^[-+]?\d/.test(text) && !Number.isNaN(Number(text)) ? Number(text) : null;
}

/**
 * The words that an argument stands for: `{ EX: 10 }` is `EX 10`, `{ NX: true }` is `NX`, and what
 * is undefined or false is nothing. Throws TypeError for what is no argument.
 */
export function wordsOfArgument(argument: Argument | undefined): Uint8Array[] {
  switch (typeof argument) {
    case "string":
      return [UTF8.encode(argument)];
    case "number":
    case "bigint":
      return [UTF8.encode(String(argument))];
    case "boolean":
      return [UTF8.encode(argument ? "1" : "0")];
    case "object":
      if (argument === null) break;
      if (argument instanceof Uint8Array) return [argument];
      if (isList(argument)) return argument.flatMap(wordsOfArgument);
      return Object.entries(argument).flatMap(([name, value]) =>
        value === undefined || value === false
          ? []
          : [UTF8.encode(name), ...(value === true ? [] : wordsOfArgument(value))]
      );
  }
  throw new TypeError(`${argument} cannot be an argument of a command`);
}

function isList(argument: Argument): argument is readonly Argument[] {
  return Array.isArray(argument);
}
