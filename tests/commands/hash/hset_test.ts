import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("HSET: sets fields and replies how many are new", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1           → :1
    HSET h a 2 b 3       → :1
    HSET h c 1 c 2       → :1
    HGETALL h            → *6 $1 a $1 2 $1 b $1 3 $1 c $1 2
    TYPE h               → +hash
    OBJECT ENCODING h    → $8 listpack
    `,
  );
});

test("HSET, HMSET: a field without value is refused before the key is looked at", () => {
  dialogue(
    testEngine(),
    `
    SET s v          → +OK
    HSET s a         → -ERR wrong number of arguments for 'hset' command
    HSET s a 1 b     → -ERR wrong number of arguments for 'hset' command
    HMSET s a 1 b    → -ERR wrong number of arguments for 'hmset' command
    HSET s a 1       → -WRONGTYPE Operation against a key holding the wrong kind of value
    HMSET h a 1      → +OK
    HMSET h a 2      → +OK
    HGET h a         → $1 2
    `,
  );
});

test("HSETNX: sets a field only if it is not there", () => {
  dialogue(
    testEngine(),
    `
    HSETNX h a 1    → :1
    HSETNX h a 2    → :0
    HGET h a        → $1 1
    HLEN h          → :1
    `,
  );
});

test("HSET: more fields than hash-max-listpack-entries make a hashtable, at once", () => {
  dialogue(
    testEngine({ "hash-max-listpack-entries": "3" }),
    `
    HSET h a 1 b 2 c 3    → :3
    OBJECT ENCODING h     → $8 listpack
    HSET h d 4            → :1
    OBJECT ENCODING h     → $9 hashtable
    HDEL h a b c          → :3
    OBJECT ENCODING h     → $9 hashtable
    HSET g a 1 a 2 a 3 a 4 → :1
    OBJECT ENCODING g     → $9 hashtable
    `,
  );
});

test("HSET: WATCH sees the change, and a change of nothing is none", () => {
  const redis = testEngine();
  const other = redis.client();
  dialogue(redis, "HSET h a 1 → :1");
  for (const [change, reply] of [["HSET h a 1", ":0"], ["HDEL h x", ":0"], ["HDEL h a", ":1"]]) {
    dialogue(redis, `WATCH h → +OK`);
    dialogue(redis, `${change} → ${reply}`, other);
    const isSame = change === "HDEL h x";
    dialogue(
      redis,
      `
      MULTI    → +OK
      PING     → +QUEUED
      EXEC     → ${isSame ? "*1 +PONG" : "*-1"}
      `,
    );
  }
});
