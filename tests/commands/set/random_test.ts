import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { type TestClient, testEngine } from "../../support/engine.ts";

const NOT_POSITIVE = "-ERR value is out of range, must be positive";
const NOT_AN_INTEGER = "-ERR value is not an integer or out of range";

/** The bulk strings of a reply. */
function texts(reply: string): string[] {
  return [...reply.matchAll(/\$\d+\r\n(.*)\r\n/g)].map(([, text]) => text);
}

function fill(redis: TestClient, key: string, count: number, prefix = "m"): void {
  redis.command("SADD", key, ...Array.from({ length: count }, (_, i) => prefix + i));
}

test("SPOP: takes members away until the key is gone", () => {
  const redis = testEngine();
  fill(redis, "s", 3);
  const popped = new Set([0, 1, 2].map(() => texts(redis.command("SPOP", "s"))[0]));
  assert.deepEqual([...popped].sort(), ["m0", "m1", "m2"]);
  dialogue(redis, "EXISTS s → :0\n SPOP s → $-1");
  redis.protocol(3);
  dialogue(redis, "SPOP s → _");
});

test("SPOP: with a count, so many; all of them if there are not more", () => {
  for (const [size, prefix] of [[20, ""], [20, "m"], [300, "m"], [700, ""]] as const) {
    for (const count of [1, 5, size >> 1, size - 1, size, size + 1]) {
      const redis = testEngine();
      fill(redis, "s", size, prefix);
      const popped = texts(redis.command("SPOP", "s", count));
      const rest = texts(redis.command("SMEMBERS", "s"));
      assert.equal(popped.length, Math.min(count, size));
      assert.equal(new Set([...popped, ...rest]).size, size);
      assert.equal(rest.length, Math.max(size - count, 0));
    }
  }
});

test("SPOP: is a set in RESP3 when there is a count", () => {
  const redis = testEngine();
  redis.protocol(3);
  dialogue(
    redis,
    `
    SADD s a               → :1
    SPOP s 0               → ~0
    SPOP s 2               → ~1 $1 a
    SPOP s 2               → ~0
    SADD s a               → :1
    SPOP s                 → $1 a
    `,
  );
});

test("SPOP: refuses a count that is not one before it looks at the key", () => {
  dialogue(
    testEngine(),
    `
    SET str x              → +OK
    SPOP str -1            → ${NOT_POSITIVE}
    SPOP str a             → ${NOT_POSITIVE}
    SPOP missing 9223372036854775808 → ${NOT_POSITIVE}
    SPOP missing 9223372036854775807 → *0
    SPOP missing 0         → *0
    SPOP missing 1 2       → -ERR syntax error
    SPOP                   → -ERR wrong number of arguments for 'spop' command
    `,
  );
});

test("SRANDMEMBER: one, several different ones, or draws with repetition", () => {
  const redis = testEngine();
  fill(redis, "s", 10);
  assert.match(texts(redis.command("SRANDMEMBER", "s"))[0], /^m\d$/);
  assert.equal(new Set(texts(redis.command("SRANDMEMBER", "s", 4))).size, 4);
  assert.equal(new Set(texts(redis.command("SRANDMEMBER", "s", 20))).size, 10);
  const draws = texts(redis.command("SRANDMEMBER", "s", -200));
  assert.equal(draws.length, 200);
  assert.equal(new Set(draws).size, 10);
  dialogue(redis, "SCARD s → :10");
});

test("SRANDMEMBER: is an array in RESP3 too", () => {
  const redis = testEngine();
  redis.protocol(3);
  dialogue(
    redis,
    `
    SADD s a               → :1
    SRANDMEMBER s          → $1 a
    SRANDMEMBER s 3        → *1 $1 a
    SRANDMEMBER s -2       → *2 $1 a $1 a
    SRANDMEMBER s 0        → *0
    SRANDMEMBER missing    → _
    SRANDMEMBER missing 3  → *0
    `,
  );
});

test("SRANDMEMBER: refuses a count that is not one before it looks at the key", () => {
  dialogue(
    testEngine(),
    `
    SET str x              → +OK
    SRANDMEMBER str a      → ${NOT_AN_INTEGER}
    SRANDMEMBER str 1.5    → ${NOT_AN_INTEGER}
    SRANDMEMBER str 1 2    → -ERR syntax error
    SRANDMEMBER str -9223372036854775808 → -ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807
    SRANDMEMBER missing -9223372036854775807 → *0
    SRANDMEMBER missing 9223372036854775807  → *0
    SADD s a               → :1
    SRANDMEMBER s -9223372036854775807 → -ERR value is out of range
    `,
  );
});
