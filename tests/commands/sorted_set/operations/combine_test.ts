import { test } from "node:test";
import { dialogue } from "../../../support/dialogue.ts";
import { testEngine } from "../../../support/engine.ts";

const WRONG_TYPE = "-WRONGTYPE Operation against a key holding the wrong kind of value";

test("ZUNION, ZINTER, ZDIFF: what any has, what all have, what only the first has", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    ZADD a 1 one 2 two              → :2
    ZADD b 1 one 2 two 3 three      → :3
    ZUNION 2 a b                    → *3 $3 one $5 three $3 two
    ZUNION 2 a b WITHSCORES         → *6 $3 one $1 2 $5 three $1 3 $3 two $1 4
    ZINTER 2 a b                    → *2 $3 one $3 two
    ZINTER 2 a b WITHSCORES         → *4 $3 one $1 2 $3 two $1 4
    ZDIFF 2 b a                     → *1 $5 three
    ZDIFF 2 b a WITHSCORES          → *2 $5 three $1 3
    ZDIFF 2 a b                     → *0
    ZUNION 2 none a                 → *2 $3 one $3 two
    ZINTER 2 none a                 → *0
    ZDIFF 2 a none                  → *2 $3 one $3 two
    ZDIFF 2 none a                  → *0
    ZINTER 3 a a a WITHSCORES       → *4 $3 one $1 3 $3 two $1 6
    `,
  );
  redis.protocol(3);
  dialogue(
    redis,
    `
    ZUNION 2 a b WITHSCORES         → *3 *2 $3 one ,2 *2 $5 three ,3 *2 $3 two ,4
    ZINTER 2 a b WITHSCORES         → *2 *2 $3 one ,2 *2 $3 two ,4
    ZDIFF 2 b a WITHSCORES          → *1 *2 $5 three ,3
    ZDIFF 2 b a                     → *1 $5 three
    ZUNION 1 none WITHSCORES        → *0
    `,
  );
});

test("ZUNION, ZINTER: weights, and what becomes of several scores", () => {
  dialogue(
    testEngine(),
    `
    ZADD a 1 x 5 y                                 → :2
    ZADD b 3 x 4 y 6 z                             → :3
    ZUNION 2 a b WEIGHTS 2 3 WITHSCORES            → *6 $1 x $2 11 $1 z $2 18 $1 y $2 22
    ZUNION 2 a b AGGREGATE MIN WITHSCORES          → *6 $1 x $1 1 $1 y $1 4 $1 z $1 6
    ZUNION 2 a b aggregate max WITHSCORES          → *6 $1 x $1 3 $1 y $1 5 $1 z $1 6
    ZINTER 2 a b WEIGHTS -1 0.5 AGGREGATE MAX WITHSCORES → *4 $1 x $3 1.5 $1 y $1 2
    ZINTER 2 a b WITHSCORES WEIGHTS 1 inf          → *4 $1 x $3 inf $1 y $3 inf
    ZADD c 0.1 x                                   → :1
    ZADD d 0.2 x                                   → :1
    ZUNION 2 c d WITHSCORES                        → *2 $1 x $19 0.30000000000000004
    `,
  );
});

test("ZUNION, ZINTER: AGGREGATE COUNT adds up weights instead of scores (Redis 8.8)", () => {
  dialogue(
    testEngine(),
    `
    ZADD a 10 foo 20 bar                                  → :2
    ZADD b 30 foo 40 bar                                  → :2
    ZADD c 50 foo                                         → :1
    ZUNION 3 a b c AGGREGATE COUNT WITHSCORES             → *4 $3 bar $1 2 $3 foo $1 3
    ZUNION 3 a b c WEIGHTS 2 3 -1 AGGREGATE COUNT WITHSCORES → *4 $3 foo $1 4 $3 bar $1 5
    ZINTER 2 a b aggregate count WITHSCORES               → *4 $3 bar $1 2 $3 foo $1 2
    ZUNIONSTORE d 3 a b c AGGREGATE COUNT                 → :2
    ZRANGE d 0 -1 WITHSCORES                              → *4 $3 bar $1 2 $3 foo $1 3
    ZINTERSTORE d 3 a b c WEIGHTS 1 1 0.5 AGGREGATE COUNT → :1
    ZSCORE d foo                                          → $3 2.5
    ZDIFF 1 a AGGREGATE COUNT                             → -ERR syntax error
    `,
  );
});

test("ZUNION, ZINTER: opposite infinities make 0, and so does an infinite score times 0", () => {
  dialogue(
    testEngine(),
    `
    ZADD a inf x 5 z                                 → :2
    ZADD b -inf x inf z 1 w                          → :3
    ZUNION 2 a b WITHSCORES                          → *6 $1 x $1 0 $1 w $1 1 $1 z $3 inf
    ZINTER 2 a b WITHSCORES                          → *4 $1 x $1 0 $1 z $3 inf
    ZUNION 1 a WEIGHTS 0 WITHSCORES                  → *4 $1 x $1 0 $1 z $1 0
    ZUNION 2 a b WEIGHTS 1 0 WITHSCORES              → *6 $1 w $1 0 $1 z $1 5 $1 x $3 inf
    ZINTER 2 a b WEIGHTS 1 0 WITHSCORES              → *4 $1 x $1 0 $1 z $1 0
    ZINTER 2 a b WEIGHTS 1 0 AGGREGATE MIN WITHSCORES → *4 $1 z $1 5 $1 x $3 inf
    `,
  );
});

test("ZUNION, ZINTER, ZDIFF: sets are taken, too, with scores of 1", () => {
  dialogue(
    testEngine(),
    `
    SADD s one two                     → :2
    SADD i 1 2 3                       → :3
    ZADD z 5 one 6 2                   → :2
    ZUNION 2 s z WITHSCORES            → *6 $3 two $1 1 $1 2 $1 6 $3 one $1 6
    ZINTER 2 z i WEIGHTS 1 10 WITHSCORES → *2 $1 2 $2 16
    ZDIFF 2 i z WITHSCORES             → *4 $1 1 $1 1 $1 3 $1 1
    ZDIFF 3 z s i                      → *0
    ZINTERCARD 2 i z                   → :1
    ZUNIONSTORE s 2 s i                → :5
    TYPE s                             → +zset
    `,
  );
});

test("ZINTERCARD: counts as far as it must", () => {
  dialogue(
    testEngine(),
    `
    ZADD a 1 one 2 two 3 three         → :3
    ZADD b 1 one 2 two 3 three 4 four  → :4
    ZINTERCARD 2 a b                   → :3
    ZINTERCARD 2 a b LIMIT 2           → :2
    ZINTERCARD 2 a b LIMIT 0           → :3
    ZINTERCARD 2 a b limit 1 LIMIT 9   → :3
    ZINTERCARD 2 a none                → :0
    ZINTERCARD 2 a b LIMIT -1          → -ERR LIMIT can't be negative
    ZINTERCARD 2 a b LIMIT x           → -ERR LIMIT can't be negative
    ZINTERCARD 2 a b LIMIT             → -ERR syntax error
    ZINTERCARD 2 a b WITHSCORES        → -ERR syntax error
    ZINTERCARD 2 a b WEIGHTS 1 1       → -ERR syntax error
    ZINTERCARD 0 a                     → -ERR at least 1 input key is needed for 'zintercard' command
    `,
  );
});

test("ZUNIONSTORE, ZINTERSTORE, ZDIFFSTORE: overwrite the destination, or delete it", () => {
  dialogue(
    testEngine(),
    `
    ZADD a 1 one 2 two                 → :2
    ZADD b 2 two 3 three               → :2
    SET d string EX 100                → +OK
    ZUNIONSTORE d 2 a b WEIGHTS 1 2    → :3
    TTL d                              → :-1
    ZRANGE d 0 -1 WITHSCORES           → *6 $3 one $1 1 $5 three $1 6 $3 two $1 6
    ZINTERSTORE d 2 a b AGGREGATE MAX  → :1
    ZRANGE d 0 -1 WITHSCORES           → *2 $3 two $1 2
    ZDIFFSTORE d 2 a b                 → :1
    ZRANGE d 0 -1 WITHSCORES           → *2 $3 one $1 1
    ZINTERSTORE d 2 a none             → :0
    EXISTS d                           → :0
    ZUNIONSTORE d 1 none               → :0
    ZDIFFSTORE a 2 a b                 → :1
    ZRANGE a 0 -1                      → *1 $3 one
    ZDIFFSTORE a 2 a a                 → :0
    EXISTS a                           → :0
    `,
  );
});

test("ZUNIONSTORE: is packed if it is small enough, whatever its sources are", () => {
  dialogue(
    testEngine({ "zset-max-listpack-entries": "4", "zset-max-listpack-value": "8" }),
    `
    ZADD a 1 1 2 2 3 3                 → :3
    ZADD b 4 4 5 5                     → :2
    ZUNIONSTORE d 2 a b                → :5
    OBJECT ENCODING d                  → $8 skiplist
    ZRANGE d 0 -1 WITHSCORES           → *10 $1 1 $1 1 $1 2 $1 2 $1 3 $1 3 $1 4 $1 4 $1 5 $1 5
    ZINTERSTORE d 2 d a                → :3
    OBJECT ENCODING d                  → $8 listpack
    ZADD c 1 123456789                 → :1
    ZUNIONSTORE d 1 c                  → :1
    OBJECT ENCODING d                  → $8 skiplist
    `,
  );
});

test("ZUNION and its kin: the number of keys, then the keys, then the options", () => {
  dialogue(
    testEngine(),
    `
    SET s string                       → +OK
    ZADD z 1 a                         → :1
    ZUNION x s                         → -ERR value is not an integer or out of range
    ZUNION 0 s                         → -ERR at least 1 input key is needed for 'zunion' command
    ZINTER -1 s                        → -ERR at least 1 input key is needed for 'zinter' command
    ZDIFF 0 s                          → -ERR at least 1 input key is needed for 'zdiff' command
    ZUNIONSTORE d 0 s                  → -ERR at least 1 input key is needed for 'zunionstore' command
    ZINTERSTORE d 0 s                  → -ERR at least 1 input key is needed for 'zinterstore' command
    ZDIFFSTORE d 0 s                   → -ERR at least 1 input key is needed for 'zdiffstore' command
    ZUNION 2 s                         → -ERR syntax error
    ZUNION 1 s NOPE                    → ${WRONG_TYPE}
    ZUNION 2 none s                    → ${WRONG_TYPE}
    ZUNION 1 z NOPE                    → -ERR syntax error
    ZUNION 1 z WEIGHTS                 → -ERR syntax error
    ZUNION 2 z z WEIGHTS 1             → -ERR syntax error
    ZUNION 2 z z WEIGHTS x 1 NOPE      → -ERR weight value is not a float
    ZUNION 1 z WEIGHTS nan             → -ERR weight value is not a float
    ZUNION 1 z AGGREGATE               → -ERR syntax error
    ZUNION 1 z AGGREGATE AVERAGE       → -ERR syntax error
    ZUNIONSTORE d 1 z WITHSCORES       → -ERR syntax error
    ZDIFF 1 z WEIGHTS 1                → -ERR syntax error
    ZDIFFSTORE d 1 z WITHSCORES        → -ERR syntax error
    ZUNIONSTORE d 2 z s                → ${WRONG_TYPE}
    EXISTS d                           → :0
    ZUNION 1                           → -ERR wrong number of arguments for 'zunion' command
    `,
  );
});

test("ZUNIONSTORE: whoever watches the destination is told, if there was something to change", () => {
  const redis = testEngine();
  const other = redis.client();
  dialogue(redis, "ZADD a 1 x → :1\n WATCH d → +OK");
  dialogue(redis, "ZUNIONSTORE d 1 none → :0", other);
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *1 +PONG\n WATCH d → +OK");
  dialogue(redis, "ZUNIONSTORE d 1 a → :1", other);
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *-1\n WATCH d → +OK");
  dialogue(redis, "ZINTERSTORE d 2 a none → :0", other);
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *-1");
});

test("ZRANGESTORE: ranges of ranks, scores and names", () => {
  dialogue(
    testEngine(),
    `
    ZADD z 1 one 2 two 3 three 4 four              → :4
    ZRANGESTORE d z 1 2                            → :2
    ZRANGE d 0 -1 WITHSCORES                       → *4 $3 two $1 2 $5 three $1 3
    ZRANGESTORE d z 0 0 REV                        → :1
    ZRANGE d 0 -1                                  → *1 $4 four
    ZRANGESTORE d z (1 3 BYSCORE                   → :2
    ZRANGE d 0 -1                                  → *2 $3 two $5 three
    ZRANGESTORE d z +inf -inf BYSCORE REV LIMIT 1 2 → :2
    ZRANGE d 0 -1                                  → *2 $3 two $5 three
    ZADD n 0 a 0 b 0 c 0 d                         → :4
    ZRANGESTORE d n [b + BYLEX LIMIT 0 2           → :2
    ZRANGE d 0 -1                                  → *2 $1 b $1 c
    ZRANGESTORE d n + - BYLEX REV LIMIT 1 1        → :1
    ZRANGE d 0 -1                                  → *1 $1 c
    ZRANGESTORE z z 0 1                            → :2
    ZRANGE z 0 -1                                  → *2 $3 one $3 two
    ZRANGESTORE d z 5 6                            → :0
    EXISTS d                                       → :0
    SET d string                                   → +OK
    ZRANGESTORE d none 0 -1                        → :0
    EXISTS d                                       → :0
    `,
  );
});

test("ZRANGESTORE: options, then bounds, then the type of the source", () => {
  dialogue(
    testEngine(),
    `
    SET s string                             → +OK
    ZRANGESTORE d s 0 -1 WITHSCORES          → -ERR syntax error
    ZRANGESTORE d s a b NOPE                 → -ERR syntax error
    ZRANGESTORE d s 0 -1 LIMIT 0 1           → -ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX
    ZRANGESTORE d s a b                      → -ERR value is not an integer or out of range
    ZRANGESTORE d s a b BYSCORE              → -ERR min or max is not a float
    ZRANGESTORE d s a b BYLEX                → -ERR min or max not valid string range item
    ZRANGESTORE d s 0 -1                     → ${WRONG_TYPE}
    EXISTS d                                 → :0
    `,
  );
});
