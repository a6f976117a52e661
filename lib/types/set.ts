/**
 * Sets as the values of keys, in one of three encodings:
 *
 *   intset      integers only           packed; find O(log n), add and remove O(n)
 *   listpack    few and short members   packed; O(n)
 *   hashtable   all others              a `HashSet`; O(1)
 *
 * A set changes to another encoding when it outgrows its own (`set-max-intset-entries`,
 * `set-max-listpack-entries`, `set-max-listpack-value`), and never back. A string among integers
 * makes an intset a listpack if that is within the limits, else a hashtable.
 *
 * The entries given are those of sets. To change a set its entry must be the key found last, with
 * the cursor on it; a set left empty is for the caller to delete.
 */

import type { Database } from "../keyspace/database.ts";
import { INTSET, LISTPACK, OBJECT, SET } from "../keyspace/types.ts";
import { ENCODING_SHIFT, type Entry, GROWN } from "../memory/entry.ts";
import { Int64 } from "../memory/int64.ts";
import { INTEGER_BYTES_MAX } from "../memory/integers.ts";
import {
  findInteger,
  getInteger,
  integerOffset,
  INTSET_HEADER_BYTES,
  intsetLength,
  intsetWidth,
  setInteger,
  widenIntset,
  writeIntsetHeader,
} from "../memory/intset.ts";
import {
  addToHeader,
  Element,
  EMPTY_LISTPACK_BYTES,
  encodedBytes,
  findElement,
  firstElement,
  listpackBytes,
  listpackLength,
  seekElement,
  writeElement,
  writeEmptyListpack,
} from "../memory/listpack.ts";
import { HashSet } from "./hash_set.ts";
import type { Members } from "./members.ts";
import { createPacked, insertElement, removeElements } from "./packed.ts";
import { SetMembers } from "./set_members.ts";

/** The parameters that decide on encodings, by their names in the configuration. */
export interface SetLimits {
  readonly setMaxIntsetEntries: number;
  readonly setMaxListpackEntries: number;
  /** In bytes. */
  readonly setMaxListpackValue: number;
}

/** Scratch: an integer, and a member of an intset in decimal. */
const VALUE = new Int64();
const DIGITS = new Uint8Array(INTEGER_BYTES_MAX);

/** How many members there are. */
export function setSize(db: Database, entry: Entry): number {
  switch (entry.encoding) {
    case INTSET:
      return intsetLength(entry.valueBytes, entry.valueStart);
    case LISTPACK:
      return listpackLength(entry.valueBytes, entry.valueStart);
    default:
      return hashSetOf(db, entry).size;
  }
}

/** Whether there is such a member. */
export function hasMember(
  db: Database,
  entry: Entry,
  member: Uint8Array,
  start: number,
  end: number,
): boolean {
  const { valueBytes, valueStart } = entry;
  switch (entry.encoding) {
    case INTSET:
      return VALUE.parse(member, start, end) && findInteger(valueBytes, valueStart, VALUE) >= 0;
    case LISTPACK:
      return findElement(valueBytes, firstElement(valueStart), 1, member, start, end) >= 0;
    default:
      return hashSetOf(db, entry).has(member, start, end);
  }
}

/**
 * Makes the key that `db.find` has just missed hold an empty set, encoded for so many members to
 * come, of which one is given.
 */
export function createSet(
  db: Database,
  key: Uint8Array,
  keyStart: number,
  keyEnd: number,
  limits: SetLimits,
  expected: number,
  member: Uint8Array,
  start: number,
  end: number,
): Entry {
  if (expected <= limits.setMaxIntsetEntries && VALUE.parse(member, start, end)) {
    return createEmptySet(db, key, keyStart, keyEnd, INTSET);
  }
  if (expected <= limits.setMaxListpackEntries) {
    return createEmptySet(db, key, keyStart, keyEnd, LISTPACK);
  }
  return db.putObject(key, keyStart, keyEnd, SET, new HashSet(db.memory, expected), 0);
}

/** Makes the key that `db.find` has just looked for hold an empty set of a packed encoding. */
export function createEmptySet(
  db: Database,
  key: Uint8Array,
  start: number,
  end: number,
  encoding: number,
): Entry {
  const flags = SET | (encoding << ENCODING_SHIFT);
  if (encoding === LISTPACK) return createPacked(db, key, start, end, flags);
  const entry = db.putLast(key, start, end, flags | GROWN, INTSET_HEADER_BYTES, 0);
  writeIntsetHeader(entry.valueBytes, entry.valueStart, 2, 0);
  return entry;
}

/** Prepares a packed set for so many additions: if they are too many, it is converted at once. */
export function expectMembers(
  db: Database,
  entry: Entry,
  limits: SetLimits,
  expected: number,
): void {
  const { encoding } = entry;
  if (encoding === OBJECT) return;
  const max = encoding === INTSET ? limits.setMaxIntsetEntries : limits.setMaxListpackEntries;
  if (expected > max) becomeHashSet(db, entry);
}

/** Adds a member; false if it is there already. */
export function addMember(
  db: Database,
  entry: Entry,
  limits: SetLimits,
  member: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (entry.encoding === INTSET) {
    if (VALUE.parse(member, start, end)) return addInteger(db, entry, limits, member, start, end);
    if (fitsListpack(entry, limits, end - start)) becomeListpack(db, entry);
    else becomeHashSet(db, entry);
  }
  if (entry.encoding === LISTPACK) {
    const { valueBytes, valueStart } = entry;
    if (findElement(valueBytes, firstElement(valueStart), 1, member, start, end) >= 0) return false;
    if (
      listpackLength(valueBytes, valueStart) < limits.setMaxListpackEntries &&
      end - start <= limits.setMaxListpackValue
    ) {
      insertElement(db, entry, listpackBytes(valueBytes, valueStart) - 1, member, start, end);
      return true;
    }
    becomeHashSet(db, entry);
  }
  return hashSetOf(db, entry).add(member, start, end);
}

/** Adds the integer in `VALUE`, which is the member given, to an intset. */
function addInteger(
  db: Database,
  entry: Entry,
  limits: SetLimits,
  member: Uint8Array,
  start: number,
  end: number,
): boolean {
  const found = findInteger(entry.valueBytes, entry.valueStart, VALUE);
  if (found >= 0) return false;
  const count = intsetLength(entry.valueBytes, entry.valueStart);
  if (count >= limits.setMaxIntsetEntries) {
    becomeHashSet(db, entry);
    return hashSetOf(db, entry).add(member, start, end);
  }
  const oldWidth = intsetWidth(entry.valueBytes, entry.valueStart);
  const width = Math.max(oldWidth, VALUE.width);
  if (width > oldWidth) {
    db.splice(entry, entry.valueLength, 0, count * (width - oldWidth));
    widenIntset(entry.valueBytes, entry.valueStart, width);
  }
  const { valueBytes, valueStart } = db.splice(entry, integerOffset(width, ~found), 0, width);
  writeIntsetHeader(valueBytes, valueStart, width, count + 1);
  setInteger(valueBytes, valueStart, ~found, VALUE);
  return true;
}

/** Removes a member; false if it is not there. */
export function removeMember(
  db: Database,
  entry: Entry,
  member: Uint8Array,
  start: number,
  end: number,
): boolean {
  const { valueBytes, valueStart } = entry;
  switch (entry.encoding) {
    case INTSET: {
      if (!VALUE.parse(member, start, end)) return false;
      const found = findInteger(valueBytes, valueStart, VALUE);
      if (found < 0) return false;
      removeInteger(db, entry, found);
      return true;
    }
    case LISTPACK: {
      const found = findElement(valueBytes, firstElement(valueStart), 1, member, start, end);
      if (found < 0) return false;
      removeElements(db, entry, found - valueStart, 1);
      return true;
    }
    default:
      return hashSetOf(db, entry).remove(member, start, end);
  }
}

function removeInteger(db: Database, entry: Entry, index: number): void {
  const width = intsetWidth(entry.valueBytes, entry.valueStart);
  const count = intsetLength(entry.valueBytes, entry.valueStart);
  const { valueBytes, valueStart } = db.splice(entry, integerOffset(width, index), width, 0);
  writeIntsetHeader(valueBytes, valueStart, width, count - 1);
}

/** What `chooseMember` has chosen: an index in an intset, an offset in a listpack. */
let chosen = 0;

/**
 * Puts `into` on a member chosen with equal chances, of a set that is not empty. It is valid until
 * the next change. `random` gives numbers in [0, 1).
 */
export function chooseMember(
  db: Database,
  entry: Entry,
  random: () => number,
  into: Element,
): void {
  const { valueBytes, valueStart } = entry;
  switch (entry.encoding) {
    case INTSET:
      chosen = Math.floor(random() * intsetLength(valueBytes, valueStart));
      return readInteger(valueBytes, valueStart, chosen, into);
    case LISTPACK: {
      const index = Math.floor(random() * listpackLength(valueBytes, valueStart));
      const p = seekElement(valueBytes, valueStart, index);
      chosen = p - valueStart;
      into.read(valueBytes, p);
      return;
    }
    default: {
      const { bytes, keyStart, keyEnd } = hashSetOf(db, entry).choose(random);
      into.set(bytes, keyStart, keyEnd);
    }
  }
}

/** Puts `into` on an integer of an intset, in decimal; valid until the next one is read. */
export function readInteger(bytes: Uint8Array, at: number, index: number, into: Element): void {
  getInteger(bytes, at, index, VALUE);
  into.set(DIGITS, 0, VALUE.print(DIGITS, 0));
}

/** Removes the member that `chooseMember` has just chosen from the same set. */
export function removeChosen(db: Database, entry: Entry): void {
  switch (entry.encoding) {
    case INTSET:
      return removeInteger(db, entry, chosen);
    case LISTPACK:
      return removeElements(db, entry, chosen, 1);
    default:
      return hashSetOf(db, entry).removeChosen();
  }
}

/** The members, to be walked over; see `Members`. */
export function membersOf(db: Database, entry: Entry): SetMembers {
  return entry.encoding === OBJECT
    ? SetMembers.ofTable(hashSetOf(db, entry))
    : SetMembers.ofPacked(entry);
}

/** What is done with a member; its bytes are valid during the call. */
export type VisitBytes = (bytes: Uint8Array, start: number, end: number) => void;

/**
 * Visits about `count` members from a cursor on (0 to begin), and returns the next cursor, 0 at the
 * end; a packed set is visited whole. What is there from the beginning to the end is visited, once.
 */
export function scanMembers(
  db: Database,
  entry: Entry,
  cursor: number,
  count: number,
  visit: VisitBytes,
): number {
  if (entry.encoding !== OBJECT) {
    const members = membersOf(db, entry);
    while (members.next()) visit(members.bytes, members.start, members.end);
    return 0;
  }
  const { table } = hashSetOf(db, entry);
  const found: number[] = [];
  const next = table.scan(cursor, count, found);
  for (const ref of found) {
    const { bytes, keyStart, keyEnd } = table.load(ref);
    visit(bytes, keyStart, keyEnd);
  }
  return next;
}

/** The object of a set that is a hashtable. */
export function hashSetOf(db: Database, entry: Entry): HashSet {
  return db.objectOf(entry) as HashSet;
}

/** Whether an intset and a string of so many bytes may become a listpack. */
function fitsListpack(entry: Entry, limits: SetLimits, length: number): boolean {
  const { valueBytes, valueStart } = entry;
  const count = intsetLength(valueBytes, valueStart);
  if (count >= limits.setMaxListpackEntries || length > limits.setMaxListpackValue) return false;
  if (count === 0 || limits.setMaxListpackValue >= INTEGER_BYTES_MAX) return true;
  // The longest in decimal is the least or the greatest.
  getInteger(valueBytes, valueStart, 0, VALUE);
  if (VALUE.print(DIGITS, 0) > limits.setMaxListpackValue) return false;
  getInteger(valueBytes, valueStart, count - 1, VALUE);
  return VALUE.print(DIGITS, 0) <= limits.setMaxListpackValue;
}

/** Turns an intset into a listpack. */
function becomeListpack(db: Database, entry: Entry): void {
  becomePackedMembers(db, entry, membersOf(db, entry));
}

/** Puts a listpack of these members in the place of what a set's entry holds. */
export function becomePackedMembers(db: Database, entry: Entry, members: Members): void {
  const packed = packMembers(members);
  const { valueBytes, valueStart } = db.becomePacked(entry, LISTPACK, packed.length);
  valueBytes.set(packed, valueStart);
}

function packMembers(members: Members): Uint8Array {
  let size = 0;
  while (members.next()) size += encodedBytes(members.bytes, members.start, members.end);
  const packed = new Uint8Array(EMPTY_LISTPACK_BYTES + size);
  writeEmptyListpack(packed, 0);
  let at = firstElement(0);
  packed.copyWithin(at + size, at); // The end mark.
  members.rewind();
  while (members.next()) {
    at = writeElement(packed, at, members.bytes, members.start, members.end);
  }
  addToHeader(packed, 0, size, members.size);
  return packed;
}

/** Turns a packed set into a hashtable. */
function becomeHashSet(db: Database, entry: Entry): void {
  const members = membersOf(db, entry);
  const set = new HashSet(db.memory, members.size + 1);
  while (members.next()) set.add(members.bytes, members.start, members.end);
  db.becomeObject(entry, set);
}
