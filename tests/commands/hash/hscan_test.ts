import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

/** The bulk strings of a reply. */
function words(wire: string): string[] {
  return wire.split("\r\n").filter((line) => !/^[*$%]/.test(line) && line !== "");
}

/** A hash of fields f0, f1, … with values v0, v1, …; a hashtable if there are many. */
function filled(size: number): TestEngine {
  const redis = testEngine({ "hash-max-listpack-entries": "16" });
  for (let i = 0; i < size; i++) redis.command("HSET", "h", `f${i}`, `v${i}`);
  return redis;
}

test("HRANDFIELD: without a count one field, or null", () => {
  const redis = filled(3);
  const [field] = words(redis.command("HRANDFIELD", "h"));
  assert.match(field, /^f[012]$/);
  dialogue(redis, "HRANDFIELD nowhere → $-1");
});

test("HRANDFIELD: a positive count gives different fields, at most all of them", () => {
  for (const size of [10, 100]) {
    const redis = filled(size);
    for (const count of [1, 3, size / 2, size - 1, size, size + 1]) {
      const fields = words(redis.command("HRANDFIELD", "h", count));
      assert.equal(fields.length, Math.min(count, size));
      assert.equal(new Set(fields).size, fields.length);
      const pairs = words(redis.command("HRANDFIELD", "h", count, "WITHVALUES"));
      assert.equal(pairs.length, fields.length * 2);
      for (let i = 0; i < pairs.length; i += 2) assert.equal(pairs[i + 1], `v${pairs[i].slice(1)}`);
    }
  }
});

test("HRANDFIELD: a negative count gives as many as asked for, the same ones again perhaps", () => {
  for (const size of [2, 100]) {
    const fields = words(filled(size).command("HRANDFIELD", "h", -500));
    assert.equal(fields.length, 500);
    assert.equal(new Set(fields).size <= size, true);
  }
});

test("HRANDFIELD: in RESP3 each field is paired with its value", () => {
  const redis = filled(1);
  redis.protocol(3);
  dialogue(
    redis,
    `
    HRANDFIELD h 1 WITHVALUES      → *1 *2 $2 f0 $2 v0
    HRANDFIELD h -2 WITHVALUES     → *2 *2 $2 f0 $2 v0 *2 $2 f0 $2 v0
    HRANDFIELD h 1                 → *1 $2 f0
    HRANDFIELD nowhere -1 WITHVALUES → *0
    HRANDFIELD nowhere             → _
    `,
  );
});

test("HRANDFIELD: the count and the option are checked before the key", () => {
  dialogue(
    testEngine(),
    `
    SET s v                                     → +OK
    HRANDFIELD s x                              → -ERR value is not an integer or out of range
    HRANDFIELD s 1 x                            → -ERR syntax error
    HRANDFIELD s 1 WITHVALUES x                 → -ERR syntax error
    HRANDFIELD s 4611686018427387904 WITHVALUES → -ERR value is out of range
    `,
  );
});

/** All fields that a walk finds, each as often as it is found. */
function walk(redis: TestEngine, between: (cursor: string) => void = () => {}): string[] {
  const found: string[] = [];
  let cursor = "0";
  do {
    const [next, ...fields] = words(redis.command("HSCAN", "h", cursor, "COUNT", 7, "NOVALUES"));
    found.push(...fields);
    between(cursor = next);
  } while (cursor !== "0");
  return found;
}

test("HSCAN: walks over every field of a large hash", () => {
  const redis = filled(500);
  assert.deepEqual(
    walk(redis).sort(),
    Array.from({ length: 500 }, (_, i) => `f${i}`).sort(),
  );
});

test("HSCAN: what stays all the while is found, however the hash changes", () => {
  const redis = filled(300);
  let i = 0;
  const found = new Set(walk(redis, () => {
    redis.command("HDEL", "h", `f${i * 2}`);
    for (let j = 0; j < 20; j++) redis.command("HSET", "h", `new${i}:${j}`, "v");
    i++;
  }));
  for (let j = 1; j < 300; j += 2) assert(found.has(`f${j}`), `f${j}`);
});

test("HSCAN: NOVALUES leaves the values out, MATCH chooses among the fields", () => {
  dialogue(
    testEngine(),
    `
    HSET h a1 1 a2 2 b1 3          → :3
    HSCAN h 0                      → *2 $1 0 *6 $2 a1 $1 1 $2 a2 $1 2 $2 b1 $1 3
    HSCAN h 0 NOVALUES             → *2 $1 0 *3 $2 a1 $2 a2 $2 b1
    HSCAN h 0 MATCH a*             → *2 $1 0 *4 $2 a1 $1 1 $2 a2 $1 2
    HSCAN h 0 novalues match *1 count 1 → *2 $1 0 *2 $2 a1 $2 b1
    HSCAN nowhere 0 NOVALUES       → *2 $1 0 *0
    `,
  );
});

test("HSCAN: the cursor is checked before the key, the options behind it", () => {
  dialogue(
    testEngine(),
    `
    SET s v               → +OK
    HSCAN s x             → -ERR invalid cursor
    HSCAN s 0 x           → -WRONGTYPE Operation against a key holding the wrong kind of value
    HSCAN nowhere 0 x     → *2 $1 0 *0
    HSET h a 1            → :1
    HSCAN h 0 x           → -ERR syntax error
    HSCAN h 0 COUNT 0     → -ERR syntax error
    HSCAN h 0 COUNT x     → -ERR value is not an integer or out of range
    HSCAN h 0 MATCH       → -ERR syntax error
    `,
  );
});
