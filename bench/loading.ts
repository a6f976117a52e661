/**
 * How long servers take from the start of their process until all data of a file are there; side by
 * side with redis-server, which writes the files. All load the same ones, in turn.
 */

import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ask } from "./ask.ts";
import { fail, machine, median, progress, readOptions, table } from "./report.ts";
import { type Contender, contenders, RunningServer } from "./servers.ts";

const MIB = 1024 * 1024;
/** Keys that one call of a script makes. */
const BATCH = 10_000;

/** Lua for redis-server: makes the keys from number `ARGV[1]` to `ARGV[2]`, of all kinds. */
const MIXED = `
local words = {'alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta'}
for i = ARGV[1], ARGV[2] do
  local key = string.format('key:%012d', i)
  local kind = i % 20
  if kind < 7 then redis.call('SET', key, string.rep('v', 8 + i * 7919 % 93) .. i)
  elseif kind < 9 then redis.call('SET', key, i * 31)
  elseif kind < 11 then redis.call('SET', key, 'session of ' .. i, 'PXAT', 4102444800000 + i)
  elseif kind < 14 then
    redis.call('HSET', key, 'name', 'user ' .. i, 'mail', i .. '@example.org', 'age', i % 90,
      'city', words[i % 8 + 1], 'visits', i % 1000, 'score', i / 8)
  elseif kind < 16 then
    redis.call('RPUSH', key, 'a' .. i, 'b' .. i, i, i + 1, words[i % 8 + 1], words[i % 7 + 1])
  elseif kind < 17 then redis.call('SADD', key, i, i + 1, i + 7, i + 1000, i * 2)
  elseif kind < 18 then redis.call('SADD', key, 'm' .. i, 'n' .. i, words[i % 8 + 1], i)
  else redis.call('ZADD', key, i % 7, 'a' .. i, i / 4, 'b' .. i, i, 'c' .. i, 3, 'd', 1.5, 'e') end
end`;

/** The same for members of five large collections. */
const COLLECTIONS = `
for i = ARGV[1], ARGV[2] do
  local member = string.format('member:%012d', i)
  redis.call('HSET', 'hash', member, 'value ' .. i)
  redis.call('SADD', 'set', member)
  redis.call('ZADD', 'zset', i * 7919 % 1000003, member)
  redis.call('RPUSH', 'list', member)
  redis.call('XADD', 'stream', i + 1 .. '-0', 'member', member, 'number', i)
end`;

/** Files in a directory, and what is in them. */
interface Files {
  readonly name: string;
  readonly format: "RDB" | "AOF";
  readonly folder: string;
  readonly bytes: number;
}

/** One server and the files that it loaded. */
export interface Loading {
  readonly server: string;
  readonly files: string;
  readonly bytes: number;
  /** What the server's log says that loading took; the median of all rounds, as below. */
  readonly seconds: number;
  /** From the start of the process until it served. */
  readonly readySeconds: number;
  /** Of the processor, start-up included. */
  readonly cpuSeconds: number;
  /** redis-server's seconds by these, and its seconds of the processor; above 1 is faster. */
  readonly speed: number;
  readonly cpuSpeed: number;
}

/** Runs the benchmark and prints its table. */
export async function loading(args: readonly string[]): Promise<void> {
  const { json, tiny, number } = readOptions(args);
  const keys = number("keys", tiny ? 20_000 : 2_000_000);
  const members = number("members", tiny ? 5_000 : 500_000);
  const rounds = number("rounds", tiny ? 1 : 3);
  const { found, missing } = contenders();
  for (const name of missing) progress(`${name} is not on PATH: left out`);
  const writer = found.find(({ name }) => name === "redis-server");
  if (writer === undefined) fail("redis-server has to write the files");

  const root = fs.mkdtempSync(path.join(os.tmpdir(), "respite-loading-"));
  try {
    const files = [
      ...await write(writer, root, `${keys.toLocaleString("en")} keys`, MIXED, keys),
      ...await write(
        writer,
        root,
        `5 collections of ${members.toLocaleString("en")}`,
        COLLECTIONS,
        members,
      ),
    ];
    const results: Loading[] = [];
    for (const each of files) results.push(...await compare(found, each, rounds));
    if (json) console.log(JSON.stringify({ machine: machine(), loading: results }, null, 2));
    else print(results, rounds);
  } finally {
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/** Has redis-server write an RDB file and an append-only file of the same data. */
async function write(
  writer: Contender,
  root: string,
  name: string,
  script: string,
  count: number,
): Promise<Files[]> {
  progress(`redis-server writes ${name}`);
  const folder = fs.mkdtempSync(path.join(root, "files-"));
  await using server = await RunningServer.start(writer, ["--dir", folder]);
  const { port } = server;
  for (let first = 0; first < count; first += BATCH) {
    const last = Math.min(first + BATCH, count) - 1;
    await demand(port, "EVAL", script, 0, first, last);
  }
  await demand(port, "SAVE");
  await demand(port, "CONFIG", "SET", "aof-use-rdb-preamble", "no");
  await demand(port, "CONFIG", "SET", "appendonly", "yes");
  const log = path.join(folder, "appendonlydir");
  const manifest = path.join(log, "appendonly.aof.manifest");
  while (!fs.existsSync(manifest) || !fs.readFileSync(manifest, "utf8").includes("type b")) {
    await pause(50);
  }
  const bytes = fs.statSync(path.join(folder, "dump.rdb")).size;
  return [
    { name: `${name}, RDB`, format: "RDB", folder, bytes },
    { name: `${name}, AOF`, format: "AOF", folder, bytes: sizeOf(log) },
  ];
}

async function demand(port: number, ...words: (string | number)[]): Promise<string> {
  const reply = await ask(port, ...words);
  if (reply.startsWith("-")) throw new Error(`${words[0]}: ${reply}`);
  return reply;
}

async function compare(
  found: readonly Contender[],
  files: Files,
  rounds: number,
): Promise<Loading[]> {
  const seconds = found.map((): number[] => []);
  const ready = found.map((): number[] => []);
  const cpu = found.map((): number[] => []);
  const sizes = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    for (const [i, contender] of found.entries()) {
      progress(`${contender.name}: ${files.name}`);
      const loaded = await load(contender, files);
      seconds[i].push(loaded.seconds);
      ready[i].push(loaded.readySeconds);
      cpu[i].push(loaded.cpuSeconds);
      sizes.add(loaded.size);
    }
  }
  if (sizes.size > 1) fail(`not all have loaded the same: ${[...sizes].join(", ")}`);
  const reference = found.findIndex(({ name }) => name === "redis-server");
  return found.map(({ name }, i) => {
    const own = median(seconds[i]);
    const cpuSeconds = median(cpu[i]);
    return {
      server: name,
      files: files.name,
      bytes: files.bytes,
      seconds: own,
      readySeconds: median(ready[i]),
      cpuSeconds,
      speed: median(seconds[reference]) / own,
      cpuSpeed: median(cpu[reference]) / cpuSeconds,
    };
  });
}

/** What one server took for files, and how many keys it had then. */
interface Loaded {
  readonly seconds: number;
  readonly readySeconds: number;
  readonly cpuSeconds: number;
  readonly size: string;
}

async function load(contender: Contender, { folder, format }: Files): Promise<Loaded> {
  const log = path.join(folder, "log");
  fs.rmSync(log, { force: true });
  const begin = performance.now();
  await using server = await RunningServer.start(contender, [
    ...["--dir", folder, "--appendonly", format === "AOF" ? "yes" : "no"],
    ...["--auto-aof-rewrite-percentage", "0", "--logfile", log],
  ]);
  while (await ask(server.port, "PING") !== "+PONG") await pause(5);
  const readySeconds = (performance.now() - begin) / 1000;
  const cpuSeconds = server.cpuSeconds();
  const size = await demand(server.port, "DBSIZE");
  const said = /DB loaded from .*: ([\d.]+) seconds/.exec(fs.readFileSync(log, "utf8"));
  return { seconds: Number(said![1]), readySeconds, cpuSeconds, size };
}

function sizeOf(folder: string): number {
  const names = fs.readdirSync(folder);
  return names.reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function print(results: readonly Loading[], rounds: number): void {
  console.log(`${machine()}; medians of ${rounds} rounds\n`);
  console.log(table(
    ["files", "MiB", "server", "load s", "ready after s", "CPU s", "speed", "by CPU"],
    results.map(({ server, files, bytes, seconds, readySeconds, cpuSeconds, speed, cpuSpeed }) => [
      files,
      (bytes / MIB).toFixed(0),
      server,
      seconds.toFixed(2),
      readySeconds.toFixed(2),
      cpuSeconds.toFixed(2),
      speed.toFixed(2),
      cpuSpeed.toFixed(2),
    ]),
  ));
}
