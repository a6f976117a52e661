import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { LIST } from "../../../lib/keyspace/types.ts";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("INCREX: replies the new value and what was added (Redis 8.8)", () => {
  dialogue(
    testEngine(),
    `
    INCREX k                  → *2 :1 :1
    INCREX k BYINT 41         → *2 :42 :41
    INCREX k byint -2         → *2 :40 :-2
    GET k                     → $2 40
    OBJECT ENCODING k         → $3 int
    `,
  );
});

test("INCREX BYFLOAT: bulk strings in RESP2, doubles in RESP3", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    INCREX k BYFLOAT 2.5                   → *2 $3 2.5 $3 2.5
    INCREX k BYFLOAT -0.1                  → *2 $3 2.4 $4 -0.1
    INCREX k BYFLOAT 5 UBOUND 6.25         → *2 $3 2.4 $1 0
    INCREX k BYFLOAT 0.6 UBOUND inf        → *2 $1 3 $3 0.6
    OBJECT ENCODING k                      → $6 embstr
    `,
  );
  redis.protocol(3);
  assert.equal(redis.command("INCREX", "k", "BYFLOAT", "0.5"), "*2\r\n,3.5\r\n,0.5\r\n");
});

test("INCREX LBOUND, UBOUND: a result outside of them is refused", () => {
  dialogue(
    testEngine(),
    `
    INCREX k UBOUND 2                       → *2 :1 :1
    INCREX k UBOUND 2                       → *2 :2 :1
    INCREX k UBOUND 2 EX 10                 → *2 :2 :0
    TTL k                                   → :-1
    INCREX missing LBOUND 5                 → *2 :0 :0
    EXISTS missing                          → :0
    SET k 100                               → +OK
    INCREX k BYINT -1 UBOUND 50             → *2 :100 :0
    SET k 9223372036854775807               → +OK
    INCREX k                                → *2 :9223372036854775807 :0
    `,
  );
});

test("INCREX SATURATE: stops at the bound instead, even against the increment", () => {
  dialogue(
    testEngine(),
    `
    INCREX k BYINT 10 UBOUND 7 SATURATE        → *2 :7 :7
    INCREX k BYINT 1 UBOUND 7 SATURATE EX 9    → *2 :7 :0
    TTL k                                      → :9
    SET k 100                                  → +OK
    INCREX k BYINT 1 UBOUND 50 SATURATE        → *2 :50 :-50
    INCREX k BYINT -1 LBOUND 60 SATURATE       → *2 :60 :10
    SET k 9223372036854775806                  → +OK
    INCREX k BYINT 5 SATURATE                  → *2 :9223372036854775807 :1
    SET k -9223372036854775808                 → +OK
    INCREX k LBOUND 1 SATURATE                 → -ERR applied increment would overflow
    GET k                                      → $20 -9223372036854775808
    `,
  );
});

test("INCREX: a rate limiter of three a second", () => {
  dialogue(
    testEngine(),
    `
    INCREX user UBOUND 3 PX 1000 ENX   → *2 :1 :1
    + 400 ms
    INCREX user UBOUND 3 PX 1000 ENX   → *2 :2 :1
    INCREX user UBOUND 3 PX 1000 ENX   → *2 :3 :1
    INCREX user UBOUND 3 PX 1000 ENX   → *2 :3 :0
    PTTL user                          → :600
    + 600 ms
    INCREX user UBOUND 3 PX 1000 ENX   → *2 :1 :1
    `,
  );
});

test("INCREX: the time to live stays, unless an option says otherwise", () => {
  dialogue(
    testEngine(),
    `
    INCREX k EX 10               → *2 :1 :1
    INCREX k                     → *2 :2 :1
    TTL k                        → :10
    INCREX k PERSIST             → *2 :3 :1
    TTL k                        → :-1
    INCREX k EXAT 1700000005     → *2 :4 :1
    PTTL k                       → :5000
    INCREX k EXAT 1 ENX          → *2 :5 :1
    PTTL k                       → :5000
    INCREX k PXAT 1              → *2 :6 :1
    EXISTS k                     → :0
    `,
  );
});

test("INCREX NX, XX: only if the key is missing, or there (Valkey 9.2)", () => {
  dialogue(
    testEngine(),
    `
    INCREX k XX     → *2 :0 :0
    INCREX k NX     → *2 :1 :1
    INCREX k NX     → *2 :1 :0
    INCREX k XX     → *2 :2 :1
    `,
  );
});

test("INCREX: what is wrong is said in Redis's order", () => {
  const syntax = "-ERR syntax error";
  const refused: [options: string, reply: string][] = [
    ["FOO", syntax],
    ["BYINT", syntax],
    ["BYINT 1 BYINT 1", syntax],
    ["BYINT 1 BYFLOAT 1", syntax],
    ["SATURATE SATURATE", syntax],
    ["LBOUND 1 LBOUND 1", syntax],
    ["EX 1 EX 1", syntax],
    ["EX 1 PERSIST", syntax],
    ["PERSIST ENX", syntax],
    ["NX XX", syntax],
    ["BYINT x ENX", "-ERR ENX flag requires an expiration"],
    ["BYINT 1.5 LBOUND x", "-ERR Increment is not an integer or out of range"],
    ["LBOUND x UBOUND x", "-ERR LBOUND is not an integer or out of range"],
    ["UBOUND 1.5", "-ERR UBOUND is not an integer or out of range"],
    ["BYFLOAT x", "-ERR Increment is not a valid float"],
    ["BYFLOAT 1 LBOUND x", "-ERR LBOUND is not a valid float"],
    ["BYFLOAT 1 UBOUND x", "-ERR UBOUND is not a valid float"],
    ["BYFLOAT inf", "-ERR BYFLOAT increment cannot be Infinity"],
    ["BYFLOAT 1 UBOUND -inf", "-ERR LBOUND can't be greater than UBOUND"],
    ["LBOUND 2 UBOUND 1 EX 0", "-ERR LBOUND can't be greater than UBOUND"],
    ["EX 0", "-ERR invalid expire time in 'increx' command"],
    ["PX x", "-ERR value is not an integer or out of range"],
  ];
  const redis = testEngine();
  redis.session.db.put(Uint8Array.from("list", (c) => c.charCodeAt(0)), 0, 4, LIST, 0, 0);
  for (const [options, reply] of refused) dialogue(redis, `INCREX list ${options} → ${reply}`);
  dialogue(
    redis,
    `
    INCREX list          → -WRONGTYPE Operation against a key holding the wrong kind of value
    SET k 1.5            → +OK
    INCREX k             → -ERR value is not an integer or out of range
    SET k x              → +OK
    INCREX k BYFLOAT 1   → -ERR value is not a valid float
    SET k inf            → +OK
    INCREX k BYFLOAT 1   → -ERR value cannot be Infinity
    INCREX               → -ERR wrong number of arguments for 'increx' command
    `,
  );
});

test("INCREX: the result and what was added are exact, within the bounds, or nothing changes", () => {
  const number = fc.oneof(
    fc.bigInt({ min: -20n, max: 20n }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  );
  fc.assert(
    fc.property(number, number, number, number, fc.boolean(), (old, step, a, b, saturate) => {
      const [lower, upper] = a < b ? [a, b] : [b, a];
      const redis = testEngine();
      redis.command("SET", "k", String(old));
      const bounds = ["LBOUND", String(lower), "UBOUND", String(upper)];
      const options = saturate ? [...bounds, "SATURATE"] : bounds;
      const reply = redis.command("INCREX", "k", "BYINT", String(step), ...options);
      const sum = old + step;
      let result = sum < lower ? lower : sum > upper ? upper : sum;
      if (result !== sum && !saturate) result = old;
      const applied = result - old;
      const fits = BigInt.asIntN(64, applied) === applied;
      if (!fits) result = old;
      const expected = fits
        ? `*2\r\n:${result}\r\n:${applied}\r\n`
        : "-ERR applied increment would overflow\r\n";
      assert.equal(reply, expected);
      assert.equal(redis.command("GET", "k"), `$${String(result).length}\r\n${result}\r\n`);
    }),
    { numRuns: 300 },
  );
});
