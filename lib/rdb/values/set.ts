/** Sets in RDB files: members one after the other, an intset, or a listpack. */

import type { Database } from "../../keyspace/database.ts";
import { INTSET, LISTPACK, SET } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import { isInt64 } from "../../memory/integers.ts";
import {
  addToHeader,
  ELEMENT_OVERHEAD_MAX,
  endListpack,
  findElement,
  firstElement,
  writeElement,
  writeEmptyListpack,
} from "../../memory/listpack.ts";
import { HashSet } from "../../types/hash_set.ts";
import { addMember, createSet } from "../../types/set.ts";
import { SetMembers } from "../../types/set_members.ts";
import { checkIntset, checkListpack, visitIntset, visitListpack } from "../elements.ts";
import { KIND } from "../format.ts";
import type { RdbReader } from "../reader.ts";
import { TableWalk } from "../walks/table_walk.ts";
import type { Walk } from "../walks/walk.ts";
import type { RdbWriter } from "../writer.ts";
import {
  BadValueError,
  checkRepetition,
  ELEMENTS,
  putPacked,
  settleElements,
  type Target,
} from "./target.ts";

/** Scratch: the listpack of a small set. */
const GATHERED = new Uint8Array(16 * 1024);

/** Small sets of strings are written member by member: only 7.2 and later read their listpacks. */
export function kindOfSet({ encoding }: Entry): number {
  return encoding === INTSET ? KIND.SET_INTSET : KIND.SET;
}

/** Writes a packed set. */
export function writeSet(_db: Database, entry: Entry, out: RdbWriter): void {
  if (entry.encoding === INTSET) {
    return out.string(entry.valueBytes, entry.valueStart, entry.valueEnd);
  }
  const members = SetMembers.ofPacked(entry);
  out.size(members.size);
  while (members.next()) out.string(members.bytes, members.start, members.end);
}

/** Begins to write a large set. */
export function openSet({ size, table }: HashSet, out: RdbWriter): Walk {
  out.size(size);
  return new TableWalk(table, (refs) => {
    for (const ref of refs) {
      const { bytes, keyStart, keyEnd } = table.load(ref);
      out.string(bytes, keyStart, keyEnd);
    }
  });
}

/** Reads a set into the target; an empty one makes no key. */
export function readSet(kind: number, reader: RdbReader, target: Target): void {
  if (kind === KIND.SET) return readMembers(reader, target);
  reader.string();
  const { text, start, end } = reader;
  const { limits } = target;
  if (kind === KIND.SET_INTSET) {
    const count = checkIntset(text, start, end);
    if (count === 0) return;
    if (count <= limits.setMaxIntsetEntries) {
      putPacked(target, SET, INTSET, text, start, end);
      return;
    }
    const made = new MadeSet(target, count);
    visitIntset(text, start, ({ bytes, start, end }) => made.add(bytes, start, end));
    return;
  }
  const { count, isCanonical, longest } = checkListpack(text, start, end);
  if (count === 0) return;
  const isSmall = count <= limits.setMaxListpackEntries && longest <= limits.setMaxListpackValue;
  if (isCanonical && isSmall) {
    if (!target.isTrusted) checkRepetition(text, start, 1);
    putPacked(target, SET, LISTPACK, text, start, end);
  } else {
    const made = new MadeSet(target, count);
    visitListpack(text, start, ({ bytes, start, end }) => made.add(bytes, start, end));
  }
}

/**
 * Members one by one. Those of a small set are gathered to a listpack, which the key is made of in one
 * step, unless one of them is too long, or all are integers.
 */
function readMembers(reader: RdbReader, target: Target): void {
  const { limits } = target;
  const count = reader.count(1);
  writeEmptyListpack(GATHERED, 0);
  let size = firstElement(0);
  let read = 0;
  if (count > limits.setMaxIntsetEntries && count > limits.setMaxListpackEntries) {
    return readTable(reader, target, count);
  }
  let isPacked = count <= limits.setMaxListpackEntries;
  let areIntegers = true;
  while (isPacked && read < count) {
    reader.string();
    read++;
    const { text, start, end } = reader;
    isPacked = end - start <= limits.setMaxListpackValue &&
      size + end - start + ELEMENT_OVERHEAD_MAX < GATHERED.length;
    if (!isPacked) break;
    areIntegers &&= isInt64(text, start, end);
    endListpack(GATHERED, size);
    if (findElement(GATHERED, firstElement(0), 1, text, start, end) >= 0) {
      throw new BadValueError("a member occurs twice");
    }
    size = writeElement(GATHERED, size, text, start, end);
  }
  const gathered = isPacked ? read : Math.max(read - 1, 0);
  addToHeader(GATHERED, 0, size - firstElement(0), gathered);
  endListpack(GATHERED, size);
  if (isPacked && !areIntegers) return putPacked(target, SET, LISTPACK, GATHERED, 0, size + 1);
  const made = new MadeSet(target, count);
  visitListpack(GATHERED, 0, ({ bytes, start, end }) => made.add(bytes, start, end));
  if (gathered < read) made.add(reader.text, reader.start, reader.end);
  for (; read < count; read++) {
    reader.string();
    made.add(reader.text, reader.start, reader.end);
  }
}

/** Members of a set that is too large for anything but a table. */
function readTable(reader: RdbReader, { db, key, expireAtMs }: Target, count: number): void {
  const set = new HashSet(db.memory, count);
  db.putObject(key, 0, key.length, SET, set, expireAtMs);
  for (let i = 0; i < count; i++) {
    reader.string();
    set.addTo(ELEMENTS, reader.text, reader.start, reader.end);
  }
  settleElements();
}

/** A set that is made member by member. */
class MadeSet {
  readonly #target: Target;
  readonly #expected: number;
  #entry: Entry | null = null;

  constructor(target: Target, expected: number) {
    this.#target = target;
    this.#expected = expected;
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    const { db, key, limits } = this.#target;
    if (this.#entry === null) {
      const { length } = key;
      db.find(key, 0, length);
      this.#entry = createSet(db, key, 0, length, limits, this.#expected, bytes, start, end);
    }
    if (!addMember(db, this.#entry, limits, bytes, start, end)) {
      throw new BadValueError("a member occurs twice");
    }
  }
}
