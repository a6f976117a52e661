/**
 * The cost of one command without a network: a connection is fed pipelined requests from memory,
 * and its replies are dropped. Prints nanoseconds of processor time per command, the least of many
 * rounds, so that others who use the machine disturb little.
 *
 *   deno run -A bench/inproc.ts [NAME,NAME…] | bun bench/inproc.ts [NAME,NAME…]
 */

import { Buffer } from "node:buffer";
import process from "node:process";
import { DEFINITIONS } from "../lib/commands/mod.ts";
import { Engine } from "../lib/engine/engine.ts";
import { RUNTIME } from "../lib/runtime/host.ts";
import { PROCESS_CLOCK } from "../lib/runtime/process.ts";
import type { Socket } from "../lib/runtime/sockets.ts";
import { RequestReader } from "../lib/resp/request_reader.ts";
import { Connection } from "../lib/server/connection.ts";
import { Config } from "../lib/state/config/config.ts";

const KEYS = 100_000;
const PIPELINE = 16;
const BATCHES = 1000;
const ROUNDS = 30;

const engine = new Engine({
  config: new Config({ save: "" }),
  clock: PROCESS_CLOCK,
  random: Math.random,
  host: {
    runtime: RUNTIME,
    processId: process.pid,
    operatingSystem: "",
    architecture: "",
    configFile: "",
    executable: "",
    residentBytes: () => process.memoryUsage().rss,
    totalMemoryBytes: () => 2 ** 34,
    cpuMicros: () => process.cpuUsage(),
    rewriteConfig() {},
    readAclFile: () => "",
    writeAclFile() {},
    shutDown() {},
    log() {},
  },
  commands: DEFINITIONS,
});

let checksum = 0;
const socket: Socket = {
  remoteAddress: "127.0.0.1:1",
  localAddress: "127.0.0.1:2",
  send(_bytes, length) {
    checksum += length;
    return true;
  },
  keepAlive() {},
  close() {},
};
const reader = new RequestReader(engine.settings.limits);
const connection = new Connection(engine, socket, reader, 8, () => {});

function request(...words: string[]): string {
  return `*${words.length}\r\n` + words.map((word) => `$${word.length}\r\n${word}\r\n`).join("");
}

function batches(make: (key: string) => string): Uint8Array[] {
  return Array.from({ length: BATCHES }, (_, batch) => {
    let text = "";
    for (let i = 0; i < PIPELINE; i++) {
      const n = (Math.imul(batch * PIPELINE + i, 2654435761) >>> 0) % KEYS;
      text += make(`key:${String(n).padStart(12, "0")}`);
    }
    return new Uint8Array(Buffer.from(text, "latin1"));
  });
}

const only = process.argv[2]?.split(",");
let last: Uint8Array[] = [];
for (
  const [name, make] of [
    ["SET", (key: string) => request("SET", key, "xxx")],
    ["GET", (key: string) => request("GET", key)],
    ["PING", () => request("PING")],
    ["INCR", (key: string) => request("INCR", `counter:${key.slice(-3)}`)],
    ["RPUSH", () => request("RPUSH", "mylist", "xxx")],
    ["RPOP", () => request("RPOP", "mylist")],
    ["LPUSH", () => request("LPUSH", "mylist", "xxx")],
    ["LPOP", () => request("LPOP", "mylist")],
    ["HSET", (key: string) => request("HSET", "myhash", `element:${key.slice(4)}`, "xxx")],
    ["SADD", (key: string) => request("SADD", "myset", `element:${key.slice(4)}`)],
    ["SPOP", () => request("SPOP", "myset")],
    ["ZADD", (key: string) => {
      return request("ZADD", "myzset", key.slice(-6), `element:${key.slice(4)}`);
    }],
    ["ZPOPMIN", () => request("ZPOPMIN", "myzset")],
    ["LRANGE", () => request("LRANGE", "mylist", "0", "99")],
  ] as const
) {
  if (only !== undefined && !only.includes(name)) continue;
  const all = batches(make);
  // What takes away needs something to take in each round.
  const refill = /POP/.test(name) ? last : [];
  last = all;
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    for (const batch of refill) connection.arrived(batch);
    const start = process.cpuUsage();
    for (const batch of all) connection.arrived(batch);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system);
  }
  console.log(
    `${RUNTIME.padEnd(12)} ${name.padEnd(6)} ${
      (best * 1e3 / BATCHES / PIPELINE).toFixed(0).padStart(5)
    } ns`,
  );
}
console.log(`checksum ${checksum}`);
