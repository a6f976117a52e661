/**
 * Messages to many: one client publishes, the others listen; side by side with redis-server. The
 * time runs until the last subscriber has got the last message.
 */

import net from "node:net";
import { fail, machine, progress, readOptions, table } from "./report.ts";
import { contenders, RunningServer } from "./servers.ts";

const MESSAGE_BYTES = 100;
/** Copies of messages that are on their way at most, so that nobody is cut off. */
const COPIES_UNDER_WAY = 160_000;
/** Messages that are published at most before the first of them has arrived. */
const UNDER_WAY_MAX = 256;

/** One server with so many subscribers. */
export interface Fanout {
  readonly server: string;
  readonly subscribers: number;
  /** Messages that arrived, of all subscribers. */
  readonly perSecond: number;
  /** Of redis-server's rate; 0 if it did not take part. */
  readonly ratio: number;
  /** Processor seconds of the server for a million messages that arrived. */
  readonly cpuSecondsPerMillion: number;
}

/** Runs the benchmark and prints its table. */
export async function pubsub(args: readonly string[]): Promise<void> {
  const { json, tiny, number } = readOptions(args);
  const deliveries = number("deliveries", tiny ? 2_000 : 4_000_000);
  const most = number("subscribers", tiny ? 20 : 10_000);
  const { found, missing } = contenders();
  for (const name of missing) progress(`${name} is not on PATH: left out`);
  if (found.length === 0) fail("there is no server to measure");
  const results: Fanout[] = [];
  for (const subscribers of [1, 100, most]) {
    let reference = 0;
    for (const contender of found) {
      progress(`${contender.name}: ${subscribers} subscribers`);
      // The limits of the benchmark are its own.
      const limits = ["--maxclients", `${most + 100}`];
      await using server = await RunningServer.start(contender, limits);
      const messages = Math.ceil(deliveries / subscribers / (subscribers === 1 ? 5 : 1));
      await measure(server, subscribers, Math.ceil(messages / 4)); // To warm up.
      const { seconds, cpuSeconds } = await measure(server, subscribers, messages);
      const perSecond = messages * subscribers / seconds;
      if (contender.name === "redis-server") reference = perSecond;
      results.push({
        server: contender.name,
        subscribers,
        perSecond,
        ratio: reference === 0 ? 0 : perSecond / reference,
        cpuSecondsPerMillion: 1e6 * cpuSeconds / messages / subscribers,
      });
    }
  }
  if (json) console.log(JSON.stringify({ machine: machine(), deliveries, results }, null, 2));
  else print(results);
}

async function measure(
  server: RunningServer,
  subscribers: number,
  messages: number,
): Promise<{ seconds: number; cpuSeconds: number }> {
  const message = "m".repeat(MESSAGE_BYTES);
  const heard = `*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$${MESSAGE_BYTES}\r\n${message}\r\n`;
  const all = heard.length * messages * subscribers;
  let received = 0;
  let onReceived = () => {};
  const listeners: net.Socket[] = [];
  for (let i = 0; i < subscribers; i++) {
    listeners.push(
      await subscriber(server.port, (bytes) => {
        received += bytes;
        onReceived();
      }),
    );
  }
  const publisher = await connect(server.port);
  const underWay = Math.min(UNDER_WAY_MAX, Math.ceil(COPIES_UNDER_WAY / subscribers));
  const request = `*3\r\n$7\r\nPUBLISH\r\n$1\r\nc\r\n$${MESSAGE_BYTES}\r\n${message}\r\n`;
  const before = server.cpuSeconds();
  const start = performance.now();
  let sent = 0;
  await new Promise<void>((resolve) => {
    onReceived = () => {
      const arrived = Math.floor(received / heard.length / subscribers);
      const due = Math.min(messages, arrived + underWay) - sent;
      // In pipelines of half of what may be under way, at the least.
      if (due >= underWay / 2 || (due > 0 && sent + due === messages)) {
        publisher.write(request.repeat(due));
        sent += due;
      }
      if (received >= all) resolve();
    };
    onReceived();
  });
  const seconds = (performance.now() - start) / 1000;
  const cpuSeconds = server.cpuSeconds() - before;
  for (const each of [publisher, ...listeners]) each.destroy();
  return { seconds, cpuSeconds };
}

/** A subscriber to channel `c`; `count` is given the number of bytes of what arrives. */
async function subscriber(port: number, count: (bytes: number) => void): Promise<net.Socket> {
  const socket = await connect(port);
  return new Promise((resolve) => {
    let isConfirmed = false;
    socket.on("data", (bytes: Uint8Array) => {
      if (isConfirmed) return count(bytes.length);
      isConfirmed = true;
      resolve(socket);
    });
    socket.write("*2\r\n$9\r\nSUBSCRIBE\r\n$1\r\nc\r\n");
  });
}

function connect(port: number): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
    socket.on("data", () => {});
  });
}

function print(results: readonly Fanout[]): void {
  console.log(`${machine()}; messages of ${MESSAGE_BYTES} bytes\n`);
  console.log(table(
    ["subscribers", "server", "messages per second", "ratio", "CPU s per million"],
    results.map((each) => [
      each.subscribers.toLocaleString("en"),
      each.server,
      Math.round(each.perSecond).toLocaleString("en"),
      each.ratio === 0 ? "-" : each.ratio.toFixed(2),
      each.cpuSecondsPerMillion.toFixed(2),
    ]),
  ));
}
