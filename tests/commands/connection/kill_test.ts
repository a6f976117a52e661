import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("CLIENT KILL address: the old form ends that client, even oneself", () => {
  const redis = testEngine();
  const other = redis.client();
  assert.equal(ask(redis, "CLIENT KILL 127.0.0.1:50002"), "+OK");
  assert.ok(other.isClosed);
  assert.equal(ask(redis, "CLIENT KILL 127.0.0.1:50002"), "-ERR No such client");
  assert.equal(ask(redis, "CLIENT KILL 127.0.0.1:50001"), "+OK");
  assert.ok(redis.session.isClosing && !redis.isClosed);
});

test("CLIENT KILL: filters that must all apply; oneself is spared unless SKIPME no", () => {
  const cases: [request: string, killed: number[], self?: "self"][] = [
    ["ID 2", [2]],
    ["ID 1", []],
    ["ID 1 SKIPME no", [], "self"],
    ["ID 99", []],
    ["ADDR 127.0.0.1:50003", [3]],
    ["ADDR 127.0.0.1:50003 ID 2", []],
    ["LADDR 127.0.0.1:6379", [2, 3]],
    ["LADDR 127.0.0.1:1", []],
    ["TYPE normal", [2, 3]],
    ["TYPE normal SKIPME no", [2, 3], "self"],
    ["TYPE pubsub", []],
    ["TYPE master", []],
    ["TYPE slave", []],
    ["USER default", [2, 3]],
    ["SKIPME yes", [2, 3]],
    ["MAXAGE 5", [2]],
    ["MAXAGE 6", []],
    ["MAXAGE 1 skipme NO", [2], "self"],
  ];
  for (const [filters, killed, self] of cases) {
    const redis = testEngine();
    const second = redis.client();
    redis.clock.advance(5000);
    const third = redis.client();
    const count = killed.length + (self === undefined ? 0 : 1);
    assert.equal(ask(redis, `CLIENT KILL ${filters}`), `:${count}`, filters);
    assert.equal(second.isClosed, killed.includes(2), filters);
    assert.equal(third.isClosed, killed.includes(3), filters);
    assert.equal(redis.session.isClosing, self !== undefined, filters);
  }
});

test("CLIENT KILL: a client that goes leaves nothing behind", () => {
  const redis = testEngine();
  const other = redis.client();
  other.command("WATCH", "k");
  other.command("MULTI");
  const monitor = redis.client();
  monitor.command("MONITOR");
  redis.command("CLIENT", "KILL", "TYPE", "normal");
  const { sessions, monitors, watches } = redis.engine.server;
  assert.deepEqual([...sessions.keys()], [1]);
  assert.equal(monitors.size, 0);
  assert.ok(watches.isEmpty);
});

test("CLIENT KILL: within a transaction, with what comes after it", () => {
  const redis = testEngine();
  const other = redis.client();
  dialogue(
    redis,
    `
    MULTI            → +OK
    CLIENT KILL ID 2 → +QUEUED
    SET k v          → +QUEUED
    EXEC             → *2 :1 +OK
    `,
  );
  assert.ok(other.isClosed);
});

test("CLIENT KILL: wrong requests", () => {
  dialogue(
    testEngine(),
    `
    CLIENT KILL                  → -ERR wrong number of arguments for 'client|kill' command
    CLIENT KILL ID               → -ERR No such client
    CLIENT KILL ID 0             → -ERR client-id should be greater than 0
    CLIENT KILL ID x             → -ERR client-id should be greater than 0
    CLIENT KILL TYPE some        → -ERR Unknown client type 'some'
    CLIENT KILL USER somebody    → -ERR No such user 'somebody'
    CLIENT KILL SKIPME perhaps   → -ERR syntax error
    CLIENT KILL MAXAGE x         → -ERR maxage is not an integer or out of range
    CLIENT KILL MAXAGE 0         → -ERR maxage should be greater than 0
    CLIENT KILL ID 2 ADDR        → -ERR syntax error
    CLIENT KILL SOME thing       → -ERR syntax error
    `,
  );
});
