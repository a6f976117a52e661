/** Reads an RDB file to its end, to say whether it is sound and what is in it. */

import { Keyspace } from "../../keyspace/keyspace.ts";
import { TYPE_NAMES } from "../../keyspace/types.ts";
import { type LoadOptions, RdbFileReader } from "../../rdb/file_reader.ts";
import { RdbError } from "../../rdb/reader.ts";
import type { ReadableFile } from "../storage.ts";

/** A file may use databases up to here. */
export const DATABASES_MAX = 1024;
/** Bytes of the file whose keys are in memory at a time. */
const STEP = 4 * 1024 * 1024;

/** Where something is wrong, and what. */
export interface Damage {
  readonly offset: number;
  readonly reason: string;
  /** `is damaged`, or what else is to be said of the file. */
  readonly verdict: string;
}

export interface RdbReport {
  /** Of the format; 0 if the file is no RDB file. */
  readonly version: number;
  readonly aux: ReadonlyMap<string, string>;
  readonly keys: number;
  /** Those of them that expire, and that have expired by now. */
  readonly volatile: number;
  readonly expired: number;
  /** How many there are of each type, by the names that TYPE has for them. */
  readonly types: ReadonlyMap<string, number>;
  /** Keys of collections without elements, which are passed over. */
  readonly empty: number;
  readonly functions: number;
  /** What was passed over, a sentence each. */
  readonly warnings: readonly string[];
  /** Where the RDB file ends: an append-only file may go on behind it. */
  readonly end: number;
  /** Whether there is a checksum: older and unsummed files have none. */
  readonly damage: Damage | null;
}

/** Checks the RDB file that a file begins with. */
export function checkRdb(
  file: ReadableFile,
  limits: LoadOptions["limits"],
  nowMs: number,
): RdbReport {
  const keyspace = new Keyspace(DATABASES_MAX, Math.random);
  const warnings: string[] = [];
  const reader = new RdbFileReader(file, keyspace, {
    limits,
    nowMs: 0,
    keepsExpired: true,
    warn: (message) => warnings.push(message),
  });
  const types = new Map<string, number>();
  let [keys, volatile, expired] = [0, 0, 0];
  const count = () => {
    for (const db of keyspace.databases) {
      if (db.size === 0) continue;
      db.visitFrom(0, Infinity, ({ type, expireAtMs }) => {
        const name = TYPE_NAMES[type];
        types.set(name, (types.get(name) ?? 0) + 1);
        keys++;
        if (expireAtMs !== 0) volatile++;
        if (expireAtMs !== 0 && expireAtMs < nowMs) expired++;
      });
      db.clear();
    }
  };
  let damage: Damage | null = null;
  try {
    while (!reader.step(STEP)) count();
  } catch (error) {
    if (!(error instanceof RdbError)) throw error;
    damage = { offset: error.offset, reason: error.message, verdict: error.verdict };
  }
  count();
  const { aux, empty, functions, offset, version } = reader;
  const [end, libraries] = [offset, functions.length];
  return {
    ...{ version, aux, keys, volatile, expired, types, empty, functions: libraries },
    ...{ warnings, end, damage },
  };
}
