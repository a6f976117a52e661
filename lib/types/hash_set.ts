/** A large set: a table whose entries are keys without values. */

import type { Collection } from "../keyspace/collection.ts";
import { Entry } from "../memory/entry.ts";
import type { Memory } from "../memory/memory.ts";
import { Table } from "../memory/table.ts";

/** The cursor of all large sets: their tables are used one at a time. */
const MEMBER = new Entry();

export class HashSet implements Collection {
  /** Its members are the keys. */
  readonly table: Table;
  readonly #memory: Memory;

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
    return true;
  }

  /** Removes a member; false if it is not there. */
  remove(member: Uint8Array, start: number, end: number): boolean {
    return this.table.remove(member, start, end);
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
    return this.table.drain();
  }
}
