/**
 * The ID of a stream's entry: 128 bits, milliseconds and a sequence number of 64 bits each, exact
 * over their whole range. Each half is held as two unsigned words, so that nothing is allocated.
 */

import { parseInteger, writeBigInteger, writeInteger } from "../memory/integers.ts";

const WORD = 2 ** 32;
const LAST = WORD - 1;
const DASH = 0x2d;

/** Bytes of an ID as a key: big-endian, so that the order of the bytes is that of the IDs. */
export const ID_KEY_BYTES = 16;
/** The most bytes that an ID takes as text. */
export const ID_TEXT_BYTES = 41;

/** A reusable cell. */
export class StreamId {
  msHigh = 0;
  msLow = 0;
  seqHigh = 0;
  seqLow = 0;

  copy({ msHigh, msLow, seqHigh, seqLow }: StreamId): this {
    this.msHigh = msHigh;
    this.msLow = msLow;
    this.seqHigh = seqHigh;
    this.seqLow = seqLow;
    return this;
  }

  clone(): StreamId {
    return new StreamId().copy(this);
  }

  /** Takes milliseconds, a safe integer, with sequence number 0. */
  setMs(ms: number): this {
    this.msHigh = Math.floor(ms / WORD);
    this.msLow = ms % WORD;
    this.seqHigh = this.seqLow = 0;
    return this;
  }

  /** The least of all IDs, 0-0. */
  setMin(): this {
    this.msHigh =
      this.msLow =
      this.seqHigh =
      this.seqLow =
        0;
    return this;
  }

  /** The greatest of all. */
  setMax(): this {
    this.msHigh =
      this.msLow =
      this.seqHigh =
      this.seqLow =
        LAST;
    return this;
  }

  setSeqMax(): void {
    this.seqHigh = this.seqLow = LAST;
  }

  get isMin(): boolean {
    return this.msHigh === 0 && this.msLow === 0 && this.seqHigh === 0 && this.seqLow === 0;
  }

  get isMax(): boolean {
    return this.msHigh === LAST && this.msLow === LAST && this.isSeqMax;
  }

  get isSeqMax(): boolean {
    return this.seqHigh === LAST && this.seqLow === LAST;
  }

  /** The milliseconds; beyond 2^53 the nearest double, which keeps the order. */
  get ms(): number {
    return this.msHigh * WORD + this.msLow;
  }

  /** Goes to the next ID; false, and back at 0-0, if there is none. */
  increment(): boolean {
    if (this.seqLow++ < LAST) return true;
    this.seqLow = 0;
    if (this.seqHigh++ < LAST) return true;
    this.seqHigh = 0;
    if (this.msLow++ < LAST) return true;
    this.msLow = 0;
    if (this.msHigh++ < LAST) return true;
    this.msHigh = 0;
    return false;
  }

  /** Goes to the ID before; false, and at the greatest of all, if there is none. */
  decrement(): boolean {
    if (this.seqLow-- > 0) return true;
    this.seqLow = LAST;
    if (this.seqHigh-- > 0) return true;
    this.seqHigh = LAST;
    if (this.msLow-- > 0) return true;
    this.msLow = LAST;
    if (this.msHigh-- > 0) return true;
    this.msHigh = LAST;
    return false;
  }

  /**
   * Takes the ID that `bytes[start, end)` spells, `ms` or `ms-seq`. Returns whether there is a
   * sequence number, which is 0 otherwise, with `AUTO_SEQ` for `ms-*`; `NO_ID` if it is no ID.
   */
  parse(bytes: Uint8Array, start: number, end: number): IdForm {
    let dash = start;
    while (dash < end && bytes[dash] !== DASH) dash++;
    const ms = parseInteger(bytes, start, dash);
    if (ms >= 0) {
      if (dash === end) {
        this.setMs(ms);
        return ONLY_MS;
      }
      const seq = parseInteger(bytes, dash + 1, end);
      if (seq >= 0) {
        this.setMs(ms);
        this.seqHigh = Math.floor(seq / WORD);
        this.seqLow = seq % WORD;
        return WHOLE_ID;
      }
    }
    return this.#parseOdd(bytes, start, end);
  }

  /** What is no pair of safe integers: Redis goes on to read it as C's `strtoull` does. */
  #parseOdd(bytes: Uint8Array, start: number, end: number): IdForm {
    if (end - start > 127) return NO_ID;
    let text = String.fromCharCode(...bytes.subarray(start, end));
    const nul = text.indexOf("\0");
    if (nul >= 0) text = text.slice(0, nul);
    const dash = text.indexOf("-");
    const ms = parseUnsigned(dash < 0 ? text : text.slice(0, dash));
    if (ms === null) return NO_ID;
    const rest = text.slice(dash + 1);
    const isAuto = dash >= 0 && rest === "*";
    const seq = dash < 0 || isAuto ? 0n : parseUnsigned(rest);
    if (seq === null) return NO_ID;
    this.msHigh = Number(ms >> 32n);
    this.msLow = Number(ms & 0xffffffffn);
    this.seqHigh = Number(seq >> 32n);
    this.seqLow = Number(seq & 0xffffffffn);
    return dash < 0 ? ONLY_MS : isAuto ? AUTO_SEQ : WHOLE_ID;
  }

  /** Writes it as text at `at`; returns the offset behind. */
  print(out: Uint8Array, at: number): number {
    at = printHalf(out, at, this.msHigh, this.msLow);
    out[at] = DASH;
    return printHalf(out, at + 1, this.seqHigh, this.seqLow);
  }

  toString(): string {
    const bytes = new Uint8Array(ID_TEXT_BYTES);
    return String.fromCharCode(...bytes.subarray(0, this.print(bytes, 0)));
  }

  /** Writes it as a key of 16 bytes. */
  writeKey(out: Uint8Array, at: number): void {
    writeWord(out, at, this.msHigh);
    writeWord(out, at + 4, this.msLow);
    writeWord(out, at + 8, this.seqHigh);
    writeWord(out, at + 12, this.seqLow);
  }

  /** Takes the ID that a key of 16 bytes stands for. */
  readKey(bytes: Uint8Array, at: number): this {
    this.msHigh = readWord(bytes, at);
    this.msLow = readWord(bytes, at + 4);
    this.seqHigh = readWord(bytes, at + 8);
    this.seqLow = readWord(bytes, at + 12);
    return this;
  }
}

/** What `parse` has found. */
export type IdForm = 0 | 1 | 2 | 3;
export const NO_ID = 0;
export const ONLY_MS = 1;
export const WHOLE_ID = 2;
export const AUTO_SEQ = 3;

/** Bounds of a range that has none. Not to be changed. */
export const MIN_ID: StreamId = new StreamId();
export const MAX_ID: StreamId = new StreamId().setMax();

/** The order of two IDs: negative, 0 or positive. */
export function compareIds(a: StreamId, b: StreamId): number {
  return a.msHigh - b.msHigh || a.msLow - b.msLow || a.seqHigh - b.seqHigh || a.seqLow - b.seqLow;
}

function printHalf(out: Uint8Array, at: number, high: number, low: number): number {
  if (high < 0x20_0000) return writeInteger(out, at, high * WORD + low);
  return writeBigInteger(out, at, (BigInt(high) << 32n) | BigInt(low));
}

/** A number of 64 bits as `strtoull` reads it; null if it is none. */
function parseUnsigned(text: string): bigint | null {
  // What spells a negative int64 in the canonical way is refused before `strtoull` sees it.
  if (/^-[1-9]\d*$/.test(text) && BigInt(text) >= -(2n ** 63n)) return null;
  if (!/^[ \t\n\v\f\r]*[+-]?\d+$/.test(text)) return null;
  const value = BigInt(text.trim().replace(/^[+-]/, ""));
  if (value >= 2n ** 64n) return null;
  return text.includes("-") ? BigInt.asUintN(64, -value) : value;
}

function writeWord(out: Uint8Array, at: number, word: number): void {
  out[at] = word >>> 24;
  out[at + 1] = word >>> 16;
  out[at + 2] = word >>> 8;
  out[at + 3] = word;
}

function readWord(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}
