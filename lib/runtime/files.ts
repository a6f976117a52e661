/** Files of the configuration: reading, finding by pattern, replacing as a whole. */

import fs from "node:fs";
import path from "node:path";
import { reasonOf } from "./failures.ts";

/** The bytes of a file. Throws an error whose message is the bare reason. */
export function readBytes(file: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

/**
 * The files that a path with `*`, `?` or `[` in its last part stands for, in alphabetical order;
 * none if there are none. `matches` decides about a name.
 */
export function expandPattern(
  pattern: string,
  matches: (pattern: string, name: string) => boolean,
): string[] {
  const folder = path.dirname(pattern);
  const last = path.basename(pattern);
  let names: string[];
  try {
    names = fs.readdirSync(folder);
  } catch {
    return [];
  }
  return names.filter((name) => matches(last, name)).sort().map((name) => path.join(folder, name));
}

/**
 * Replaces a file, or makes it: written beside it, synchronised, renamed, and the folder
 * synchronised, so that there is always one whole file. Keeps its permissions. Throws an error
 * whose message is the bare reason.
 */
export function replaceFile(file: string, bytes: Uint8Array): void {
  const temporary = `${file}-${Date.now()}.tmp`;
  try {
    const handle = fs.openSync(temporary, "w", modeOf(file));
    try {
      fs.writeFileSync(handle, bytes);
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
    fs.renameSync(temporary, file);
    syncFolder(path.dirname(file));
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw new Error(reasonOf(error), { cause: error });
  }
}

function modeOf(file: string): number {
  try {
    return fs.statSync(file).mode & 0o777;
  } catch {
    return 0o644;
  }
}

/** Windows cannot open a folder; there the rename alone has to do. */
function syncFolder(folder: string): void {
  let handle: number;
  try {
    handle = fs.openSync(folder, "r");
  } catch {
    return;
  }
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}
