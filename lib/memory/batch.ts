/**
 * New entries of a table, found only once the batch is settled.
 *
 * To look for a key is to wait for memory, mostly. Where many keys are known beforehand, as while
 * data are loaded, the places of all of them are looked at in one go: then the processor waits for
 * many at once, instead of for one after the other.
 */

import type { Entry } from "./entry.ts";
import type { Table } from "./table.ts";

const SIZE = 64;

export class Batch {
  /** Entries that wait. */
  count = 0;
  /** All that were ever added. */
  total = 0;
  /** Entries that were given up because there was one with their key. */
  repeated = 0;
  readonly #refs = new Int32Array(SIZE);
  readonly #hashes = new Int32Array(SIZE);
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
    if (this.count === SIZE || this.#table !== table) this.settle();
    this.#table = table;
    this.#userBits = userBits;
    const entry = table.make(key, start, end, flags, valueLength, expireAtMs);
    this.#refs[this.count] = entry.ref;
    this.total++;
    this.#hashes[this.count++] = table.hash(key, start, end);
    return entry;
  }

  /** Has the table find all that was added. */
  settle(): void {
    const { count } = this;
    if (count === 0) return;
    this.count = 0;
    this.repeated += this.#table!.admit(this.#refs, this.#hashes, count, this.#userBits);
    this.#table = null;
  }

  /** Gives up what waits, and forgets what was repeated. */
  abandon(): void {
    for (let i = 0; i < this.count; i++) this.#table!.discard(this.#refs[i]);
    this.count = this.repeated = 0;
    this.#table = null;
  }
}
