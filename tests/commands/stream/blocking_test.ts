import { test } from "node:test";
import assert from "node:assert/strict";
import { type TestClient, testEngine } from "../../support/engine.ts";

type Redis = ReturnType<typeof testEngine>;

/** The reply of a client that was waiting, line ends as blanks; empty if it still waits. */
function heard(client: TestClient): string {
  return client.output().replaceAll("\r\n", " ").trim();
}

/** A client that waits: its command has no reply yet. */
function waiting(redis: Redis, ...words: (string | number)[]): TestClient {
  const client = redis.client();
  assert.equal(client.command(...words), "", words.join(" "));
  assert.ok(client.session.isParked);
  return client;
}

const NO_GROUP = "-NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option";

test("XREAD BLOCK: everybody who waits gets the entry", () => {
  const redis = testEngine();
  const clients = [1, 2].map(() => waiting(redis, "XREAD", "BLOCK", 0, "STREAMS", "s", "$"));
  redis.command("XADD", "s", "5-1", "f", "v");
  for (const client of clients) {
    assert.equal(heard(client), "*1 *2 $1 s *1 *2 $3 5-1 *2 $1 f $1 v");
    assert.ok(!client.session.isParked);
  }
});

test("XREAD BLOCK: $ is the last ID at the time of the call, not of the wake-up", () => {
  const redis = testEngine();
  redis.command("XADD", "s", "5-1", "f", "old");
  const client = waiting(redis, "XREAD", "BLOCK", 0, "STREAMS", "s", "t", "$", "$");
  redis.command("MULTI");
  redis.command("XADD", "s", "5-2", "f", "1");
  redis.command("XADD", "s", "5-3", "f", "2");
  redis.command("EXEC");
  assert.equal(heard(client), "*1 *2 $1 s *2 *2 $3 5-2 *2 $1 f $1 1 *2 $3 5-3 *2 $1 f $1 2");
});

test("XREAD BLOCK: an entry that is not behind the ID wakes nobody", () => {
  const redis = testEngine();
  const client = waiting(redis, "XREAD", "BLOCK", 0, "STREAMS", "s", "7");
  redis.command("XADD", "s", "6-1", "f", "v");
  assert.equal(heard(client), "");
  redis.command("XADD", "s", "7-0", "f", "v");
  assert.equal(heard(client), "");
  redis.command("XADD", "s", "7-1", "f", "v");
  assert.equal(heard(client), "*1 *2 $1 s *1 *2 $3 7-1 *2 $1 f $1 v");
});

test("XREAD BLOCK: goes on waiting when the key goes or is no stream, and gets null in the end", () => {
  const redis = testEngine();
  redis.command("XADD", "s", "1-1", "f", "v");
  const client = waiting(redis, "XREAD", "BLOCK", 100, "STREAMS", "s", "$");
  redis.command("DEL", "s");
  redis.command("SET", "s", "string");
  assert.equal(heard(client), "");
  redis.clock.advance(101);
  redis.engine.tick();
  assert.equal(heard(client), "*-1");
});

test("XREAD BLOCK in RESP3 replies a map; within a transaction it does not wait", () => {
  const redis = testEngine();
  const client = redis.client();
  client.protocol(3);
  assert.equal(client.command("XREAD", "BLOCK", 0, "STREAMS", "s", "0"), "");
  redis.command("XADD", "s", "1-1", "f", "v");
  assert.equal(heard(client), "%1 $1 s *1 *2 $3 1-1 *2 $1 f $1 v");
  redis.command("MULTI");
  redis.command("XREAD", "BLOCK", 0, "STREAMS", "s", "$");
  assert.equal(redis.command("EXEC"), "*1\r\n*-1\r\n");
});

test("XREADGROUP BLOCK: each entry goes to one of those who wait, the first first", () => {
  const redis = testEngine();
  redis.command("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
  const read = ["XREADGROUP", "GROUP", "g"];
  const one = waiting(redis, ...read, "a", "BLOCK", 0, "STREAMS", "s", ">");
  const two = waiting(redis, ...read, "b", "BLOCK", 0, "STREAMS", "s", ">");
  redis.command("XADD", "s", "1-1", "f", "1");
  assert.equal(heard(one), "*1 *2 $1 s *1 *2 $3 1-1 *2 $1 f $1 1");
  assert.equal(heard(two), "");
  redis.command("XADD", "s", "1-2", "f", "2");
  assert.equal(heard(two), "*1 *2 $1 s *1 *2 $3 1-2 *2 $1 f $1 2");
  assert.equal(
    redis.command("XPENDING", "s", "g").replaceAll("\r\n", " "),
    "*4 :2 $3 1-1 $3 1-2 *2 *2 $1 a $1 1 *2 $1 b $1 1 ",
  );
});

test("XREADGROUP BLOCK: ends with an error when the group, the key or its type goes", () => {
  for (const how of [["XGROUP", "DESTROY", "s", "g"], ["DEL", "s"], ["FLUSHALL"]]) {
    const redis = testEngine();
    redis.command("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    const client = waiting(redis, "XREADGROUP", "GROUP", "g", "c", "BLOCK", 0, "STREAMS", "s", ">");
    redis.command(...how);
    assert.equal(heard(client), NO_GROUP, how.join(" "));
    assert.ok(!client.session.isParked);
  }
  const redis = testEngine();
  redis.command("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
  const read = ["XREADGROUP", "GROUP", "g", "c", "BLOCK", 0, "STREAMS", "s", ">"];
  const late = waiting(redis, ...read);
  redis.command("PEXPIRE", "s", 10);
  redis.clock.advance(11);
  redis.engine.tick();
  assert.equal(heard(late), NO_GROUP, "the key expires");
  redis.command("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
  const client = waiting(redis, ...read);
  redis.command("SET", "s", "string");
  assert.equal(heard(client), "-WRONGTYPE Operation against a key holding the wrong kind of value");
});

test("XREADGROUP BLOCK: history is replied at once, even if there is none", () => {
  const redis = testEngine();
  redis.command("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
  const reply = redis.command("XREADGROUP", "GROUP", "g", "c", "BLOCK", 0, "STREAMS", "s", "0");
  assert.equal(reply, "*1\r\n*2\r\n$1\r\ns\r\n*0\r\n");
});
