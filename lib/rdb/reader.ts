/**
 * Reads the primitives of the RDB format (see `writer.ts`) from bytes that come piece by piece.
 *
 * A length is checked against what is left before anything is made for it, so a damaged one costs
 * an error and no memory.
 */

import { parseDouble } from "../resp/numbers.ts";
import { copyBytes } from "../memory/bytes.ts";
import { writeInteger } from "../memory/integers.ts";
import { Crc64 } from "./crc64.ts";
import { lzfExpand } from "./lzf.ts";

/** Bytes that are no RDB, or one that cannot be read here, with the place where that was noticed. */
export class RdbError extends Error {
  readonly offset: number;
  /** What is to be said of the file: that it is damaged, unless it may well be sound. */
  readonly verdict: string;

  constructor(message: string, offset: number, verdict = "is damaged") {
    super(message);
    this.offset = offset;
    this.verdict = verdict;
  }
}

/** Where the bytes come from. */
export interface Source {
  /** How many bytes there are in all. */
  readonly size: number;
  /**
   * Fills `into[start, end)` as far as possible, from where the last call ended; returns how many
   * bytes it filled, 0 at the end.
   */
  read(into: Uint8Array, start: number, end: number): number;
}

const BUFFER_BYTES = 256 * 1024;
/** What a compressed string may announce for each of its bytes: LZF makes at most 88 of one. */
const EXPANSION_MAX = 100;
/** The longest string for which a buffer is kept. */
const BRIEF_MAX = 256;

export class RdbReader {
  /** The string read last: `text[start, end)`, valid until the next read. */
  text: Uint8Array = NOTHING;
  start = 0;
  end = 0;
  /** What `keep` kept. */
  kept: Uint8Array = new Uint8Array(64);

  readonly #source: Source | null;
  readonly #size: number;
  #bytes: Uint8Array;
  #at = 0;
  #filled: number;
  /** Place of `#bytes[0]` among all bytes. */
  #base = 0;
  #crc: Crc64 | null = null;
  /** What the sum has taken in: `#bytes` up to here. */
  #summed = 0;
  readonly #digits = new Uint8Array(24);
  /** A buffer for each short length: making one costs more than filling it. */
  readonly #brief: Uint8Array[] = [];
  #expanded: Uint8Array = NOTHING;

  private constructor(source: Source | null, bytes: Uint8Array, filled: number, size: number) {
    this.#source = source;
    this.#bytes = bytes;
    this.#filled = filled;
    this.#size = size;
  }

  /** A reader of bytes that are all there. */
  static of(bytes: Uint8Array): RdbReader {
    return new RdbReader(null, bytes, bytes.length, bytes.length);
  }

  /** A reader of a file, or whatever else gives its bytes in order. */
  static from(source: Source): RdbReader {
    return new RdbReader(source, new Uint8Array(BUFFER_BYTES), 0, source.size);
  }

  /** How many bytes have been read. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** How many are left. */
  get left(): number {
    return this.#size - this.offset;
  }

  /** Sums up all bytes from here on. */
  sum(): void {
    this.#crc = new Crc64();
    this.#summed = this.#at;
  }

  /** Reads eight bytes, and tells whether they are the sum so far, or none (all zeros). */
  readSum(): boolean {
    const crc = this.#crc!;
    crc.update(this.#bytes, this.#summed, this.#at);
    this.#crc = null;
    const at = this.#need(8);
    const isNone = this.#bytes.subarray(at, at + 8).every((byte) => byte === 0);
    return isNone || crc.matches(this.#bytes, at);
  }

  /** Throws an RdbError that names this place. */
  fail(message: string): never {
    throw new RdbError(message, this.offset);
  }

  /** The same for what may be sound, but is not understood here. */
  refuse(message: string): never {
    throw new RdbError(message, this.offset, "cannot be read");
  }

  u8(): number {
    return this.#bytes[this.#need(1)];
  }

  u32(): number {
    const at = this.#need(4);
    return readU32(this.#bytes, at);
  }

  /** Eight bytes, little-endian, as the nearest double; a sign bit counts. */
  i64(): number {
    const at = this.#need(8);
    return (readU32(this.#bytes, at + 4) | 0) * 0x1_0000_0000 + readU32(this.#bytes, at);
  }

  double(): number {
    const at = this.#need(8);
    for (let i = 0; i < 8; i++) DOUBLE_BYTES[i] = this.#bytes[at + i];
    return DOUBLE[0];
  }

  /** A double as versions up to 7 wrote scores: a length, and its text. NaN is possible. */
  oldDouble(): number {
    const length = this.u8();
    if (length === 255) return -Infinity;
    if (length === 254) return Infinity;
    if (length === 253) return NaN;
    const at = this.#need(length);
    const n = parseDouble(this.#bytes, at, at + length);
    if (n !== n) this.fail("a score that is no number");
    return n;
  }

  /** A length; its upper bits, if it has more than 53, are lost. */
  size(): number {
    const n = this.#sizeOrCode();
    if (n < 0) this.fail("a string where a length should be");
    return n;
  }

  /** The number of elements that follow, each of which takes at least `least` bytes. */
  count(least: number): number {
    const n = this.size();
    if (n * least > this.left) this.fail("more elements announced than there are bytes");
    return n;
  }

  /** The upper and the lower half of the length read last, for numbers of 64 bits. */
  sizeHigh = 0;
  sizeLow = 0;

  /** Reads a string; it is then in `text`. */
  string(): void {
    const length = this.#sizeOrCode();
    if (length >= 0) {
      if (length > this.left) this.fail("a string longer than what is left");
      this.start = this.#need(length);
      this.end = this.start + length;
      this.text = this.#bytes;
    } else if (length === LZF) {
      this.#compressed();
    } else {
      const width = 1 << (-length - 1);
      const at = this.#need(width);
      let n = 0;
      for (let i = 0; i < width; i++) n |= this.#bytes[at + i] << (8 * i);
      const unused = 32 - 8 * width;
      this.#setInteger(n << unused >> unused);
    }
  }

  /**
   * Passes over the next string, keeping its bytes in `kept`, up to the length that is returned, until
   * the next call.
   */
  keep(): number {
    this.string();
    const length = this.end - this.start;
    if (length > this.kept.length) {
      this.kept = new Uint8Array(Math.max(length, 2 * this.kept.length));
    }
    copyBytes(this.kept, 0, this.text, this.start, this.end);
    return length;
  }

  /** A copy of the next string; if it is a short one, valid until the next call only. */
  briefCopy(): Uint8Array {
    this.string();
    const { text, start, end } = this;
    const length = end - start;
    if (length > BRIEF_MAX) return text.slice(start, end);
    const copy = this.#brief[length] ??= new Uint8Array(length);
    for (let i = 0; i < length; i++) copy[i] = text[start + i];
    return copy;
  }

  /** A copy of the next string. */
  copy(): Uint8Array {
    this.string();
    return this.text.slice(this.start, this.end);
  }

  /** The next string, one character a byte. */
  latin1(): string {
    this.string();
    let text = "";
    for (let i = this.start; i < this.end; i++) text += String.fromCharCode(this.text[i]);
    return text;
  }

  /** Passes over so many bytes. */
  skip(count: number): void {
    if (count > this.left) this.fail("more bytes announced than there are");
    while (count > 0) {
      const step = Math.min(count, BUFFER_BYTES);
      this.#need(step);
      count -= step;
    }
  }

  #setInteger(n: number): void {
    this.text = this.#digits;
    this.start = 0;
    this.end = writeInteger(this.#digits, 0, n);
  }

  #compressed(): void {
    const size = this.size();
    const length = this.size();
    if (size > this.left || length > size * EXPANSION_MAX) {
      this.fail("a compressed string too long");
    }
    const at = this.#need(size);
    if (this.#expanded.length < length) this.#expanded = new Uint8Array(length);
    if (!lzfExpand(this.#bytes, at, at + size, this.#expanded, length)) {
      this.fail("a compressed string is damaged");
    }
    this.text = this.#expanded;
    this.start = 0;
    this.end = length;
    if (length > BUFFER_BYTES) this.#expanded = NOTHING;
  }

  /** A length, or the negated code of a special string. */
  #sizeOrCode(): number {
    const first = this.u8();
    this.sizeHigh = 0;
    switch (first >> 6) {
      case 0:
        return this.sizeLow = first;
      case 1:
        return this.sizeLow = ((first & 0x3f) << 8) | this.u8();
      case 3:
        if (first > 0xc3) this.fail(`an unknown encoding of a string, ${first & 0x3f}`);
        return -1 - (first & 0x3f);
    }
    if (first === 0x80) return this.sizeLow = this.#bigEndian();
    if (first !== 0x81) this.fail(`an unknown form of a length, ${first}`);
    this.sizeHigh = this.#bigEndian();
    this.sizeLow = this.#bigEndian();
    return this.sizeHigh * 0x1_0000_0000 + this.sizeLow;
  }

  #bigEndian(): number {
    const at = this.#need(4);
    const bytes = this.#bytes;
    return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
  }

  /** Has the next `count` bytes in the buffer, passes over them, and returns where they begin. */
  #need(count: number): number {
    if (this.#at + count > this.#filled) this.#fill(count);
    const at = this.#at;
    this.#at += count;
    return at;
  }

  #fill(count: number): void {
    if (count > this.left || this.#source === null) this.fail("the end comes too early");
    this.#crc?.update(this.#bytes, this.#summed, this.#at);
    const rest = this.#filled - this.#at;
    let bytes = this.#bytes;
    if (count > bytes.length) bytes = new Uint8Array(count);
    else if (bytes.length > BUFFER_BYTES && count <= BUFFER_BYTES) {
      bytes = new Uint8Array(BUFFER_BYTES);
    }
    bytes.set(this.#bytes.subarray(this.#at, this.#filled));
    this.#bytes = bytes;
    this.#base += this.#at;
    this.#at = 0;
    this.#summed = 0;
    this.#filled = rest;
    while (this.#filled < count) {
      const read = this.#source.read(bytes, this.#filled, bytes.length);
      if (read === 0) this.fail("the end comes too early");
      this.#filled += read;
    }
  }
}

const DOUBLE = new Float64Array(1);
const DOUBLE_BYTES = new Uint8Array(DOUBLE.buffer);
const NOTHING = new Uint8Array(0);
const LZF = -4;

function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
