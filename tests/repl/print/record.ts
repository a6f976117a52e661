/**
 * Records what redis-cli prints, for tests that run without it:
 *
 *   deno run -A tests/repl/print/record.ts
 */

import { execFile } from "node:child_process";
import fs from "node:fs";
import { REPLIES, TEXT_COMMANDS, WAYS } from "./replies.ts";
import { scriptedServer } from "./scripted_server.ts";

/** What redis-cli printed, one character a byte, and its status. */
export interface Recorded {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PATIENCE_MS = 1500;
/** In place of the status of one that does not end. */
const HANGS = -1;

/** Runs redis-cli, with nothing on its standard input. */
export function redisCli(args: readonly string[]): Promise<Recorded> {
  return new Promise((resolve, reject) => {
    const options = { encoding: "latin1", timeout: PATIENCE_MS } as const;
    const child = execFile("redis-cli", args, options, (error, stdout, stderr) => {
      if (error && error.code === "ENOENT") return reject(error);
      resolve({ status: error?.killed ? HANGS : Number(error?.code ?? 0), stdout, stderr });
    });
    child.stdin?.end();
  });
}

if (import.meta.main) {
  using server = await scriptedServer();
  const replies: Record<string, Record<string, Recorded>> = {};
  for (const [name, wire] of Object.entries(REPLIES)) {
    replies[name] = {};
    server.wire = wire;
    for (const way of WAYS) {
      replies[name][way.join(" ")] = await redisCli(["-p", `${server.port}`, ...way, "x"]);
    }
  }
  const texts: Record<string, Record<string, string>> = {};
  server.wire = '$7\r\na:"1"\r\n\r\n';
  for (const command of TEXT_COMMANDS) {
    texts[command] = {};
    for (const way of ["--no-raw", "--raw", "--csv", "--json"]) {
      const args = ["-p", `${server.port}`, way, ...command.split(" ")];
      texts[command][way] = (await redisCli(args)).stdout;
    }
  }
  const file = new URL("recorded/redis-cli-7.0.15.json", import.meta.url);
  fs.writeFileSync(file, `${JSON.stringify({ replies, texts }, null, 1)}\n`);
}
