/** Generators of the list commands. */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

/** Keys of lists; the ones named `long` grow beyond a node. */
const name = (c: Chance): string =>
  c.is(0.94) ? c.pick(["l0", "l1", "l2", "long0", "long1"]) : c.key();

const ELEMENTS = ["a", "b", "c", "d", "", "0", "1", "-1", "127", "128", "-4097", "99999999999"];

function element(c: Chance): string {
  switch (c.below(12)) {
    case 0:
      return String(c.below(100_000) - 50_000);
    case 1:
      return c.times(c.below(6), () => String.fromCharCode(c.below(256))).join("");
    case 2:
      return "x".repeat(c.pick([1, 62, 63, 64, 65, 300]));
    default:
      return c.pick(ELEMENTS);
  }
}

/** A few elements, or so many that they need several nodes. */
function elements(c: Chance, key: string): string[] {
  if (!key.startsWith("long")) return c.times(1 + c.below(4), () => element(c));
  if (c.is(0.01)) return ["z".repeat(c.pick([4000, 8180, 8192, 8193, 9000]))];
  return c.is(0.05) ? c.times(60, () => element(c).repeat(3)) : [element(c)];
}

const push: Generator = (c) => {
  const key = name(c);
  return [key, ...elements(c, key)];
};
const index = (c: Chance): string => c.is(0.95) ? String(c.below(40) - 20) : c.integer();
/** 7.2 and 7.4 refuse the least of all integers, which has no opposite, as RANK and in LREM. */
const opposable = (text: string): string =>
  text === "-9223372036854775808" ? "-9223372036854775807" : text;
const range: Generator = (c) => [name(c), index(c), index(c)];
const end = (c: Chance): string => c.word(c.is(0.98) ? c.pick(["LEFT", "RIGHT"]) : "MIDDLE");
const pop: Generator = (c) => [name(c), ...c.some(0.4, () => [c.small(6)])];
/** Short, so that the fuzzer goes on soon where there is nothing to take. */
const timeout = (c: Chance): string =>
  c.is(0.95) ? "0.001" : c.pick(["-1", "a", "", "inf", "1e400", "-inf", "nan", "9999999999999999"]);
const waitingPop: Generator = (c) => [...c.times(1 + c.below(2), () => name(c)), timeout(c)];
const popAny: Generator = (c) => {
  const keys = c.times(1 + c.below(3), () => name(c));
  const count = c.is(0.95) ? String(keys.length) : c.integer();
  return [count, ...keys, end(c), ...c.some(0.4, () => [c.word("COUNT"), c.small(6)])];
};
const option = (c: Chance, word: string) => () => [c.word(word), opposable(c.small(4))];

/** The commands with their weights. */
export const LISTS: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["BLMOVE", 0.3, (c) => [name(c), name(c), end(c), end(c), timeout(c)]],
  ["BLMPOP", 0.3, (c) => [timeout(c), ...popAny(c)]],
  ["BLPOP", 0.3, waitingPop],
  ["BRPOP", 0.3, waitingPop],
  ["BRPOPLPUSH", 0.3, (c) => [name(c), name(c), timeout(c)]],
  ["LINDEX", 5, (c) => [name(c), index(c)]],
  ["LINSERT", 6, (c) => {
    const key = name(c);
    const where = c.word(c.is(0.97) ? c.pick(["BEFORE", "AFTER"]) : "X");
    return [key, where, element(c), elements(c, key)[0]];
  }],
  ["LLEN", 3, (c) => [name(c)]],
  ["LMOVE", 3, (c) => [name(c), name(c), end(c), end(c)]],
  ["LMPOP", 3, popAny],
  ["LPOP", 4, pop],
  ["LPOS", 4, (c) => [
    name(c),
    element(c),
    ...c.some(0.3, option(c, "RANK"), option(c, "COUNT"), option(c, "MAXLEN")),
  ]],
  ["LPUSH", 12, push],
  ["LPUSHX", 2, push],
  ["LRANGE", 8, range],
  ["LREM", 5, (c) => [name(c), opposable(index(c)), element(c)]],
  ["LSET", 6, (c) => {
    const key = name(c);
    return [key, index(c), elements(c, key)[0]];
  }],
  ["LTRIM", 1, range],
  ["RPOP", 4, pop],
  ["RPOPLPUSH", 2, (c) => [name(c), name(c)]],
  ["RPUSH", 12, push],
  ["RPUSHX", 2, push],
];
