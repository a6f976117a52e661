/**
 * The manifest of an append-only file: which files it consists of, in the order in which they are
 * loaded. A line for each:
 *
 *   file appendonly.aof.1.base.rdb seq 1 type b
 *   file appendonly.aof.1.incr.aof seq 1 type i
 *
 * Types: b, the base (one at most); i, increments; h, history, which only waits to be deleted.
 */

import { Args } from "../../resp/args.ts";
import { splitWords } from "../../resp/inline.ts";
import { quoted } from "../../resp/quoted.ts";

export interface ManifestFile {
  /** A name in the same folder. */
  readonly name: string;
  readonly seq: number;
  readonly type: "b" | "i" | "h";
}

export interface Manifest {
  readonly base: ManifestFile | null;
  /** In the order in which they were written. */
  readonly increments: readonly ManifestFile[];
  readonly history: readonly ManifestFile[];
}

export const EMPTY_MANIFEST: Manifest = { base: null, increments: [], history: [] };

/** Reads a manifest. Throws an Error that names the line. */
export function parseManifest(text: string): Manifest {
  const files: ManifestFile[] = [];
  for (const [i, line] of text.split("\n").entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const file = parseLine(line.trim());
    if (file === null) throw new Error(`line ${i + 1} of the manifest makes no sense: ${line}`);
    files.push(file);
  }
  const bases = files.filter(({ type }) => type === "b");
  if (bases.length > 1) throw new Error("the manifest names more than one base");
  const increments = files.filter(({ type }) => type === "i");
  if (increments.some(({ seq }, i) => i > 0 && seq <= increments[i - 1].seq)) {
    throw new Error("the increments in the manifest are not in order");
  }
  return { base: bases[0] ?? null, increments, history: files.filter(({ type }) => type === "h") };
}

function parseLine(line: string): ManifestFile | null {
  const bytes = new TextEncoder().encode(line);
  const args = new Args();
  if (!splitWords(bytes, 0, bytes.length, args) || args.count % 2 !== 0) return null;
  let [name, seq, type] = ["", NaN, ""];
  for (let i = 0; i < args.count; i += 2) {
    const value = new TextDecoder().decode(args.copy(i + 1));
    if (args.is(i, "FILE")) name = value;
    else if (args.is(i, "SEQ")) seq = Number(value);
    else if (args.is(i, "TYPE")) type = value;
  }
  const isFine = name !== "" && !/[/\\]/.test(name) && Number.isSafeInteger(seq) && seq > 0 &&
    (type === "b" || type === "i" || type === "h");
  return isFine ? { name, seq, type } as ManifestFile : null;
}

/** The text of a manifest. */
export function formatManifest({ base, increments, history }: Manifest): string {
  const files = [...(base === null ? [] : [base]), ...history, ...increments];
  return files.map(({ name, seq, type }) => `file ${shown(name)} seq ${seq} type ${type}\n`).join(
    "",
  );
}

function shown(name: string): string {
  const bytes = new TextEncoder().encode(name);
  return /[\s"'\\]/.test(name) ? quoted(bytes, 0, bytes.length) : name;
}
