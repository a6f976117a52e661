/**
 * Counting set bits: BITCOUNT, and the rules by which it and BITPOS read a range.
 *
 * Bit 0 is the most significant bit of the first byte.
 */

const COUNTS = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest &= rest - 1) count++;
  return count;
});

/** Below this many bytes a table is quicker than setting up a view of words. */
const WORDS_FROM_BYTES = 128;

/** How many bits are set in `bytes[start, end)`. */
export function countBits(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  if (end - start >= WORDS_FROM_BYTES) {
    while ((bytes.byteOffset + start) & 3) count += COUNTS[bytes[start++]];
    const length = (end - start) >> 2;
    count += countWords(new Int32Array(bytes.buffer, bytes.byteOffset + start, length));
    start += length * 4;
  }
  while (start < end) count += COUNTS[bytes[start++]];
  return count;
}

/** Adds neighbouring fields of 1, 2 and 4 bits side by side, and then the four bytes at once. */
function countWords(words: Int32Array): number {
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    let word = words[i];
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    word = (word + (word >>> 4)) & 0x0f0f0f0f;
    count += Math.imul(word, 0x01010101) >>> 24;
  }
  return count;
}

/**
 * An index of a range as Redis reads it: negative counts from the end, and what lies before the
 * beginning is the beginning.
 */
export function clampIndex(index: number, length: number): number {
  return index < 0 ? Math.max(0, index + length) : index;
}

/**
 * BITCOUNT: the set bits of the string `bytes[start, end)` from index `from` to index `to`, both
 * included, either may be negative. Indexes are of bytes, or of bits if `byBit`.
 */
export function bitCount(
  bytes: Uint8Array,
  start: number,
  end: number,
  from: number,
  to: number,
  byBit: boolean,
): number {
  const length = (end - start) * (byBit ? 8 : 1);
  if (from < 0 && to < 0 && from > to) return 0;
  const first = clampIndex(from, length);
  const last = Math.min(clampIndex(to, length), length - 1);
  if (first > last) return 0;
  if (!byBit) return countBits(bytes, start + first, start + last + 1);
  const firstByte = start + Math.floor(first / 8);
  const lastByte = start + Math.floor(last / 8);
  const before = bytes[firstByte] & ~(0xff >> (first & 7)) & 0xff;
  const after = bytes[lastByte] & (0x7f >> (last & 7));
  return countBits(bytes, firstByte, lastByte + 1) - COUNTS[before] - COUNTS[after];
}
