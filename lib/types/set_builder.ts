/**
 * A set in the making: the result of a set operation, or what is left of a set. Its members are
 * gathered in a table; the builder remembers which encoding a set would have by now that had grown
 * in this way, and becomes that one when it is stored.
 */

import type { Database } from "../keyspace/database.ts";
import { INTSET, LISTPACK, OBJECT, SET } from "../keyspace/types.ts";
import type { Entry } from "../memory/entry.ts";
import { Int64 } from "../memory/int64.ts";
import { HashSet } from "./hash_set.ts";
import { addMember, becomePackedMembers, createEmptySet, type SetLimits } from "./set.ts";
import { SetMembers } from "./set_members.ts";

const VALUE = new Int64();

/** Limits for who knows already that the members fit. */
const NO_LIMITS: SetLimits = {
  setMaxIntsetEntries: Infinity,
  setMaxListpackEntries: Infinity,
  setMaxListpackValue: Infinity,
};

export class SetBuilder {
  readonly #db: Database;
  readonly #limits: SetLimits;
  readonly #set: HashSet;
  #encoding: number;
  #hasOnlyIntegers = true;
  /** The length of the longest integer added. */
  #longest = 0;

  /** Begins with an empty set of this encoding. Must be stored, or else released. */
  constructor(db: Database, limits: SetLimits, encoding: number = INTSET) {
    this.#db = db;
    this.#limits = limits;
    this.#set = new HashSet(db.memory);
    this.#encoding = encoding;
  }

  get size(): number {
    return this.#set.size;
  }

  /** Adds a member; false if it is there already. */
  add(member: Uint8Array, start: number, end: number): boolean {
    if (!this.#set.add(member, start, end)) return false;
    const length = end - start;
    const isInteger = this.#hasOnlyIntegers && VALUE.parse(member, start, end);
    if (isInteger) this.#longest = Math.max(this.#longest, length);
    else this.#hasOnlyIntegers = false;
    if (this.#encoding !== OBJECT) this.#encoding = this.#grown(isInteger, length);
    return true;
  }

  /** The encoding after a member was added, as `addMember` would choose it. */
  #grown(isInteger: boolean, length: number): number {
    const limits = this.#limits;
    const { size } = this.#set;
    const isIntset = this.#encoding === INTSET;
    if (isIntset && isInteger) return size > limits.setMaxIntsetEntries ? OBJECT : INTSET;
    const longest = isIntset ? Math.max(length, this.#longest) : length;
    return size > limits.setMaxListpackEntries || longest > limits.setMaxListpackValue
      ? OBJECT
      : LISTPACK;
  }

  /** Removes a member, if it is there. */
  remove(member: Uint8Array, start: number, end: number): void {
    this.#set.remove(member, start, end);
  }

  /** What has been added, to be walked over. */
  members(): SetMembers {
    return SetMembers.ofTable(this.#set);
  }

  /** Makes it an intset after all if it holds integers only, and not too many. */
  preferIntset(): void {
    if (this.#hasOnlyIntegers && this.size <= this.#limits.setMaxIntsetEntries) {
      this.#encoding = INTSET;
    }
  }

  /** Makes or overwrites a key with the set, which must not be empty; it has no expiry. */
  store(key: Uint8Array, start: number, end: number): void {
    const db = this.#db;
    if (this.#encoding === OBJECT) {
      db.putObject(key, start, end, SET, this.#set, 0);
      return;
    }
    db.find(key, start, end);
    this.#fill(createEmptySet(db, key, start, end, this.#encoding));
  }

  /** Puts the set in the place of the one that is the key found last. */
  replace(entry: Entry): void {
    if (this.#encoding === OBJECT) this.#db.becomeObject(entry, this.#set);
    else this.#fill(entry);
  }

  #fill(entry: Entry): void {
    const members = this.members();
    if (this.#encoding === LISTPACK) {
      becomePackedMembers(this.#db, entry, members);
    } else {
      while (members.next()) {
        addMember(this.#db, entry, NO_LIMITS, members.bytes, members.start, members.end);
      }
    }
    this.release();
  }

  /** Gives back the memory of a set that is not stored. */
  release(): void {
    while (!this.#set.drain());
  }
}
