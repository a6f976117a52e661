/**
 * The entries of a table, in the order of their hashes: the fields of a hash, the members of a set.
 * The hash up to which they have been written divides those that have been from those to come. All
 * entries of one hash are dealt with together.
 */

import type { Entry } from "../../memory/entry.ts";
import { HashNumbers } from "../../memory/hash_numbers.ts";
import type { Memory } from "../../memory/memory.ts";
import type { Table, TableKeeper } from "../../memory/table.ts";
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
  /** Hashes of entries to come that were written, or need not be. */
  readonly #settled = new HashNumbers();
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
    const refs = settled.size === 0 ? found : found.filter((ref) => {
      const { bytes, keyStart, keyEnd } = table.load(ref);
      return !settled.has(table.hash(bytes, keyStart, keyEnd));
    });
    if (refs.length > 0) this.#write(refs);
    this.#position = next === 0 ? Infinity : next;
    return next === 0;
  }

  watch(_memory: Memory, onWritten: () => void): void {
    this.#onWritten = onWritten;
    this.#table.keeper = this;
  }

  close(): void {
    if (this.#table.keeper === this) this.#table.keeper = null;
  }

  changes({ ref }: Entry, hash: number): void {
    this.adds(hash);
    this.#table.load(ref);
  }

  adds(hash: number): void {
    if (hash >>> 0 < this.#position || !this.#settled.add(hash)) return;
    const refs: number[] = [];
    this.#table.collect(hash, refs);
    if (refs.length === 0) return;
    this.#write(refs);
    this.#onWritten();
  }
}
