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

test("INFO: a client that is told to wait no longer counts as a call, and as an error if told so", () => {
  const redis = testEngine();
  const [waiting, other] = [redis.client(), redis.client()];
  waiting.command("BLPOP", "list", "0");
  other.command("BLPOP", "list", "0");
  const id = redis.command("CLIENT", "LIST").match(/id=(\d+)[^\n]*cmd=blpop/g)!
    .map((line) => /id=(\d+)/.exec(line)![1]);
  redis.command("CLIENT", "UNBLOCK", id[0]);
  redis.command("CLIENT", "UNBLOCK", id[1], "ERROR");
  const stats = redis.command("INFO", "commandstats", "errorstats");
  assert.match(stats, /cmdstat_blpop:calls=2,.*failed_calls=1/);
  assert.match(stats, /errorstat_UNBLOCKED:count=1/);
});

test("INFO stats: what is done between turns counts for the event loop, not for commands", () => {
  const redis = testEngine();
  let looks = 0;
  redis.clock.micros = () => looks++ * 100;
  redis.command("CONFIG", "RESETSTAT");
  redis.engine.tick();
  const stats = redis.command("INFO", "stats");
  const [, all, commands] = /duration_sum:(\d+)\r\neventloop_duration_cmd_sum:(\d+)/.exec(stats)!;
  assert.ok(Number(all) > Number(commands), `${all} and ${commands} µs`);
});
