import assert from "node:assert/strict";
import { test } from "node:test";
import { Args } from "../../lib/resp/args.ts";
import { ask, dialogue } from "../support/dialogue.ts";
import { testEngine } from "../support/engine.ts";

test("dispatch: commands and subcommands in any case", () => {
  dialogue(
    testEngine(),
    `
    set k v          → +OK
    GeT k            → $1 v
    cLiEnT gEtNaMe   → $-1
    client|getname   → -ERR unknown command 'client|getname', with args beginning with:
    `,
  );
});

test("dispatch: an unknown command is quoted with its arguments, in 128 characters each", () => {
  const redis = testEngine();
  const long = "x".repeat(200);
  assert.equal(
    redis.command(long, "a\r\nb", "c\0d", long, "e"),
    `-ERR unknown command '${"x".repeat(128)}', with args beginning with: 'a  b' 'c' '${
      "x".repeat(117)
    }' \r\n`,
  );
  assert.equal(
    redis.command("CLIENT", long),
    `-ERR unknown subcommand '${"x".repeat(128)}'. Try CLIENT HELP.\r\n`,
  );
  assert.equal(redis.command(""), "-ERR unknown command '', with args beginning with: \r\n");
});

test("dispatch: existence, then arity, then protection, then password, then MULTI", () => {
  const redis = testEngine({ requirepass: "secret" });
  const notAllowed = "-ERR DEBUG command not allowed. ";
  assert.match(ask(redis, "NOSUCH"), /^-ERR unknown command/);
  assert.match(ask(redis, "CLIENT NOSUCH"), /^-ERR unknown subcommand/);
  assert.match(ask(redis, "GET"), /^-ERR wrong number of arguments for 'get'/);
  assert.match(ask(redis, "CLIENT"), /^-ERR wrong number of arguments for 'client'/);
  assert.match(ask(redis, "CLIENT ID x"), /^-ERR wrong number of arguments for 'client\|id'/);
  assert.ok(ask(redis, "DEBUG SLEEP 0").startsWith(notAllowed));
  assert.match(ask(redis, "GET k"), /^-NOAUTH /);
  ask(redis, "AUTH secret");
  ask(redis, "MULTI");
  assert.equal(ask(redis, "LATENCY RESET"), "+QUEUED");
});

test("dispatch: with memory full, what needs some is not queued, and no transaction with it executed", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SET k v               → +OK
    MULTI                 → +OK
    SET k w               → +QUEUED
    `,
  );
  const other = redis.client();
  ask(other, "CONFIG SET maxmemory 1");
  const refusal = "OOM command not allowed when used memory > 'maxmemory'.";
  dialogue(
    redis,
    `
    GET k    → +QUEUED
    EXEC     → -EXECABORT Transaction discarded because of: ${refusal}
    GET k    → $1 v
    SET k w  → -${refusal}
    MULTI    → +OK
    DISCARD  → +OK
    DEL k    → :1
    `,
  );
});

test("INFO errorstats: by the first word of each error, wherever it arises", () => {
  const redis = testEngine({ requirepass: "secret" });
  const requests = ["GET k", "AUTH wrong", "AUTH secret", "NOSUCH", "GET", "MULTI", "SET k text"];
  requests.push(
    "INCR k",
    "EXEC",
    "EXEC",
    "EXEC 1",
    "CLIENT REPLY OFF",
    "NOSUCH",
    "CLIENT REPLY ON",
  );
  for (const request of requests) ask(redis, request);
  const stats = redis.command("INFO", "errorstats").match(/errorstat_.*/g)!.map((line) =>
    line.trim()
  );
  assert.deepEqual(stats.sort(), [
    "errorstat_ERR:count=5",
    "errorstat_EXECABORT:count=1",
    "errorstat_NOAUTH:count=1",
    "errorstat_WRONGPASS:count=1",
  ]);
});

test("INFO commandstats: refused and failed calls, EXEC apart from what it executes", () => {
  const redis = testEngine();
  const requests = ["CLIENT", "CLIENT NOSUCH", "CLIENT ID x", "CLIENT KILL x", "EXEC", "EXEC 1"];
  requests.push("MULTI", "SET k text", "INCR k", "EXEC", "MULTI", "GET", "EXEC");
  for (const request of requests) ask(redis, request);
  const stats = new Map(
    [
      ...redis.command("INFO", "commandstats").matchAll(
        /cmdstat_(\S+):calls=(\d+),.*rejected_calls=(\d+),failed_calls=(\d+)/g,
      ),
    ].map(([, name, ...numbers]) => [name, numbers.join()]),
  );
  assert.equal(stats.get("client"), "0,1,0");
  assert.equal(stats.get("client|id"), "0,1,0");
  assert.equal(stats.get("client|kill"), "1,0,1");
  assert.equal(stats.get("exec"), "3,1,2");
  assert.equal(stats.get("incr"), "1,0,1");
  assert.equal(stats.get("get"), "0,1,0");
});

test("timeout: who is idle for too long is cut off, but neither monitors nor those who wait", () => {
  const redis = testEngine({ timeout: "10" });
  const idle = redis.client();
  const monitor = redis.client();
  const waiting = redis.client();
  monitor.command("MONITOR");
  redis.command("CLIENT", "PAUSE", "60000", "WRITE");
  waiting.command("SET", "k", "v");
  redis.clock.advance(9000);
  redis.command("PING");
  redis.clock.advance(2000);
  redis.engine.tick();
  assert.deepEqual([idle, monitor, waiting, redis].map(({ isClosed }) => isClosed), [
    true,
    false,
    false,
    false,
  ]);
});

test("time: it goes on within a turn behind a command that took long", () => {
  const redis = testEngine({ "enable-debug-command": "yes" });
  const { engine, session } = redis;
  engine.beginTurn(session);
  for (const line of ["SET k v PX 100", "DEBUG SLEEP 0.2", "GET k"]) {
    engine.execute(session, Args.of(...line.split(" ")));
  }
  engine.endTurn();
  assert.equal(redis.output(), "+OK\r\n+OK\r\n$-1\r\n");
});

test("time: who waits for a key is not given what expired in the transaction that made it", () => {
  const redis = testEngine({ "enable-debug-command": "yes" });
  const waiting = redis.client();
  waiting.command("BLPOP", "list", "0");
  for (const line of ["MULTI", "RPUSH list a", "PEXPIRE list 100", "DEBUG SLEEP 0.2", "EXEC"]) {
    redis.command(...line.split(" "));
  }
  assert.equal(waiting.output(), "");
  redis.command("RPUSH", "list", "b");
  assert.equal(waiting.output(), "*2\r\n$4\r\nlist\r\n$1\r\nb\r\n");
});

test("time: a turn's milliseconds are those of the clock, however the two were compared", () => {
  const redis = testEngine();
  const { clock, engine } = redis;
  let micros = 0;
  clock.micros = () => micros;
  clock.nowMs = () => Math.floor((1_700_000_000_000_300 + micros) / 1000);
  // The clocks are compared in every tick, and each time elsewhere within a millisecond.
  for (const at of [600, 1100, 1699, 1700, 2650, 3690]) {
    micros = at;
    engine.tick();
  }
  for (let at = 5000; at < 7000; at += 50) {
    micros = at;
    engine.beginTurn();
    assert.equal(engine.nowMs, clock.nowMs(), `after ${at} µs`);
    engine.endTurn();
  }
});
