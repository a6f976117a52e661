/**
 * An entry: a key with its value, as one block of the arena.
 *
 *   flags  key length  value length  [expiry]  key …  value …  [slack]
 *   u8     varint      varint        8 bytes                    to the block's size
 *
 * Lengths are LEB128 varints: one byte below 128. `flags` says what the value is and how the
 * block is laid out:
 *
 *   bit  7      6      5        4 3       2 1 0
 *        grown  large  expires  encoding  type
 *
 * - `expires`: eight bytes hold the time of expiry, Unix milliseconds, little-endian.
 * - `large`: the value is not here; in its place stands the 4-byte handle of a buffer.
 * - `grown`: the value is being extended piece by piece; its room is rounded up (to a quarter of
 *   a power of two), so that most extensions need no new block.
 *
 * Example: "key" → "hello", no expiry: 00 03 05 'k' 'e' 'y' 'h' 'e' 'l' 'l' 'o', 11 bytes in a
 * block of 16.
 */

import { type Arena, byteOf, chunkOf } from "./arena.ts";

export const TYPE_MASK = 0b111;
export const ENCODING_SHIFT = 3;
export const ENCODING_MASK = 0b11 << ENCODING_SHIFT;
export const EXPIRES = 1 << 5;
export const LARGE = 1 << 6;
export const GROWN = 1 << 7;

/** A value longer than this gets a buffer of its own. */
export const INLINE_BYTES_MAX = 256 * 1024;

/** Bytes that a varint of this value takes. */
export function varintBytes(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
}

/** Writes a varint and returns the offset behind it. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  while (value >= 0x80) {
    bytes[at++] = (value & 0x7f) | 0x80;
    value >>>= 7;
  }
  bytes[at++] = value;
  return at;
}

/** Rounds a growing value's room up to a quarter of a power of two. */
export function grownRoom(bytes: number): number {
  if (bytes <= 32) return 32;
  const quarter = 1 << Math.max(29 - Math.clz32(bytes - 1), 0);
  return Math.ceil(bytes / quarter) * quarter;
}

/** What stands before the key. */
export function headerBytes(flags: number, keyLength: number, valueLength: number): number {
  return 1 + varintBytes(keyLength) + varintBytes(valueLength) +
    ((flags & EXPIRES) !== 0 ? 8 : 0);
}

/** The size of the block of an entry with these flags and lengths. */
export function entryBytes(flags: number, keyLength: number, valueLength: number): number {
  const room = (flags & LARGE) !== 0
    ? 4
    : (flags & GROWN) !== 0
    ? grownRoom(valueLength)
    : valueLength;
  return headerBytes(flags, keyLength, valueLength) + keyLength + room;
}

/**
 * A cursor on one entry, reused from entry to entry: `load` reads the header once, and the fields
 * say where key and value lie. Valid until the next change of the arena.
 */
export class Entry {
  ref = 0;
  flags = 0;
  /** The chunk that holds the entry. */
  bytes: Uint8Array = EMPTY;
  keyStart = 0;
  keyEnd = 0;
  /** Where the value lies: the chunk, or a large value's own buffer (see `Database`). */
  valueBytes: Uint8Array = EMPTY;
  valueStart = 0;
  valueEnd = 0;

  get type(): number {
    return this.flags & TYPE_MASK;
  }

  get encoding(): number {
    return (this.flags & ENCODING_MASK) >> ENCODING_SHIFT;
  }

  get valueLength(): number {
    return this.valueEnd - this.valueStart;
  }

  /** When the entry expires, Unix milliseconds; 0 if never. */
  get expireAtMs(): number {
    return (this.flags & EXPIRES) !== 0 ? readTime(this.bytes, this.keyStart - 8) : 0;
  }

  /** The same exactly, over the whole int64 range; for an entry that expires. */
  get expireAt64(): bigint {
    const at = this.keyStart - 8;
    const ms = BigInt(readWord(this.bytes, at)) | (BigInt(readWord(this.bytes, at + 4)) << 32n);
    return ms < INT64_MAX ? ms : INT64_MAX; // The last ones, set as a double, are rounded up.
  }

  set expireAt64(ms: bigint) {
    const at = this.keyStart - 8;
    writeHandle(this.bytes, at, Number(ms & 0xffffffffn));
    writeHandle(this.bytes, at + 4, Number(ms >> 32n));
  }

  /** The handle of a large value's buffer. */
  get handle(): number {
    return readHandle(this.bytes, this.keyEnd);
  }

  /** Puts the cursor on the entry at `ref`. */
  load(arena: Arena, ref: number): void {
    const bytes = arena.u8[chunkOf(ref)];
    let at = byteOf(ref);
    const flags = bytes[at++];
    let keyLength = bytes[at++];
    if (keyLength >= 0x80) {
      keyLength &= 0x7f;
      for (let shift = 7;; shift += 7) {
        const byte = bytes[at++];
        keyLength |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
    }
    let valueLength = bytes[at++];
    if (valueLength >= 0x80) {
      valueLength &= 0x7f;
      for (let shift = 7;; shift += 7) {
        const byte = bytes[at++];
        valueLength |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
    }
    if ((flags & EXPIRES) !== 0) at += 8;
    this.ref = ref;
    this.flags = flags;
    this.bytes = bytes;
    this.keyStart = at;
    this.keyEnd = at += keyLength;
    this.valueBytes = bytes;
    this.valueStart = at;
    this.valueEnd = at + valueLength;
  }
}

const EMPTY = new Uint8Array(0);
const INT64_MAX = 2n ** 63n - 1n;

/** Reads eight bytes as Unix milliseconds. */
export function readTime(bytes: Uint8Array, at: number): number {
  return readWord(bytes, at) + readWord(bytes, at + 4) * 0x1_0000_0000;
}

/** Writes Unix milliseconds as eight bytes. */
export function writeTime(bytes: Uint8Array, at: number, ms: number): void {
  writeHandle(bytes, at, ms % 0x1_0000_0000);
  writeHandle(bytes, at + 4, Math.floor(ms / 0x1_0000_0000));
}

export function readHandle(bytes: Uint8Array, at: number): number {
  return readWord(bytes, at);
}

export function writeHandle(bytes: Uint8Array, at: number, handle: number): void {
  bytes[at] = handle;
  bytes[at + 1] = handle >>> 8;
  bytes[at + 2] = handle >>> 16;
  bytes[at + 3] = handle >>> 24;
}

function readWord(bytes: Uint8Array, at: number): number {
  return (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24)) >>> 0;
}
