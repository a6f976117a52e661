/**
 * The blocks that hold a stream's entries, in order: each a listpack behind a header, in the arena.
 *
 *   | first ID, 4 words | room u32 | listpack … | free |
 *
 * They are found through an array of their references, which is their order too: appending and
 * dropping the first one cost O(1), seeking an ID O(log n), taking one out of the middle moves some
 * references of four bytes.
 */

import { type Arena, byteOf, chunkOf } from "../memory/arena.ts";
import { copyBytes } from "../memory/bytes.ts";
import { listpackBytes, writeEmptyListpack } from "../memory/listpack.ts";
import { StreamId } from "./stream_id.ts";

const HEADER_BYTES = 20;
const ROOM = 4;
const FIRST_CAPACITY = 4;

/** Who is told of what happens to the blocks of a stream, before it does. */
export interface BlockKeeper {
  /** Block `i` is about to change, or to go. */
  changes(i: number): void;
  /** A block is about to be made that begins with this ID. */
  adds(id: StreamId): void;
}

export class StreamBlocks {
  /** How many there are. */
  count = 0;
  /** Bytes of all blocks. */
  blockBytes = 0;
  /**
   * An entry where a walk has begun lately, since readers go on from where they were: its block, or
   * -1, its ID, and its place in the listpack. It stays while no place changes.
   */
  hintBlock = -1;
  hintOffset = 0;
  readonly hintId: StreamId = new StreamId();
  keeper: BlockKeeper | null = null;
  readonly #arena: Arena;
  /** References: those of the blocks are `#refs[#first, #first + count)`. */
  #refs = new Int32Array(FIRST_CAPACITY);
  #first = 0;

  constructor(arena: Arena) {
    this.#arena = arena;
    arena.outsideBytes += this.#refs.byteLength;
  }

  /** Bytes of the blocks and of what finds them. */
  get bytes(): number {
    return this.blockBytes + this.#refs.byteLength;
  }

  /** The chunk that block `i` lies in. */
  chunk(i: number): Uint8Array {
    return this.#arena.u8[chunkOf(this.#refs[this.#first + i])];
  }

  /** Where the listpack of block `i` begins in its chunk. */
  listpackAt(i: number): number {
    return byteOf(this.#refs[this.#first + i]) + HEADER_BYTES;
  }

  /** Bytes that the listpack of block `i` may have. */
  room(i: number): number {
    const ref = this.#refs[this.#first + i];
    return this.#arena.i32[chunkOf(ref)][wordOf(ref) + ROOM];
  }

  /** Reads the ID that block `i` begins with. */
  readId(i: number, id: StreamId): void {
    const ref = this.#refs[this.#first + i];
    const words = this.#arena.i32[chunkOf(ref)];
    const base = wordOf(ref);
    id.msHigh = words[base] >>> 0;
    id.msLow = words[base + 1] >>> 0;
    id.seqHigh = words[base + 2] >>> 0;
    id.seqLow = words[base + 3] >>> 0;
  }

  /** The last block that begins with this ID or a lesser one; -1 if there is none. */
  find(id: StreamId): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(middle, id) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #compare(i: number, { msHigh, msLow, seqHigh, seqLow }: StreamId): number {
    const ref = this.#refs[this.#first + i];
    const words = this.#arena.i32[chunkOf(ref)];
    const base = wordOf(ref);
    return (words[base] >>> 0) - msHigh || (words[base + 1] >>> 0) - msLow ||
      (words[base + 2] >>> 0) - seqHigh || (words[base + 3] >>> 0) - seqLow;
  }

  /** Adds a block with an empty listpack behind all others. */
  append(id: StreamId, room: number): void {
    if (this.keeper !== null) this.keeper.adds(id);
    const { msHigh, msLow, seqHigh, seqLow } = id;
    const ref = this.#allocate(room);
    const words = this.#arena.i32[chunkOf(ref)];
    const base = wordOf(ref);
    words[base] = msHigh;
    words[base + 1] = msLow;
    words[base + 2] = seqHigh;
    words[base + 3] = seqLow;
    writeEmptyListpack(this.#arena.u8[chunkOf(ref)], byteOf(ref) + HEADER_BYTES);
    if (this.#first + this.count === this.#refs.length) this.#makeRoom();
    this.#refs[this.#first + this.count++] = ref;
  }

  /** Gives block `i` room for a listpack of so many bytes, at least those that it has. */
  resize(i: number, room: number): void {
    const old = this.#refs[this.#first + i];
    const at = byteOf(old);
    const source = this.#arena.u8[chunkOf(old)];
    const ref = this.#allocate(room);
    const target = this.#arena.u8[chunkOf(ref)];
    const base = byteOf(ref);
    copyBytes(target, base, source, at, at + 4 * ROOM);
    const end = at + HEADER_BYTES + listpackBytes(source, at + HEADER_BYTES);
    copyBytes(target, base + HEADER_BYTES, source, at + HEADER_BYTES, end);
    this.#release(old);
    this.#refs[this.#first + i] = ref;
  }

  /** Takes back the room that block `i` does not use. */
  shrink(i: number): void {
    const size = listpackBytes(this.chunk(i), this.listpackAt(i));
    if (this.room(i) - size >= 8) this.resize(i, size);
  }

  /** Takes block `i` out. */
  remove(i: number): void {
    this.willChange(i);
    this.hintBlock = -1;
    const at = this.#first + i;
    this.#release(this.#refs[at]);
    this.count--;
    if (i === 0) {
      this.#first++;
      if (this.count === 0) this.#first = 0;
    } else {
      this.#refs.copyWithin(at, at + 1, this.#first + this.count + 1);
    }
  }

  /** To be called before the listpack of block `i` changes. */
  willChange(i: number): void {
    if (this.keeper !== null) this.keeper.changes(i);
  }

  /** What the array of references takes is not counted any more; all blocks are gone. */
  close(): void {
    this.#arena.outsideBytes -= this.#refs.byteLength;
  }

  #allocate(room: number): number {
    const size = HEADER_BYTES + room;
    const ref = this.#arena.allocate(size);
    this.#arena.i32[chunkOf(ref)][wordOf(ref) + ROOM] = room;
    this.blockBytes += size;
    return ref;
  }

  #release(ref: number): void {
    const size = HEADER_BYTES + this.#arena.i32[chunkOf(ref)][wordOf(ref) + ROOM];
    this.blockBytes -= size;
    this.#arena.release(ref, size);
  }

  /** Room for one more reference: what was dropped in front is used again if that is half of all. */
  #makeRoom(): void {
    const used = this.#refs.subarray(this.#first, this.#first + this.count);
    if (this.count <= this.#refs.length / 2) {
      this.#refs.set(used);
    } else {
      const grown = new Int32Array(this.count + Math.max(FIRST_CAPACITY, this.count >> 1));
      grown.set(used);
      this.#arena.outsideBytes += grown.byteLength - this.#refs.byteLength;
      this.#refs = grown;
    }
    this.#first = 0;
  }
}

function wordOf(ref: number): number {
  return byteOf(ref) >> 2;
}
