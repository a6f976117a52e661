/** Finding the first set or clear bit: BITPOS. */

import { clampIndex } from "./bit_count.ts";

/**
 * BITPOS: the position of the first bit equal to `bit` in the string `bytes[start, end)`, from
 * index `from` to index `to`, both included; −1 if there is none. Indexes are of bytes, or of bits
 * if `byBit`, and negative ones count from the end. The position counts from the string's own
 * beginning.
 *
 * If `to` is undefined, the range ends with the string and zeros are thought to follow: a search
 * for a clear bit then finds the first position behind the string. Not so if the range is empty.
 */
export function bitPosition(
  bytes: Uint8Array,
  start: number,
  end: number,
  bit: number,
  from: number,
  to: number | undefined,
  byBit: boolean,
): number {
  const size = end - start;
  const length = byBit ? size * 8 : size;
  const first = clampIndex(from, length);
  const last = to === undefined ? length - 1 : Math.min(clampIndex(to, length), length - 1);
  if (first > last) return -1;
  const firstBit = byBit ? first : first * 8;
  const lastBit = byBit ? last : last * 8 + 7;
  const position = findBit(bytes, start, bit, firstBit, lastBit);
  if (position >= 0 || bit === 1 || to !== undefined) return position;
  return size * 8;
}

/** The first bit equal to `bit` among the bits of this range, both ends included, or −1. */
function findBit(
  bytes: Uint8Array,
  base: number,
  bit: number,
  firstBit: number,
  lastBit: number,
): number {
  const flip = bit === 1 ? 0 : 0xff; // A clear bit is a set bit of the complement.
  const lastByte = base + Math.floor(lastBit / 8);
  let at = base + Math.floor(firstBit / 8);
  let byte = (bytes[at] ^ flip) & (0xff >> (firstBit & 7));
  if (byte === 0) {
    at = skipBytes(bytes, at + 1, lastByte + 1, flip);
    if (at > lastByte) return -1;
    byte = bytes[at] ^ flip;
  }
  const position = (at - base) * 8 + Math.clz32(byte) - 24;
  return position <= lastBit ? position : -1;
}

/** Below this many bytes a view of words does not pay. */
const WORDS_FROM_BYTES = 64;

/** The first place in `bytes[at, end)` where another byte than `skipped` stands, or `end`. */
function skipBytes(bytes: Uint8Array, at: number, end: number, skipped: number): number {
  if (end - at >= WORDS_FROM_BYTES) {
    while ((bytes.byteOffset + at) & 3) {
      if (bytes[at] !== skipped) return at;
      at++;
    }
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + at, (end - at) >> 2);
    const word = skipped === 0 ? 0 : -1;
    let i = 0;
    while (i < words.length && words[i] === word) i++;
    at += i * 4;
  }
  while (at < end && bytes[at] === skipped) at++;
  return at;
}
