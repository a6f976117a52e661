import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("EXEC: the replies of all queued commands, in RESP2 and RESP3", () => {
  const redis = testEngine();
  const requests = ["MULTI", "SET k v", "GET k", "GET none", "CONFIG GET port", "EXEC"];
  const played = () => requests.map((request) => ask(redis, request)).at(-1);
  assert.equal(played(), "*4 +OK $1 v $-1 *2 $4 port $4 6379");
  redis.protocol(3);
  assert.equal(played(), "*4 +OK $1 v _ %1 $4 port $4 6379");
});

test("EXEC: a command that fails does not undo the others", () => {
  dialogue(
    testEngine(),
    `
    MULTI       → +OK
    SET k text  → +QUEUED
    INCR k      → +QUEUED
    SELECT 99   → +QUEUED
    STRLEN k    → +QUEUED
    EXEC        → *4 +OK -ERR value is not an integer or out of range -ERR DB index is out of range :4
    `,
  );
});

test("EXEC: a command that is refused while queueing spoils the whole", () => {
  for (const refused of ["NOSUCH", "GET", "OBJECT NOSUCH", "DEBUG SLEEP 0", "CLIENT"]) {
    const redis = testEngine();
    redis.command("MULTI");
    redis.command("SET", "k", "v");
    assert.match(ask(redis, refused), /^-ERR /);
    assert.equal(ask(redis, "SET k v"), "+QUEUED");
    assert.equal(
      ask(redis, "EXEC"),
      "-EXECABORT Transaction discarded because of previous errors.",
    );
    assert.equal(ask(redis, "EXISTS k"), ":0");
    assert.equal(ask(redis, "EXEC"), "-ERR EXEC without MULTI");
  }
});

test("EXEC: with arguments, the transaction is given up and the reason told", () => {
  const redis = testEngine();
  const wrong = "-EXECABORT Transaction discarded because of: " +
    "wrong number of arguments for 'exec' command";
  assert.equal(ask(redis, "EXEC 1"), wrong);
  redis.command("WATCH", "k");
  redis.command("MULTI");
  assert.equal(ask(redis, "EXEC 1"), wrong);
  assert.equal(ask(redis, "EXEC"), "-ERR EXEC without MULTI");
  assert.ok(redis.engine.server.watches.isEmpty);
});

test("MULTI, WATCH: refused within a transaction, which goes on unharmed", () => {
  dialogue(
    testEngine(),
    `
    MULTI    → +OK
    MULTI    → -ERR MULTI calls can not be nested
    WATCH k  → -ERR WATCH inside MULTI is not allowed
    UNWATCH  → +QUEUED
    PING     → +QUEUED
    EXEC     → *2 +OK +PONG
    EXEC     → -ERR EXEC without MULTI
    DISCARD  → -ERR DISCARD without MULTI
    `,
  );
});

test("DISCARD: drops the commands and the watches", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    WATCH k  → +OK
    MULTI    → +OK
    SET k 1  → +QUEUED
    DISCARD  → +OK
    EXISTS k → :0
    SET k 2  → +OK
    MULTI    → +OK
    GET k    → +QUEUED
    EXEC     → *1 $1 2
    `,
  );
});

test("RESET: leaves a transaction", () => {
  dialogue(
    testEngine(),
    `
    MULTI    → +OK
    SET k 1  → +QUEUED
    RESET    → +RESET
    EXISTS k → :0
    EXEC     → -ERR EXEC without MULTI
    `,
  );
});

test("EXEC: SELECT within it holds for what follows, also afterwards", () => {
  dialogue(
    testEngine(),
    `
    MULTI     → +OK
    SET k 0   → +QUEUED
    SELECT 1  → +QUEUED
    SET k 1   → +QUEUED
    EXEC      → *3 +OK +OK +OK
    GET k     → $1 1
    SELECT 0  → +OK
    GET k     → $1 0
    `,
  );
});

test("EXEC: AUTH and HELLO within it", () => {
  const redis = testEngine({ requirepass: "secret" });
  redis.command("AUTH", "secret");
  dialogue(
    redis,
    `
    MULTI       → +OK
    AUTH wrong  → +QUEUED
    AUTH secret → +QUEUED
    CLIENT ID   → +QUEUED
    EXEC        → *3 -WRONGPASS invalid username-password pair or user is disabled. +OK :1
    `,
  );
});

test("EXEC: MONITOR is refused within it", () => {
  dialogue(
    testEngine(),
    `
    MULTI    → +OK
    MONITOR  → +QUEUED
    EXEC     → *1 -ERR MONITOR isn't allowed for DENY BLOCKING client
    `,
  );
});

test("EXEC: what was queued is what was sent, though the buffer has moved on", () => {
  const redis = testEngine();
  redis.command("MULTI");
  for (let i = 0; i < 100; i++) redis.command("SET", `key:${i}`, `value:${i}`);
  assert.match(redis.command("EXEC"), /^\*100\r\n(\+OK\r\n){100}$/);
  for (let i = 0; i < 100; i++) {
    assert.equal(ask(redis, `GET key:${i}`).slice(-2), `:${i}`.slice(-2));
  }
});
