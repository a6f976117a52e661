/**
 * The intset: integers in ascending order, all of one width, the same bytes that Redis keeps in
 * memory and in RDB files. All numbers are little-endian.
 *
 *   | width u32: 2, 4 or 8 | count u32 | integer | integer | …
 *
 * The width is what the widest integer ever added needs; it never shrinks. Whoever is wider than
 * the rest is also greater than all of it, or less, and so goes to one of the ends.
 *
 *   find  O(log n)     get  O(1)     insert, remove  O(n), the bytes behind are moved
 *
 * Example: {-1, 5}: 02 00 00 00  02 00 00 00  ff ff  05 00.
 *
 * Everything works on bytes that somebody else holds: `at` is where an intset begins. Room is made
 * and closed by the owner: to insert at an index, widen if need be, open a gap of `intsetWidth`
 * bytes at `integerOffset`, write the integer, and count it.
 */

import type { Int64 } from "./int64.ts";

/** Bytes before the first integer. */
export const INTSET_HEADER_BYTES = 8;

/** Bytes of each integer. */
export function intsetWidth(bytes: Uint8Array, at: number): number {
  return bytes[at];
}

/** How many integers there are. */
export function intsetLength(bytes: Uint8Array, at: number): number {
  return readWord(bytes, at + 4) >>> 0;
}

/** Bytes of the whole intset. */
export function intsetBytes(bytes: Uint8Array, at: number): number {
  return INTSET_HEADER_BYTES + intsetLength(bytes, at) * intsetWidth(bytes, at);
}

/** Where integer `index` stands, counted from the beginning of the intset. */
export function integerOffset(width: number, index: number): number {
  return INTSET_HEADER_BYTES + index * width;
}

/** Writes the header: `INTSET_HEADER_BYTES` bytes. An intset without integers is all header. */
export function writeIntsetHeader(
  bytes: Uint8Array,
  at: number,
  width: number,
  count: number,
): void {
  writeWord(bytes, at, width);
  writeWord(bytes, at + 4, count);
}

/** Reads integer `index`. */
export function getInteger(bytes: Uint8Array, at: number, index: number, into: Int64): void {
  const width = bytes[at];
  const p = at + INTSET_HEADER_BYTES + index * width;
  if (width === 2) {
    into.low = readShort(bytes, p);
    into.high = into.low >> 31;
  } else {
    into.low = readWord(bytes, p);
    into.high = width === 4 ? into.low >> 31 : readWord(bytes, p + 4);
  }
}

/** Writes integer `index`; it must not be wider than the intset. */
export function setInteger(bytes: Uint8Array, at: number, index: number, value: Int64): void {
  writeValue(bytes, at + INTSET_HEADER_BYTES + index * bytes[at], bytes[at], value.high, value.low);
}

/** The index of an integer; where it is not there, `~index` of where it would go. */
export function findInteger(bytes: Uint8Array, at: number, value: Int64): number {
  const width = bytes[at];
  const count = intsetLength(bytes, at);
  if (value.width > width) return value.high < 0 ? ~0 : ~count;
  const first = at + INTSET_HEADER_BYTES;
  const { high, low } = value;
  // Ascending insertion is common: a look at the last one spares the search.
  if (count === 0 || compareAt(bytes, first + (count - 1) * width, width, high, low) < 0) {
    return ~count;
  }
  let from = 0;
  let to = count;
  while (from < to) {
    const middle = (from + to) >>> 1;
    const order = compareAt(bytes, first + middle * width, width, high, low);
    if (order === 0) return middle;
    if (order < 0) from = middle + 1;
    else to = middle;
  }
  return ~from;
}

/**
 * Gives all integers another, greater width, in place: the room for them must already be there,
 * behind the last one.
 */
export function widenIntset(bytes: Uint8Array, at: number, width: number): void {
  const old = bytes[at];
  const first = at + INTSET_HEADER_BYTES;
  // From the last to the first: none is overwritten before it has been read.
  for (let i = intsetLength(bytes, at) - 1; i >= 0; i--) {
    const p = first + i * old;
    const low = old === 2 ? readShort(bytes, p) : readWord(bytes, p);
    writeValue(bytes, first + i * width, width, low >> 31, low);
  }
  bytes[at] = width;
}

/** Less than 0 if the integer at `p` is less than the value, more if it is greater. */
function compareAt(bytes: Uint8Array, p: number, width: number, high: number, low: number): number {
  if (width === 2) return readShort(bytes, p) - low;
  if (width === 4) return readWord(bytes, p) - low;
  const upper = readWord(bytes, p + 4);
  return upper !== high ? upper - high : (readWord(bytes, p) >>> 0) - (low >>> 0);
}

function writeValue(bytes: Uint8Array, p: number, width: number, high: number, low: number): void {
  if (width === 2) {
    bytes[p] = low;
    bytes[p + 1] = low >> 8;
    return;
  }
  writeWord(bytes, p, low);
  if (width === 8) writeWord(bytes, p + 4, high);
}

function readShort(bytes: Uint8Array, p: number): number {
  return (bytes[p] | (bytes[p + 1] << 8)) << 16 >> 16;
}

function readWord(bytes: Uint8Array, p: number): number {
  return bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16) | (bytes[p + 3] << 24);
}

function writeWord(bytes: Uint8Array, p: number, word: number): void {
  bytes[p] = word;
  bytes[p + 1] = word >> 8;
  bytes[p + 2] = word >> 16;
  bytes[p + 3] = word >> 24;
}
