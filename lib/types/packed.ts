/**
 * Editing the listpack that the value of an entry is. Offsets count from the value's start, because
 * the entry's block may move. The entry must be the key found last, with the cursor on it; a value
 * given must not lie in the same entry.
 */

import type { Database } from "../keyspace/database.ts";
import { type Entry, GROWN } from "../memory/entry.ts";
import {
  addToHeader,
  elementBytes,
  EMPTY_LISTPACK_BYTES,
  encodedBytes,
  nextElement,
  writeElement,
  writeEmptyListpack,
} from "../memory/listpack.ts";

/**
 * Makes the key that `db.find` has just looked for hold an empty listpack, in the place of what it
 * holds, if anything. `flags`: type, encoding.
 */
export function createPacked(
  db: Database,
  key: Uint8Array,
  start: number,
  end: number,
  flags: number,
): Entry {
  const entry = db.putLast(key, start, end, flags | GROWN, EMPTY_LISTPACK_BYTES, 0);
  writeEmptyListpack(entry.valueBytes, entry.valueStart);
  return entry;
}

/** Inserts an element before the one at `offset`, or at the end; returns the offset behind it. */
export function insertElement(
  db: Database,
  entry: Entry,
  offset: number,
  value: Uint8Array,
  start: number,
  end: number,
): number {
  const size = encodedBytes(value, start, end);
  const { valueBytes, valueStart } = db.splice(entry, offset, 0, size);
  writeElement(valueBytes, valueStart + offset, value, start, end);
  addToHeader(valueBytes, valueStart, size, 1);
  return offset + size;
}

/** Removes so many elements from `offset` on. */
export function removeElements(db: Database, entry: Entry, offset: number, count: number): void {
  const start = entry.valueStart + offset;
  let behind = start;
  for (let i = 0; i < count; i++) behind = nextElement(entry.valueBytes, behind);
  const size = behind - start;
  const { valueBytes, valueStart } = db.splice(entry, offset, size, 0);
  addToHeader(valueBytes, valueStart, -size, -count);
}

/** Puts another value in the place of the element at `offset`; returns the offset behind it. */
export function replaceElement(
  db: Database,
  entry: Entry,
  offset: number,
  value: Uint8Array,
  start: number,
  end: number,
): number {
  const oldSize = elementBytes(entry.valueBytes, entry.valueStart + offset);
  const size = encodedBytes(value, start, end);
  const { valueBytes, valueStart } = size === oldSize
    ? entry
    : db.splice(entry, offset, oldSize, size);
  writeElement(valueBytes, valueStart + offset, value, start, end);
  if (size !== oldSize) addToHeader(valueBytes, valueStart, size - oldSize, 0);
  return offset + size;
}
