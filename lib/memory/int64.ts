/** A 64-bit integer as two halves of 32 bits: what packed integers are read into and compared as. */

import { parseInt64, parseInteger, writeBigInteger, writeInteger } from "./integers.ts";

const WORD = 2 ** 32;

/** A reusable cell. Integers that a JavaScript number holds exactly never allocate. */
export class Int64 {
  /** The upper half, signed. */
  high = 0;
  /** The lower half; its 32 bits, as a signed number too. */
  low = 0;

  /**
   * Takes the integer that `bytes[start, end)` spells in the one canonical way; false, and nothing
   * changed, if it spells none.
   */
  parse(bytes: Uint8Array, start: number, end: number): boolean {
    const first = bytes[start];
    if (start === end || first > 0x39 || (first < 0x30 && first !== 0x2d)) return false;
    const n = parseInteger(bytes, start, end);
    if (n === n) {
      this.set(n);
      return true;
    }
    if (end - start < 16) return false;
    const big = parseInt64(bytes, start, end);
    if (big === null) return false;
    this.high = Number(big >> 32n);
    this.low = Number(big & 0xffffffffn) | 0;
    return true;
  }

  /** Takes a safe integer. */
  set(n: number): void {
    this.low = n | 0;
    this.high = n === this.low ? n >> 31 : Math.floor(n / WORD);
  }

  /** The fewest bytes, of 2, 4 and 8, that hold it. */
  get width(): 2 | 4 | 8 {
    const { low } = this;
    if (this.high !== low >> 31) return 8;
    return low << 16 >> 16 === low ? 2 : 4;
  }

  /** Writes it in decimal at `at`; returns the offset behind (`INTEGER_BYTES_MAX` at most). */
  print(out: Uint8Array, at: number): number {
    const { high, low } = this;
    if (high === low >> 31) return writeInteger(out, at, low);
    if (high >= -0x200000 && high < 0x200000 && (high !== -0x200000 || low !== 0)) {
      return writeInteger(out, at, high * WORD + (low >>> 0));
    }
    return writeBigInteger(out, at, (BigInt(high) << 32n) | BigInt(low >>> 0));
  }
}
