import assert from "node:assert/strict";
import { test } from "node:test";
import { LatencyMonitor } from "../../lib/state/latency.ts";
import { humanBytes } from "../../lib/state/memory.ts";
import { Stats } from "../../lib/state/stats.ts";

test("stats: rates are for a second, however long the pause between two looks", () => {
  const stats = new Stats();
  stats.sampleRates(10_000);
  stats.commandsProcessed = 300;
  stats.bytesIn = 3000;
  stats.sampleRates(11_500);
  assert.equal(stats.rates.commands, 200);
  assert.equal(stats.rates.bytesIn, 2000);
  stats.sampleRates(12_500);
  assert.equal(stats.rates.commands, 0);
});

test("stats: the peak of memory and what lasts survive a reset", () => {
  const stats = new Stats();
  stats.peakMemory = 5;
  stats.overLimitSinceMs = 7;
  stats.commandsProcessed = 9;
  stats.countError("ERR x");
  stats.reset();
  assert.deepEqual(
    [stats.peakMemory, stats.overLimitSinceMs, stats.commandsProcessed, stats.errors.size],
    [5, 7, 0, 0],
  );
});

test("latency monitor: keeps the worst of each second, and the last 160 seconds", () => {
  const monitor = new LatencyMonitor();
  monitor.add("command", 1000, 9000);
  for (let second = 2; second <= 300; second++) {
    monitor.add("command", second * 1000, 5);
    monitor.add("command", second * 1000 + 900, 7);
    monitor.add("command", second * 1000 + 950, 6);
  }
  const { samples, maxMs } = monitor.events.get("command")!;
  assert.equal(samples.length, 160);
  assert.deepEqual(samples.at(-1), { atSeconds: 300, ms: 7 });
  assert.equal(maxMs, 9000);
});

test("humanBytes: as Redis writes sizes", () => {
  const cases: [bytes: number, text: string][] = [
    [0, "0B"],
    [1023, "1023B"],
    [1024, "1.00K"],
    [1_459_808, "1.39M"],
    [25_276_502_016, "23.54G"],
    [2 ** 41, "2.00T"],
  ];
  for (const [bytes, text] of cases) assert.equal(humanBytes(bytes), text);
});
