import { test } from "node:test";
import assert from "node:assert/strict";
import { ask, dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

/** Walks with SCAN from 0 to 0; gives the keys in the order of their coming. */
function scanAll(redis: TestEngine, options = ""): string[] {
  const found: string[] = [];
  let cursor = "0";
  do {
    const [, , next, , ...rest] = ask(redis, `SCAN ${cursor} ${options}`.trim()).split(" ");
    found.push(...rest.filter((_, i) => i % 2 === 1));
    cursor = next;
  } while (cursor !== "0");
  return found;
}

function names(reply: string): string[] {
  return reply.split(" ").slice(1).filter((_, i) => i % 2 === 1).sort();
}

test("DEL, UNLINK: count the keys that were there", () => {
  dialogue(
    testEngine(),
    `
    SET a 1            → +OK
    SET b 2            → +OK
    DEL a b a missing  → :2
    DBSIZE             → :0
    SET a 1            → +OK
    UNLINK a a         → :1
    DEL                → -ERR wrong number of arguments for 'del' command
    `,
  );
});

test("DEL: a key that has expired is not counted", () => {
  dialogue(testEngine(), "SET a 1 → +OK\nPEXPIRE a 5 → :1\n+ 5 ms\nDEL a → :0");
});

test("EXISTS, TOUCH: a key counts as often as it is named", () => {
  dialogue(
    testEngine(),
    `
    SET a 1          → +OK
    SET "" empty     → +OK
    EXISTS a b a     → :2
    EXISTS ""        → :1
    TOUCH a b ""     → :2
    `,
  );
});

test("TYPE: names the type, or none, as a simple string", () => {
  dialogue(testEngine(), "SET a 1 → +OK\nTYPE a → +string\nTYPE b → +none");
});

test("KEYS: matches glob patterns; * is every key, the empty one included", () => {
  const redis = testEngine();
  for (const key of ["one", "two", "three", "a*b", ""]) redis.command("SET", key, "v");
  const expected: [string, string[]][] = [
    ["*", ["", "a*b", "one", "three", "two"]],
    ["t*", ["three", "two"]],
    ["?wo", ["two"]],
    ["[ot]*e", ["one", "three"]],
    ["[^t]*", ["a*b", "one"]],
    ["a\\*b", ["a*b"]],
    ["none", []],
  ];
  for (const [pattern, keys] of expected) {
    const reply = redis.command("KEYS", pattern).split("\r\n");
    const found = reply.slice(1, -1).filter((_, i) => i % 2 === 1);
    assert.deepEqual(found.sort(), keys, pattern);
  }
});

test("KEYS: leaves out what has expired", () => {
  const redis = testEngine();
  dialogue(redis, "SET a 1 → +OK\nSET b 1 → +OK\nPEXPIRE a 5 → :1\n+ 5 ms\nKEYS * → *1 $1 b");
});

test("SCAN: returns every key once while nothing changes, whatever COUNT is", () => {
  const redis = testEngine();
  const keys = Array.from({ length: 1000 }, (_, i) => `key:${i}`);
  for (const key of keys) redis.command("SET", key, "v");
  for (const options of ["", "COUNT 1", "COUNT 7", "COUNT 100000", "COUNT 9223372036854775807"]) {
    assert.deepEqual(scanAll(redis, options).sort(), [...keys].sort(), options);
  }
});

test("SCAN MATCH, TYPE: filter; a type that does not exist matches nothing", () => {
  const redis = testEngine();
  for (let i = 0; i < 100; i++) redis.command("SET", `key:${i}`, "v");
  assert.deepEqual(scanAll(redis, "MATCH key:1?").length, 10);
  assert.deepEqual(scanAll(redis, "MATCH * COUNT 3").length, 100);
  assert.deepEqual(scanAll(redis, "TYPE String").length, 100);
  assert.deepEqual(scanAll(redis, "TYPE hash"), []);
  assert.deepEqual(scanAll(redis, "TYPE nonsense COUNT 3"), []);
  assert.deepEqual(scanAll(redis, "MATCH key:5 TYPE string COUNT 10 MATCH key:6"), ["key:6"]);
});

test("SCAN: the reply is a cursor and an array", () => {
  dialogue(testEngine(), "SCAN 0 → *2 $1 0 *0\nSET k v → +OK\nSCAN 0 → *2 $1 0 *1 $1 k");
});

test("SCAN: refuses cursors that are no unsigned 64-bit number (7.4: the empty one, too)", () => {
  for (const cursor of ["x", "1x", "1.5", "-1", '""', "18446744073709551616"]) {
    dialogue(testEngine(), `SCAN ${cursor} foo → -ERR invalid cursor`);
  }
  for (const cursor of ["0", "+0", "00", '" 0"', "18446744073709551615", "123456789"]) {
    dialogue(testEngine(), `SCAN ${cursor} → *2 $1 0 *0`);
  }
});

test("SCAN: refuses options it does not know, without a value, and a count below one", () => {
  dialogue(
    testEngine(),
    `
    SCAN 0 foo bar         → -ERR syntax error
    SCAN 0 COUNT           → -ERR syntax error
    SCAN 0 MATCH a TYPE    → -ERR syntax error
    SCAN 0 COUNT 0         → -ERR syntax error
    SCAN 0 COUNT -1        → -ERR syntax error
    SCAN 0 COUNT ten       → -ERR value is not an integer or out of range
    `,
  );
});

test("SCAN: expired keys are skipped, and deleted on the way", () => {
  const redis = testEngine();
  dialogue(redis, "SET a 1 → +OK\nSET b 1 → +OK\nPEXPIRE a 5 → :1\n+ 5 ms\nDBSIZE → :2");
  dialogue(redis, "SCAN 0 → *2 $1 0 *1 $1 b\nDBSIZE → :1");
});

test("RANDOMKEY: one of the keys that have not expired", () => {
  const redis = testEngine();
  dialogue(redis, "RANDOMKEY → $-1");
  for (const key of ["a", "b", "c"]) redis.command("SET", key, "v");
  redis.command("PEXPIRE", "c", "5");
  redis.clock.advance(5);
  const seen = new Set(Array.from({ length: 50 }, () => ask(redis, "RANDOMKEY")));
  assert.deepEqual([...seen].sort(), ["$1 a", "$1 b"]);
  dialogue(redis, "DEL a b → :2\nRANDOMKEY → $-1");
  redis.protocol(3);
  dialogue(redis, "RANDOMKEY → _");
});

test("DBSIZE, KEYS: see the selected database only", () => {
  const redis = testEngine();
  dialogue(redis, "SET a 1 → +OK\nMOVE a 3 → :1\nDBSIZE → :0\nSET b 1 → +OK");
  assert.deepEqual(names(ask(redis, "KEYS *")), ["b"]);
});
