import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

const WRONG = "-WRONGTYPE Operation against a key holding the wrong kind of value";

test("SADD, SREM, SCARD: count what was new, and what was there", () => {
  dialogue(
    testEngine(),
    `
    SADD s a b a           → :2
    SADD s b c             → :1
    SCARD s                → :3
    SREM s a x a           → :1
    SREM s b c d           → :2
    EXISTS s               → :0
    SREM s a               → :0
    SCARD s                → :0
    SADD s                 → -ERR wrong number of arguments for 'sadd' command
    SREM s                 → -ERR wrong number of arguments for 'srem' command
    SCARD                  → -ERR wrong number of arguments for 'scard' command
    `,
  );
});

test("SADD: members are bytes, the empty one too, and 01 is not 1", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SADD s "" 1 01 1       → :3
    SISMEMBER s ""         → :1
    SISMEMBER s 01         → :1
    SISMEMBER s 1.0        → :0
    `,
  );
  assert.equal(redis.command("SADD", "b", "\x00\xff\r\n"), ":1\r\n");
  assert.equal(redis.command("SMEMBERS", "b"), "*1\r\n$4\r\n\x00\xff\r\n\r\n");
  assert.equal(redis.command("SISMEMBER", "b", "\x00\xff\r"), ":0\r\n");
});

test("SADD: keeps the time to live", () => {
  dialogue(testEngine(), "SADD s a → :1\n EXPIRE s 10 → :1\n SADD s b → :1\n TTL s → :10");
});

test("SADD: many at once make a hashtable without a detour", () => {
  const redis = testEngine();
  redis.command("SADD", "s", ...Array.from({ length: 129 }, (_, i) => `member:${i}`));
  redis.command("SADD", "i", ...Array.from({ length: 513 }, (_, i) => i));
  redis.command("SADD", "l", ...Array.from({ length: 127 }, (_, i) => i), "a");
  // 7.2: what is asked for decides, not what comes of it.
  redis.command("SADD", "same", ...Array.from({ length: 129 }, () => "a"));
  redis.command("SADD", "equal", ...Array.from({ length: 513 }, () => "1"));
  redis.command("SADD", "few", "a");
  redis.command("SADD", "few", ...Array.from({ length: 129 }, () => "b"));
  dialogue(
    redis,
    `
    OBJECT ENCODING s      → $9 hashtable
    OBJECT ENCODING i      → $9 hashtable
    OBJECT ENCODING l      → $8 listpack
    OBJECT ENCODING same   → $9 hashtable
    OBJECT ENCODING equal  → $9 hashtable
    OBJECT ENCODING few    → $9 hashtable
    SCARD few              → :2
    `,
  );
});

test("OBJECT ENCODING: of sets as CONFIG SET has it from then on", () => {
  dialogue(
    testEngine(),
    `
    CONFIG SET set-max-intset-entries 2 set-max-listpack-entries 3 set-max-listpack-value 4 → +OK
    SADD i 1 2             → :2
    OBJECT ENCODING i      → $6 intset
    SADD i 3               → :1
    OBJECT ENCODING i      → $9 hashtable
    SADD l a bbbb          → :2
    OBJECT ENCODING l      → $8 listpack
    SADD l c               → :1
    OBJECT ENCODING l      → $8 listpack
    SADD l d               → :1
    OBJECT ENCODING l      → $9 hashtable
    SADD v abcde           → :1
    OBJECT ENCODING v      → $9 hashtable
    SADD m 1 2             → :2
    SADD m a               → :1
    OBJECT ENCODING m      → $8 listpack
    SADD long 12345        → :1
    OBJECT ENCODING long   → $6 intset
    SADD long a            → :1
    OBJECT ENCODING long   → $9 hashtable
    `,
  );
});

test("SISMEMBER, SMISMEMBER: one or several, of what is not there none", () => {
  dialogue(
    testEngine(),
    `
    SADD s a b 1           → :3
    SISMEMBER s a          → :1
    SISMEMBER s c          → :0
    SISMEMBER missing a    → :0
    SMISMEMBER s 1 c a a   → *4 :1 :0 :1 :1
    SMISMEMBER missing a b → *2 :0 :0
    SISMEMBER s            → -ERR wrong number of arguments for 'sismember' command
    SMISMEMBER s           → -ERR wrong number of arguments for 'smismember' command
    `,
  );
});

test("SMEMBERS: all members, as a set in RESP3", () => {
  const redis = testEngine();
  dialogue(redis, "SADD s 3 1 2 → :3\n SMEMBERS s → *3 $1 1 $1 2 $1 3\n SMEMBERS missing → *0");
  redis.protocol(3);
  dialogue(redis, "SMEMBERS s → ~3 $1 1 $1 2 $1 3\n SMEMBERS missing → ~0");
});

test("SMOVE: takes a member from one set to another", () => {
  dialogue(
    testEngine(),
    `
    SADD a x y 1           → :3
    SADD b y               → :1
    SMOVE a b x            → :1
    SMOVE a b y            → :1
    SMOVE a b y            → :0
    SCARD b                → :2
    SMOVE a new 1          → :1
    EXISTS a               → :0
    OBJECT ENCODING new    → $6 intset
    SMOVE a b x            → :0
    SMOVE b b x            → :1
    SMOVE b b z            → :0
    SCARD b                → :2
    SMOVE a b              → -ERR wrong number of arguments for 'smove' command
    `,
  );
});

test("SMOVE: the types of both keys count as soon as the first one is there", () => {
  dialogue(
    testEngine(),
    `
    SET str x              → +OK
    SADD s a               → :1
    SMOVE missing str a    → :0
    SMOVE s str zz         → ${WRONG}
    SMOVE s str a          → ${WRONG}
    SMOVE str s a          → ${WRONG}
    SMOVE str str a        → ${WRONG}
    SCARD s                → :1
    `,
  );
});

test("sets: a key of another type is refused by each command", () => {
  const redis = testEngine();
  redis.command("SET", "str", "x");
  const requests = `SADD str a, SREM str a, SCARD str, SISMEMBER str a, SMISMEMBER str a b,
    SMEMBERS str, SPOP str, SPOP str 1, SRANDMEMBER str, SRANDMEMBER str 1, SSCAN str 0,
    SINTER str, SINTER missing str, SUNION missing str, SDIFF missing str, SDIFF str missing,
    SINTERSTORE d missing str, SUNIONSTORE d str, SDIFFSTORE d missing str,
    SINTERCARD 2 missing str, SUNIONCARD 2 missing str, SDIFFCARD 2 missing str`;
  dialogue(redis, requests.split(",").map((each) => `${each.trim()} → ${WRONG}`).join("\n"));
});

test("sets: within MULTI everything works, and a watched set that changed breaks it", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SADD s a               → :1
    WATCH s                → +OK
    MULTI                  → +OK
    SADD s b               → +QUEUED
    SPOP s 5               → +QUEUED
    SMEMBERS s             → +QUEUED
    EXEC                   → *3 :1 *2 $1 a $1 b *0
    WATCH s                → +OK
    `,
  );
  const other = redis.client();
  other.command("SREM", "s", "none");
  dialogue(redis, "MULTI → +OK\n SADD s a → +QUEUED\n EXEC → *1 :1\n WATCH s → +OK");
  other.command("SADD", "s", "b");
  dialogue(redis, "MULTI → +OK\n PING → +QUEUED\n EXEC → *-1");
});
