/** A large set: a table whose entries are keys without values. */

import type { Collection } from "../keyspace/collection.ts";
import type { Batch } from "../memory/batch.ts";
import { DRAWS_MAX } from "../memory/dictionary.ts";
import { Entry } from "../memory/entry.ts";
import type { Memory } from "../memory/memory.ts";
import { Table } from "../memory/table.ts";

/** From this size on members are drawn ahead: below it, they are likely to be at hand. */
const AHEAD_SIZE = 4096;
/** What has been drawn ahead, from which set, and what of it is left: the last `aheadLeft` ones. */
const AHEAD = new Int32Array(DRAWS_MAX);
let aheadSet = 0;
let aheadLeft = 0;
/** How many to draw at a time: more and more, as long as the set is only drawn from. */
let aheadCount = 0;
/** Sets are named by numbers here, so that one that is gone is not kept. */
let lastId = 0;

/** The cursor of all large sets: their tables are used one at a time. */
const MEMBER = new Entry();

export class HashSet implements Collection {
  /** Its members are the keys. */
  readonly table: Table;
  readonly #memory: Memory;
  readonly #id = ++lastId;

  /** An empty one, with room for so many members. */
  constructor(memory: Memory, expected = 0) {
    this.#memory = memory;
    this.table = new Table(memory, MEMBER);
    this.table.reserve(expected);
  }

  get size(): number {
    return this.table.size;
  }

  has(member: Uint8Array, start: number, end: number): boolean {
    const { table } = this;
    return table.locate(member, start, end, table.hash(member, start, end)) !== 0;
  }

  /** Adds a member; false if it is there already. It must not lie in this set. */
  add(member: Uint8Array, start: number, end: number): boolean {
    const { table } = this;
    const hash = table.hash(member, start, end);
    if (table.locate(member, start, end, hash) !== 0) return false;
    table.place(member, start, end, hash, 0, 0, 0, 0);
    if (aheadSet === this.#id) aheadSet = 0;
    return true;
  }

  /** `add` of a new member, which is found once the batch is settled. */
  addTo(batch: Batch, member: Uint8Array, start: number, end: number): void {
    batch.add(this.table, 0, member, start, end, 0, 0, 0);
  }

  /** Removes a member; false if it is not there. */
  remove(member: Uint8Array, start: number, end: number): boolean {
    if (!this.table.remove(member, start, end)) return false;
    if (aheadSet === this.#id) aheadSet = 0;
    return true;
  }

  /**
   * A member chosen with equal chances; the set must not be empty. Of a large set that is drawn from
   * time and again several are drawn at once, because waiting for their memory one by one is what
   * takes the time. To draw from a set and to pass over those that were removed since is as fair as
   * to draw from what is left; where members were added, what was drawn before does not count.
   */
  choose(random: () => number): Entry {
    const { table } = this;
    if (table.size < AHEAD_SIZE) return table.random(random)!;
    for (;;) {
      if (aheadSet !== this.#id || aheadLeft === 0) {
        aheadCount = aheadSet === this.#id ? Math.min(aheadCount * 2, DRAWS_MAX) : 1;
        aheadSet = this.#id;
        aheadLeft = aheadCount;
        table.draw(random, AHEAD, aheadCount);
      }
      const ref = AHEAD[--aheadLeft];
      if (ref !== 0) return table.load(ref);
    }
  }

  /** Removes the member that `choose` has just chosen. */
  removeChosen(): void {
    const { ref } = this.table.entry;
    for (let i = 0; i < aheadLeft && aheadSet === this.#id; i++) if (AHEAD[i] === ref) AHEAD[i] = 0;
    this.table.removeRef(ref);
  }

  bytes(samples: number): number {
    const { table } = this;
    let looked = 0;
    let bytes = 0;
    if (samples === 0 || samples >= table.size) {
      looked = table.size;
      table.forEach((ref) => bytes += this.#memory.bytesOf(table.load(ref)));
    } else {
      const found: number[] = [];
      table.scan(0, samples, found);
      looked = found.length;
      for (const ref of found) bytes += this.#memory.bytesOf(table.load(ref));
    }
    return table.dictionaryBytes + (looked === 0 ? 0 : Math.round(bytes / looked * table.size));
  }

  copy(memory: Memory): HashSet {
    const copy = new HashSet(memory, this.size);
    this.table.forEach((ref) => {
      const { bytes, keyStart, keyEnd } = this.table.load(ref);
      copy.add(bytes, keyStart, keyEnd);
    });
    return copy;
  }

  drain(): boolean {
    if (aheadSet === this.#id) aheadSet = 0;
    return this.table.drain();
  }
}
