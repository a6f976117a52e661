/**
 * How long clients have to wait while very many keys expire at the same time, and how long it takes
 * until the last one is gone though nobody asks for them; side by side with redis-server.
 */

import net from "node:net";
import type { Latency } from "./latency_meter.ts";
import { loadKeys } from "./load.ts";
import { startMeter } from "./meter.ts";
import { fail, machine, progress, readOptions, table } from "./report.ts";
import { type Contender, contenders, RunningServer } from "./servers.ts";

const VALUE_BYTES = 8;

/** One server whose keys expired all at once. */
export interface Wave {
  readonly server: string;
  readonly keys: number;
  /** From the moment that they expired until the last one was gone. */
  readonly seconds: number;
  /** Of the processor, meanwhile. */
  readonly cpuSeconds: number;
  /** Of a client that asks once a millisecond. */
  readonly latency: Latency;
}

/** Runs the benchmark and prints its table. */
export async function expiry(args: readonly string[]): Promise<void> {
  const { json, tiny, number } = readOptions(args);
  const keys = number("keys", tiny ? 20_000 : 2_000_000);
  const { found, missing } = contenders();
  for (const name of missing) progress(`${name} is not on PATH: left out`);
  if (found.length === 0) fail("there is no server to measure");
  const waves: Wave[] = [];
  for (const contender of found) waves.push(await measure(contender, keys));
  if (json) console.log(JSON.stringify({ machine: machine(), waves }, null, 2));
  else print(waves);
}

async function measure(contender: Contender, keys: number): Promise<Wave> {
  progress(`${contender.name}: ${keys} keys that expire at once`);
  await using server = await RunningServer.start(contender);
  // Loading is over by then even on a slow machine, and the meter measures.
  const expireAtMs = Date.now() + 2000 + keys / 150;
  await loadKeys(server.port, keys, VALUE_BYTES, Math.floor(expireAtMs));
  const meter = await startMeter(server.port, 1, 1);
  if (Date.now() > expireAtMs) fail("loading takes too long on this machine");
  await pause(expireAtMs - Date.now());
  const before = server.cpuSeconds();
  while (await size(server.port) > 0) await pause(50);
  return {
    server: contender.name,
    keys,
    seconds: (Date.now() - expireAtMs) / 1000,
    cpuSeconds: server.cpuSeconds() - before,
    latency: await meter.stop(),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** DBSIZE. */
function size(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write("DBSIZE\r\n"));
    socket.on("error", reject);
    socket.on("data", (reply: Uint8Array) => {
      socket.destroy();
      resolve(Number(new TextDecoder().decode(reply).slice(1)));
    });
  });
}

function print(waves: readonly Wave[]): void {
  console.log(`${machine()}; active expiry\n`);
  console.log(table(
    ["server", "keys", "gone after s", "CPU s", "p50 ms", "p99 ms", "p99.9 ms", "longest stop ms"],
    waves.map(({ server, keys, seconds, cpuSeconds, latency: { p50, p99, p999, max } }) => [
      server,
      keys.toLocaleString("en"),
      seconds.toFixed(1),
      cpuSeconds.toFixed(1),
      ...[p50, p99, p999, max].map((ms) => ms.toFixed(2)),
    ]),
  ));
}
