/** Generators of SORT and SORT_RO. */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

const name = (c: Chance): string => c.pick("l0 l1 l2 long0 nums nums h0 nil".split(" "));
/** These have an order of their own: what they refer to is looked up in it, and ties keep it. */
const set = (c: Chance): string[] => [
  c.pick(["s0", "s1", "i0", "many0", "z0", "z1"]),
  ...c.some(0.3, () => [c.word("DESC")]),
  c.word("ALPHA"),
];

const PATTERNS = ["k*", "k*", "*", "h*->a", "nosort", "k*->f", "#", "", "nums*", "k*->"];

const sort: Generator = (c) => [
  name(c),
  ...c.some(
    0.3,
    () => [c.word(c.pick(["ASC", "DESC", "DESC"]))],
    // Not both: of elements that compare equal, Redis keeps any with a limit.
    () => c.is(0.5) ? [c.word("BY"), c.pick(PATTERNS)] : [c.word("LIMIT"), c.small(8), c.small(8)],
    () => [c.word("GET"), c.pick(["#", ...PATTERNS])],
    () => [c.word("GET"), c.pick(PATTERNS)],
  ),
  // By numbers in the dialogues only: Redis takes an earlier overflow, anywhere, for one of SORT's.
  c.word("ALPHA"),
];

/** The commands with their weights. */
export const SORTING: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["RPUSH", 2, (c) => ["nums", ...c.times(1 + c.below(4), () => String(c.below(40) / 4))]],
  [
    "SORT",
    4,
    (c) => [...sort(c), ...c.some(0.3, () => [c.word("STORE"), c.pick(["l2", "nums2"])])],
  ],
  ["SORT", 1, (c) => [...set(c), ...c.some(0.3, () => [c.word("STORE"), "nums2"])]],
  ["SORT_RO", 2, sort],
];
