/** Files that real servers wrote, and what is in them; see tests/fixtures/README.md. */

import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Source } from "../../lib/rdb/reader.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/", import.meta.url));

export const FIXTURES: readonly string[] = fs.readdirSync(FOLDER)
  .filter((name) => name.endsWith(".rdb.gz")).map((name) => name.slice(0, -".rdb.gz".length))
  .sort();

/** One key. */
export interface Recorded {
  readonly db: number;
  readonly key: string;
  readonly type: string;
  readonly encoding: string;
  readonly expireAtMs?: number;
  readonly value: string | string[] | Record<string, string> | [string, string[]][];
  readonly fieldExpireAtMs?: Record<string, number>;
  readonly groups?: { name: string; "last-delivered-id": string; pending: unknown[] }[];
}

/** The bytes of the RDB file that a server wrote. */
export function rdbOf(name: string): Uint8Array {
  return new Uint8Array(gunzipSync(fs.readFileSync(`${FOLDER}${name}.rdb.gz`)));
}

/** The append-only file of the same data: the names and bytes of its files. */
export function aofOf(name: string): Map<string, Uint8Array> {
  const read = (path: string) => new Uint8Array(gunzipSync(fs.readFileSync(`${FOLDER}${path}`)));
  const folder = `${name}.aof`;
  if (!fs.existsSync(FOLDER + folder)) return new Map([["appendonly.aof", read(`${folder}.gz`)]]);
  return new Map(
    fs.readdirSync(FOLDER + folder).sort().map((file) => [
      `appendonlydir/${file.replace(/\.gz$/, "")}`,
      read(`${folder}/${file}`),
    ]),
  );
}

/** What is in it. */
export function recordedOf(name: string): Recorded[] {
  const text = gunzipSync(fs.readFileSync(`${FOLDER}${name}.jsonl.gz`)).toString("utf8");
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

/** Bytes as a source that gives at most `piece` of them at a time. */
export function sourceOf(bytes: Uint8Array, piece = 4096): Source {
  let at = 0;
  return {
    size: bytes.length,
    read(into, start, end) {
      const count = Math.min(end - start, piece, bytes.length - at);
      into.set(bytes.subarray(at, at + count), start);
      at += count;
      return count;
    },
  };
}
