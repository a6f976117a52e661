import assert from "node:assert/strict";
import { test } from "node:test";
import { testEngine } from "../support/engine.ts";

test("timeout: who has been silent for too long goes, but not who waits, listens or watches", () => {
  const redis = testEngine({ timeout: "10" });
  const { engine, clock } = redis;
  const clients = {
    idle: redis.client(),
    busy: redis.client(),
    waiting: redis.client(),
    listening: redis.client(),
    watching: redis.client(),
  };
  clients.waiting.command("BLPOP", "list", "0");
  clients.listening.command("SUBSCRIBE", "channel");
  clients.watching.command("MONITOR");
  clock.advance(6000);
  clients.busy.command("PING");
  redis.command("PING");
  clock.advance(5000);
  engine.tick();
  const gone = Object.entries(clients).filter(([, client]) => client.isClosed);
  assert.deepEqual(gone.map(([name]) => name), ["idle"]);
  assert.equal(redis.isClosed, false);
});

test("timeout: 0 lets everybody stay, and CONFIG SET counts at once", () => {
  const redis = testEngine();
  const idle = redis.client();
  redis.clock.advance(1_000_000);
  redis.engine.tick();
  assert.equal(idle.isClosed, false);
  redis.command("CONFIG", "SET", "timeout", "1000");
  redis.clock.advance(1000);
  redis.engine.tick();
  assert.equal(idle.isClosed, true);
});
