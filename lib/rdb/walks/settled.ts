/** Keys that are passed over when their turn comes, perhaps with what was kept of them. */

import { Entry } from "../../memory/entry.ts";
import type { Memory } from "../../memory/memory.ts";
import { Table } from "../../memory/table.ts";

export class Settled {
  /** Made with the first key: to most collections nothing happens. */
  table: Table | null = null;
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Whether the key of an entry is settled. */
  hasEntry({ bytes, keyStart, keyEnd }: Entry): boolean {
    const { table } = this;
    return table !== null &&
      table.locate(bytes, keyStart, keyEnd, table.hash(bytes, keyStart, keyEnd)) !== 0;
  }

  /** What was kept of a settled key, to be read at once; null if it is not settled. */
  find(key: Uint8Array, start: number, end: number): Entry | null {
    return this.table === null ? null : this.table.find(key, start, end);
  }

  /** Settles a key; false if it was before. */
  add(key: Uint8Array, start: number, end: number, hash: number): boolean {
    const table = this.table ??= new Table(this.#memory, new Entry());
    if (table.locate(key, start, end, hash) !== 0) return false;
    table.place(key, start, end, hash, 0, 0, 0, 0);
    return true;
  }

  /** Settles a key, with room for so many bytes of what is kept of it, or anew with other room. */
  put(key: Uint8Array, start: number, end: number, length: number): Entry {
    const table = this.table ??= new Table(this.#memory, new Entry());
    return table.put(key, start, end, 0, length);
  }
}
