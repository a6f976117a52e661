/**
 * A table: entries in an arena, found by their keys. The keys of a database, the fields of a large
 * hash, the members of a large set and sorted set are tables.
 *
 *   #all        dictionary of all entries
 *   #volatile   dictionary of those that expire, under the same references; made when first needed
 *
 * Looking up leaves the table at an entry, "found last"; what changes an entry changes that one.
 * Its cursor is valid until the next change.
 *
 *   find, put, remove, random  O(1)     scan  O(entries visited)
 */

import { Dictionary } from "./dictionary.ts";
import { type Entry, entryBytes, EXPIRES, GROWN, INLINE_BYTES_MAX, LARGE } from "./entry.ts";
import type { HashedRefs } from "./hashed_refs.ts";
import { areSameBlock, blockBytes, type Memory } from "./memory.ts";

/** The sizes of a dictionary: its slots, how many of them are taken, and what it takes itself. */
export interface DictionarySize {
  readonly slots: number;
  readonly count: number;
  readonly bytes: number;
}

/** Who is told of what happens to a table, before it does; a snapshot is, of what it has not written. */
export interface TableKeeper {
  /** An entry is about to change, or to go; the cursor is on it, and must be afterwards. */
  changes(entry: Entry, hash: number): void;
  /** An entry is about to be made that was not there. */
  adds(hash: number, key: Uint8Array, start: number, end: number): void;
}

const NO_SIZE: DictionarySize = { slots: 0, count: 0, bytes: 0 };

export class Table {
  /** The cursor that the table leaves at what it finds; tables may share one. */
  readonly entry: Entry;
  keeper: TableKeeper | null = null;
  readonly #memory: Memory;
  readonly #all: Dictionary;
  #volatile: Dictionary | null = null;

  /** With `hasUserBits` the owner keeps bits with each entry; without, entries are moved faster. */
  constructor(memory: Memory, entry: Entry, hasUserBits = false) {
    this.#memory = memory;
    this.entry = entry;
    this.#all = new Dictionary(memory.arena, memory.seed, !hasUserBits);
  }

  /** How many entries there are. */
  get size(): number {
    return this.#all.count;
  }

  /** How many of them expire. */
  get volatileSize(): number {
    return this.#volatile === null ? 0 : this.#volatile.count;
  }

  /** Bytes of the dictionaries. */
  get dictionaryBytes(): number {
    return this.#all.bytes + (this.#volatile?.bytes ?? 0);
  }

  /** Prepares a table that was never used for so many entries; see `Dictionary.reserve`. */
  reserve(count: number, volatileCount = 0): void {
    this.#all.reserve(count);
    if (volatileCount > 0) this.#expiring().reserve(volatileCount);
  }

  /** The sizes of the dictionaries of all entries and of those that expire. */
  get dictionaries(): [all: DictionarySize, volatile: DictionarySize] {
    return [this.#all, this.#volatile ?? NO_SIZE].map(({ slots, count, bytes }) => (
      { slots, count, bytes }
    )) as [DictionarySize, DictionarySize];
  }

  /** Bits that the owner keeps with the entry found last: 24 of them. */
  get userBits(): number {
    return this.#all.userBits;
  }

  set userBits(bits: number) {
    this.#all.userBits = bits;
  }

  hash(key: Uint8Array, start: number, end: number): number {
    return this.#all.hash(key, start, end);
  }

  /** The reference of the entry with this key, or 0; it is found last. */
  locate(key: Uint8Array, start: number, end: number, hash: number): number {
    return this.#all.find(key, start, end, hash);
  }

  /** The entry with this key, or null. */
  find(key: Uint8Array, start: number, end: number): Entry | null {
    const ref = this.#all.find(key, start, end, this.#all.hash(key, start, end));
    return ref === 0 ? null : this.#memory.load(this.entry, ref);
  }

  /** Puts the cursor on the entry at `ref`; it is not thereby found. */
  load(ref: number): Entry {
    return this.#memory.load(this.entry, ref);
  }

  /** Makes an entry, which somehow came to be under the cursor, the one found last. */
  refind({ bytes, keyStart, keyEnd }: Entry): void {
    this.#all.find(bytes, keyStart, keyEnd, this.#all.hash(bytes, keyStart, keyEnd));
  }

  /**
   * Makes an entry, or overwrites the one there: room for a value of `valueLength` bytes, which the
   * caller fills at once. The key's bytes, and the new value's, must not lie in the entry that is
   * overwritten. `expireAtMs` is 0 for never.
   */
  put(
    key: Uint8Array,
    start: number,
    end: number,
    flags: number,
    valueLength: number,
    expireAtMs = 0,
  ): Entry {
    const hash = this.#all.hash(key, start, end);
    const ref = this.#all.find(key, start, end, hash);
    if (ref !== 0) this.#memory.load(this.entry, ref);
    return this.place(key, start, end, hash, ref, flags, valueLength, expireAtMs);
  }

  /**
   * `put` once the key has been looked for: `ref` is the entry found last, with the cursor on it, or
   * 0. A new entry's user bits are 0.
   */
  place(
    key: Uint8Array,
    start: number,
    end: number,
    hash: number,
    ref: number,
    flags: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    const { entry } = this;
    const { arena } = this.#memory;
    if (this.keeper !== null) {
      if (ref !== 0) this.keeper.changes(entry, hash);
      else this.keeper.adds(hash, key, start, end);
    }
    if (valueLength > INLINE_BYTES_MAX) flags = (flags | LARGE) & ~GROWN;
    if (expireAtMs !== 0) flags |= EXPIRES;
    else if (ref !== 0 && flags === entry.flags && (flags & LARGE) === 0) {
      // Nothing but the value changes, if even its length stays.
      if (valueLength === entry.valueEnd - entry.valueStart) return entry;
    }
    const size = entryBytes(flags, end - start, valueLength);
    let block = ref;
    let oldSize = 0;
    let wasVolatile = false;
    if (ref !== 0) {
      oldSize = blockBytes(entry);
      wasVolatile = (entry.flags & EXPIRES) !== 0;
      if ((entry.flags & LARGE) !== 0) this.#memory.large.release(entry.handle);
    }
    const isMoving = ref === 0 || !areSameBlock(size, oldSize);
    if (isMoving) block = arena.allocate(size);
    this.#memory.write(block, flags, expireAtMs, key, start, end, valueLength);
    if (ref === 0) this.#all.insert(block, hash, 0);
    else if (isMoving) this.#all.replace(block);
    if (expireAtMs !== 0 || wasVolatile) {
      this.#track(key, start, end, hash, block, expireAtMs !== 0);
    }
    // Last, because until here `#volatile` still compared keys with the old block.
    if (ref !== 0 && isMoving) arena.release(ref, oldSize);
    return this.#memory.load(entry, block);
  }

  /**
   * Gives the entry found last, on which the cursor must be, other flags, another expiry, another
   * length; what it held is kept up to that. `handle` is for a value that becomes large.
   */
  reshape(
    entry: Entry,
    flags: number,
    expireAtMs: number,
    valueLength: number,
    handle: number = (entry.flags & LARGE) !== 0 ? entry.handle : 0,
  ): Entry {
    const { ref } = entry;
    this.willChange(entry);
    const oldSize = blockBytes(entry);
    const wasVolatile = (entry.flags & EXPIRES) !== 0;
    flags = expireAtMs === 0 ? flags & ~EXPIRES : flags | EXPIRES;
    const block = this.#memory.reshape(entry, flags, expireAtMs, valueLength, handle);
    if (block !== ref) this.#all.replace(block);
    const isVolatile = expireAtMs !== 0;
    if (wasVolatile ? !isVolatile || block !== ref : isVolatile) {
      const { bytes, keyStart, keyEnd } = this.#memory.load(entry, block);
      const hash = this.#all.hash(bytes, keyStart, keyEnd);
      this.#track(bytes, keyStart, keyEnd, hash, block, isVolatile);
    }
    if (block !== ref) this.#memory.arena.release(ref, oldSize);
    return this.#memory.load(entry, block);
  }

  /** To be called before something else than the table changes what an entry holds. */
  willChange(entry: Entry): void {
    if (this.keeper === null) return;
    const { bytes, keyStart, keyEnd } = entry;
    this.keeper.changes(entry, this.#all.hash(bytes, keyStart, keyEnd));
  }

  /** Makes an entry that is not found yet: `admit` follows, or `discard`. */
  make(
    key: Uint8Array,
    start: number,
    end: number,
    flags: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    if (valueLength > INLINE_BYTES_MAX) flags = (flags | LARGE) & ~GROWN;
    if (expireAtMs !== 0) flags |= EXPIRES;
    const ref = this.#memory.arena.allocate(entryBytes(flags, end - start, valueLength));
    this.#memory.write(ref, flags, expireAtMs, key, start, end, valueLength);
    return this.#memory.load(this.entry, ref);
  }

  /**
   * Has entries found that `make` made; `volatile` are those of them that expire. Where an entry with
   * the same key is there already, the new one is given up; returns the key of such a one, or null.
   */
  admit(all: HashedRefs, volatile: HashedRefs, userBits: number): Uint8Array | null {
    const repeated = this.#all.admit(all, userBits);
    if (repeated.length > 0) volatile.remove(repeated);
    if (volatile.count > 0) this.#expiring().admit(volatile, 0);
    let key: Uint8Array | null = null;
    for (const ref of repeated) {
      const { bytes, keyStart, keyEnd } = this.load(ref);
      key = bytes.slice(keyStart, keyEnd);
      this.discard(ref);
    }
    return key;
  }

  /** Gives up an entry that `make` made. */
  discard(ref: number): void {
    this.#memory.release(this.load(ref));
  }

  /** Removes the entry found last, on which the cursor must be. */
  removeFound(entry: Entry): void {
    const { bytes, keyStart, keyEnd } = entry;
    const hash = this.#all.hash(bytes, keyStart, keyEnd);
    if (this.keeper !== null) this.keeper.changes(entry, hash);
    if ((entry.flags & EXPIRES) !== 0) this.#track(bytes, keyStart, keyEnd, hash, 0, false);
    this.#all.remove(hash);
    this.#memory.release(entry);
  }

  /** Makes the removal of so many entries, which is to follow soon, faster. */
  lookAhead(refs: Int32Array, count: number): void {
    this.#all.lookAhead(refs, count);
  }

  /** Removes the entry at `ref`, which is in the table. */
  removeRef(ref: number): void {
    const entry = this.load(ref);
    const { bytes, keyStart, keyEnd } = entry;
    const hash = this.#all.hash(bytes, keyStart, keyEnd);
    if (this.keeper !== null) this.keeper.changes(entry, hash);
    if ((entry.flags & EXPIRES) !== 0) this.#track(bytes, keyStart, keyEnd, hash, 0, false);
    this.#all.findRef(ref, hash);
    this.#all.remove(hash);
    this.#memory.release(entry);
  }

  /** Removes the entry with this key; false if there is none. */
  remove(key: Uint8Array, start: number, end: number): boolean {
    const entry = this.find(key, start, end);
    if (entry === null) return false;
    this.removeFound(entry);
    return true;
  }

  /**
   * An entry chosen with equal chances, found last and under the cursor; null when there is none.
   * `random` gives numbers in [0, 1).
   */
  random(random: () => number): Entry | null {
    const ref = this.#all.random(random);
    return ref === 0 ? null : this.#memory.load(this.entry, ref);
  }

  /** Several such draws, as references; see `Dictionary.draw`. */
  draw(random: () => number, refs: Int32Array, count: number): void {
    this.#all.draw(random, refs, count);
  }

  /** The same from the entries that expire; it is not found last. */
  randomVolatile(random: () => number): Entry | null {
    const ref = this.#volatile === null ? 0 : this.#volatile.random(random);
    return ref === 0 ? null : this.#memory.load(this.entry, ref);
  }

  /**
   * Collects into `found` the references of about `count` entries from a cursor on, and returns the
   * next cursor, 0 at the end. What is present from start to end is found, once.
   */
  scan(cursor: number, count: number, found: number[]): number {
    return this.#all.scan(cursor, count, found);
  }

  /** The same for the entries that expire. */
  scanVolatile(cursor: number, count: number, found: number[]): number {
    return this.#volatile === null ? 0 : this.#volatile.scan(cursor, count, found);
  }

  /** Collects into `found` the references of all entries of a hash; the one found last stays. */
  collect(hash: number, found: number[]): void {
    this.#all.collect(hash, found);
  }

  /** Calls `visit` with the reference of every entry. Nothing may be added or removed meanwhile. */
  forEach(visit: (ref: number) => void): void {
    this.#all.forEach(visit);
  }

  /**
   * Gives back some of the entries, at most some 800, and true once everything has been given back.
   * From the first call on nothing else may be done with the table.
   */
  drain(): boolean {
    const { entry } = this;
    const isEmpty = this.#all.drain((ref) => this.#memory.release(this.#memory.load(entry, ref)));
    if (isEmpty) { while (this.#volatile !== null && !this.#volatile.drain(() => {})); }
    return isEmpty;
  }

  /** Keeps `#volatile` in step: an entry has a new reference, or does not expire any more. */
  #track(
    key: Uint8Array,
    start: number,
    end: number,
    hash: number,
    ref: number,
    isVolatile: boolean,
  ): void {
    const volatile = this.#expiring();
    const known = volatile.find(key, start, end, hash);
    if (!isVolatile) {
      if (known !== 0) volatile.remove(hash);
    } else if (known !== 0) {
      volatile.replace(ref);
    } else {
      volatile.insert(ref, hash, 0);
    }
  }

  /** The dictionary of what expires, made when it is first needed. */
  #expiring(): Dictionary {
    return this.#volatile ??= new Dictionary(this.#memory.arena, this.#memory.seed, true);
  }
}
