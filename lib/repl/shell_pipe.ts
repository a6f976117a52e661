/** `command | program`: a reply goes to the shell. */

import process from "node:process";
import { reasonOf } from "../runtime/failures.ts";
import { runInForeground } from "../runtime/foreground.ts";
import { variable } from "../runtime/permissions.ts";

/**
 * Runs a line of the shell with these bytes as its input. Resolves to null if all went well, to what
 * went wrong, or to nothing (an empty text) if the person ended it with Ctrl-C.
 */
export async function pipeInto(line: string, bytes: Uint8Array): Promise<string | null> {
  const isWindows = process.platform === "win32";
  const shell = isWindows ? "cmd.exe" : variable("SHELL") || "/bin/sh";
  try {
    const { status, signal } = await runInForeground(shell, [isWindows ? "/c" : "-c", line], bytes);
    if (signal === "SIGINT" || status === 130) return "";
    if (signal === "SIGPIPE") return null;
    return status === 0 ? null : `${line} ended with ${signal ?? status}`;
  } catch (error) {
    return `Cannot run ${shell}: ${reasonOf(error)}`;
  }
}
