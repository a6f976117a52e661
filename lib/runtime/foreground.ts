/** Programs that have the terminal for a while: an editor, a pager, what stands behind a pipe. */

import { spawn } from "node:child_process";

/** How a program ended. */
export interface Ending {
  /** Null if a signal ended it. */
  readonly status: number | null;
  readonly signal: string | null;
}

/**
 * Runs a program and resolves when it has ended. It gets `input`, or else reads from the terminal.
 * Rejects with the system's error if it cannot be run.
 */
export function runInForeground(
  command: string,
  args: readonly string[],
  input: Uint8Array | null = null,
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: [input === null ? "inherit" : "pipe", "inherit", "inherit"],
    });
    child.once("error", reject);
    child.once("close", (status, signal) => resolve({ status, signal }));
    child.stdin?.on("error", () => {}); // It need not read all of it.
    child.stdin?.end(input);
  });
}
