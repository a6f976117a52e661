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

/** Redis reads no longer lines. */
const LINE_CHARS_MAX = 1024;
const BAD_FORMAT = "Invalid AOF manifest file format";

/** Reads a manifest. Throws an Error that names the line, in the words of Redis. */
export function parseManifest(text: string): Manifest {
  const files: ManifestFile[] = [];
  if (text === "") throw new Error("Found an empty AOF manifest");
  for (const [i, line] of text.replace(/\n$/, "").split("\n").entries()) {
    const refuse = (what: string) => new Error(`${what}, in line ${i + 1}: ${line.slice(0, 100)}`);
    if (line.length >= LINE_CHARS_MAX) {
      throw refuse("The AOF manifest file contains too long line");
    }
    if (line.startsWith("#")) continue;
    const file = parseLine(line.trim());
    if (file === null) throw refuse(BAD_FORMAT);
    if (!isType(file.type)) throw refuse("Unknown AOF file type");
    if (file.type === "b" && files.some(({ type }) => type === "b")) {
      throw refuse("Found duplicate base file information");
    }
    if (file.type === "i" && files.some(({ type, seq }) => type === "i" && seq >= file.seq)) {
      throw refuse("Found a non-monotonic sequence number");
    }
    files.push(file);
  }
  const ofType = (wanted: ManifestFile["type"]) => files.filter(({ type }) => type === wanted);
  return { base: ofType("b")[0] ?? null, increments: ofType("i"), history: ofType("h") };
}

function isType(type: string): boolean {
  return type === "b" || type === "i" || type === "h";
}

/** The type is looked at later. */
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
    type !== "";
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
