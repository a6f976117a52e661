import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("HGET, HMGET: the values of fields, null for those that are missing", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b ""      → :2
    HGET h a             → $1 1
    HGET h b             → $0 
    HGET h c             → $-1
    HGET nowhere a       → $-1
    HMGET h b x a a      → *4 $0  $-1 $1 1 $1 1
    HMGET nowhere a b    → *2 $-1 $-1
    `.replaceAll("$0 \n", "$0\n"),
  );
});

test("HEXISTS, HSTRLEN, HLEN: 0 for what is missing", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b hello n -12345    → :3
    HEXISTS h a                    → :1
    HEXISTS h c                    → :0
    HEXISTS nowhere a              → :0
    HSTRLEN h b                    → :5
    HSTRLEN h n                    → :6
    HSTRLEN h c                    → :0
    HLEN h                         → :3
    HLEN nowhere                   → :0
    `,
  );
});

test("HGETALL is a map in RESP3; HKEYS and HVALS are arrays", () => {
  const redis = testEngine();
  redis.protocol(3);
  dialogue(
    redis,
    `
    HSET h a 1 b 2     → :2
    HGETALL h          → %2 $1 a $1 1 $1 b $1 2
    HKEYS h            → *2 $1 a $1 b
    HVALS h            → *2 $1 1 $1 2
    HGETALL nowhere    → %0
    HKEYS nowhere      → *0
    HGET h x           → _
    HMGET h x          → *1 _
    `,
  );
});

test("HDEL: removes fields; with the last one the key is gone", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2 c 3    → :3
    HDEL h a a x          → :1
    HDEL h b c d          → :2
    EXISTS h              → :0
    HDEL h a              → :0
    `,
  );
});

test("hash commands refuse a key that holds something else", () => {
  const redis = testEngine();
  dialogue(redis, "SET s v → +OK");
  for (
    const command of [
      ..."HGET s a|HMGET s a|HEXISTS s a|HSTRLEN s a|HLEN s|HGETALL s|HKEYS s|HVALS s".split("|"),
      ..."HSET s a 1|HMSET s a 1|HSETNX s a 1|HDEL s a|HINCRBY s a 1|HINCRBYFLOAT s a 1".split("|"),
      ..."HRANDFIELD s|HRANDFIELD s 1|HSCAN s 0|HGETDEL s FIELDS 1 a".split("|"),
      ..."HEXPIRE s 1 FIELDS 1 a|HTTL s FIELDS 1 a|HPERSIST s FIELDS 1 a".split("|"),
      ..."HGETEX s FIELDS 1 a|HSETEX s FIELDS 1 a 1|HEXPIRETIME s FIELDS 1 a".split("|"),
    ]
  ) {
    dialogue(
      redis,
      `${command} → -WRONGTYPE Operation against a key holding the wrong kind of value`,
    );
  }
});
