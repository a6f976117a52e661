/**
 * The members of a sorted set, from the greatest to the least: who reads them then has the least to
 * do. The position is the last one that was written. Since members move along that order, each that
 * changes is remembered, written or not.
 */

import { compareBytes } from "../../memory/bytes.ts";
import type { Entry } from "../../memory/entry.ts";
import type { Memory } from "../../memory/memory.ts";
import type { TableKeeper } from "../../memory/table.ts";
import { type LargeSortedSet, scoreOf } from "../../types/large_sorted_set.ts";
import { Settled } from "./settled.ts";
import { AT_ONCE, type WriteEntries } from "./table_walk.ts";
import type { Walk } from "./walk.ts";

export class ScoreWalk implements Walk, TableKeeper {
  readonly #set: LargeSortedSet;
  readonly #write: WriteEntries;
  /** The last one that was written, or passed over; null: none yet. */
  #member: Uint8Array | null = null;
  #score = 0;
  #isDone = false;
  #settled: Settled | null = null;
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

  watch(memory: Memory, onWritten: () => void): void {
    this.#settled = new Settled(memory);
    this.#onWritten = onWritten;
    this.#set.table.keeper = this;
  }

  close(): void {
    const { table } = this.#set;
    if (table.keeper === this) table.keeper = null;
  }

  changes(entry: Entry, hash: number): void {
    if (this.#isDone) return;
    const { ref, bytes, keyStart, keyEnd } = entry;
    const isBehind = this.#isBehind(entry);
    if (!this.#settled!.add(bytes, keyStart, keyEnd, hash) || isBehind) return;
    this.#write([ref]);
    this.#onWritten();
  }

  adds(key: Uint8Array, start: number, end: number, hash: number): void {
    if (!this.#isDone) this.#settled!.add(key, start, end, hash);
  }

  #isSettled(entry: Entry): boolean {
    return this.#settled !== null && this.#settled.hasEntry(entry);
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
