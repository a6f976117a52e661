/**
 * Checks data files as redis-check-rdb and redis-check-aof do: an RDB file, an append-only file of
 * one piece, a manifest with the files that it names, or a directory with any of these.
 */

import { latin1 } from "../../resp/args.ts";
import type { LoadOptions } from "../../rdb/file_reader.ts";
import { hasMagic, MAGIC_BYTES } from "../../rdb/format.ts";
import { parseManifest } from "../aof/manifest.ts";
import type { ReadableFile, Storage } from "../storage.ts";
import { checkCommands, type CommandsReport } from "./commands_check.ts";
import { checkRdb, type Damage, type RdbReport } from "./rdb_check.ts";

export interface CheckOptions {
  /** Paths are relative to it. */
  readonly storage: Storage;
  readonly isFolder: (path: string) => boolean;
  readonly limits: LoadOptions["limits"];
  readonly nowMs: number;
  /** Unix seconds: what was written later is to be cut off. */
  readonly untilSeconds?: number;
}

/** What there is to say of one file. */
export interface FileReport {
  readonly path: string;
  readonly bytes: number;
  /** The RDB file that it is, or begins with. */
  readonly rdb: RdbReport | null;
  readonly commands: CommandsReport | null;
  /** Why it cannot be used as it is; empty if it can. */
  readonly problem: string;
  /** Up to where it can be used, if the rest is cut off; -1: not at all, or there is no need. */
  readonly cutAt: number;
}

/** Checks all that a path stands for. Throws an Error if there is nothing. */
export function checkPath(path: string, options: CheckOptions): FileReport[] {
  const { isFolder, storage } = options;
  if (path.endsWith(".manifest")) return checkManifest(path, options);
  const file = isFolder(path) ? null : storage.open(path);
  if (file !== null) {
    file.close();
    return [checkFile(path, options, true)];
  }
  const reports: FileReport[] = [];
  for (const name of storage.list(path)) {
    const inner = `${path}/${name}`;
    if (isFolder(inner)) {
      const manifest = storage.list(inner).find((each) => isManifest(each));
      if (manifest !== undefined) reports.push(...checkManifest(`${inner}/${manifest}`, options));
    } else if (isManifest(name)) {
      return checkManifest(inner, options);
    } else if (/\.(?:rdb|aof)$/.test(name) && !name.startsWith("temp-")) {
      reports.push(checkFile(inner, options, true));
    }
  }
  if (reports.length === 0) throw new Error(`${path}: there is no RDB or append-only file`);
  return reports;
}

function isManifest(name: string): boolean {
  return name.endsWith(".manifest") && !name.startsWith("temp-");
}

function checkManifest(path: string, options: CheckOptions): FileReport[] {
  const { storage } = options;
  const file = storage.open(path);
  if (file === null) throw new Error(`${path}: there is no such file`);
  const bytes = new Uint8Array(file.size);
  for (let at = 0, count = -1; count !== 0; at += count) count = file.read(bytes, at, bytes.length);
  file.close();
  const folder = path.replace(/[^/\\]*$/, "");
  try {
    const { base, increments } = parseManifest(new TextDecoder().decode(bytes));
    const files = [...(base === null ? [] : [base]), ...increments];
    return files.map(({ name }, i) => checkFile(folder + name, options, i === files.length - 1));
  } catch (error) {
    return [{ ...sound(path, bytes.length), problem: (error as Error).message }];
  }
}

function sound(path: string, bytes: number): FileReport {
  return { path, bytes, rdb: null, commands: null, problem: "", cutAt: -1 };
}

/** Only the last of several files may end anywhere. */
function checkFile(path: string, options: CheckOptions, isLast: boolean): FileReport {
  const { limits, nowMs, storage, untilSeconds } = options;
  const file = storage.open(path);
  if (file === null) {
    return { ...sound(path, 0), problem: "is missing, though the manifest names it" };
  }
  try {
    const { size: bytes } = file;
    const isRdb = path.endsWith(".rdb") || beginsWithRdb(file);
    const rdb = isRdb ? checkRdb(file, limits, nowMs) : null;
    const report = { ...sound(path, bytes), rdb };
    if (rdb !== null && rdb.damage !== null) {
      return { ...report, problem: problemOf(rdb.damage, bytes) };
    }
    const start = rdb?.end ?? 0;
    if (rdb !== null && start === bytes) return report;
    if (rdb !== null && path.endsWith(".rdb") && !/\.base\.rdb$/.test(path)) {
      return {
        ...report,
        problem: `has ${bytes - start} bytes behind its end, at offset ${start}`,
      };
    }
    file.seek(start);
    const commands = checkCommands(file, start, untilSeconds);
    return { ...report, commands, ...verdictOf(commands, isLast) };
  } finally {
    file.close();
  }
}

function problemOf({ offset, reason, verdict }: Damage, bytes: number): string {
  return `${verdict} at offset ${offset} of ${bytes}: ${reason}`;
}

function verdictOf(
  { bytes, damage, laterAt, validBytes }: CommandsReport,
  isLast: boolean,
): { problem: string; cutAt: number } {
  if (laterAt >= 0 && laterAt <= validBytes) {
    const problem = `has ${bytes - laterAt} bytes, from offset ${laterAt}, that are later`;
    return { problem, cutAt: isLast ? laterAt : -1 };
  }
  if (damage === null && validBytes === bytes) return { problem: "", cutAt: -1 };
  const problem = damage === null
    ? `ends within a command: ${bytes - validBytes} bytes from offset ${validBytes}`
    : problemOf(damage, bytes);
  return isLast
    ? { problem, cutAt: validBytes }
    : { problem: `${problem}, and is not the last file`, cutAt: -1 };
}

function beginsWithRdb(file: ReadableFile): boolean {
  const head = new Uint8Array(MAGIC_BYTES);
  const length = file.read(head, 0, head.length);
  file.seek(0);
  return hasMagic(latin1(head, 0, length));
}

/** Cuts a file off where its report says. */
export function cutOff({ path, cutAt }: FileReport, storage: Storage): void {
  const file = storage.append(path);
  file.truncate(cutAt);
  file.sync();
  file.close();
}
