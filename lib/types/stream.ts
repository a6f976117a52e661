/**
 * A stream: entries of fields and values under ascending IDs, and the consumer groups that read it.
 *
 * The entries are packed into blocks (`stream_blocks.ts`), each a listpack of the very bytes that
 * Redis keeps and RDB files hold (its t_stream.c and rdb.h tell of them):
 *
 *   block    | live entries | deleted ones | n | field 1 … n | 0 | entry | entry | …
 *   entry    | flags | ms − first | seq − first | value 1 … n | elements before this one |
 *   with other fields    … | seq − first | m | field | value | … | elements before this one |
 *
 * IDs are kept as differences from the first one of the block. A deleted entry is only marked; its
 * block goes with the last live one. The count at an entry's end is how to walk backwards.
 *
 *   append, first, last  O(1)     seek  O(log n)     trim  O(blocks dropped)
 */

import type { Collection } from "../keyspace/collection.ts";
import {
  addToHeader,
  ELEMENT_OVERHEAD_MAX,
  elementBytes,
  endListpack,
  firstElement,
  INTEGER_ELEMENT_MAX,
  integerAt,
  integerElementBytes,
  isElement,
  lastElement,
  listpackBytes,
  nextElement,
  previousElement,
  writeElement,
  writeInt64Element,
  writeIntegerElement,
} from "../memory/listpack.ts";
import type { Memory } from "../memory/memory.ts";
import { StreamBlocks } from "./stream_blocks.ts";
import { DELETED, readEntryId, SAME_FIELDS, StreamCursor } from "./stream_cursor.ts";
import { StreamGroup } from "./stream_group.ts";
import { compareIds, MAX_ID, MIN_ID, StreamId } from "./stream_id.ts";

/** `stream-node-max-bytes` and `-entries`. */
export interface StreamLimits {
  readonly streamNodeMaxBytes: number;
  readonly streamNodeMaxEntries: number;
}

/** No block grows beyond this, whatever the limits: 1 GiB. */
export const BLOCK_BYTES_MAX = 1 << 30;
/** Least room of a block's listpack. */
const FIRST_ROOM = 128;
/** Elements of a block and of an entry besides fields and values, at their longest, in bytes. */
const FRAME_BYTES = 12 * INTEGER_ELEMENT_MAX;
const DRAINED_BLOCKS = 200;

/** Scratch. */
const FIRST = new StreamId();
const cursor = new StreamCursor();

export class Stream implements Collection {
  /** How many entries there are. */
  length = 0;
  /** The ID that was given last, whether or not its entry is still there. */
  readonly lastId: StreamId = new StreamId();
  /** The first entry's; 0-0 without entries. */
  readonly firstId: StreamId = new StreamId();
  /** The greatest that was ever deleted other than by trimming; 0-0 if none was. */
  readonly maxDeletedId: StreamId = new StreamId();
  /** How many entries were ever added. */
  entriesAdded = 0;
  /** By name, Latin-1. */
  readonly groups: Map<string, StreamGroup> = new Map();
  readonly blocks: StreamBlocks;
  readonly memory: Memory;

  constructor(memory: Memory) {
    this.memory = memory;
    this.blocks = new StreamBlocks(memory.arena);
  }

  /**
   * Appends an entry, whose ID must be greater than the last one. The fields and values are in turn
   * `source[starts[i], ends[i])` for `i` from `from` up to `to`.
   */
  append(
    id: StreamId,
    source: Uint8Array,
    starts: Int32Array,
    ends: Int32Array,
    from: number,
    to: number,
    limits: StreamLimits,
  ): void {
    const { blocks } = this;
    let content = 0;
    for (let i = from; i < to; i++) content += ends[i] - starts[i];
    const needed = FRAME_BYTES + content + ELEMENT_OVERHEAD_MAX * (to - from);
    const fieldCount = (to - from) / 2;
    let block = blocks.count - 1;
    const isNew = block < 0 || this.#isFull(block, content, limits);
    if (isNew) {
      if (block >= 0) blocks.shrink(block);
      blocks.append(id, Math.max(needed, FIRST_ROOM));
      block++;
    } else {
      blocks.willChange(block);
      this.#reserve(block, needed, limits);
    }
    const bytes = blocks.chunk(block);
    const at = blocks.listpackAt(block);
    const total = listpackBytes(bytes, at);
    let p = at + total - 1;
    let elements = 4 + fieldCount;
    let isSame = true;
    if (isNew) {
      p = writeIntegerElement(bytes, p, 1);
      p = writeIntegerElement(bytes, p, 0);
      p = writeIntegerElement(bytes, p, fieldCount);
      for (let i = from; i < to; i += 2) p = writeElement(bytes, p, source, starts[i], ends[i]);
      p = writeIntegerElement(bytes, p, 0);
      elements += 4 + fieldCount;
      FIRST.copy(id);
    } else {
      isSame = hasSameFields(bytes, at, source, starts, ends, from, to);
      if (!isSame) elements += 1 + fieldCount;
      blocks.readId(block, FIRST);
    }
    p = writeIntegerElement(bytes, p, isSame ? SAME_FIELDS : 0);
    p = writeDifference(bytes, p, id.msHigh, id.msLow, FIRST.msHigh, FIRST.msLow);
    p = writeDifference(bytes, p, id.seqHigh, id.seqLow, FIRST.seqHigh, FIRST.seqLow);
    if (isSame) {
      for (let i = from + 1; i < to; i += 2) p = writeElement(bytes, p, source, starts[i], ends[i]);
    } else {
      p = writeIntegerElement(bytes, p, fieldCount);
      for (let i = from; i < to; i++) p = writeElement(bytes, p, source, starts[i], ends[i]);
    }
    p = writeIntegerElement(bytes, p, fieldCount + 3 + (isSame ? 0 : fieldCount + 1));
    endListpack(bytes, p);
    addToHeader(bytes, at, p + 1 - at - total, elements);
    if (!isNew) this.#count(block, 1, 0);
    this.lastId.copy(id);
    this.entriesAdded++;
    if (++this.length === 1) this.firstId.copy(id);
  }

  /** Whether there is an entry with this ID. */
  has(id: StreamId): boolean {
    return cursor.open(this.blocks, id, id, false).next();
  }

  /** Reads the ID of the first or last entry; there must be one. */
  edge(isLast: boolean, id: StreamId): void {
    cursor.open(this.blocks, MIN_ID, MAX_ID, isLast).next();
    id.copy(cursor.id);
  }

  /** Deletes the entry with this ID; false if there is none. `refreshFirst` must follow. */
  delete(id: StreamId): boolean {
    if (!cursor.open(this.blocks, id, id, false).next()) return false;
    if (compareIds(id, this.maxDeletedId) > 0) this.maxDeletedId.copy(id);
    this.#markHere();
    return true;
  }

  /** Looks up the first ID again after entries were removed. */
  refreshFirst(): void {
    if (this.length === 0) this.firstId.setMin();
    else this.edge(false, this.firstId);
  }

  /**
   * Removes the first entries as long as there are more than `maxLength`; those with IDs less than
   * `minId` if that is given. If `isApproximate`, only whole blocks. Not more than `limit` of them
   * are looked at, unless that is 0. Returns how many were removed.
   */
  trim(
    maxLength: number,
    minId: StreamId | null,
    isApproximate: boolean,
    limit: number,
  ): number {
    const { blocks } = this;
    const before = this.length;
    let dropped = 0;
    while (blocks.count > 0) {
      if (minId === null && this.length <= maxLength) break;
      const live = this.liveIn(0);
      if (limit > 0 && dropped + live > limit) break;
      if (minId === null ? this.length - live >= maxLength : this.#endsBefore(minId, 0)) {
        blocks.remove(0);
        this.length -= live;
        dropped += live;
        continue;
      }
      if (!isApproximate) this.#trimWithin(maxLength, minId, live);
      break;
    }
    const removed = before - this.length;
    if (removed > 0) this.refreshFirst();
    return removed;
  }

  /**
   * The same where each entry is asked about before it is removed: what may not be removed stays,
   * and is passed over.
   */
  trimEach(
    maxLength: number,
    minId: StreamId | null,
    isApproximate: boolean,
    limit: number,
    mayRemove: (id: StreamId) => boolean,
  ): number {
    const { blocks } = this;
    const before = this.length;
    const walk = new StreamCursor();
    let seen = 0;
    for (let block = 0; block < blocks.count;) {
      if (minId === null && this.length <= maxLength) break;
      const live = this.liveIn(block);
      seen += live;
      if (limit > 0 && seen > limit) break;
      const isWhole = minId === null
        ? this.length - live >= maxLength
        : this.#endsBefore(minId, block);
      if (isApproximate && !isWhole) break;
      blocks.readId(block, FIRST);
      const chosen: StreamId[] = [];
      let isDone = false;
      walk.open(blocks, FIRST.clone(), MAX_ID, false);
      while (walk.next() && walk.block === block) {
        isDone = minId === null
          ? this.length - chosen.length <= maxLength
          : compareIds(walk.id, minId) >= 0;
        if (isDone) break;
        if (mayRemove(walk.id)) chosen.push(walk.id.clone());
      }
      for (const id of chosen) if (cursor.open(blocks, id, id, false).next()) this.#markHere();
      if (isDone) break;
      if (chosen.length < live) block++;
    }
    const removed = before - this.length;
    if (removed > 0) this.refreshFirst();
    return removed;
  }

  /** How many live entries a block has. */
  liveIn(block: number): number {
    return integerAt(this.blocks.chunk(block), firstElement(this.blocks.listpackAt(block)));
  }

  /** Whether all entries of a block, deleted ones too, are less than this ID. */
  #endsBefore(id: StreamId, block: number): boolean {
    const bytes = this.blocks.chunk(block);
    const at = this.blocks.listpackAt(block);
    let p = lastElement(bytes, at);
    for (let i = integerAt(bytes, p); i > 0; i--) p = previousElement(bytes, p);
    this.blocks.readId(block, FIRST);
    readEntryId(bytes, nextElement(bytes, p), FIRST, LAST);
    return compareIds(LAST, id) < 0;
  }

  /** Removes entries of the first block, but not all of them. */
  #trimWithin(maxLength: number, minId: StreamId | null, live: number): void {
    const { blocks } = this;
    let removed = 0;
    blocks.willChange(0);
    cursor.open(blocks, MIN_ID, MAX_ID, false);
    while (cursor.next() && cursor.block === 0) {
      if (minId === null ? this.length <= maxLength : compareIds(cursor.id, minId) >= 0) break;
      blocks.chunk(0)[blocks.listpackAt(0) + cursor.offset] |= DELETED;
      removed++;
      this.length--;
    }
    if (removed === 0) return;
    if (removed === live) blocks.remove(0);
    else this.#count(0, -removed, removed);
  }

  /** Marks the entry at the cursor as deleted; a block without live entries goes. */
  #markHere(): void {
    const { blocks } = this;
    const { block, offset } = cursor;
    this.length--;
    if (this.liveIn(block) === 1) return blocks.remove(block);
    blocks.willChange(block);
    blocks.chunk(block)[blocks.listpackAt(block) + offset] |= DELETED;
    this.#count(block, -1, 1);
  }

  /** Whether there is no room in a block for an entry with so many bytes of content. */
  #isFull(block: number, content: number, limits: StreamLimits): boolean {
    const bytes = this.blocks.chunk(block);
    const at = this.blocks.listpackAt(block);
    const { streamNodeMaxBytes: most, streamNodeMaxEntries: entries } = limits;
    const bytesMax = most === 0 || most > BLOCK_BYTES_MAX ? BLOCK_BYTES_MAX : most;
    if (listpackBytes(bytes, at) + content >= bytesMax) return true;
    if (entries === 0) return false;
    const p = firstElement(at);
    return integerAt(bytes, p) + integerAt(bytes, nextElement(bytes, p)) >= entries;
  }

  /** Room for so many more bytes in a block that grows: it is doubled up to what a full one takes. */
  #reserve(block: number, more: number, { streamNodeMaxBytes: most }: StreamLimits): void {
    const { blocks } = this;
    const total = listpackBytes(blocks.chunk(block), blocks.listpackAt(block)) + more;
    const room = blocks.room(block);
    if (total <= room) return;
    const full = most === 0 ? BLOCK_BYTES_MAX : most;
    blocks.resize(block, Math.max(total, Math.min(2 * room, full + FRAME_BYTES)));
  }

  /** Changes the counts of live and deleted entries that a block begins with. */
  #count(block: number, live: number, deleted: number): void {
    const { blocks } = this;
    const bytes = blocks.chunk(block);
    const p = firstElement(blocks.listpackAt(block));
    if (deleted === 0 && bytes[p] < 0x7f && live === 1) {
      bytes[p]++;
      return;
    }
    const q = nextElement(bytes, p);
    const newLive = integerAt(bytes, p) + live;
    const newDeleted = integerAt(bytes, q) + deleted;
    const size = integerElementBytes(newLive) + integerElementBytes(newDeleted);
    this.#replaceCounts(block, size - elementBytes(bytes, p) - elementBytes(bytes, q));
    const target = blocks.chunk(block);
    const at = firstElement(blocks.listpackAt(block));
    writeIntegerElement(target, writeIntegerElement(target, at, newLive), newDeleted);
  }

  /** Makes the room for the counts so many bytes larger, or smaller; they are then to be written. */
  #replaceCounts(block: number, more: number): void {
    if (more === 0) return;
    const { blocks } = this;
    blocks.hintBlock = -1;
    const total = listpackBytes(blocks.chunk(block), blocks.listpackAt(block));
    if (total + more > blocks.room(block)) blocks.resize(block, total + more);
    const bytes = blocks.chunk(block);
    const at = blocks.listpackAt(block);
    const first = firstElement(at);
    const behind = nextElement(bytes, nextElement(bytes, first));
    bytes.copyWithin(behind + more, behind, at + total);
    addToHeader(bytes, at, more, 0);
  }

  /** Deletes a group, and all that is pending in it; a snapshot that still reads it does that. */
  dropGroup(name: string): void {
    const group = this.groups.get(name)!;
    this.groups.delete(name);
    if (group.table.keeper === null) { while (!group.drain()); }
  }

  bytes(_samples: number): number {
    let bytes = this.blocks.bytes;
    for (const group of this.groups.values()) bytes += group.bytes;
    return bytes;
  }

  copy(memory: Memory): Stream {
    const copy = new Stream(memory);
    copy.takeState(this);
    const { blocks } = this;
    for (let i = 0; i < blocks.count; i++) {
      const at = blocks.listpackAt(i);
      blocks.readId(i, FIRST);
      copy.appendBlock(FIRST, blocks.chunk(i), at, at + listpackBytes(blocks.chunk(i), at));
    }
    for (const [name, group] of this.groups) copy.groups.set(name, group.copy(memory));
    return copy;
  }

  /** Takes over what another stream says of itself, besides entries and groups. */
  takeState(other: Stream): void {
    this.length = other.length;
    this.lastId.copy(other.lastId);
    this.firstId.copy(other.firstId);
    this.maxDeletedId.copy(other.maxDeletedId);
    this.entriesAdded = other.entriesAdded;
  }

  /** Appends a whole block, given as its listpack. What the stream says of itself stays. */
  appendBlock(first: StreamId, listpack: Uint8Array, start: number, end: number): void {
    const { blocks } = this;
    blocks.append(first, end - start);
    const block = blocks.count - 1;
    const at = blocks.listpackAt(block);
    blocks.chunk(block).set(listpack.subarray(start, end), at);
  }

  drain(): boolean {
    const { blocks } = this;
    for (let i = 0; i < DRAINED_BLOCKS && blocks.count > 0; i++) blocks.remove(blocks.count - 1);
    if (blocks.count > 0) return false;
    for (const [name, group] of this.groups) {
      if (!group.drain()) return false;
      this.groups.delete(name);
    }
    blocks.close();
    return true;
  }
}

const LAST = new StreamId();

/** Whether an entry's fields are those that its block begins with. */
function hasSameFields(
  bytes: Uint8Array,
  at: number,
  source: Uint8Array,
  starts: Int32Array,
  ends: Int32Array,
  from: number,
  to: number,
): boolean {
  let p = nextElement(bytes, nextElement(bytes, firstElement(at)));
  if (integerAt(bytes, p) !== (to - from) / 2) return false;
  for (let i = from; i < to; i += 2) {
    p = nextElement(bytes, p);
    if (!isElement(bytes, p, source, starts[i], ends[i])) return false;
  }
  return true;
}

/** Writes a difference of two numbers of 64 bits, modulo 2^64, as an element. */
function writeDifference(
  bytes: Uint8Array,
  p: number,
  high: number,
  low: number,
  otherHigh: number,
  otherLow: number,
): number {
  if (high === otherHigh) return writeIntegerElement(bytes, p, low - otherLow);
  const borrow = low < otherLow ? 1 : 0;
  return writeInt64Element(bytes, p, (high - otherHigh - borrow) | 0, (low - otherLow) | 0);
}
