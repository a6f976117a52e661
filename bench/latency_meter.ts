/**
 * A process that asks a server one question after the other and says how long it waited.
 *
 *   latency_meter.ts PORT CLIENTS PAUSE_MS
 *
 * It warms up, prints `ready`, and measures until its input ends; then it prints the result as
 * JSON. It is a process of its own, before all others if the system lets it, so that nothing but
 * the server keeps it waiting.
 */

import { Buffer } from "node:buffer";
import net from "node:net";
import os from "node:os";
import process from "node:process";

/** What it prints; milliseconds. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

const [port, clients, pauseMs] = process.argv.slice(2).map(Number);
const PING = Buffer.from("*1\r\n$4\r\nPING\r\n");
/** Of microseconds, in steps of ten, up to a second. */
const histogram = new Uint32Array(100_001);
let count = 0;
let max = 0;
let isRunning = true;
/** Answers still to come before it counts. */
let warmUp = 300;

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    socket.setNoDelay(true);
    let since = 0;
    const send = () => {
      since = performance.now();
      socket.write(PING);
    };
    socket.on("connect", send);
    socket.on("data", () => {
      const ms = performance.now() - since;
      if (warmUp > 0) {
        if (--warmUp === 0) console.log("ready");
      } else {
        count++;
        max = Math.max(max, ms);
        histogram[Math.min(Math.floor(ms * 100), histogram.length - 1)]++;
      }
      if (!isRunning) {
        socket.destroy();
        resolve();
      } else if (pauseMs > 0) setTimeout(send, pauseMs);
      else send();
    });
    socket.on("error", reject);
  });
}

/** The milliseconds that this share of the answers did not exceed. */
function percentile(share: number): number {
  let left = Math.ceil(count * share);
  for (let i = 0; i < histogram.length; i++) {
    left -= histogram[i];
    if (left <= 0) return Math.min((i + 1) / 100, max);
  }
  return max;
}

try {
  os.setPriority(-10);
} catch { /* Only an administrator may. */ }
process.stdin.on("end", () => isRunning = false);
process.stdin.resume();
await Promise.all(Array.from({ length: clients }, ask));
const result: Latency = {
  count,
  p50: percentile(0.5),
  p99: percentile(0.99),
  p999: percentile(0.999),
  max,
};
console.log(JSON.stringify(result));
process.exit(0);
