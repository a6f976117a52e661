import assert from "node:assert/strict";
import { test } from "node:test";
import { ask } from "../support/dialogue.ts";
import { TestClient, type TestEngine, testEngine } from "../support/engine.ts";

/** A monitor, and what it was shown since the last look, without time and address. */
function monitorOf(redis: TestEngine): { client: TestClient; shown: () => string[] } {
  const client = redis.client();
  client.command("MONITOR");
  const shown = () =>
    client.output().split("\r\n").slice(0, -1).map((line) => line.replace(/^.*?\] /, ""));
  return { client, shown };
}

test("MONITOR: time, database, address, and the words in quotes", () => {
  const redis = testEngine();
  const { client } = monitorOf(redis);
  redis.clock.advance(1234);
  redis.command("SET", 'a"\\', "\x00\n\xff");
  redis.command("SELECT", "5");
  assert.equal(
    client.output(),
    '+1700000001.234000 [0 127.0.0.1:50001] "SET" "a\\"\\\\" "\\x00\\n\\xff"\r\n' +
      '+1700000001.234000 [5 127.0.0.1:50001] "SELECT" "5"\r\n',
  );
});

test("MONITOR: a client of a Unix socket is shown by its path", () => {
  const redis = testEngine();
  const { client } = monitorOf(redis);
  new TestClient(redis.engine, "/run/respite.sock:0").command("PING");
  assert.match(client.output(), / \[0 unix:\/run\/respite\.sock\] "PING"\r\n$/);
});

test("MONITOR: transactions are shown as they are executed, EXEC last", () => {
  const redis = testEngine();
  const { shown } = monitorOf(redis);
  for (
    const request of ["MULTI", "SET k v", "INCR k", "EXEC", "MULTI", "NOSUCH", "EXEC", "EXEC 1"]
  ) {
    ask(redis, request);
  }
  assert.deepEqual(shown(), [
    '"MULTI"',
    '"SET" "k" "v"',
    '"INCR" "k"',
    '"EXEC"',
    '"MULTI"',
    '"EXEC"',
    '"EXEC" "1"',
  ]);
});

test("MONITOR: neither commands of administrators nor what was refused", () => {
  const redis = testEngine();
  const { shown } = monitorOf(redis);
  for (const request of ["CONFIG GET port", "CLIENT LIST", "NOSUCH", "GET", "CLIENT ID", "GET k"]) {
    ask(redis, request);
  }
  assert.deepEqual(shown(), ['"CLIENT" "ID"', '"GET" "k"']);
});

test("MONITOR and SLOWLOG: no passwords", () => {
  const redis = testEngine({ "slowlog-log-slower-than": "0", "slowlog-max-len": "100" });
  const { shown } = monitorOf(redis);
  ask(redis, "AUTH secret");
  ask(redis, "AUTH default secret");
  ask(redis, "HELLO 3 SETNAME AUTH AUTH default secret");
  ask(redis, "CONFIG SET maxmemory 0 requirepass secret MASTERAUTH secret");
  assert.deepEqual(shown(), [
    '"AUTH" "(redacted)"',
    '"AUTH" "(redacted)" "(redacted)"',
    '"HELLO" "3" "SETNAME" "AUTH" "AUTH" "(redacted)" "(redacted)"',
  ]);
  const log = redis.command("SLOWLOG", "GET", "-1");
  assert.doesNotMatch(log, /secret/);
  assert.equal(log.match(/\(redacted\)/g)?.length, 7);
  assert.match(log, /maxmemory\r\n\$1\r\n0\r\n/);
});

test("MONITOR: sees itself, keeps out of the keyspace, and is asked only once", () => {
  const redis = testEngine();
  const { client } = monitorOf(redis);
  assert.match(client.command("PING"), /^\+PONG\r\n\+[^\r]* "PING"\r\n$/);
  assert.equal(client.command("MONITOR"), "");
  for (const request of ["GET k", "SET k v", "PFCOUNT k"]) {
    assert.equal(ask(client, request), "-ERR Replica can't interact with the keyspace");
  }
  assert.match(redis.command("INFO", "commandstats"), /cmdstat_get:calls=0,.*rejected_calls=1/);
});

test("MONITOR: hears nothing under CLIENT REPLY OFF", () => {
  const redis = testEngine();
  const { client } = monitorOf(redis);
  client.command("CLIENT", "REPLY", "OFF");
  redis.command("PING");
  assert.equal(client.output(), "");
});
