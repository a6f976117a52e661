import { test } from "node:test";
import assert from "node:assert/strict";
import { testEngine } from "../support/engine.ts";

test("a large collection that was deleted gives its memory back in slices, and INFO knows", () => {
  const redis = testEngine();
  for (let i = 0; i < 200; i++) {
    redis.command("SADD", "s", ...Array.from({ length: 100 }, (_, j) => `member:${i}:${j}`));
  }
  let asked = 0;
  redis.engine.askForTurn = () => asked++;
  redis.command("DEL", "s");
  assert.equal(asked, 1);
  const { keyspace } = redis.engine.server;
  assert.equal(keyspace.databases[0].dying, 1);
  assert.match(redis.command("INFO", "memory"), /lazyfree_pending_objects:1\r\n/);
  assert.ok(keyspace.usedBytes > 500_000);
  for (let i = 0; i < 1000 && keyspace.databases[0].dying > 0; i++) redis.engine.takeTurn();
  assert.ok(keyspace.usedBytes < 5000, `${keyspace.usedBytes} bytes`);
  const info = redis.command("INFO", "memory");
  assert.match(info, /lazyfree_pending_objects:0\r\nlazyfreed_objects:1\r\n/);
  redis.command("CONFIG", "RESETSTAT");
  assert.match(redis.command("INFO", "memory"), /lazyfreed_objects:0\r\n/);
});

test("what is deleted by FLUSHDB while it gives its memory back does no harm", () => {
  const redis = testEngine();
  const members = Array.from({ length: 5000 }, (_, i) => `member:${i}`);
  redis.command("SADD", "s", ...members);
  redis.command("UNLINK", "s");
  redis.command("FLUSHDB");
  redis.engine.tick();
  redis.command("SADD", "s", "a");
  assert.equal(redis.command("SCARD", "s"), ":1\r\n");
});
