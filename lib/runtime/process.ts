/** The process: what it is, what it uses, and how it is told to end. */

import os from "node:os";
import process from "node:process";
import { setTimeout } from "node:timers";
import { RUNTIME } from "./host.ts";
import { mayKnow } from "./permissions.ts";

/** What the process can say of itself, for INFO. */
export interface ProcessFacts {
  readonly runtime: string;
  readonly processId: number;
  /** As `uname -srm` prints it: `Linux 6.1.0 x86_64`. */
  readonly operatingSystem: string;
  /** `x86_64`, `aarch64`, … */
  readonly architecture: string;
  readonly executable: string;
  /** Bytes of memory that the process holds. */
  residentBytes(): number;
  /** Bytes of memory that the machine has; 0 if that may not be known. */
  totalMemoryBytes(): number;
  /** Processor time used, in microseconds. */
  cpuMicros(): { user: number; system: number };
}

/** The clock of this process (a `Clock`, as the engine calls it). */
export const PROCESS_CLOCK = {
  nowMs: (): number => Date.now(),
  micros: (): number => performance.now() * 1000,
  sleep(ms: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
} as const;

const ARCHITECTURES: Record<string, string> = { x64: "x86_64", arm64: "aarch64", ia32: "i686" };

/** The facts of this process; what Deno does not let it know is left out. */
export function processFacts(): ProcessFacts {
  const architecture = ARCHITECTURES[process.arch] ?? process.arch;
  return {
    runtime: RUNTIME,
    processId: process.pid,
    get operatingSystem() {
      const release = mayKnow("osRelease") ? ` ${os.release()}` : "";
      return `${os.type()}${release} ${architecture}`;
    },
    architecture,
    executable: process.execPath,
    residentBytes: () => process.memoryUsage().rss,
    totalMemoryBytes: () => mayKnow("systemMemoryInfo") ? os.totalmem() : 0,
    cpuMicros: () => process.cpuUsage(),
  };
}

/**
 * Calls `end` at SIGINT or SIGTERM, with its name. It is false if the process has to go on; once it
 * was true, another signal ends the process at once.
 */
export function onEndSignal(end: (signal: string) => boolean): void {
  const names = process.platform === "win32"
    ? ["SIGINT", "SIGBREAK"] as const
    : ["SIGINT", "SIGTERM"] as const;
  let isEnding = false;
  for (const name of names) {
    process.on(name, () => {
      if (isEnding) process.exit(1);
      isEnding = end(name);
    });
  }
}

const LATE_SIGNAL_MS = 200;

/** How many programs have the terminal, one inside the other, to which Ctrl-C belongs. */
let lent = 0;

/** Does something during which SIGINT is not for this process: another one has the terminal. */
export async function ignoringInterrupts<T>(act: () => Promise<T>): Promise<T> {
  const ignore = () => {};
  process.on("SIGINT", ignore);
  lent++;
  try {
    return await act();
  } finally {
    // The signal that has ended the other one may still be on its way to us.
    setTimeout(() => {
      lent--;
      process.off("SIGINT", ignore);
    }, LATE_SIGNAL_MS).unref();
  }
}

/** Gives the terminal back before a signal ends the process; Deno would leave it in raw mode. */
export function restoreTerminalAtEnd(): void {
  const { stdin, platform } = process;
  if (!stdin.isTTY || platform === "win32") return;
  for (const [name, number] of [["SIGINT", 2], ["SIGTERM", 15]] as const) {
    process.on(name, () => {
      if (name === "SIGINT" && lent > 0) return;
      stdin.setRawMode(false);
      process.exit(128 + number);
    });
  }
}
