/**
 * A consumer group of a stream: how far it has read, and what was delivered and not acknowledged.
 *
 * Pending entries are entries of a table, under the 16 bytes of their IDs; the group, and each
 * consumer, has an ordered index of them.
 *
 *   pending entry   ID → | consumer u32 | delivered at, 8 bytes | deliveries, 8 bytes |
 *
 *   find  O(1)     add, acknowledge, give to another consumer  O(log n)
 */

import { Entry, readHandle, readTime, writeHandle, writeTime } from "../memory/entry.ts";
import type { Memory } from "../memory/memory.ts";
import { OrderedIndex } from "../memory/ordered_index.ts";
import { Table } from "../memory/table.ts";
import { ID_KEY_BYTES, StreamId } from "./stream_id.ts";

/** `entriesRead` of a group that cannot tell how much it has read. */
export const UNKNOWN = -1;

const PENDING_BYTES = 20;
const DELIVERED_AT = 4;
const DELIVERIES = 12;
/** About what the JavaScript objects of a group or a consumer take. */
const OBJECT_BYTES = 400;
const DRAINED_NODES = 500;
/** Scratch: an ID as a key. */
const KEY = new Uint8Array(ID_KEY_BYTES);
const BEFORE = new StreamId();

/** When the pending entry at a cursor was delivered last, Unix milliseconds. */
export function deliveredMsOf({ valueBytes, valueStart }: Entry): number {
  return readTime(valueBytes, valueStart + DELIVERED_AT);
}

/** How often it was. */
export function deliveriesOf({ valueBytes, valueStart }: Entry): number {
  return readTime(valueBytes, valueStart + DELIVERIES);
}

/** One who reads for a group. */
export class StreamConsumer {
  /** Latin-1. */
  readonly name: string;
  /** By which pending entries refer to it. */
  readonly number: number;
  /** When it last asked for entries, and when it last got some; Unix milliseconds, -1 for never. */
  seenMs: number;
  activeMs = -1;
  /** Its pending entries. */
  readonly index: OrderedIndex;

  constructor(name: string, number: number, index: OrderedIndex, seenMs: number) {
    this.name = name;
    this.number = number;
    this.index = index;
    this.seenMs = seenMs;
  }
}

/** The state of the pending entry that was found or passed last. */
export class StreamGroup {
  /** The ID that was delivered last. */
  readonly lastId: StreamId = new StreamId();
  /** How many entries of the stream come up to that, or `UNKNOWN`. */
  entriesRead: number = UNKNOWN;
  /** By name, Latin-1. */
  readonly consumers: Map<string, StreamConsumer> = new Map();
  /** What is pending, and its order. */
  readonly table: Table;
  readonly index: OrderedIndex;

  /** The pending entry found or passed last: its ID, who has it, since when, delivered how often. */
  readonly id: StreamId = new StreamId();
  deliveredMs = 0;
  deliveries = 0;

  readonly #memory: Memory;
  /** By number. */
  readonly #byNumber: (StreamConsumer | undefined)[] = [];
  #entry: Entry;
  #isTableGone = false;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#entry = new Entry();
    this.table = new Table(memory, this.#entry);
    this.index = new OrderedIndex(memory.arena);
    memory.arena.outsideBytes += OBJECT_BYTES;
  }

  /** How many entries are pending. */
  get size(): number {
    return this.index.size;
  }

  /** Bytes of the pending entries and of what finds them. */
  get bytes(): number {
    let bytes = OBJECT_BYTES + this.table.dictionaryBytes + this.index.bytes + 40 * this.size;
    for (const { index } of this.consumers.values()) bytes += OBJECT_BYTES + index.bytes;
    return bytes;
  }

  /** Makes a consumer, which must not be there yet. */
  addConsumer(name: string, seenMs: number): StreamConsumer {
    let number = this.#byNumber.indexOf(undefined);
    if (number < 0) number = this.#byNumber.length;
    const index = new OrderedIndex(this.#memory.arena);
    const consumer = new StreamConsumer(name, number, index, seenMs);
    this.#byNumber[number] = consumer;
    this.consumers.set(name, consumer);
    this.#memory.arena.outsideBytes += OBJECT_BYTES;
    return consumer;
  }

  /** Deletes a consumer and what it has pending; returns how much that was. */
  deleteConsumer(consumer: StreamConsumer): number {
    const { index } = consumer;
    const count = index.size;
    while (index.size > 0) {
      index.seek(0);
      this.#load(index.ref);
      this.acknowledge(this.id);
    }
    while (!index.release(DRAINED_NODES));
    this.#byNumber[consumer.number] = undefined;
    this.consumers.delete(consumer.name);
    this.#memory.arena.outsideBytes -= OBJECT_BYTES;
    return count;
  }

  /** Finds the pending entry with this ID; false if it is not pending. */
  find(id: StreamId): boolean {
    id.writeKey(KEY, 0);
    if (this.table.find(KEY, 0, ID_KEY_BYTES) === null) return false;
    this.#read();
    return true;
  }

  /** Who has the pending entry found or passed last. */
  get owner(): StreamConsumer {
    const { valueBytes, valueStart } = this.#entry;
    return this.#byNumber[readHandle(valueBytes, valueStart)]!;
  }

  /** Makes an entry pending that is not, or gives one that is to another consumer. */
  deliver(id: StreamId, consumer: StreamConsumer, deliveredMs: number, deliveries: number): void {
    const score = id.ms;
    if (this.find(id)) {
      this.table.willChange(this.#entry);
      const { owner } = this;
      if (owner !== consumer) {
        const { ref } = this.#entry;
        owner.index.remove(score, ref);
        consumer.index.insert(score, ref);
        this.table.load(ref);
      }
    } else {
      this.table.put(KEY, 0, ID_KEY_BYTES, 0, PENDING_BYTES);
      const { ref } = this.#entry;
      this.index.insert(score, ref);
      consumer.index.insert(score, ref);
      this.table.load(ref);
      this.id.copy(id);
    }
    writeHandle(this.#entry.valueBytes, this.#entry.valueStart, consumer.number);
    this.update(deliveredMs, deliveries);
  }

  /** Changes when, and how often, the pending entry found or passed last was delivered. */
  update(deliveredMs: number, deliveries: number): void {
    this.table.willChange(this.#entry);
    const { valueBytes, valueStart } = this.#entry;
    writeTime(valueBytes, valueStart + DELIVERED_AT, deliveredMs);
    writeTime(valueBytes, valueStart + DELIVERIES, deliveries);
    this.deliveredMs = deliveredMs;
    this.deliveries = deliveries;
  }

  /** An entry is not pending any more; false if it was not. */
  acknowledge(id: StreamId): boolean {
    if (!this.find(id)) return false;
    const { owner } = this;
    const { ref } = this.#entry;
    const score = id.ms;
    this.index.remove(score, ref);
    owner.index.remove(score, ref);
    this.table.load(ref);
    this.table.removeFound(this.#entry);
    return true;
  }

  /**
   * Goes to the first pending entry, of one consumer or of all, with this ID or a greater one;
   * false if there is none.
   */
  seek(consumer: StreamConsumer | null, id: StreamId): boolean {
    const index = consumer === null ? this.index : consumer.index;
    let rank = 0;
    if (BEFORE.copy(id).decrement()) {
      BEFORE.writeKey(KEY, 0);
      rank = index.countUpTo(BEFORE.ms, KEY, 0, ID_KEY_BYTES);
    }
    return this.#seekRank(index, rank);
  }

  /** Goes to the last pending entry; there must be one. */
  seekLast(): void {
    this.#seekRank(this.index, this.size - 1);
  }

  /** Goes on to the next one, if nothing was changed meanwhile but `update`. */
  next(consumer: StreamConsumer | null): boolean {
    const index = consumer === null ? this.index : consumer.index;
    if (!index.next()) return false;
    this.#load(index.ref);
    return true;
  }

  #seekRank(index: OrderedIndex, rank: number): boolean {
    if (rank >= index.size) return false;
    index.seek(rank);
    this.#load(index.ref);
    return true;
  }

  #load(ref: number): void {
    this.table.load(ref);
    this.#read();
  }

  #read(): void {
    const entry = this.#entry;
    this.id.readKey(entry.bytes, entry.keyStart);
    this.deliveredMs = deliveredMsOf(entry);
    this.deliveries = deliveriesOf(entry);
  }

  copy(memory: Memory): StreamGroup {
    const copy = new StreamGroup(memory);
    copy.lastId.copy(this.lastId);
    copy.entriesRead = this.entriesRead;
    for (const { name, seenMs, activeMs } of this.consumers.values()) {
      copy.addConsumer(name, seenMs).activeMs = activeMs;
    }
    for (let isThere = this.seek(null, new StreamId()); isThere; isThere = this.next(null)) {
      const consumer = copy.consumers.get(this.owner.name)!;
      copy.deliver(this.id, consumer, this.deliveredMs, this.deliveries);
    }
    return copy;
  }

  /** Gives back some of the memory; true once all has been given back. */
  drain(): boolean {
    this.#isTableGone ||= this.table.drain();
    if (!this.#isTableGone || !this.index.release(DRAINED_NODES)) return false;
    for (const [name, { index }] of this.consumers) {
      if (!index.release(DRAINED_NODES)) return false;
      this.consumers.delete(name);
      this.#memory.arena.outsideBytes -= OBJECT_BYTES;
    }
    this.#memory.arena.outsideBytes -= OBJECT_BYTES;
    return true;
  }
}
