/** Where a value that is read from an RDB goes. */

import type { Database } from "../../keyspace/database.ts";
import { ENCODING_SHIFT, type Entry, GROWN } from "../../memory/entry.ts";
import type { HashLimits } from "../../types/hash.ts";
import type { SetLimits } from "../../types/set.ts";
import type { SortedSetLimits } from "../../types/sorted_set.ts";

/** The parameters that decide on encodings, by their names in the configuration. */
export interface Limits extends HashLimits, SetLimits, SortedSetLimits {
  readonly listMaxListpackSize: number;
}

/** A key that is not there, and is to hold the value. */
export interface Target {
  readonly db: Database;
  readonly key: Uint8Array;
  readonly limits: Limits;
  /** The time before which fields have expired, Unix milliseconds. */
  readonly nowMs: number;
  /** Whether the bytes are a server's own, and need not be searched for repeated members. */
  readonly isTrusted: boolean;
}

/** A value that is no value of its kind, though its bytes can be read: a member twice, say. */
export class BadValueError extends Error {}

/** Makes the key hold packed bytes as they are. */
export function putPacked(
  { db, key }: Target,
  type: number,
  encoding: number,
  bytes: Uint8Array,
): Entry {
  const flags = type | (encoding << ENCODING_SHIFT) | GROWN;
  const entry = db.put(key, 0, key.length, flags, bytes.length, 0);
  entry.valueBytes.set(bytes, entry.valueStart);
  return entry;
}

/** Looks for what occurs twice, among the elements of one packed value. */
export class Repetition {
  readonly #seen = new Set<string>();

  /** Throws if these bytes were given before. */
  check(bytes: Uint8Array, start: number, end: number): void {
    let text = "";
    for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
    if (this.#seen.has(text)) throw new BadValueError("a member or field occurs twice");
    this.#seen.add(text);
  }
}
