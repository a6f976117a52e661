import { test } from "node:test";
import assert from "node:assert/strict";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

/** Notes what is logged in the place of commands. */
function effects(redis: TestEngine): unknown[][] {
  const seen: unknown[][] = [];
  redis.engine.effect = (...words) => {
    seen.push(words.map((word) => typeof word === "object" ? `#${word.arg}` : word));
  };
  return seen;
}

test("EXPIRE: a key lives for so many seconds, to the millisecond", () => {
  dialogue(
    testEngine(),
    `
    SET k v        → +OK
    TTL k          → :-1
    EXPIRE k 10    → :1
    TTL k          → :10
    + 9999 ms
    GET k          → $1 v
    PTTL k         → :1
    + 1 ms
    GET k          → $-1
    TTL k          → :-2
    EXPIRE k 10    → :0
    `,
  );
});

test("EXPIREAT, PEXPIRE, PEXPIREAT: moments and milliseconds", () => {
  dialogue(
    testEngine(), // The clock stands at 1,700,000,000,000 ms.
    `
    SET k v                    → +OK
    EXPIREAT k 1700000010      → :1
    PTTL k                     → :10000
    EXPIRETIME k               → :1700000010
    PEXPIREAT k 1700000000123  → :1
    PTTL k                     → :123
    PEXPIRETIME k              → :1700000000123
    PEXPIRE k 1500             → :1
    PTTL k                     → :1500
    `,
  );
});

test("TTL, EXPIRETIME: milliseconds are rounded to the nearest second", () => {
  dialogue(
    testEngine(),
    `
    SET k v                    → +OK
    PEXPIRE k 1499             → :1
    TTL k                      → :1
    EXPIRETIME k               → :1700000001
    PEXPIRE k 1500             → :1
    TTL k                      → :2
    EXPIRETIME k               → :1700000002
    PEXPIRE k 1                → :1
    TTL k                      → :0
    EXPIRETIME missing         → :-2
    PEXPIRETIME missing        → :-2
    PERSIST k                  → :1
    EXPIRETIME k               → :-1
    PEXPIRETIME k              → :-1
    `,
  );
});

test("EXPIRE: a time that has passed deletes the key", () => {
  for (
    const past of [
      "EXPIRE k 0",
      "EXPIRE k -1",
      "PEXPIRE k -9223372036854775808",
      "EXPIREAT k 1700000000",
      "PEXPIREAT k 0",
      "PEXPIREAT k -5",
    ]
  ) {
    dialogue(testEngine(), `SET k v → +OK\n ${past} → :1\n EXISTS k → :0\n ${past} → :0`);
  }
});

test("EXPIRE NX: only without an expiry; XX: only with one", () => {
  dialogue(
    testEngine(),
    `
    SET k v            → +OK
    EXPIRE k 10 XX     → :0
    TTL k              → :-1
    EXPIRE k 10 NX     → :1
    EXPIRE k 20 nx     → :0
    TTL k              → :10
    EXPIRE k 20 xx     → :1
    TTL k              → :20
    `,
  );
});

test("EXPIRE GT: only later, LT: only sooner; no expiry is later than any", () => {
  dialogue(
    testEngine(),
    `
    SET k v                → +OK
    EXPIRE k 10 GT         → :0
    EXPIRE k 10 LT         → :1
    EXPIRE k 10 GT         → :0
    EXPIRE k 10 LT         → :0
    EXPIRE k 11 GT         → :1
    EXPIRE k 10 LT         → :1
    TTL k                  → :10
    EXPIRE k 20 XX GT      → :1
    EXPIRE k 5 LT XX       → :1
    EXPIRE k -1 GT         → :0
    EXPIRE k -1 LT         → :1
    EXISTS k               → :0
    `,
  );
});

test("EXPIRE: options are checked before the time, the time before the key", () => {
  const both = "-ERR NX and XX, GT or LT options at the same time are not compatible";
  dialogue(
    testEngine(),
    `
    EXPIRE k x foo         → -ERR Unsupported option foo
    EXPIRE k x NX XX       → ${both}
    EXPIRE k x NX GT LT    → ${both}
    EXPIRE k x GT LT       → -ERR GT and LT options at the same time are not compatible
    EXPIRE k x             → -ERR value is not an integer or out of range
    EXPIRE k 1.5           → -ERR value is not an integer or out of range
    EXPIRE k 9223372036854775808 → -ERR value is not an integer or out of range
    EXPIRE k 10            → :0
    EXPIRE k               → -ERR wrong number of arguments for 'expire' command
    `,
  );
});

test("EXPIRE: a time beyond the range of int64 milliseconds is refused", () => {
  const refused: [string, string][] = [
    ["EXPIRE", "9223372036854775807"],
    ["EXPIRE", "9223372036854776"],
    ["EXPIRE", "9223372036854775"], // Fits as it is, but not when added to the present.
    ["EXPIRE", "-9223372036854776"],
    ["PEXPIRE", "9223372036854775807"],
    ["EXPIREAT", "9223372036854776"],
  ];
  const redis = testEngine();
  dialogue(redis, "SET k v → +OK");
  for (const [name, time] of refused) {
    const error = `-ERR invalid expire time in '${name.toLowerCase()}' command`;
    dialogue(redis, `${name} k ${time} → ${error}`);
  }
  dialogue(redis, "TTL k → :-1");
});

test("PEXPIREAT: times that no double holds are kept exactly", () => {
  dialogue(
    testEngine(),
    `
    SET k v                             → +OK
    PEXPIREAT k 9223372036854775807     → :1
    PEXPIRETIME k                       → :9223372036854775807
    EXPIRETIME k                        → :9223372036854776
    PTTL k                              → :9223370336854775807
    TTL k                               → :9223370336854776
    PEXPIREAT k 9007199254740993        → :1
    PEXPIRETIME k                       → :9007199254740993
    COPY k copy                         → :1
    RENAME copy moved                   → +OK
    PEXPIRETIME moved                   → :9007199254740993
    PEXPIREAT k 9007199254740992 GT     → :0
    PEXPIREAT k 9007199254740994 GT     → :1
    PEXPIREAT k 9007199254740993 LT     → :1
    `,
  );
});

test("EXPIRE: is logged as PEXPIREAT, conditions included, and in the past as DEL", () => {
  const redis = testEngine();
  const seen = effects(redis);
  redis.command("SET", "k", "v");
  redis.command("EXPIRE", "k", "10");
  redis.command("EXPIRE", "k", "20", "GT");
  redis.command("PEXPIREAT", "k", "1700000030000", "GT"); // As it is.
  redis.command("EXPIREAT", "k", "1700000040");
  redis.command("EXPIRE", "k", "5", "GT"); // Does nothing.
  redis.command("PEXPIRE", "k", "-1");
  assert.deepEqual(seen, [
    ["PEXPIREAT", "#1", 1_700_000_010_000],
    ["PEXPIREAT", "#1", 1_700_000_020_000, "#3"],
    ["PEXPIREAT", "#1", 1_700_000_040_000],
    ["DEL", "#1"],
  ]);
});

test("PERSIST: takes the expiry away, once", () => {
  dialogue(
    testEngine(),
    `
    SET k v        → +OK
    PERSIST k      → :0
    EXPIRE k 10    → :1
    PERSIST k      → :1
    TTL k          → :-1
    + 20000 ms
    GET k          → $1 v
    PERSIST no     → :0
    `,
  );
});
