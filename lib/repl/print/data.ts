/**
 * Replies as data that other formats can hold: JSON, and what is no text as base64.
 *
 * Numbers beyond those of JavaScript, and infinities, are texts there; keys of maps always are.
 */

import { Buffer } from "node:buffer";
import type { Reply, ReplyPair } from "../../resp/value.ts";
import { textsOf } from "../words.ts";
import { shapeOf } from "./shapes.ts";
import { fromBytesText, utf8TextOf } from "./utf8.ts";

/** Bytes that are no UTF-8. */
export class Binary {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get base64(): string {
    return Buffer.from(this.bytes).toString("base64");
  }

  toJSON(): unknown {
    return { base64: this.base64 };
  }
}

/** An error, wherever it stands. */
export class Failure {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }

  toJSON(): unknown {
    return { error: this.message };
  }
}

/** A map; its order is kept, and a key that comes again stays. */
export class Pairs {
  readonly pairs: readonly (readonly [key: string, value: Data])[];

  constructor(pairs: readonly (readonly [key: string, value: Data])[]) {
    this.pairs = pairs;
  }
}

export type Data =
  | null
  | boolean
  | number
  | bigint
  | string
  | Binary
  | Failure
  | Pairs
  | readonly Data[];

/** What a reply says; what it says about that is left out. */
export function dataOf(reply: Reply): Data {
  switch (reply.type) {
    case "nil":
      return null;
    case "boolean":
      return reply.value;
    case "integer":
    case "bignumber":
      return reply.value;
    case "double":
      return Number.isFinite(reply.value) ? reply.value : reply.text;
    case "simple":
      return fromBytesText(reply.text);
    case "error":
      return new Failure(fromBytesText(reply.text));
    case "bulk":
    case "verbatim":
      return utf8TextOf(reply.bytes) ?? new Binary(reply.bytes);
    case "map":
      return new Pairs(reply.pairs.map(pairOf));
    default:
      return reply.items.map(dataOf);
  }
}

/** RESP2's flat list as the map, or as the list of pairs, that RESP3 makes of it; else the reply. */
export function structured(reply: Reply, words: readonly Uint8Array[]): Reply {
  const kind = reply.type === "array" ? shapeOf(textsOf(words))?.kind : undefined;
  if (reply.type !== "array" || kind !== "map" && kind !== "pairs") return reply;
  const { items, attributes } = reply;
  const isFlat = items.every((item, i) => i % 2 !== 0 || item.type !== "array");
  if (!isFlat || items.length % 2 !== 0) return reply;
  const pairs = Array.from({ length: items.length / 2 }, (_, i): ReplyPair => {
    return [items[2 * i], items[2 * i + 1]];
  });
  return kind === "map"
    ? { type: "map", pairs, attributes }
    : { type: "array", items: pairs.map((pair) => ({ type: "array", items: pair })), attributes };
}

function pairOf([key, value]: ReplyPair): readonly [string, Data] {
  return [keyText(dataOf(key)), dataOf(value)];
}

function keyText(key: Data): string {
  if (typeof key === "string") return key;
  return key instanceof Binary ? `base64:${key.base64}` : toJson(key);
}

/** As JSON, on one line. */
export function toJson(data: Data): string {
  if (typeof data === "bigint") return String(data);
  if (isList(data)) return `[${data.map(toJson).join(",")}]`;
  if (data instanceof Pairs) {
    return `{${
      data.pairs.map(([key, value]) => `${JSON.stringify(key)}:${toJson(value)}`).join(",")
    }}`;
  }
  return JSON.stringify(data);
}

export function isList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}
