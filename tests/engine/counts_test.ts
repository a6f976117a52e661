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

test("SLOWLOG: a command that waited in vain is there, as it was sent, and its time counts", () => {
  const redis = testEngine({ "slowlog-log-slower-than": "50" });
  let micros = 0;
  redis.clock.micros = () => micros += 60;
  const waiting = redis.client();
  waiting.command("XREAD", "BLOCK", "10", "STREAMS", "s", "$");
  redis.command("SLOWLOG", "RESET");
  redis.clock.advance(20);
  redis.engine.tick();
  const log = redis.command("SLOWLOG", "GET");
  assert.match(
    log,
    /XREAD\r\n\$5\r\nBLOCK\r\n\$2\r\n10\r\n\$7\r\nSTREAMS\r\n\$1\r\ns\r\n\$1\r\n\$\r\n/,
  );
  assert.doesNotMatch(redis.command("INFO", "commandstats"), /cmdstat_xread:calls=1,usec=0,/);
});

test("SLOWLOG: who is asked for or deleted by ACL is not shown", () => {
  const redis = testEngine({ "slowlog-log-slower-than": "0" });
  redis.command("ACL", "GETUSER", "alice");
  redis.command("ACL", "DELUSER", "alice", "bob");
  assert.doesNotMatch(redis.command("SLOWLOG", "GET"), /alice|bob/);
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
