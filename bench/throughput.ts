/**
 * Commands per second, by redis-benchmark's own tests, side by side with redis-server.
 *
 * All servers run through the whole benchmark and take turns for every single test, so that what
 * disturbs the machine disturbs them alike; of several rounds the median counts.
 */

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { contenders, findProgram, RunningServer } from "./servers.ts";
import { fail, machine, median, progress, readOptions, table } from "./report.ts";

/** A test of redis-benchmark: one of its own by name, or the command that it would send. */
interface Test {
  readonly name: string;
  readonly args: readonly string[];
  /** Of the requests of others, because each of them is so much more work. */
  readonly share: number;
}

/** In an order in which what is read or taken away was put there before. */
const TESTS: readonly Test[] = [
  ...["ping_inline", "ping_mbulk", "set", "get", "incr", "mset"].map(own),
  ...["lpush", "rpush"].map(own),
  // By name, each of these would first push as many elements as it sends requests.
  ...[100, 300, 500, 600].map((length) => ({
    name: `lrange_${length}`,
    args: ["LRANGE", "mylist", "0", `${length - 1}`],
    share: 0.1,
  })),
  ...["lpop", "rpop", "sadd", "hset", "spop", "zadd", "zpopmin"].map(own),
  { name: "xadd", args: ["XADD", "mystream", "*", "myfield", "xxx"], share: 1 },
  { name: "xread_100", args: ["XREAD", "COUNT", "100", "STREAMS", "mystream", "0"], share: 0.1 },
];
const PIPELINES = [1, 16] as const;
const CLIENTS = 50;
const KEYS = 1_000_000;

/** One server in one test: medians over the rounds. */
export interface Throughput {
  readonly server: string;
  readonly test: string;
  readonly pipeline: number;
  readonly perSecond: number;
  /** Of redis-server's rate in the same run; 0 if it did not take part. */
  readonly ratio: number;
  readonly p99Ms: number;
  /** Processor seconds of the server for a million requests. */
  readonly cpuSecondsPerMillion: number;
}

interface Run {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly cpuSeconds: number;
}

function own(name: string): Test {
  return { name, args: ["-t", name], share: 1 };
}

/** Runs the benchmark and prints its table. */
export async function throughput(args: readonly string[]): Promise<void> {
  const { json, tiny, number, words } = readOptions(args);
  const rounds = number("rounds", tiny ? 1 : 5);
  const requests = number("requests", tiny ? 5_000 : 200_000);
  const tests = chosen(words("tests"));
  const program = findProgram("redis-benchmark");
  if (program === undefined) {
    fail("redis-benchmark is not on PATH; it comes with Redis (Debian: apt install redis-tools)");
  }
  const { found, missing } = contenders();
  for (const name of missing) progress(`${name} is not on PATH: left out`);

  const servers: RunningServer[] = [];
  const runs = new Map<string, Run[]>();
  try {
    for (const contender of found) servers.push(await RunningServer.start(contender));
    for (let round = tiny ? 1 : 0; round <= rounds; round++) {
      progress(round === 0 ? "warming up" : `round ${round} of ${rounds}`);
      for (const pipeline of PIPELINES) {
        // More of them when they are cheap, for the same time.
        const most = round === 0 ? requests / 4 : pipeline === 1 ? requests : 4 * requests;
        for (const test of tests) {
          const count = Math.ceil(most * test.share);
          for (const server of turned(servers, round)) {
            const run = await measure(program, server, test, pipeline, count);
            if (round === 0) continue;
            const key = [server.name, test.name, pipeline].join();
            runs.set(key, [...runs.get(key) ?? [], { ...run, cpuSeconds: run.cpuSeconds / count }]);
          }
        }
      }
    }
  } finally {
    for (const server of servers) await server.stop();
  }
  const results = summary(servers.map(({ name }) => name), tests, runs);
  if (json) console.log(JSON.stringify({ machine: machine(), rounds, requests, results }, null, 2));
  else print(results, rounds);
}

/** The tests of these names, or all if there are none. */
function chosen(names: readonly string[]): readonly Test[] {
  for (const name of names) {
    if (!TESTS.some((test) => test.name === name)) {
      fail(`there is no test '${name}', only ${TESTS.map((test) => test.name).join(", ")}`);
    }
  }
  return names.length === 0 ? TESTS : TESTS.filter(({ name }) => names.includes(name));
}

/** Another one begins each round. */
function turned<T>(list: readonly T[], by: number): T[] {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

async function measure(
  program: string,
  server: RunningServer,
  test: Test,
  pipeline: number,
  requests: number,
): Promise<Run> {
  const before = server.cpuSeconds();
  const { stdout } = await promisify(execFile)(program, [
    ...["-h", "127.0.0.1", "-p", `${server.port}`, "-c", `${CLIENTS}`],
    ...["-n", `${requests}`, "-P", `${pipeline}`, "-r", `${KEYS}`, "--csv"],
    ...test.args,
  ]);
  // "test","rps","avg_latency_ms","min_…","p50_…","p95_…","p99_…","max_…"
  const fields = stdout.trim().split("\n").at(-1)!.split(",").map((field) => field.slice(1, -1));
  if (!(Number(fields[1]) > 0)) throw new Error(`redis-benchmark said: ${stdout}`);
  return {
    perSecond: Number(fields[1]),
    p99Ms: Number(fields[6]),
    cpuSeconds: server.cpuSeconds() - before,
  };
}

function summary(
  names: readonly string[],
  tests: readonly Test[],
  runs: ReadonlyMap<string, Run[]>,
): Throughput[] {
  const results: Throughput[] = [];
  for (const pipeline of PIPELINES) {
    for (const { name: test } of tests) {
      const rate = (server: string) =>
        median((runs.get([server, test, pipeline].join()) ?? []).map(({ perSecond }) => perSecond));
      for (const server of names) {
        const own = runs.get([server, test, pipeline].join())!;
        results.push({
          server,
          test: test.toUpperCase(),
          pipeline,
          perSecond: rate(server),
          ratio: names.includes("redis-server") ? rate(server) / rate("redis-server") : 0,
          p99Ms: median(own.map(({ p99Ms }) => p99Ms)),
          cpuSecondsPerMillion: 1e6 * median(own.map(({ cpuSeconds }) => cpuSeconds)),
        });
      }
    }
  }
  return results;
}

function print(results: readonly Throughput[], rounds: number): void {
  console.log(`${machine()}; ${CLIENTS} clients, medians of ${rounds} rounds\n`);
  const rows = results.map((each) => [
    `${each.test} -P ${each.pipeline}`,
    each.server,
    Math.round(each.perSecond).toLocaleString("en"),
    each.ratio === 0 ? "-" : each.ratio.toFixed(2),
    each.p99Ms.toFixed(2),
    each.cpuSecondsPerMillion.toFixed(2),
  ]);
  console.log(
    table(["test", "server", "per second", "ratio", "p99 ms", "CPU s per million"], rows),
  );
}
