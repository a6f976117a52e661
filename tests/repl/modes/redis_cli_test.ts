/** Our modes beside those of redis-cli, where there is one on this machine. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { RespClient } from "../../../lib/client/client.ts";
import { readArguments } from "../../../lib/repl/arguments.ts";
import { runMode } from "../../../lib/repl/modes/mod.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { testServer } from "../../server/support.ts";
import { hasRedis, startRedis } from "../../support/redis_server.ts";
import { fakeStreams } from "../talk.ts";
import { type ModeRun, tell } from "./support.ts";

const skip = !/^redis-cli 7\.0\./.test(
  spawnSync("redis-cli", ["--version"], { encoding: "utf8" }).stdout ?? "",
);

/** Runs redis-cli, without waiting in between: the server may be in this process. */
function redisCli(args: readonly string[], input: string): Promise<ModeRun> {
  return new Promise((resolve, reject) => {
    const child = spawn("redis-cli", [...args]);
    let [output, errors] = ["", ""];
    child.stdout.setEncoding("latin1").on("data", (text) => output += text);
    child.stderr.setEncoding("latin1").on("data", (text) => errors += text);
    child.on("error", reject).on(
      "close",
      (status) => resolve({ status: status ?? -1, output, errors }),
    );
    child.stdin.end(fromLatin1(input));
  });
}

/** Runs ours with the same words. */
async function ours(args: readonly string[], input: string): Promise<ModeRun> {
  const plan = readArguments(args, { password: undefined });
  if (plan.kind !== "run" || plan.options.mode === undefined) throw new Error("No mode");
  const streams = fakeStreams(false);
  const errors = fakeStreams(false);
  streams.input.end(fromLatin1(input));
  const options = { ...plan.options, mode: plan.options.mode };
  const status = await runMode(options, { ...streams, errors: errors.output });
  await new Promise((resolve) => setImmediate(resolve));
  return { status, output: streams.written(), errors: errors.written() };
}

/** Numbers that depend on the moment become `N`, and what was long ago is forgotten. */
function masked({ status, output, errors }: ModeRun): ModeRun {
  return { status, output: output.replaceAll(/\d+(\.\d+)?/g, "N").replaceAll(/ +/g, " "), errors };
}

const FILL = [
  ...Array.from({ length: 60 }, (_, i) => `SET string:${i} ${"x".repeat(1 + (i * 7) % 50)}`),
  ...Array.from({ length: 30 }, (_, i) => `RPUSH list:${i} ${"e ".repeat(1 + i % 8)}`),
  ...Array.from({ length: 8 }, (_, i) => `HSET hash:${i} ${"f v ".repeat(i + 1)}`),
  ...Array.from({ length: 9 }, (_, i) => `SADD set:${i} ${i} a b`),
  ...Array.from({ length: 5 }, (_, i) => `ZADD zset:${i} 1 a ${i} b`),
  ...Array.from({ length: 3 }, (_, i) => `XADD stream:${i} * f v`),
  `SET "blank \\" and\\nline end \\xff" v`,
];

const SAME: readonly (readonly [args: string, input?: string])[] = [
  ["--scan"],
  ["--scan --pattern *ing:1*"],
  ["--scan --no-raw --pattern *\xff"],
  [`--scan --quoted-pattern "*\\x20and\\n*"`],
  ["--bigkeys"],
  ["--memkeys"],
  ["--memkeys-samples 2"],
  ["--bigkeys -i 0.01"],
  ["--bigkeys -n 9"],
  ["--hotkeys"],
  ["--pipe", "SET a 1\r\nGET a\r\nINCR list:1\r\nNONSENSE\r\nMGET a b\r\n"],
  ["--pipe --pipe-timeout 0", ""],
  ["--bigkeys -a wrong --no-auth-warning"],
];

const MASKED: readonly string[] = [
  "--latency -i 0.05",
  "--latency -i 0.05 --csv",
  "--latency -i 0.05 --json",
];

for (const [words, input = ""] of SAME) {
  test(`redis-cli ${words}: the same to the byte`, { skip }, async () => {
    await using server = await testServer();
    await tell(server.port, FILL);
    const args = ["-p", String(server.port), ...split(words)];
    const [theirs, own] = [await redisCli(args, input), await ours(args, input)];
    if (words.includes("-n 9")) { // In an empty database, redis-cli has another order of types.
      for (const run of [theirs, own]) sortLines(run);
    }
    assert.deepEqual(own, theirs);
  });
}

for (const words of MASKED) {
  test(`redis-cli ${words}: the same but for numbers`, { skip }, async () => {
    await using server = await testServer();
    const args = ["-p", String(server.port), ...split(words)];
    assert.deepEqual(masked(await ours(args, "")), masked(await redisCli(args, "")));
  });
}

/** Words are divided by blanks that are not within quotes. */
function split(words: string): string[] {
  return words.match(/"[^"]*"|\S+/g)!;
}

function sortLines(run: { output: string }): void {
  run.output = run.output.split("\n").sort().join("\n");
}

test("redis-cli --hotkeys: the same to the byte where the policy counts", { skip }, async () => {
  await using server = await testServer({ "maxmemory-policy": "allkeys-lfu" });
  await tell(server.port, FILL);
  const args = ["-p", String(server.port), "--hotkeys"];
  assert.deepEqual(await ours(args, ""), await redisCli(args, ""));
});

/** A redis-server with a socket in a folder of its own. */
async function withRedis(act: (socket: string, folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const redis = startRedis(folder, "--repl-diskless-sync-delay", "0");
  try {
    assert.equal(await redis.ask("PING"), "+PONG\r\n");
    await act(redis.socketPath, folder);
  } finally {
    await redis.stop();
    fs.rmSync(folder, { recursive: true });
  }
}

test("redis-server: --rdb and --functions-rdb are redis-cli's", {
  skip: skip || !hasRedis,
}, async () => {
  await withRedis(async (socket, folder) => {
    const client = await RespClient.connect({ target: { path: socket } });
    const send = (...words: string[]) => client.send(words.map(fromLatin1));
    await send("SET", "a", "the value of a");
    for (const isDiskless of ["yes", "no"]) {
      await send("CONFIG", "SET", "repl-diskless-sync", isDiskless);
      for (const mode of ["--rdb", "--functions-rdb"]) {
        const file = path.join(folder, "dump.rdb");
        const args = ["-s", socket, mode, file];
        const theirs = masked(await redisCli(args, ""));
        fs.rmSync(file);
        assert.deepEqual(masked(await ours(args, "")), theirs);
        const content = fs.readFileSync(file, "latin1");
        assert.ok(content.startsWith("REDIS0010"));
        assert.equal(content.includes("the value of a"), mode === "--rdb");
      }
    }
    client.close();
  });
});

test("redis-server: --replica shows what is written", { skip: !hasRedis }, async () => {
  await withRedis(async (socket) => {
    const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));
    const runtime = "deno" in process.versions ? ["run", "-A", "--no-check"] : [];
    const child = spawn(process.execPath, [...runtime, main, "cli", "-s", socket, "--replica"]);
    const client = await RespClient.connect({ target: { path: socket } });
    let [output, errors] = ["", ""];
    const shown = new Promise<void>((resolve) => {
      child.stdout.setEncoding("latin1").on("data", (text) => {
        output += text;
        if (output.includes("bar")) resolve();
      });
    });
    let isWritten = false;
    child.stderr.setEncoding("latin1").on("data", (text) => {
      errors += text;
      if (isWritten || !errors.includes("ACK 0")) return;
      isWritten = true;
      void client.send(["SET", "foo", 'b"\n\xff'].map(fromLatin1));
      void client.send(["SET", "bar", "1"].map(fromLatin1));
    });
    await shown;
    process.kill(child.pid!, "SIGINT"); // Deno's child.kill() ends it another way.
    const status = await new Promise((resolve) => child.on("close", resolve));
    client.close();
    assert.equal(output, '"SELECT","0"\n"SET","foo","b\\"\\n\\xff"\n"SET","bar","1"\n');
    assert.match(errors, /^sending REPLCONF capa eof\n.*\nSYNC with master, discarding bytes/);
    assert.equal(status, 130);
  });
});
