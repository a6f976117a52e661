/**
 * Hashes in RDB files: fields with values one after the other, with or without the time at which
 * each expires, or packed: a listpack of pairs or triples, a ziplist (before 7.0), a zipmap (before
 * 2.6).
 */

import type { Database } from "../../keyspace/database.ts";
import { copyBytes } from "../../memory/bytes.ts";
import { HASH, LISTPACK, LISTPACK_EX } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import type { Element } from "../../memory/listpack.ts";
import { parseInteger } from "../../resp/numbers.ts";
import { Hash } from "../../types/hash.ts";
import { expiryAt, FIRST_FIELD } from "../../types/hash_packed.ts";
import { HashTable } from "../../types/hash_table.ts";
import { checkListpack, visitListpack, visitZiplist, visitZipmap } from "../elements.ts";
import { KIND } from "../format.ts";
import type { RdbReader } from "../reader.ts";
import { TableWalk } from "../walks/table_walk.ts";
import type { Walk } from "../walks/walk.ts";
import type { RdbWriter } from "../writer.ts";
import {
  BadValueError,
  checkRepetition,
  ELEMENTS,
  putPacked,
  settleElements,
  type Target,
} from "./target.ts";

/** Scratch. */
const HASH_OF = new Hash();

export function kindOfHash(db: Database, entry: Entry): number {
  switch (entry.encoding) {
    case LISTPACK:
      return KIND.HASH_LISTPACK;
    case LISTPACK_EX:
      return firstExpiry(entry) === 0 ? KIND.HASH : KIND.HASH_LISTPACK_EX;
    default:
      return tableOf(db, entry).volatileSize > 0 ? KIND.HASH_METADATA : KIND.HASH;
  }
}

/** Writes a packed hash. */
export function writeHash(db: Database, entry: Entry, out: RdbWriter): void {
  if (entry.encoding === LISTPACK_EX) {
    const first = firstExpiry(entry);
    if (first === 0) return writePairs(db, entry, out);
    out.u64(first);
  }
  out.string(entry.valueBytes, entry.valueStart, entry.valueEnd);
}

/** When the first field of a packed hash expires; 0 if none does. */
function firstExpiry({ valueBytes, valueStart }: Entry): number {
  return expiryAt(valueBytes, valueStart + FIRST_FIELD);
}

/** A packed hash that has room for expiry, and none: older servers can read its fields alone. */
function writePairs(db: Database, entry: Entry, out: RdbWriter): void {
  const hash = HASH_OF.view(db, entry);
  out.size(hash.size);
  hash.forEach((field, value) => {
    out.string(field.bytes, field.start, field.end);
    out.string(value.bytes, value.start, value.end);
  });
}

/** Writes any hash as Valkey 9 has it: each field with its value, and its expiry or -1. */
export function writeTimedHash(db: Database, entry: Entry, out: RdbWriter): void {
  const hash = HASH_OF.view(db, entry);
  let count = 0;
  hash.forEach(() => count++);
  out.size(count);
  hash.forEach((field, value, expireAtMs) => {
    out.string(field.bytes, field.start, field.end);
    out.string(value.bytes, value.start, value.end);
    if (expireAtMs !== 0) return out.u64(expireAtMs);
    out.u32(-1);
    out.u32(-1);
  });
}

/**
 * Begins to write a large hash. Expired fields that are still there are written, too: those who read
 * know how late it is.
 */
export function openHash({ nextExpiryMs, size, table }: HashTable, out: RdbWriter): Walk {
  const isVolatile = table.volatileSize > 0;
  if (isVolatile) out.u64(nextExpiryMs);
  out.size(size);
  return new TableWalk(table, (refs) => {
    for (const ref of refs) {
      const { bytes, expireAtMs, keyStart, keyEnd, valueBytes, valueStart, valueEnd } = table
        .load(ref);
      if (isVolatile) out.size(expireAtMs === 0 ? 0 : expireAtMs - nextExpiryMs + 1);
      out.string(bytes, keyStart, keyEnd);
      out.string(valueBytes, valueStart, valueEnd);
    }
  });
}

function tableOf(db: Database, entry: Entry): HashTable {
  return db.objectOf(entry) as HashTable;
}

/** Reads a hash into the target; one without fields that are still alive makes no key. */
export function readHash(kind: number, reader: RdbReader, target: Target): void {
  switch (kind) {
    case KIND.HASH:
      return readFields(reader, target, -1);
    case KIND.HASH_METADATA:
      return readFields(reader, target, reader.i64() - 1);
    case KIND.HASH_METADATA_PRE_GA:
      return readFields(reader, target, 0);
    case KIND.HASH_LISTPACK_EX:
      reader.i64(); // The first expiry, which the listpack tells, too.
      return readTriples(reader, target);
    case KIND.HASH_LISTPACK_EX_PRE_GA:
      return readTriples(reader, target);
    case KIND.HASH_LISTPACK:
      return readListpack(reader, target);
    case KIND.HASH_VALKEY:
      return readTimedFields(reader, target);
  }
  const bytes = reader.copy();
  const made = new MadeHash(target, 0);
  const take = (element: Element) => made.element(element);
  if (kind === KIND.HASH_ZIPLIST) visitZiplist(bytes, take);
  else visitZipmap(bytes, take);
  made.end();
}

/** Fields one by one; unless `base` is negative, each begins with its expiry, less `base`, or 0. */
function readFields(reader: RdbReader, target: Target, base: number): void {
  const count = reader.count(2);
  const made = new MadeHash(target, count);
  for (let i = 0; i < count; i++) {
    const expiry = base < 0 ? 0 : reader.size();
    const length = reader.keep();
    reader.string();
    const { kept, text, start, end } = reader;
    made.add(kept, 0, length, text, start, end, expiry === 0 ? 0 : base + expiry);
  }
  made.end();
}

/** Fields one by one, each with its value and then its expiry, -1 for none. */
function readTimedFields(reader: RdbReader, target: Target): void {
  const count = reader.count(2 + 8);
  const made = new MadeHash(target, count);
  for (let i = 0; i < count; i++) {
    const field = reader.copy();
    const value = reader.copy();
    made.add(field, 0, field.length, value, 0, value.length, Math.max(reader.i64(), 0));
  }
  made.end();
}

function readListpack(reader: RdbReader, target: Target): void {
  reader.string();
  const { text, start, end } = reader;
  const { limits, isTrusted } = target;
  const { count, isCanonical, longest } = checkListpack(text, start, end);
  if (count === 0) return;
  const isSmall = count <= 2 * limits.hashMaxListpackEntries &&
    longest <= limits.hashMaxListpackValue;
  if (count % 2 === 0 && isCanonical && isSmall) {
    if (!isTrusted) checkRepetition(text, start, 2);
    putPacked(target, HASH, LISTPACK, text, start, end);
    return;
  }
  const made = new MadeHash(target, count / 2);
  visitListpack(text, start, (element) => made.element(element));
  made.end();
}

function readTriples(reader: RdbReader, target: Target): void {
  const bytes = reader.copy();
  const { count } = checkListpack(bytes, 0, bytes.length);
  if (count % 3 !== 0) throw new BadValueError("a field has no expiry");
  const made = new MadeHash(target, count / 3);
  const parts: Uint8Array[] = [];
  visitListpack(bytes, 0, ({ bytes, start, end }) => {
    if (parts.length < 2) {
      parts.push(bytes.slice(start, end));
      return;
    }
    const expireAtMs = parseInteger(bytes, start, end);
    if (!(expireAtMs >= 0)) throw new BadValueError("an expiry is no time");
    const [field, value] = parts.splice(0);
    made.add(field, 0, field.length, value, 0, value.length, expireAtMs);
  });
  made.end();
}

/** A hash that is made field by field. */
class MadeHash {
  readonly #target: Target;
  readonly #expected: number;
  /** A hash that may be packed, or one that is too large for that from the beginning. */
  #hash: Hash | null = null;
  #table: HashTable | null = null;
  /** The field whose value is still to come. */
  #field: Uint8Array | null = null;

  constructor(target: Target, expected: number) {
    this.#target = target;
    this.#expected = expected;
  }

  /** Takes fields and values in turn. */
  element({ bytes, start, end }: Element): void {
    const field = this.#field;
    if (field === null) {
      this.#field = bytes.slice(start, end);
    } else {
      this.add(field, 0, field.length, bytes, start, end, 0);
      this.#field = null;
    }
  }

  /** Nothing follows. */
  end(): void {
    if (this.#field !== null) throw new BadValueError("a field has no value");
    if (this.#table !== null) settleElements();
  }

  add(
    field: Uint8Array,
    fieldStart: number,
    fieldEnd: number,
    value: Uint8Array,
    start: number,
    end: number,
    expireAtMs: number,
  ): void {
    const { limits, nowMs } = this.#target;
    if (expireAtMs !== 0 && expireAtMs <= nowMs) return;
    if (this.#hash === null && this.#table === null) this.#begin();
    if (this.#table !== null) {
      const size = end - start;
      const made = this.#table.addTo(ELEMENTS, field, fieldStart, fieldEnd, size, expireAtMs);
      copyBytes(made.valueBytes, made.valueStart, value, start, end);
      return;
    }
    const hash = this.#hash!;
    if (!hash.set(limits, field, fieldStart, fieldEnd, value, start, end)) {
      throw new BadValueError("a field occurs twice");
    }
    if (expireAtMs === 0) return;
    hash.find(field, fieldStart, fieldEnd);
    hash.expire(expireAtMs);
  }

  #begin(): void {
    const { db, key, limits } = this.#target;
    if (this.#expected > limits.hashMaxListpackEntries) {
      this.#table = new HashTable(db.memory, this.#expected);
      db.putObject(key, 0, key.length, HASH, this.#table, 0);
    } else {
      db.find(key, 0, key.length);
      this.#hash = new Hash().create(db, key, 0, key.length);
    }
  }
}
