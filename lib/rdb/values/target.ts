/** Where a value that is read from an RDB goes. */

import { Batch } from "../../memory/batch.ts";
import { copyBytes } from "../../memory/bytes.ts";
import type { Database } from "../../keyspace/database.ts";
import { ENCODING_SHIFT, GROWN } from "../../memory/entry.ts";
import type { HashLimits } from "../../types/hash.ts";
import type { SetLimits } from "../../types/set.ts";
import type { SortedSetLimits } from "../../types/sorted_set.ts";
import { latin1 } from "../../resp/args.ts";
import { visitListpack } from "../elements.ts";

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
  /** Where the key waits to be found, if it need not be at once. */
  readonly batch: Batch | null;
  /** When the key expires, if that is known already; 0: never, or not known. */
  readonly expireAtMs: number;
}

/** A value that is no value of its kind, though its bytes can be read: a member twice, say. */
export class BadValueError extends Error {}

/** Makes the key hold packed bytes, `bytes[start, end)`, as they are. */
export function putPacked(
  target: Target,
  type: number,
  encoding: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const flags = type | (encoding << ENCODING_SHIFT) | GROWN;
  putBytes(target, flags, bytes, start, end);
}

/** Makes the key, with these flags, hold `bytes[start, end)`. */
export function putBytes(
  { batch, db, key, expireAtMs }: Target,
  flags: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): void {
  const { length } = key;
  const { valueBytes, valueStart } = batch === null
    ? db.put(key, 0, length, flags, end - start, expireAtMs)
    : db.add(batch, key, 0, length, flags, end - start, expireAtMs);
  copyBytes(valueBytes, valueStart, bytes, start, end);
}

/** Scratch: elements of the large collection that is being read. */
export const ELEMENTS = new Batch();

/** All elements have been read. Throws if one of them occurred twice. */
export function settleElements(): void {
  ELEMENTS.settle();
  if (ELEMENTS.repeated !== null) throw new BadValueError("a member or field occurs twice");
}

/**
 * Throws if two elements of a listpack that was checked are the same; only each `stride`th counts, from
 * the first on.
 */
export function checkRepetition(bytes: Uint8Array, start: number, stride: number): void {
  const seen = new Set<string>();
  let i = 0;
  visitListpack(bytes, start, (element) => {
    if (i++ % stride !== 0) return;
    const text = latin1(element.bytes, element.start, element.end);
    if (seen.has(text)) throw new BadValueError("a member or field occurs twice");
    seen.add(text);
  });
}
