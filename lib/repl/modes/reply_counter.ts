/**
 * Counts replies in what a server sends, and looks into errors only: nothing is decoded, and
 * nothing allocated for a reply. RESP2 and RESP3, but no streamed strings and aggregates.
 */

import { latin1 } from "../../resp/args.ts";
import { ProtocolError } from "../../resp/errors.ts";
import { joined } from "../../resp/joined.ts";

const LF = 10;
const [PLUS, MINUS, COLON, DOLLAR, STAR] = [0x2b, 0x2d, 0x3a, 0x24, 0x2a];
const [BANG, EQUALS, PERCENT, TILDE, GREATER, PIPE] = [0x21, 0x3d, 0x25, 0x7e, 0x3e, 0x7c];
const [COMMA, HASH, UNDERSCORE, PARENTHESIS] = [0x2c, 0x23, 0x5f, 0x28];

const NOTHING = new Uint8Array(0);

export class ReplyCounter {
  readonly #onError: (text: string) => void;
  /** A string that ends the count when it is a reply. */
  #last: Uint8Array | null = null;
  /** Bytes of a string that are still to come, with its line end. */
  #skip = 0;
  /** The string whose bytes these are, if it matters what it says. */
  #kept: Uint8Array | null = null;
  #keptIsError = false;
  /** How many elements are missing in each aggregate that is open; outermost first. */
  #missing: number[] = [];
  /** The types of those aggregates. */
  #open: number[] = [];
  /** The beginning of a line whose end has not come. */
  #line = NOTHING;
  replies = 0;
  errors = 0;
  /** Whether the last reply came. */
  isDone = false;

  /** `onError` is given the text of each error, in Latin-1. */
  constructor(onError: (text: string) => void) {
    this.#onError = onError;
  }

  /** This string, when it is a reply, is the last one, and does not count. */
  expectLast(last: Uint8Array): void {
    this.#last = last;
  }

  /** Takes what arrived. Throws ProtocolError. */
  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#skip > 0) {
        at = this.#skipString(bytes, at);
        continue;
      }
      const first = bytes[at];
      let end = at;
      while (end < bytes.length && bytes[end] !== LF) end++;
      if (end === bytes.length) {
        this.#line = joined([this.#line, bytes.subarray(at)]);
        return;
      }
      if (this.#line.length > 0) {
        const line = joined([this.#line, bytes.subarray(at, end)]);
        this.#line = NOTHING;
        this.#readLine(line, 0, line.length - 1);
      } else if ((first === PLUS || first === COLON) && this.#open.length === 0) {
        this.replies++;
      } else {
        this.#readLine(bytes, at, end - 1);
      }
      at = end + 1;
    }
  }

  /** `end`: where the CR is. */
  #readLine(bytes: Uint8Array, at: number, end: number): void {
    const type = bytes[at];
    switch (type) {
      case MINUS:
        if (this.#open.length === 0) this.#fail(latin1(bytes, at + 1, end));
        return this.#finish();
      case PLUS:
      case COLON:
      case COMMA:
      case HASH:
      case UNDERSCORE:
      case PARENTHESIS:
        return this.#finish();
      case DOLLAR:
      case EQUALS:
      case BANG:
        return this.#openString(type, sizeOf(bytes, at + 1, end));
      case STAR:
      case TILDE:
      case GREATER:
        return this.#openAggregate(type, sizeOf(bytes, at + 1, end));
      case PERCENT:
      case PIPE:
        return this.#openAggregate(type, 2 * sizeOf(bytes, at + 1, end));
      default:
        throw new ProtocolError(`expected a type, got '${String.fromCharCode(type)}'`);
    }
  }

  #openString(type: number, length: number): void {
    if (length < 0) return this.#finish();
    this.#skip = length + 2;
    if (this.#open.length > 0) return;
    this.#keptIsError = type === BANG;
    const isKept = this.#keptIsError || (type === DOLLAR && length === this.#last?.length);
    if (isKept) this.#kept = new Uint8Array(length);
  }

  #skipString(bytes: Uint8Array, at: number): number {
    const taken = Math.min(this.#skip, bytes.length - at);
    if (this.#kept !== null) {
      const from = this.#kept.length + 2 - this.#skip;
      const left = Math.max(0, this.#kept.length - from);
      if (left > 0) this.#kept.set(bytes.subarray(at, at + Math.min(taken, left)), from);
    }
    this.#skip -= taken;
    if (this.#skip === 0) this.#closeString();
    return at + taken;
  }

  #closeString(): void {
    const kept = this.#kept;
    this.#kept = null;
    if (kept !== null && this.#keptIsError) this.#fail(latin1(kept, 0, kept.length));
    else if (kept?.every((byte, i) => byte === this.#last![i])) {
      this.isDone = true;
      return;
    }
    this.#finish();
  }

  #openAggregate(type: number, count: number): void {
    if (count <= 0) return type === PIPE ? undefined : this.#finish(type);
    this.#missing.push(count);
    this.#open.push(type);
  }

  /** A value is complete, and with it perhaps the aggregates that it ends. */
  #finish(type = 0): void {
    while (this.#open.length > 0) {
      if (--this.#missing[this.#missing.length - 1] > 0) return;
      this.#missing.pop();
      type = this.#open.pop()!;
      if (type === PIPE) return; // What they describe comes next.
    }
    if (type !== GREATER) this.replies++; // Pushes are no replies.
  }

  #fail(text: string): void {
    this.errors++;
    this.#onError(text);
  }
}

/** The number in a header; -1 for none. Throws ProtocolError. */
function sizeOf(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === MINUS) return -1;
  if (at === end) throw new ProtocolError("invalid length");
  let size = 0;
  for (; at < end; at++) {
    const digit = bytes[at] - 0x30;
    if (digit < 0 || digit > 9) throw new ProtocolError("invalid length");
    size = 10 * size + digit;
  }
  return size;
}
