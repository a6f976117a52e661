/**
 * One database: keys, their values and their expiry.
 *
 * Keys live in two dictionaries that share their entries: `#keys` holds all, `#volatile` those that
 * expire, so that the active cycle and `volatile-*` eviction find them. Everything lies in an arena
 * of the database's own; forgetting it is how FLUSHDB frees millions of keys at once.
 *
 * Looking up returns a cursor (`Entry`), valid until the next change. Invariant: an entry is in
 * `#volatile` exactly if its `EXPIRES` flag is set, under the same reference in both.
 */

import { Arena, byteOf, chunkOf } from "../memory/arena.ts";
import { copyBytes } from "../memory/bytes.ts";
import { Dictionary } from "../memory/dictionary.ts";
import {
  ENCODING_MASK,
  ENCODING_SHIFT,
  Entry,
  entryBytes,
  EXPIRES,
  GROWN,
  grownRoom,
  headerBytes,
  INLINE_BYTES_MAX,
  LARGE,
  TYPE_MASK,
  writeHandle,
  writeTime,
  writeVarint,
} from "../memory/entry.ts";
import { LargeValues } from "../memory/large_values.ts";
import { freshAccess, overwrittenAccess, touchedAccess } from "./access.ts";
import type { Environment } from "./environment.ts";

/** Expiry argument of `put`: keep what the key has. */
export const KEEP_EXPIRY = -1;
/** How often `randomKey` looks for a key that has not expired while none may be deleted. */
const FROZEN_TRIES = 100;

/** A table of keys: its slots, how many of them are taken, and what it takes itself. */
export interface TableSize {
  readonly slots: number;
  readonly count: number;
  readonly bytes: number;
}

export class Database {
  /** Its number, as SELECT knows it. */
  readonly index: number;
  /** The mean time that volatile keys have left, as the expiry cycle comes to see them. */
  averageTtlMs = 0;
  /** Where the active expiry cycle stands. */
  expiryCursor = 0;

  readonly env: Environment;
  #arena = new Arena();
  #keys: Dictionary;
  #volatile: Dictionary;
  #large = new LargeValues();
  readonly #entry = new Entry();
  readonly #other = new Entry();

  constructor(index: number, env: Environment) {
    this.index = index;
    this.env = env;
    this.#keys = new Dictionary(this.#arena, env.seed);
    this.#volatile = new Dictionary(this.#arena, env.seed);
  }

  /** How many keys there are, expired ones that nobody has touched included (DBSIZE). */
  get size(): number {
    return this.#keys.count;
  }

  /** How many keys have an expiry. */
  get volatileSize(): number {
    return this.#volatile.count;
  }

  /** Bytes in use: entries, tables, large values. */
  get usedBytes(): number {
    return this.#arena.usedBytes + this.#large.bytes + this.overheadBytes;
  }

  /** Bytes held, free blocks included. */
  get reservedBytes(): number {
    return this.#arena.reservedBytes + this.#large.bytes + this.overheadBytes;
  }

  /** Bytes of the tables that find keys, in the arena and outside of it. */
  get tableBytes(): number {
    return this.#keys.bytes + this.#volatile.bytes;
  }

  /** Bytes of tables outside the arena. */
  get overheadBytes(): number {
    return this.#keys.overheadBytes + this.#volatile.overheadBytes;
  }

  /** The key's entry for reading, or null. Counts a hit or a miss, and remembers the access. */
  read(bytes: Uint8Array, start: number, end: number): Entry | null {
    const entry = this.find(bytes, start, end);
    if (entry === null) this.env.misses++;
    else this.env.hits++;
    return entry;
  }

  /** As `read`, but the access is not remembered: for questions about a key (EXISTS, TTL, TYPE). */
  inspect(bytes: Uint8Array, start: number, end: number): Entry | null {
    const entry = this.peek(bytes, start, end);
    if (entry === null) this.env.misses++;
    else this.env.hits++;
    return entry;
  }

  /** The key's entry, or null. Remembers the access; an expired key is deleted. */
  find(bytes: Uint8Array, start: number, end: number): Entry | null {
    const keys = this.#keys;
    const ref = keys.find(bytes, start, end, keys.hash(bytes, start, end));
    if (ref === 0) return null;
    const entry = this.#load(this.#entry, ref);
    if ((entry.flags & EXPIRES) !== 0 && entry.expireAtMs <= this.env.nowMs) {
      this.#expire(entry);
      return null;
    }
    if (!this.env.noTouch) keys.userBits = touchedAccess(this.env, keys.userBits);
    return entry;
  }

  /** As `find`, but the access is not remembered. */
  peek(bytes: Uint8Array, start: number, end: number): Entry | null {
    const { noTouch } = this.env;
    this.env.noTouch = true;
    const entry = this.find(bytes, start, end);
    this.env.noTouch = noTouch;
    return entry;
  }

  /** Whether a key is there, without changing anything: an expired one may be, until it is met. */
  presence(bytes: Uint8Array, start: number, end: number): "absent" | "expired" | "present" {
    const keys = this.#keys;
    const ref = keys.find(bytes, start, end, keys.hash(bytes, start, end));
    if (ref === 0) return "absent";
    return this.#isExpired(this.#load(this.#other, ref)) ? "expired" : "present";
  }

  /** Whether the key's time has passed, though it is still there; nothing is deleted. */
  hasExpired(bytes: Uint8Array, start: number, end: number): boolean {
    const ref = this.#keys.find(bytes, start, end, this.#keys.hash(bytes, start, end));
    return ref !== 0 && this.#isExpired(this.#load(this.#entry, ref));
  }

  /** The access bits of the key found last (see `access.ts`). */
  get access(): number {
    return this.#keys.userBits;
  }

  set access(bits: number) {
    this.#keys.userBits = bits;
  }

  /**
   * Makes or overwrites a key: room for a value of `valueLength` bytes with the given type and
   * encoding (an entry's flags), which the caller fills at once. The key's bytes, and the new
   * value's, must not lie in the entry that is overwritten. `expireAtMs` is 0 for none, or
   * `KEEP_EXPIRY`.
   */
  put(
    bytes: Uint8Array,
    start: number,
    end: number,
    flags: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    const hash = this.#keys.hash(bytes, start, end);
    const ref = this.#keys.find(bytes, start, end, hash);
    return this.#putAt(hash, ref, bytes, start, end, flags, valueLength, expireAtMs);
  }

  /** `put` once the key has been looked for: `ref` is its entry, or 0. */
  #putAt(
    hash: number,
    ref: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    flags: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    const keys = this.#keys;
    const entry = this.#entry;
    if (valueLength > INLINE_BYTES_MAX) flags = (flags | LARGE) & ~GROWN;
    let oldSize = 0;
    let wasVolatile = false;
    if (ref !== 0) {
      this.#load(entry, ref);
      wasVolatile = (entry.flags & EXPIRES) !== 0;
      if (wasVolatile && this.#isExpired(entry)) {
        this.#tellExpired(entry);
        expireAtMs = Math.max(expireAtMs, 0);
      }
      if (expireAtMs === KEEP_EXPIRY) expireAtMs = entry.expireAtMs;
      oldSize = sizeOf(entry);
      if ((entry.flags & LARGE) !== 0) this.#large.release(entry.handle);
    } else if (expireAtMs === KEEP_EXPIRY) {
      expireAtMs = 0;
    }
    if (expireAtMs !== 0) flags |= EXPIRES;
    const size = entryBytes(flags, end - start, valueLength);
    const isSameBlock = oldSize !== 0 && ((size + 7) & ~7) === ((oldSize + 7) & ~7);
    const block = isSameBlock ? ref : this.#arena.allocate(size);
    this.#write(block, flags, expireAtMs, bytes, start, end, valueLength);
    if (ref === 0) {
      keys.insert(block, hash, freshAccess(this.env));
    } else {
      if (!isSameBlock) keys.replace(block);
      keys.userBits = overwrittenAccess(this.env, keys.userBits);
    }
    if (expireAtMs !== 0 || wasVolatile) {
      this.#track(bytes, start, end, hash, block, expireAtMs !== 0);
    }
    // Last, because until here `#volatile` still compared keys with the old block.
    if (ref !== 0 && !isSameBlock) this.#arena.release(ref, oldSize);
    return this.#load(entry, block);
  }

  /** Sets a key to a string. `encoding` is `RAW`, `EMBSTR` or `INT`; see `put` for the rest. */
  setString(
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
    encoding: number,
    expireAtMs: number,
  ): void {
    const keys = this.#keys;
    const flags = encoding << ENCODING_SHIFT;
    const length = valueEnd - valueStart;
    const hash = keys.hash(key, keyStart, keyEnd);
    const ref = keys.find(key, keyStart, keyEnd, hash);
    if (ref !== 0 && length < 0x80 && keyEnd - keyStart < 0x80 && expireAtMs <= 0) {
      // The same key with a value of the same kind and length: only its bytes change.
      const bytes = this.#arena.u8[chunkOf(ref)];
      const at = byteOf(ref);
      if (bytes[at] === flags && bytes[at + 2] === length) {
        copyBytes(bytes, at + 3 + keyEnd - keyStart, value, valueStart, valueEnd);
        keys.userBits = overwrittenAccess(this.env, keys.userBits);
        return;
      }
    }
    const entry = this.#putAt(hash, ref, key, keyStart, keyEnd, flags, length, expireAtMs);
    copyBytes(entry.valueBytes, entry.valueStart, value, valueStart, valueEnd);
  }

  /**
   * Gives the key found last another length and encoding; what it held stays, new bytes are zero.
   * Growth is amortized. Returns its cursor, to write through.
   */
  resize(entry: Entry, encoding: number, valueLength: number): Entry {
    const oldLength = entry.valueLength;
    const flags = (entry.flags & ~(0b11 << 3)) | (encoding << 3);
    if ((flags & LARGE) !== 0) {
      this.#large.resize(entry.handle, valueLength);
      this.#rewrite(entry, flags, entry.expireAtMs, valueLength);
    } else if (valueLength > INLINE_BYTES_MAX) {
      const handle = this.#large.add(Math.max(valueLength, 2 * oldLength));
      this.#large.resize(handle, valueLength);
      copyBytes(this.#large.get(handle), 0, entry.bytes, entry.valueStart, entry.valueEnd);
      this.#rewrite(entry, (flags | LARGE) & ~GROWN, entry.expireAtMs, valueLength, handle);
    } else {
      this.#rewrite(entry, flags | GROWN, entry.expireAtMs, valueLength);
    }
    if (valueLength > oldLength) {
      const at = entry.valueStart;
      entry.valueBytes.fill(0, at + oldLength, at + valueLength);
    }
    return entry;
  }

  /** Sets when the key found last expires, Unix milliseconds; 0 for never. */
  setExpiry(entry: Entry, expireAtMs: number): void {
    const hadExpiry = (entry.flags & EXPIRES) !== 0;
    const flags = expireAtMs === 0 ? entry.flags & ~EXPIRES : entry.flags | EXPIRES;
    this.#rewrite(entry, flags, expireAtMs, entry.valueLength);
    if (expireAtMs !== 0 && !hadExpiry) {
      const { bytes, keyStart, keyEnd } = entry;
      const hash = this.#keys.hash(bytes, keyStart, keyEnd);
      this.#track(bytes, keyStart, keyEnd, hash, entry.ref, true);
    }
  }

  /** Deletes a key; false if there was none (or it had expired). */
  delete(bytes: Uint8Array, start: number, end: number): boolean {
    const entry = this.peek(bytes, start, end);
    if (entry === null) return false;
    this.#remove(entry);
    return true;
  }

  /**
   * Copies the key found last, its value and its expiry, to another key, which may lie in another
   * database and is overwritten. To the copy it counts as the first access.
   */
  copyTo(target: Database, entry: Entry, bytes: Uint8Array, start: number, end: number): void {
    const { valueBytes, valueStart, valueEnd } = entry;
    const copy = target.#putLike(entry, TYPE_MASK | ENCODING_MASK, bytes, start, end);
    copyBytes(copy.valueBytes, copy.valueStart, valueBytes, valueStart, valueEnd);
    target.access = freshAccess(this.env);
  }

  /**
   * Moves the key found last to another key, which may lie in another database and is overwritten.
   * Value, expiry and the memory of accesses stay; a large value is not copied.
   */
  moveTo(target: Database, entry: Entry, bytes: Uint8Array, start: number, end: number): void {
    const { access } = this;
    const { ref, flags, valueBytes, valueStart, valueEnd } = entry;
    const handle = (flags & LARGE) !== 0 ? entry.handle : -1;
    const moved = target.#putLike(entry, TYPE_MASK | ENCODING_MASK | LARGE, bytes, start, end);
    if (handle >= 0) this.#large.exchange(handle, target.#large, moved.handle);
    else copyBytes(moved.valueBytes, moved.valueStart, valueBytes, valueStart, valueEnd);
    target.access = access;
    const old = this.#load(this.#entry, ref);
    this.#refind(old);
    this.#remove(old);
  }

  /** Makes a key of the length, expiry and chosen flags of an entry of this or another database. */
  #putLike(entry: Entry, kept: number, bytes: Uint8Array, start: number, end: number): Entry {
    const { flags, valueLength, expireAtMs, bytes: source, keyStart } = entry;
    const made = this.put(bytes, start, end, flags & kept, valueLength, expireAtMs);
    if (expireAtMs !== 0) copyBytes(made.bytes, made.keyStart - 8, source, keyStart - 8, keyStart);
    return made;
  }

  /** Takes away all keys at once. */
  clear(): void {
    this.#arena = new Arena();
    this.#keys = new Dictionary(this.#arena, this.env.seed);
    this.#volatile = new Dictionary(this.#arena, this.env.seed);
    this.#large = new LargeValues();
    this.expiryCursor = 0;
  }

  /** Exchanges all keys with another database. */
  swap(other: Database): void {
    [this.#arena, other.#arena] = [other.#arena, this.#arena];
    [this.#keys, other.#keys] = [other.#keys, this.#keys];
    [this.#volatile, other.#volatile] = [other.#volatile, this.#volatile];
    [this.#large, other.#large] = [other.#large, this.#large];
    [this.expiryCursor, other.expiryCursor] = [other.expiryCursor, this.expiryCursor];
  }

  /**
   * Visits about `count` keys from a cursor on (0 to begin), and returns the next cursor, 0 at the
   * end. Keys that are not wanted are passed over; expired ones are deleted, unless nobody
   * wanted them. `visit` must not change the database.
   */
  scan(
    cursor: number,
    count: number,
    visit: (entry: Entry) => void,
    isWanted: (entry: Entry) => boolean = () => true,
  ): number {
    const found: number[] = [];
    const next = this.#keys.scan(cursor, count, found);
    for (const ref of found) {
      const entry = this.#load(this.#entry, ref);
      if (!isWanted(entry)) continue;
      if (this.#isExpired(entry)) {
        this.#refind(entry);
        this.#expire(entry);
      } else {
        visit(entry);
      }
    }
    return next;
  }

  /**
   * Visits every key that has not expired; those that have stay for others to delete. `visit` must
   * not change the database.
   */
  forEach(visit: (entry: Entry) => void): void {
    this.#keys.forEach((ref) => {
      const entry = this.#load(this.#other, ref);
      if (!this.#isExpired(entry)) visit(entry);
    });
  }

  /**
   * A key chosen with equal chances, or null when there is none left that has not expired. Only
   * while expired keys must stay, and there seem to be no others, may it be one of them.
   */
  randomKey(): Entry | null {
    for (let tries = 1;; tries++) {
      const ref = this.#keys.random(this.env.random);
      if (ref === 0) return null;
      const entry = this.#load(this.#entry, ref);
      if (!this.#isExpired(entry)) return entry;
      if (this.env.isFrozen && tries === FROZEN_TRIES) return entry;
      this.#refind(entry);
      this.#expire(entry);
    }
  }

  /**
   * A key, expired or not, from all keys or from the volatile ones, with equal chances; null when
   * there is none. It becomes the key found last, without having been accessed. For eviction.
   */
  sample(isVolatile: boolean): Entry | null {
    const from = isVolatile ? this.#volatile : this.#keys;
    const ref = from.random(this.env.random);
    if (ref === 0) return null;
    const entry = this.#load(this.#entry, ref);
    if (isVolatile) this.#refind(entry);
    return entry;
  }

  /** Looks at about `count` volatile keys, deletes those that expired, and returns how many. */
  expireSome(count: number): { looked: number; expired: number } {
    const found: number[] = [];
    this.expiryCursor = this.#volatile.scan(this.expiryCursor, count, found);
    let expired = 0;
    let leftMs = 0;
    for (const ref of found) {
      const entry = this.#load(this.#entry, ref);
      if (!this.#isExpired(entry)) {
        leftMs += entry.expireAtMs - this.env.nowMs;
        continue;
      }
      this.#refind(entry);
      this.#expire(entry);
      expired++;
    }
    if (found.length > expired) {
      const mean = leftMs / (found.length - expired);
      this.averageTtlMs = this.averageTtlMs === 0 ? mean : this.averageTtlMs * 0.98 + mean * 0.02;
    } else if (this.#volatile.count === 0) {
      this.averageTtlMs = 0;
    }
    return { looked: found.length, expired };
  }

  /** The tables of all keys and of the volatile ones. */
  get tables(): [all: TableSize, volatile: TableSize] {
    return [this.#keys, this.#volatile].map(({ slots, count, bytes }) => ({
      slots,
      count,
      bytes,
    })) as [
      TableSize,
      TableSize,
    ];
  }

  /** Bytes that a value could have in the room that is held for it. */
  roomOf(entry: Entry): number {
    if ((entry.flags & LARGE) !== 0) return this.#large.room(entry.handle);
    return (entry.flags & GROWN) !== 0 ? grownRoom(entry.valueLength) : entry.valueLength;
  }

  /** Bytes that a key takes: its block, its slots, its large value (MEMORY USAGE). */
  bytesOf(entry: Entry): number {
    const block = (sizeOf(entry) + 7) & ~7;
    const slots = (entry.flags & EXPIRES) !== 0 ? 24 : 12;
    return block + slots + ((entry.flags & LARGE) !== 0 ? this.#large.room(entry.handle) : 0);
  }

  #isExpired(entry: Entry): boolean {
    return (entry.flags & EXPIRES) !== 0 && entry.expireAtMs <= this.env.nowMs;
  }

  #load(entry: Entry, ref: number): Entry {
    entry.load(this.#arena, ref);
    if ((entry.flags & LARGE) !== 0) {
      const length = entry.valueLength;
      entry.valueBytes = this.#large.get(entry.handle);
      entry.valueStart = 0;
      entry.valueEnd = length;
    }
    return entry;
  }

  /** Makes the entry the one that `#keys` found last. */
  #refind({ bytes, keyStart, keyEnd }: Entry): void {
    this.#keys.find(bytes, keyStart, keyEnd, this.#keys.hash(bytes, keyStart, keyEnd));
  }

  #tellExpired({ bytes, keyStart, keyEnd }: Entry): void {
    this.env.expiredKeys++;
    this.env.onExpired(this, bytes, keyStart, keyEnd);
  }

  #expire(entry: Entry): void {
    if (this.env.isFrozen) return;
    this.#tellExpired(entry);
    this.#remove(entry);
  }

  /** Removes the key that `#keys` found last. */
  #remove(entry: Entry): void {
    const { bytes, keyStart, keyEnd } = entry;
    const hash = this.#keys.hash(bytes, keyStart, keyEnd);
    if ((entry.flags & EXPIRES) !== 0) this.#track(bytes, keyStart, keyEnd, hash, 0, false);
    this.#keys.remove(hash);
    if ((entry.flags & LARGE) !== 0) this.#large.release(entry.handle);
    this.#arena.release(entry.ref, sizeOf(entry));
  }

  /** Keeps `#volatile` in step: a key has a new reference, or does not expire any more. */
  #track(
    bytes: Uint8Array,
    start: number,
    end: number,
    hash: number,
    ref: number,
    isVolatile: boolean,
  ): void {
    const known = this.#volatile.find(bytes, start, end, hash);
    if (!isVolatile) {
      if (known !== 0) this.#volatile.remove(hash);
    } else if (known !== 0) {
      this.#volatile.replace(ref);
    } else {
      this.#volatile.insert(ref, hash, 0);
    }
  }

  /** Writes a new entry's header and key into a block, and makes room for a large value. */
  #write(
    ref: number,
    flags: number,
    expireAtMs: number,
    key: Uint8Array,
    keyStart: number,
    keyEnd: number,
    valueLength: number,
  ): void {
    const bytes = this.#arena.u8[chunkOf(ref)];
    const at = this.#writeHeader(
      bytes,
      byteOf(ref),
      flags,
      keyEnd - keyStart,
      valueLength,
      expireAtMs,
    );
    copyBytes(bytes, at, key, keyStart, keyEnd);
    if ((flags & LARGE) !== 0) {
      writeHandle(bytes, at + keyEnd - keyStart, this.#large.add(valueLength));
    }
  }

  #writeHeader(
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

  /**
   * Gives the entry that `#keys` found last another header, in its block if it still fits there
   * exactly, else in a new one; key and value are kept, up to the new length.
   */
  #rewrite(
    entry: Entry,
    flags: number,
    expireAtMs: number,
    valueLength: number,
    handle = (entry.flags & LARGE) !== 0 ? entry.handle : 0,
  ): void {
    const { ref, bytes, keyStart } = entry;
    const keyLength = entry.keyEnd - keyStart;
    const oldSize = sizeOf(entry);
    const size = entryBytes(flags, keyLength, valueLength);
    const isLarge = (flags & LARGE) !== 0;
    const kept = keyLength + (isLarge ? 0 : Math.min(entry.valueLength, valueLength));
    const isSameBlock = ((size + 7) & ~7) === ((oldSize + 7) & ~7);
    const wasVolatile = (entry.flags & EXPIRES) !== 0;
    const block = isSameBlock ? ref : this.#arena.allocate(size);
    const target = this.#arena.u8[chunkOf(block)];
    const content = byteOf(block) + headerBytes(flags, keyLength, valueLength);
    copyBytes(target, content, bytes, keyStart, keyStart + kept);
    this.#writeHeader(target, byteOf(block), flags, keyLength, valueLength, expireAtMs);
    if (isLarge) writeHandle(target, content + keyLength, handle);
    if (!isSameBlock) this.#keys.replace(block);
    if (wasVolatile && (!isSameBlock || expireAtMs === 0)) {
      const hash = this.#keys.hash(target, content, content + keyLength);
      const isVolatile = expireAtMs !== 0;
      this.#track(target, content, content + keyLength, hash, block, isVolatile);
    }
    if (!isSameBlock) this.#arena.release(ref, oldSize);
    this.#load(entry, block);
  }
}

function sizeOf(entry: Entry): number {
  return entryBytes(entry.flags, entry.keyEnd - entry.keyStart, entry.valueLength);
}
