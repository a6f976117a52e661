/**
 * A set in the making: the result of a set operation, or what is left of a set. Integers are
 * gathered in an intset as long as there is nothing else, and one may hold so many; the rest in a
 * table. The builder remembers which encoding a set would have by now that had grown in this way,
 * and becomes that one when it is stored.
 */

import type { Database } from "../keyspace/database.ts";
import { INTSET, LISTPACK, OBJECT, SET } from "../keyspace/types.ts";
import { ENCODING_SHIFT, type Entry, GROWN } from "../memory/entry.ts";
import { Int64 } from "../memory/int64.ts";
import { IntsetBuffer } from "../memory/intset_buffer.ts";
import { HashSet } from "./hash_set.ts";
import { becomePackedMembers, createEmptySet, type SetLimits } from "./set.ts";
import { SetMembers } from "./set_members.ts";

/** A table with room for so many times its members is not stored as it is. */
const SPARSE = 3;

const VALUE = new Int64();

export class SetBuilder {
  readonly #db: Database;
  readonly #limits: SetLimits;
  readonly #expected: number;
  /** One of the two holds the members. */
  #integers: IntsetBuffer | null = new IntsetBuffer();
  #set: HashSet | null = null;
  #encoding: number;
  /** The length of the longest integer. */
  #longest = 0;

  /**
   * Begins with an empty set of this encoding, made for so many members, or so many at most. Must
   * be stored, or else released.
   */
  constructor(db: Database, limits: SetLimits, expected: number, encoding: number = INTSET) {
    this.#db = db;
    this.#limits = limits;
    this.#expected = expected;
    this.#encoding = encoding;
  }

  get size(): number {
    return this.#set?.size ?? this.#integers!.size;
  }

  /** Adds a member; false if it is there already. */
  add(member: Uint8Array, start: number, end: number): boolean {
    if (!this.#gather(member, start, end)) return false;
    if (this.#encoding !== OBJECT) {
      this.#encoding = this.#grown(member, start, end);
    }
    return true;
  }

  #gather(member: Uint8Array, start: number, end: number): boolean {
    const integers = this.#integers;
    if (integers !== null && VALUE.parse(member, start, end)) {
      if (integers.size < this.#limits.setMaxIntsetEntries) return integers.add(VALUE);
      if (integers.has(VALUE)) return false;
    }
    return this.#table().add(member, start, end);
  }

  /** The encoding after a member was added, as `addMember` would choose it. */
  #grown(member: Uint8Array, start: number, end: number): number {
    const limits = this.#limits;
    const { size } = this;
    const isIntset = this.#encoding === INTSET;
    const length = end - start;
    if (isIntset && VALUE.parse(member, start, end)) {
      this.#longest = Math.max(this.#longest, length);
      return size > limits.setMaxIntsetEntries ? OBJECT : INTSET;
    }
    const longest = isIntset ? Math.max(length, this.#longest) : length;
    return size > limits.setMaxListpackEntries || longest > limits.setMaxListpackValue
      ? OBJECT
      : LISTPACK;
  }

  /** Removes a member, if it is there. */
  remove(member: Uint8Array, start: number, end: number): void {
    if (this.#set !== null) this.#set.remove(member, start, end);
    else if (VALUE.parse(member, start, end)) this.#integers!.remove(VALUE);
  }

  /** What has been added, to be walked over. */
  members(): SetMembers {
    return this.#set !== null
      ? SetMembers.ofTable(this.#set)
      : SetMembers.ofIntset(this.#integers!.bytes, 0);
  }

  /** Makes it an intset after all if it holds integers only, and not too many. */
  preferIntset(): void {
    if (this.#integers !== null && this.size <= this.#limits.setMaxIntsetEntries) {
      this.#encoding = INTSET;
    }
  }

  /** Makes or overwrites a key with the set, which must not be empty; it has no expiry. */
  store(key: Uint8Array, start: number, end: number): void {
    const db = this.#db;
    if (this.#encoding === OBJECT) {
      db.putObject(key, start, end, SET, this.#object(), 0);
      return;
    }
    if (this.#encoding === LISTPACK) {
      db.find(key, start, end);
      this.#pack(createEmptySet(db, key, start, end, LISTPACK));
      return;
    }
    const { bytes, length } = this.#integers!;
    const flags = SET | (INTSET << ENCODING_SHIFT) | GROWN;
    const { valueBytes, valueStart } = db.put(key, start, end, flags, length, 0);
    valueBytes.set(bytes.subarray(0, length), valueStart);
  }

  /** Puts the set, which was not begun as an intset, in the place of the one found last. */
  replace(entry: Entry): void {
    if (this.#encoding === OBJECT) this.#db.becomeObject(entry, this.#object());
    else this.#pack(entry);
  }

  #pack(entry: Entry): void {
    becomePackedMembers(this.#db, entry, this.members());
    this.release();
  }

  /** Gives back the memory of a set that is not stored. */
  release(): void {
    while (this.#set !== null && !this.#set.drain());
  }

  /** The table of what has been added, from now on. */
  #table(): HashSet {
    if (this.#set === null) {
      this.#set = this.#copied(this.#expected);
      this.#integers = null;
    }
    return this.#set;
  }

  /** A table to be kept: without much more room than it needs. */
  #object(): HashSet {
    const table = this.#table();
    if (table.size * SPARSE >= this.#expected) return table;
    const dense = this.#copied(table.size);
    this.release();
    return dense;
  }

  #copied(expected: number): HashSet {
    const copy = new HashSet(this.#db.memory, expected);
    const members = this.members();
    while (members.next()) copy.add(members.bytes, members.start, members.end);
    return copy;
  }
}
