import { test } from "node:test";
import assert from "node:assert/strict";
import { parseBound } from "../../../lib/commands/sorted_set/ranges.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

/** The same ranges of both encodings. */
for (const entries of ["128", "0"]) {
  const kind = entries === "0" ? "skiplist" : "listpack";
  const parameters = { "zset-max-listpack-entries": entries };

  test(`ZRANGE: ranks from either end, of a ${kind}`, () => {
    dialogue(
      testEngine(parameters),
      `
      ZADD k 1 a 2 b 3 c 4 d    → :4
      ZRANGE k 0 -1             → *4 $1 a $1 b $1 c $1 d
      ZRANGE k 1 2              → *2 $1 b $1 c
      ZRANGE k -2 100           → *2 $1 c $1 d
      ZRANGE k 3 1              → *0
      ZRANGE k 4 9              → *0
      ZRANGE k -100 -100        → *0
      ZRANGE k 0 1 REV          → *2 $1 d $1 c
      ZRANGE k -1 -1 REV        → *1 $1 a
      ZREVRANGE k 1 2           → *2 $1 c $1 b
      ZREVRANGE k 0 0 WITHSCORES → *2 $1 d $1 4
      ZRANGE none 0 -1          → *0
      `,
    );
  });

  test(`ZRANGE BYSCORE, ZRANGEBYSCORE: ends, limits and directions, of a ${kind}`, () => {
    dialogue(
      testEngine(parameters),
      `
      ZADD k -inf min 1 a 2 b 3 c inf max         → :5
      ZRANGEBYSCORE k 1 3                         → *3 $1 a $1 b $1 c
      ZRANGEBYSCORE k (1 (3                       → *1 $1 b
      ZRANGEBYSCORE k -inf (inf LIMIT 1 2         → *2 $1 a $1 b
      ZRANGEBYSCORE k 3 1                         → *0
      ZRANGEBYSCORE k 1 3 LIMIT -1 5              → *0
      ZRANGEBYSCORE k 1 3 LIMIT 1 -1              → *2 $1 b $1 c
      ZREVRANGEBYSCORE k 3 1 LIMIT 1 1 WITHSCORES → *2 $1 b $1 2
      ZREVRANGEBYSCORE k 3 1 LIMIT -1 5           → *0
      ZREVRANGEBYSCORE k 3 1 LIMIT 5 5            → *0
      ZRANGE k 1 3 BYSCORE                        → *3 $1 a $1 b $1 c
      ZRANGE k (3 -inf BYSCORE REV LIMIT 0 2      → *2 $1 b $1 a
      ZCOUNT k (-inf 2                            → :2
      ZCOUNT k 5 1                                → :0
      `,
    );
  });

  test(`ZRANGE BYLEX, ZRANGEBYLEX: bounds that are bytes, of a ${kind}`, () => {
    dialogue(
      testEngine(parameters),
      `
      ZADD k 0 a 0 aa 0 ab 0 b 0 c          → :5
      ZRANGEBYLEX k - +                     → *5 $1 a $2 aa $2 ab $1 b $1 c
      ZRANGEBYLEX k [aa (b                  → *2 $2 aa $2 ab
      ZRANGEBYLEX k (aa +  LIMIT 1 1        → *1 $1 b
      ZRANGEBYLEX k + -                     → *0
      ZREVRANGEBYLEX k + [ab                → *3 $1 c $1 b $2 ab
      ZRANGE k (c (a BYLEX REV LIMIT 0 2    → *2 $1 b $2 ab
      ZLEXCOUNT k [a (c                     → :4
      ZLEXCOUNT k (c [a                     → :0
      `,
    );
  });
}

test("ZRANGE: in RESP3 a member and its score are a pair of their own", () => {
  const redis = testEngine();
  redis.protocol(3);
  dialogue(
    redis,
    `
    ZADD k 1 a 2.5 b                        → :2
    ZRANGE k 0 -1 WITHSCORES                → *2 *2 $1 a ,1 *2 $1 b ,2.5
    ZREVRANGE k 0 0 WITHSCORES              → *1 *2 $1 b ,2.5
    ZRANGEBYSCORE k 1 2 WITHSCORES          → *1 *2 $1 a ,1
    ZRANGE none 0 -1 WITHSCORES             → *0
    `,
  );
});

test("ZRANGE: contradictions among options are told before bad bounds, and these before the type", () => {
  dialogue(
    testEngine(),
    `
    SET s v                                 → +OK
    ZRANGE s x y NOPE                       → -ERR syntax error
    ZRANGE s x y REV REV                    → -ERR syntax error
    ZRANGE s x y LIMIT 1                    → -ERR syntax error
    ZRANGE s x y LIMIT a 1 NOPE             → -ERR value is not an integer or out of range
    ZRANGE s x y LIMIT 1 1                  → -ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX
    ZRANGE s x y BYLEX WITHSCORES           → -ERR syntax error, WITHSCORES not supported in combination with BYLEX
    ZRANGEBYLEX s x y WITHSCORES            → -ERR syntax error, WITHSCORES not supported in combination with BYLEX
    ZRANGE s x y                            → -ERR value is not an integer or out of range
    ZRANGE s x y BYSCORE                    → -ERR min or max is not a float
    ZRANGE s x y BYLEX                      → -ERR min or max not valid string range item
    ZREVRANGE s 0 1 BYSCORE                 → -ERR syntax error
    ZRANGEBYSCORE s 0 1 REV                 → -ERR syntax error
    ZRANGE s 0 1                            → -WRONGTYPE Operation against a key holding the wrong kind of value
    ZCOUNT s x 1                            → -ERR min or max is not a float
    ZCOUNT s 0 1                            → -WRONGTYPE Operation against a key holding the wrong kind of value
    `,
  );
});

test("ZRANK, ZREVRANK: with the score from 7.2 on", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    ZADD k 1 a 2 b 3 c          → :3
    ZRANK k c                   → :2
    ZREVRANK k c                → :0
    ZRANK k c WITHSCORE         → *2 :2 $1 3
    ZREVRANK k c withscore      → *2 :0 $1 3
    ZRANK k x                   → $-1
    ZRANK k x WITHSCORE         → *-1
    ZRANK none x WITHSCORE      → *-1
    ZRANK k c WITHSCORES        → -ERR syntax error
    ZRANK k c WITHSCORE x       → -ERR wrong number of arguments for 'zrank' command
    ZREVRANK k c x x            → -ERR wrong number of arguments for 'zrevrank' command
    `,
  );
  redis.protocol(3);
  dialogue(
    redis,
    `
    ZRANK k c WITHSCORE         → *2 :2 ,3
    ZRANK k x WITHSCORE         → _
    ZRANK k x                   → _
    `,
  );
});

test("parseBound() reads what strtod reads, and an empty text as 0", () => {
  const texts: [text: string, score: number][] = [
    ["1.5", 1.5],
    ["", 0],
    [" \t\n1", 1],
    ["1\0x", 1],
    ["\0", 0],
    ["1e400", Infinity],
    ["-1e400", -Infinity],
    ["1e-400", 0],
    ["0x10", 16],
    ["0x1p5000", Infinity],
    ["-0x1p5000", -Infinity],
    ["0x1p-5000", 0],
    [" inf", Infinity],
    [" -infinity", -Infinity],
    ["nan", NaN],
    ["1 ", NaN],
    [" ", NaN],
    ["(1", NaN],
    ["1x", NaN],
  ];
  for (const [text, score] of texts) {
    assert.equal(parseBound(fromLatin1(text), 0, text.length), score, JSON.stringify(text));
  }
});
