/**
 * Memory for each key, the longest stop while loading, how many keys there may be, start-up time
 * and latency; side by side with redis-server, loaded by the same generator.
 */

import process from "node:process";
import type { Latency } from "./latency_meter.ts";
import {
  loadHash,
  loadKeys,
  loadSet,
  loadSmallHashes,
  loadSortedSet,
  loadStream,
  readKeys,
} from "./load.ts";
import { startMeter } from "./meter.ts";
import { fail, machine, median, progress, readOptions, table } from "./report.ts";
import { type Contender, contenders, RunningServer } from "./servers.ts";

const VALUE_BYTES = [3, 32, 100] as const;
const MIB = 1024 * 1024;

/** What servers are loaded with. */
interface Load {
  readonly name: string;
  /** How many keys or members. */
  readonly count: number;
  /** Returns the seconds that it took. */
  run(port: number): Promise<number>;
}

/** One server that was loaded. */
export interface Footprint {
  readonly server: string;
  readonly load: string;
  /** Keys, or members of the one collection. */
  readonly count: number;
  readonly residentBytes: number;
  /** Resident memory for each of them, beyond that of the empty server. */
  readonly bytesEach: number;
  /** Resident memory as a share of redis-server's; 0 if it did not take part. */
  readonly ratio: number;
  readonly loadedPerSecond: number;
  /** The longest that a client which asks once a millisecond waited meanwhile. */
  readonly longestStopMs: number;
}

/** How quickly one server starts and answers. */
export interface Quickness {
  readonly server: string;
  readonly startMs: number;
  /** Of 50 clients that ask without pause. */
  readonly latency: Latency;
}

/** Many keys in one server, all of them read back. */
export interface Crowd {
  readonly server: string;
  readonly keys: number;
  readonly residentBytes: number;
  readonly readable: boolean;
}

/** Runs the benchmark and prints its tables. */
export async function memory(args: readonly string[]): Promise<void> {
  const { json, tiny, number } = readOptions(args);
  const keys = number("keys", tiny ? 20_000 : 5_000_000);
  const members = number("members", tiny ? 20_000 : 5_000_000);
  const hashes = number("hashes", tiny ? 5_000 : 1_000_000);
  const many = number("many", tiny ? 50_000 : 20_000_000);
  const seconds = number("seconds", tiny ? 0.3 : 5);
  const { found, missing } = contenders();
  for (const name of missing) progress(`${name} is not on PATH: left out`);
  if (found.length === 0) fail("there is no server to measure");

  const footprints = withRatios(
    await measureFootprints(found, [...strings(keys), ...collections(members, hashes)]),
  );
  const crowds: Crowd[] = [];
  for (const contender of found) {
    if (contender.name !== "redis-server") crowds.push(await measureCrowd(contender, many));
  }
  const quickness: Quickness[] = [];
  for (const contender of found) quickness.push(await measureQuickness(contender, seconds, tiny));
  if (json) {
    const results = { footprints, crowds, quickness };
    console.log(JSON.stringify({ machine: machine(), ...results }, null, 2));
  } else print(footprints, crowds, quickness);
  if (crowds.some(({ readable }) => !readable)) process.exit(1);
}

function strings(count: number): Load[] {
  return VALUE_BYTES.map((valueBytes) => ({
    name: `${shown(count)} × ${valueBytes} B`,
    count,
    run: (port) => loadKeys(port, count, valueBytes),
  }));
}

function collections(members: number, hashes: number): Load[] {
  const load = (
    name: string,
    count: number,
    run: (port: number, count: number) => Promise<number>,
  ) => ({ name, count, run: (port: number) => run(port, count) });
  return [
    load(`hash of ${shown(members)}`, members, loadHash),
    load(`set of ${shown(members)}`, members, loadSet),
    load(`sorted set of ${shown(members)}`, members, loadSortedSet),
    load(`${shown(hashes)} hashes of 10`, hashes, loadSmallHashes),
    load(`stream of ${shown(2 * members)}`, 2 * members, loadStream),
  ];
}

async function measureFootprints(
  found: readonly Contender[],
  loads: readonly Load[],
): Promise<Footprint[]> {
  const footprints: Footprint[] = [];
  for (const load of loads) {
    for (const contender of found) {
      progress(`${contender.name}: ${load.name}`);
      await using server = await RunningServer.start(contender);
      const empty = server.residentBytes();
      const meter = await startMeter(server.port, 1, 1);
      const seconds = await load.run(server.port);
      const { max } = await meter.stop();
      const residentBytes = server.residentBytes();
      footprints.push({
        server: contender.name,
        load: load.name,
        count: load.count,
        residentBytes,
        bytesEach: (residentBytes - empty) / load.count,
        ratio: 0,
        loadedPerSecond: load.count / seconds,
        longestStopMs: max,
      });
    }
  }
  return footprints;
}

function withRatios(footprints: readonly Footprint[]): Footprint[] {
  return footprints.map((own) => {
    const reference = footprints.find(({ server, load }) =>
      server === "redis-server" && load === own.load
    );
    return { ...own, ratio: reference ? own.residentBytes / reference.residentBytes : 0 };
  });
}

function shown(count: number): string {
  return count.toLocaleString("en");
}

async function measureCrowd(contender: Contender, keys: number): Promise<Crowd> {
  progress(`${contender.name}: ${keys} keys, all read back`);
  await using server = await RunningServer.start(contender);
  await loadKeys(server.port, keys, 3);
  let readable = true;
  try {
    await readKeys(server.port, keys, 3);
  } catch (error) {
    progress(`${contender.name}: ${(error as Error).message}`);
    readable = false;
  }
  return { server: contender.name, keys, residentBytes: server.residentBytes(), readable };
}

async function measureQuickness(
  contender: Contender,
  seconds: number,
  tiny: boolean,
): Promise<Quickness> {
  progress(`${contender.name}: start-up and latency`);
  const starts: number[] = [];
  for (let i = 0; i < (tiny ? 2 : 9); i++) {
    await using server = await RunningServer.start(contender);
    starts.push(server.startMs);
  }
  await using server = await RunningServer.start(contender);
  const warmUp = await startMeter(server.port, 50, 0);
  await new Promise((resolve) => setTimeout(resolve, 500 * seconds));
  await warmUp.stop();
  const meter = await startMeter(server.port, 50, 0);
  await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
  return { server: contender.name, startMs: median(starts), latency: await meter.stop() };
}

function print(
  footprints: readonly Footprint[],
  crowds: readonly Crowd[],
  quickness: readonly Quickness[],
): void {
  console.log(`${machine()}; keys and members of 16 bytes\n`);
  console.log(table(
    ["load", "server", "MiB", "bytes each", "ratio", "per second", "longest stop ms"],
    footprints.map((each) => [
      each.load,
      each.server,
      (each.residentBytes / MIB).toFixed(0),
      each.bytesEach.toFixed(1),
      each.ratio === 0 ? "-" : each.ratio.toFixed(2),
      shown(Math.round(each.loadedPerSecond)),
      each.longestStopMs.toFixed(1),
    ]),
  ));
  console.log();
  console.log(table(
    ["server", "keys", "MiB", "all readable"],
    crowds.map((each) => [
      each.server,
      shown(each.keys),
      (each.residentBytes / MIB).toFixed(0),
      each.readable ? "yes" : "NO",
    ]),
  ));
  console.log();
  console.log(table(
    ["server", "start-up ms", "PINGs", "p50 ms", "p99 ms", "p99.9 ms", "max ms"],
    quickness.map(({ server, startMs, latency }) => [
      server,
      startMs.toFixed(0),
      shown(latency.count),
      ...[latency.p50, latency.p99, latency.p999, latency.max].map((ms) => ms.toFixed(2)),
    ]),
  ));
}
