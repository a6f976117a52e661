import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

const TOO_LONG = "-ERR string exceeds maximum allowed size (proto-max-bulk-len)";
const MIB = { "proto-max-bulk-len": "1mb" };

test("APPEND: extends a string, keeps its time to live, and makes it raw", () => {
  dialogue(
    testEngine(),
    `
    APPEND k 12           → :2
    OBJECT ENCODING k     → $3 int
    EXPIRE k 10           → :1
    APPEND k 3            → :3
    OBJECT ENCODING k     → $3 raw
    APPEND k ""           → :3
    GET k                 → $3 123
    TTL k                 → :10
    `,
  );
});

test("APPEND: piece by piece, from a few bytes to large values", () => {
  const redis = testEngine();
  let value = "";
  for (let i = 0; value.length < 600_000; i++) {
    const piece = String(i).repeat(1 + i * 7 % 997);
    value += piece;
    assert.equal(redis.command("APPEND", "k", piece), `:${value.length}\r\n`);
  }
  assert.equal(redis.command("GET", "k"), `$${value.length}\r\n${value}\r\n`);
});

test("APPEND, SETRANGE: no string becomes longer than proto-max-bulk-len", () => {
  const redis = testEngine(MIB);
  const limit = 1 << 20;
  dialogue(
    redis,
    `
    SETRANGE k ${limit - 1} x                → :${limit}
    APPEND k x                               → ${TOO_LONG}
    SETRANGE k ${limit} x                    → ${TOO_LONG}
    SETRANGE m ${limit} x                    → ${TOO_LONG}
    SETRANGE m 9223372036854775807 x         → ${TOO_LONG}
    SETRANGE m 9223372036854775807 ""        → :0
    APPEND k ""                              → :${limit}
    STRLEN k                                 → :${limit}
    EXISTS m                                 → :0
    `,
  );
});

test("SETRANGE: overwrites a part, with zero bytes up to its offset", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SET k "Hello World"        → +OK
    SETRANGE k 6 Redis         → :11
    GET k                      → $11 Hello Redis
    SETRANGE k 9 "ssssss"      → :15
    GET k                      → $15 Hello Redssssss
    SETRANGE k 3 ""            → :15
    OBJECT ENCODING k          → $3 raw
    SETRANGE missing 5 ""      → :0
    EXISTS missing             → :0
    SETRANGE k -1 x            → -ERR offset is out of range
    SETRANGE k x x             → -ERR value is not an integer or out of range
    SET n 100                  → +OK
    SETRANGE n 0 2             → :3
    INCR n                     → :201
    `,
  );
  assert.equal(redis.command("SETRANGE", "new", "3", "x"), ":4\r\n");
  assert.equal(redis.command("GET", "new"), "$4\r\n\0\0\0x\r\n");
});

test("GETRANGE, SUBSTR: both ends are included, negative ones count from the end", () => {
  const ranges: [from: string, to: string, part: string][] = [
    ["0", "3", "This"],
    ["-3", "-1", "ing"],
    ["0", "-1", "This is a string"],
    ["10", "100", "string"],
    ["5", "5", "i"],
    ["5", "4", ""],
    ["16", "20", ""],
    ["-100", "3", "This"],
    ["0", "-100", "T"],
    ["-100", "-100", "T"],
    ["-1", "-100", ""],
    ["-9223372036854775808", "9223372036854775807", "This is a string"],
  ];
  const redis = testEngine();
  dialogue(redis, `SET k "This is a string" → +OK`);
  for (const [from, to, part] of ranges) {
    for (const name of ["GETRANGE", "SUBSTR"]) {
      assert.equal(redis.command(name, "k", from, to), `$${part.length}\r\n${part}\r\n`);
    }
  }
  dialogue(
    redis,
    `
    GETRANGE missing 0 -1   → $0
    SET empty ""            → +OK
    GETRANGE empty 0 -1     → $0
    GETRANGE k a 1          → -ERR value is not an integer or out of range
    GETRANGE missing 0 x    → -ERR value is not an integer or out of range
    GETRANGE k 0            → -ERR wrong number of arguments for 'getrange' command
    `,
  );
});

test("STRLEN: bytes of the value, 0 for a missing key", () => {
  dialogue(testEngine(), "SET k 12345 → +OK\n STRLEN k → :5\n STRLEN missing → :0");
});

test("APPEND, SETRANGE, GETRANGE: behave like an array of bytes", () => {
  const piece = fc.string({ maxLength: 40 }).map((text) => text.replace(/[^\0-\xff]/g, "?"));
  const step = fc.record({ offset: fc.nat(120), piece, isAppend: fc.boolean() });
  const index = fc.integer({ min: -200, max: 200 });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), index, index, (steps, from, to) => {
      const redis = testEngine();
      let model = "";
      for (const { offset, piece, isAppend } of steps) {
        if (isAppend) {
          model += piece;
          assert.equal(redis.command("APPEND", "k", piece), `:${model.length}\r\n`);
        } else {
          if (piece !== "") {
            const head = model.slice(0, offset).padEnd(offset, "\0");
            model = head + piece + model.slice(offset + piece.length);
          }
          assert.equal(redis.command("SETRANGE", "k", offset, piece), `:${model.length}\r\n`);
        }
      }
      const first = from < 0 ? Math.max(0, from + model.length) : from;
      const last = to < 0 ? Math.max(0, to + model.length) : to;
      const part = from < 0 && to < 0 && from > to ? "" : model.slice(first, last + 1);
      assert.equal(redis.command("GETRANGE", "k", from, to), `$${part.length}\r\n${part}\r\n`);
    }),
    { numRuns: 200 },
  );
});
