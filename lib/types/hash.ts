/**
 * A hash: fields with values, each field perhaps with an expiry of its own.
 *
 * A small hash is packed into its entry (`hash_packed.ts`), a large one is a table
 * (`hash_table.ts`). `Hash` is a cursor over either, reused from key to key: `open` puts it on the
 * hash that was found last, `find` on a field, and what is changed then is that field. A field that
 * has expired is not there, whether it has been removed yet or not.
 *
 *                packed      table
 *   find, set    O(n)        O(1)
 *   size         O(1)        O(1): of many fields that expire, some may have expired already
 */

import type { Database } from "../keyspace/database.ts";
import { HASH, LISTPACK_EX, OBJECT } from "../keyspace/types.ts";
import { copyBytes, equalBytes } from "../memory/bytes.ts";
import type { Entry } from "../memory/entry.ts";
import {
  Element,
  findElement,
  isListpackEnd,
  listpackLength,
  nextElement,
  seekElement,
} from "../memory/listpack.ts";
import {
  appendField,
  becomeTriples,
  expiryAt,
  FIRST_FIELD,
  moveField,
  packedBytes,
  PAIR,
  removeField,
  removeRange,
  type Strings,
  TRIPLE,
  writePacked,
} from "./hash_packed.ts";
import { HashTable } from "./hash_table.ts";
import { createPacked, replaceElement } from "./packed.ts";

/** How large a packed hash may become: the configuration's `hash-max-listpack-…`. */
export interface HashLimits {
  readonly hashMaxListpackEntries: number;
  readonly hashMaxListpackValue: number;
}

/** Where fields and values are written to; a `ReplyWriter` is one. */
export interface Sink {
  bulk(bytes: Uint8Array, start: number, end: number): void;
}

/** What `write` writes. */
export const FIELDS = 1;
export const VALUES = 2;

/** So many pairs are compared with each other, to become a hash in one piece. */
const PAIRS_AT_ONCE = 32;
/** If no more fields of a table have an expiry, all that expired are removed on access. */
const EXPIRED_AT_ONCE = 200;
/** Of more, this share is looked at in one sweep, so that they all have been after a thousand. */
const SWEPT_SHARE = 1 / 1000;

export class Hash {
  /** The value of the field found last. */
  readonly value: Element = new Element();
  /** When it expires, Unix milliseconds; 0 for never. */
  expireAtMs = 0;

  #db!: Database;
  #entry!: Entry;
  #table: HashTable | null = null;
  #stride = PAIR;
  /** Where the first field stands that has not expired, and how many have. */
  #first = FIRST_FIELD;
  #expired = 0;
  /** Whether `find` found the field it looked for last, and where. */
  #isFound = false;
  #offset = 0;
  #found: Entry | null = null;
  readonly #field = new Element();

  /**
   * Puts the cursor on the hash that an entry, the key found last, holds. What has expired is
   * removed, if that is quickly done; null if nothing is left then, and neither is the key.
   */
  open(db: Database, entry: Entry): Hash | null {
    this.#load(db, entry);
    if (this.#table !== null) return this.#expireTable(this.#table);
    return this.#stride === TRIPLE ? this.#expirePacked() : this;
  }

  /**
   * Removes fields that have expired from the hash that an entry, the key found last, holds; of a
   * large hash, looks at a part. Returns whether there are fields left that will expire.
   */
  sweep(db: Database, entry: Entry): boolean {
    if (this.open(db, entry) === null) return false;
    const table = this.#table;
    if (table === null || !this.#mayRemove(table)) return this.isVolatile;
    const count = Math.max(EXPIRED_AT_ONCE, Math.ceil(table.volatileSize * SWEPT_SHARE));
    this.#keep();
    this.#tellExpired(table.expireSome(count, db.env.nowMs, this.#fieldListener()));
    if (table.size > 0) return this.isVolatile;
    this.#gone();
    return false;
  }

  /** Puts the cursor on the hash that any entry holds, to look at it: nothing may be changed. */
  view(db: Database, entry: Entry): Hash {
    this.#load(db, entry);
    if (this.#table === null && this.#stride === TRIPLE) this.#hideExpired();
    return this;
  }

  /** Makes the key that was just missed a hash without fields, to which some must be added. */
  create(db: Database, key: Uint8Array, start: number, end: number): Hash {
    this.#load(db, createPacked(db, key, start, end, HASH));
    return this;
  }

  /**
   * Makes the key that was just missed a packed hash of these pairs, if they may be one; to the byte
   * as large as it must be. Otherwise false: few pairs are looked at, and their fields must differ.
   */
  createWith(
    db: Database,
    key: Uint8Array,
    start: number,
    end: number,
    limits: HashLimits,
    pairs: Strings,
    from: number,
    to: number,
  ): boolean {
    if (to - from > PAIR * Math.min(PAIRS_AT_ONCE, limits.hashMaxListpackEntries)) return false;
    if (!mayBePacked(pairs, from, to, limits.hashMaxListpackValue)) return false;
    const size = packedBytes(pairs, from, to);
    const { valueBytes, valueStart } = db.putLast(key, start, end, HASH, size, 0);
    writePacked(valueBytes, valueStart, size, pairs, from, to);
    return true;
  }

  #load(db: Database, entry: Entry): void {
    const { encoding } = entry;
    this.#db = db;
    this.#entry = entry;
    this.#table = encoding === OBJECT ? db.objectOf(entry) as HashTable : null;
    this.#stride = encoding === LISTPACK_EX ? TRIPLE : PAIR;
    this.#first = FIRST_FIELD;
    this.#expired = 0;
  }

  #expireTable(table: HashTable): Hash | null {
    const count = table.volatileSize;
    if (count > EXPIRED_AT_ONCE || !this.#mayRemove(table)) return this;
    const { nowMs } = this.#db.env;
    const onGone = this.#fieldListener();
    this.#keep();
    // The first call may end a round that an earlier one has begun.
    const first = table.expireSome(count, nowMs, onGone);
    this.#tellExpired(first + table.expireSome(count, nowMs, onGone));
    return table.size > 0 ? this : this.#gone();
  }

  /** Whether fields may have expired that may be removed. */
  #mayRemove(table: HashTable): boolean {
    const { nowMs, isFrozen } = this.#db.env;
    return table.nextExpiryMs <= nowMs && !isFrozen;
  }

  #expirePacked(): Hash | null {
    this.#hideExpired();
    const expired = this.#expired;
    if (expired === 0 || this.#db.env.isFrozen) return this;
    this.#keep();
    if (this.#db.env.onFieldGone !== null) this.#tellPackedGone();
    removeRange(this.#db, this.#entry, FIRST_FIELD, this.#first, expired * TRIPLE);
    this.#first = FIRST_FIELD;
    this.#expired = 0;
    this.#tellExpired(expired);
    return this.size > 0 ? this : this.#gone();
  }

  /** Fields are about to go on their own: a snapshot has them still. */
  #keep(): void {
    const { bytes, keyStart, keyEnd } = this.#entry;
    this.#db.env.keeper?.keep(this.#db, bytes, keyStart, keyEnd);
  }

  /** Lets the fields begin behind those of a listpackex that have expired. */
  #hideExpired(): void {
    const { nowMs } = this.#db.env;
    const { valueBytes: bytes, valueStart } = this.#entry;
    let p = valueStart + FIRST_FIELD;
    while (!isListpackEnd(bytes, p)) {
      const ms = expiryAt(bytes, p);
      if (ms === 0 || ms > nowMs) break;
      this.#expired++;
      p = nextElement(bytes, nextElement(bytes, nextElement(bytes, p)));
    }
    this.#first = p - valueStart;
  }

  /** What is to be told of each field of a table before it is removed; undefined: nobody listens. */
  #fieldListener(): ((field: Entry) => void) | undefined {
    if (this.#db.env.onFieldGone === null) return undefined;
    return ({ bytes, keyStart, keyEnd }) => this.#tellGone(bytes, keyStart, keyEnd);
  }

  #tellGone(bytes: Uint8Array, start: number, end: number): void {
    const { bytes: block, keyStart, keyEnd } = this.#entry;
    this.#db.env.onFieldGone?.(this.#db, block, keyStart, keyEnd, { bytes, start, end });
  }

  /** Tells of the fields of a listpackex that have expired: those before the first that has not. */
  #tellPackedGone(): void {
    const { valueBytes: bytes, valueStart } = this.#entry;
    for (let p = valueStart + FIRST_FIELD, left = this.#expired; left > 0; left--) {
      this.value.read(bytes, p);
      this.#tellGone(this.value.bytes, this.value.start, this.value.end);
      p = nextElement(bytes, nextElement(bytes, nextElement(bytes, p)));
    }
  }

  #tellExpired(count: number): void {
    if (count === 0) return;
    const { env } = this.#db;
    const { bytes, keyStart, keyEnd } = this.#entry;
    env.expiredFields += count;
    env.onFieldsExpired(this.#db, bytes, keyStart, keyEnd);
  }

  #gone(): null {
    const { bytes, keyStart, keyEnd } = this.#entry;
    this.#db.env.onEmptied(this.#db, bytes, keyStart, keyEnd);
    this.#db.removeFound(this.#entry);
    return null;
  }

  /**
   * How many fields there are. As long as many have an expiry, this counts those as well that have
   * expired and are still to be removed.
   */
  get size(): number {
    const table = this.#table;
    if (table !== null) return table.volatileSize > EXPIRED_AT_ONCE ? table.size : this.liveSize;
    return this.liveSize;
  }

  /** How many fields there are that have not expired. */
  get liveSize(): number {
    if (this.#table !== null) return this.#table.liveSize(this.#db.env.nowMs);
    const { valueBytes, valueStart } = this.#entry;
    return listpackLength(valueBytes, valueStart) / this.#stride - this.#expired;
  }

  /** Whether a field has an expiry. */
  get isVolatile(): boolean {
    if (this.#table !== null) return this.#table.volatileSize > 0;
    const { valueBytes, valueStart } = this.#entry;
    return this.#stride === TRIPLE && expiryAt(valueBytes, valueStart + FIRST_FIELD) !== 0;
  }

  /** Whether there is such a field; it is then the field found last. */
  find(field: Uint8Array, start: number, end: number): boolean {
    if (this.#table !== null) return this.#findInTable(this.#table, field, start, end);
    const { valueBytes, valueStart } = this.#entry;
    const first = valueStart + this.#first;
    const p = findElement(valueBytes, first, this.#stride, field, start, end);
    this.#isFound = p >= 0;
    if (p < 0) return false;
    this.#offset = p - valueStart;
    this.value.read(valueBytes, nextElement(valueBytes, p));
    this.expireAtMs = this.#stride === TRIPLE ? expiryAt(valueBytes, p) : 0;
    return true;
  }

  #findInTable(table: HashTable, field: Uint8Array, start: number, end: number): boolean {
    const found = this.#found = table.find(field, start, end, this.#db.env.nowMs);
    this.#isFound = found !== null;
    if (found === null) {
      const { env } = this.#db;
      const isTold = env.onFieldGone !== null && table.hidesFound && !env.isFrozen;
      if (isTold) this.#tellGone(field, start, end);
      return false;
    }
    this.value.set(found.valueBytes, found.valueStart, found.valueEnd);
    this.expireAtMs = found.expireAtMs;
    return true;
  }

  /**
   * Sets a field; true if it is new. It never expires then, unless `keepsExpiry`. The bytes given
   * must not lie in the hash.
   */
  set(
    limits: HashLimits,
    field: Uint8Array,
    fieldStart: number,
    fieldEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
    keepsExpiry = false,
  ): boolean {
    this.find(field, fieldStart, fieldEnd);
    return this.assign(
      limits,
      field,
      fieldStart,
      fieldEnd,
      value,
      valueStart,
      valueEnd,
      keepsExpiry,
    );
  }

  /** `set` for the field that `find` has just looked for, with success or without. */
  assign(
    limits: HashLimits,
    field: Uint8Array,
    fieldStart: number,
    fieldEnd: number,
    value: Uint8Array,
    valueStart: number,
    valueEnd: number,
    keepsExpiry: boolean,
  ): boolean {
    const { hashMaxListpackValue: max } = limits;
    if (this.#table === null && (fieldEnd - fieldStart > max || valueEnd - valueStart > max)) {
      this.becomeTable();
      this.find(field, fieldStart, fieldEnd);
    }
    const isFound = this.#isFound;
    if (this.#table !== null) {
      const expireAtMs = isFound && keepsExpiry ? this.expireAtMs : 0;
      const length = valueEnd - valueStart;
      const entry = this.#table.put(field, fieldStart, fieldEnd, length, expireAtMs);
      copyBytes(entry.valueBytes, entry.valueStart, value, valueStart, valueEnd);
    } else if (isFound) {
      this.#replace(value, valueStart, valueEnd);
      if (!keepsExpiry) this.expire(0);
    } else {
      const { size } = this;
      appendField(
        this.#db,
        this.#entry,
        this.#stride,
        field,
        fieldStart,
        fieldEnd,
        value,
        valueStart,
        valueEnd,
      );
      if (size >= limits.hashMaxListpackEntries) this.becomeTable();
    }
    return !isFound;
  }

  /** Gives the field found last, of a packed hash, another value. */
  #replace(value: Uint8Array, start: number, end: number): void {
    const { valueBytes, valueStart } = this.#entry;
    const at = nextElement(valueBytes, valueStart + this.#offset) - valueStart;
    replaceElement(this.#db, this.#entry, at, value, start, end);
  }

  /** Sets when the field found last expires, Unix milliseconds; 0 for never. */
  expire(expireAtMs: number): void {
    const old = this.expireAtMs;
    if (expireAtMs === old) return;
    this.expireAtMs = expireAtMs;
    if (this.#table !== null) {
      this.#table.setExpiry(this.#found!, expireAtMs);
    } else {
      if (this.#stride === PAIR) this.#becomeTriples();
      this.#offset = moveField(this.#db, this.#entry, this.#offset, expireAtMs);
    }
    if (expireAtMs === 0 || old !== 0) return;
    const { bytes, keyStart, keyEnd } = this.#entry;
    this.#db.noteVolatileHash(bytes, keyStart, keyEnd);
  }

  /** Keeps the field found last. */
  #becomeTriples(): void {
    const { valueBytes, valueStart } = this.#entry;
    let index = 0;
    const found = valueStart + this.#offset;
    for (let p = valueStart + FIRST_FIELD; p < found; p = nextElement(valueBytes, p)) index++;
    becomeTriples(this.#db, this.#entry);
    this.#stride = TRIPLE;
    const at = this.#entry.valueStart;
    this.#offset = seekElement(this.#entry.valueBytes, at, index / PAIR * TRIPLE) - at;
  }

  /** Removes the field found last; false if it was the only one, and the key is gone with it. */
  remove(): boolean {
    if (this.#table !== null) {
      this.#table.removeFound(this.#found!);
      if (this.#table.size > 0) return true;
    } else {
      const { valueBytes, valueStart } = this.#entry;
      if (listpackLength(valueBytes, valueStart) > this.#stride) {
        removeField(this.#db, this.#entry, this.#offset, this.#stride);
        return true;
      }
    }
    this.#db.removeFound(this.#entry);
    return false;
  }

  /** Makes a packed hash a table; for what is about to be added to it. */
  becomeTable(): void {
    if (this.#table !== null) return;
    const table = new HashTable(this.#db.memory);
    this.#forEachPacked((field, value, expireAtMs) => {
      const { valueBytes, valueStart } = table.add(
        field.bytes,
        field.start,
        field.end,
        value.length,
        expireAtMs,
      );
      copyBytes(valueBytes, valueStart, value.bytes, value.start, value.end);
    });
    this.#db.becomeObject(this.#entry, table);
    this.#table = table;
  }

  /** Writes all fields, or all values, or each field with its value. */
  write(sink: Sink, what: number): void {
    if (this.#table !== null) {
      this.#table.forEach(this.#db.env.nowMs, (entry) => {
        if ((what & FIELDS) !== 0) sink.bulk(entry.bytes, entry.keyStart, entry.keyEnd);
        if ((what & VALUES) !== 0) sink.bulk(entry.valueBytes, entry.valueStart, entry.valueEnd);
      });
      return;
    }
    const { valueBytes: bytes, valueStart } = this.#entry;
    const element = this.#field;
    for (let p = valueStart + this.#first; !isListpackEnd(bytes, p);) {
      if ((what & FIELDS) !== 0) {
        element.read(bytes, p);
        sink.bulk(element.bytes, element.start, element.end);
      }
      p = nextElement(bytes, p);
      if ((what & VALUES) !== 0) {
        element.read(bytes, p);
        sink.bulk(element.bytes, element.start, element.end);
      }
      p = nextElement(bytes, p);
      if (this.#stride === TRIPLE) p = nextElement(bytes, p);
    }
  }

  /** Visits every field. `visit` must not change the hash. */
  forEach(visit: Visit): void {
    if (this.#table === null) return this.#forEachPacked(visit);
    this.#table.forEach(this.#db.env.nowMs, (entry) => this.#visit(entry, visit));
  }

  /**
   * Visits about `count` fields from a cursor on, and returns the next cursor, 0 at the end. All
   * fields of a packed hash are visited at once. `visit` must not change the hash.
   */
  scan(cursor: number, count: number, visit: Visit): number {
    if (this.#table === null) {
      this.#forEachPacked(visit);
      return 0;
    }
    const { nowMs } = this.#db.env;
    return this.#table.scan(cursor, count, nowMs, (entry) => this.#visit(entry, visit));
  }

  /** A field chosen with equal chances, the field found last then; null if all have expired. */
  random(): Element | null {
    const { env } = this.#db;
    const field = this.#field;
    if (this.#table !== null) {
      const entry = this.#table.random(env.random, env.nowMs);
      if (entry === null) return null;
      this.#found = entry;
      this.value.set(entry.valueBytes, entry.valueStart, entry.valueEnd);
      this.expireAtMs = entry.expireAtMs;
      field.set(entry.bytes, entry.keyStart, entry.keyEnd);
      return field;
    }
    const { valueBytes, valueStart } = this.#entry;
    const index = this.#expired + Math.floor(env.random() * this.size);
    const p = seekElement(valueBytes, valueStart, index * this.#stride);
    this.#offset = p - valueStart;
    field.read(valueBytes, p);
    this.value.read(valueBytes, nextElement(valueBytes, p));
    return field;
  }

  /** Visits `count` different fields, chosen with equal chances, or all if there are not more. */
  sample(count: number, visit: Visit): void {
    const { env } = this.#db;
    if (this.#table !== null) {
      this.#table.sample(count, env.random, env.nowMs, (entry) => this.#visit(entry, visit));
      return;
    }
    // Knuth's selection sampling (The Art of Computer Programming, 3.4.2, algorithm S).
    let left = this.size;
    let wanted = Math.min(count, left);
    this.#forEachPacked((field, value, expireAtMs) => {
      if (env.random() * left-- >= wanted) return;
      wanted--;
      visit(field, value, expireAtMs);
    });
  }

  #visit(entry: Entry, visit: Visit): void {
    this.#field.set(entry.bytes, entry.keyStart, entry.keyEnd);
    this.value.set(entry.valueBytes, entry.valueStart, entry.valueEnd);
    visit(this.#field, this.value, entry.expireAtMs);
  }

  #forEachPacked(visit: Visit): void {
    const { valueBytes: bytes, valueStart } = this.#entry;
    for (let p = valueStart + this.#first; !isListpackEnd(bytes, p);) {
      const expireAtMs = this.#stride === TRIPLE ? expiryAt(bytes, p) : 0;
      this.#field.read(bytes, p);
      p = nextElement(bytes, p);
      this.value.read(bytes, p);
      p = nextElement(bytes, p);
      if (this.#stride === TRIPLE) p = nextElement(bytes, p);
      visit(this.#field, this.value, expireAtMs);
    }
  }
}

/** Whether no string is too long, and no two fields are the same. */
function mayBePacked(
  { bytes, starts, ends }: Strings,
  from: number,
  to: number,
  max: number,
): boolean {
  for (let i = from; i < to; i++) if (ends[i] - starts[i] > max) return false;
  for (let i = from + PAIR; i < to; i += PAIR) {
    for (let j = from; j < i; j += PAIR) {
      if (ends[i] - starts[i] !== ends[j] - starts[j]) continue;
      // The last byte first: it is where names tend to differ.
      if (ends[i] > starts[i] && bytes[ends[i] - 1] !== bytes[ends[j] - 1]) continue;
      if (equalBytes(bytes, starts[i], ends[i], bytes, starts[j])) return false;
    }
  }
  return true;
}

/** Called with a field, its value and its expiry; the cursors are valid during the call only. */
export type Visit = (field: Element, value: Element, expireAtMs: number) => void;
