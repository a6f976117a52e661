import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("INCR, DECR, INCRBY, DECRBY: a missing key counts as 0", () => {
  dialogue(
    testEngine(),
    `
    INCR a          → :1
    INCR a          → :2
    DECR b          → :-1
    INCRBY c 40     → :40
    DECRBY c 42     → :-2
    GET c           → $2 -2
    INCRBY c -8     → :-10
    DECRBY c -10    → :0
    GET c           → $1 0
    `,
  );
});

test("INCR: the digits may become more and fewer, and the time to live stays", () => {
  dialogue(
    testEngine(),
    `
    SET k 9 EX 10   → +OK
    INCR k          → :10
    DECR k          → :9
    INCRBY k 999991 → :1000000
    DECRBY k 1000001 → :-1
    GET k           → $2 -1
    TTL k           → :10
    `,
  );
});

test("INCR: the result is int, whatever the encoding was", () => {
  dialogue(
    testEngine(),
    `
    SET k 1             → +OK
    APPEND k 2          → :2
    OBJECT ENCODING k   → $3 raw
    INCR k              → :13
    OBJECT ENCODING k   → $3 int
    `,
  );
});

test("INCR: reaches the ends of int64 exactly, and refuses to go beyond", () => {
  dialogue(
    testEngine(),
    `
    SET k 9007199254740991              → +OK
    INCR k                              → :9007199254740992
    INCR k                              → :9007199254740993
    DECRBY k 3                          → :9007199254740990
    INCRBY k 9214364837600034817        → :9223372036854775807
    INCR k                              → -ERR increment or decrement would overflow
    GET k                               → $19 9223372036854775807
    DECRBY k 9223372036854775807        → :0
    INCRBY k -9223372036854775808       → :-9223372036854775808
    DECR k                              → -ERR increment or decrement would overflow
    OBJECT ENCODING k                   → $3 int
    DECRBY k -9223372036854775808       → -ERR decrement would overflow
    INCRBY k 9223372036854775808        → -ERR value is not an integer or out of range
    `,
  );
});

test("INCR: what is not an integer in canonical form is refused and stays", () => {
  for (const value of ["", "abc", " 1", "1 ", "1.0", "+1", "01", "-0", "0x10", "1e3", "1\0"]) {
    const redis = testEngine();
    const refusal = "-ERR value is not an integer or out of range\r\n";
    redis.command("SET", "k", value);
    assert.equal(redis.command("INCR", "k"), refusal, value);
    assert.equal(redis.command("GET", "k"), `$${value.length}\r\n${value}\r\n`);
    assert.equal(redis.command("INCRBY", "missing", value), refusal, value);
    assert.equal(redis.command("DECRBY", "missing", value), refusal, value);
    assert.equal(redis.command("EXISTS", "missing"), ":0\r\n");
  }
});

test("INCRBY: walks like int64 arithmetic", () => {
  const int64 = fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -1000n, max: 1000n }),
    fc.constantFrom(2n ** 53n, -(2n ** 53n), 2n ** 53n - 1n, 2n ** 63n - 1n, -(2n ** 63n)),
  );
  fc.assert(
    fc.property(int64, fc.array(int64, { maxLength: 20 }), (start, steps) => {
      const redis = testEngine();
      let value = start;
      redis.command("SET", "k", String(value));
      for (const step of steps) {
        const sum = value + step;
        const fits = BigInt.asIntN(64, sum) === sum;
        if (fits) value = sum;
        const reply = fits ? `:${value}\r\n` : "-ERR increment or decrement would overflow\r\n";
        assert.equal(redis.command("INCRBY", "k", String(step)), reply);
        assert.equal(redis.command("GET", "k"), `$${String(value).length}\r\n${value}\r\n`);
      }
    }),
    { numRuns: 300 },
  );
});

test("INCRBYFLOAT: adds with Redis's precision and writes no exponent", () => {
  dialogue(
    testEngine(),
    `
    SET k 10.50                 → +OK
    INCRBYFLOAT k 0.1           → $4 10.6
    INCRBYFLOAT k -5            → $3 5.6
    SET k 5.0e3                 → +OK
    INCRBYFLOAT k 2.0e2         → $4 5200
    INCRBYFLOAT missing 0.1     → $3 0.1
    SET k 3                     → +OK
    INCRBYFLOAT k 1.1           → $3 4.1
    SET k 1000.1                → +OK
    INCRBYFLOAT k 1             → $22 1001.09999999999999998
    SET k 0x10                  → +OK
    INCRBYFLOAT k 0x.8p1        → $2 17
    `,
  );
});

test("INCRBYFLOAT: keeps the time to live, and makes no int of a whole number", () => {
  dialogue(
    testEngine(),
    `
    SET k 1 EX 10        → +OK
    INCRBYFLOAT k 2      → $1 3
    TTL k                → :10
    OBJECT ENCODING k    → $6 embstr
    INCR k               → :4
    OBJECT ENCODING k    → $3 int
    INCRBYFLOAT k 1e40   → $40 9999999999999999999783686092270256259072
    OBJECT ENCODING k    → $6 embstr
    INCRBYFLOAT k 1e50   → $51 100000000010000000008388076242351276750871828889600
    OBJECT ENCODING k    → $3 raw
    `,
  );
});

test("INCRBYFLOAT: refuses what is no number, and results that are not finite", () => {
  dialogue(
    testEngine(),
    `
    SET text abc              → +OK
    INCRBYFLOAT text 1        → -ERR value is not a valid float
    INCRBYFLOAT k abc         → -ERR value is not a valid float
    INCRBYFLOAT k nan         → -ERR value is not a valid float
    INCRBYFLOAT k " 1"        → -ERR value is not a valid float
    INCRBYFLOAT k ""          → -ERR value is not a valid float
    INCRBYFLOAT k inf         → -ERR increment would produce NaN or Infinity
    INCRBYFLOAT k -Infinity   → -ERR increment would produce NaN or Infinity
    EXISTS k                  → :0
    SET k inf                 → +OK
    INCRBYFLOAT k -inf        → -ERR increment would produce NaN or Infinity
    `,
  );
});
