import assert from "node:assert/strict";
import { test } from "node:test";
import { testEngine } from "../support/engine.ts";

test("INFO commandstats: a command is counted when it is done, so RESETSTAT is and INFO is not", () => {
  const redis = testEngine();
  redis.command("PING");
  redis.command("CONFIG", "RESETSTAT");
  const stats = redis.command("INFO", "commandstats");
  assert.match(stats, /cmdstat_config\|resetstat:calls=1,/);
  assert.doesNotMatch(stats, /cmdstat_(info|ping)/);
  assert.match(redis.command("INFO", "commandstats"), /cmdstat_info:calls=1,/);
});

test("INFO commandstats: a command that waits is counted once, when it has its reply", () => {
  const redis = testEngine();
  const waiting = redis.client();
  waiting.command("BLPOP", "list", "0");
  assert.doesNotMatch(redis.command("INFO", "commandstats"), /cmdstat_blpop/);
  redis.command("RPUSH", "list", "a");
  assert.match(redis.command("INFO", "commandstats"), /cmdstat_blpop:calls=1,.*failed_calls=0/);
});
