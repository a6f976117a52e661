/**
 * The members of a sorted set, from the greatest to the least: who reads them then has the least to
 * do. The position is the last one that was written. Since members move along that order, each that
 * changes is remembered, written or not, by its hash: all members of one are dealt with together.
 */

import { compareBytes } from "../../memory/bytes.ts";
import type { Entry } from "../../memory/entry.ts";
import { HashNumbers } from "../../memory/hash_numbers.ts";
import type { Memory } from "../../memory/memory.ts";
import type { TableKeeper } from "../../memory/table.ts";
import { type LargeSortedSet, scoreOf } from "../../types/large_sorted_set.ts";
import { AT_ONCE, type WriteEntries } from "./table_walk.ts";
import type { Walk } from "./walk.ts";

export class ScoreWalk implements Walk, TableKeeper {
  readonly #set: LargeSortedSet;
  readonly #write: WriteEntries;
  /** The last one that was written, or passed over; null: none yet. */
  #member: Uint8Array | null = null;
  #score = 0;
  #isDone = false;
  /** Hashes of members that were written, or need not be. */
  readonly #settled = new HashNumbers();
  #onWritten: () => void = () => {};

  constructor(set: LargeSortedSet, write: WriteEntries) {
    this.#set = set;
    this.#write = write;
  }

  step(): boolean {
    const { index, table } = this.#set;
    const member = this.#member;
    const rank = member === null
      ? index.size - 1
      : index.countUpTo(this.#score, member, 0, member.length) - 1;
    this.#isDone = rank < 0;
    if (this.#isDone) return true;
    const refs: number[] = [];
    index.seek(rank);
    let last = 0;
    for (let i = 0; i < AT_ONCE && !this.#isDone; i++) {
      const { ref } = index;
      const entry = table.load(ref);
      if (!this.#isBehind(entry) && !this.#isSettled(entry)) refs.push(ref);
      last = ref;
      this.#isDone = !index.previous();
    }
    if (refs.length > 0) this.#write(refs);
    const { bytes, keyStart, keyEnd } = table.load(last);
    this.#member = bytes.slice(keyStart, keyEnd);
    this.#score = scoreOf(table.entry);
    return this.#isDone;
  }

  watch(_memory: Memory, onWritten: () => void): void {
    this.#onWritten = onWritten;
    this.#set.table.keeper = this;
  }

  close(): void {
    const { table } = this.#set;
    if (table.keeper === this) table.keeper = null;
  }

  changes({ ref }: Entry, hash: number): void {
    this.adds(hash);
    this.#set.table.load(ref);
  }

  adds(hash: number): void {
    if (this.#isDone || !this.#settled.add(hash)) return;
    const { table } = this.#set;
    const refs: number[] = [];
    table.collect(hash, refs);
    const ahead = refs.filter((ref) => !this.#isBehind(table.load(ref)));
    if (ahead.length === 0) return;
    this.#write(ahead);
    this.#onWritten();
  }

  #isSettled({ bytes, keyStart, keyEnd }: Entry): boolean {
    if (this.#settled.size === 0) return false;
    return this.#settled.has(this.#set.table.hash(bytes, keyStart, keyEnd));
  }

  /** Whether its place has been passed. */
  #isBehind(entry: Entry): boolean {
    const member = this.#member;
    if (member === null) return false;
    const score = scoreOf(entry);
    if (score !== this.#score) return score > this.#score;
    return compareBytes(entry.bytes, entry.keyStart, entry.keyEnd, member, 0, member.length) >= 0;
  }
}
