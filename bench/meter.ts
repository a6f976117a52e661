/** Runs `latency_meter.ts` beside a benchmark. */

import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { Latency } from "./latency_meter.ts";

const METER = fileURLToPath(new URL("./latency_meter.ts", import.meta.url));

/** A meter that measures; `stop` ends it and gives its result. */
export interface Meter {
  stop(): Promise<Latency>;
}

/** Starts a meter: clients that ask again after so many milliseconds. Waits until it measures. */
export async function startMeter(port: number, clients: number, pauseMs: number): Promise<Meter> {
  const args = "deno" in process.versions ? ["run", "-A", "--no-check", METER] : [METER];
  const child = spawn(process.execPath, [...args, `${port}`, `${clients}`, `${pauseMs}`], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.startsWith("ready\n")) resolve();
    });
    void ended.then(resolve);
  });
  return {
    async stop() {
      child.stdin.end();
      await ended;
      return JSON.parse(output.slice("ready\n".length));
    },
  };
}
