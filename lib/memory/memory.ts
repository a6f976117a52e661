/** What the values of one database are made of: an arena, and buffers for what is too large for it. */

import { Arena, byteOf, chunkOf } from "./arena.ts";
import { copyBytes } from "./bytes.ts";
import {
  Entry,
  entryBytes,
  EXPIRES,
  headerBytes,
  LARGE,
  writeHandle,
  writeTime,
  writeVarint,
} from "./entry.ts";
import { LargeValues } from "./large_values.ts";

/** Bytes of the block of an entry. */
export function blockBytes(entry: Entry): number {
  return entryBytes(entry.flags, entry.keyEnd - entry.keyStart, entry.valueEnd - entry.valueStart);
}

/** Whether blocks of these sizes are blocks of the same size to the arena. */
export function areSameBlock(a: number, b: number): boolean {
  return ((a + 7) & ~7) === ((b + 7) & ~7);
}

export class Memory {
  readonly arena: Arena = new Arena();
  readonly large: LargeValues = new LargeValues();
  /** The cursor that the tables of collections share. */
  readonly cursor: Entry = new Entry();
  /** Seed of all hashes. */
  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** Bytes in use. */
  get usedBytes(): number {
    return this.arena.usedBytes + this.arena.outsideBytes + this.large.bytes;
  }

  /** Bytes held, free blocks included. */
  get reservedBytes(): number {
    return this.arena.reservedBytes + this.arena.outsideBytes + this.large.bytes;
  }

  /** Puts a cursor on the entry at `ref`. */
  load(entry: Entry, ref: number): Entry {
    entry.load(this.arena, ref);
    if ((entry.flags & LARGE) !== 0) {
      const length = entry.valueLength;
      entry.valueBytes = this.large.get(entry.handle);
      entry.valueStart = 0;
      entry.valueEnd = length;
    }
    return entry;
  }

  /** Writes a new entry's header and key into a block, and makes room for a large value. */
  write(
    ref: number,
    flags: number,
    expireAtMs: number,
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    valueLength: number,
  ): void {
    const bytes = this.arena.u8[chunkOf(ref)];
    const keyLength = keyEnd - keyStart;
    const at = writeHeader(bytes, byteOf(ref), flags, keyLength, valueLength, expireAtMs);
    copyBytes(bytes, at, key, keyStart, keyEnd);
    if ((flags & LARGE) !== 0) writeHandle(bytes, at + keyLength, this.large.add(valueLength));
  }

  /**
   * Gives an entry another header, in its block if it still fits there exactly, else in a new one;
   * key and value are kept, up to the new length. Returns the block, and leaves the cursor and a
   * block that was left as they are.
   */
  reshape(
    entry: Entry,
    flags: number,
    expireAtMs: number,
    valueLength: number,
    handle: number,
  ): number {
    const { ref, bytes, keyStart } = entry;
    const keyLength = entry.keyEnd - keyStart;
    const size = entryBytes(flags, keyLength, valueLength);
    const isLarge = (flags & LARGE) !== 0;
    const kept = keyLength + (isLarge ? 0 : Math.min(entry.valueLength, valueLength));
    const block = areSameBlock(size, blockBytes(entry)) ? ref : this.arena.allocate(size);
    const target = this.arena.u8[chunkOf(block)];
    const content = byteOf(block) + headerBytes(flags, keyLength, valueLength);
    if (block !== ref || content !== keyStart) {
      copyBytes(target, content, bytes, keyStart, keyStart + kept);
    }
    writeHeader(target, byteOf(block), flags, keyLength, valueLength, expireAtMs);
    if (isLarge) writeHandle(target, content + keyLength, handle);
    return block;
  }

  /** Gives back what an entry takes: its block, and its large value. */
  release(entry: Entry): void {
    if ((entry.flags & LARGE) !== 0) this.large.release(entry.handle);
    this.arena.release(entry.ref, blockBytes(entry));
  }

  /** Bytes that an entry takes. */
  bytesOf(entry: Entry): number {
    const block = (blockBytes(entry) + 7) & ~7;
    return block + ((entry.flags & LARGE) !== 0 ? this.large.room(entry.handle) : 0);
  }
}

function writeHeader(
  bytes: Uint8Array,
  at: number,
  flags: number,
  keyLength: number,
  valueLength: number,
  expireAtMs: number,
): number {
  bytes[at] = flags;
  at = writeVarint(bytes, at + 1, keyLength);
  at = writeVarint(bytes, at, valueLength);
  if ((flags & EXPIRES) !== 0) {
    writeTime(bytes, at, expireAtMs);
    at += 8;
  }
  return at;
}
