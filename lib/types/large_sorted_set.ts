/**
 * A large sorted set: a table that finds members, and an index that orders them.
 *
 *   table   member → score, 8 bytes of the entry's value
 *   index   (score, entry) in order, see `memory/ordered_index.ts`
 *
 *   score  O(1)     add, remove, rank, item at a rank  O(log n)
 *
 * Invariant: both hold the same members with the same scores.
 */

import type { Batch } from "../memory/batch.ts";
import { Entry } from "../memory/entry.ts";
import type { Memory } from "../memory/memory.ts";
import { OrderedIndex } from "../memory/ordered_index.ts";
import { Table } from "../memory/table.ts";
import type { Collection } from "../keyspace/collection.ts";

const SCORE_BYTES = 8;
/** The cursor of all sets on what was found in them; it is used at once. */
const MEMBER = new Entry();
/** Nodes of the index that are given back at a time. */
const DRAINED_NODES = 500;
/** Scratch: members that are about to be removed. */
const AHEAD = new Int32Array(16);

export class LargeSortedSet implements Collection {
  readonly table: Table;
  readonly index: OrderedIndex;
  readonly #memory: Memory;
  /** The hash of the member that `find` looked for. */
  #hash = 0;
  #isTableGone = false;

  /** An empty one, with room for so many members. */
  constructor(memory: Memory, expected = 0) {
    this.#memory = memory;
    this.table = new Table(memory, MEMBER);
    this.table.reserve(expected);
    this.index = new OrderedIndex(memory.arena);
  }

  get size(): number {
    return this.index.size;
  }

  /** The entry of a member, found last; null if it is not there. */
  find(member: Uint8Array, start: number, end: number): Entry | null {
    const { table } = this;
    this.#hash = table.hash(member, start, end);
    const ref = table.locate(member, start, end, this.#hash);
    return ref === 0 ? null : table.load(ref);
  }

  /** Adds a member that `find` has just missed. */
  insert(member: Uint8Array, start: number, end: number, score: number): void {
    const entry = this.table.place(member, start, end, this.#hash, 0, 0, SCORE_BYTES, 0);
    writeScore(entry, score);
    this.index.insert(score, entry.ref);
  }

  /**
   * Makes an entry of a new member, which is found once the batch is settled, and belongs to the set
   * once `putInOrder` is told its reference, which is returned.
   */
  addTo(batch: Batch, member: Uint8Array, start: number, end: number, score: number): number {
    const entry = batch.add(this.table, 0, member, start, end, 0, SCORE_BYTES, 0);
    writeScore(entry, score);
    return entry.ref;
  }

  /** Orders members that were made; it is fastest if they come from the greatest to the least. */
  putInOrder(refs: Int32Array): void {
    for (let i = refs.length - 1; i >= 0; i--) {
      this.index.insert(scoreOf(this.table.load(refs[i])), refs[i]);
    }
  }

  /** Gives the member that `find` has just found another score. */
  move(entry: Entry, score: number): void {
    this.table.willChange(entry);
    this.index.move(scoreOf(entry), entry.ref, score);
    writeScore(entry, score);
  }

  /** Removes the member that `find` has just found. */
  remove(entry: Entry): void {
    this.index.remove(scoreOf(entry), entry.ref);
    this.table.removeFound(entry);
  }

  /** Removes the member at a rank. */
  removeAt(rank: number): void {
    const { index, table } = this;
    if (index.size % AHEAD.length === 0) {
      // One removal seldom comes alone: the next ones are from the same end, or in the same range.
      index.seek(rank);
      table.lookAhead(AHEAD, index.around(AHEAD, rank > 0 && rank === index.size - 1));
    }
    table.removeRef(index.removeAt(rank));
  }

  bytes(samples: number): number {
    const { index, table, size } = this;
    const count = samples === 0 ? size : Math.min(samples, size);
    let entries = 0;
    if (count > 0) index.seek(0);
    for (let i = 0; i < count; i++, index.next()) {
      entries += this.#memory.bytesOf(table.load(index.ref));
    }
    const all = count === 0 ? 0 : Math.round(entries / count * size);
    return table.dictionaryBytes + index.bytes + all;
  }

  copy(memory: Memory): LargeSortedSet {
    const { index, table } = this;
    const copy = new LargeSortedSet(memory);
    if (this.size === 0) return copy;
    index.seek(0);
    do {
      const { score } = index;
      const { bytes, keyStart, keyEnd } = table.load(index.ref);
      copy.find(bytes, keyStart, keyEnd);
      copy.insert(bytes, keyStart, keyEnd, score);
    } while (index.next());
    return copy;
  }

  drain(): boolean {
    this.#isTableGone ||= this.table.drain();
    return this.#isTableGone && this.index.release(DRAINED_NODES);
  }
}

const DOUBLE = new Float64Array(1);
const DOUBLE_BYTES = new Uint8Array(DOUBLE.buffer);

/** The score in a member's entry. */
export function scoreOf({ valueBytes, valueStart }: Entry): number {
  for (let i = 0; i < SCORE_BYTES; i++) DOUBLE_BYTES[i] = valueBytes[valueStart + i];
  return DOUBLE[0];
}

function writeScore({ valueBytes, valueStart }: Entry, score: number): void {
  DOUBLE[0] = score;
  for (let i = 0; i < SCORE_BYTES; i++) valueBytes[valueStart + i] = DOUBLE_BYTES[i];
}
