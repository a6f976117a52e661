/**
 * A small hash, packed into its entry as one listpack.
 *
 *   listpack     field, value,  field, value,  …           in the order in which they were added
 *   listpackex   field, value, expiry,  field, value, expiry,  …
 *
 * In the second form, which a hash takes once a field is given an expiry, each field is followed by
 * the Unix time in milliseconds, 0 for never, and the fields stand in the order in which they
 * expire, those that never do at the end. So what has expired is always at the front. (The bytes of
 * both are Redis 7.4's.)
 *
 * Offsets count from the entry's value. `stride`, 2 or 3, is how many elements a field takes. What
 * changes an entry wants it to be the key found last, with the cursor on it.
 *
 *   find, set, remove  O(bytes of the hash)
 */

import type { Database } from "../keyspace/database.ts";
import { LISTPACK_EX } from "../keyspace/types.ts";
import { copyBytes } from "../memory/bytes.ts";
import type { Entry } from "../memory/entry.ts";
import { writeInteger } from "../memory/integers.ts";
import {
  addToHeader,
  elementBytes,
  EMPTY_LISTPACK_BYTES,
  encodedBytes,
  firstElement,
  integerAt,
  isListpackEnd,
  listpackLength,
  nextElement,
  writeElement,
  writeEmptyListpack,
} from "../memory/listpack.ts";

/** Where the first field stands. */
export const FIRST_FIELD = firstElement(0);

/** Elements a field takes: itself, its value, perhaps its expiry. */
export const PAIR = 2;
export const TRIPLE = 3;

/** Scratch: the text of an expiry, and a field that is being moved. */
const DIGITS = new Uint8Array(20);
const MOVED = new Uint8Array(256);

/** Byte strings that lie in one buffer; `Args` are such. */
export interface Strings {
  readonly bytes: Uint8Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Bytes of a listpack of the strings from one index up to another. */
export function packedBytes({ bytes, starts, ends }: Strings, from: number, to: number): number {
  let size = EMPTY_LISTPACK_BYTES;
  for (let i = from; i < to; i++) size += encodedBytes(bytes, starts[i], ends[i]);
  return size;
}

/** Writes that listpack, given its size, where room has been made. */
export function writePacked(
  target: Uint8Array,
  at: number,
  size: number,
  { bytes, starts, ends }: Strings,
  from: number,
  to: number,
): void {
  writeEmptyListpack(target, at);
  const mark = target[at + FIRST_FIELD];
  let p = at + FIRST_FIELD;
  for (let i = from; i < to; i++) p = writeElement(target, p, bytes, starts[i], ends[i]);
  target[p] = mark;
  addToHeader(target, at, size - EMPTY_LISTPACK_BYTES, to - from);
}

/** Adds a field that the hash does not have, at the end: it never expires. */
export function appendField(
  db: Database,
  entry: Entry,
  stride: number,
  field: Uint8Array,
  fieldStart: number,
  fieldEnd: number,
  value: Uint8Array,
  valueStart: number,
  valueEnd: number,
): void {
  const size = encodedBytes(field, fieldStart, fieldEnd) +
    encodedBytes(value, valueStart, valueEnd) + (stride === TRIPLE ? expiryBytes(0) : 0);
  const { valueBytes, valueStart: start, valueEnd: end } = db.splice(
    entry,
    entry.valueEnd - entry.valueStart - 1,
    0,
    size,
  );
  let p = end - 1 - size;
  p = writeElement(valueBytes, p, field, fieldStart, fieldEnd);
  p = writeElement(valueBytes, p, value, valueStart, valueEnd);
  if (stride === TRIPLE) writeExpiry(valueBytes, p, 0);
  addToHeader(valueBytes, start, size, stride);
}

/** When the field at `p` of a listpackex expires; 0 for never. */
export function expiryAt(bytes: Uint8Array, p: number): number {
  return integerAt(bytes, nextElement(bytes, nextElement(bytes, p)));
}

/** Gives the field at `offset` of a listpackex another expiry; returns where it stands then. */
export function moveField(db: Database, entry: Entry, offset: number, expireAtMs: number): number {
  const from = entry.valueStart + offset;
  const expiry = nextElement(entry.valueBytes, nextElement(entry.valueBytes, from));
  const oldSize = elementBytes(entry.valueBytes, expiry);
  const size = expiryBytes(expireAtMs);
  if (size !== oldSize) {
    db.splice(entry, expiry - entry.valueStart, oldSize, size);
    addToHeader(entry.valueBytes, entry.valueStart, size - oldSize, 0);
  }
  const { valueBytes: bytes, valueStart, valueEnd } = entry;
  const behind = valueStart + offset + expiry - from + size;
  writeExpiry(bytes, behind - size, expireAtMs);
  const start = valueStart + offset;
  const place = expireAtMs === 0 ? valueEnd - 1 : placeOf(bytes, valueStart, expireAtMs, start);
  return moveRange(bytes, start, behind, place) - valueStart;
}

/** Moves bytes, from one place to another, to a third one outside of them; returns their start. */
function moveRange(bytes: Uint8Array, start: number, end: number, place: number): number {
  if (place === start || place === end) return start;
  const size = end - start;
  const moved = size <= MOVED.length ? MOVED : new Uint8Array(size);
  copyBytes(moved, 0, bytes, start, end);
  if (place > end) bytes.copyWithin(start, end, place);
  else bytes.copyWithin(place + size, place, start);
  const to = place > end ? place - size : place;
  copyBytes(bytes, to, moved, 0, size);
  return to;
}

/** The first field, other than `own`, that expires then, later or never. */
function placeOf(bytes: Uint8Array, at: number, expireAtMs: number, own: number): number {
  let p = firstElement(at);
  while (!isListpackEnd(bytes, p)) {
    const expiry = nextElement(bytes, nextElement(bytes, p));
    const ms = integerAt(bytes, expiry);
    if (p !== own && (ms === 0 || ms >= expireAtMs)) break;
    p = nextElement(bytes, expiry);
  }
  return p;
}

/** Removes the field at `offset`. */
export function removeField(db: Database, entry: Entry, offset: number, stride: number): void {
  const { valueBytes: bytes, valueStart } = entry;
  let p = nextElement(bytes, nextElement(bytes, valueStart + offset));
  if (stride === TRIPLE) p = nextElement(bytes, p);
  removeRange(db, entry, offset, p - valueStart, stride);
}

/** Removes `count` elements, which lie between two offsets. */
export function removeRange(
  db: Database,
  entry: Entry,
  offset: number,
  behind: number,
  count: number,
): void {
  const size = behind - offset;
  const { valueBytes, valueStart } = db.splice(entry, offset, size, 0);
  addToHeader(valueBytes, valueStart, -size, -count);
}

/** Turns a listpack into a listpackex, in which no field expires yet. */
export function becomeTriples(db: Database, entry: Entry): void {
  const pairs = entry.valueBytes.slice(entry.valueStart, entry.valueEnd);
  const elements = listpackLength(pairs, 0) / PAIR * TRIPLE;
  const length = pairs.length + elements / TRIPLE * expiryBytes(0);
  const { valueBytes: bytes, valueStart } = db.becomePacked(entry, LISTPACK_EX, length);
  writeEmptyListpack(bytes, valueStart);
  let to = firstElement(valueStart);
  for (let p = FIRST_FIELD; !isListpackEnd(pairs, p);) {
    const behind = nextElement(pairs, nextElement(pairs, p));
    copyBytes(bytes, to, pairs, p, behind);
    to = writeExpiry(bytes, to + behind - p, 0);
    p = behind;
  }
  bytes[to] = pairs[pairs.length - 1];
  addToHeader(bytes, valueStart, length - EMPTY_LISTPACK_BYTES, elements);
}

function expiryBytes(ms: number): number {
  return encodedBytes(DIGITS, 0, writeInteger(DIGITS, 0, ms));
}

function writeExpiry(bytes: Uint8Array, p: number, ms: number): number {
  return writeElement(bytes, p, DIGITS, 0, writeInteger(DIGITS, 0, ms));
}
