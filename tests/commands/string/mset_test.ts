import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("MSET, MGET: several keys at once, in the order asked for", () => {
  dialogue(
    testEngine(),
    `
    MSET a 1 b 2 c 3       → +OK
    MGET c missing a a     → *4 $1 3 $-1 $1 1 $1 1
    MSET a x a y           → +OK
    MGET a                 → *1 $1 y
    MSET a 1 b             → -ERR wrong number of arguments for 'mset' command
    MSET a                 → -ERR wrong number of arguments for 'mset' command
    MGET                   → -ERR wrong number of arguments for 'mget' command
    `,
  );
});

test("MSET: takes the time to live away", () => {
  dialogue(testEngine(), "SET a 1 EX 10 → +OK\n MSET a 2 → +OK\n TTL a → :-1");
});

test("MSETNX: all keys or none", () => {
  dialogue(
    testEngine(),
    `
    MSETNX a 1 b 2     → :1
    MSETNX b 3 c 4     → :0
    MGET a b c         → *3 $1 1 $1 2 $-1
    MSETNX d 1 d 2     → :1
    GET d              → $1 2
    MSETNX d 1 e       → -ERR wrong number of arguments for 'msetnx' command
    `,
  );
});

test("MSETEX: sets all keys with one time to live (Redis 8.4)", () => {
  dialogue(
    testEngine(),
    `
    MSETEX 2 a 1 b 2 EX 10              → :1
    TTL a                               → :10
    TTL b                               → :10
    MSETEX 2 a 3 c 4 KEEPTTL            → :1
    TTL a                               → :10
    TTL c                               → :-1
    MSETEX 1 a 5                        → :1
    TTL a                               → :-1
    MSETEX 2 a 6 d 7 PXAT 1700000001500 → :1
    PTTL d                              → :1500
    MSETEX 1 a 8 EXAT 1                 → :1
    EXISTS a                            → :0
    MSETEX 2 e 1 e 2                    → :1
    GET e                               → $1 2
    `,
  );
});

test("MSETEX NX, XX: only if none, or all, of the keys are there; options in any order", () => {
  dialogue(
    testEngine(),
    `
    MSETEX 2 a 1 b 2 XX          → :0
    DBSIZE                       → :0
    MSETEX 2 a 1 b 2 EX 5 NX     → :1
    MSETEX 2 b 3 c 4 NX          → :0
    MSETEX 2 b 3 c 4 XX          → :0
    MSETEX 2 a 3 b 4 xx px 100   → :1
    MGET a b c                   → *3 $1 3 $1 4 $-1
    PTTL a                       → :100
    `,
  );
});

test("MSETEX: the count comes first, then the options, then the time", () => {
  dialogue(
    testEngine(),
    `
    MSETEX 0 a 1               → -ERR invalid numkeys value
    MSETEX -1 a 1              → -ERR invalid numkeys value
    MSETEX x a 1               → -ERR invalid numkeys value
    MSETEX 2147483648 a 1      → -ERR invalid numkeys value
    MSETEX 2 a 1 b             → -ERR wrong number of key-value pairs
    MSETEX 2 a 1 EX            → -ERR wrong number of key-value pairs
    MSETEX 1 a 1 b 2           → -ERR syntax error
    MSETEX 1 a 1 NX XX         → -ERR syntax error
    MSETEX 1 a 1 EX 1 PX 1     → -ERR syntax error
    MSETEX 1 a 1 EX 1 KEEPTTL  → -ERR syntax error
    MSETEX 1 a 1 EX            → -ERR syntax error
    MSETEX 1 a 1 EX 0          → -ERR invalid expire time in 'msetex' command
    MSETEX 1 a 1 EX x          → -ERR value is not an integer or out of range
    MSETEX 1 a                 → -ERR wrong number of arguments for 'msetex' command
    DBSIZE                     → :0
    `,
  );
});
