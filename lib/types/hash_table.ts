/**
 * A large hash: a table of fields, each an entry of its own with its value, and with its expiry if
 * it has one. A field that has expired is not found any more; to be rid of it is for others, who
 * call `expireSome`.
 *
 *   find, set, remove, random  O(1)     nextExpiryMs  O(1)     expireSome  O(fields looked at)
 */

import type { Collection } from "../keyspace/collection.ts";
import type { Batch } from "../memory/batch.ts";
import { copyBytes } from "../memory/bytes.ts";
import { Entry, EXPIRES } from "../memory/entry.ts";
import type { Memory } from "../memory/memory.ts";
import { type DictionarySize, Table } from "../memory/table.ts";

/** The cursor of all hashes: no two are looked into at the same time. */
const FIELD = new Entry();
/** How often a random field is looked for before all are looked through for one not expired. */
const RANDOM_TRIES = 100;
/** Fields collected at a time. */
const STEP = 1000;

export class HashTable implements Collection {
  /** A time before which no field expires, Unix milliseconds; Infinity if none ever does. */
  nextExpiryMs = Infinity;
  /** Its fields are the keys. */
  readonly table: Table;
  readonly #memory: Memory;
  /** What `find` looked for last, and its entry, or 0. */
  #lastHash = 0;
  #lastRef = 0;
  /** Where `expireSome` stands, and the first expiry it has seen in this round. */
  #cursor = 0;
  #firstSeenMs = Infinity;

  /** An empty one, with room for so many fields. */
  constructor(memory: Memory, expected = 0) {
    this.#memory = memory;
    this.table = new Table(memory, FIELD);
    this.table.reserve(expected);
  }

  /** How many fields there are, expired ones included. */
  get size(): number {
    return this.table.size;
  }

  /** The size of the dictionary that finds them. */
  get dictionary(): DictionarySize {
    return this.table.dictionaries[0];
  }

  /** How many of them have an expiry. */
  get volatileSize(): number {
    return this.table.volatileSize;
  }

  /** How many have not expired. O(1) unless some may have, else O(fields that expire). */
  liveSize(nowMs: number): number {
    if (this.nextExpiryMs > nowMs) return this.size;
    let expired = 0;
    for (let cursor = 0;;) {
      const found: number[] = [];
      cursor = this.table.scanVolatile(cursor, STEP, found);
      for (const ref of found) if (isExpired(this.table.load(ref), nowMs)) expired++;
      if (cursor === 0) return this.size - expired;
    }
  }

  /** The entry of a field, or null. It is the field found last. */
  find(field: Uint8Array, start: number, end: number, nowMs: number): Entry | null {
    const table = this.table;
    const hash = this.#lastHash = table.hash(field, start, end);
    const ref = this.#lastRef = table.locate(field, start, end, hash);
    if (ref === 0) return null;
    const entry = table.load(ref);
    return isExpired(entry, nowMs) ? null : entry;
  }

  /** Whether the field that `find` has just not found is there, but has expired. */
  get hidesFound(): boolean {
    return this.#lastRef !== 0;
  }

  /**
   * Makes room for a value of the field that `find` has just looked for, with success or without;
   * the caller fills it at once. `expireAtMs` 0 is never.
   */
  put(
    field: Uint8Array,
    start: number,
    end: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    if (expireAtMs !== 0) this.#noteExpiry(expireAtMs);
    const hash = this.#lastHash;
    return this.table.place(
      field,
      start,
      end,
      hash,
      this.#lastRef,
      0,
      valueLength,
      expireAtMs,
    );
  }

  /** `put` of a new field, which is found once the batch is settled. */
  addTo(
    batch: Batch,
    field: Uint8Array,
    start: number,
    end: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    if (expireAtMs !== 0) this.#noteExpiry(expireAtMs);
    return batch.add(this.table, 0, field, start, end, 0, valueLength, expireAtMs);
  }

  /** `put` for a field that was not looked for. */
  add(
    field: Uint8Array,
    start: number,
    end: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    this.find(field, start, end, 0);
    return this.put(field, start, end, valueLength, expireAtMs);
  }

  /** Sets when the field found last expires; 0 for never. */
  setExpiry(entry: Entry, expireAtMs: number): void {
    if (expireAtMs !== 0) this.#noteExpiry(expireAtMs);
    this.table.reshape(entry, entry.flags, expireAtMs, entry.valueEnd - entry.valueStart);
  }

  #noteExpiry(ms: number): void {
    if (ms < this.nextExpiryMs) this.nextExpiryMs = ms;
    if (ms < this.#firstSeenMs) this.#firstSeenMs = ms;
  }

  /** Removes the field found last. */
  removeFound(entry: Entry): void {
    this.table.removeFound(entry);
  }

  /** Calls `visit` with each field that has not expired. It must not change the hash. */
  forEach(nowMs: number, visit: (entry: Entry) => void): void {
    this.table.forEach((ref) => {
      const entry = this.table.load(ref);
      if (!isExpired(entry, nowMs)) visit(entry);
    });
  }

  /** `forEach` for about `count` fields from a cursor on; returns the next cursor, 0 at the end. */
  scan(cursor: number, count: number, nowMs: number, visit: (entry: Entry) => void): number {
    const found: number[] = [];
    const next = this.table.scan(cursor, count, found);
    for (const ref of found) {
      const entry = this.table.load(ref);
      if (!isExpired(entry, nowMs)) visit(entry);
    }
    return next;
  }

  /** A field that has not expired, chosen with equal chances; null when there is none. */
  random(random: () => number, nowMs: number): Entry | null {
    for (let tries = 0; tries < RANDOM_TRIES; tries++) {
      const entry = this.table.random(random);
      if (entry === null || !isExpired(entry, nowMs)) return entry;
    }
    const live = this.#liveRefs(nowMs);
    return live.length === 0 ? null : this.table.load(live[Math.floor(random() * live.length)]);
  }

  /** Visits `count` different fields, chosen with equal chances, or all if there are not more. */
  sample(
    count: number,
    random: () => number,
    nowMs: number,
    visit: (entry: Entry) => void,
  ): void {
    if (count * 3 < this.size) {
      const chosen = this.#chooseSome(count, random, nowMs);
      if (chosen !== null) return chosen.forEach((ref) => visit(this.table.load(ref)));
    }
    const refs = this.#liveRefs(nowMs);
    for (let i = 0; i < count && i < refs.length; i++) {
      const j = i + Math.floor(random() * (refs.length - i));
      [refs[i], refs[j]] = [refs[j], refs[i]];
      visit(this.table.load(refs[i]));
    }
  }

  /** A few of the fields, drawn until they are different; null if too many drawn have expired. */
  #chooseSome(count: number, random: () => number, nowMs: number): Set<number> | null {
    const chosen = new Set<number>();
    for (let expired = 0; chosen.size < count;) {
      const entry = this.table.random(random)!;
      if (!isExpired(entry, nowMs)) chosen.add(entry.ref);
      else if (++expired > RANDOM_TRIES + count) return null;
    }
    return chosen;
  }

  #liveRefs(nowMs: number): number[] {
    const refs: number[] = [];
    this.table.forEach((ref) => {
      if (!isExpired(this.table.load(ref), nowMs)) refs.push(ref);
    });
    return refs;
  }

  /**
   * Looks at about `count` of the fields that expire, further on from call to call; removes those
   * that have, telling `onGone` of each before, and returns how many.
   */
  expireSome(count: number, nowMs: number, onGone?: (field: Entry) => void): number {
    const table = this.table;
    const found: number[] = [];
    this.#cursor = table.scanVolatile(this.#cursor, count, found);
    let expired = 0;
    for (const ref of found) {
      const entry = table.load(ref);
      const { expireAtMs } = entry;
      if (expireAtMs > nowMs) {
        if (expireAtMs < this.#firstSeenMs) this.#firstSeenMs = expireAtMs;
        continue;
      }
      onGone?.(entry);
      table.refind(entry);
      table.removeFound(entry);
      expired++;
    }
    if (this.#cursor === 0) {
      this.nextExpiryMs = this.#firstSeenMs;
      this.#firstSeenMs = Infinity;
    }
    return expired;
  }

  bytes(samples: number): number {
    const table = this.table;
    let looked = 0;
    let bytes = 0;
    if (samples === 0) {
      table.forEach((ref) => {
        bytes += this.#memory.bytesOf(table.load(ref));
      });
      looked = table.size;
    } else {
      const found: number[] = [];
      table.scan(0, samples, found);
      for (const ref of found) bytes += this.#memory.bytesOf(table.load(ref));
      looked = found.length;
    }
    return table.dictionaryBytes + (looked === 0 ? 0 : Math.round(bytes / looked * table.size));
  }

  copy(memory: Memory): HashTable {
    const copy = new HashTable(memory);
    copy.table.reserve(this.table.size); // The fields come in the order of their hashes.
    for (let cursor = 0;;) {
      const found: number[] = [];
      cursor = this.table.scan(cursor, STEP, found);
      for (const ref of found) copy.#addLike(this.table.load(ref));
      if (cursor === 0) return copy;
    }
  }

  #addLike({ bytes, keyStart, keyEnd, valueBytes, valueStart, valueEnd, expireAtMs }: Entry): void {
    const made = this.add(bytes, keyStart, keyEnd, valueEnd - valueStart, expireAtMs);
    copyBytes(made.valueBytes, made.valueStart, valueBytes, valueStart, valueEnd);
  }

  drain(): boolean {
    return this.table.drain();
  }
}

function isExpired(entry: Entry, nowMs: number): boolean {
  return (entry.flags & EXPIRES) !== 0 && entry.expireAtMs <= nowMs;
}
