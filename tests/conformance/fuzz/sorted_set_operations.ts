/** Generators of operations on whole sorted sets. */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

/** Scores whose sums depend on the order, and are printed alike by 7.0 and 7.2. */
const SCORES = "0 1 2 3 -1 0.125 -2.25 1125899906842624 -1125899906842624 inf -inf 100".split(" ");
const WEIGHTS = "1 2 0 -1 0.5 10 inf -inf".split(" ");

/** Sorted sets, sets, and what may be neither. */
const source = (c: Chance): string =>
  c.is(0.95) ? c.pick(["za", "zb", "zc", "zeven", "zlarge", "sa", "sb", "none"]) : c.key();
const sorted = (c: Chance): string => c.is(0.93) ? c.pick(["za", "zb", "zc", "zlarge"]) : c.key();
const destination = (c: Chance): string =>
  c.is(0.8) ? `zout${c.below(2)}` : c.pick(["za", "zb", "sb", c.key()]);
/** Sets without a negative zero, which becomes positive while a set is packed. */
const plain = (c: Chance): string => c.is(0.95) ? c.pick(["zc", "zlarge"]) : c.pick(["none", "sa"]);

function member(c: Chance): string {
  if (c.is(0.02)) return "y".repeat(c.pick([63, 64, 65]));
  return c.is(0.3) ? String(c.below(12)) : `m${c.below(12)}`;
}

const flag = (c: Chance, word: string) => (): string[] => [c.word(word)];

const add: Generator = (c) => {
  const key = sorted(c);
  const isLarge = key === "zlarge" && c.is(0.3);
  if (c.is(0.2)) return ["zeven", ...c.times(3, () => ["0", member(c)]).flat()];
  const pair = () => [c.pick(SCORES), isLarge ? `m${c.below(400)}` : member(c)];
  return [key, ...c.times(isLarge ? 150 : 1 + c.below(4), pair).flat()];
};

const addToSet: Generator = (c) => [
  c.pick(["sa", "sb"]),
  ...c.times(1 + c.below(3), () => member(c)),
];

/** `numkeys key [key ...]`, seldom with a wrong number. */
function keys(c: Chance): string[] {
  const names = c.times(1 + c.below(4), () => source(c));
  const count = c.is(0.95) ? String(names.length) : c.is(0.5) ? c.small(6) : c.integer();
  return [count, ...names];
}

function combining(c: Chance, count: number): (() => string[])[] {
  const weight = () => c.is(0.98) ? c.pick(WEIGHTS) : c.pick(["a", "", "nan", "1e400"]);
  return [
    () => [c.word("WEIGHTS"), ...c.times(c.is(0.95) ? count : c.below(6), weight)],
    () => [
      c.word("AGGREGATE"),
      ...c.is(0.97) ? [c.word(c.pick(["SUM", "MIN", "MAX", "MIN", "NOPE"]))] : [],
    ],
  ];
}

/** WITHSCORES where it is known, and rarely where it is not. */
function combined(isStored: boolean): Generator {
  return (c) => {
    const all = keys(c);
    const options = combining(c, all.length - 1);
    const scores = c.some(isStored ? 0.02 : 0.6, flag(c, "WITHSCORES"));
    return [...isStored ? [destination(c)] : [], ...all, ...c.some(0.4, ...options), ...scores];
  };
}

/** A set and a range in it; names have an order only where all scores are equal. */
const range: Generator = (c) => {
  const limit = () => [c.word("LIMIT"), c.small(10), c.small(10)];
  const [low, high] = c.pick([["0", "-1"], ["1", "3"], ["-3", "-1"], [c.small(), c.small()]]);
  const rest = c.some(0.3, flag(c, "REV"), limit);
  const [from, to] = [c.pick(["-", "[m1", "(m", "a"]), c.pick(["+", "[m5", "(z", "[m5"])];
  switch (c.below(3)) {
    case 0:
      return [plain(c), low, high, ...c.some(0.2, flag(c, "REV"), flag(c, "WITHSCORES"))];
    case 1:
      return [plain(c), c.pick(SCORES), `(${c.pick(SCORES)}`, c.word("BYSCORE"), ...rest];
    default:
      return ["zeven", from, to, c.word("BYLEX"), ...rest];
  }
};

/** The commands with their weights. Of what is random only that which is not. */
export const SORTED_SET_OPERATIONS: readonly (readonly [
  name: string,
  weight: number,
  Generator,
])[] = [
  ["ZADD", 5, add],
  ["SADD", 2, addToSet],
  ["ZREM", 1, (c) => [sorted(c), member(c)]],
  ["ZDIFF", 2, (c) => [...keys(c), ...c.some(0.6, flag(c, "WITHSCORES"))]],
  ["ZDIFFSTORE", 2, (c) => [destination(c), ...keys(c), ...c.some(0.03, flag(c, "WITHSCORES"))]],
  ["ZINTER", 3, combined(false)],
  ["ZINTERCARD", 2, (c) => [...keys(c), ...c.some(0.5, () => [c.word("LIMIT"), c.small(10)])]],
  ["ZINTERSTORE", 2, combined(true)],
  ["ZRANDMEMBER", 2, (c) => [
    sorted(c),
    c.pick([
      "0",
      "1000",
      "9223372036854775807",
      "-9223372036854775808",
      "a",
      "4611686018427387904",
    ]),
    ...c.some(0.4, flag(c, "WITHSCORES")),
  ]],
  ["ZRANGE", 2, (c) => [destination(c), "0", "-1", "WITHSCORES"]],
  ["ZRANGESTORE", 4, (c) => [destination(c), ...range(c)]],
  ["ZSCAN", 2, (c) => [
    sorted(c),
    c.pick(["0", "0", "0", "0", "a"]),
    ...c.some(0.3, () => [c.word("MATCH"), c.pick(["*", "m1*", "[0-9]", "nope"])]),
    // All that there is in one reply: how it is divided, each server may choose.
    c.word("COUNT"),
    c.pick(["10000", "10000", "10000", "0", "a"]),
  ]],
  ["ZUNION", 3, combined(false)],
  ["ZUNIONSTORE", 3, combined(true)],
  ["OBJECT", 1, (c) => [c.word("ENCODING"), `zout${c.below(2)}`]],
];
