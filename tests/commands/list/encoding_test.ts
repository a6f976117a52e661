import { test } from "node:test";
import assert from "node:assert/strict";
import { testEngine } from "../../support/engine.ts";

type Redis = ReturnType<typeof testEngine>;

function encoding(redis: Redis, key = "l"): string {
  return redis.command("OBJECT", "ENCODING", key).split("\r\n")[1];
}

test("a list is a listpack up to list-max-listpack-size elements, then a quicklist", () => {
  const redis = testEngine({ "list-max-listpack-size": "4" });
  redis.command("RPUSH", "l", "1", "2", "3", "4");
  assert.equal(encoding(redis), "listpack");
  redis.command("LPUSH", "l", "0");
  assert.equal(encoding(redis), "quicklist");
  // It becomes a listpack again at half of the limit, not before.
  redis.command("LPOP", "l", "2");
  assert.equal(encoding(redis), "quicklist");
  redis.command("RPOP", "l");
  assert.equal(encoding(redis), "listpack");
  assert.equal(redis.command("LRANGE", "l", 0, -1), "*2\r\n$1\r\n2\r\n$1\r\n3\r\n");
});

test("a list is a listpack up to so many kilobytes, then a quicklist", () => {
  for (const [size, kilobytes] of [["-1", 4], ["-2", 8], ["-3", 16], ["-5", 64]] as const) {
    const redis = testEngine({ "list-max-listpack-size": size });
    const element = "x".repeat(1010);
    for (let i = 0; i < kilobytes; i++) redis.command("RPUSH", "l", element);
    assert.equal(encoding(redis), "listpack", size);
    redis.command("RPUSH", "l", element);
    assert.equal(encoding(redis), "quicklist", size);
    redis.command("LTRIM", "l", 0, kilobytes / 2 - 1);
    assert.equal(encoding(redis), "listpack", size);
  }
});

test("a large element makes a quicklist, with a node of its own", () => {
  const redis = testEngine();
  const large = "y".repeat(100_000);
  redis.command("RPUSH", "l", "a", large, "b");
  assert.equal(encoding(redis), "quicklist");
  assert.equal(redis.command("LINDEX", "l", 1), `$100000\r\n${large}\r\n`);
  redis.command("LSET", "l", 1, "small");
  assert.equal(redis.command("LRANGE", "l", 0, -1), "*3\r\n$1\r\na\r\n$5\r\nsmall\r\n$1\r\nb\r\n");
  redis.command("LSET", "l", 0, large);
  redis.command("LINSERT", "l", "BEFORE", "b", large);
  assert.equal(redis.command("LPOS", "l", large, "COUNT", 0), "*2\r\n:0\r\n:2\r\n");
  assert.equal(redis.command("LREM", "l", 0, large), ":2\r\n");
  assert.equal(redis.command("LRANGE", "l", 0, -1), "*2\r\n$5\r\nsmall\r\n$1\r\nb\r\n");
});

test("LSET, LINSERT and LMOVE convert as the pushes do", () => {
  const redis = testEngine({ "list-max-listpack-size": "-1" });
  const element = "x".repeat(3000);
  redis.command("RPUSH", "l", element, "b");
  assert.equal(encoding(redis), "listpack");
  redis.command("LSET", "l", 1, element);
  assert.equal(encoding(redis), "quicklist");
  redis.command("LSET", "l", 0, "a");
  redis.command("LSET", "l", 1, "b");
  redis.command("RPUSH", "m", element);
  redis.command("LINSERT", "m", "BEFORE", element, element);
  assert.equal(encoding(redis, "m"), "quicklist");
  redis.command("RPUSH", "n", element);
  redis.command("LMOVE", "m", "n", "LEFT", "RIGHT");
  assert.equal(encoding(redis, "n"), "quicklist");
});

test("COPY, RENAME, MOVE and DEL of a long list", () => {
  const redis = testEngine();
  for (let i = 0; i < 5000; i++) redis.command("RPUSH", "l", `element:${i}`);
  const all = redis.command("LRANGE", "l", 0, -1);
  redis.command("COPY", "l", "copy");
  redis.command("RENAME", "l", "renamed");
  redis.command("RPUSH", "copy", "more");
  assert.equal(redis.command("LRANGE", "renamed", 0, -1), all);
  assert.equal(redis.command("LLEN", "copy"), ":5001\r\n");
  redis.command("MOVE", "renamed", 5);
  redis.command("SELECT", 5);
  assert.equal(redis.command("LRANGE", "renamed", 0, -1), all);
  redis.command("DEL", "renamed");
  redis.command("SELECT", 0);
  redis.command("DEL", "copy");
  redis.engine.tick();
  for (const db of redis.engine.server.keyspace.databases) {
    assert.ok(db.memory.arena.usedBytes <= 80, `database ${db.index}`); // An empty dictionary's.
  }
});

test("an element that is moved within its own list, or is larger than any before", () => {
  const redis = testEngine();
  const large = "z".repeat(70_000);
  redis.command("RPUSH", "l", "a", large, "b");
  redis.command("LMOVE", "l", "l", "RIGHT", "LEFT");
  redis.command("LMOVE", "l", "l", "RIGHT", "LEFT");
  assert.equal(redis.command("LINDEX", "l", 0), `$70000\r\n${large}\r\n`);
  assert.equal(redis.command("LPOS", "l", "a"), ":2\r\n");
  assert.equal(redis.command("LPOS", "l", "b"), ":1\r\n");
});
