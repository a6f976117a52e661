/**
 * Writes the primitives of the RDB format into a buffer that grows: numbers, lengths, strings.
 *
 *   length   00llllll | 01llllll llllllll | 10000000 + u32 | 10000001 + u64     big-endian
 *   string   length, bytes | 11000000 + i8 | 11000001 + i16 | 11000010 + i32 little-endian
 *            | 11000011, compressed length, length, LZF
 */

import { copyBytes } from "../memory/bytes.ts";
import { parseInteger } from "../memory/integers.ts";
import { lzfCompress } from "./lzf.ts";

const FIRST_BYTES = 4096;
/** Shorter strings are not worth compressing. */
const COMPRESSED_MIN = 21;
/** Compression must spare more than this. */
const SPARED_MIN = 4;

export class RdbWriter {
  bytes: Uint8Array = new Uint8Array(FIRST_BYTES);
  length = 0;
  /** `rdbcompression`. */
  readonly compresses: boolean;
  readonly #floats = new DataView(new ArrayBuffer(8));

  constructor(compresses: boolean) {
    this.compresses = compresses;
  }

  /** Forgets what was written. */
  clear(): void {
    this.length = 0;
  }

  u8(n: number): void {
    this.#room(1);
    this.bytes[this.length++] = n;
  }

  /** Four bytes, little-endian. */
  u32(n: number): void {
    this.#room(4);
    for (let i = 0; i < 4; i++) this.bytes[this.length++] = n >>> (8 * i);
  }

  /** An integer of up to 53 bits in eight bytes, little-endian. */
  u64(n: number): void {
    this.u32(n % 0x1_0000_0000);
    this.u32(Math.floor(n / 0x1_0000_0000));
  }

  /** A double in eight bytes, little-endian. */
  double(n: number): void {
    this.#room(8);
    this.#floats.setFloat64(0, n, true);
    for (let i = 0; i < 8; i++) this.bytes[this.length++] = this.#floats.getUint8(i);
  }

  /** A length, or another number of up to 53 bits. */
  size(n: number): void {
    this.#room(9);
    const { bytes } = this;
    if (n < 64) {
      bytes[this.length++] = n;
    } else if (n < 16384) {
      bytes[this.length++] = 0x40 | (n >> 8);
      bytes[this.length++] = n;
    } else if (n <= 0xffff_ffff) {
      bytes[this.length++] = 0x80;
      this.#bigEndian(n);
    } else {
      bytes[this.length++] = 0x81;
      this.#bigEndian(Math.floor(n / 0x1_0000_0000));
      this.#bigEndian(n % 0x1_0000_0000);
    }
  }

  /** A length of 64 bits, given in two halves. */
  size64(high: number, low: number): void {
    if (high === 0) return this.size(low >>> 0);
    this.#room(9);
    this.bytes[this.length++] = 0x81;
    this.#bigEndian(high);
    this.#bigEndian(low);
  }

  /** A string; one that spells a small integer becomes one, a long one may be compressed. */
  string(source: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length <= 11 && this.#integer(source, start, end)) return;
    if (this.compresses && length >= COMPRESSED_MIN && this.#compressed(source, start, end)) return;
    this.size(length);
    this.raw(source, start, end);
  }

  /** Text of one byte a character, as a string. */
  text(text: string): void {
    this.size(text.length);
    this.#room(text.length);
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
  }

  /** Bytes as they are. */
  raw(source: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    copyBytes(this.bytes, this.length, source, start, end);
    this.length += end - start;
  }

  #integer(source: Uint8Array, start: number, end: number): boolean {
    const n = parseInteger(source, start, end);
    if (!(n >= -0x8000_0000 && n <= 0x7fff_ffff)) return false;
    const width = n >= -128 && n <= 127 ? 1 : n >= -32768 && n <= 32767 ? 2 : 4;
    this.#room(5);
    this.bytes[this.length++] = 0xc0 | (width >> 1);
    for (let i = 0; i < width; i++) this.bytes[this.length++] = n >> (8 * i);
    return true;
  }

  #compressed(source: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    const mark = this.length;
    // The header is at most so long; the compressed bytes go behind it, and then close up.
    const header = 1 + 5 + 5;
    this.#room(header + length);
    const room = this.bytes.subarray(mark + header, mark + header + length - SPARED_MIN);
    const size = lzfCompress(source, start, end, room);
    if (size === 0) return false;
    this.bytes[this.length++] = 0xc3;
    this.size(size);
    this.size(length);
    this.bytes.copyWithin(this.length, mark + header, mark + header + size);
    this.length += size;
    return true;
  }

  #bigEndian(n: number): void {
    for (let shift = 24; shift >= 0; shift -= 8) this.bytes[this.length++] = n >>> shift;
  }

  #room(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.bytes.length * 2));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
