import { test } from "node:test";
import assert from "node:assert/strict";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("SORT: the highest scores of users, with their names", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SADD users 1 2 3                                       → :3
    HSET user:1 name ann score 70                          → :2
    HSET user:2 name bob score 90.5                        → :2
    HSET user:3 name cid                                   → :1
    SORT users BY user:*->score DESC GET # GET user:*->name → *6 $1 2 $3 bob $1 1 $3 ann $1 3 $3 cid
    SORT users BY user:*->score LIMIT 0 1 GET user:*->name → *1 $3 cid
    SORT users BY user:*->score GET user:*->score          → *3 $-1 $2 70 $4 90.5
    SORT users BY user:*->score GET user:*->score STORE s  → :3
    LRANGE s 0 -1                                          → *3 $0  $2 70 $4 90.5
    `,
  );
});

test("SORT: ten thousand elements, in each type", () => {
  const redis = testEngine();
  const numbers = Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10_007);
  for (const n of numbers) {
    redis.command("RPUSH", "l", n);
    redis.command("SADD", "s", n);
    redis.command("ZADD", "z", -n, n);
  }
  const sorted = numbers.toSorted((a, b) => a - b).map(String);
  const expected = `*${sorted.length}\r\n` +
    sorted.map((text) => `$${text.length}\r\n${text}\r\n`).join("");
  for (const key of ["l", "s", "z"]) assert.equal(redis.command("SORT", key), expected);
  assert.equal(redis.command("SORT", "z", "BY", "nosort", "DESC"), expected);
});

test("SORT: a key it stores at is told to those who watch and who wait", () => {
  const redis = testEngine();
  redis.command("RPUSH", "l", "2", "1");
  const watching = redis.client();
  watching.command("WATCH", "d");
  watching.command("MULTI");
  watching.command("PING");
  redis.command("SORT", "l", "STORE", "d");
  assert.equal(watching.command("EXEC"), "*-1\r\n");
});

test("SORT: expired keys and fields are not there", () => {
  const redis = testEngine();
  redis.command("RPUSH", "l", "1", "2");
  redis.command("SET", "w1", "5", "PX", "10");
  redis.command("SET", "w2", "3");
  redis.command("HSET", "h1", "f", "x");
  redis.command("HPEXPIRE", "h1", "10", "FIELDS", "1", "f");
  assert.equal(redis.command("SORT", "l", "BY", "w*"), "*2\r\n$1\r\n2\r\n$1\r\n1\r\n");
  redis.clock.advance(10);
  assert.equal(redis.command("SORT", "l", "BY", "w*"), "*2\r\n$1\r\n1\r\n$1\r\n2\r\n");
  assert.equal(redis.command("SORT", "l", "GET", "h*->f"), "*2\r\n$-1\r\n$-1\r\n");
});

test("SORT: BY without a place for the element keeps the order of a list, in parts of it, too", () => {
  const redis = testEngine();
  redis.command("RPUSH", "l", "c", "a", "b");
  assert.equal(redis.command("SORT", "l", "BY", "x", "LIMIT", "1", "1"), "*1\r\n$1\r\na\r\n");
  assert.equal(
    redis.command("SORT", "l", "BY", "x", "DESC", "LIMIT", "2", "9"),
    "*1\r\n$1\r\nc\r\n",
  );
  assert.equal(redis.command("SORT", "l", "BY", "x", "LIMIT", "3", "9"), "*0\r\n");
  assert.equal(redis.command("SORT", "l", "BY", "x", "LIMIT", "0", "0"), "*0\r\n");
});

test("SORT: patterns are for those who may read all keys", () => {
  const redis = testEngine();
  redis.command("ACL", "SETUSER", "ann", "on", "nopass", "+@all", "~l");
  redis.command("ACL", "SETUSER", "bob", "on", "nopass", "+@all", "%R~*", "%W~d");
  const denied = (option: string) =>
    `-ERR ${option} option of SORT denied due to insufficient ACL permissions.\r\n`;
  redis.command("RPUSH", "l", "1");
  redis.command("AUTH", "ann", "");
  assert.equal(redis.command("SORT", "l", "BY", "w_*"), denied("BY"));
  assert.equal(redis.command("SORT", "l", "BY", "nosort"), "*1\r\n$1\r\n1\r\n");
  assert.equal(redis.command("SORT", "l", "GET", "#"), denied("GET"));
  assert.equal(
    redis.command("SORT", "l", "STORE", "d"),
    "-NOPERM No permissions to access a key\r\n",
  );
  redis.command("AUTH", "bob", "");
  assert.equal(redis.command("SORT", "l", "BY", "w_*", "GET", "#", "STORE", "d"), ":1\r\n");
});
