/** Which arguments of a command are keys, by its key specifications. */

import type { Args } from "../resp/args.ts";
import { parseInteger } from "../resp/numbers.ts";
import type { CommandSpec, KeyFlag, KeySpec } from "./spec.ts";

/** A key's place among the arguments, and what the command does with it. */
export interface KeyPlace {
  readonly index: number;
  readonly flags: readonly KeyFlag[];
}

/** The keys of a command, in the order of its specifications; null if the arguments are wrong. */
export function findKeys(spec: CommandSpec, args: Args): KeyPlace[] | null {
  const places: KeyPlace[] = [];
  for (const each of spec.keys ?? []) {
    if (each.flags.includes("not_key")) continue;
    const first = firstKey(each, args);
    if (first === null) continue;
    const bounds = keyBounds(each, args, first);
    if (bounds === null) return null;
    const flags = each.flags.includes("variable_flags") ? variableFlags(spec, args) : each.flags;
    for (let index = bounds.first; index <= bounds.last; index += bounds.step) {
      if (index >= args.count) return null;
      places.push({ index, flags });
    }
  }
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

function keyBounds(
  { find }: KeySpec,
  args: Args,
  first: number,
): { first: number; last: number; step: number } | null {
  if (find === "unknown") return { first, last: first - 1, step: 1 };
  if ("keynumIndex" in find) {
    const at = first + find.keynumIndex;
    if (at >= args.count) return null;
    const count = parseInteger(args.bytes, args.start(at), args.end(at));
    if (!(count >= 0)) return null;
    const begin = first + find.firstKey;
    return { first: begin, last: begin + (count - 1) * find.step, step: find.step };
  }
  const { last, step, limit } = find;
  if (last >= 0) return { first, last: first + last, step };
  if (limit > 1) return { first, last: first + Math.floor((args.count - first) / limit) - 1, step };
  const end = args.count + last;
  return end < first ? null : { first, last: end, step };
}

/** Flags that depend on the options: SET reads with GET, BITFIELD may only read. */
function variableFlags(spec: CommandSpec, args: Args): readonly KeyFlag[] {
  if (spec.name === "SET") {
    for (let i = 3; i < args.count; i++) if (args.is(i, "GET")) return ["RW", "access", "update"];
    return ["OW", "update"];
  }
  for (let i = 2; i < args.count; i++) {
    if (args.is(i, "SET") || args.is(i, "INCRBY")) return ["RW", "access", "update"];
  }
  return ["RO", "access"];
}
