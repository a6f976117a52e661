import assert from "node:assert/strict";
import { test } from "node:test";
import { ask, dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("PING, ECHO: what was sent comes back", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    PING             → +PONG
    PING "two words" → $9 two words
    PING ""          → $0
    PING a b         → -ERR wrong number of arguments for 'ping' command
    ECHO hi          → $2 hi
    ECHO             → -ERR wrong number of arguments for 'echo' command
    `,
  );
  assert.equal(redis.command("ECHO", "\x00\r\n\xff"), "$4\r\n\x00\r\n\xff\r\n");
  redis.protocol(3);
  assert.equal(ask(redis, "PING"), "+PONG");
});

test("SELECT: the database of this connection", () => {
  const redis = testEngine({ databases: "4" });
  dialogue(
    redis,
    `
    SET k 0      → +OK
    SELECT 3     → +OK
    EXISTS k     → :0
    SELECT 4     → -ERR DB index is out of range
    SELECT -1    → -ERR DB index is out of range
    SELECT x     → -ERR value is not an integer or out of range
    SELECT 9999999999 → -ERR value is out of range, value must between -2147483648 and 2147483647
    SET k 3      → +OK
    SELECT 0     → +OK
    GET k        → $1 0
    `,
  );
  assert.equal(redis.client().command("GET", "k"), "$1\r\n0\r\n");
});

test("QUIT: +OK, with or without arguments, then the end", () => {
  const redis = testEngine();
  assert.equal(redis.command("QUIT", "now"), "+OK\r\n");
  assert.ok(redis.session.isClosing);
});

test("QUIT: is not queued in a transaction", () => {
  const redis = testEngine();
  redis.command("MULTI");
  assert.equal(redis.command("QUIT"), "+OK\r\n");
  assert.ok(redis.session.isClosing);
});
