/**
 * Generators of the set commands. What is chosen by chance can be compared only where there is no
 * choice: of sets of one member (`one`), or when all members are asked for.
 */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

/** More than any set has. */
const ALL = ["1000000", "5000", "9223372036854775807"];

/**
 * Keys of sets: with strings, with integers only, with many members. Of other keys, whose encoding
 * is compared, only integers are members: with strings 7.0 and 7.2 choose another one.
 */
const name = (c: Chance): string =>
  c.is(0.94) ? c.pick(["s0", "s1", "s2", "i0", "i1", "many0", "many1"]) : c.key();
const target = (c: Chance): string => c.pick(["s0", "s1", "s2", "s3", "d0", "many0"]);
const names: Generator = (c) => c.times(1 + c.below(4), () => name(c));

function integer(c: Chance): string {
  switch (c.below(6)) {
    case 0:
      return c.pick(["32767", "-32768", "32768", "2147483647", "-2147483649", "4294967296"]);
    case 1:
      return c.pick(["9223372036854775807", "-9223372036854775808", "9007199254740993"]);
    default:
      return String(c.below(60) - 20);
  }
}

function member(c: Chance, key: string): string {
  if (!/^(s|many|d)/.test(key)) return integer(c);
  switch (c.below(10)) {
    case 0:
    case 1:
    case 2:
      return integer(c);
    case 3:
      return c.pick(["", "01", "-0", "+1", " 1", "1.0", "9223372036854775808", "\x00", "\r\n"]);
    case 4:
      return c.times(c.below(4), () => String.fromCharCode(c.below(256))).join("");
    case 5:
      return "x".repeat(c.pick([1, 63, 64, 65, 200]));
    default:
      return `m${c.below(25)}`;
  }
}

/** A few members, or so many that the set is packed no more. */
function members(c: Chance, key: string): string[] {
  const isMany = key.startsWith("many") ? c.is(0.15) : c.is(0.004);
  if (!isMany) return c.times(1 + c.below(4), () => member(c, key));
  const from = c.below(500);
  const isText = key !== "many1" && /^(s|many|d)/.test(key);
  const count = isText ? 100 + c.below(150) : 300 + c.below(300);
  return Array.from({ length: count }, (_, i) => isText && i % 3 > 0 ? `n${from + i}` : `${i}`);
}

const keyMembers: Generator = (c) => {
  const key = name(c);
  return [key, ...members(c, key)];
};
const keyMember: Generator = (c) => {
  const key = name(c);
  return [key, member(c, key)];
};
const one = (c: Chance): string => c.pick(["one0", "one1"]);
const store: Generator = (c) => [target(c), ...names(c)];

/** A count that leaves no choice, or is none. */
const count = (c: Chance): string =>
  c.is(0.7) ? c.pick(ALL) : c.pick(["0", "-0", "a", "", "1.5", "9223372036854775808"]);

const cardinality: Generator = (c) => {
  const keys = names(c);
  return [
    c.is(0.9) ? String(keys.length) : c.pick(["0", "-1", "a", "7", "9223372036854775807"]),
    ...keys,
    ...c.some(0.4, () => [c.word("LIMIT"), c.small(12)]),
    ...c.some(0.05, () => [c.pick(["x", "LIMIT"])]),
  ];
};

const PATTERNS = ["*", "m?", "m1*", "[0-9]*", "", "-*", "\\m*", "[^m]*", "x*"];

const scan: Generator = (c) => [
  name(c),
  c.pick(["0", "0", "0", "0", "0", "a", "-"]),
  ...c.some(0.3, () => [c.word("MATCH"), c.pick(PATTERNS)], () => ["NOPE"]),
  // All that there is in one reply: how it is divided, each server may choose.
  c.word("COUNT"),
  c.pick(["100000", "100000", "100000", "0", "a"]),
];

/** The commands with their weights. */
export const SETS: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["SADD", 25, keyMembers],
  ["SADD", 2, () => ["feed", "x", "7"]],
  // Not SADD: that would take one more word for one more member.
  ["SMOVE", 4, (c) => ["feed", ...c.pick([["one0", "x"], ["one1", "7"]])]],
  ["SCARD", 4, (c) => [name(c)]],
  ["SDIFF", 4, names],
  ["SDIFFSTORE", 4, store],
  ["SINTER", 4, names],
  ["SINTERCARD", 4, cardinality],
  ["SINTERSTORE", 4, store],
  ["SISMEMBER", 6, keyMember],
  ["SMEMBERS", 8, (c) => [name(c)]],
  ["SMISMEMBER", 3, keyMembers],
  ["SMOVE", 5, (c) => {
    const key = name(c);
    return [key, target(c), member(c, key)];
  }],
  ["SPOP", 3, (c) => c.is(0.7) ? [one(c), ...c.some(0.4, () => [count(c)])] : [name(c), count(c)]],
  [
    "SRANDMEMBER",
    4,
    // Always with a count: one that is added by chance could ask for more than there is memory.
    (c) => c.is(0.4) ? [one(c), c.pick(["1", "3", "0", "-1", "-5", "-70"])] : [name(c), count(c)],
  ],
  ["SREM", 14, keyMembers],
  ["SSCAN", 4, scan],
  ["SUNION", 4, names],
  ["SUNIONSTORE", 4, store],
  // The encoding of sets of integers, and the contents of all.
  ["OBJECT", 2, (c) => [c.word("ENCODING"), c.pick(["i0", "i1"])]],
  ["DEBUG", 2, (c) => ["DIGEST-VALUE", "i0", "i1", "many1", target(c), target(c)]],
  ["DEL", 0.3, names],
];
