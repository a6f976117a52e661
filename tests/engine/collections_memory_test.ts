/** Memory of collections: what MEMORY USAGE says, and eviction. */

import { test } from "node:test";
import assert from "node:assert/strict";
import { type TestEngine, testEngine } from "../support/engine.ts";

const MEBIBYTE = 1024 * 1024;

/** For each kind of collection, the command that adds member `i`. */
const KINDS: [name: string, add: (key: string, i: number) => string[]][] = [
  ["list", (key, i) => ["RPUSH", key, `element:${i}`.padEnd(40)]],
  ["hash", (key, i) => ["HSET", key, `field:${i}`, `value:${i}`]],
  ["set", (key, i) => ["SADD", key, `member:${i}`]],
  ["sorted set", (key, i) => ["ZADD", key, `${i % 100}`, `member:${i}`]],
];

function usage(redis: TestEngine, key: string, ...options: string[]): number {
  return Number(redis.command("MEMORY", "USAGE", key, ...options).slice(1));
}

for (const [name, add] of KINDS) {
  test(`MEMORY USAGE: of a ${name}, about what the server's memory grew by`, () => {
    for (const count of [10, 5000]) {
      const redis = testEngine();
      const { keyspace } = redis.engine.server;
      const before = keyspace.usedBytes;
      for (let i = 0; i < count; i++) redis.command(...add("key", i));
      const grown = keyspace.usedBytes - before;
      const told = usage(redis, "key", "SAMPLES", "0");
      assert.ok(Math.abs(told - grown) <= 0.1 * grown + 300, `${told} of ${grown} bytes`);
      const guessed = usage(redis, "key");
      assert.ok(Math.abs(guessed - told) < 0.2 * told, `${guessed}, guessed of ${told} bytes`);
    }
  });

  for (const policy of ["allkeys-lru", "allkeys-random", "volatile-ttl"]) {
    test(`maxmemory with ${policy}: a large ${name} goes whole, and no more go than must`, () => {
      const redis = testEngine({ maxmemory: "1mb", "maxmemory-policy": policy });
      const { keyspace } = redis.engine.server;
      for (let k = 0; k < 15; k++) {
        for (let i = 0; i < 3000; i++) {
          const reply = redis.command(...add(`key:${k}`, i));
          assert.match(reply, /^:\d+\r\n$/);
          if (i === 0) redis.command("EXPIRE", `key:${k}`, String(1000 + k));
        }
      }
      assert.ok(keyspace.env.evictedKeys > 0);
      assert.ok(keyspace.usedBytes < MEBIBYTE + 65536, `${keyspace.usedBytes} bytes`);
      assert.ok(keyspace.usedBytes > MEBIBYTE / 2, `only ${keyspace.usedBytes} bytes`);
    });
  }
}

test("UNLINK and FLUSHALL: memory of large collections comes back", () => {
  const redis = testEngine();
  const { engine } = redis;
  const { keyspace } = engine.server;
  const before = keyspace.usedBytes;
  for (const [, add] of KINDS) {
    for (let i = 0; i < 5000; i++) redis.command(...add(add("", 0)[0], i));
  }
  redis.command("UNLINK", "RPUSH", "HSET");
  redis.command("FLUSHALL", "ASYNC");
  for (let i = 0; i < 1000 && keyspace.usedBytes > before; i++) redis.command("PING");
  assert.ok(keyspace.usedBytes - before < 2000, `${keyspace.usedBytes - before} bytes are left`);
});
