/**
 * Eviction: which keys go when memory is full.
 *
 * LRU, LFU and TTL are approximated as in Redis: a few random keys are looked at, the best
 * candidates of this and earlier looks are kept in a small pool, and the best of them goes.
 */

import { frequency, idleSeconds } from "./access.ts";
import type { Database } from "./database.ts";
import type { Keyspace } from "./keyspace.ts";

/** `maxmemory-policy` and `maxmemory-samples`. */
export interface EvictionPolicy {
  readonly policy: string;
  readonly samples: number;
}

interface Candidate {
  readonly db: Database;
  readonly key: Uint8Array;
  /** The higher, the better to evict. */
  readonly score: number;
}

const POOL_SIZE = 16;

/** Evicts until at most `limitBytes` are used; false if nothing more can be evicted. */
export function evictDownTo(
  keyspace: Keyspace,
  limitBytes: number,
  { policy, samples }: EvictionPolicy,
): boolean {
  const isVolatile = policy.startsWith("volatile");
  const pool: Candidate[] = [];
  while (keyspace.usedBytes > limitBytes) {
    if (policy === "noeviction") return false;
    const victim = policy.endsWith("random")
      ? randomVictim(keyspace, isVolatile)
      : bestVictim(keyspace, policy, samples, isVolatile, pool);
    if (victim === null) return false;
    const { db, key } = victim;
    keyspace.env.evictedKeys++;
    keyspace.env.onEvicted(db, key, 0, key.length);
    db.delete(key, 0, key.length);
  }
  return true;
}

function randomVictim(keyspace: Keyspace, isVolatile: boolean): Candidate | null {
  const filled = keyspace.databases.filter((db) => (isVolatile ? db.volatileSize : db.size) > 0);
  if (filled.length === 0) return null;
  const db = filled[Math.floor(keyspace.env.random() * filled.length)];
  return sample(db, isVolatile, "random");
}

function bestVictim(
  keyspace: Keyspace,
  policy: string,
  samples: number,
  isVolatile: boolean,
  pool: Candidate[],
): Candidate | null {
  for (;;) {
    let looked = 0;
    for (const db of keyspace.databases) {
      const size = isVolatile ? db.volatileSize : db.size;
      for (let i = Math.min(samples, size); i > 0; i--) {
        const candidate = sample(db, isVolatile, policy);
        if (candidate === null) break;
        looked++;
        pool.push(candidate);
      }
    }
    if (looked === 0) return null;
    pool.sort((a, b) => a.score - b.score);
    if (pool.length > POOL_SIZE) pool.splice(0, pool.length - POOL_SIZE);
    while (pool.length > 0) {
      const best = pool.pop()!;
      // It may have been evicted already, as a duplicate in the pool.
      if (best.db.peek(best.key, 0, best.key.length) !== null) return best;
    }
  }
}

function sample(db: Database, isVolatile: boolean, policy: string): Candidate | null {
  const found = db.sample(isVolatile);
  if (found === null) return null;
  const { entry, access } = found;
  const score = policy.endsWith("lfu")
    ? 255 - frequency(db.env, access)
    : policy.endsWith("ttl")
    ? -entry.expireAtMs
    : idleSeconds(db.env, access);
  return { db, key: entry.bytes.slice(entry.keyStart, entry.keyEnd), score };
}
