/** The program as a process of its own, run by the runtime that runs the test. */

import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));

/** What a process printed, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that runs. */
export interface RunningProgram {
  readonly child: ChildProcess;
  /** Settles when standard output has matched; throws if the process ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Outcome>;
  /** Sends a signal. (After `child.kill`, Deno reports that signal instead of the exit code.) */
  signal(name: "SIGINT" | "SIGTERM"): void;
}

/** `respite ARGUMENTS` as a program and its arguments. */
export function commandLine(args: readonly string[]): [program: string, ...args: string[]] {
  const runtime = "deno" in process.versions ? ["run", "-A", "--no-check", MAIN] : [MAIN];
  return [process.execPath, ...runtime, ...args];
}

/** Starts `respite ARGUMENTS`. */
export function start(args: readonly string[], cwd?: string): RunningProgram {
  const [program, ...rest] = commandLine(args);
  const child = spawn(program, rest, { cwd, stdio: "pipe" });
  let stdout = "";
  let stderr = "";
  let hasEnded = false;
  let look = () => {};
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    look();
  });
  child.stderr.on("data", (chunk) => stderr += chunk);
  const ended = new Promise<Outcome>((resolve) => {
    child.on("close", (code) => {
      hasEnded = true;
      resolve({ code, stdout, stderr });
      look();
    });
  });
  return {
    child,
    ended,
    signal: (name) => void process.kill(child.pid!, name),
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          const match = pattern.exec(stdout);
          if (match) resolve(match);
          else if (hasEnded) reject(new Error(`it ended: ${stdout}${stderr}`));
        };
        look();
      }),
  };
}

/** Runs `respite ARGUMENTS` to its end. */
export function run(...args: readonly string[]): Promise<Outcome> {
  return start(args).ended;
}
