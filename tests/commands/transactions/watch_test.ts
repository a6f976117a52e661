import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

/** Plays requests between WATCH and EXEC; whether EXEC was executed. */
function survives(before: string[], watched: string, between: string[]): boolean {
  const redis = testEngine();
  const other = redis.client();
  for (const request of before) ask(redis, request);
  assert.equal(ask(redis, `WATCH ${watched}`), "+OK");
  for (const request of between) {
    const advance = /^\+ (\d+) ms$/.exec(request);
    if (advance !== null) redis.clock.advance(Number(advance[1]));
    else ask(other, request);
  }
  ask(redis, "MULTI");
  ask(redis, "PING");
  const reply = ask(redis, "EXEC");
  assert.ok(reply === "*1 +PONG" || reply === "*-1", reply);
  assert.ok(redis.engine.server.watches.isEmpty);
  return reply === "*1 +PONG";
}

test("WATCH: what changes the key breaks the transaction", () => {
  const changes = [
    "SET k 1",
    "APPEND k x",
    "DEL k",
    "EXPIRE k 10",
    "GETSET k 1",
    "SETBIT k 100 1",
    "RENAME k l",
    "FLUSHDB",
    "FLUSHALL",
    "SWAPDB 0 1",
    "MOVE k 1",
  ];
  for (const change of changes) assert.ok(!survives(["SET k v"], "k", [change]), change);
});

test("WATCH: what leaves the key alone does not", () => {
  const harmless = ["GET k", "TOUCH k", "SET l 1", "DEL l", "PERSIST k", "SETNX k 1", "COPY k l"];
  for (const request of harmless) assert.ok(survives(["SET k v"], "k", [request]), request);
  assert.ok(survives([], "k", ["FLUSHALL"]));
  assert.ok(survives(["SET k v"], "k", ["SELECT 1", "SET k 1", "FLUSHDB"]));
});

test("WATCH: a key that expires meanwhile was changed, one that already had was not", () => {
  assert.ok(!survives(["SET k v PX 10"], "k", ["+ 11 ms"]));
  assert.ok(!survives(["SET k v PX 10"], "k", ["+ 11 ms", "GET k"]));
  assert.ok(survives(["SET k v PX 10"], "k", ["+ 5 ms"]));
  const redis = testEngine();
  ask(redis, "SET k v PX 10");
  redis.clock.advance(11);
  dialogue(
    redis,
    `
    WATCH k  → +OK
    GET k    → $-1
    MULTI    → +OK
    PING     → +QUEUED
    EXEC     → *1 +PONG
    WATCH k  → +OK
    SET k v  → +OK
    MULTI    → +OK
    EXEC     → *-1
    `,
  );
});

test("WATCH: one's own changes count as well, and any of several keys", () => {
  dialogue(
    testEngine(),
    `
    WATCH a b  → +OK
    WATCH c    → +OK
    SET c 1    → +OK
    MULTI      → +OK
    PING       → +QUEUED
    EXEC       → *-1
    MULTI      → +OK
    PING       → +QUEUED
    EXEC       → *1 +PONG
    `,
  );
});

test("WATCH: of the database selected then", () => {
  dialogue(
    testEngine(),
    `
    SELECT 1  → +OK
    WATCH k   → +OK
    SELECT 0  → +OK
    SET k 1   → +OK
    MULTI     → +OK
    EXEC      → *0
    SELECT 1  → +OK
    WATCH k   → +OK
    SELECT 0  → +OK
    MULTI     → +OK
    SELECT 1  → +QUEUED
    SET k 1   → +QUEUED
    EXEC      → *2 +OK +OK
    `,
  );
});

test("UNWATCH: forgets changes, too", () => {
  dialogue(
    testEngine(),
    `
    WATCH k  → +OK
    SET k 1  → +OK
    UNWATCH  → +OK
    MULTI    → +OK
    PING     → +QUEUED
    EXEC     → *1 +PONG
    `,
  );
});

test("EXEC: refused for a change, in RESP3 as null", () => {
  const redis = testEngine();
  redis.protocol(3);
  redis.command("WATCH", "k");
  redis.command("SET", "k", "1");
  redis.command("MULTI");
  assert.equal(redis.command("EXEC"), "_\r\n");
});

test("EXEC: spoilt and stale at once, it is spoilt", () => {
  const redis = testEngine();
  redis.command("WATCH", "k");
  redis.command("SET", "k", "1");
  redis.command("MULTI");
  redis.command("NOSUCH");
  assert.match(redis.command("EXEC"), /^-EXECABORT /);
});

test("WATCH: a client that goes away is forgotten", () => {
  const redis = testEngine();
  const other = redis.client();
  other.command("WATCH", "k");
  redis.engine.disconnect(other.session);
  assert.ok(redis.engine.server.watches.isEmpty);
});
