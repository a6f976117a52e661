/**
 * The entries of a table, in the order of their hashes: the fields of a hash, the members of a set.
 * The hash up to which they have been written divides those that have been from those to come.
 */

import type { Entry } from "../../memory/entry.ts";
import type { Memory } from "../../memory/memory.ts";
import type { Table, TableKeeper } from "../../memory/table.ts";
import { Settled } from "./settled.ts";
import type { Walk } from "./walk.ts";

/** Entries written in a step. */
export const AT_ONCE = 64;

/** Writes the entries of a table with these references, at least one; it may use its cursor. */
export type WriteEntries = (refs: readonly number[]) => void;

export class TableWalk implements Walk, TableKeeper {
  readonly #table: Table;
  readonly #write: WriteEntries;
  /** Entries whose hashes are less have been written; Infinity: all. */
  #position = 0;
  #settled: Settled | null = null;
  #onWritten: () => void = () => {};

  constructor(table: Table, write: WriteEntries) {
    this.#table = table;
    this.#write = write;
  }

  step(): boolean {
    const table = this.#table;
    const settled = this.#settled;
    const found: number[] = [];
    const next = table.scan(this.#position, AT_ONCE, found);
    const refs = settled === null || settled.table === null
      ? found
      : found.filter((ref) => !settled.hasEntry(table.load(ref)));
    if (refs.length > 0) this.#write(refs);
    this.#position = next === 0 ? Infinity : next;
    return next === 0;
  }

  watch(memory: Memory, onWritten: () => void): void {
    this.#settled = new Settled(memory);
    this.#onWritten = onWritten;
    this.#table.keeper = this;
  }

  close(): void {
    if (this.#table.keeper === this) this.#table.keeper = null;
  }

  changes({ ref, bytes, keyStart, keyEnd }: Entry, hash: number): void {
    if (hash >>> 0 < this.#position) return;
    if (!this.#settled!.add(bytes, keyStart, keyEnd, hash)) return;
    this.#write([ref]);
    this.#onWritten();
  }

  adds(key: Uint8Array, start: number, end: number, hash: number): void {
    if (hash >>> 0 >= this.#position) this.#settled!.add(key, start, end, hash);
  }
}
