/** Databases filled by hand, for tests of the keyspace. */

import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import type { Database } from "../../lib/keyspace/database.ts";
import { RAW } from "../../lib/keyspace/types.ts";
import type { Entry } from "../../lib/memory/entry.ts";

/** Sets a key to a value of `length` bytes; `expireAtMs` 0 is for never. */
export function put(db: Database, name: string, expireAtMs = 0, length = 3): void {
  const key = fromLatin1(name);
  const value = new Uint8Array(length);
  db.setString(key, 0, key.length, value, 0, length, RAW, expireAtMs);
}

/** Accesses a key; false if it is not there. */
export function touch(db: Database, name: string): boolean {
  const key = fromLatin1(name);
  return db.find(key, 0, key.length) !== null;
}

export function remove(db: Database, name: string): boolean {
  const key = fromLatin1(name);
  return db.delete(key, 0, key.length);
}

/** Whether a key is there, expired or not, without touching it. */
export function holds(db: Database, name: string): boolean {
  const key = fromLatin1(name);
  return db.presence(key, 0, key.length) !== "absent";
}

export function nameOf({ bytes, keyStart, keyEnd }: Entry): string {
  return latin1(bytes, keyStart, keyEnd);
}
