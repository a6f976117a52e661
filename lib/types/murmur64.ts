/**
 * MurmurHash64A (Austin Appleby, 2008), the hash behind HyperLogLogs.
 *
 * The 64-bit arithmetic is done in 32-bit halves, so hashing allocates nothing.
 */

import { multiplyHigh } from "./multiply_high.ts";

const M_LOW = 0x5bd1e995;
const M_HIGH = 0xc6a4a793 | 0;

/**
 * Hashes `bytes[start, end)`, and leaves the hash in `out`: the low half in `out[0]`, the high in
 * `out[1]`. The seed has 32 bits.
 */
export function murmurHash64A(
  bytes: Uint8Array,
  start: number,
  end: number,
  seed: number,
  out: Int32Array,
): void {
  const length = end - start;
  let low = seed ^ Math.imul(length, M_LOW);
  let high = multiplyHigh(length, M_LOW) + Math.imul(length, M_HIGH) | 0;
  let i = start;
  for (const blocksEnd = start + (length & ~7); i < blocksEnd; i += 8) {
    let kLow = bytes[i] | bytes[i + 1] << 8 | bytes[i + 2] << 16 | bytes[i + 3] << 24;
    let kHigh = bytes[i + 4] | bytes[i + 5] << 8 | bytes[i + 6] << 16 | bytes[i + 7] << 24;
    kHigh = multiplyHigh(kLow, M_LOW) + Math.imul(kHigh, M_LOW) + Math.imul(kLow, M_HIGH) | 0;
    kLow = Math.imul(kLow, M_LOW);
    kLow ^= kHigh >>> 15; // k ^= k >> 47
    low ^= Math.imul(kLow, M_LOW);
    high ^= multiplyHigh(kLow, M_LOW) + Math.imul(kHigh, M_LOW) + Math.imul(kLow, M_HIGH);
    high = multiplyHigh(low, M_LOW) + Math.imul(high, M_LOW) + Math.imul(low, M_HIGH) | 0;
    low = Math.imul(low, M_LOW);
  }
  if (i < end) {
    for (let shift = 0; i < end; i++, shift += 8) {
      if (shift < 32) low ^= bytes[i] << shift;
      else high ^= bytes[i] << (shift - 32);
    }
    high = multiplyHigh(low, M_LOW) + Math.imul(high, M_LOW) + Math.imul(low, M_HIGH) | 0;
    low = Math.imul(low, M_LOW);
  }
  low ^= high >>> 15;
  high = multiplyHigh(low, M_LOW) + Math.imul(high, M_LOW) + Math.imul(low, M_HIGH) | 0;
  low = Math.imul(low, M_LOW);
  out[0] = low ^ high >>> 15;
  out[1] = high;
}
