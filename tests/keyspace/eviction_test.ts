import { test } from "node:test";
import assert from "node:assert/strict";
import { evictDownTo } from "../../lib/keyspace/eviction.ts";
import { Keyspace } from "../../lib/keyspace/keyspace.ts";
import { latin1 } from "../../lib/resp/args.ts";
import { randomFrom } from "../support/random.ts";
import { holds, put, touch } from "./keys.ts";

const NOW = 1_700_000_000_000;
const HOUR = 3_600_000;
const KEYS = 2000;
const VALUE_BYTES = 500;

/**
 * 2000 keys in two databases, every other one volatile; those from 1000 on are the better ones by
 * every measure: used later and more often, and living longer.
 */
function filled(policy: string): Keyspace {
  const keyspace = new Keyspace(16, randomFrom(3));
  const { env } = keyspace;
  env.isLfu = policy.endsWith("lfu");
  env.setTime(NOW);
  for (let i = 0; i < KEYS; i++) {
    const db = keyspace.databases[i % 4 < 2 ? 0 : 9];
    put(db, `key:${i}`, i % 2 === 0 ? NOW + HOUR + i * 1000 : 0, VALUE_BYTES);
  }
  env.setTime(NOW + 600_000);
  for (let i = KEYS / 2; i < KEYS; i++) {
    for (let times = 0; times < 50; times++) {
      touch(keyspace.databases[i % 4 < 2 ? 0 : 9], `key:${i}`);
    }
  }
  return keyspace;
}

/** The numbers of the keys that are left. */
function survivors(keyspace: Keyspace): number[] {
  return Array.from({ length: KEYS }, (_, i) => i)
    .filter((i) => holds(keyspace.databases[i % 4 < 2 ? 0 : 9], `key:${i}`));
}

function evict(keyspace: Keyspace, policy: string, share: number): boolean {
  const limit = keyspace.usedBytes * (1 - share);
  const isWithin = evictDownTo(keyspace, limit, { policy, samples: 5 });
  assert.equal(isWithin, keyspace.usedBytes <= limit);
  return isWithin;
}

test("eviction: noeviction evicts nothing", () => {
  const keyspace = filled("noeviction");
  assert.equal(evict(keyspace, "noeviction", 0.1), false);
  assert.equal(survivors(keyspace).length, KEYS);
  assert.equal(evict(keyspace, "noeviction", 0), true);
});

for (const policy of ["allkeys-lru", "allkeys-lfu", "allkeys-random"]) {
  test(`eviction: ${policy} takes keys of both kinds and of all databases`, () => {
    const keyspace = filled(policy);
    assert.equal(evict(keyspace, policy, 0.3), true);
    const left = survivors(keyspace);
    assert.ok(left.length > KEYS * 0.6 && left.length < KEYS * 0.75, `${left.length} are left`);
    for (const remainder of [0, 1, 2, 3]) {
      const count = left.filter((i) => i % 4 === remainder).length;
      assert.ok(count < KEYS / 4 - 40, `${count} of 500 with remainder ${remainder}`);
    }
    assert.equal(keyspace.env.evictedKeys, KEYS - left.length);
  });
}

for (const policy of ["volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"]) {
  test(`eviction: ${policy} takes volatile keys only, and stops when there are none`, () => {
    const keyspace = filled(policy);
    assert.equal(evict(keyspace, policy, 0.2), true);
    assert.equal(survivors(keyspace).filter((i) => i % 2 === 1).length, KEYS / 2);
    assert.equal(evict(keyspace, policy, 0.9), false);
    assert.deepEqual(survivors(keyspace), Array.from({ length: KEYS / 2 }, (_, i) => 2 * i + 1));
  });
}

for (const policy of ["allkeys-lru", "volatile-lru", "allkeys-lfu", "volatile-lfu"]) {
  test(`eviction: ${policy} spares nearly all that was used lately, or often`, () => {
    const keyspace = filled(policy);
    evict(keyspace, policy, policy.startsWith("volatile") ? 0.15 : 0.3);
    const left = new Set(survivors(keyspace));
    let good = 0;
    for (let i = KEYS / 2; i < KEYS; i++) if (!left.has(i)) good++;
    assert.ok(good <= 10, `${good} good keys were evicted`);
  });
}

test("eviction: volatile-ttl takes those that expire soonest", () => {
  const keyspace = filled("volatile-ttl");
  evict(keyspace, "volatile-ttl", 0.15);
  const gone = new Set(Array.from({ length: KEYS }, (_, i) => i));
  for (const i of survivors(keyspace)) gone.delete(i);
  const late = [...gone].filter((i) => i >= 1000).length;
  assert.ok(late <= 10, `${late} of ${gone.size}`);
});

test("eviction: a candidate that was used, or persisted, after it was looked at is spared", () => {
  const keyspace = new Keyspace(1, randomFrom(3));
  const { databases: [db], env } = keyspace;
  env.setTime(NOW);
  const names = Array.from({ length: 20 }, (_, i) => `key:${i}`);
  for (const name of names) put(db, name, NOW + HOUR, VALUE_BYTES);
  env.setTime(NOW + 60_000);
  const policy = { policy: "volatile-lru", samples: 10 };
  evictDownTo(keyspace, keyspace.usedBytes - 1, policy); // The pool is full of candidates now.
  assert.equal(db.size, 19);
  const { candidates } = keyspace.evictionPool;
  assert.ok(candidates.length > 3);
  const idle = latin1(candidates[0].key, 0, candidates[0].key.length);
  const kept = names.filter((name) => name !== idle && holds(db, name));
  for (const name of kept) touch(db, name);
  evictDownTo(keyspace, keyspace.usedBytes - 1, policy);
  assert.equal(holds(db, idle), false);
  for (const name of kept) put(db, name, 0, VALUE_BYTES);
  assert.equal(evictDownTo(keyspace, 0, policy), false);
  assert.equal(db.size, 18);
});

test("eviction: tells of each key while it is still there; an expired one is no victim", () => {
  const keyspace = filled("allkeys-random");
  const { env } = keyspace;
  let evicted = 0;
  let expired = 0;
  env.onEvicted = (db, key, start, end) => {
    evicted++;
    assert.equal(db.presence(key, start, end), "present");
  };
  env.onExpired = () => expired++;
  env.setTime(NOW + 2 * HOUR);
  assert.equal(evictDownTo(keyspace, 0, { policy: "allkeys-random", samples: 5 }), false);
  assert.deepEqual([evicted, expired], [KEYS / 2, KEYS / 2]);
  assert.deepEqual([env.evictedKeys, env.expiredKeys], [KEYS / 2, KEYS / 2]);
});

test("eviction: ends early when it is late, and goes on with the next call", () => {
  const keyspace = filled("allkeys-lru");
  const limit = keyspace.usedBytes / 2;
  const policy = { policy: "allkeys-lru", samples: 5 };
  let looks = 0;
  assert.equal(evictDownTo(keyspace, limit, policy, () => ++looks === 3), true);
  assert.equal(survivors(keyspace).length, KEYS - 47);
  assert.equal(evictDownTo(keyspace, limit, policy, () => false), true);
  assert.ok(keyspace.usedBytes <= limit);
});
