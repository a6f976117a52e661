/**
 * What snapshots cost while clients write: how long they wait, how much memory it takes, how much
 * slower it gets, and how large the files are; side by side with redis-server, which forks.
 *
 * With `--collections N` there are five large collections of N elements instead of N keys.
 */

import fs from "node:fs";
import path from "node:path";
import os from "node:os";
import { ask, askText } from "./ask.ts";
import type { Latency } from "./latency_meter.ts";
import { loadHash, loadKeys, loadList, loadSet, loadSortedSet, loadStream } from "./load.ts";
import { startMeter } from "./meter.ts";
import { fail, machine, progress, readOptions, table } from "./report.ts";
import { type Contender, contenders, RunningServer } from "./servers.ts";
import { changingCollections, overwriting, type Round, Writer } from "./writer.ts";

const MIB = 1024 * 1024;
const VALUE_BYTES = 64;
const KINDS = ["BGSAVE", "BGREWRITEAOF"] as const;
type Kind = typeof KINDS[number];

/** What there is in the databases, and what is written to it. */
interface Content {
  readonly name: string;
  readonly load: (port: number, count: number) => Promise<unknown>;
  readonly round: (count: number) => Round;
}

const KEYS: Content = {
  name: `keys with values of ${VALUE_BYTES} bytes`,
  load: (port, count) => loadKeys(port, count, VALUE_BYTES),
  round: () => overwriting(VALUE_BYTES),
};

const COLLECTIONS: Content = {
  name: "elements in each of a hash, a set, a sorted set, a list and a stream",
  load: async (port, count) => {
    for (const load of [loadHash, loadSet, loadSortedSet, loadList, loadStream]) {
      await load(port, count);
    }
  },
  round: changingCollections,
};

/** One snapshot under load. */
export interface SnapshotCost {
  readonly server: string;
  readonly kind: Kind;
  readonly keys: number;
  /** How long it took at the steady rate of writes. */
  readonly seconds: number;
  /** Writes each second, meanwhile. */
  readonly rate: number;
  /** Of a client that asks once a millisecond, without and with a snapshot. */
  readonly before: Latency;
  readonly during: Latency;
  /** Memory beyond that without the snapshot, at most, as a share of it. */
  readonly extraShare: number;
  /** Writes each second at full speed during a snapshot, as a share of those without. */
  readonly throughputShare: number;
  readonly fileBytes: number;
}

/** Runs the benchmark and prints its table. */
export async function snapshots(args: readonly string[]): Promise<void> {
  const { json, tiny, number, words } = readOptions(args);
  const content = args.includes("--collections") ? COLLECTIONS : KEYS;
  const keys = content === KEYS
    ? number("keys", tiny ? 20_000 : 5_000_000)
    : number("collections", 1_000_000);
  const rate = number("rate", tiny ? 5_000 : 50_000);
  const seconds = number("seconds", tiny ? 0.3 : 5);
  const { found: all, missing } = contenders();
  const wanted = words("servers");
  const found = all.filter(({ name }) =>
    wanted.length === 0 || wanted.some((word) => name.includes(word))
  );
  for (const name of missing) progress(`${name} is not on PATH: left out`);
  if (found.length === 0) fail("there is no server to measure");
  const costs: SnapshotCost[] = [];
  const kinds = words("kinds");
  for (const kind of KINDS.filter((each) => kinds.length === 0 || kinds.includes(each))) {
    for (const contender of found) {
      costs.push(await measure(contender, kind, content, keys, rate, seconds));
    }
  }
  if (json) console.log(JSON.stringify({ machine: machine(), snapshots: costs }, null, 2));
  else print(costs, content, rate);
}

async function measure(
  contender: Contender,
  kind: Kind,
  content: Content,
  keys: number,
  rate: number,
  seconds: number,
): Promise<SnapshotCost> {
  progress(
    `${contender.name}: ${kind} of ${keys} ${content.name} under ${rate} writes each second`,
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-snapshots-"));
  try {
    await using server = await RunningServer.start(contender, [
      ...["--dir", folder, "--save", "", "--auto-aof-rewrite-percentage", "0"],
      ...["--appendonly", kind === "BGSAVE" ? "no" : "yes"],
    ]);
    const { port, processId } = server;
    await content.load(port, keys);

    const steady = await Writer.start(port, keys, content.round(keys), rate);
    await pause(1000 * seconds / 5);
    const quiet = await startMeter(port, 1, 1);
    await pause(1000 * seconds);
    const before = await quiet.stop();
    const base = memoryOf(processId);
    const meter = await startMeter(port, 1, 1);
    const answered = steady.answered;
    let peak = base;
    const taken = await take(port, kind, () => peak = Math.max(peak, memoryOf(processId)));
    const rateThen = (steady.answered - answered) / taken;
    const during = await meter.stop();
    await steady.stop();
    const fileBytes = sizeOf(folder, kind);

    const fast = await Writer.start(port, keys, content.round(keys), Infinity);
    await pause(1000 * seconds / 5);
    const alone = await speed(fast, () => pause(1000 * seconds));
    const shared = await speed(fast, () => take(port, kind, () => {}));
    await fast.stop();
    return {
      ...{ server: contender.name, kind, keys, seconds: taken, rate: rateThen, before, during },
      ...{ extraShare: (peak - base) / base, throughputShare: shared / alone, fileBytes },
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Takes a snapshot, and returns the seconds until it was there. `look` is called meanwhile. */
async function take(port: number, kind: Kind, look: () => void): Promise<number> {
  const begin = performance.now();
  const reply = await ask(port, kind);
  if (reply.startsWith("-")) throw new Error(`${kind}: ${reply}`);
  for (;;) {
    await pause(50);
    look();
    const facts = await askText(port, "INFO", "persistence");
    const isRunning = /(?:rdb_bgsave|aof_rewrite)_(?:in_progress|scheduled):1/.test(facts);
    if (isRunning) continue;
    if (/last_bg\w+_status:err/.test(facts)) throw new Error(`${kind} has failed`);
    return (performance.now() - begin) / 1000;
  }
}

/** Writes each second while something else is done. */
async function speed(writer: Writer, action: () => Promise<unknown>): Promise<number> {
  const [answered, begin] = [writer.answered, performance.now()];
  await action();
  return (writer.answered - answered) / (performance.now() - begin) * 1000;
}

/** Bytes of a process and of those that it forked; what they share counts once. */
function memoryOf(processId: number): number {
  const file = `/proc/${processId}/task/${processId}/children`;
  const children = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : "";
  const all = [processId, ...children.split(" ").filter((word) => word !== "").map(Number)];
  return all.reduce((sum, each) => sum + shareOf(each), 0);
}

function shareOf(processId: number): number {
  try {
    const text = fs.readFileSync(`/proc/${processId}/smaps_rollup`, "utf8");
    return 1024 * Number(/^Pss:\s*(\d+)/m.exec(text)![1]);
  } catch {
    return 0; // It has just ended, or this is another system.
  }
}

/** Bytes of the RDB file, or of the base of the append-only file. */
function sizeOf(folder: string, kind: Kind): number {
  const inside = kind === "BGSAVE" ? folder : path.join(folder, "appendonlydir");
  const name = fs.readdirSync(inside).find((each) => /(?:^dump|\.base)\.rdb$/.test(each))!;
  return fs.statSync(path.join(inside, name)).size;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function print(costs: readonly SnapshotCost[], content: Content, rate: number): void {
  const [{ keys }] = costs;
  console.log(
    `${machine()}; ${keys.toLocaleString("en")} ${content.name},`,
  );
  console.log(
    `${
      rate.toLocaleString("en")
    } writes each second; waits of a client that asks once a millisecond\n`,
  );
  console.log(table(
    [
      ...[
        "snapshot",
        "server",
        "seconds",
        "writes/s",
        "p99.9 ms without",
        "p99.9 ms",
        "longest ms",
      ],
      ...["extra memory %", "throughput %", "file MiB"],
    ],
    costs.map((each) => [
      each.kind,
      each.server,
      each.seconds.toFixed(1),
      Math.round(each.rate).toLocaleString("en"),
      each.before.p999.toFixed(1),
      each.during.p999.toFixed(1),
      each.during.max.toFixed(1),
      (100 * each.extraShare).toFixed(1),
      (100 * each.throughputShare).toFixed(0),
      (each.fileBytes / MIB).toFixed(0),
    ]),
  ));
}
