/**
 * A stream: its blocks in the order of their IDs, what it says of itself, and then its groups. A
 * block that is about to change is kept, in the order of the IDs too. What is not in blocks or
 * pending entries is small, and noted at once.
 */

import { copyBytes } from "../../memory/bytes.ts";
import { listpackBytes } from "../../memory/listpack.ts";
import type { Memory } from "../../memory/memory.ts";
import { OrderedIndex } from "../../memory/ordered_index.ts";
import type { Stream } from "../../types/stream.ts";
import type { BlockKeeper } from "../../types/stream_blocks.ts";
import { compareIds, ID_KEY_BYTES, StreamId } from "../../types/stream_id.ts";
import { type GroupOutput, GroupWalk } from "./group_walk.ts";
import { Settled } from "./settled.ts";
import type { Walk } from "./walk.ts";

/** Scratch. */
const KEY = new Uint8Array(ID_KEY_BYTES);
const ID = new StreamId();
const FIRST_KEPT = new StreamId();

/** What the parts of a stream are written with. */
export interface StreamOutput {
  /** A block: its first ID, and its listpack. */
  block(id: StreamId, bytes: Uint8Array, start: number, end: number): void;
  /** What comes behind the blocks; `groups` is how many groups there are. */
  state(): void;
  readonly group: GroupOutput;
}

export class StreamWalk implements Walk, BlockKeeper {
  readonly #stream: Stream;
  readonly #output: StreamOutput;
  readonly #groups: readonly GroupWalk[];
  /** How many blocks are left, and the least ID that the next one may begin with. */
  #left: number;
  readonly #next = new StreamId();
  #hasState = false;
  /** The group that is being written. */
  #group = 0;
  #settled: Settled | null = null;
  /** The settled blocks of which something is kept, by their IDs. */
  #kept: OrderedIndex | null = null;

  constructor(stream: Stream, output: StreamOutput) {
    this.#stream = stream;
    this.#output = output;
    this.#left = stream.blocks.count;
    this.#groups = [...stream.groups].map(([name, group]) =>
      new GroupWalk(stream, name, group, output.group)
    );
  }

  step(): boolean {
    if (this.#left > 0) {
      this.#block();
      return false;
    }
    if (!this.#hasState) {
      this.#hasState = true;
      this.#output.state();
    }
    if (this.#group < this.#groups.length && this.#groups[this.#group].step()) this.#group++;
    return this.#group === this.#groups.length;
  }

  /** Writes the next block: one that is there, or one that was kept, if that comes first. */
  #block(): void {
    const { blocks } = this.#stream;
    this.#left--;
    const hasKept = this.#findKept();
    for (let i = Math.max(blocks.find(this.#next), 0); i < blocks.count; i++) {
      blocks.readId(i, ID);
      if (compareIds(ID, this.#next) < 0) continue;
      if (hasKept && compareIds(FIRST_KEPT, ID) <= 0) break;
      if (this.#isSettled(ID)) continue; // A new one: the stream was empty, and its IDs set back.
      const bytes = blocks.chunk(i);
      const at = blocks.listpackAt(i);
      this.#output.block(ID, bytes, at, at + listpackBytes(bytes, at));
      this.#next.copy(ID).increment();
      return;
    }
    this.#writeKept();
  }

  #isSettled(id: StreamId): boolean {
    if (this.#settled === null || this.#settled.table === null) return false;
    id.writeKey(KEY, 0);
    return this.#settled.find(KEY, 0, ID_KEY_BYTES) !== null;
  }

  /** Puts `FIRST_KEPT` on the first of the kept blocks; false if there is none. */
  #findKept(): boolean {
    const kept = this.#kept;
    if (kept === null || kept.size === 0) return false;
    kept.seek(0);
    const { bytes, keyStart } = this.#settled!.table!.load(kept.ref);
    FIRST_KEPT.readKey(bytes, keyStart);
    return true;
  }

  /** Writes the first of the kept blocks. */
  #writeKept(): void {
    const settled = this.#settled!;
    const { valueBytes, valueStart, valueEnd } = settled.table!.load(this.#kept!.ref);
    this.#output.block(FIRST_KEPT, valueBytes, valueStart, valueEnd);
    this.#kept!.removeAt(0);
    FIRST_KEPT.writeKey(KEY, 0);
    settled.put(KEY, 0, ID_KEY_BYTES, 0);
    this.#next.copy(FIRST_KEPT).increment();
  }

  watch(memory: Memory): void {
    this.#settled = new Settled(memory);
    this.#kept = new OrderedIndex(memory.arena);
    this.#stream.blocks.keeper = this;
    for (const group of this.#groups) group.watch(memory);
  }

  close(): void {
    const { blocks } = this.#stream;
    if (blocks.keeper === this) blocks.keeper = null;
    for (const group of this.#groups) group.close();
  }

  changes(i: number): void {
    const { blocks } = this.#stream;
    if (this.#left === 0) return;
    blocks.readId(i, ID);
    if (compareIds(ID, this.#next) < 0 || this.#isSettled(ID)) return;
    const bytes = blocks.chunk(i);
    const at = blocks.listpackAt(i);
    const size = listpackBytes(bytes, at);
    ID.writeKey(KEY, 0);
    const { ref, valueBytes, valueStart } = this.#settled!.put(KEY, 0, ID_KEY_BYTES, size);
    copyBytes(valueBytes, valueStart, bytes, at, at + size);
    this.#kept!.insert(ID.ms, ref);
  }

  adds(id: StreamId): void {
    if (this.#left === 0 || compareIds(id, this.#next) < 0) return;
    if (!this.#isSettled(id)) {
      id.writeKey(KEY, 0);
      this.#settled!.put(KEY, 0, ID_KEY_BYTES, 0);
    }
  }
}
