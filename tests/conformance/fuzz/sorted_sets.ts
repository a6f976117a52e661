/** Generators of the sorted set commands. */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

/** Scores that 7.0 and 7.2 print alike: the shortest text of each has no more than 17 digits. */
const SCORES = [
  ..."0 1 -1 2 3 5 -7 10 100 127 128 -129 4095 4096 -4097 32768 8388608 2147483648".split(" "),
  ..."0.5 -0.5 1.25 2.125 -3.75 1000000.5 inf -inf +inf infinity -0 0.0 1e3 +5 0x10".split(" "),
];
const NOT_SCORES = ["", "a", "nan", " 1", "1 ", "1e400", "(1", "0x", "--1", "1_000"];

/** Keys of sorted sets; on those named `lex` all scores are equal, without which names have no order. */
const name = (c: Chance): string =>
  c.is(0.94) ? c.pick(["z0", "z1", "z2", "lex0", "lex1", "long"]) : c.key();
const lexName = (c: Chance): string => c.pick(["lex0", "lex1"]);

/** A score; of the sets with equal ones, always the same. */
function score(c: Chance, key: string): string {
  if (c.is(0.02)) return c.pick(NOT_SCORES);
  if (key.startsWith("lex")) return "0";
  return c.is(0.5) ? c.pick(SCORES) : String((c.below(400) - 200) / 8);
}

function member(c: Chance): string {
  switch (c.below(10)) {
    case 0:
      return String(c.below(300) - 100);
    case 1:
      return c.times(c.below(4), () => String.fromCharCode(c.below(256))).join("");
    case 2:
      return "x".repeat(c.pick([0, 1, 63, 64]));
    default:
      return `m${c.below(30)}`;
  }
}

/** So many pairs that the set is packed no more, or a few. */
function pairs(c: Chance, key: string): string[] {
  const count = c.is(0.03) && (key === "long" || key === "lex1") ? 180 : 1 + c.below(4);
  const words = c.times(count, () => [score(c, key), count > 4 ? `n${c.below(1000)}` : member(c)]);
  if (c.is(0.003)) words.push([score(c, key), "y".repeat(65)]);
  return words.flat();
}

/** An end of a range of scores. */
function bound(c: Chance): string {
  const text = c.is(0.03) ? c.pick([...NOT_SCORES, "("]) : score(c, "");
  return c.is(0.3) ? `(${text}` : text;
}

/** An end of a range of names. */
function lexBound(c: Chance): string {
  return c.is(0.3)
    ? c.pick(["-", "+", "-", "+", "m", "", "-a", "+a"])
    : c.pick(["[", "("]) + member(c);
}

const scores = (c: Chance): string[] => c.is(0.2) ? ["-inf", "+inf"] : [bound(c), bound(c)];
const names = (c: Chance): string[] => c.is(0.2) ? ["-", "+"] : [lexBound(c), lexBound(c)];
const ranks = (c: Chance): string[] => c.is(0.3) ? ["0", "-1"] : [c.small(), c.small()];

const limit = (c: Chance): () => string[] => () => [c.word("LIMIT"), c.small(10), c.small(10)];
const flag = (c: Chance, word: string): () => string[] => () => [c.word(word)];
const options = (c: Chance): string[] => c.some(0.3, limit(c), flag(c, "WITHSCORES"));

const zadd: Generator = (c) => {
  const key = name(c);
  const isLex = key.startsWith("lex");
  const words = ["NX", "XX", "GT", "LT", "CH", ...isLex ? [] : ["INCR"]];
  const isSingle = c.is(0.3);
  return [
    key,
    ...c.some(isSingle ? 0.3 : 0.07, ...words.map((word) => flag(c, word))),
    ...isSingle ? [score(c, key), member(c)] : pairs(c, key),
  ];
};

const zrange: Generator = (c) => {
  const rest = () => [...c.some(0.3, flag(c, "REV"), limit(c), flag(c, "WITHSCORES"))];
  switch (c.below(3)) {
    case 0:
      return [name(c), ...ranks(c), ...c.some(0.3, flag(c, "REV"), flag(c, "WITHSCORES"))];
    case 1:
      return [name(c), ...scores(c), c.word("BYSCORE"), ...rest()];
    default:
      return [lexName(c), ...names(c), c.word("BYLEX"), ...c.is(0.9) ? lexRest(c) : rest()];
  }
};
const lexRest = (c: Chance): string[] => c.some(0.4, flag(c, "REV"), limit(c));

const keyMember: Generator = (c) => [name(c), member(c)];
const keyMembers: Generator = (c) => [name(c), ...c.times(1 + c.below(3), () => member(c))];
const pop: Generator = (c) => [name(c), ...c.some(0.4, () => [c.small(6)])];
const popAny: Generator = (c) => {
  const keys = c.times(1 + c.below(3), () => name(c));
  const count = c.is(0.95) ? String(keys.length) : c.integer();
  return [
    count,
    ...keys,
    c.word(c.pick(["MIN", "MAX"])),
    ...c.some(0.4, () => [
      c.word("COUNT"),
      c.small(6),
    ]),
  ];
};

/** Short, so that the fuzzer goes on soon where there is nothing to pop. */
const timeout = (c: Chance): string => c.is(0.95) ? "0.001" : c.pick(["-1", "a", ""]);
const waitingPop: Generator = (c) => [...c.times(1 + c.below(2), () => name(c)), timeout(c)];

/** The commands with their weights. */
export const SORTED_SETS: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["BZMPOP", 0.3, (c) => [timeout(c), ...popAny(c)]],
  ["BZPOPMAX", 0.3, waitingPop],
  ["BZPOPMIN", 0.3, waitingPop],
  ["ZADD", 25, zadd],
  ["ZCARD", 2, (c) => [name(c)]],
  ["ZCOUNT", 4, (c) => [name(c), ...scores(c)]],
  ["ZINCRBY", 6, (c) => {
    const key = c.pick(["z0", "z1", "z2", "long"]);
    return [key, score(c, key), member(c)];
  }],
  ["ZLEXCOUNT", 3, (c) => [lexName(c), ...names(c)]],
  ["ZMPOP", 1, popAny],
  ["ZMSCORE", 3, keyMembers],
  ["ZPOPMAX", 2, pop],
  ["ZPOPMIN", 2, pop],
  ["ZRANGE", 12, zrange],
  ["ZRANGEBYLEX", 3, (c) => [lexName(c), ...names(c), ...c.some(0.3, limit(c))]],
  ["ZRANGEBYSCORE", 4, (c) => [name(c), ...scores(c), ...options(c)]],
  ["ZRANK", 4, keyMember],
  ["ZREM", 5, keyMembers],
  ["ZREMRANGEBYLEX", 0.5, (c) => [lexName(c), ...names(c)]],
  ["ZREMRANGEBYRANK", 0.5, (c) => [name(c), ...ranks(c)]],
  ["ZREMRANGEBYSCORE", 0.5, (c) => [name(c), ...scores(c)]],
  ["ZREVRANGE", 4, (c) => [name(c), ...ranks(c), ...c.some(0.3, flag(c, "WITHSCORES"))]],
  ["ZREVRANGEBYLEX", 3, (c) => [lexName(c), ...names(c), ...c.some(0.3, limit(c))]],
  ["ZREVRANGEBYSCORE", 4, (c) => [name(c), ...scores(c), ...options(c)]],
  ["ZREVRANK", 3, keyMember],
  ["ZSCORE", 4, keyMember],
  ["OBJECT", 2, (c) => [c.word("ENCODING"), name(c)]],
  ["TYPE", 0.5, (c) => [name(c)]],
];
