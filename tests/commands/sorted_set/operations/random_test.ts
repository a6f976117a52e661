import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../../support/engine.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";
const LONG_MAX = "9223372036854775807";

/** The bulk strings of a reply. */
function texts(reply: string): string[] {
  return [...reply.matchAll(/\$\d+\r\n(.*)\r\n/g)].map(([, text]) => text);
}

/** A sorted set of so many members: m0 with the score 0, m1 with 1, … */
function engineWith(size: number, key = "z"): TestEngine {
  const redis = testEngine();
  redis.command("ZADD", key, ...Array.from({ length: size }, (_, i) => [i, `m${i}`]).flat());
  return redis;
}

test("ZRANDMEMBER: without a count a member, with 0 none", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    ZADD z 1.5 only                → :1
    ZRANDMEMBER z                  → $4 only
    ZRANDMEMBER z 1                → *1 $4 only
    ZRANDMEMBER z 5 WITHSCORES     → *2 $4 only $3 1.5
    ZRANDMEMBER z -3               → *3 $4 only $4 only $4 only
    ZRANDMEMBER z -2 withscores    → *4 $4 only $3 1.5 $4 only $3 1.5
    ZRANDMEMBER z 0                → *0
    ZRANDMEMBER none               → $-1
    ZRANDMEMBER none 5             → *0
    ZRANDMEMBER none -5 WITHSCORES → *0
    `,
  );
  redis.protocol(3);
  dialogue(
    redis,
    `
    ZRANDMEMBER z 1 WITHSCORES     → *1 *2 $4 only ,1.5
    ZRANDMEMBER z -2 WITHSCORES    → *2 *2 $4 only ,1.5 *2 $4 only ,1.5
    ZRANDMEMBER z 1                → *1 $4 only
    ZRANDMEMBER none               → _
    `,
  );
});

test("ZRANDMEMBER: a positive count gives different members, no more than there are", () => {
  for (const size of [20, 500]) {
    const redis = engineWith(size);
    for (const count of [1, 2, size >> 4, size >> 1, size - 1, size, size + 1]) {
      const found = texts(redis.command("ZRANDMEMBER", "z", count));
      assert.equal(found.length, Math.min(count, size));
      assert.equal(new Set(found).size, found.length);
      assert.ok(found.every((member) => /^m\d+$/.test(member) && Number(member.slice(1)) < size));
    }
  }
});

test("ZRANDMEMBER: scores go with their members", () => {
  for (const size of [20, 500]) {
    const redis = engineWith(size);
    for (const count of [2, size - 1, size, -10]) {
      const found = texts(redis.command("ZRANDMEMBER", "z", count, "WITHSCORES"));
      assert.equal(found.length, 2 * Math.abs(count));
      for (let i = 0; i < found.length; i += 2) assert.equal(found[i], `m${found[i + 1]}`);
    }
  }
});

test("ZRANDMEMBER: every member is as likely, however it is asked for", () => {
  for (const size of [10, 200]) {
    const redis = engineWith(size);
    for (const count of [1, size >> 1, size - 1, -size]) {
      const rounds = Math.ceil(200 * size / Math.abs(count));
      const seen = new Map<string, number>();
      for (let round = 0; round < rounds; round++) {
        for (const member of texts(redis.command("ZRANDMEMBER", "z", count))) {
          seen.set(member, (seen.get(member) ?? 0) + 1);
        }
      }
      assert.equal(seen.size, size);
      // About 200 times each, with a standard deviation of at most 14.
      for (const [member, times] of seen) {
        assert.ok(times > 120 && times < 290, `${member} ${times} times of ${count}`);
      }
    }
  }
});

test("ZRANDMEMBER: the count, then the options, then the key", () => {
  dialogue(
    testEngine(),
    `
    SET s string                               → +OK
    ZRANDMEMBER s x y z                        → -ERR value is not an integer or out of range
    ZRANDMEMBER s -9223372036854775808 y       → -ERR value is out of range, value must between -${LONG_MAX} and ${LONG_MAX}
    ZRANDMEMBER s 1 y                          → -ERR syntax error
    ZRANDMEMBER s 1 WITHSCORES z               → -ERR syntax error
    ZRANDMEMBER s 4611686018427387904 WITHSCORES → -ERR value is out of range
    ZRANDMEMBER s -4611686018427387904 WITHSCORES → -ERR value is out of range
    ZRANDMEMBER s 4611686018427387903 WITHSCORES → ${WRONG_TYPE}
    ZRANDMEMBER s                              → ${WRONG_TYPE}
    `,
  );
});

test("ZSCAN: gives a packed set whole, in order, whatever the count", () => {
  const redis = testEngine();
  const dialogueOf = `
    ZADD z 1 a 2.5 b inf c -5 11   → :4
    ZSCAN z 0 COUNT 1              → *2 $1 0 *8 $2 11 $2 -5 $1 a $1 1 $1 b $3 2.5 $1 c $3 inf
    ZSCAN z 17                     → *2 $1 0 *8 $2 11 $2 -5 $1 a $1 1 $1 b $3 2.5 $1 c $3 inf
    ZSCAN z 0 MATCH [ab]           → *2 $1 0 *4 $1 a $1 1 $1 b $3 2.5
    ZSCAN z 0 match * count 5      → *2 $1 0 *8 $2 11 $2 -5 $1 a $1 1 $1 b $3 2.5 $1 c $3 inf
    ZSCAN z 0 MATCH x              → *2 $1 0 *0
    ZSCAN none 0                   → *2 $1 0 *0
    DEL z                          → :1
    `;
  dialogue(redis, dialogueOf);
  redis.protocol(3);
  dialogue(redis, dialogueOf);
});

test("ZSCAN: walks over a large set in pieces", () => {
  const redis = engineWith(1000);
  const seen: string[] = [];
  let calls = 0;
  let cursor = "0";
  do {
    const [next, ...found] = texts(redis.command("ZSCAN", "z", cursor, "COUNT", 50));
    cursor = next;
    for (let i = 0; i < found.length; i += 2) {
      assert.equal(found[i], `m${found[i + 1]}`);
      seen.push(found[i]);
    }
    calls++;
  } while (cursor !== "0");
  assert.equal(seen.length, 1000);
  assert.equal(new Set(seen).size, 1000);
  assert.ok(calls >= 10 && calls <= 40, `${calls} calls`);
});

test("ZSCAN: what is there all the while is seen, whatever comes and goes", () => {
  const redis = engineWith(1000);
  const seen = new Set<string>();
  let cursor = "0";
  let step = 0;
  do {
    const [next, ...found] = texts(redis.command("ZSCAN", "z", cursor, "COUNT", 20));
    found.forEach((text, i) => i % 2 === 0 && seen.add(text));
    cursor = next;
    for (let i = 0; i < 40; i++) redis.command("ZADD", "z", 5000 + step, `x${step++}`);
    for (let i = 0; i < 8; i++) redis.command("ZREM", "z", `m${(step * 8 + i) % 500}`);
  } while (cursor !== "0");
  for (let i = 500; i < 1000; i++) assert.ok(seen.has(`m${i}`), `m${i}`);
});

test("ZSCAN: scores of a large set have 17 digits, as in Redis", () => {
  const redis = engineWith(0);
  dialogue(
    redis,
    `
    ZADD z 0.1 a                                       → :1
    ZSCAN z 0                                          → *2 $1 0 *2 $1 a $3 0.1
    CONFIG SET zset-max-listpack-entries 0             → +OK
    ZADD y 0.1 a                                       → :1
    ZSCAN y 0                                          → *2 $1 0 *2 $1 a $19 0.10000000000000001
    `,
  );
});

test("ZSCAN: the cursor is checked first, then the key, then the options", () => {
  dialogue(
    testEngine(),
    `
    SET s string             → +OK
    ZADD z 1 a               → :1
    ZSCAN s x                → -ERR invalid cursor
    ZSCAN none x             → -ERR invalid cursor
    ZSCAN none 0 NOPE        → *2 $1 0 *0
    ZSCAN s 0 NOPE           → ${WRONG_TYPE}
    ZSCAN z 0 COUNT          → -ERR syntax error
    ZSCAN z 0 COUNT 0        → -ERR syntax error
    ZSCAN z 0 COUNT x        → -ERR value is not an integer or out of range
    ZSCAN z 0 TYPE zset      → -ERR syntax error
    ZSCAN z                  → -ERR wrong number of arguments for 'zscan' command
    `,
  );
});
