/**
 * Reads what a server sends, in whatever pieces it arrives: RESP2 and RESP3, attributes, pushes,
 * streamed strings and aggregates.
 *
 *   *2\r\n:1\r\n%?\r\n+a\r\n$?\r\n;2\r\nhi\r\n;0\r\n.\r\n        [1, {a: "hi"}]
 *
 * Aggregates that are not complete wait on a stack, so that depth costs no recursion and nothing
 * is read twice. Sizes are checked when they are announced, and memory grows only by what came.
 */

import { fromLatin1, latin1 } from "./args.ts";
import { ProtocolError } from "./errors.ts";
import { joined } from "./joined.ts";
import type { Reply, ReplyBody, ReplyPair } from "./value.ts";

/** Bounds of one reply. */
export interface ReplyLimits {
  /** The longest string, in bytes. */
  readonly bulkBytesMax: number;
  /** The longest line, in bytes: simple strings, errors, numbers, headers. */
  readonly lineBytesMax: number;
  /** The most elements of one aggregate (of a map: keys and values). */
  readonly countMax: number;
  /** How deep aggregates may be nested. */
  readonly depthMax: number;
}

export const REPLY_LIMITS: ReplyLimits = {
  bulkBytesMax: 512 * 1024 * 1024,
  lineBytesMax: 1024 * 1024,
  countMax: 2 ** 32 - 1,
  depthMax: 1024,
};

type Container = "array" | "set" | "push" | "map" | "attributes";

/** An aggregate of which elements are missing. */
interface Open {
  readonly container: Container;
  readonly items: Reply[];
  /** Elements in all; Infinity if streamed, and then `.` ends it. */
  readonly count: number;
  readonly attributes: ReplyPair[] | undefined;
  /** Whether its elements are handed out one by one; then `items` is empty, or a key alone. */
  readonly isPiecewise: boolean;
  /** How many elements of a piecewise one were handed out. */
  taken: number;
}

/** The begin of an aggregate that is handed out piece by piece. */
export interface ReplyHead {
  readonly type: "array" | "set" | "map";
  /** Elements (of a map: pairs) that are to come; Infinity if the server does not say. */
  readonly count: number;
  readonly attributes?: readonly ReplyPair[];
}

/** What `nextPart` hands out: a whole reply, or the head of one, its elements, and its end. */
export type ReplyPart =
  | { readonly part: "whole"; readonly reply: Reply }
  | { readonly part: "head"; readonly head: ReplyHead }
  | { readonly part: "item"; readonly item: Reply }
  | { readonly part: "pair"; readonly pair: ReplyPair }
  | { readonly part: "end" };

const END: ReplyPart = { part: "end" };

const CONTAINERS: Readonly<Record<string, Container>> = {
  "*": "array",
  "~": "set",
  ">": "push",
  "%": "map",
  "|": "attributes",
};
const [CR, LF] = [13, 10];
const INTEGER = /^[+-]?\d+$/;
const DOUBLE = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const INFINITY = /^[+-]?inf$/i;
const NAN = /^[+-]?nan$/i;

export class ReplyDecoder {
  readonly #limits: ReplyLimits;
  #bytes = new Uint8Array(0);
  /** What waits to be read is `bytes[at, end)`. */
  #at = 0;
  #end = 0;
  /** Up to here no line end was found. */
  #lineSeen = 0;
  #open: Open[] = [];
  /** What was said about the value that comes next. */
  #attributes: ReplyPair[] | undefined;
  /** A string whose header is read: its length and type. */
  #bulk: { readonly type: string; readonly length: number } | null = null;
  /** The pieces of a streamed string that is not complete. */
  #pieces: { readonly chunks: Uint8Array[]; length: number } | null = null;
  /** A part that was found on the way, and is next: the head, or the end. */
  #found: ReplyPart | null = null;
  /**
   * Outermost arrays, sets and maps of so many elements (of a map: pairs), or of a number that is
   * not announced, are handed out by `nextPart` as they arrive, and not kept. By default none is.
   * Holds for what is begun from now on.
   */
  piecesFrom = Infinity;

  constructor(limits: ReplyLimits = REPLY_LIMITS) {
    this.#limits = limits;
  }

  /** How many bytes wait for the rest of their value. */
  get pendingBytes(): number {
    return this.#end - this.#at;
  }

  /** Whether a value has begun and is not complete. */
  get isInside(): boolean {
    return this.#end > this.#at || this.#open.length > 0 || this.#bulk !== null ||
      this.#pieces !== null || this.#attributes !== undefined;
  }

  /** Takes what arrived. The bytes must not change until they are read; replies do not share them. */
  push(chunk: Uint8Array): void {
    const waiting = this.#end - this.#at;
    if (waiting === 0) {
      this.#bytes = chunk as Uint8Array<ArrayBuffer>;
      this.#at = this.#lineSeen = 0;
      this.#end = chunk.length;
      return;
    }
    if (this.#end + chunk.length > this.#bytes.length) {
      const bytes = new Uint8Array(Math.max(2 * waiting, waiting + chunk.length));
      bytes.set(this.#bytes.subarray(this.#at, this.#end));
      this.#bytes = bytes;
      this.#lineSeen = Math.max(0, this.#lineSeen - this.#at);
      this.#at = 0;
      this.#end = waiting;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** The next complete value; undefined if it is not all here. Throws ProtocolError. */
  next(): Reply | undefined {
    const part = this.nextPart();
    if (part === undefined) return undefined;
    if (part.part !== "whole") throw new Error("This reply is read in parts");
    return part.reply;
  }

  /** As `next`, but large replies come in parts if `piecesFrom` says so. Throws ProtocolError. */
  nextPart(): ReplyPart | undefined {
    for (;;) {
      if (this.#found !== null) {
        const part = this.#found;
        this.#found = null;
        return part;
      }
      const body = this.#bulk === null ? this.#readLine() : this.#readBulk();
      if (body === undefined) return undefined;
      if (body === null) continue;
      const part = this.#place(body);
      if (part !== undefined) return part;
    }
  }

  /** Puts a value into the aggregate it belongs to; returns it once it belongs to none. */
  #place(body: ReplyBody): ReplyPart | undefined {
    let reply = this.#attribute(body, this.#attributes);
    this.#attributes = undefined;
    for (;;) {
      const top = this.#open.at(-1);
      if (top === undefined) return { part: "whole", reply };
      if (top.isPiecewise) return this.#handOut(top, reply);
      top.items.push(reply);
      if (top.items.length < top.count) return undefined;
      const closed = this.#close();
      if (closed === null) return undefined;
      reply = closed;
    }
  }

  /** An element of the outermost aggregate; a key waits for its value. */
  #handOut(top: Open, reply: Reply): ReplyPart | undefined {
    if (++top.taken === top.count) {
      this.#open.pop();
      this.#found = END;
    }
    if (top.container !== "map") return { part: "item", item: reply };
    if (top.items.push(reply) < 2) return undefined;
    const [key, value] = top.items.splice(0);
    return { part: "pair", pair: [key, value] };
  }

  /** Ends the innermost aggregate; null if that was one of attributes, which wait for their value. */
  #close(): Reply | null {
    const { container, items, attributes } = this.#open.pop()!;
    if (container === "attributes") {
      this.#attributes = attributes ?? [];
      for (const pair of pairsOf(items)) this.#attributes.push(pair);
      return null;
    }
    const body: ReplyBody = container === "map"
      ? { type: "map", pairs: pairsOf(items) }
      : { type: container, items };
    return this.#attribute(body, attributes);
  }

  #attribute(body: ReplyBody, attributes: readonly ReplyPair[] | undefined): Reply {
    return attributes === undefined ? body : { ...body, attributes };
  }

  /** Reads a line: a value, null for the head of something longer, undefined if it has no end. */
  #readLine(): ReplyBody | null | undefined {
    const end = this.#lineEnd();
    if (end < 0) return undefined;
    const type = String.fromCharCode(this.#bytes[this.#at]);
    const text = end === this.#at ? "" : latin1(this.#bytes, this.#at + 1, end);
    this.#at = this.#lineSeen = end + 2;
    if (this.#pieces !== null && type !== ";") throw unexpected("';'", type);
    switch (type) {
      case "+":
        return { type: "simple", text };
      case "-":
        return { type: "error", text };
      case ":":
        return { type: "integer", value: integerOf(text, "integer") };
      case "(":
        return { type: "bignumber", value: integerOf(text, "big number") };
      case ",":
        return { type: "double", value: doubleOf(text), text };
      case "#":
        if (text !== "t" && text !== "f") throw invalid("boolean");
        return { type: "boolean", value: text === "t" };
      case "_":
        if (text !== "") throw invalid("null");
        return { type: "nil", of: "any" };
      case "$":
      case "!":
      case "=":
      case ";":
        return this.#openBulk(type, text);
      case ".":
        return this.#endStream(text);
      default:
        if (!(type in CONTAINERS)) throw unexpected("a type", type);
        return this.#openContainer(type, text);
    }
  }

  #openBulk(type: string, text: string): ReplyBody | null {
    if (type === "$" && text === "-1") return { type: "nil", of: "bulk" };
    if (type === "$" && text === "?") {
      this.#pieces = { chunks: [], length: 0 };
      return null;
    }
    if (type === ";" && this.#pieces === null) throw unexpected("a type", type);
    const length = sizeOf(text, "bulk length");
    if (length + (this.#pieces?.length ?? 0) > this.#limits.bulkBytesMax) {
      throw invalid("bulk length");
    }
    if (type === "=" && length < 4) throw invalid("verbatim string");
    if (type === ";" && length === 0) {
      const bytes = joined(this.#pieces!.chunks);
      this.#pieces = null;
      return { type: "bulk", bytes };
    }
    this.#bulk = { type, length };
    return null;
  }

  #readBulk(): ReplyBody | null | undefined {
    const { type, length } = this.#bulk!;
    if (this.#end - this.#at < length + 2) return undefined;
    const end = this.#at + length;
    if (this.#bytes[end] !== CR || this.#bytes[end + 1] !== LF) {
      throw new ProtocolError("string without its line end");
    }
    const bytes = new Uint8Array(this.#bytes.subarray(this.#at, end));
    this.#at = this.#lineSeen = end + 2;
    this.#bulk = null;
    if (type === "$") return { type: "bulk", bytes };
    if (type === "!") return { type: "error", text: latin1(bytes, 0, length) };
    if (type === ";") {
      this.#pieces!.chunks.push(bytes);
      this.#pieces!.length += length;
      return null;
    }
    if (bytes[3] !== 0x3a) throw invalid("verbatim string");
    return { type: "verbatim", format: latin1(bytes, 0, 3), bytes: bytes.slice(4) };
  }

  #openContainer(type: string, text: string): ReplyBody | null {
    const container = CONTAINERS[type];
    if (container === "array" && text === "-1") return { type: "nil", of: "array" };
    const isPaired = container === "map" || container === "attributes";
    const count = text === "?" ? Infinity : sizeOf(text, "multibulk length") * (isPaired ? 2 : 1);
    if (count !== Infinity && count > this.#limits.countMax) throw invalid("multibulk length");
    if (this.#open.length >= this.#limits.depthMax) throw new ProtocolError("too deeply nested");
    const attributes = this.#attributes;
    this.#attributes = undefined;
    const isPiecewise = this.#open.length === 0 && count > 0 &&
      count >= this.piecesFrom * (isPaired ? 2 : 1) && this.piecesFrom !== Infinity &&
      container !== "push" && container !== "attributes";
    this.#open.push({ container, items: [], count, attributes, isPiecewise, taken: 0 });
    if (isPiecewise) {
      const head: ReplyHead = { type: container, count: count / (isPaired ? 2 : 1) };
      this.#found = {
        part: "head",
        head: attributes === undefined ? head : { ...head, attributes },
      };
    }
    return count === 0 ? this.#closeEarly() : null;
  }

  #endStream(text: string): ReplyBody | null {
    const top = this.#open.at(-1);
    const isPaired = top?.container === "map" || top?.container === "attributes";
    if (top?.count !== Infinity || text !== "" || this.#attributes !== undefined) {
      throw new ProtocolError("end of a stream that was not begun");
    }
    if (isPaired && top.items.length % 2 !== 0) throw new ProtocolError("key without a value");
    if (top.isPiecewise) {
      this.#open.pop();
      this.#found = END;
      return null;
    }
    return this.#closeEarly();
  }

  /** Ends an aggregate before its last element did; its attributes go the way of all. */
  #closeEarly(): ReplyBody | null {
    const closed = this.#close();
    if (closed !== null) this.#attributes = closed.attributes as ReplyPair[] | undefined;
    return closed;
  }

  /** Where the line that starts at `at` ends; negative if it does not yet. */
  #lineEnd(): number {
    for (let from = Math.max(this.#lineSeen, this.#at);;) {
      const found = this.#bytes.indexOf(LF, from);
      const isHere = found >= 0 && found < this.#end;
      if ((isHere ? found : this.#end) - this.#at > this.#limits.lineBytesMax) {
        throw new ProtocolError("too long a line");
      }
      if (!isHere) {
        this.#lineSeen = this.#end;
        return -1;
      }
      if (found > this.#at && this.#bytes[found - 1] === CR) return found - 1;
      from = found + 1;
    }
  }
}

function pairsOf(items: readonly Reply[]): ReplyPair[] {
  const pairs: ReplyPair[] = [];
  for (let i = 0; i < items.length; i += 2) pairs.push([items[i], items[i + 1]]);
  return pairs;
}

function sizeOf(text: string, what: string): number {
  if (!/^\d{1,15}$/.test(text)) throw invalid(what);
  return Number(text);
}

function integerOf(text: string, what: string): bigint {
  if (!INTEGER.test(text)) throw invalid(what);
  return BigInt(text.replace(/^\+/, ""));
}

function doubleOf(text: string): number {
  if (DOUBLE.test(text)) return Number(text);
  if (INFINITY.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (NAN.test(text)) return NaN;
  throw invalid("double");
}

function invalid(what: string): ProtocolError {
  return new ProtocolError(`invalid ${what}`);
}

function unexpected(wanted: string, type: string): ProtocolError {
  return new ProtocolError(`expected ${wanted}, got '${type}'`);
}

/** The text's bytes as a bulk string: for tests and printers that make replies themselves. */
export function bulkOf(text: string): Reply {
  return { type: "bulk", bytes: fromLatin1(text) };
}
