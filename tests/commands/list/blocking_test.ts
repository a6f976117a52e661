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

test("BLPOP: those who wait are served in the order in which they came, one element each", () => {
  const redis = testEngine();
  const [a, b, c] = [1, 2, 3].map(() => waiting(redis, "BLPOP", "l", 0));
  assert.equal(redis.command("RPUSH", "l", "1", "2"), ":2\r\n");
  assert.equal(heard(a), "*2 $1 l $1 1");
  assert.equal(heard(b), "*2 $1 l $1 2");
  assert.equal(heard(c), "");
  assert.equal(redis.command("EXISTS", "l"), ":0\r\n");
  redis.command("RPUSH", "l", "3", "4");
  assert.equal(heard(c), "*2 $1 l $1 3");
  assert.equal(redis.command("LRANGE", "l", 0, -1), "*1\r\n$1\r\n4\r\n");
  assert.ok(![a, b, c].some((client) => client.session.isParked));
});

test("BLPOP and BRPOP: several keys, the first that is filled counts", () => {
  const redis = testEngine();
  const one = waiting(redis, "BLPOP", "a", "b", "c", 0);
  const two = waiting(redis, "BRPOP", "c", "b", 0);
  redis.command("RPUSH", "b", "1", "2", "3");
  assert.equal(heard(one), "*2 $1 b $1 1");
  assert.equal(heard(two), "*2 $1 b $1 3");
  // Neither waits for the other keys any more.
  redis.command("RPUSH", "c", "x");
  assert.equal(redis.command("LLEN", "c"), ":1\r\n");
  assert.equal(redis.engine.server.waits.keys, 0);
});

test("BLPOP: what a transaction fills and empties again serves nobody", () => {
  const redis = testEngine();
  const client = waiting(redis, "BLPOP", "l", 0);
  redis.command("MULTI");
  redis.command("RPUSH", "l", "1");
  redis.command("DEL", "l");
  redis.command("EXEC");
  assert.equal(heard(client), "");
  redis.command("MULTI");
  redis.command("RPUSH", "l", "2");
  assert.equal(heard(client), "");
  redis.command("RPUSH", "l", "3");
  redis.command("EXEC");
  assert.equal(heard(client), "*2 $1 l $1 2");
  assert.equal(redis.command("LLEN", "l"), ":1\r\n");
});

test("BLPOP: a key of another type keeps it waiting", () => {
  const redis = testEngine();
  const client = waiting(redis, "BLPOP", "l", 0);
  redis.command("SET", "l", "x");
  redis.command("DEL", "l");
  redis.command("SADD", "l", "x");
  assert.equal(heard(client), "");
  redis.command("DEL", "l");
  redis.command("LPUSH", "l", "y");
  assert.equal(heard(client), "*2 $1 l $1 y");
});

test("BLPOP: lists that come by RENAME, COPY, LMOVE, SORT STORE and SWAPDB are noticed", () => {
  const redis = testEngine();
  const ways: readonly (readonly string[])[] = [
    ["RENAME", "source", "l"],
    ["RENAMENX", "source", "l"],
    ["COPY", "source", "l"],
    ["LMOVE", "source", "l", "LEFT", "LEFT"],
    ["RPOPLPUSH", "source", "l"],
    ["SORT", "source", "STORE", "l"],
    ["SWAPDB", "0", "3"],
  ];
  for (const way of ways) {
    redis.command("FLUSHALL");
    if (way[0] === "SWAPDB") redis.command("SELECT", 3);
    redis.command("RPUSH", way[0] === "SWAPDB" ? "l" : "source", "1");
    redis.command("SELECT", 0);
    const client = waiting(redis, "BLPOP", "l", 0);
    redis.command(...way);
    assert.equal(heard(client), "*2 $1 l $1 1", way[0]);
    assert.equal(redis.command("EXISTS", "l"), ":0\r\n");
  }
});

test("BLPOP: databases are apart", () => {
  const redis = testEngine();
  const client = redis.client();
  client.command("SELECT", 1);
  assert.equal(client.command("BLPOP", "l", 0), "");
  redis.command("RPUSH", "l", "0");
  assert.equal(heard(client), "");
  redis.command("MOVE", "l", 1);
  assert.equal(heard(client), "*2 $1 l $1 0");
});

test("time-outs: by the clock, never too early, and null in both protocols", () => {
  const redis = testEngine();
  const commands: readonly (readonly [protocol: 2 | 3, reply: string, words: string])[] = [
    [2, "*-1", "BLPOP l 1.5"],
    [3, "_", "BRPOP l 1.5"],
    [2, "*-1", "BLMOVE l m LEFT LEFT 1.5"],
    [3, "_", "BRPOPLPUSH l m 1.5"],
    [2, "*-1", "BLMPOP 1.5 2 l m LEFT"],
  ];
  for (const [protocol, reply, words] of commands) {
    const client = redis.client();
    client.protocol(protocol);
    assert.equal(client.command(...words.split(" ")), "");
    redis.clock.advance(1500);
    redis.engine.tick();
    assert.equal(heard(client), "", words);
    redis.clock.advance(1);
    redis.engine.tick();
    assert.equal(heard(client), reply, words);
    assert.ok(!client.session.isParked);
  }
  redis.command("RPUSH", "l", "still here");
  assert.equal(redis.command("LLEN", "l"), ":1\r\n");
});

test("time-outs: each at its own time, those without one never", () => {
  const redis = testEngine();
  const late = waiting(redis, "BLPOP", "l", 20);
  const early = waiting(redis, "BLPOP", "l", 10);
  const never = waiting(redis, "BLPOP", "l", 0);
  redis.clock.advance(10_001);
  redis.engine.tick();
  assert.deepEqual([late, early, never].map(heard), ["", "*-1", ""]);
  redis.clock.advance(1e9);
  redis.engine.tick();
  assert.deepEqual([late, early, never].map(heard), ["*-1", "", ""]);
  redis.command("LPUSH", "l", "1");
  assert.equal(heard(never), "*2 $1 l $1 1");
});

test("the one who asks for a turn is told when the first wait ends", () => {
  const redis = testEngine();
  const asked: number[] = [];
  redis.engine.askForTurn = (delayMs) => asked.push(delayMs);
  waiting(redis, "BLPOP", "l", 10);
  waiting(redis, "BLPOP", "l", 20);
  const soon = waiting(redis, "BLPOP", "l", 0.5);
  assert.deepEqual(asked, [10_001, 501]);
  redis.clock.advance(501);
  redis.engine.takeTurn();
  assert.equal(heard(soon), "*-1");
  assert.deepEqual(asked, [10_001, 501, 9500]);
});

test("BLMOVE: the element goes on, and may serve the next in line", () => {
  const redis = testEngine();
  const mover = waiting(redis, "BLMOVE", "a", "b", "LEFT", "RIGHT", 0);
  const last = waiting(redis, "BLPOP", "b", 0);
  redis.command("RPUSH", "a", "x");
  assert.equal(heard(mover), "$1 x");
  assert.equal(heard(last), "*2 $1 b $1 x");
  assert.equal(redis.command("EXISTS", "a", "b"), ":0\r\n");
});

test("BLMOVE: round and round between two who wait for each other's list ends", () => {
  const redis = testEngine();
  const one = waiting(redis, "BRPOPLPUSH", "a", "b", 0);
  const two = waiting(redis, "BRPOPLPUSH", "b", "a", 0);
  redis.command("RPUSH", "a", "x");
  assert.equal(heard(one), "$1 x");
  assert.equal(heard(two), "$1 x");
  assert.equal(redis.command("LRANGE", "a", 0, -1), "*1\r\n$1\r\nx\r\n");
});

test("BLMOVE: a destination of another type is an error once there is something to move", () => {
  const redis = testEngine();
  redis.command("SET", "s", "x");
  const mover = waiting(redis, "BLMOVE", "a", "s", "LEFT", "RIGHT", 0);
  redis.command("RPUSH", "a", "1");
  assert.match(heard(mover), /^-WRONGTYPE /);
  assert.equal(redis.command("LLEN", "a"), ":1\r\n");
});

test("BLMPOP: takes as many as are wanted, from the first of its keys", () => {
  const redis = testEngine();
  const client = waiting(redis, "BLMPOP", 0, 2, "a", "b", "RIGHT", "COUNT", 2);
  redis.command("RPUSH", "b", "1", "2", "3");
  assert.equal(heard(client), "*2 $1 b *2 $1 3 $1 2");
});

test("CLIENT UNBLOCK: as if the time were up, or with an error; and only those who wait", () => {
  const redis = testEngine();
  const one = waiting(redis, "BLPOP", "l", 0);
  const two = waiting(redis, "BLMOVE", "l", "m", "LEFT", "LEFT", 0);
  assert.equal(redis.command("CLIENT", "UNBLOCK", one.session.id), ":1\r\n");
  assert.equal(heard(one), "*-1");
  assert.equal(redis.command("CLIENT", "UNBLOCK", two.session.id, "ERROR"), ":1\r\n");
  assert.equal(heard(two), "-UNBLOCKED client unblocked via CLIENT UNBLOCK");
  assert.equal(redis.command("CLIENT", "UNBLOCK", two.session.id), ":0\r\n");
  assert.equal(redis.command("CLIENT", "UNBLOCK", 999), ":0\r\n");
  assert.ok(redis.engine.server.waits.isEmpty);
});

test("a client that leaves while it waits is not waited for", () => {
  const redis = testEngine();
  const gone = waiting(redis, "BLPOP", "l", 0);
  const stays = waiting(redis, "BLPOP", "l", 0);
  redis.engine.disconnect(gone.session);
  redis.command("RPUSH", "l", "1");
  assert.equal(heard(gone), "");
  assert.equal(heard(stays), "*2 $1 l $1 1");
});

test("CLIENT LIST and INFO know who waits", () => {
  const redis = testEngine();
  waiting(redis, "BLPOP", "l", "m", 5);
  waiting(redis, "BLPOP", "l", 0);
  const info = redis.command("INFO", "clients");
  assert.match(info, /blocked_clients:2\r\n/);
  assert.match(info, /clients_in_timeout_table:1\r\n/);
  assert.match(info, /total_blocking_keys:2\r\n/);
  assert.match(info, /total_blocking_keys_on_nokey:0\r\n/);
  redis.command("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
  waiting(redis, "XREADGROUP", "GROUP", "g", "c", "BLOCK", 0, "STREAMS", "s", ">");
  const more = redis.command("INFO", "clients");
  assert.match(more, /total_blocking_keys:3\r\ntotal_blocking_keys_on_nokey:1\r\n/);
  assert.match(redis.command("CLIENT", "LIST"), / flags=b .* cmd=blpop /);
});

test("a command that waited is counted once, and shown to monitors once", () => {
  const redis = testEngine();
  const monitor = redis.client();
  monitor.command("MONITOR");
  monitor.output();
  const client = waiting(redis, "BLPOP", "l", 0);
  redis.command("RPUSH", "l", "1");
  assert.equal(heard(client), "*2 $1 l $1 1");
  assert.match(redis.command("INFO", "commandstats"), /cmdstat_blpop:calls=1,/);
  assert.equal(monitor.output().match(/"BLPOP"/g)?.length, 1);
});

test("10,000 clients wait for keys of their own, and a push finds its one", () => {
  const redis = testEngine();
  const clients = Array.from({ length: 10_000 }, (_, i) => waiting(redis, "BLPOP", `l${i}`, 0));
  for (let i = 0; i < 10_000; i += 97) {
    redis.command("RPUSH", `l${i}`, i);
    assert.equal(heard(clients[i]), `*2 $${`l${i}`.length} l${i} $${String(i).length} ${i}`);
  }
  assert.equal(redis.engine.server.waits.size, 10_000 - Math.ceil(10_000 / 97));
});

test("10,000 clients wait for one key, and are served one after the other", () => {
  const redis = testEngine();
  const clients = Array.from({ length: 10_000 }, () => waiting(redis, "BLPOP", "l", 0));
  for (let i = 0; i < 10_000; i++) redis.command("RPUSH", "l", i);
  assert.ok(clients.every((client, i) => heard(client).endsWith(` ${i}`)));
  assert.ok(redis.engine.server.waits.isEmpty);
});
