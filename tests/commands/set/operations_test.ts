import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("SINTER, SUNION, SDIFF: of sets of integers", () => {
  const redis = testEngine();
  const replies = `
    SADD a 1 2 3 4         → :4
    SADD b 2 3 5           → :3
    SADD c 3               → :1
    SINTER a b             → *2 $1 2 $1 3
    SINTER a b c           → *1 $1 3
    SINTER a               → *4 $1 1 $1 2 $1 3 $1 4
    SINTER a missing       → *0
    SINTER missing         → *0
    SDIFF a b              → *2 $1 1 $1 4
    SDIFF a missing        → *4 $1 1 $1 2 $1 3 $1 4
    SDIFF a a              → *0
    SDIFF missing a        → *0
    SUNION missing         → *0
    SUNION c missing c     → *1 $1 3
    `;
  dialogue(redis, replies);
  assert.equal(redis.command("SUNION", "a", "b").split("\r\n")[0], "*5");
  redis.protocol(3);
  dialogue(redis, "SINTER a b → ~2 $1 2 $1 3\n SDIFF a b → ~2 $1 1 $1 4\n SUNION c → ~1 $1 3");
  dialogue(redis, "SINTER a missing → ~0\n SDIFF missing → ~0\n SUNION missing → ~0");
});

test("SINTERSTORE, SUNIONSTORE, SDIFFSTORE: store the result in the place of whatever was there", () => {
  dialogue(
    testEngine(),
    `
    SADD a 1 2 3           → :3
    SADD b 2 3 x           → :3
    SET d string EX 100    → +OK
    SINTERSTORE d a b      → :2
    TTL d                  → :-1
    SMEMBERS d             → *2 $1 2 $1 3
    SDIFFSTORE d a b       → :1
    SMEMBERS d             → *1 $1 1
    SUNIONSTORE d a b      → :4
    SCARD d                → :4
    SUNIONSTORE a a b      → :4
    SDIFFSTORE a a b       → :1
    SMEMBERS a             → *1 $1 1
    `,
  );
});

test("SINTERSTORE, SUNIONSTORE, SDIFFSTORE: an empty result deletes the key", () => {
  dialogue(
    testEngine(),
    `
    SADD a 1               → :1
    SET d string           → +OK
    SINTERSTORE d a none   → :0
    EXISTS d               → :0
    SUNIONSTORE a none     → :0
    EXISTS a               → :0
    SADD a 1               → :1
    SDIFFSTORE a a a       → :0
    EXISTS a               → :0
    SDIFFSTORE none none   → :0
    `,
  );
});

test("SINTERCARD, SUNIONCARD, SDIFFCARD: count, up to a limit (the latter two from Redis 8.10)", () => {
  dialogue(
    testEngine(),
    `
    SADD a 1 2 3 4 5       → :5
    SADD b 3 4 5 6         → :4
    SINTERCARD 2 a b       → :3
    SINTERCARD 2 a b LIMIT 2 → :2
    SINTERCARD 2 a b LIMIT 0 → :3
    SINTERCARD 2 a b limit 1 LIMIT 9 → :3
    SINTERCARD 2 a none    → :0
    SUNIONCARD 2 a b       → :6
    SUNIONCARD 2 a b LIMIT 4 → :4
    SUNIONCARD 2 a b APPROX → :6
    SUNIONCARD 2 a b LIMIT 4 APPROX → :4
    SUNIONCARD 2 none none → :0
    SDIFFCARD 2 a b        → :2
    SDIFFCARD 2 a b LIMIT 1 → :1
    SDIFFCARD 1 a LIMIT 0  → :5
    SDIFFCARD 2 none a     → :0
    SDIFFCARD 2 a b APPROX → -ERR syntax error
    SINTERCARD 2 a b APPROX → -ERR syntax error
    `,
  );
});

test("SINTERCARD and the like: what is wrong with the numbers comes before the keys", () => {
  for (const name of ["SINTERCARD", "SUNIONCARD", "SDIFFCARD"]) {
    dialogue(
      testEngine(),
      `
      SET str x            → +OK
      ${name} 0 str        → -ERR numkeys should be greater than 0
      ${name} a str        → -ERR numkeys should be greater than 0
      ${name} -1 str       → -ERR numkeys should be greater than 0
      ${name} 2 str        → -ERR Number of keys can't be greater than number of args
      ${name} 9223372036854775807 str → -ERR Number of keys can't be greater than number of args
      ${name} 1 str LIMIT  → -ERR syntax error
      ${name} 1 str LIMIT a → -ERR LIMIT can't be negative
      ${name} 1 str LIMIT -1 → -ERR LIMIT can't be negative
      ${name} 1 str other  → -ERR syntax error
      ${name} 1            → -ERR wrong number of arguments for '${name.toLowerCase()}' command
      `,
    );
  }
});

test("SUNIONCARD: with APPROX it is about right for many members", () => {
  const redis = testEngine();
  redis.command("SADD", "a", ...Array.from({ length: 5000 }, (_, i) => `m${i}`));
  redis.command("SADD", "b", ...Array.from({ length: 5000 }, (_, i) => `m${i + 2500}`));
  const about = Number(redis.command("SUNIONCARD", "2", "a", "b", "APPROX").slice(1));
  assert.ok(Math.abs(about - 7500) < 7500 * 0.03, `${about}`);
  dialogue(redis, "SUNIONCARD 2 a b → :7500");
});

/** So many members of a kind. */
const members = (count: number, prefix = "", from = 0) =>
  Array.from({ length: count }, (_, i) => `${prefix}${from + i}`);

test("OBJECT ENCODING: of what set operations store, as Redis 7.2 and later choose it", () => {
  const redis = testEngine();
  redis.command("SADD", "integers", ...members(200));
  redis.command("SADD", "packed", ...members(60), ...members(60, "m"));
  redis.command("SADD", "table", ...members(150, "", 100), ...members(150, "m"));
  redis.command("SADD", "more", ...members(100, "", 150), ...members(100, "x"));
  dialogue(
    redis,
    `
    SUNIONSTORE d integers           → :200
    OBJECT ENCODING d                → $6 intset
    SUNIONSTORE d packed none        → :120
    OBJECT ENCODING d                → $8 listpack
    SUNIONSTORE d integers packed    → :260
    OBJECT ENCODING d                → $9 hashtable
    SINTERSTORE d integers packed    → :60
    OBJECT ENCODING d                → $6 intset
    SINTERSTORE d table packed       → :60
    OBJECT ENCODING d                → $8 listpack
    SINTERSTORE d table more         → :100
    OBJECT ENCODING d                → $6 intset
    SADD more m1                     → :1
    SINTERSTORE d table more         → :101
    OBJECT ENCODING d                → $8 listpack
    SDIFFSTORE d packed integers     → :60
    OBJECT ENCODING d                → $8 listpack
    SDIFFSTORE d table integers      → :200
    OBJECT ENCODING d                → $9 hashtable
    `,
  );
});

test("SDIFF: finds the same, asking the others or taking away from a copy", () => {
  const redis = testEngine();
  redis.command("SADD", "big", ...members(400));
  redis.command("SADD", "one", "7");
  redis.command("SADD", "two", "8", "x");
  const many = Array.from({ length: 10 }, (_, i) => i % 2 === 0 ? "one" : "two");
  dialogue(
    redis,
    `
    SDIFFCARD 3 big one two                             → :398
    SDIFFCARD 11 big ${many.join(" ")}                  → :398
    SDIFFCARD 11 big ${many.join(" ")} LIMIT 100        → :100
    SDIFFSTORE d big ${many.join(" ")}                  → :398
    SISMEMBER d 7                                       → :0
    SISMEMBER d 9                                       → :1
    SDIFFSTORE d big ${many.join(" ")} big              → :0
    EXISTS d                                            → :0
    `,
  );
  const count = redis.command("SDIFF", "big", ...many).split("\r\n")[0];
  assert.equal(count, "*398");
});
