/**
 * New entries of a table, found only once the batch is settled.
 *
 * To look for a key is to wait for memory, mostly. Where many keys are known beforehand, as while
 * data are loaded, they are put into the table in the order in which it keeps them: then it is walked
 * through once, from its beginning to its end.
 */

import type { Entry } from "./entry.ts";
import { HashedRefs } from "./hashed_refs.ts";
import type { Table } from "./table.ts";

const SIZE_MAX = 64 * 1024;

export class Batch {
  /** All that were ever added. */
  total = 0;
  /** The key of an entry that was given up because there was one with it already, or null. */
  repeated: Uint8Array | null = null;
  /** Entries that wait; those of them that expire. */
  readonly #all = new HashedRefs();
  readonly #volatile = new HashedRefs();
  #table: Table | null = null;
  #userBits = 0;

  /**
   * Makes an entry of a table, with room for a value, which the caller fills at once; see
   * `Table.put`. Until the batch is settled nothing may be removed from the table.
   */
  add(
    table: Table,
    userBits: number,
    key: Uint8Array,
    start: number,
    end: number,
    flags: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    if (this.#all.count === SIZE_MAX || this.#table !== table) this.settle();
    this.#table = table;
    this.#userBits = userBits;
    const hash = table.hash(key, start, end);
    const entry = table.make(key, start, end, flags, valueLength, expireAtMs);
    this.#all.add(entry.ref, hash);
    if (expireAtMs !== 0) this.#volatile.add(entry.ref, hash);
    this.total++;
    return entry;
  }

  /** Has the table find all that was added. */
  settle(): void {
    const all = this.#all;
    const volatile = this.#volatile;
    if (all.count === 0) return;
    all.sort();
    volatile.sort();
    this.repeated = this.#table!.admit(all, volatile, this.#userBits) ?? this.repeated;
    this.#forget();
  }

  /** Gives up what waits, and forgets what was repeated. */
  abandon(): void {
    const { count, refs } = this.#all;
    for (let i = 0; i < count; i++) this.#table!.discard(refs[i]);
    this.repeated = null;
    this.#forget();
  }

  #forget(): void {
    this.#all.count = this.#volatile.count = 0;
    this.#table = null;
  }
}
