/** The modes that go through all keys, against our own server. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModeName, ReplOptions } from "../../../lib/repl/options.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { type TestServer, testServer } from "../../server/support.ts";
import { fakeServer } from "../talk.ts";
import { type ModeSetting, runModeHere, tell } from "./support.ts";

const HEADING = `
# Scanning the entire keyspace to find biggest keys as well as
# average sizes per key type.  You can use -i 0.1 to sleep 0.1 sec
# per 100 SCAN commands (not usually needed).

`;

/** A server with `count` strings, and one key of each other type if there are none. */
async function filled(count = 0): Promise<TestServer> {
  const server = await testServer();
  const commands = Array.from({ length: count }, (_, i) => `SET key:${i} v${"x".repeat(i % 7)}`);
  if (count === 0) {
    commands.push("RPUSH list a b c", "HSET hash f v", 'SET "a\\n\\xff" abcd', "XADD stream * f v");
    commands.push("SADD set 1 2", "ZADD zset 1 a");
  }
  await tell(server.port, commands);
  return server;
}

function run(server: TestServer, mode: ModeName, options?: ReplOptions, setting?: ModeSetting) {
  return runModeHere(mode, { port: server.port, ...options }, setting);
}

test("--scan lists all keys, whatever they are; on a terminal in quotes", async () => {
  await using server = await filled();
  const { status, output, errors } = await run(server, "scan");
  const names = ["a", "hash", "list", "set", "stream", "zset", "\xff"];
  assert.deepEqual([status, output.trimEnd().split("\n").sort(), errors], [0, names, ""]);
  const shown = await run(server, "scan", {}, { isTerminal: true });
  assert.match(shown.output, /^"a\\n\\xff"$/m);
});

test("--scan: --pattern, --type and --count choose", async () => {
  await using server = await filled();
  const scan = async (modeOptions: ReplOptions["modeOptions"]) =>
    (await run(server, "scan", { modeOptions })).output;
  assert.equal(await scan({ pattern: fromLatin1("*\xff") }), "a\n\xff\n");
  assert.equal(await scan({ keyType: "zset", count: 1 }), "zset\n");
  assert.equal(await scan({ pattern: fromLatin1("nothing") }), "");
});

test("--scan -i waits between pages, and Ctrl-C ends it", async () => {
  await using server = await filled(50);
  const onWait: ModeSetting["onWait"] = (waits, interrupt) => waits === 2 && interrupt();
  const { status, output } = await run(server, "scan", { intervalSeconds: 0.1 }, { onWait });
  const count = output.trimEnd().split("\n").length;
  assert.equal(status, 0);
  assert.ok(count >= 20 && count < 50, String(count));
});

test("--bigkeys names the biggest key of each type", async () => {
  await using server = await filled();
  const { status, output } = await run(server, "bigkeys");
  assert.equal(status, 0);
  assert.ok(output.startsWith(HEADING));
  assert.match(output, /^\[00\.00%\] Biggest string found so far '"a\\n\\xff"' with 4 bytes$/m);
  assert.equal(
    output.slice(output.indexOf("-------- summary")),
    `-------- summary -------

Sampled 6 keys in the keyspace!
Total key length in bytes is 24 (avg len 4.00)

Biggest   list found '"list"' has 3 items
Biggest   hash found '"hash"' has 1 fields
Biggest string found '"a\\n\\xff"' has 4 bytes
Biggest stream found '"stream"' has 1 entries
Biggest    set found '"set"' has 2 members
Biggest   zset found '"zset"' has 1 members

1 lists with 3 items (16.67% of keys, avg size 3.00)
1 hashs with 1 fields (16.67% of keys, avg size 1.00)
1 strings with 4 bytes (16.67% of keys, avg size 4.00)
1 streams with 1 entries (16.67% of keys, avg size 1.00)
1 sets with 2 members (16.67% of keys, avg size 2.00)
1 zsets with 1 members (16.67% of keys, avg size 1.00)
`,
  );
});

test("--memkeys --memkeys-samples: sizes are bytes of memory", async () => {
  await using server = await filled();
  const { output } = await run(server, "memkeys", { modeOptions: { memorySamples: 0 } });
  assert.match(output, /^Biggest {3}list found '"list"' has \d+ bytes$/m);
  assert.match(output, /^1 zsets with \d+ bytes \(16\.67% of keys, avg size \d+\.00\)$/m);
});

test("--bigkeys: Ctrl-C ends with a report on what was seen", async () => {
  await using server = await filled(1500);
  const onWait: ModeSetting["onWait"] = (_, interrupt) => interrupt();
  const { status, output } = await run(server, "bigkeys", { intervalSeconds: 1 }, { onWait });
  assert.equal(status, 0);
  const [, percent, sampled] = /^\[(\d\d\.\d\d)%\] Sampled (\d+) keys in the keyspace!$/m
    .exec(output)!;
  assert.ok(Number(sampled) > 900 && Number(sampled) < 1200, sampled);
  assert.ok(Number(percent) > 50 && Number(percent) < 80, percent);
});

test("--bigkeys: of a large database, pages are larger, and progress is shown", async () => {
  await using server = await filled(10_001);
  const setting = { isTerminal: true, tickMs: 20 };
  const { output, errors } = await run(server, "bigkeys", {}, setting);
  assert.match(output, /^Sampled 10001 keys in the keyspace!$/m);
  assert.match(errors, /\r +\d+\.\d\d% \|+ +Keys sampled: \d+/);
  assert.ok(errors.endsWith("\r\x1b[K"), "the bar is taken away");
});

test("--keystats reports; --cursor and --top are heard", async () => {
  await using server = await filled(1500);
  const onWait: ModeSetting["onWait"] = (_, interrupt) => interrupt();
  const first = await run(server, "keystats", { intervalSeconds: 1 }, { onWait });
  const cursor = /\nScan interrupted:\nUse 'respite cli --keystats --cursor (\d+)'/
    .exec(first.output)![1];
  const rest = await run(server, "keystats", { modeOptions: { cursor, top: 3 } });
  const sampled = [first, rest].map(({ output }) => Number(/Keys sampled: (\d+)/.exec(output)![1]));
  assert.ok(sampled[0] + sampled[1] >= 1500 && sampled[1] < 700, String(sampled));
  assert.match(first.output, /^ \d\d\.\d\d% keys scanned$/m);
  assert.match(rest.output, /^ [234]\d\.\d\d% keys scanned$/m);
  assert.match(rest.output, /\n--- Top 3 key sizes ---\n( +\d .*\n){3}\n/);
});

test("--hotkeys needs a policy that counts, and then lists what is used", async () => {
  await using server = await filled(20);
  const refused = await run(server, "hotkeys");
  assert.equal(refused.status, 1);
  assert.match(refused.errors, /^Error: ERR An LFU maxmemory policy is not selected/);
  await tell(server.port, ["CONFIG SET maxmemory-policy allkeys-lfu", "FLUSHALL", "MSET a 1 b 2"]);
  const { status, output } = await run(server, "hotkeys");
  assert.equal(status, 0);
  assert.match(output, /^\[00\.00%\] Hot key '"[ab]"' found so far with counter 5$/m);
  assert.match(
    output,
    /\n\nSampled 2 keys in the keyspace!\n(hot key found with counter: 5\tkeyname: "[ab]"\n){2}$/,
  );
});

test("modes: a server that is not there, and a password that is wrong, end with 1", async () => {
  const gone = fakeServer(() => null);
  gone.isUp = false;
  const lost = await runModeHere("bigkeys", { transport: gone.transport });
  assert.deepEqual(lost, {
    status: 1,
    output: "",
    errors: "Could not connect to Redis at embedded: Connection refused\n",
  });
  await using server = await testServer({ requirepass: "secret" });
  const refused = await run(server, "scan", { password: "guess" });
  assert.equal(refused.status, 1);
  assert.match(refused.errors, /^AUTH failed: WRONGPASS /);
  const unknown = await run(server, "scan");
  assert.equal(unknown.errors, "SCAN error: NOAUTH Authentication required.\n");
});
