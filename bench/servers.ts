/** The servers that a benchmark compares: ours on each runtime, and redis-server. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));

/** How to start one kind of server. */
export interface Contender {
  readonly name: string;
  /** The program and its arguments; `--port N` follows. */
  readonly command: readonly string[];
}

/** Those that this machine has; the names of those missing are in the second list. */
export function contenders(): { readonly found: Contender[]; readonly missing: string[] } {
  const all: [name: string, program: string, args: string[]][] = [
    ["redis-server", "redis-server", ["--save", "", "--appendonly", "no"]],
    ["respite on deno", "deno", ["run", "-A", "--no-check", MAIN, "serve"]],
    ["respite on bun", "bun", [MAIN, "serve"]],
  ];
  const found: Contender[] = [];
  const missing: string[] = [];
  for (const [name, program, args] of all) {
    const file = findProgram(program);
    if (file === undefined) missing.push(program);
    else found.push({ name, command: [file, ...args] });
  }
  return { found, missing };
}

/** The path of a program, or undefined: the one that runs this, or one on PATH. */
export function findProgram(name: string): string | undefined {
  if (path.basename(process.execPath).replace(/\.exe$/, "") === name) return process.execPath;
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    for (const file of [path.join(folder, name), path.join(folder, `${name}.exe`)]) {
      if (fs.existsSync(file)) return file;
    }
  }
  return undefined;
}

/** A server that runs. */
export class RunningServer implements AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly processId: number;
  /** From the start of the process until it accepted a connection. */
  readonly startMs: number;
  readonly #child: ChildProcess;
  readonly #folder: string;

  static async start({ name, command }: Contender, extra: string[] = []): Promise<RunningServer> {
    const port = await freePort();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-bench-"));
    const [program, ...args] = command;
    const begin = performance.now();
    const child = spawn(program, [...args, "--port", `${port}`, ...extra], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
    let exit: number | null | undefined;
    child.on("exit", (code) => exit = code);
    while (!await accepts(port)) {
      if (exit !== undefined) throw new Error(`${name} ended with ${exit} instead of serving`);
      if (performance.now() - begin > 20_000) throw new Error(`${name} does not serve`);
    }
    return new RunningServer(name, port, child, folder, performance.now() - begin);
  }

  private constructor(
    name: string,
    port: number,
    child: ChildProcess,
    folder: string,
    startMs: number,
  ) {
    this.name = name;
    this.port = port;
    this.processId = child.pid!;
    this.startMs = startMs;
    this.#child = child;
    this.#folder = folder;
  }

  /** Processor seconds that it has used so far, in user and kernel mode. */
  cpuSeconds(): number {
    const file = `/proc/${this.processId}/stat`;
    if (fs.existsSync(file)) {
      // The name, in parentheses, may hold blanks: the fields behind it are counted.
      const fields = fs.readFileSync(file, "utf8").replace(/^.*\) /s, "").split(" ");
      return (Number(fields[11]) + Number(fields[12])) / 100;
    }
    const [seconds = 0, minutes = 0, hours = 0] = ps(this.processId, "time").split(":").reverse()
      .map(Number);
    return seconds + 60 * minutes + 3600 * hours;
  }

  /** Bytes of physical memory that it holds. */
  residentBytes(): number {
    const file = `/proc/${this.processId}/status`;
    if (fs.existsSync(file)) {
      return 1024 * Number(/VmRSS:\s*(\d+)/.exec(fs.readFileSync(file, "utf8"))![1]);
    }
    return 1024 * Number(ps(this.processId, "rss"));
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    await ended;
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

function ps(processId: number, field: string): string {
  return spawnSync("ps", ["-o", `${field}=`, "-p", `${processId}`]).stdout.toString().trim();
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => setTimeout(() => resolve(false), 1));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
