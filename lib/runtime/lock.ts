/**
 * One process for a folder of data: a file names the process that holds it. It outlives a process
 * that is killed, and then counts no more: there is no such process, or a later one has its number.
 */

import fs from "node:fs";
import path from "node:path";
import process from "node:process";
import { codeOf } from "./failures.ts";

const NAME = ".respite.lock";

/** The hold on the working directory, taken when it is needed. */
export class FolderLock {
  #file = "";

  /** Takes hold, if that was not done. Throws if another process holds it. */
  hold(): void {
    if (this.#file === "") this.#file = lockFolder(process.cwd());
  }

  /** After the working directory has changed: takes hold of that instead, if of any. */
  move(): void {
    if (this.#file === "" || path.dirname(this.#file) === process.cwd()) return;
    const file = lockFolder(process.cwd());
    this.release();
    this.#file = file;
  }

  release(): void {
    if (this.#file !== "") fs.rmSync(this.#file, { force: true });
    this.#file = "";
  }
}

/** Takes hold of a folder, and returns the file that says so. Throws if another process holds it. */
export function lockFolder(folder: string): string {
  const file = path.join(folder, NAME);
  const own = path.join(folder, `${NAME}-${process.pid}`);
  fs.writeFileSync(own, describe(process.pid));
  try {
    while (!isMade(own, file)) {
      const holder = readHolder(file);
      const pid = Number(holder.split(" ", 1)[0]);
      if (pid !== process.pid && isAlive(pid) && holder === describe(pid)) {
        throw new Error(`Cannot use directory ${folder}: it is in use by process ${pid}`);
      }
      takeAway(file, `${own}.old`, holder);
    }
  } finally {
    fs.rmSync(own, { force: true });
  }
  return file;
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

/** Removes what a process left behind that is gone, unless another one was quicker to do so. */
function takeAway(file: string, aside: string, holder: string): void {
  try {
    fs.renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if (readHolder(aside) !== holder) isMade(aside, file);
  fs.rmSync(aside, { force: true });
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
