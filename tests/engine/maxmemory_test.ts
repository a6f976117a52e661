import { test } from "node:test";
import assert from "node:assert/strict";
import { ask, dialogue } from "../support/dialogue.ts";
import { testEngine } from "../support/engine.ts";

const MEBIBYTE = 1024 * 1024;
const OOM = "-OOM command not allowed when used memory > 'maxmemory'.";

test("maxmemory with noeviction: what needs memory is refused, what frees it is not", () => {
  const redis = testEngine({ maxmemory: "1mb" });
  let i = 0;
  while (redis.command("SET", `key:${i}`, "x".repeat(1000)) === "+OK\r\n") i++;
  assert.ok(i > 900 && i < 1100, `${i} keys of a thousand bytes`);
  dialogue(
    redis,
    `
    SET other v        → ${OOM}
    COPY key:1 copy    → ${OOM}
    EXISTS key:1       → :1
    EXPIRE key:1 100   → :1
    RENAME key:2 key:3 → +OK
    DEL key:1 key:3    → :2
    SET other v        → +OK
    `,
  );
});

for (
  const policy of [
    "allkeys-lru",
    "allkeys-lfu",
    "allkeys-random",
    "volatile-lru",
    "volatile-lfu",
    "volatile-random",
    "volatile-ttl",
  ]
) {
  test(`maxmemory with ${policy}: memory stays within the limit, and writing goes on`, () => {
    const redis = testEngine({ maxmemory: "1mb", "maxmemory-policy": policy });
    const { keyspace } = redis.engine.server;
    for (let i = 0; i < 5000; i++) {
      assert.equal(redis.command("SET", `key:${i}`, "x".repeat(1000)), "+OK\r\n");
      ask(redis, `EXPIRE key:${i} ${1000 + i}`);
      assert.ok(keyspace.usedBytes < MEBIBYTE + 4096);
    }
    assert.ok(keyspace.databases[0].size > 900);
    assert.ok(keyspace.env.evictedKeys > 3900);
  });
}

test("maxmemory with volatile-lru: without volatile keys it is as noeviction", () => {
  const redis = testEngine({ maxmemory: "1mb", "maxmemory-policy": "volatile-lru" });
  let i = 0;
  while (redis.command("SET", `key:${i}`, "x".repeat(1000)) === "+OK\r\n") i++;
  dialogue(redis, `SET other v → ${OOM}\nDBSIZE → :${i}`);
});

test("expired and evicted keys are no changes to be saved", () => {
  const redis = testEngine();
  const { server } = redis.engine;
  dialogue(redis, "SET a 1 → +OK\nPEXPIRE a 5 → :1\n+ 5 ms");
  const { dirty } = server;
  dialogue(redis, "GET a → $-1\nDEL a → :0");
  assert.equal(server.dirty, dirty);
});
