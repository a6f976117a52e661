/**
 * DEBUG DIGEST and DIGEST-VALUE: fingerprints of the data, the same that Redis computes, so that
 * the contents of two servers can be compared.
 *
 * A digest is 20 bytes. Two ways to take a text in: `add` makes the exclusive or with the text's
 * SHA-1, so that order does not matter; `mix` does the same and hashes the result, so that it does.
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { Database } from "../../../keyspace/database.ts";
import { HASH, LIST, SET, STREAM, ZSET } from "../../../keyspace/types.ts";
import type { Entry } from "../../../memory/entry.ts";
import { formatDouble17 } from "../../../resp/numbers.ts";
import { Hash } from "../../../types/hash.ts";
import { List } from "../../../types/list.ts";
import { membersOf } from "../../../types/set.ts";
import { SortedSet } from "../../../types/sorted_set.ts";
import type { Stream } from "../../../types/stream.ts";
import { StreamCursor } from "../../../types/stream_cursor.ts";
import { MAX_ID, MIN_ID } from "../../../types/stream_id.ts";

const LENGTH = 20;
/** Redis counts modules before streams. */
const STREAM_IN_REDIS = 6;

class Digest {
  bytes: Uint8Array = new Uint8Array(LENGTH);

  add(text: Uint8Array): void {
    const hash = sha1(text);
    for (let i = 0; i < LENGTH; i++) this.bytes[i] ^= hash[i];
  }

  mix(text: Uint8Array): void {
    this.add(text);
    this.bytes = sha1(this.bytes);
  }

  toString(): string {
    return Buffer.from(this.bytes).toString("hex");
  }
}

const ENCODER = new TextEncoder();
const EXPIRES = ENCODER.encode("!!expire!!");
const FIELD_EXPIRES = ENCODER.encode("!!hexpire!!");

/** The digest of all keys, in 40 hexadecimal digits. */
export function digestOfAll(databases: readonly Database[]): string {
  const all = new Digest();
  for (const db of databases) {
    if (db.size === 0) continue;
    all.mix(bigEndian(db.index));
    db.forEach((entry) => {
      const one = new Digest();
      one.mix(entry.bytes.subarray(entry.keyStart, entry.keyEnd));
      mixValue(one, db, entry);
      all.add(one.bytes);
    });
  }
  return all.toString();
}

/** The digest of one value; all zeros for a key that is not there. */
export function digestOfValue(db: Database, entry: Entry | null): string {
  const digest = new Digest();
  if (entry !== null) mixValue(digest, db, entry);
  return digest.toString();
}

function mixValue(digest: Digest, db: Database, entry: Entry): void {
  const { type, expireAtMs } = entry;
  digest.mix(bigEndian(type === STREAM ? STREAM_IN_REDIS : type));
  if (type === HASH) mixHash(digest, db, entry);
  else if (type === LIST) mixList(digest, db, entry);
  else if (type === SET) addMembers(digest, db, entry);
  else if (type === ZSET) mixSortedSet(digest, db, entry);
  else if (type === STREAM) mixStream(digest, db, entry);
  else digest.mix(entry.valueBytes.subarray(entry.valueStart, entry.valueEnd));
  if (expireAtMs !== 0) digest.add(EXPIRES);
}

const hash = new Hash();

function mixHash(digest: Digest, db: Database, entry: Entry): void {
  hash.view(db, entry).forEach((field, value, expireAtMs) => {
    const one = new Digest();
    one.mix(field.bytes.subarray(field.start, field.end));
    one.mix(value.bytes.subarray(value.start, value.end));
    if (expireAtMs !== 0) one.add(FIELD_EXPIRES);
    digest.add(one.bytes);
  });
}

const list = new List();

function mixList(digest: Digest, db: Database, entry: Entry): void {
  list.open(db, entry, 0);
  const { element } = list;
  for (let isThere = list.seek(0); isThere; isThere = list.next()) {
    digest.mix(element.bytes.subarray(element.start, element.end));
  }
}

const sortedSet = new SortedSet();

function mixSortedSet(digest: Digest, db: Database, entry: Entry): void {
  sortedSet.open(db, entry).forEach((bytes, start, end, score) => {
    const one = new Digest();
    one.mix(bytes.subarray(start, end));
    one.mix(ENCODER.encode(formatDouble17(score)));
    digest.add(one.bytes);
  });
}

const cursor = new StreamCursor();

/** The entries only; groups do not count. */
function mixStream(digest: Digest, db: Database, entry: Entry): void {
  const { blocks } = db.objectOf(entry) as Stream;
  const sink = {
    bulk: (bytes: Uint8Array, start: number, end: number) => {
      digest.mix(bytes.subarray(start, end));
    },
  };
  cursor.open(blocks, MIN_ID, MAX_ID, false);
  while (cursor.next()) {
    digest.mix(ENCODER.encode(cursor.id.toString().replace("-", ".")));
    cursor.write(sink);
  }
}

/** In any order. */
function addMembers(digest: Digest, db: Database, entry: Entry): void {
  const members = membersOf(db, entry);
  while (members.next()) digest.add(members.bytes.subarray(members.start, members.end));
}

function sha1(text: Uint8Array): Uint8Array {
  return createHash("sha1").update(text).digest();
}

function bigEndian(n: number): Uint8Array {
  return Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
}
