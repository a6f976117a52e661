import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { type TestClient, testEngine } from "../../support/engine.ts";

function usage(redis: TestClient, key: string): number {
  return Number(redis.command("MEMORY", "USAGE", key).slice(1));
}

function memoryField(redis: TestClient, name: string): number {
  return Number(new RegExp(`^${name}:(.*)\r$`, "m").exec(redis.command("INFO", "memory"))![1]);
}

/** MEMORY STATS as pairs. */
function stats(redis: TestClient): Map<string, string> {
  const words = redis.command("MEMORY", "STATS").split("\r\n");
  const pairs = new Map<string, string>();
  words.forEach((word, i) => {
    if (/^[a-z]/.test(word)) {
      pairs.set(word, words[i + 1].startsWith("$") ? words[i + 2] : words[i + 1]);
    }
  });
  return pairs;
}

test("MEMORY USAGE: options, and a key that is not there", () => {
  dialogue(
    testEngine(),
    `
    MEMORY USAGE nothing            → $-1
    MEMORY USAGE nothing SAMPLES x  → -ERR value is not an integer or out of range
    MEMORY USAGE k SAMPLES -1       → -ERR syntax error
    MEMORY USAGE k SAMPLES          → -ERR syntax error
    MEMORY USAGE k COUNT 1          → -ERR syntax error
    MEMORY USAGE                    → -ERR wrong number of arguments for 'memory|usage' command
    MEMORY FOO                      → -ERR unknown subcommand 'FOO'. Try MEMORY HELP.
    MEMORY PURGE                    → +OK
    MEMORY PURGE now                → -ERR wrong number of arguments for 'memory|purge' command
    `,
  );
});

test("MEMORY USAGE: grows with the value, and is no access", () => {
  const redis = testEngine();
  redis.command("SET", "small", "x");
  redis.command("SET", "large", "x".repeat(1_000_000));
  assert.ok(usage(redis, "small") <= 40);
  assert.ok(usage(redis, "large") >= 1_000_000 && usage(redis, "large") < 1_000_100);
  redis.clock.advance(60_000);
  redis.engine.tick();
  usage(redis, "small");
  assert.equal(redis.command("OBJECT", "IDLETIME", "small"), ":60\r\n");
  assert.equal(redis.command("MEMORY", "USAGE", "small", "SAMPLES", "0", "SAMPLES", "5")[0], ":");
});

test("INFO memory: the parts make up the whole, to the byte", () => {
  const redis = testEngine();
  const slots = 12; // What MEMORY USAGE adds for a key's place in the table.
  let blocks = 0;
  for (let i = 0; i < 2000; i++) {
    redis.command("SET", `key:${i}`, "x".repeat(i));
    blocks += usage(redis, `key:${i}`) - slots;
  }
  assert.equal(memoryField(redis, "used_memory_dataset"), blocks);
  const overhead = memoryField(redis, "used_memory_overhead");
  assert.equal(memoryField(redis, "used_memory"), blocks + overhead);
  assert.ok(overhead >= memoryField(redis, "used_memory_startup"));
});

test("INFO memory: the peak stays when keys are gone", () => {
  const redis = testEngine();
  redis.command("SET", "k", "x".repeat(1_000_000));
  redis.engine.tick();
  redis.command("DEL", "k");
  assert.ok(memoryField(redis, "used_memory") < 100_000);
  assert.ok(memoryField(redis, "used_memory_peak") > 1_000_000);
  const info = redis.command("INFO", "memory");
  assert.match(info, /\r\nused_memory_peak_human:9\d\d\.\d\dK\r\n/);
  assert.match(info, /\r\nmaxmemory_human:0B\r\nmaxmemory_policy:noeviction\r\n/);
});

test("MEMORY STATS: the names that Redis gives, and true sums", () => {
  const redis = testEngine();
  for (let i = 0; i < 100; i++) redis.command("SET", `key:${i}`, "value", "EX", "100");
  const found = stats(redis);
  assert.deepEqual([...found.keys()].slice(0, 12), [
    "peak.allocated",
    "total.allocated",
    "startup.allocated",
    "replication.backlog",
    "clients.slaves",
    "clients.normal",
    "cluster.links",
    "aof.buffer",
    "lua.caches",
    "functions.caches",
    "db.0",
    "overhead.hashtable.main",
  ]);
  assert.deepEqual([...found.keys()].slice(13, 20), [
    "overhead.db.hashtable.lut",
    "overhead.db.hashtable.rehashing",
    "overhead.total",
    "db.dict.rehashing.count",
    "keys.count",
    "keys.bytes-per-key",
    "dataset.bytes",
  ]);
  assert.equal(found.get("keys.count"), ":100");
  const number = (name: string) => Number(found.get(name)!.slice(1));
  assert.equal(number("overhead.total") + number("dataset.bytes"), number("total.allocated"));
  assert.equal(
    number("overhead.hashtable.main") + number("overhead.hashtable.expires"),
    redis.engine.server.keyspace.databases[0].tableBytes,
  );
});

test("MEMORY DOCTOR: a text, verbatim in RESP3", () => {
  const redis = testEngine();
  redis.protocol(3);
  assert.match(redis.command("MEMORY", "DOCTOR"), /^=\d+\r\ntxt:.*empty.*\n\r\n$/);
  assert.match(redis.command("MEMORY", "MALLOC-STATS"), /^=\d+\r\ntxt:/);
});
