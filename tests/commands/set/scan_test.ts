import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("SSCAN: gives a packed set whole, whatever the count", () => {
  dialogue(
    testEngine(),
    `
    SADD i 3 1 2           → :3
    SSCAN i 0              → *2 $1 0 *3 $1 1 $1 2 $1 3
    SSCAN i 0 COUNT 1      → *2 $1 0 *3 $1 1 $1 2 $1 3
    SSCAN i 17 COUNT 1     → *2 $1 0 *3 $1 1 $1 2 $1 3
    SADD l ab b            → :2
    SSCAN l 0 MATCH a*     → *2 $1 0 *1 $2 ab
    SSCAN l 0 match * count 5 → *2 $1 0 *2 $2 ab $1 b
    SSCAN l 0 MATCH x      → *2 $1 0 *0
    SSCAN missing 0        → *2 $1 0 *0
    `,
  );
});

test("SSCAN: walks over a large set in pieces", () => {
  const redis = testEngine();
  const members = Array.from({ length: 1000 }, (_, i) => `member:${i}`);
  redis.command("SADD", "s", ...members);
  const seen: string[] = [];
  let calls = 0;
  let cursor = "0";
  do {
    const reply = redis.command("SSCAN", "s", cursor, "COUNT", 50);
    const [next, ...found] = [...reply.matchAll(/\$\d+\r\n(.*)\r\n/g)].map(([, text]) => text);
    cursor = next;
    seen.push(...found);
    calls++;
  } while (cursor !== "0");
  assert.deepEqual(seen.sort(), members.sort());
  assert.ok(calls >= 10 && calls <= 40, `${calls} calls`);
});

test("SSCAN: the cursor is checked first, then the key, then the options", () => {
  dialogue(
    testEngine(),
    `
    SET str x              → +OK
    SADD s a               → :1
    SSCAN str a            → -ERR invalid cursor
    SSCAN missing a        → -ERR invalid cursor
    SSCAN missing 0 COUNT 0 → *2 $1 0 *0
    SSCAN missing 0 nope   → *2 $1 0 *0
    SSCAN str 0 nope       → -WRONGTYPE Operation against a key holding the wrong kind of value
    SSCAN s 0 COUNT 0      → -ERR syntax error
    SSCAN s 0 COUNT a      → -ERR value is not an integer or out of range
    SSCAN s 0 COUNT        → -ERR syntax error
    SSCAN s 0 MATCH        → -ERR syntax error
    SSCAN s 0 TYPE set     → -ERR syntax error
    SSCAN s 0 NOVALUES     → -ERR NOVALUES option can only be used in HSCAN
    SSCAN s                → -ERR wrong number of arguments for 'sscan' command
    `,
  );
});
