import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

// Not in the reference server's version: these follow the documentation of 7.4 and 8.0.

test("HEXPIRE: replies for each field whether its time was set", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2                        → :2
    HEXPIRE h 10 FIELDS 3 a x b           → *3 :1 :-2 :1
    HTTL h FIELDS 3 a b x                 → *3 :10 :10 :-2
    HPTTL h FIELDS 1 a                    → *1 :10000
    HEXPIRETIME h FIELDS 1 a              → *1 :1700000010
    HPEXPIRETIME h FIELDS 1 a             → *1 :1700000010000
    HEXPIRE nowhere 10 FIELDS 2 a b       → *2 :-2 :-2
    EXISTS nowhere                        → :0
    OBJECT ENCODING h                     → $10 listpackex
    `,
  );
});

test("HPEXPIRE, HEXPIREAT, HPEXPIREAT: the same in other units and from another beginning", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2 c 3                          → :3
    HPEXPIRE h 1500 FIELDS 1 a                  → *1 :1
    HEXPIREAT h 1700000003 FIELDS 1 b           → *1 :1
    HPEXPIREAT h 1700000000001 FIELDS 1 c       → *1 :1
    HPTTL h FIELDS 3 a b c                      → *3 :1500 :3000 :1
    HTTL h FIELDS 3 a b c                       → *3 :2 :3 :1
    + 1 ms
    HGETALL h                                   → *4 $1 a $1 1 $1 b $1 2
    `,
  );
});

test("HEXPIRE: a field whose time is over is gone, and the key with the last one", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2                  → :2
    HEXPIRE h 10 FIELDS 1 a         → *1 :1
    HEXPIRE h 20 FIELDS 1 b         → *1 :1
    + 9999 ms
    HGET h a                        → $1 1
    + 1 ms
    HGET h a                        → $-1
    HLEN h                          → :1
    HEXISTS h a                     → :0
    HMGET h a b                     → *2 $-1 $1 2
    HTTL h FIELDS 1 a               → *1 :-2
    HSETNX h a 3                    → :1
    HTTL h FIELDS 1 a               → *1 :-1
    HDEL h a                        → :1
    + 10000 ms
    HLEN h                          → :0
    EXISTS h                        → :0
    TYPE h                          → +none
    `,
  );
});

test("HEXPIRE: a time that is past removes the field and replies 2", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2 c 3                      → :3
    HEXPIRE h 0 FIELDS 2 a x                → *2 :2 :-2
    HEXPIREAT h 1700000000 FIELDS 2 b b     → *2 :2 :-2
    HPEXPIREAT h 5 FIELDS 2 c c             → *2 :2 :-2
    EXISTS h                                → :0
    `,
  );
});

test("HEXPIRE: NX, XX, GT and LT; a field without expiry lasts for ever", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2                        → :2
    HEXPIRE h 10 XX FIELDS 1 a            → *1 :0
    HEXPIRE h 10 GT FIELDS 1 a            → *1 :0
    HEXPIRE h 10 NX FIELDS 1 a            → *1 :1
    HEXPIRE h 20 NX FIELDS 2 a b          → *2 :0 :1
    HEXPIRE h 10 GT FIELDS 1 a            → *1 :0
    HEXPIRE h 11 gt FIELDS 1 a            → *1 :1
    HEXPIRE h 11 LT FIELDS 1 a            → *1 :0
    HEXPIRE h 5 lt FIELDS 1 a             → *1 :1
    HEXPIRE h 30 xx FIELDS 2 a b          → *2 :1 :1
    HPERSIST h FIELDS 1 a                 → *1 :1
    HEXPIRE h 40 LT FIELDS 1 a            → *1 :1
    HTTL h FIELDS 2 a b                   → *2 :40 :30
    HEXPIRE h 0 GT FIELDS 1 a             → *1 :0
    HEXPIRE h 0 LT FIELDS 1 a             → *1 :2
    `,
  );
});

test("HPERSIST: takes the expiry away", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2                    → :2
    HEXPIRE h 10 FIELDS 1 a           → *1 :1
    HPERSIST h FIELDS 3 a b x         → *3 :1 :-1 :-2
    HTTL h FIELDS 1 a                 → *1 :-1
    HPERSIST nowhere FIELDS 1 a       → *1 :-2
    + 20000 ms
    HGET h a                          → $1 1
    `,
  );
});

test("HSET ends the time to live of a field; HINCRBY and HINCRBYFLOAT do not", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2 c 3                    → :3
    HEXPIRE h 10 FIELDS 3 a b c           → *3 :1 :1 :1
    HSET h a 5                            → :0
    HINCRBY h b 1                         → :3
    HINCRBYFLOAT h c 1.5                  → $3 4.5
    HTTL h FIELDS 3 a b c                 → *3 :-1 :10 :10
    + 10000 ms
    HGETALL h                             → *2 $1 a $1 5
    `,
  );
});

test("HEXPIRE: errors, in the order of Redis 7.4", () => {
  dialogue(
    testEngine(),
    `
    SET s v                               → +OK
    HEXPIRE s x FIELDS 0 a                → -WRONGTYPE Operation against a key holding the wrong kind of value
    HEXPIRE h 10 FIELDS 1                 → -ERR wrong number of arguments for 'hexpire' command
    HEXPIRE h x FIELDS 0 a                → -ERR value is not an integer or out of range
    HEXPIRE h -1 FIELDS 0 a               → -ERR invalid expire time, must be >= 0
    HEXPIRE h 70368744178 FIELDS 0 a      → -ERR invalid expire time in 'hexpire' command
    HPEXPIREAT h 70368744177664 NX 1 a    → -ERR invalid expire time in 'hpexpireat' command
    HEXPIRE h 10 FIELD 1 a                → -ERR Mandatory argument FIELDS is missing or not at the right position
    HEXPIRE h 10 NX XX FIELDS 1 a         → -ERR Mandatory argument FIELDS is missing or not at the right position
    HEXPIRE h 10 FIELDS 0 a               → -ERR Parameter \`numFields\` should be greater than 0
    HEXPIRE h 10 FIELDS -1 a              → -ERR Parameter \`numFields\` should be greater than 0
    HEXPIRE h 10 FIELDS x a               → -ERR Parameter \`numFields\` should be greater than 0
    HEXPIRE h 10 FIELDS 2 a               → -ERR The \`numfields\` parameter must match the number of arguments
    HEXPIRE h 10 FIELDS 1 a b             → -ERR The \`numfields\` parameter must match the number of arguments
    HEXPIRE h 10 NX FIELDS 1              → -ERR The \`numfields\` parameter must match the number of arguments
    HTTL h FIELD 1 a                      → -ERR Mandatory argument FIELDS is missing or not at the right position
    HTTL h FIELDS 0 a                     → -ERR Number of fields must be a positive integer
    HPERSIST h FIELDS 2 a                 → -ERR The \`numfields\` parameter must match the number of arguments
    HGETDEL h FIELDS x a                  → -ERR Number of fields must be a positive integer
    `,
  );
});

test("HGETDEL: replies the values and removes the fields", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2 c 3              → :3
    HGETDEL h FIELDS 3 a x a        → *3 $1 1 $-1 $-1
    HLEN h                          → :2
    HGETDEL h FIELDS 3 b c d        → *3 $1 2 $1 3 $-1
    EXISTS h                        → :0
    HGETDEL h FIELDS 1 a            → *1 $-1
    `,
  );
});

test("HGETEX: replies the values, and sets, keeps or takes away the expiry", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2                                → :2
    HGETEX h FIELDS 2 a x                         → *2 $1 1 $-1
    HTTL h FIELDS 1 a                             → *1 :-1
    HGETEX h EX 10 FIELDS 2 a x                   → *2 $1 1 $-1
    HPTTL h FIELDS 1 a                            → *1 :10000
    HGETEX h px 2500 FIELDS 1 a                   → *1 $1 1
    HGETEX h EXAT 1700000007 FIELDS 1 b           → *1 $1 2
    HPTTL h FIELDS 2 a b                          → *2 :2500 :7000
    HGETEX h FIELDS 1 a                           → *1 $1 1
    HPTTL h FIELDS 1 a                            → *1 :2500
    HGETEX h PERSIST FIELDS 1 a                   → *1 $1 1
    HPTTL h FIELDS 1 a                            → *1 :-1
    HGETEX h PXAT 1700000000000 FIELDS 2 a a      → *2 $1 1 $-1
    HGETEX h EX 0 FIELDS 1 b                      → *1 $1 2
    EXISTS h                                      → :0
    HGETEX h EX 10 FIELDS 1 a                     → *1 $-1
    `,
  );
});

test("HGETEX: errors", () => {
  dialogue(
    testEngine(),
    `
    HGETEX h FIELDS 1                      → -ERR wrong number of arguments for 'hgetex' command
    HGETEX h XFIELDX 1 a                   → -ERR Mandatory argument FIELDS is missing or not at the right position
    HGETEX h PXAT 1 1                      → -ERR wrong number of arguments for 'hgetex' command
    HGETEX h EX 1 PERSIST FIELDS 1 a       → -ERR Mandatory argument FIELDS is missing or not at the right position
    HGETEX h FIELDS 0 a                    → -ERR Number of fields must be a positive integer
    HGETEX h FIELDS 2 a                    → -ERR The \`numfields\` parameter must match the number of arguments
    HGETEX h EX x FIELDS 1 a               → -ERR value is not an integer or out of range
    HGETEX h EX -1 FIELDS 1 a              → -ERR invalid expire time, must be >= 0
    HGETEX h EX 99999999999 FIELDS 1 a     → -ERR invalid expire time in 'hgetex' command
    `,
  );
});

test("HSETEX: sets fields with their expiry; without one it ends, with KEEPTTL it stays", () => {
  dialogue(
    testEngine(),
    `
    HSETEX h EX 10 FIELDS 2 a 1 b 2       → :1
    HTTL h FIELDS 2 a b                   → *2 :10 :10
    HSETEX h KEEPTTL FIELDS 2 a 3 c 4     → :1
    HTTL h FIELDS 2 a c                   → *2 :10 :-1
    HSETEX h FIELDS 1 a 5                 → :1
    HTTL h FIELDS 1 a                     → *1 :-1
    HSETEX h PXAT 1700000001000 FIELDS 1 c 6 → :1
    HPTTL h FIELDS 1 c                    → *1 :1000
    HGETALL h                             → *6 $1 c $1 6 $1 b $1 2 $1 a $1 5
    HSETEX h EXAT 1 FIELDS 3 a 1 b 1 c 1  → :1
    EXISTS h                              → :0
    `,
  );
});

test("HSETEX: FNX wants none of the fields, FXX all of them, NX and XX are about the key", () => {
  dialogue(
    testEngine(),
    `
    HSETEX h FXX FIELDS 1 a 1             → :0
    HSETEX h XX FIELDS 1 a 1              → :0
    EXISTS h                              → :0
    HSETEX h FNX EX 10 FIELDS 1 a 1       → :1
    HSETEX h FNX FIELDS 2 b 1 a 2         → :0
    HSETEX h fxx FIELDS 2 b 1 a 2         → :0
    HSETEX h NX FIELDS 1 b 1              → :0
    HGETALL h                             → *2 $1 a $1 1
    HSETEX h FXX PX 500 XX FIELDS 1 a 2   → :1
    HPTTL h FIELDS 1 a                    → *1 :500
    `,
  );
});

test("HSETEX: errors", () => {
  dialogue(
    testEngine(),
    `
    HSETEX h FIELDS 1 a                      → -ERR wrong number of arguments for 'hsetex' command
    HSETEX h FIELDS 2 a b                    → -ERR wrong number of arguments for 'hsetex' command
    HSETEX h FIELDS 1 a b c                  → -ERR wrong number of arguments for 'hsetex' command
    HSETEX h FIELDS 0 a b                    → -ERR invalid number of fields
    HSETEX h FIELDS x a b                    → -ERR invalid number of fields
    HSETEX h BOGUS FIELDS 1 a b              → -ERR unknown argument: BOGUS
    HSETEX h FNX FXX FIELDS 1 a b            → -ERR Only one of FXX or FNX arguments can be specified
    HSETEX h EX 60 KEEPTTL FIELDS 1 a b      → -ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified
    HSETEX h EX -1 FIELDS 1 a b              → -ERR invalid expire time, must be >= 0
    HSETEX h EX x FIELDS 1 a b               → -ERR value is not an integer or out of range
    EXISTS h                                 → :0
    `,
  );
});

test("INFO tells of hashes with fields that expire, and of fields that did", () => {
  const redis = testEngine();
  const info = (name: string) => new RegExp(`${name}[=:](\\d+)`).exec(redis.command("INFO"))?.[1];
  dialogue(
    redis,
    `
    HSET h a 1 b 2                 → :2
    HEXPIRE h 10 FIELDS 1 a        → *1 :1
    `,
  );
  assert.equal(info("subexpiry"), "1");
  assert.equal(info("expired_subkeys"), "0");
  redis.clock.advance(10_000);
  redis.engine.tick();
  assert.equal(info("expired_subkeys"), "1");
  assert.equal(info("subexpiry"), "0");
});

test("INFO: a hash without such a field any more does not count, however it lost the last", () => {
  const redis = testEngine();
  const counted = () => /subexpiry=(\d+)/.exec(redis.command("INFO", "keyspace"))?.[1] ?? "none";
  const losses = [
    "HDEL h a",
    "HGETDEL h FIELDS 1 a",
    "HPERSIST h FIELDS 1 a",
    "HSET h a 2",
    "DEL h",
    "SET h v",
    "RENAME h g",
  ];
  for (const loss of losses) {
    redis.command("FLUSHALL");
    redis.command("SET", "other", "v");
    redis.command("HSET", "h", "a", "1", "b", "2");
    redis.command("HEXPIRE", "h", "10", "FIELDS", "1", "a");
    assert.equal(counted(), "1", loss);
    redis.command(...loss.split(" "));
    assert.equal(counted(), loss.startsWith("RENAME") ? "1" : "0", loss);
  }
});

test("HEXPIRE: fields go without being asked for, and WATCH sees it", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    HSET h a 1                     → :1
    HPEXPIRE h 100 FIELDS 1 a      → *1 :1
    WATCH h                        → +OK
    `,
  );
  redis.clock.advance(100);
  redis.engine.tick();
  dialogue(
    redis,
    `
    DBSIZE     → :0
    MULTI      → +OK
    PING       → +QUEUED
    EXEC       → *-1
    `,
  );
});

test("COPY, RENAME and MOVE take the expiry of fields along", () => {
  dialogue(
    testEngine(),
    `
    HSET h a 1 b 2                 → :2
    HEXPIRE h 10 FIELDS 1 a        → *1 :1
    COPY h copy                    → :1
    RENAME h g                     → +OK
    MOVE copy 1                    → :1
    HTTL g FIELDS 2 a b            → *2 :10 :-1
    SELECT 1                       → +OK
    HTTL copy FIELDS 2 a b         → *2 :10 :-1
    + 10000 ms
    HKEYS copy                     → *1 $1 b
    `,
  );
});
