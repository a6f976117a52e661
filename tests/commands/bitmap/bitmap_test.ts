import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

const BAD_OFFSET = "-ERR bit offset is not an integer or out of range";
const BAD_BIT = "-ERR bit is not an integer or out of range";

test("SETBIT, GETBIT: single bits, the first one the most significant of its byte", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SETBIT k 7 1          → :0
    SETBIT k 7 1          → :1
    GETBIT k 7            → :1
    GETBIT k 6            → :0
    GETBIT k 100          → :0
    GETBIT missing 0      → :0
    SETBIT k 16 0         → :0
    STRLEN k              → :3
    OBJECT ENCODING k     → $3 raw
    `,
  );
  assert.equal(redis.command("GET", "k"), "$3\r\n\x01\0\0\r\n");
});

test("SETBIT: makes any string raw, even where no bit changes, and keeps its time to live", () => {
  dialogue(
    testEngine(),
    `
    SET k 1 EX 10         → +OK
    SETBIT k 7 1          → :1
    OBJECT ENCODING k     → $3 raw
    GET k                 → $1 1
    TTL k                 → :10
    SETBIT k 6 1          → :0
    INCR k                → :4
    `,
  );
});

test("SETBIT, GETBIT: offset and bit are checked before the key", () => {
  dialogue(
    testEngine({ "proto-max-bulk-len": "1mb" }),
    `
    SETBIT k 8388607 1     → :0
    SETBIT k 8388608 1     → ${BAD_OFFSET}
    GETBIT k 8388608       → ${BAD_OFFSET}
    GETBIT k -1            → ${BAD_OFFSET}
    GETBIT k x             → ${BAD_OFFSET}
    SETBIT k x 2           → ${BAD_OFFSET}
    SETBIT k 0 2           → ${BAD_BIT}
    SETBIT k 0 -1          → ${BAD_BIT}
    SETBIT k 0 x           → ${BAD_BIT}
    SETBIT k 0             → -ERR wrong number of arguments for 'setbit' command
    STRLEN k               → :1048576
    `,
  );
});

test("BITCOUNT: of a whole string, a range of bytes, a range of bits", () => {
  dialogue(
    testEngine(),
    `
    SET k foobar                → +OK
    BITCOUNT k                  → :26
    BITCOUNT k 0 0              → :4
    BITCOUNT k 1 1              → :6
    BITCOUNT k 1 1 BYTE         → :6
    BITCOUNT k -2 -1            → :7
    BITCOUNT k 5 30 bit         → :17
    BITCOUNT k 100 200          → :0
    BITCOUNT missing            → :0
    BITCOUNT k 0                → -ERR syntax error
    BITCOUNT k 0 1 FOO          → -ERR syntax error
    BITCOUNT k 0 1 BIT x        → -ERR syntax error
    BITCOUNT k a 1 FOO          → -ERR value is not an integer or out of range
    `,
  );
});

test("BITCOUNT, BITPOS: the range is read before the key is looked at", () => {
  dialogue(
    testEngine(),
    `
    BITCOUNT missing 0          → -ERR syntax error
    BITCOUNT missing a b c d    → -ERR syntax error
    BITCOUNT missing a b        → -ERR value is not an integer or out of range
    BITPOS missing 1 a b c      → -ERR value is not an integer or out of range
    BITPOS missing 0 1 b c      → -ERR syntax error
    BITPOS missing 2            → -ERR The bit argument must be 1 or 0.
    BITPOS missing x            → -ERR value is not an integer or out of range
    `,
  );
});

test("BITPOS: the first bit of a kind; behind a string are zeros, unless an end was given", () => {
  const redis = testEngine();
  redis.command("SET", "k", "\xff\xf0\x00");
  redis.command("SET", "ones", "\xff\xff");
  redis.command("SET", "zeros", "\0\0");
  dialogue(
    redis,
    `
    BITPOS k 0                  → :12
    BITPOS k 1                  → :0
    BITPOS k 1 2                → :-1
    BITPOS k 0 -1               → :16
    BITPOS k 0 2 2 BYTE         → :16
    BITPOS k 0 3 11 BIT         → :-1
    BITPOS k 1 7 11 bit         → :7
    BITPOS ones 0               → :16
    BITPOS ones 0 0             → :16
    BITPOS ones 0 0 -1          → :-1
    BITPOS ones 0 5             → :-1
    BITPOS zeros 1              → :-1
    BITPOS k 1 0 -1 FOO         → -ERR syntax error
    BITPOS k 1 0 a FOO          → -ERR syntax error
    BITPOS k 1 0 -1 BIT x       → -ERR syntax error
    BITPOS k 1 a                → -ERR value is not an integer or out of range
    `,
  );
});

test("BITOP: AND, OR, XOR, NOT; a shorter string is followed by zeros", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SET a foobar          → +OK
    SET b abcdef          → +OK
    BITOP AND d a b       → :6
    GET d                 → $6 \`bc\`ab
    BITOP or d a b        → :6
    GET d                 → $6 goofev
    OBJECT ENCODING d     → $3 raw
    BITOP XOR d a missing → :6
    GET d                 → $6 foobar
    BITOP AND d missing   → :0
    EXISTS d              → :0
    SET d 1 EX 10         → +OK
    BITOP OR d a          → :6
    TTL d                 → :-1
    `,
  );
  redis.command("BITOP", "NOT", "a", "a");
  assert.equal(redis.command("GET", "a"), "$6\r\n\x99\x90\x90\x9d\x9e\x8d\r\n");
});

test("BITOP DIFF, DIFF1, ANDOR, ONE (Redis 8.2)", () => {
  const redis = testEngine();
  redis.command("MSET", "x", "\xf0", "y", "\xcc", "z", "\xaa\x01");
  const results: [operation: string, result: string][] = [
    ["DIFF", "\x10\0"],
    ["DIFF1", "\x0e\x01"],
    ["ANDOR", "\xe0\0"],
    ["ONE", "\x16\x01"],
  ];
  for (const [operation, result] of results) {
    assert.equal(redis.command("BITOP", operation, "d", "x", "y", "z"), ":2\r\n");
    assert.equal(redis.command("GET", "d"), `$2\r\n${result}\r\n`, operation);
  }
});

test("BITOP: the operation is checked before the keys, with their least number", () => {
  dialogue(
    testEngine(),
    `
    BITOP FOO d a           → -ERR syntax error
    BITOP NOT d a b         → -ERR BITOP NOT must be called with a single source key.
    BITOP DIFF d a          → -ERR BITOP DIFF must be called with at least two source keys.
    BITOP diff1 d a         → -ERR BITOP DIFF1 must be called with at least two source keys.
    BITOP ANDOR d a         → -ERR BITOP ANDOR must be called with at least two source keys.
    BITOP ONE d a           → :0
    BITOP AND d             → -ERR wrong number of arguments for 'bitop' command
    `,
  );
});

test("SETBIT, GETBIT, BITCOUNT, BITPOS: agree with an array of bits", () => {
  const offset = fc.nat(300);
  fc.assert(
    fc.property(fc.array(fc.tuple(offset, fc.nat(1)), { maxLength: 60 }), (steps) => {
      const redis = testEngine();
      const bits: number[] = [];
      for (const [at, bit] of steps) {
        assert.equal(redis.command("SETBIT", "k", at, bit), `:${bits[at] ?? 0}\r\n`);
        while (bits.length <= at || bits.length % 8 !== 0) bits.push(0);
        bits[at] = bit;
      }
      for (const at of [0, 7, 8, 100, 299]) {
        assert.equal(redis.command("GETBIT", "k", at), `:${bits[at] ?? 0}\r\n`);
      }
      const ones = bits.filter((bit) => bit === 1).length;
      assert.equal(redis.command("BITCOUNT", "k"), `:${ones}\r\n`);
      assert.equal(redis.command("BITPOS", "k", 1), `:${bits.indexOf(1)}\r\n`);
    }),
    { numRuns: 200 },
  );
});
