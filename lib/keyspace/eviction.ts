/**
 * Eviction: which keys go when memory is full.
 *
 * LRU, LFU and TTL are approximated as in Redis: a few random keys are looked at, the best
 * candidates of this and earlier looks are kept in a small pool, and the best of them goes, unless
 * it has been used since it was looked at.
 */

import { equalBytes } from "../memory/bytes.ts";
import type { Entry } from "../memory/entry.ts";
import { frequency, idleSeconds } from "./access.ts";
import type { Database } from "./database.ts";
import type { Keyspace } from "./keyspace.ts";

/** `maxmemory-policy` and `maxmemory-samples`. */
export interface EvictionPolicy {
  readonly policy: string;
  readonly samples: number;
}

/** The best candidates so far, best last; kept from one eviction to the next. */
export interface EvictionPool {
  policy: string;
  candidates: Candidate[];
}

interface Candidate {
  readonly db: Database;
  readonly key: Uint8Array;
  /** The higher, the better to evict. */
  readonly score: number;
}

const POOL_SIZE = 16;
/** Keys evicted between two looks at the clock. */
const KEYS_TIMED = 16;

/**
 * Evicts until at most `limitBytes` are used; false if nothing more can be evicted. `isLate` may
 * end it before that: a limit that was lowered by much is then reached in several calls.
 */
export function evictDownTo(
  keyspace: Keyspace,
  limitBytes: number,
  { policy, samples }: EvictionPolicy,
  isLate: () => boolean = () => false,
): boolean {
  for (let turns = 1; keyspace.usedBytes > limitBytes; turns++) {
    if (policy === "noeviction") return false;
    if (turns % KEYS_TIMED === 0 && isLate()) return true;
    const victim = policy.endsWith("random")
      ? randomVictim(keyspace, policy)
      : bestVictim(keyspace, policy, samples);
    if (victim === null) return false;
    const { db, key } = victim;
    if (db.peek(key, 0, key.length) === null) continue; // It had expired, and has gone by that.
    keyspace.env.evictedKeys++;
    keyspace.env.onEvicted(db, key, 0, key.length);
    db.delete(key, 0, key.length);
    while (db.dying > 0) db.reclaim();
  }
  return true;
}

function randomVictim(keyspace: Keyspace, policy: string): Candidate | null {
  const filled = keyspace.databases.filter((db) => countOf(db, policy) > 0);
  if (filled.length === 0) return null;
  return sample(filled[Math.floor(keyspace.env.random() * filled.length)], policy);
}

function bestVictim(keyspace: Keyspace, policy: string, samples: number): Candidate | null {
  const pool = keyspace.evictionPool;
  if (pool.policy !== policy) Object.assign(pool, { policy, candidates: [] });
  for (;;) {
    if (!addSamples(keyspace, policy, samples, pool.candidates)) return null;
    for (;;) {
      const best = pool.candidates.pop();
      if (best === undefined) break;
      const { db, key, score } = best;
      const entry = db.peek(key, 0, key.length);
      if (entry !== null && scoreOf(policy, entry, db) >= score) return best;
    }
  }
}

/** Looks at some keys of each database; false if there are none. */
function addSamples(
  keyspace: Keyspace,
  policy: string,
  samples: number,
  candidates: Candidate[],
): boolean {
  let isEmpty = true;
  for (const db of keyspace.databases) {
    for (let i = Math.min(samples, countOf(db, policy)); i > 0; i--) {
      const candidate = sample(db, policy);
      if (candidate === null) break;
      isEmpty = false;
      if (!candidates.some((other) => isSame(candidate, other))) candidates.push(candidate);
    }
  }
  candidates.sort((a, b) => a.score - b.score);
  if (candidates.length > POOL_SIZE) candidates.splice(0, candidates.length - POOL_SIZE);
  return !isEmpty;
}

function sample(db: Database, policy: string): Candidate | null {
  const entry = db.sample(isForVolatile(policy));
  if (entry === null) return null;
  const key = entry.bytes.slice(entry.keyStart, entry.keyEnd);
  return { db, key, score: scoreOf(policy, entry, db) };
}

/** How good it is to evict the entry, which is the one that the database found last. */
function scoreOf(policy: string, entry: Entry, db: Database): number {
  if (isForVolatile(policy) && entry.expireAtMs === 0) return -Infinity;
  if (policy.endsWith("lfu")) return 255 - frequency(db.env, db.access);
  if (policy.endsWith("ttl")) return -entry.expireAtMs;
  return idleSeconds(db.env, db.access);
}

function isForVolatile(policy: string): boolean {
  return policy.startsWith("volatile");
}

function countOf(db: Database, policy: string): number {
  return isForVolatile(policy) ? db.volatileSize : db.size;
}

function isSame(a: Candidate, b: Candidate): boolean {
  return a.db === b.db && a.key.length === b.key.length &&
    equalBytes(a.key, 0, a.key.length, b.key, 0);
}
