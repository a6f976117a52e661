/** Sets in RDB files: members one after the other, an intset, or a listpack. */

import type { Database } from "../../keyspace/database.ts";
import { INTSET, LISTPACK, SET } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import { addMember, createSet, membersOf } from "../../types/set.ts";
import { checkIntset, checkListpack, visitIntset, visitListpack } from "../elements.ts";
import { KIND } from "../format.ts";
import type { RdbReader } from "../reader.ts";
import type { RdbWriter } from "../writer.ts";
import { BadValueError, putPacked, Repetition, type Target } from "./target.ts";

/** Small sets of strings are written member by member: only 7.2 and later read their listpacks. */
export function kindOfSet({ encoding }: Entry): number {
  return encoding === INTSET ? KIND.SET_INTSET : KIND.SET;
}

export function writeSet(db: Database, entry: Entry, out: RdbWriter): void {
  if (entry.encoding === INTSET) {
    return out.string(entry.valueBytes, entry.valueStart, entry.valueEnd);
  }
  const members = membersOf(db, entry);
  out.size(members.size);
  while (members.next()) out.string(members.bytes, members.start, members.end);
}

/** Reads a set into the target; an empty one makes no key. */
export function readSet(kind: number, reader: RdbReader, target: Target): void {
  if (kind === KIND.SET) {
    const count = reader.count(1);
    const made = new MadeSet(target, count);
    for (let i = 0; i < count; i++) {
      reader.string();
      made.add(reader.text, reader.start, reader.end);
    }
    return;
  }
  const bytes = reader.copy();
  const { limits } = target;
  if (kind === KIND.SET_INTSET) {
    const count = checkIntset(bytes);
    if (count > 0 && count <= limits.setMaxIntsetEntries) putPacked(target, SET, INTSET, bytes);
    else if (count > 0) {
      const made = new MadeSet(target, count);
      visitIntset(bytes, ({ bytes, start, end }) => made.add(bytes, start, end));
    }
    return;
  }
  const { count, isCanonical } = checkListpack(bytes);
  if (count > 0 && isCanonical && fits(bytes, count, target)) {
    putPacked(target, SET, LISTPACK, bytes);
  } else {
    const made = new MadeSet(target, count);
    visitListpack(bytes, ({ bytes, start, end }) => made.add(bytes, start, end));
  }
}

/** Whether a listpack can stay one. */
function fits(bytes: Uint8Array, count: number, { limits, isTrusted }: Target): boolean {
  if (count > limits.setMaxListpackEntries) return false;
  const repetition = isTrusted ? null : new Repetition();
  let isWithin = true;
  visitListpack(bytes, ({ bytes, start, end }) => {
    if (end - start > limits.setMaxListpackValue) isWithin = false;
    repetition?.check(bytes, start, end);
  });
  return isWithin;
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
