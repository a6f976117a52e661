/** The modes that measure and count, with a clock moved by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModeName, ReplOptions } from "../../../lib/repl/options.ts";
import { testServer } from "../../server/support.ts";
import { type Answer, fakeServer } from "../talk.ts";
import { type ModeSetting, runModeHere } from "./support.ts";

function run(
  mode: ModeName,
  options: ReplOptions = {},
  setting?: ModeSetting,
  answer: Answer = () => "+PONG|",
) {
  return runModeHere(mode, { transport: fakeServer(answer).transport, ...options }, setting);
}

test("--latency into a pipe: a second of samples, in the format that is asked for", async () => {
  assert.deepEqual(await run("latency"), { status: 0, output: "0 0 0.00 102\n", errors: "" });
  const formats = (["csv", "json"] as const).map(async (format) =>
    (await run("latency", { format, intervalSeconds: 0.05 })).output
  );
  assert.deepEqual(await Promise.all(formats), [
    "0,0,0.00,7\n",
    '{"min": 0, "max": 0, "avg": 0.00, "count": 7}\n',
  ]);
});

test("--latency on a terminal goes on until Ctrl-C", async () => {
  const onWait: ModeSetting["onWait"] = (waits, interrupt) => waits === 3 && interrupt();
  const { status, output } = await run("latency", {}, { isTerminal: true, tickMs: 1, onWait });
  const line = (count: number) => `\x1b[0G\x1b[2Kmin: 1, max: 1, avg: 1.00 (${count} samples)`;
  assert.deepEqual([status, output], [130, `${line(1)}${line(2)}${line(3)}\n`]);
});

test("--latency-history: a line for each interval", async () => {
  const options: ReplOptions = { intervalSeconds: 0.035, repeat: 2, format: "standard" };
  const { status, output } = await run("latency-history", options);
  assert.equal(status, 0);
  assert.match(
    output,
    /min: 0, max: 0, avg: 0\.00 \(5 samples\) -- 0\.04 seconds range\n.*\(4 samples\) -- 0\.04/s,
  );
});

test("--latency-dist: a legend, and lines of colours", async () => {
  const { status, output } = await run("latency-dist", { repeat: 2 });
  const lines = output.trimEnd().split("\n");
  assert.deepEqual([status, lines.length], [0, 10]);
  assert.ok(lines[8].startsWith("\x1b[38;5;0m\x1b[48;5;196m."));
  const grey = await run("latency-dist", { repeat: 1, modeOptions: { isMonochrome: true } });
  assert.ok(grey.output.includes("\x1b[48;5;253m."));
});

test("--latency: a lost connection is made anew, and told", async () => {
  let pings = 0;
  const answer: Answer = () => ++pings === 2 ? null : "+PONG|";
  const { status, output } = await run("latency", { intervalSeconds: 0.05 }, {}, answer);
  assert.equal(status, 0);
  assert.equal(output, "\r\x1b[0KReconnecting... 1\r\r\x1b[0K0 1000 500.00 2\n");
});

test("--stat: as many lines as -r says, a heading before every twentieth", async () => {
  let requests = 10;
  const answer: Answer = () => {
    const info = `total_commands_processed:${requests += 5}\r\ndb0:keys=3,expires=0\r\n`;
    return `$${info.length}|${info}|`;
  };
  const { status, output } = await run("stat", { repeat: 21, intervalSeconds: 0.5 }, {}, answer);
  const lines = output.split("\n");
  assert.deepEqual([status, lines.length], [0, 26]);
  assert.match(lines[0], /^------- data ------ -+ load -+ - child -$/);
  assert.match(lines[1], /^keys {7}mem {6}clients blocked requests {12}connections {10}$/);
  assert.match(lines[2], /^3 .* 15 \(\+0\)/);
  assert.match(lines[3], /^3 .* 20 \(\+5\)/);
  assert.equal(lines[22], lines[0]);
});

test("--stat shows what our server says of itself, until Ctrl-C", async () => {
  await using server = await testServer();
  const onWait: ModeSetting["onWait"] = (_, interrupt) => interrupt();
  const { status, output } = await runModeHere("stat", { port: server.port }, { onWait });
  assert.equal(status, 130);
  assert.match(output.split("\n")[2], /^0 {10}\S+[BKM] +1 {7}0 {7}\d+ \(\+0\) +1 +$/);
});

test("--lru-test: how many keys were there, second by second", async () => {
  const setting = { tickMs: 300 };
  const options = { repeat: 2, modeOptions: { keyCount: 100 } };
  const answer: Answer = (request) => request.startsWith("SET") ? "+OK|" : "$1|v|";
  const { status, output } = await run("lru-test", options, setting, answer);
  const line = /^(\d+) Gets\/sec \| Hits: \1 \(100\.00%\) \| Misses: 0 \(0\.00%\)$/gm;
  assert.deepEqual([status, output.match(line)?.length], [0, 2]);
});

test("--intrinsic-latency tells the longest run, and the average", async () => {
  const options = { modeOptions: { seconds: 1 } };
  const { status, output } = await runModeHere("intrinsic-latency", options, { tickMs: 0.25 });
  assert.equal(status, 0);
  assert.match(
    output,
    /^Max latency so far: 250 microseconds\.\n\n\d{4} total runs \(avg latency: 2\d\d\.\d{4} /,
  );
  assert.match(output, /\nWorst run took 1x longer than the average latency\.\n$/);
});
