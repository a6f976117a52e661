/**
 * A sorted set: unique members in the order of their scores, and of their bytes among equal scores.
 *
 * `SortedSet` is a cursor on one, reused from command to command, that hides how it is stored: a
 * listpack while it is small (`packed_sorted_set.ts`), a table with an index when it is large
 * (`large_sorted_set.ts`). A set that has become empty is deleted together with its key.
 *
 * ```ts
 * const set = new SortedSet();
 * set.open(db, entry);                      // or openMissing(), or make(db.memory)
 * set.scoreOf(bytes, start, end);           // NaN: not a member
 * set.add(bytes, start, end, 1.5, limits);  // ADDED, UPDATED, UNCHANGED
 * set.seek(0);                              // then set.member, set.score; next(), previous()
 * ```
 *
 * Reading stays possible while other keys are looked up. To change a set, its key must be the one
 * found last. A change, and a look into another set, end what was found; a change ends what was
 * sought. A member given must not lie in the set.
 */

import type { Database } from "../keyspace/database.ts";
import { isObject, LISTPACK, ZSET } from "../keyspace/types.ts";
import { ENCODING_SHIFT, Entry, GROWN } from "../memory/entry.ts";
import {
  addToHeader,
  Element,
  EMPTY_LISTPACK_BYTES,
  firstElement,
  isListpackEnd,
  listpackLength,
  previousElement,
  seekElement,
  writeEmptyListpack,
} from "../memory/listpack.ts";
import type { Memory } from "../memory/memory.ts";
import { LargeSortedSet, scoreOf } from "./large_sorted_set.ts";
import {
  countBelow,
  countBelowMember,
  findMember,
  isSafeToGrow,
  newPairBytes,
  nextPair,
  pairRank,
  pairScore,
  placeOf,
  writePair,
} from "./packed_sorted_set.ts";

/** Up to how many members, of how many bytes each, a sorted set is packed. */
export interface SortedSetLimits {
  readonly zsetMaxListpackEntries: number;
  readonly zsetMaxListpackValue: number;
}

/** What `add` did. */
export const UNCHANGED = 0;
export const ADDED = 1;
export const UPDATED = 2;

export class SortedSet {
  /** How many members there are. */
  size = 0;
  /** The member at the position, after `seek`, `next` and `previous`. */
  readonly member: Element = new Element();
  /** The score of the member at the position, or of the one that was found. */
  score = 0;

  #db: Database | null = null;
  #entry: Entry = NO_ENTRY;
  #large: LargeSortedSet | null = null;
  #found: Entry | null = null;
  /** Of a packed set: its bytes, where it begins, and where the position or what was found is. */
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  #p = 0;

  /** Opens the sorted set of an entry: for changes, that of the key found last. */
  open(db: Database, entry: Entry): this {
    this.#db = db;
    this.#entry = entry;
    if (isObject(entry.flags)) {
      this.#large = db.objectOf(entry) as LargeSortedSet;
      this.size = this.#large.size;
    } else {
      this.#large = null;
      this.#reload();
      this.size = listpackLength(this.#bytes, this.#at) / 2;
    }
    return this;
  }

  /** Opens, for reading, what a missing key stands for: a set without members. */
  openMissing(): this {
    this.#db = null;
    this.#large = null;
    this.#bytes = NO_MEMBERS;
    this.#at = this.size = 0;
    return this;
  }

  /**
   * Makes the key that was just missed hold a sorted set, for `count` members of which the first
   * takes so many bytes. They must be added at once: no key holds an empty set.
   */
  create(
    db: Database,
    key: Uint8Array,
    start: number,
    end: number,
    count: number,
    memberBytes: number,
    limits: SortedSetLimits,
  ): this {
    this.size = 0;
    this.#db = db;
    const isPacked = count <= limits.zsetMaxListpackEntries &&
      memberBytes <= limits.zsetMaxListpackValue;
    if (isPacked) {
      this.#entry = db.putLast(key, start, end, PACKED | GROWN, EMPTY_LISTPACK_BYTES, 0);
      this.#large = null;
      this.#reload();
      writeEmptyListpack(this.#bytes, this.#at);
    } else {
      this.#large = new LargeSortedSet(db.memory);
      this.#entry = db.putObject(key, start, end, ZSET, this.#large, 0);
    }
    return this;
  }

  /** Makes a set that belongs to no key, until `storeAt` or `discard`. */
  make(memory: Memory): this {
    this.#db = null;
    this.#large = new LargeSortedSet(memory);
    this.size = 0;
    return this;
  }

  /**
   * Makes a key hold the set that was made, packed if it is small enough, whatever the key held
   * before. The set must have members, and be in the memory of the database.
   */
  storeAt(
    db: Database,
    key: Uint8Array,
    start: number,
    end: number,
    limits: SortedSetLimits,
  ): void {
    const large = this.#large!;
    const bytes = this.#packedBytes(limits);
    if (bytes === 0) {
      db.putObject(key, start, end, ZSET, large, 0);
      return;
    }
    const { valueBytes, valueStart } = db.put(key, start, end, PACKED | GROWN, bytes, 0);
    writeEmptyListpack(valueBytes, valueStart);
    let p = firstElement(valueStart);
    const { member } = this;
    this.seek(0);
    do {
      p = writePair(valueBytes, valueStart, p, member.bytes, member.start, member.end, this.score);
    } while (this.next());
    valueBytes[p] = LISTPACK_END;
    this.discard();
  }

  /** Gives up the set that was made. */
  discard(): void {
    while (!this.#large!.drain());
    this.openMissing();
  }

  /** Whether these bytes are a member, whose `score` is then at hand. */
  find(member: Uint8Array, start: number, end: number): boolean {
    if (this.#large !== null) {
      const found = this.#found = this.#large.find(member, start, end);
      if (found !== null) this.score = scoreOf(found);
      return found !== null;
    }
    const p = this.#p = findMember(this.#bytes, this.#at, member, start, end);
    if (p >= 0) this.score = pairScore(this.#bytes, p);
    return p >= 0;
  }

  /** The score of a member; NaN if it is none. */
  scoreOf(member: Uint8Array, start: number, end: number): number {
    return this.find(member, start, end) ? this.score : NaN;
  }

  /** The rank of a member, whose `score` is then at hand; -1 if it is none. */
  rankOf(member: Uint8Array, start: number, end: number, isReverse = false): number {
    if (!this.find(member, start, end)) return -1;
    const rank = this.#large === null
      ? pairRank(this.#bytes, this.#at, this.#p)
      : this.#large.index.rankOf(this.score, this.#found!.ref);
    return isReverse ? this.size - 1 - rank : rank;
  }

  /** Sets a member's score, which is not NaN. */
  add(
    member: Uint8Array,
    start: number,
    end: number,
    score: number,
    limits: SortedSetLimits,
  ): number {
    if (!this.find(member, start, end)) {
      this.insert(member, start, end, score, limits);
      return ADDED;
    }
    if (score === this.score) return UNCHANGED;
    this.move(member, start, end, score);
    return UPDATED;
  }

  /** Unpacks a set to which more members will be given than fit into a packed one, new or not. */
  expect(count: number, limits: SortedSetLimits): void {
    if (this.#large === null && count > limits.zsetMaxListpackEntries) this.#enlarge();
  }

  /** Adds the member that `find` has just missed. */
  insert(
    member: Uint8Array,
    start: number,
    end: number,
    score: number,
    limits: SortedSetLimits,
  ): void {
    if (this.#large === null && !this.#staysPacked(end - start, limits)) {
      this.#enlarge();
      this.#large!.find(member, start, end);
    }
    this.size++;
    if (this.#large === null) this.#insertPair(member, start, end, score);
    else this.#large.insert(member, start, end, score);
    this.score = score;
  }

  /** Gives the member that `find` has just found, whose bytes are given again, another score. */
  move(member: Uint8Array, start: number, end: number, score: number): void {
    if (this.#large === null) {
      this.#removePairs(this.#p, 1);
      this.#insertPair(member, start, end, score);
    } else {
      this.#large.move(this.#found!, score);
    }
    this.score = score;
  }

  /** Removes a member; false if it is none. */
  remove(member: Uint8Array, start: number, end: number): boolean {
    if (!this.find(member, start, end)) return false;
    this.size--;
    if (this.#large === null) this.#removePairs(this.#p, 1);
    else this.#large.remove(this.#found!);
    this.#dropIfEmpty();
    return true;
  }

  /** Removes the members with ranks in [from, to). */
  removeRange(from: number, to: number): void {
    const count = to - from;
    this.size -= count;
    if (this.size === 0) return this.#dropIfEmpty();
    if (this.#large === null) {
      this.#removePairs(seekElement(this.#bytes, this.#at, 2 * from), count);
    } else {
      for (let i = 0; i < count; i++) this.#large.removeAt(from);
    }
  }

  /** Goes to the member with a rank in [0, size). */
  seek(rank: number): void {
    if (this.#large === null) this.#p = seekElement(this.#bytes, this.#at, 2 * rank);
    else this.#large.index.seek(rank);
    this.#load();
  }

  /** Goes to the member behind; false if there is none. */
  next(): boolean {
    if (this.#large === null) {
      this.#p = nextPair(this.#bytes, this.#p);
      if (isListpackEnd(this.#bytes, this.#p)) return false;
    } else if (!this.#large.index.next()) {
      return false;
    }
    this.#load();
    return true;
  }

  /** Goes to the member before; false if there is none. */
  previous(): boolean {
    if (this.#large === null) {
      if (this.#p === firstElement(this.#at)) return false;
      this.#p = previousElement(this.#bytes, previousElement(this.#bytes, this.#p));
    } else if (!this.#large.index.previous()) {
      return false;
    }
    this.#load();
    return true;
  }

  /** Calls `visit` with each member and its score, in order. Nothing may change meanwhile. */
  forEach(
    visit: (bytes: Uint8Array, start: number, end: number, score: number) => void,
  ): void {
    if (this.size === 0) return;
    const { member } = this;
    this.seek(0);
    do visit(member.bytes, member.start, member.end, this.score); while (this.next());
  }

  /** How many members have a lower score; with `orEqual`, a lower one or this one. */
  countBelow(score: number, orEqual: boolean): number {
    return this.#large === null
      ? countBelow(this.#bytes, this.#at, score, orEqual)
      : this.#large.index.countBelow(score, orEqual);
  }

  /**
   * How many members are less than these bytes; with `orEqual`, less or the same. It has a meaning
   * only where all scores are equal.
   */
  countBelowMember(bytes: Uint8Array, start: number, end: number, orEqual: boolean): number {
    return this.#large === null
      ? countBelowMember(this.#bytes, this.#at, bytes, start, end, orEqual)
      : this.#large.index.countBelowMember(bytes, start, end, orEqual);
  }

  /** Goes to a member chosen with equal chances; there must be one. `random`: in [0, 1). */
  seekRandom(random: () => number): void {
    this.seek(Math.floor(random() * this.size));
  }

  /**
   * Visits about `count` members from a cursor on (0 to begin), all of them if they are packed, and
   * returns the next cursor, 0 at the end. What is there from start to end is visited.
   */
  scan(
    cursor: number,
    count: number,
    visit: (bytes: Uint8Array, start: number, end: number, score: number) => void,
  ): number {
    if (this.#large === null) {
      this.forEach(visit);
      return 0;
    }
    const { table } = this.#large;
    const found: number[] = [];
    const next = table.scan(cursor, count, found);
    for (const ref of found) {
      const entry = table.load(ref);
      visit(entry.bytes, entry.keyStart, entry.keyEnd, scoreOf(entry));
    }
    return next;
  }

  #reload(): void {
    this.#bytes = this.#entry.valueBytes;
    this.#at = this.#entry.valueStart;
  }

  /** Puts `member` and `score` at the position. */
  #load(): void {
    if (this.#large === null) {
      this.score = pairScore(this.#bytes, this.#p);
      this.member.read(this.#bytes, this.#p);
    } else {
      const { index, table } = this.#large;
      const { bytes, keyStart, keyEnd } = table.load(index.ref);
      this.score = index.score;
      this.member.set(bytes, keyStart, keyEnd);
    }
  }

  #dropIfEmpty(): void {
    if (this.size > 0) return;
    this.#db!.removeFound(this.#entry);
    this.openMissing();
  }

  /** Whether a packed set may take one more member of so many bytes. */
  #staysPacked(memberBytes: number, limits: SortedSetLimits): boolean {
    return this.size < limits.zsetMaxListpackEntries &&
      memberBytes <= limits.zsetMaxListpackValue &&
      isSafeToGrow(this.#bytes, this.#at, memberBytes);
  }

  #insertPair(member: Uint8Array, start: number, end: number, score: number): void {
    const offset = placeOf(this.#bytes, this.#at, member, start, end, score) - this.#at;
    this.#db!.splice(this.#entry, offset, 0, newPairBytes(member, start, end, score));
    this.#reload();
    writePair(this.#bytes, this.#at, this.#at + offset, member, start, end, score);
  }

  #removePairs(p: number, count: number): void {
    let behind = p;
    for (let i = 0; i < count; i++) behind = nextPair(this.#bytes, behind);
    const size = behind - p;
    this.#db!.splice(this.#entry, p - this.#at, size, 0);
    this.#reload();
    addToHeader(this.#bytes, this.#at, -size, -2 * count);
  }

  /** Unpacks. */
  #enlarge(): void {
    const db = this.#db!;
    const large = new LargeSortedSet(db.memory);
    if (this.size > 0) {
      const { member } = this;
      this.seek(0);
      do {
        large.find(member.bytes, member.start, member.end);
        large.insert(member.bytes, member.start, member.end, this.score);
      } while (this.next());
    }
    db.becomeObject(this.#entry, large);
    this.#large = large;
  }

  /** What a large set takes as a listpack; 0 if the limits forbid that. */
  #packedBytes(limits: SortedSetLimits): number {
    if (this.size > limits.zsetMaxListpackEntries) return 0;
    const { member } = this;
    let bytes = EMPTY_LISTPACK_BYTES;
    this.seek(0);
    do {
      if (member.length > limits.zsetMaxListpackValue) return 0;
      bytes += newPairBytes(member.bytes, member.start, member.end, this.score);
    } while (this.next());
    return bytes;
  }
}

const PACKED = ZSET | (LISTPACK << ENCODING_SHIFT);
const LISTPACK_END = 0xff;
const NOTHING = new Uint8Array(0);
const NO_ENTRY = new Entry();
const NO_MEMBERS = new Uint8Array(EMPTY_LISTPACK_BYTES);
writeEmptyListpack(NO_MEMBERS, 0);
