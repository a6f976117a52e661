/**
 * Churn: a database whose keys are overwritten and deleted for a long time, with values of 1 B to
 * 64 KiB (each power of two as likely as any other). Prints how much of the memory held is wasted
 * and the longest single stop; checks every value at the end.
 *
 *   deno run -A bench/churn.ts [operations]        bun bench/churn.ts [operations]
 */

import process from "node:process";
import { Database } from "../lib/keyspace/database.ts";
import { Environment } from "../lib/keyspace/environment.ts";
import { RAW } from "../lib/keyspace/types.ts";
import { randomFrom } from "../tests/support/random.ts";

const OPERATIONS = 50_000_000;
const KEYS = 30_000;
const VALUE_BYTES_MAX = 64 * 1024;
/** How often the waste is looked at, in operations. */
const LOOK = 10_000;

export interface ChurnResult {
  readonly operations: number;
  readonly seconds: number;
  readonly usedBytes: number;
  readonly reservedBytes: number;
  /** Share of the reserved bytes that is not used: at the end, and at the worst. */
  readonly waste: number;
  readonly worstWaste: number;
  readonly longestStopMs: number;
  /** Keys whose value is not what it should be. */
  readonly damaged: number;
}

/** Overwrites (three times in four) or deletes keys at random; the same seed does the same. */
export function churn(operations: number, keys: number, seed: number): ChurnResult {
  const random = randomFrom(seed);
  const env = new Environment(random);
  env.setTime(1_700_000_000_000);
  const db = new Database(0, env);
  const source = Uint8Array.from({ length: VALUE_BYTES_MAX + 256 }, (_, i) => i & 0xff);
  const key = new TextEncoder().encode("key:00000000");
  /** Length of each value, -1 for none, and the byte it begins with. */
  const lengths = new Int32Array(keys).fill(-1);
  const firsts = new Uint8Array(keys);
  let worstWaste = 0;
  let longestStopMs = 0;

  const began = performance.now();
  let before = began;
  for (let i = 1; i <= operations; i++) {
    const k = Math.floor(random() * keys);
    name(key, k);
    if (random() < 0.75) {
      const length = Math.ceil(VALUE_BYTES_MAX ** random());
      const first = i & 0xff;
      db.setString(key, 0, key.length, source, first, first + length, RAW, 0);
      lengths[k] = length;
      firsts[k] = first;
    } else {
      db.delete(key, 0, key.length);
      lengths[k] = -1;
    }
    const now = performance.now();
    if (now - before > longestStopMs) longestStopMs = now - before;
    before = now;
    if (i % LOOK === 0 && i > keys * 2) worstWaste = Math.max(worstWaste, wasteOf(db));
  }
  const seconds = (performance.now() - began) / 1000;

  let damaged = 0;
  for (let k = 0; k < keys; k++) {
    name(key, k);
    if (!isWhole(db, key, lengths[k], firsts[k])) damaged++;
  }
  const { usedBytes, reservedBytes } = db;
  const waste = wasteOf(db);
  worstWaste = Math.max(worstWaste, waste);
  return {
    operations,
    seconds,
    usedBytes,
    reservedBytes,
    waste,
    worstWaste,
    longestStopMs,
    damaged,
  };
}

function wasteOf(db: Database): number {
  return 1 - db.usedBytes / db.reservedBytes;
}

function isWhole(db: Database, key: Uint8Array, length: number, first: number): boolean {
  const entry = db.find(key, 0, key.length);
  if (entry === null || length < 0) return entry === null && length < 0;
  if (entry.valueLength !== length) return false;
  for (let i = 0; i < length; i++) {
    if (entry.valueBytes[entry.valueStart + i] !== ((first + i) & 0xff)) return false;
  }
  return true;
}

/** Writes a number into the eight digits of a key. */
function name(key: Uint8Array, n: number): void {
  for (let at = key.length - 1; at >= key.length - 8; at--) {
    key[at] = 0x30 + n % 10;
    n = Math.floor(n / 10);
  }
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

if (import.meta.main) {
  const operations = Number(process.argv[2] ?? OPERATIONS);
  const result = churn(operations, KEYS, 1);
  const { seconds, usedBytes, reservedBytes, waste, worstWaste, longestStopMs } = result;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  console.log(`operations     ${operations} in ${seconds.toFixed(1)} s`);
  console.log(`used           ${mebibytes(usedBytes)}`);
  console.log(`reserved       ${mebibytes(reservedBytes)}`);
  console.log(`resident       ${mebibytes(process.memoryUsage().rss)}`);
  console.log(`waste          ${percent(waste)}, at worst ${percent(worstWaste)}`);
  console.log(`longest stop   ${longestStopMs.toFixed(2)} ms`);
  console.log(`damaged        ${result.damaged} of ${KEYS} keys`);
  if (result.damaged > 0) process.exitCode = 1;
}
