import { test } from "node:test";
import assert from "node:assert/strict";
import { ask, dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("ZADD: members are counted when they are new, ordered by score, then by their bytes", () => {
  dialogue(
    testEngine(),
    `
    ZADD k 1 one 2 two 3 three      → :3
    ZADD k 1 uno 5 two              → :1
    ZRANGE k 0 -1 WITHSCORES        → *8 $3 one $1 1 $3 uno $1 1 $5 three $1 3 $3 two $1 5
    ZADD k CH 1 one 6 two 7 four    → :2
    ZADD k NX CH 9 one 9 five       → :1
    ZADD k XX 9 one 9 six           → :0
    ZADD k XX GT CH 1 one 10 two    → :1
    ZADD k LT CH 1 one 11 two       → :1
    ZMSCORE k one two five six      → *4 $1 1 $2 10 $1 9 $-1
    `,
  );
});

test("ZADD INCR, ZINCRBY: the new score, or nothing if the condition does not hold", () => {
  dialogue(
    testEngine(),
    `
    ZADD k INCR 1.5 a         → $3 1.5
    ZADD k NX INCR 1 a        → $-1
    ZADD k XX INCR 1 b        → $-1
    ZADD k GT INCR -1 a       → $-1
    ZADD k LT INCR -1 a       → $3 0.5
    ZINCRBY k 0.1 a           → $3 0.6
    ZINCRBY k inf a           → $3 inf
    ZINCRBY k 1e300 a         → $3 inf
    ZINCRBY k -inf a          → -ERR resulting score is not a number (NaN)
    ZSCORE k a                → $3 inf
    ZADD k INCR 1 a 2 b       → -ERR INCR option supports a single increment-element pair
    ZADD none XX INCR 1 a     → $-1
    EXISTS none               → :0
    `,
  );
});

test("ZADD: wrong options are refused before wrong scores, and these before the key is looked at", () => {
  dialogue(
    testEngine(),
    `
    SET s v               → +OK
    ZADD s 1              → -ERR wrong number of arguments for 'zadd' command
    ZADD s NX XX          → -ERR syntax error
    ZADD s NX XX 1        → -ERR syntax error
    ZADD s NX XX x a      → -ERR XX and NX options at the same time are not compatible
    ZADD s NX GT x a      → -ERR GT, LT, and/or NX options at the same time are not compatible
    ZADD s GT LT x a      → -ERR GT, LT, and/or NX options at the same time are not compatible
    ZADD s INCR x a y b   → -ERR INCR option supports a single increment-element pair
    ZADD s 1 a x b        → -ERR value is not a valid float
    ZADD s nan a          → -ERR value is not a valid float
    ZADD s 1 a            → -WRONGTYPE Operation against a key holding the wrong kind of value
    ZINCRBY s x a         → -ERR value is not a valid float
    ZINCRBY s 1 a         → -WRONGTYPE Operation against a key holding the wrong kind of value
    `,
  );
});

test("ZADD: a wrong score among many leaves everything as it was", () => {
  dialogue(
    testEngine(),
    `
    ZADD k 1 a            → :1
    ZADD k 2 a 3 b x c    → -ERR value is not a valid float
    ZRANGE k 0 -1         → *1 $1 a
    ZSCORE k a            → $1 1
    `,
  );
});

test("ZSCORE: scores are printed in the fewest digits that read back the same, as from 7.2 on", () => {
  const redis = testEngine();
  const scores: [given: string, printed: string][] = [
    ["0.1", "0.1"],
    ["3.0", "3"],
    ["-0.0", "0"],
    ["1e17", "100000000000000000"],
    ["9007199254740993", "9007199254740992"],
    ["1e20", "1e+20"],
    ["12345678901234567e4", "123456789012345670000"],
    ["1.5e300", "1.5e+300"],
    ["-1e-7", "-1e-7"],
    ["4.9e-324", "5e-324"],
    ["1.7976931348623157e308", "1.7976931348623157e+308"],
    ["0x1p-3", "0.125"],
    ["-inf", "-inf"],
    ["Infinity", "inf"],
  ];
  for (const [given, printed] of scores) {
    for (const [protocol, reply] of [[2, `$${printed.length} ${printed}`], [3, `,${printed}`]]) {
      redis.protocol(protocol as 2 | 3);
      ask(redis, `ZADD k ${given} m`);
      assert.equal(ask(redis, "ZSCORE k m"), reply, given);
      ask(redis, "DEL k");
    }
  }
});

test("ZADD: -0 is told from 0 in a skiplist, though it is no other score", () => {
  dialogue(
    testEngine({ "zset-max-listpack-entries": "0" }),
    `
    ZADD k -0 a 0 b           → :2
    ZRANGE k 0 -1 WITHSCORES  → *4 $1 a $2 -0 $1 b $1 0
    ZADD k CH 0 a -0 b        → :0
    ZSCORE k a                → $2 -0
    `,
  );
});

test("ZADD: the encoding changes at the two settings, and does not change back", () => {
  dialogue(
    testEngine({ "zset-max-listpack-entries": "3", "zset-max-listpack-value": "5" }),
    `
    ZADD k 1 a 2 b 3 ccccc    → :3
    OBJECT ENCODING k         → $8 listpack
    ZADD k 4 d                → :1
    OBJECT ENCODING k         → $8 skiplist
    ZREM k a b d              → :3
    OBJECT ENCODING k         → $8 skiplist
    ZADD l 1 cccccc           → :1
    OBJECT ENCODING l         → $8 skiplist
    ZADD m 1 a 1 b            → :2
    ZADD m XX 1 c 1 d 1 e     → :0
    OBJECT ENCODING m         → $8 listpack
    ZADD m XX 1 c 1 d 1 e 1 f → :0
    OBJECT ENCODING m         → $8 skiplist
    ZADD n 1 a 1 a 1 a 1 a    → :1
    OBJECT ENCODING n         → $8 skiplist
    `,
  );
});

test("ZREM, ZREMRANGEBY…: what is removed is counted, and the last member takes the key with it", () => {
  dialogue(
    testEngine(),
    `
    ZADD k 1 a 2 b 3 c 4 d 5 e 6 f  → :6
    ZREM k a x a                    → :1
    ZREMRANGEBYRANK k 0 0           → :1
    ZREMRANGEBYRANK k 3 -2          → :0
    ZREMRANGEBYSCORE k (3 4         → :1
    ZRANGE k 0 -1                   → *3 $1 c $1 e $1 f
    ZREMRANGEBYSCORE k x 4          → -ERR min or max is not a float
    ZREMRANGEBYLEX k x 4            → -ERR min or max not valid string range item
    ZREMRANGEBYRANK k x 4           → -ERR value is not an integer or out of range
    ZREMRANGEBYLEX k [c (f          → :2
    ZREM k f                        → :1
    EXISTS k                        → :0
    ZREM k f                        → :0
    ZREMRANGEBYRANK k 0 -1          → :0
    `,
  );
});

test("ZMSCORE, ZCARD, ZSCORE: a missing key is a set without members", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    ZCARD k               → :0
    ZSCORE k a            → $-1
    ZMSCORE k a b         → *2 $-1 $-1
    ZADD k 1 a            → :1
    ZCARD k               → :1
    ZMSCORE k a b         → *2 $1 1 $-1
    `,
  );
  redis.protocol(3);
  dialogue(
    redis,
    `
    ZSCORE k b            → _
    ZMSCORE k a b         → *2 ,1 _
    ZADD k INCR 1 a       → ,2
    ZADD k NX INCR 1 a    → _
    `,
  );
});

test("ZADD: thousands of members, told apart and ordered", () => {
  const redis = testEngine();
  const pairs = Array.from({ length: 3000 }, (_, i) => [String(i * 7919 % 3000), `m${i}`]).flat();
  assert.equal(redis.command("ZADD", "k", ...pairs), ":3000\r\n");
  dialogue(
    redis,
    `
    ZCARD k                   → :3000
    ZRANGE k 1500 1501        → *2 $5 m1500 $4 m179
    ZRANK k m1500             → :1500
    ZREVRANK k m1500 WITHSCORE → *2 :1499 $4 1500
    ZCOUNT k 10 (20           → :10
    ZREMRANGEBYSCORE k 10 2989 → :2980
    ZCARD k                   → :20
    ZREMRANGEBYRANK k 0 -1    → :20
    EXISTS k                  → :0
    `,
  );
});
