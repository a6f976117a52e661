import { test } from "node:test";
import assert from "node:assert/strict";
import { LIST } from "../../../lib/keyspace/types.ts";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

/** An engine whose key `list` holds another type than a string. */
function withList(): TestEngine {
  const redis = testEngine();
  redis.session.db.put(Uint8Array.from("list", (c) => c.charCodeAt(0)), 0, 4, LIST, 0, 0);
  return redis;
}

test("SET: stores any bytes, and GET brings them back", () => {
  const redis = testEngine();
  const every = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));
  assert.equal(redis.command("SET", every, every), "+OK\r\n");
  assert.equal(redis.command("GET", every), `$256\r\n${every}\r\n`);
  assert.equal(redis.command("SET", "", ""), "+OK\r\n");
  assert.equal(redis.command("GET", ""), "$0\r\n\r\n");
});

test("GET: null for a missing key, in the protocol of the client", () => {
  const redis = testEngine();
  assert.equal(redis.command("GET", "k"), "$-1\r\n");
  redis.protocol(3);
  assert.equal(redis.command("GET", "k"), "_\r\n");
});

test("SET: an integer in canonical form is int, up to 44 bytes embstr, then raw", () => {
  const redis = testEngine();
  const encodings: [value: string, encoding: string][] = [
    ["0", "int"],
    ["-1", "int"],
    ["9223372036854775807", "int"],
    ["-9223372036854775808", "int"],
    ["9223372036854775808", "embstr"],
    ["007", "embstr"],
    ["-0", "embstr"],
    ["+1", "embstr"],
    ["1.5", "embstr"],
    ["", "embstr"],
    ["x".repeat(44), "embstr"],
    ["x".repeat(45), "raw"],
    ["1".repeat(45), "raw"],
  ];
  for (const [value, encoding] of encodings) {
    redis.command("SET", "k", value);
    assert.match(redis.command("OBJECT", "ENCODING", "k"), new RegExp(`\n${encoding}\r`), value);
  }
});

test("SET: a value may grow and shrink between inline and large", () => {
  const redis = testEngine();
  for (const size of [3, 300_000, 5, 0, 1 << 20, 200, 262_144, 262_145]) {
    const value = "v".repeat(size);
    redis.command("SET", "k", value);
    assert.equal(redis.command("GET", "k"), `$${size}\r\n${value}\r\n`);
  }
});

test("SET NX: only if the key is missing; XX: only if it is there", () => {
  dialogue(
    withList(),
    `
    SET k a XX      → $-1
    SET k a NX      → +OK
    SET k b nx      → $-1
    SET k c xx      → +OK
    GET k           → $1 c
    SET list x NX   → $-1
    SET k d NX NX   → $-1
    SET k d NX XX   → -ERR syntax error
    `,
  );
});

test("SET GET: replies the old value, whether or not the new one is set", () => {
  dialogue(
    withList(),
    `
    SET k a GET        → $-1
    SET k b GET        → $1 a
    SET k c NX GET     → $1 b
    GET k              → $1 b
    SET m a XX GET     → $-1
    EXISTS m           → :0
    SET m a GET NX     → $-1
    GET m              → $1 a
    SET list x GET     → -WRONGTYPE Operation against a key holding the wrong kind of value
    SET list x         → +OK
    GET list           → $1 x
    `,
  );
});

test("SET EX, PX, EXAT, PXAT: set the time to live; a plain SET takes it away", () => {
  dialogue(
    testEngine(),
    `
    SET k v EX 10                  → +OK
    PTTL k                         → :10000
    SET k v PX 1500                → +OK
    PTTL k                         → :1500
    SET k v EXAT 1700000020        → +OK
    PTTL k                         → :20000
    SET k v PXAT 1700000030500     → +OK
    PTTL k                         → :30500
    SET k v                        → +OK
    PTTL k                         → :-1
    SET k v ex 1                   → +OK
    + 999 ms
    GET k                          → $1 v
    + 1 ms
    GET k                          → $-1
    SET k v PXAT 1                 → +OK
    GET k                          → $-1
    SET k v EX 10 EX 20            → +OK
    TTL k                          → :20
    `,
  );
});

test("SET KEEPTTL: leaves the time to live as it is", () => {
  dialogue(
    testEngine(),
    `
    SET k v EX 10          → +OK
    SET k longer KEEPTTL   → +OK
    TTL k                  → :10
    SET k v KEEPTTL GET    → $6 longer
    + 10000 ms
    SET k v KEEPTTL        → +OK
    TTL k                  → :-1
    `,
  );
});

test("SET: bad options and bad times are refused before anything is changed", () => {
  const syntax = "-ERR syntax error";
  const time = "-ERR invalid expire time in 'set' command";
  const number = "-ERR value is not an integer or out of range";
  const refused: [options: string, reply: string][] = [
    ["EX", syntax],
    ["FOO", syntax],
    ["EX 10 PX 10", syntax],
    ["EX 10 KEEPTTL", syntax],
    ["KEEPTTL EXAT 10", syntax],
    ["PERSIST", syntax],
    ["NX IFEQ v", syntax],
    ["IFEQ", syntax],
    ["IFEQ a IFNE b", syntax],
    ["EX abc FOO", syntax],
    ["EX 0", time],
    ["EX -1", time],
    ["PX 0", time],
    ["EXAT -10", time],
    ["EX 9223372036854775807", time],
    ["EX 9223372036854776", time],
    ["PX 9223372036854775807", time],
    ["EX 1.5", number],
    ["EX 9223372036854775808", number],
    ["EX abc", number],
  ];
  const redis = testEngine();
  dialogue(redis, "SET k v → +OK");
  for (const [options, reply] of refused) dialogue(redis, `SET k changed ${options} → ${reply}`);
  dialogue(
    redis,
    `
    GET k                           → $1 v
    SET k v PXAT 9223372036854775807  → +OK
    SET k                           → -ERR wrong number of arguments for 'set' command
    `,
  );
});

test("SET IFEQ, IFNE: only if the key's value is (is not) the one given (Redis 8.4)", () => {
  dialogue(
    withList(),
    `
    SET k new IFEQ old        → $-1
    EXISTS k                  → :0
    SET k one IFNE x          → +OK
    SET k two IFEQ other      → $-1
    SET k two IFEQ one EX 5   → +OK
    TTL k                     → :5
    SET k 3 IFNE two GET      → $3 two
    SET k 3 IFNE other GET    → $3 two
    GET k                     → $1 3
    SET m v IFNE x GET        → $-1
    GET m                     → $1 v
    SET list x IFEQ y         → -WRONGTYPE Operation against a key holding the wrong kind of value
    SET list x IFNE y         → -WRONGTYPE Operation against a key holding the wrong kind of value
    SET list x IFDEQ short    → -WRONGTYPE Operation against a key holding the wrong kind of value
    `,
  );
});

test("SET IFDEQ, IFDNE: the same by digest, in either case (Redis 8.4)", () => {
  dialogue(
    testEngine(),
    `
    SET k "Hello world"               → +OK
    SET k a IFDEQ b6acb9d84a38ff75    → $-1
    SET k a IFDEQ B6ACB9D84A38FF74    → +OK
    SET k b IFDNE zzzzzzzzzzzzzzzz    → +OK
    GET k                             → $1 b
    SET k c IFDNE abc                 → -ERR must be exactly 16 hexadecimal characters
    SET k c IFDEQ abc GET             → -ERR must be exactly 16 hexadecimal characters
    SET m c IFDEQ abc                 → $-1
    SET m c IFDNE abc                 → +OK
    `,
  );
});

test("SETNX, SETEX, PSETEX: SET with one of its options", () => {
  dialogue(
    testEngine(),
    `
    SETNX k a             → :1
    SETNX k b             → :0
    SETEX k 10 c          → +OK
    PTTL k                → :10000
    PSETEX k 1500 d       → +OK
    PTTL k                → :1500
    GET k                 → $1 d
    SETEX k 0 e           → -ERR invalid expire time in 'setex' command
    SETEX k -1 e          → -ERR invalid expire time in 'setex' command
    PSETEX k 0 e          → -ERR invalid expire time in 'psetex' command
    SETEX k x e           → -ERR value is not an integer or out of range
    SETEX k 10            → -ERR wrong number of arguments for 'setex' command
    GET k                 → $1 d
    `,
  );
});
