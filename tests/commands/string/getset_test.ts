import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("GETSET: replies the old value, stores the new one, and ends its time to live", () => {
  dialogue(
    testEngine(),
    `
    GETSET k a     → $-1
    EXPIRE k 10    → :1
    GETSET k b     → $1 a
    TTL k          → :-1
    GETSET k b x   → -ERR wrong number of arguments for 'getset' command
    `,
  );
});

test("GETDEL: replies the value and removes the key", () => {
  dialogue(
    testEngine(),
    `
    SET k v     → +OK
    GETDEL k    → $1 v
    GETDEL k    → $-1
    DBSIZE      → :0
    `,
  );
});

test("GETEX: a GET that also sets, changes or removes the time to live", () => {
  dialogue(
    testEngine(),
    `
    SET k v                          → +OK
    GETEX k                          → $1 v
    TTL k                            → :-1
    GETEX k EX 10                    → $1 v
    PTTL k                           → :10000
    GETEX k px 2500                  → $1 v
    PTTL k                           → :2500
    GETEX k                          → $1 v
    PTTL k                           → :2500
    GETEX k PERSIST                  → $1 v
    PTTL k                           → :-1
    GETEX k EXAT 1700000004          → $1 v
    PTTL k                           → :4000
    GETEX k PXAT 1700000005500       → $1 v
    PTTL k                           → :5500
    GETEX k PXAT 1700000000000       → $1 v
    EXISTS k                         → :0
    `,
  );
});

test("GETEX: bad options are refused at once, a bad time only if the key is there", () => {
  dialogue(
    testEngine(),
    `
    GETEX k EX 0               → $-1
    GETEX k EX abc             → $-1
    GETEX k EX                 → -ERR syntax error
    SET k v                    → +OK
    GETEX k EX 0               → -ERR invalid expire time in 'getex' command
    GETEX k EX abc             → -ERR value is not an integer or out of range
    GETEX k KEEPTTL            → -ERR syntax error
    GETEX k NX                 → -ERR syntax error
    GETEX k EX 10 PERSIST      → -ERR syntax error
    GETEX k EX 10 PX 10        → -ERR syntax error
    GETEX k PERSIST PERSIST    → $1 v
    TTL k                      → :-1
    `,
  );
});
