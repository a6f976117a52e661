import { test } from "node:test";
import assert from "node:assert/strict";
import { ask, dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

const LFU = { "maxmemory-policy": "allkeys-lfu", "lfu-log-factor": "0" };

test("OBJECT ENCODING: int, embstr up to 44 bytes, raw beyond", () => {
  dialogue(
    testEngine(),
    `
    SET k 12                       → +OK
    OBJECT ENCODING k              → $3 int
    SET k ${"x".repeat(44)}        → +OK
    OBJECT ENCODING k              → $6 embstr
    SET k ${"x".repeat(45)}        → +OK
    object encoding k              → $3 raw
    OBJECT ENCODING missing        → $-1
    `,
  );
});

test("OBJECT: in RESP3 a missing key is null, too", () => {
  const redis = testEngine();
  redis.protocol(3);
  for (const what of ["ENCODING", "FREQ", "IDLETIME", "REFCOUNT"]) {
    dialogue(redis, `OBJECT ${what} missing → _`);
  }
});

test("OBJECT REFCOUNT: small integers are shared, unless eviction needs their age", () => {
  dialogue(
    testEngine(),
    `
    SET k 9999             → +OK
    OBJECT REFCOUNT k      → :2147483647
    SET k 10000            → +OK
    OBJECT REFCOUNT k      → :1
    SET k -1               → +OK
    OBJECT REFCOUNT k      → :1
    SET k text             → +OK
    OBJECT REFCOUNT k      → :1
    `,
  );
  const lru = testEngine({ maxmemory: "100mb", "maxmemory-policy": "allkeys-lru" });
  dialogue(lru, "SET k 1 → +OK\nOBJECT REFCOUNT k → :1");
});

test("OBJECT IDLETIME: seconds since the last access; looking at a key is none", () => {
  const redis = testEngine();
  dialogue(redis, "SET k v → +OK\nEXPIRE k 100000 → :1\n+ 5000 ms");
  for (
    const quiet of [
      "OBJECT ENCODING k",
      "OBJECT IDLETIME k",
      "TTL k",
      "PTTL k",
      "EXPIRETIME k",
      "TYPE k",
      "EXISTS k",
      "SCAN 0",
      "KEYS *",
      "RANDOMKEY",
    ]
  ) {
    ask(redis, quiet);
    dialogue(redis, "OBJECT IDLETIME k → :5");
  }
  for (
    const loud of ["TOUCH k", "GET k", "EXPIRE k 1 NX", "PERSIST k", "RENAMENX k k", "COPY k k2"]
  ) {
    ask(redis, loud);
    dialogue(redis, "OBJECT IDLETIME k → :0\n+ 5000 ms\nOBJECT IDLETIME k → :5");
  }
});

test("OBJECT IDLETIME: a client that asked for NO-TOUCH leaves no trace, except by TOUCH", () => {
  const redis = testEngine();
  redis.session.noTouch = true;
  dialogue(
    redis,
    `
    SET k v                → +OK
    + 5000 ms
    GET k                  → $1 v
    OBJECT IDLETIME k      → :5
    EXPIRE k 100           → :1
    OBJECT IDLETIME k      → :5
    TOUCH k                → :1
    OBJECT IDLETIME k      → :0
    + 5000 ms
    SET k w                → +OK
    OBJECT IDLETIME k      → :0
    `,
  );
});

test("OBJECT FREQ: a new key has 5; each access may add one; copies begin anew", () => {
  dialogue(
    testEngine(LFU), // With a factor of 0 every access adds one.
    `
    SET k v            → +OK
    OBJECT FREQ k      → :5
    GET k              → $1 v
    TOUCH k            → :1
    OBJECT FREQ k      → :7
    SET k w            → +OK
    OBJECT FREQ k      → :8
    TTL k              → :-1
    EXISTS k           → :1
    OBJECT FREQ k      → :8
    COPY k c           → :1
    OBJECT FREQ c      → :5
    OBJECT FREQ k      → :9
    RENAME k r         → +OK
    OBJECT FREQ r      → :10
    MOVE r 1           → :1
    SET k v            → +OK
    COPY k c REPLACE   → :1
    OBJECT FREQ c      → :5
    `,
  );
});

test("OBJECT FREQ: decays with the minutes", () => {
  dialogue(
    testEngine(LFU),
    `
    SET k v            → +OK
    + 180000 ms
    OBJECT FREQ k      → :2
    + 6000000 ms
    OBJECT FREQ k      → :0
    `,
  );
});

test("OBJECT FREQ, IDLETIME: each needs its policy", () => {
  const hint = "Please note that when switching between policies at runtime LRU and LFU data " +
    "will take some time to adjust.";
  dialogue(
    testEngine(),
    `
    SET k v            → +OK
    OBJECT FREQ k      → -ERR An LFU maxmemory policy is not selected, access frequency not tracked. ${hint}
    OBJECT FREQ no     → $-1
    `,
  );
  dialogue(
    testEngine(LFU),
    `
    SET k v            → +OK
    OBJECT IDLETIME k  → -ERR An LFU maxmemory policy is selected, idle time not tracked. ${hint}
    `,
  );
});

test("OBJECT: refuses what it does not know", () => {
  dialogue(
    testEngine(),
    `
    OBJECT                 → -ERR wrong number of arguments for 'object' command
    OBJECT foo k           → -ERR unknown subcommand 'foo'. Try OBJECT HELP.
    OBJECT ENCODING        → -ERR wrong number of arguments for 'object|encoding' command
    OBJECT FREQ a b        → -ERR wrong number of arguments for 'object|freq' command
    OBJECT HELP me         → -ERR wrong number of arguments for 'object|help' command
    `,
  );
});

test("OBJECT HELP: each subcommand with its arguments and what it is for", () => {
  const lines = testEngine().command("OBJECT", "HELP").split("\r\n").slice(0, -1);
  assert.equal(lines[0], `*${lines.length - 1}`);
  assert.equal(lines[1], "+OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
  for (const line of ["+ENCODING <key>", "+FREQ <key>", "+IDLETIME <key>", "+REFCOUNT <key>"]) {
    assert.ok(lines.includes(line), line);
  }
  assert.deepEqual(lines.slice(-2), ["+HELP", "+    Prints this help."]);
});

/** Hits and misses that a request adds. */
function lookups(redis: TestEngine, request: string): [hits: number, misses: number] {
  const { env } = redis.engine.server.keyspace;
  const { hits, misses } = env;
  ask(redis, request);
  return [env.hits - hits, env.misses - misses];
}

test("keyspace hits and misses: reading counts, also of metadata; writing does not", () => {
  const redis = testEngine();
  redis.command("SET", "k", "v");
  const expected: [request: string, hits: number, misses: number][] = [
    ["EXISTS k no k", 2, 1],
    ["TOUCH k no", 1, 1],
    ["TYPE k", 1, 0],
    ["TYPE no", 0, 1],
    ["TTL k", 1, 0],
    ["PEXPIRETIME no", 0, 1],
    ["OBJECT ENCODING k", 1, 0],
    ["OBJECT FREQ k", 1, 0],
    ["OBJECT REFCOUNT no", 0, 1],
    ["COPY k c REPLACE", 1, 0],
    ["COPY no c", 0, 1],
    ["EXPIRE k 100", 0, 0],
    ["EXPIRE no 100", 0, 0],
    ["PERSIST k", 0, 0],
    ["RENAME k k", 0, 0],
    ["RENAMENX k c", 0, 0],
    ["MOVE no 1", 0, 0],
    ["DEL no", 0, 0],
    ["KEYS *", 0, 0],
    ["SCAN 0", 0, 0],
    ["RANDOMKEY", 0, 0],
  ];
  for (const [request, hits, misses] of expected) {
    assert.deepEqual(lookups(redis, request), [hits, misses], request);
  }
});
