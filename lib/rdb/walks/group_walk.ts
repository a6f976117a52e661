/**
 * A group of a stream, with what is pending in it: the pending entries of all, and then those of
 * each consumer. A pending entry that is about to change is kept, and so found in both.
 *
 *   kept   ID, 16 bytes → | the pending entry, see `types/stream_group.ts` | is written u8 |
 *
 * The byte at the end says whether it was written among those of all before it changed.
 */

import { compareBytes, copyBytes } from "../../memory/bytes.ts";
import { type Entry, readHandle } from "../../memory/entry.ts";
import type { Memory } from "../../memory/memory.ts";
import { OrderedIndex } from "../../memory/ordered_index.ts";
import type { TableKeeper } from "../../memory/table.ts";
import type { Stream } from "../../types/stream.ts";
import type { StreamConsumer, StreamGroup } from "../../types/stream_group.ts";
import { StreamId } from "../../types/stream_id.ts";
import { Settled } from "./settled.ts";
import { AT_ONCE } from "./table_walk.ts";
import type { Walk } from "./walk.ts";

/** A consumer as it was. */
export interface ConsumerState {
  readonly name: string;
  readonly seenMs: number;
  /** How many entries it had pending. */
  readonly pending: number;
}

/** A group as it was. */
export interface GroupState {
  readonly name: string;
  readonly lastId: StreamId;
  readonly entriesRead: number;
  readonly pending: number;
  readonly consumers: readonly ConsumerState[];
}

/** What the parts of a group are written with. */
export interface GroupOutput {
  begin(group: GroupState): void;
  /** A pending entry among those of all; see `types/stream_group.ts` for its value. */
  pending(entry: Entry): void;
  consumers(group: GroupState): void;
  consumer(group: GroupState, consumer: ConsumerState): void;
  /** A pending entry among those of its consumer. */
  owned(group: GroupState, consumer: ConsumerState, entry: Entry): void;
}

/** Where the walk stands. */
type Phase = "begin" | "pending" | "kept pending" | "consumer" | "owned" | "kept owned" | "end";

/** Scratch. */
const ID = new StreamId();

export class GroupWalk implements Walk, TableKeeper {
  readonly #stream: Stream;
  readonly #group: StreamGroup;
  readonly #output: GroupOutput;
  readonly #state: GroupState;
  readonly #consumers: readonly StreamConsumer[];
  /** Where each consumer stands among them, by its number. */
  readonly #places: ReadonlyMap<number, number>;
  #phase: Phase = "begin";
  /** The consumer whose entries are being written. */
  #consumer = 0;
  /** The ID of the entry that was written last in this phase; null: none. */
  #last: Uint8Array | null = null;
  /** Where it stands among what is kept. */
  #cursor = 0;
  #settled: Settled | null = null;
  /** What is kept and still to be written, by the places of its consumers. */
  #kept: OrderedIndex | null = null;

  constructor(stream: Stream, name: string, group: StreamGroup, output: GroupOutput) {
    this.#stream = stream;
    this.#group = group;
    this.#output = output;
    this.#consumers = [...group.consumers.values()];
    this.#places = new Map(this.#consumers.map(({ number }, place) => [number, place]));
    this.#state = {
      name,
      lastId: group.lastId.clone(),
      entriesRead: group.entriesRead,
      pending: group.size,
      consumers: this.#consumers.map(({ name, seenMs, index }) => ({
        name,
        seenMs,
        pending: index.size,
      })),
    };
  }

  step(): boolean {
    const output = this.#output;
    const state = this.#state;
    switch (this.#phase) {
      case "begin":
        output.begin(state);
        this.#goTo("pending");
        break;
      case "pending":
        if (this.#walkLive(this.#group.index, (entry) => output.pending(entry))) {
          this.#goTo("kept pending");
        }
        break;
      case "kept pending":
        if (!this.#walkKept()) break;
        output.consumers(state);
        this.#goTo(this.#consumers.length > 0 ? "consumer" : "end");
        break;
      case "consumer":
        output.consumer(state, state.consumers[this.#consumer]);
        this.#goTo("owned");
        break;
      case "owned": {
        const consumer = state.consumers[this.#consumer];
        const { index } = this.#consumers[this.#consumer];
        if (this.#walkLive(index, (entry) => output.owned(state, consumer, entry))) {
          this.#goTo("kept owned");
        }
        break;
      }
      case "kept owned":
        if (!this.#walkKeptOwned()) break;
        this.#consumer++;
        this.#goTo(this.#consumer < this.#consumers.length ? "consumer" : "end");
        break;
    }
    return this.#phase === "end";
  }

  #goTo(phase: Phase): void {
    this.#phase = phase;
    this.#last = null;
    this.#cursor = 0;
  }

  /** Writes some entries that have not changed, further on from call to call; true at the end. */
  #walkLive(index: OrderedIndex, write: (entry: Entry) => void): boolean {
    const { table } = this.#group;
    const last = this.#last;
    const rank = last === null ? 0 : index.countUpTo(ID.readKey(last, 0).ms, last, 0, last.length);
    if (rank >= index.size) return true;
    index.seek(rank);
    let passed = 0;
    for (let i = 0, isThere = true; i < AT_ONCE && isThere; i++) {
      passed = index.ref;
      const entry = table.load(passed);
      if (this.#settled === null || !this.#settled.hasEntry(entry)) write(entry);
      isThere = index.next();
    }
    const { bytes, keyStart, keyEnd } = table.load(passed);
    this.#last = bytes.slice(keyStart, keyEnd);
    return false;
  }

  /** Writes some of the entries that were kept before they were written among those of all. */
  #walkKept(): boolean {
    const table = this.#settled?.table ?? null;
    if (table === null) return true;
    const found: number[] = [];
    this.#cursor = table.scan(this.#cursor, AT_ONCE, found);
    for (const ref of found) {
      const entry = table.load(ref);
      const isKept = entry.valueLength > 0;
      if (isKept && entry.valueBytes[entry.valueEnd - 1] === 0) this.#output.pending(entry);
    }
    return this.#cursor === 0;
  }

  /** Writes some of the entries that were kept and that this consumer had. */
  #walkKeptOwned(): boolean {
    const kept = this.#kept;
    const place = this.#consumer;
    if (kept === null || kept.size === 0) return true;
    const consumer = this.#state.consumers[place];
    for (let i = 0; i < AT_ONCE; i++) {
      if (kept.size === 0) return true;
      kept.seek(0);
      if (kept.score > place) return true;
      this.#output.owned(this.#state, consumer, this.#settled!.table!.load(kept.ref));
      kept.removeAt(0);
    }
    return false;
  }

  watch(memory: Memory): void {
    this.#settled = new Settled(memory);
    this.#kept = new OrderedIndex(memory.arena);
    this.#group.table.keeper = this;
  }

  /** A group that was deleted meanwhile is given back now. */
  close(): void {
    const group = this.#group;
    if (group.table.keeper !== this) return;
    group.table.keeper = null;
    if (this.#stream.groups.get(this.#state.name) !== group) { while (!group.drain()); }
  }

  changes({ bytes, keyStart, keyEnd, valueBytes, valueStart, valueEnd }: Entry): void {
    const settled = this.#settled!;
    if (this.#phase === "end" || settled.find(bytes, keyStart, keyEnd) !== null) return;
    const length = valueEnd - valueStart;
    const kept = settled.put(bytes, keyStart, keyEnd, length + 1);
    copyBytes(kept.valueBytes, kept.valueStart, valueBytes, valueStart, valueEnd);
    const last = this.#last;
    const isPassed = last !== null &&
      compareBytes(last, 0, last.length, bytes, keyStart, keyEnd) >= 0;
    kept.valueBytes[kept.valueStart + length] = this.#isListed(isPassed) ? 1 : 0;
    const place = this.#places.get(readHandle(valueBytes, valueStart))!;
    if (!this.#isOwnedWritten(place, isPassed)) this.#kept!.insert(place, kept.ref);
  }

  /** Whether an entry was written among those of all; `isPassed`: if that is what is being done. */
  #isListed(isPassed: boolean): boolean {
    return this.#phase === "pending" ? isPassed : this.#phase !== "begin";
  }

  /** Whether an entry of the consumer at a place was written among those of its consumer. */
  #isOwnedWritten(place: number, isPassed: boolean): boolean {
    switch (this.#phase) {
      case "begin":
      case "pending":
      case "kept pending":
        return false;
      case "owned":
        return place < this.#consumer || (place === this.#consumer && isPassed);
      case "kept owned":
        return place <= this.#consumer;
      default:
        return place < this.#consumer;
    }
  }

  adds(hash: number, key: Uint8Array, start: number, end: number): void {
    if (this.#phase !== "end") this.#settled!.add(key, start, end, hash);
  }
}
