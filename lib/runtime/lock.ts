/**
 * One process for a folder of data: a file names the process that holds it. It outlives a process
 * that is killed, and then counts no more: there is no such process, or a later one has its number.
 */

import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { codeOf } from "./failures.ts";

const NAME = ".respite.lock";

/** Takes hold of a folder, and returns how to let go. Throws if another process holds it. */
export function lockFolder(folder: string): () => void {
  const file = path.join(folder, NAME);
  const own = path.join(folder, `${NAME}-${process.pid}`);
  fs.writeFileSync(own, describe(process.pid));
  try {
    while (!isMade(own, file)) {
      const holder = readHolder(file);
      const pid = Number(holder.split(" ", 1)[0]);
      if (pid !== process.pid && isAlive(pid) && holder === describe(pid)) {
        throw new Error(`${folder} is in use by process ${pid}`);
      }
      fs.rmSync(file, { force: true });
    }
  } finally {
    fs.rmSync(own, { force: true });
  }
  return () => fs.rmSync(file, { force: true });
}

/** The file with all that is in it, or not at all. */
function isMade(own: string, file: string): boolean {
  try {
    fs.linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

/** A process: its number, and when it began, as far as the system tells. */
function describe(pid: number): string {
  try {
    // The fields behind the name, which may have blanks and brackets of its own (proc(5)).
    const stat = fs.readFileSync(`/proc/${pid}/stat`, "latin1");
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return `${pid}`;
  }
}
