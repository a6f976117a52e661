/** Which arguments of a command are keys, by its key specifications. */

import type { Args } from "../resp/args.ts";
import { parseInteger } from "../resp/numbers.ts";
import type { CommandSpec, KeyFlag, KeySpec } from "./spec.ts";

/** A key's place among the arguments, and what the command does with it. */
export interface KeyPlace {
  readonly index: number;
  readonly flags: readonly KeyFlag[];
}

/** Keys at every `step` arguments from `first` to `last`, both included. */
interface KeyRun {
  readonly first: number;
  readonly last: number;
  readonly step: number;
}

const READS: readonly KeyFlag[] = ["RO", "access"];
const CHANGES: readonly KeyFlag[] = ["RW", "access", "update"];
const OVERWRITES: readonly KeyFlag[] = ["OW", "update"];

/** Commands that may be told to store their result at a key, and where their options begin. */
const STORING: ReadonlyMap<string, number> = new Map([
  ["SORT", 2],
  ["GEORADIUS", 6],
  ["GEORADIUSBYMEMBER", 5],
]);

/** Whether a command can have keys at all. */
export function takesKeys({ keys = [] }: CommandSpec): boolean {
  return keys.some(({ flags }) => !flags.includes("not_key"));
}

/**
 * The keys among the arguments of a command, in the order of its specifications. None if the
 * arguments contradict these, as a count of keys does that is greater than what follows.
 */
export function findKeys(spec: CommandSpec, args: Args): KeyPlace[] {
  const places: KeyPlace[] = [];
  const options = STORING.get(spec.name) ?? 0;
  for (const each of spec.keys ?? []) {
    if (each.flags.includes("not_key") || (options > 0 && each.flags.includes("OW"))) continue;
    const first = firstKey(each, args);
    if (first === null) continue;
    const run = keyRun(each, args, first);
    if (run === null || first >= args.count) return [];
    const flags = each.flags.includes("variable_flags") ? flagsByOptions(spec, args) : each.flags;
    for (let index = run.first; index <= run.last; index += run.step) places.push({ index, flags });
  }
  const stored = options > 0 ? storedAt(args, options) : 0;
  if (stored > 0) places.push({ index: stored, flags: OVERWRITES });
  return places;
}

/** The index that a specification begins at, or null if its keyword is absent. */
function firstKey({ begin }: KeySpec, args: Args): number | null {
  if (begin === "unknown") return null;
  if ("index" in begin) return begin.index;
  const step = begin.startFrom > 0 ? 1 : -1;
  const from = begin.startFrom > 0 ? begin.startFrom : args.count + begin.startFrom;
  for (let i = from; i > 0 && i < args.count; i += step) {
    if (args.is(i, begin.keyword.toUpperCase())) return i + 1;
  }
  return null;
}

/** The key at which options from argument `i` on say to store, 0 if none: the last of them counts. */
function storedAt(args: Args, i: number): number {
  let found = 0;
  for (; i < args.count; i++) {
    if (args.is(i, "LIMIT")) i += 2;
    else if (args.is(i, "GET") || args.is(i, "BY") || args.is(i, "COUNT")) i++;
    else if (args.is(i, "STORE") || args.is(i, "STOREDIST")) found = ++i < args.count ? i : found;
  }
  return found;
}

/** The keys that one specification names; null if they are not all there. */
function keyRun({ find }: KeySpec, args: Args, first: number): KeyRun | null {
  if (find === "unknown") return null;
  const run = "last" in find ? rangeOf(find, args, first) : countedBy(find, args, first);
  return run === null || run.last < run.first || run.last >= args.count ? null : run;
}

function rangeOf(
  { last, step, limit }: { last: number; step: number; limit: number },
  args: Args,
  first: number,
): KeyRun {
  if (last >= 0) return { first, last: first + last, step };
  // With a limit of n, only an n-th of the arguments are keys: XREAD's ids follow them.
  if (limit > 1) {
    return { first, last: first + Math.floor((args.count - first) / limit) + last, step };
  }
  return { first, last: args.count + last, step };
}

function countedBy(
  find: { keynumIndex: number; firstKey: number; step: number },
  args: Args,
  first: number,
): KeyRun | null {
  const at = first + find.keynumIndex;
  if (at >= args.count) return null;
  const count = parseInteger(args.bytes, args.start(at), args.end(at));
  if (!(count > 0)) return null;
  const from = first + find.firstKey;
  return { first: from, last: from + (count - 1) * find.step, step: find.step };
}

/** What a command does with its key where that depends on the other arguments. */
function flagsByOptions({ name }: CommandSpec, args: Args): readonly KeyFlag[] {
  if (name === "SET") return setReads(args) ? CHANGES : OVERWRITES;
  return name === "BITFIELD" && bitfieldOnlyReads(args) ? READS : CHANGES;
}

function setReads(args: Args): boolean {
  for (let i = 3; i < args.count; i++) {
    if (args.is(i, "GET") || args.is(i, "IFEQ") || args.is(i, "IFNE")) return true;
  }
  return false;
}

/** What is no operation counts as a write, to be on the safe side. */
function bitfieldOnlyReads(args: Args): boolean {
  for (let i = 2; i < args.count; i++) {
    const left = args.count - i - 1;
    if (args.is(i, "GET") && left >= 2) i += 2;
    else if (args.is(i, "OVERFLOW") && left >= 1) i += 1;
    else return false;
  }
  return true;
}
