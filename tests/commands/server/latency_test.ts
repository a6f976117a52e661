import assert from "node:assert/strict";
import { test } from "node:test";
import { sparkline } from "../../../lib/commands/server/sparkline.ts";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

/** An engine whose commands take as long as DEBUG SLEEP says. */
function monitored(thresholdMs: number): TestEngine {
  return testEngine({
    "enable-debug-command": "yes",
    "latency-monitor-threshold": String(thresholdMs),
  });
}

function sleep(redis: TestEngine, ms: number): void {
  redis.command("DEBUG", "SLEEP", String(ms / 1000));
}

test("LATENCY: nothing is recorded unless a threshold is set", () => {
  const redis = monitored(0);
  sleep(redis, 500);
  dialogue(
    redis,
    `
    LATENCY LATEST          → *0
    LATENCY HISTORY command → *0
    LATENCY GRAPH command   → -ERR No samples available for event 'command'
    LATENCY RESET           → :0
    LATENCY FOO             → -ERR unknown subcommand 'FOO'. Try LATENCY HELP.
    LATENCY HISTORY         → -ERR wrong number of arguments for 'latency|history' command
    LATENCY LATEST x        → -ERR wrong number of arguments for 'latency|latest' command
    `,
  );
  assert.match(redis.command("LATENCY", "DOCTOR"), /latency-monitor-threshold/);
});

test("LATENCY: commands that take as long as the threshold, one sample a second", () => {
  const redis = monitored(100);
  sleep(redis, 99);
  sleep(redis, 100);
  redis.engine.tick();
  sleep(redis, 300);
  sleep(redis, 200);
  redis.clock.advance(5000);
  redis.engine.tick();
  sleep(redis, 150);
  dialogue(
    redis,
    `
    LATENCY LATEST          → *1 *4 $7 command :1700000005 :150 :300
    LATENCY HISTORY command → *2 *2 :1700000000 :300 *2 :1700000005 :150
    LATENCY RESET nothing   → :0
    LATENCY RESET command   → :1
    LATENCY LATEST          → *0
    `,
  );
});

test("LATENCY: what is slow within EXEC is told, and EXEC as well", () => {
  const redis = monitored(50);
  redis.command("MULTI");
  sleep(redis, 60);
  redis.command("EXEC");
  assert.match(
    redis.command("LATENCY", "LATEST"),
    /\$7\r\ncommand\r\n:1700000000\r\n:60\r\n:60\r\n/,
  );
});

test("LATENCY GRAPH: bars between the least and the greatest sample, with their age", () => {
  const redis = monitored(1);
  for (const ms of [2, 10, 30, 50, 100, 60]) {
    sleep(redis, ms);
    redis.clock.advance(1000 - ms);
    redis.engine.tick();
  }
  const graph = redis.command("LATENCY", "GRAPH", "command").split("\r\n")[1];
  assert.deepEqual(graph.split("\n"), [
    "command - high 100 ms, low 2 ms (all time high 100 ms)",
    "-".repeat(80),
    "    # ",
    "    |o",
    "  _#||",
    "__||||",
    "      ",
    "654321",
    "ssssss",
    "",
  ]);
});

test("LATENCY GRAPH: equal samples, and labels of different lengths", () => {
  const bars = [{ value: 5, label: "12m" }, { value: 5, label: "3s" }];
  assert.equal(sparkline(bars), "  \n  \n  \n__\n  \n13\n2s\nm \n");
});

test("LATENCY DOCTOR: counts, averages and what can be done", () => {
  const redis = monitored(1);
  sleep(redis, 10);
  redis.clock.advance(2000);
  redis.engine.tick();
  sleep(redis, 30);
  const text = redis.command("LATENCY", "DOCTOR");
  assert.match(
    text,
    /command: 2 spikes, one every 2\.0 s, 20 ms on average \(mean deviation 10 ms\), 30 ms at worst/,
  );
  assert.match(text, /SLOWLOG GET/);
  redis.command("LATENCY", "RESET");
  assert.match(redis.command("LATENCY", "DOCTOR"), /No latency spike/);
});

test("LATENCY HISTOGRAM: cumulative counts at Redis's bounds", () => {
  const redis = monitored(0);
  for (const ms of [0.001, 0.001, 0.03, 0.1, 1, 1.05, 100]) sleep(redis, ms);
  dialogue(
    redis,
    `
    LATENCY HISTOGRAM debug         → *2 $5 debug *4 $5 calls :7 $14 histogram_usec *10 :1 :2 :33 :3 :132 :4 :1056 :6 :135266 :7
    LATENCY HISTOGRAM foo get       → *0
    CONFIG RESETSTAT                → +OK
    LATENCY HISTOGRAM debug         → *0
    CONFIG GET hz                   → *2 $2 hz $2 10
    LATENCY HISTOGRAM config|get    → *2 $10 config|get *4 $5 calls :1 $14 histogram_usec *2 :1 :1
    `,
  );
  redis.protocol(3);
  assert.equal(
    redis.command("LATENCY", "HISTOGRAM", "config"),
    "%2\r\n" +
      "$10\r\nconfig|get\r\n%2\r\n$5\r\ncalls\r\n:1\r\n$14\r\nhistogram_usec\r\n%1\r\n:1\r\n:1\r\n" +
      "$16\r\nconfig|resetstat\r\n%2\r\n$5\r\ncalls\r\n:1\r\n$14\r\nhistogram_usec\r\n%1\r\n:1\r\n:1\r\n",
  );
});

test("LATENCY: cycles of expiry and of eviction are events of their own", () => {
  const redis = monitored(20);
  redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
  for (let i = 0; i < 1000; i++) redis.command("SET", `key:${i}`, "x".repeat(100), "EX", "1");
  redis.command("LATENCY", "RESET");
  let micros = redis.clock.micros();
  redis.clock.micros = () => micros += 10_000; // From now on, every look at the clock takes 10 ms.
  redis.engine.server.config.set([["maxmemory", "50000"]]);
  redis.clock.advance(2000);
  redis.engine.tick();
  const events = [...redis.engine.server.latency.events.keys()];
  assert.ok(events.includes("eviction-cycle"), events.join());
  assert.ok(events.includes("expire-cycle"), events.join());
});
