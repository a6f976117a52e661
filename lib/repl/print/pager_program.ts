/** The person's pager: `$PAGER`, or `less`. */

import { type ChildProcessByStdio, spawn, spawnSync } from "node:child_process";
import type { Writable } from "node:stream";
import process from "node:process";
import { fromLatin1 } from "../../resp/args.ts";
import { mayReadVariable } from "../../runtime/permissions.ts";
import type { PagerProgram } from "./pager.ts";

/** The pager's command line by the setting (`auto`, `off`, or a command); null if there is none. */
export function pagerCommand(setting: string): string | null {
  if (setting === "off") return null;
  if (setting !== "auto" && setting !== "") return setting;
  const variable = mayReadVariable("PAGER") ? process.env.PAGER : undefined;
  if (variable !== undefined) return variable === "" || variable === "cat" ? null : variable;
  return isThere("less") ? "less -R" : null;
}

const known = new Map<string, boolean>();

function isThere(program: string): boolean {
  let found = known.get(program);
  if (found === undefined) {
    try {
      found = spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
    } catch { // Without permission to run programs.
      found = false;
    }
    known.set(program, found);
  }
  return found;
}

/**
 * Starts it, and lends it the terminal; null if it cannot be started. `lend` runs what it is given
 * while the terminal is the program's.
 */
export function startPager(
  commandLine: string,
  lend: (act: () => Promise<void>) => Promise<void>,
): PagerProgram | null {
  let isLeft = false;
  let hasRoom = () => {};
  const program = started(commandLine);
  if (program === null) return null;
  const { stdin } = program;
  const left = new Promise<void>((resolve) => {
    const leave = () => {
      isLeft = true;
      hasRoom();
      resolve();
    };
    program.once("error", leave);
    program.once("close", leave);
  });
  stdin.on("error", () => {}); // Who leaves early does not read the rest.
  stdin.on("drain", () => hasRoom());
  const lent = lend(() => left);
  return {
    write: (text) => stdin.write(fromLatin1(text)),
    drained: () =>
      new Promise((resolve) => {
        if (isLeft || !stdin.writableNeedDrain) resolve();
        else hasRoom = resolve;
      }),
    get isLeft() {
      return isLeft;
    },
    end: async () => {
      stdin.end();
      await lent;
    },
  };
}

/** Null without permission to run programs. */
function started(commandLine: string): ChildProcessByStdio<Writable, null, null> | null {
  try {
    return spawn("sh", ["-c", commandLine], { stdio: ["pipe", "inherit", "inherit"] });
  } catch {
    return null;
  }
}
