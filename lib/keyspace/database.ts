/**
 * One database: keys, their values and their expiry.
 *
 * The keys are a `Table` in a memory of the database's own; forgetting that is how FLUSHDB frees
 * millions of keys at once. Strings and small collections lie in their entries; a large collection
 * is an object, and its entry holds the handle.
 *
 * Looking up returns a cursor (`Entry`), valid until the next change. What changes the key "found
 * last" must follow the lookup with nothing in between.
 */

import { byteOf, chunkOf } from "../memory/arena.ts";
import type { Batch } from "../memory/batch.ts";
import { copyBytes } from "../memory/bytes.ts";
import {
  ENCODING_MASK,
  ENCODING_SHIFT,
  Entry,
  EXPIRES,
  GROWN,
  grownRoom,
  INLINE_BYTES_MAX,
  LARGE,
  readHandle,
  TYPE_MASK,
  writeHandle,
} from "../memory/entry.ts";
import { Memory } from "../memory/memory.ts";
import { type DictionarySize, Table } from "../memory/table.ts";
import { freshAccess, overwrittenAccess, touchedAccess } from "./access.ts";
import { type Collection, Collections } from "./collection.ts";
import type { Environment } from "./environment.ts";
import { HASH, isObject, OBJECT } from "./types.ts";

/** Expiry argument of `put`: keep what the key has. */
export const KEEP_EXPIRY = -1;
/** How often `randomKey` looks for a key that has not expired while none may be deleted. */
const FROZEN_TRIES = 100;
/** How many volatile hashes are looked at in a row. */
const LOOKED_AT = 16;
/** The handle of no collection. */
const NO_OBJECT = 0xffff_ffff;
const HANDLE_BYTES = 4;

export class Database {
  /** Its number, as SELECT knows it. */
  readonly index: number;
  /** The mean time that volatile keys have left, as the expiry cycle comes to see them. */
  averageTtlMs = 0;
  /** Where the active expiry cycle stands. */
  expiryCursor = 0;

  readonly env: Environment;
  /** What the values lie in; another one after `clear`. */
  memory: Memory;
  #table: Table;
  #collections: Collections;
  /** What `find` looked for last, and its entry, or 0. */
  #lastHash = 0;
  #lastRef = 0;
  readonly #entry = new Entry();
  readonly #other = new Entry();
  /** Names of the keys of hashes that have fields with an expiry; of some, this is no longer so. */
  #volatileHashes: Table | null = null;
  #volatileHashesCursor = 0;

  constructor(index: number, env: Environment) {
    this.index = index;
    this.env = env;
    this.memory = new Memory(env.seed);
    this.#table = new Table(this.memory, this.#entry, true);
    this.#collections = new Collections(this.memory);
  }

  /** How many keys there are, expired ones that nobody has touched included (DBSIZE). */
  get size(): number {
    return this.#table.size;
  }

  /** How many keys have an expiry. */
  get volatileSize(): number {
    return this.#table.volatileSize;
  }

  /** Bytes in use: entries, tables, large values, collections. */
  get usedBytes(): number {
    return this.memory.usedBytes;
  }

  /** Bytes held, free blocks included. */
  get reservedBytes(): number {
    return this.memory.reservedBytes;
  }

  /** Bytes of the dictionaries that find keys. */
  get tableBytes(): number {
    return this.#table.dictionaryBytes;
  }

  /** Prepares a database that is empty for so many keys, some of which expire, to be filled faster. */
  reserve(count: number, volatileCount: number): void {
    if (this.size === 0) this.#table.reserve(count, volatileCount);
  }

  /** The dictionaries of all keys and of the volatile ones. */
  get dictionaries(): [all: DictionarySize, volatile: DictionarySize] {
    return this.#table.dictionaries;
  }

  /** The key's entry for reading, or null. Counts a hit or a miss, and remembers the access. */
  read(bytes: Uint8Array, start: number, end: number): Entry | null {
    const entry = this.find(bytes, start, end);
    if (entry === null) this.#miss(bytes, start, end);
    else this.env.hits++;
    return entry;
  }

  /** As `read`, but the access is not remembered: for questions about a key (EXISTS, TTL, TYPE). */
  inspect(bytes: Uint8Array, start: number, end: number): Entry | null {
    const entry = this.peek(bytes, start, end);
    if (entry === null) this.#miss(bytes, start, end);
    else this.env.hits++;
    return entry;
  }

  #miss(bytes: Uint8Array, start: number, end: number): void {
    this.env.misses++;
    if (this.env.onMiss !== null) this.env.onMiss(this, bytes, start, end);
  }

  /** The key's entry, or null. Remembers the access; an expired key is deleted. */
  find(bytes: Uint8Array, start: number, end: number): Entry | null {
    const table = this.#table;
    const hash = table.hash(bytes, start, end);
    const ref = table.locate(bytes, start, end, hash);
    this.#lastHash = hash;
    this.#lastRef = ref;
    if (ref === 0) return null;
    const entry = table.load(ref);
    if ((entry.flags & EXPIRES) !== 0 && entry.expireAtMs <= this.env.nowMs) {
      this.#expire(entry);
      this.#lastRef = table.locate(bytes, start, end, hash);
      return null;
    }
    if (!this.env.noTouch) table.userBits = touchedAccess(this.env, table.userBits);
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
    const ref = this.#table.locate(bytes, start, end, this.#table.hash(bytes, start, end));
    if (ref === 0) return "absent";
    return this.#isExpired(this.memory.load(this.#other, ref)) ? "expired" : "present";
  }

  /** Whether the key's time has passed, though it is still there; nothing is deleted. */
  hasExpired(bytes: Uint8Array, start: number, end: number): boolean {
    return this.presence(bytes, start, end) === "expired";
  }

  /** The access bits of the key found last (see `access.ts`). */
  get access(): number {
    return this.#table.userBits;
  }

  set access(bits: number) {
    this.#table.userBits = bits;
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
    const hash = this.#table.hash(bytes, start, end);
    const ref = this.#table.locate(bytes, start, end, hash);
    return this.#putAt(hash, ref, bytes, start, end, flags, valueLength, expireAtMs);
  }

  /** `put` of a new key, which is found once the batch is settled; there may be no such key yet. */
  add(
    batch: Batch,
    bytes: Uint8Array,
    start: number,
    end: number,
    flags: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    const bits = freshAccess(this.env);
    return batch.add(this.#table, bits, bytes, start, end, flags, valueLength, expireAtMs);
  }

  /** `put` for the key that `find` has just looked for, with success or without. */
  putLast(
    bytes: Uint8Array,
    start: number,
    end: number,
    flags: number,
    valueLength: number,
    expireAtMs: number,
  ): Entry {
    const [hash, ref] = [this.#lastHash, this.#lastRef];
    return this.#putAt(hash, ref, bytes, start, end, flags, valueLength, expireAtMs);
  }

  /**
   * `put` once the key has been looked for: `ref` is its entry, or 0. With `isNew` the key counts as
   * made, even if another was there.
   */
  #putAt(
    hash: number,
    ref: number,
    bytes: Uint8Array,
    start: number,
    end: number,
    flags: number,
    valueLength: number,
    expireAtMs: number,
    isNew = ref === 0,
  ): Entry {
    const table = this.#table;
    if (ref !== 0) {
      const entry = table.load(ref);
      if (this.#isExpired(entry)) {
        this.#tellExpired(entry);
        isNew = true;
        expireAtMs = Math.max(expireAtMs, 0);
      }
      if (expireAtMs === KEEP_EXPIRY) expireAtMs = entry.expireAtMs;
      if (isObject(entry.flags)) this.#dropObject(entry);
      if (entry.type === HASH && (flags & TYPE_MASK) !== HASH) this.#forgetVolatileHash(entry);
    } else if (expireAtMs === KEEP_EXPIRY) {
      expireAtMs = 0;
    }
    const entry = table.place(bytes, start, end, hash, ref, flags, valueLength, expireAtMs);
    table.userBits = ref === 0
      ? freshAccess(this.env)
      : overwrittenAccess(this.env, table.userBits);
    if (isNew && this.env.onNew !== null) this.env.onNew(this, bytes, start, end);
    return entry;
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
    const table = this.#table;
    const flags = encoding << ENCODING_SHIFT;
    const length = valueEnd - valueStart;
    const hash = table.hash(key, keyStart, keyEnd);
    const ref = table.locate(key, keyStart, keyEnd, hash);
    if (ref !== 0 && length < 0x80 && keyEnd - keyStart < 0x80 && expireAtMs <= 0) {
      // The same key with a value of the same kind and length: only its bytes change.
      const bytes = this.memory.arena.u8[chunkOf(ref)];
      const at = byteOf(ref);
      if (bytes[at] === flags && bytes[at + 2] === length) {
        copyBytes(bytes, at + 3 + keyEnd - keyStart, value, valueStart, valueEnd);
        table.userBits = overwrittenAccess(this.env, table.userBits);
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
    this.#resize(entry, (entry.flags & ~ENCODING_MASK) | (encoding << ENCODING_SHIFT), valueLength);
    if (valueLength > oldLength) {
      const at = entry.valueStart;
      entry.valueBytes.fill(0, at + oldLength, at + valueLength);
    }
    return entry;
  }

  /**
   * Replaces `removed` bytes of the value of the key found last, from `offset` on, by room for
   * `inserted` bytes, which the caller fills. Growth is amortized. Returns the cursor.
   */
  splice(entry: Entry, offset: number, removed: number, inserted: number): Entry {
    const oldLength = entry.valueLength;
    const more = inserted - removed;
    if (more > 0) this.#resize(entry, entry.flags, oldLength + more);
    const { valueBytes, valueStart } = entry;
    const tail = valueStart + offset + removed;
    if (more !== 0) copyBytes(valueBytes, tail + more, valueBytes, tail, valueStart + oldLength);
    if (more < 0) this.#resize(entry, entry.flags, oldLength + more);
    return entry;
  }

  #resize(entry: Entry, flags: number, valueLength: number): void {
    const { large } = this.memory;
    if ((flags & LARGE) !== 0) {
      large.resize(entry.handle, valueLength);
      this.#table.reshape(entry, flags, entry.expireAtMs, valueLength);
    } else if (valueLength > INLINE_BYTES_MAX) {
      const oldLength = entry.valueLength;
      const handle = large.add(Math.max(valueLength, 2 * oldLength));
      copyBytes(large.get(handle), 0, entry.bytes, entry.valueStart, entry.valueEnd);
      flags = (flags | LARGE) & ~GROWN;
      this.#table.reshape(entry, flags, entry.expireAtMs, valueLength, handle);
    } else {
      this.#table.reshape(entry, flags | GROWN, entry.expireAtMs, valueLength);
    }
  }

  /** Makes a key hold a collection, or overwrites it with one; `expireAtMs` as `put` has it. */
  putObject(
    bytes: Uint8Array,
    start: number,
    end: number,
    type: number,
    object: Collection,
    expireAtMs: number,
  ): Entry {
    const flags = type | (OBJECT << ENCODING_SHIFT);
    const entry = this.put(bytes, start, end, flags, HANDLE_BYTES, expireAtMs);
    writeHandle(entry.valueBytes, entry.valueStart, this.#collections.add(object));
    return entry;
  }

  /** Puts a collection in the place of the packed value of the key found last. */
  becomeObject(entry: Entry, object: Collection): Entry {
    this.becomePacked(entry, OBJECT, HANDLE_BYTES);
    writeHandle(entry.valueBytes, entry.valueStart, this.#collections.add(object));
    return entry;
  }

  /**
   * Gives the key found last room for a packed value of another encoding, which the caller fills,
   * in the place of what it holds.
   */
  becomePacked(entry: Entry, encoding: number, valueLength: number): Entry {
    const { expireAtMs } = entry;
    if (isObject(entry.flags)) this.#dropObject(entry);
    const flags = (entry.flags & TYPE_MASK) | (encoding << ENCODING_SHIFT) |
      (encoding === OBJECT ? 0 : GROWN);
    if ((entry.flags & LARGE) !== 0) this.memory.large.release(entry.handle);
    return this.#table.reshape(entry, flags, expireAtMs, valueLength);
  }

  /** The collection that an entry holds. */
  objectOf(entry: Entry): Collection {
    return this.#collections.get(readHandle(entry.valueBytes, entry.valueStart));
  }

  /** Has a collection outlive its key, if need be, until `letGo`. */
  hold(object: Collection): void {
    this.#collections.hold(object);
  }

  letGo(object: Collection): void {
    this.#collections.letGo(object);
    if (this.#collections.dying > 0) this.env.isReclaiming = true;
  }

  /** How many deleted collections wait for their memory to be given back. */
  get dying(): number {
    return this.#collections.dying;
  }

  /** Gives back a slice of the memory of deleted collections; true if that was the end of one. */
  reclaim(): boolean {
    return this.#collections.reclaim();
  }

  #dropObject(entry: Entry): void {
    const handle = readHandle(entry.valueBytes, entry.valueStart);
    if (handle === NO_OBJECT) return;
    this.#collections.remove(handle);
    if (this.#collections.dying > 0) this.env.isReclaiming = true;
  }

  /** Sets when the key found last expires, Unix milliseconds; 0 for never. */
  setExpiry(entry: Entry, expireAtMs: number): void {
    this.#table.reshape(entry, entry.flags, expireAtMs, entry.valueLength);
  }

  /** Deletes a key; false if there was none (or it had expired). */
  delete(bytes: Uint8Array, start: number, end: number): boolean {
    const entry = this.peek(bytes, start, end);
    if (entry === null) return false;
    this.#remove(entry);
    return true;
  }

  /** Deletes the key found last. */
  removeFound(entry: Entry): void {
    this.#remove(entry);
  }

  /**
   * Copies the key found last, its value and its expiry, to another key, which may lie in another
   * database and is overwritten. To the copy it counts as the first access.
   */
  copyTo(target: Database, entry: Entry, bytes: Uint8Array, start: number, end: number): void {
    const { valueBytes, valueStart, valueEnd } = entry;
    const object = isObject(entry.flags) ? this.objectOf(entry).copy(target.memory) : null;
    if (this.#isVolatileHash(entry)) target.noteVolatileHash(bytes, start, end);
    const copy = target.#putLike(entry, TYPE_MASK | ENCODING_MASK, bytes, start, end);
    if (object === null) {
      copyBytes(copy.valueBytes, copy.valueStart, valueBytes, valueStart, valueEnd);
    } else target.#hold(copy, object);
    target.access = freshAccess(this.env);
  }

  /**
   * Moves the key found last to another key, which may lie in another database and is overwritten.
   * Value, expiry and the memory of accesses stay; only a large collection that goes to another
   * database is copied.
   */
  moveTo(target: Database, entry: Entry, bytes: Uint8Array, start: number, end: number): void {
    const { access } = this;
    if (this.#isVolatileHash(entry)) target.noteVolatileHash(bytes, start, end);
    const { ref, flags, valueBytes, valueStart, valueEnd } = entry;
    const largeHandle = (flags & LARGE) !== 0 ? entry.handle : -1;
    const isCollection = isObject(flags);
    const copied = isCollection && target !== this
      ? this.objectOf(entry).copy(target.memory)
      : null;
    const moved = target.#putLike(entry, TYPE_MASK | ENCODING_MASK | LARGE, bytes, start, end);
    if (largeHandle >= 0) {
      this.memory.large.exchange(largeHandle, target.memory.large, moved.handle);
    } else if (copied !== null) {
      target.#hold(moved, copied);
    } else {
      copyBytes(moved.valueBytes, moved.valueStart, valueBytes, valueStart, valueEnd);
    }
    target.access = access;
    const old = this.#table.load(ref);
    this.#table.refind(old);
    if (isCollection && copied === null) writeHandle(old.valueBytes, old.valueStart, NO_OBJECT);
    this.#remove(old);
  }

  #hold(entry: Entry, object: Collection): void {
    writeHandle(entry.valueBytes, entry.valueStart, this.#collections.add(object));
  }

  /** Makes a key of the length, expiry and chosen flags of an entry of this or another database. */
  #putLike(entry: Entry, kept: number, bytes: Uint8Array, start: number, end: number): Entry {
    const { flags, valueLength, expireAtMs, bytes: source, keyStart } = entry;
    const table = this.#table;
    const hash = table.hash(bytes, start, end);
    const ref = table.locate(bytes, start, end, hash);
    const likeFlags = flags & kept;
    const made = this.#putAt(
      hash,
      ref,
      bytes,
      start,
      end,
      likeFlags,
      valueLength,
      expireAtMs,
      true,
    );
    if (expireAtMs !== 0) copyBytes(made.bytes, made.keyStart - 8, source, keyStart - 8, keyStart);
    return made;
  }

  /** Takes away all keys at once. */
  clear(): void {
    const { keeper } = this.env;
    if (keeper !== null) {
      const old = new Database(this.index, this.env);
      this.#exchange(old);
      keeper.cleared(this, old);
      return;
    }
    this.memory = new Memory(this.env.seed);
    this.#table = new Table(this.memory, this.#entry, true);
    this.#collections = new Collections(this.memory);
    this.#volatileHashes = null;
    this.expiryCursor = 0;
  }

  /** Exchanges all keys with another database. */
  swap(other: Database): void {
    this.#exchange(other);
    this.env.keeper?.swapped(this, other);
  }

  #exchange(other: Database): void {
    [this.memory, other.memory] = [other.memory, this.memory];
    [this.#table, other.#table] = [other.#table, this.#table];
    [this.#collections, other.#collections] = [other.#collections, this.#collections];
    [this.#volatileHashes, other.#volatileHashes] = [other.#volatileHashes, this.#volatileHashes];
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
    const next = this.#table.scan(cursor, count, found);
    for (const ref of found) {
      const entry = this.#table.load(ref);
      if (!isWanted(entry)) continue;
      if (this.#isExpired(entry)) {
        this.#table.refind(entry);
        this.#expire(entry);
      } else {
        visit(entry);
      }
    }
    return next;
  }

  /**
   * Visits about `count` keys in the order of their hashes, expired ones included, from a position
   * on (0 to begin), and returns the next position, 0 at the end. Neither the cursor nor the key
   * found last is touched. `visit` must not change the database.
   */
  visitFrom(position: number, count: number, visit: (entry: Entry) => void): number {
    const found: number[] = [];
    const next = this.#table.scan(position, count, found);
    for (const ref of found) visit(this.memory.load(this.#other, ref));
    return next;
  }

  /** Collects into `found` the references of all keys of a hash: seldom more than one. */
  collect(hash: number, found: number[]): void {
    this.#table.collect(hash, found);
  }

  /** The entry at a reference, as `visitFrom` gives it. */
  entryAt(ref: number): Entry {
    return this.memory.load(this.#other, ref);
  }

  /** The hash of a key: as an unsigned number, its place in the order in which `visitFrom` goes. */
  hash(bytes: Uint8Array, start: number, end: number): number {
    return this.#table.hash(bytes, start, end);
  }

  /**
   * The key's entry, given its hash, expired or not, as `visitFrom` gives it; it becomes the key found
   * last.
   */
  glance(
    bytes: Uint8Array,
    start: number,
    end: number,
    hash: number = this.hash(bytes, start, end),
  ): Entry | null {
    const ref = this.#table.locate(bytes, start, end, hash);
    return ref === 0 ? null : this.memory.load(this.#other, ref);
  }

  /** The access bits of an entry, which becomes the key found last. */
  accessOf(entry: Entry): number {
    this.#table.refind(entry);
    return this.#table.userBits;
  }

  /**
   * Visits every key that has not expired; those that have stay for others to delete. `visit` must
   * not change the database.
   */
  forEach(visit: (entry: Entry) => void): void {
    this.#table.forEach((ref) => {
      const entry = this.memory.load(this.#other, ref);
      if (!this.#isExpired(entry)) visit(entry);
    });
  }

  /**
   * A key chosen with equal chances, or null when there is none left that has not expired. Only
   * while expired keys must stay, and there seem to be no others, may it be one of them.
   */
  randomKey(): Entry | null {
    for (let tries = 1;; tries++) {
      const entry = this.#table.random(this.env.random);
      if (entry === null) return null;
      if (!this.#isExpired(entry)) return entry;
      if (this.env.isFrozen && tries === FROZEN_TRIES) return entry;
      this.#table.refind(entry);
      this.#expire(entry);
    }
  }

  /**
   * A key, expired or not, from all keys or from the volatile ones, with equal chances; null when
   * there is none. It becomes the key found last, without having been accessed. For eviction.
   */
  sample(isVolatile: boolean): Entry | null {
    const { random } = this.env;
    const entry = isVolatile ? this.#table.randomVolatile(random) : this.#table.random(random);
    if (entry !== null && isVolatile) this.#table.refind(entry);
    return entry;
  }

  /** Looks at about `count` volatile keys, deletes those that expired, and returns how many. */
  expireSome(count: number): { looked: number; expired: number } {
    const found: number[] = [];
    this.expiryCursor = this.#table.scanVolatile(this.expiryCursor, count, found);
    let expired = 0;
    let leftMs = 0;
    for (const ref of found) {
      const entry = this.#table.load(ref);
      if (!this.#isExpired(entry)) {
        leftMs += entry.expireAtMs - this.env.nowMs;
        continue;
      }
      this.#table.refind(entry);
      this.#expire(entry);
      expired++;
    }
    if (found.length > expired) {
      const mean = leftMs / (found.length - expired);
      this.averageTtlMs = this.averageTtlMs === 0 ? mean : this.averageTtlMs * 0.98 + mean * 0.02;
    } else if (this.#table.volatileSize === 0) {
      this.averageTtlMs = 0;
    }
    return { looked: found.length, expired };
  }

  /** How many hashes have fields with an expiry: at most so many. */
  get volatileHashes(): number {
    return this.#volatileHashes?.size ?? 0;
  }

  /** Remembers that the hash at a key has a field with an expiry. */
  noteVolatileHash(key: Uint8Array, start: number, end: number): void {
    const names = this.#volatileHashes ??= new Table(this.memory, new Entry());
    if (names.find(key, start, end) === null) names.put(key, start, end, 0, 0);
  }

  /** The hash at a key is gone, or has no field with an expiry any more. */
  #forgetVolatileHash({ bytes, keyStart, keyEnd }: Entry): void {
    const names = this.#volatileHashes;
    if (names === null || !names.remove(bytes, keyStart, keyEnd) || names.size > 0) return;
    while (!names.drain());
    this.#volatileHashes = null;
  }

  #isVolatileHash({ bytes, keyStart, keyEnd }: Entry): boolean {
    const names = this.#volatileHashes;
    return names !== null && names.size > 0 && names.find(bytes, keyStart, keyEnd) !== null;
  }

  /**
   * Whether this is true of a hash that may have fields with an expiry; looks at them until it is.
   * `isWanted` must not change the database.
   */
  someVolatileHash(isWanted: (entry: Entry) => boolean): boolean {
    const names = this.#volatileHashes;
    if (names === null) return false;
    for (let cursor = 0;;) {
      const found: number[] = [];
      cursor = names.scan(cursor, LOOKED_AT, found);
      for (const ref of found) {
        const { bytes, keyStart, keyEnd } = names.load(ref);
        const entry = this.glance(bytes, keyStart, keyEnd);
        if (entry !== null && entry.type === HASH && isWanted(entry)) return true;
      }
      if (cursor === 0) return false;
    }
  }

  /**
   * Visits about `count` hashes that have fields with an expiry, further on from call to call, and
   * returns how many. The hash visited is the key found last, without having been accessed. `visit`
   * may delete it, and says whether it still has such fields; if not, it is forgotten.
   */
  visitVolatileHashes(count: number, visit: (entry: Entry) => boolean): number {
    const names = this.#volatileHashes;
    if (names === null) return 0;
    const found: number[] = [];
    this.#volatileHashesCursor = names.scan(this.#volatileHashesCursor, count, found);
    for (const ref of found) {
      const { size } = names;
      const name = names.load(ref);
      const entry = this.peek(name.bytes, name.keyStart, name.keyEnd);
      if (entry !== null && entry.type === HASH && visit(entry)) continue;
      // With its key the name may have gone, too.
      if (names.size === size) this.#forgetVolatileHash(names.load(ref));
    }
    return found.length;
  }

  /** Bytes that a value could have in the room that is held for it. */
  roomOf(entry: Entry): number {
    if ((entry.flags & LARGE) !== 0) return this.memory.large.room(entry.handle);
    return (entry.flags & GROWN) !== 0 ? grownRoom(entry.valueLength) : entry.valueLength;
  }

  /**
   * Bytes that a key takes: its block, its slots, its large value, its collection, which is reckoned
   * from so many samples (0: all of it; MEMORY USAGE).
   */
  bytesOf(entry: Entry, samples: number): number {
    const slots = (entry.flags & EXPIRES) !== 0 ? 24 : 12;
    const object = isObject(entry.flags) ? this.objectOf(entry).bytes(samples) : 0;
    return this.memory.bytesOf(entry) + slots + object;
  }

  #isExpired(entry: Entry): boolean {
    return (entry.flags & EXPIRES) !== 0 && entry.expireAtMs <= this.env.nowMs;
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

  /** Removes the key found last. */
  #remove(entry: Entry): void {
    if (isObject(entry.flags)) this.#dropObject(entry);
    if (entry.type === HASH) this.#forgetVolatileHash(entry);
    this.#table.removeFound(entry);
  }
}
