/** Generators of the stream commands. */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

/** Keys of streams. */
const name = (c: Chance): string => c.is(0.96) ? c.pick(["x0", "x0", "x1"]) : c.key();
const group = (c: Chance): string => c.is(0.95) ? c.pick(["g0", "g0", "g1"]) : c.value();
const consumer = (c: Chance): string => c.pick(["c0", "c1", "c2"]);

const ODD_IDS = [
  ..."- + $ > * ( (- 0-0 0 18446744073709551615-18446744073709551615 18446744073709551615".split(
    " ",
  ),
  ..."1-18446744073709551615 18446744073709551616 1-18446744073709551616 -1 1--1 1- -1-1 1-*".split(
    " ",
  ),
  ..."4294967296-4294967295 9007199254740993-1 9223372036854775807-9223372036854775808".split(" "),
  ..."1-01 +1-1 a 1-a 0x1 1.5".split(" "),
  "",
  "1-1\x00x",
  " 1-1",
];

/** An ID from among those that there may well be. */
function id(c: Chance): string {
  if (c.is(0.03)) return c.pick(ODD_IDS);
  if (c.is(0.1)) return String(c.below(8));
  return `${c.below(8)}-${c.below(6)}`;
}

const ids = (c: Chance, most = 4): string[] => c.times(1 + c.below(most), () => id(c));

/** An ID to add an entry under. */
function newId(c: Chance): string {
  if (c.is(0.003)) return `${c.below(3)}${c.below(10)}${c.below(10)}-*`;
  const made = c.is(0.8) ? `${c.below(10)}-*` : id(c);
  return made === "*" ? "1-*" : made; // What * stands for depends on the time.
}

const bound = (c: Chance, edge: string): string =>
  c.is(0.4) ? edge : `${c.is(0.15) ? "(" : ""}${id(c)}`;
const count = (c: Chance): () => string[] => () => [c.word("COUNT"), c.small(8)];
const field = (c: Chance): string => c.is(0.9) ? c.pick(["a", "b", "1", "field"]) : c.value();

/** Mostly the same fields. */
function fields(c: Chance): string[] {
  if (c.is(0.5)) return ["a", c.value(), "b", c.value()];
  return c.times(1 + c.below(4), () => [field(c), c.value()]).flat();
}

function trim(c: Chance): string[] {
  const by = c.is(0.6)
    ? [c.word("MAXLEN"), ...c.some(0.5, () => [c.pick(["~", "="])]), c.small(30)]
    : [c.word("MINID"), ...c.some(0.5, () => [c.pick(["~", "="])]), id(c)];
  return [...by, ...c.some(0.1, () => [c.word("LIMIT"), c.small(40)])];
}

/** Short, so that the fuzzer goes on soon. */
const block = (c: Chance): () => string[] => () => [
  c.word("BLOCK"),
  c.is(0.9) ? "1" : c.pick(["-1", "a", "1.5", ""]),
];

function streams(c: Chance, make: (c: Chance) => string): string[] {
  const keys = c.times(1 + c.below(2), () => name(c));
  // 7.4 knows the ID +, for the last entry.
  const ids = keys.map(() => make(c)).map((id) => id === "+" ? "-" : id);
  return [c.word("STREAMS"), ...keys, ...ids];
}

/** Always over, or never: nothing in between depends on the time. */
const minIdle = (c: Chance): string =>
  c.is(0.9) ? "0" : c.pick(["9999999", "-1", "9223372036854775807", "a", "", "1.5"]);

const range = (isReverse: boolean): Generator => (c) => {
  const [start, end] = [bound(c, "-"), bound(c, "+")];
  return [name(c), ...(isReverse ? [end, start] : [start, end]), ...c.some(0.3, count(c))];
};

const entries: Generator = (c) => [c.word("ENTRIESREAD"), c.pick(["-1", "0", "1", "5", "-2", "a"])];

/** The commands with their weights. */
export const STREAMS: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["XACK", 5, (c) => [name(c), group(c), ...ids(c)]],
  ["XADD", 40, (c) => [
    name(c),
    ...c.some(0.05, () => [c.word("NOMKSTREAM")], () => trim(c)),
    newId(c),
    ...fields(c),
  ]],
  ["XAUTOCLAIM", 3, (c) => [
    name(c),
    group(c),
    consumer(c),
    minIdle(c),
    c.is(0.6) ? "0" : id(c),
    ...c.some(0.3, count(c), () => [c.word("JUSTID")]),
  ]],
  ["XCLAIM", 5, (c) => [
    name(c),
    group(c),
    consumer(c),
    minIdle(c),
    ...ids(c),
    ...c.some(
      0.15,
      () => [c.word("IDLE"), c.integer()],
      () => [c.word("RETRYCOUNT"), c.small(5)],
      () => [c.word("FORCE")],
      () => [c.word("JUSTID")],
      () => [c.word("LASTID"), id(c)],
      () => [c.is(0.8) ? c.word("FORCE") : "NOPE"],
    ),
  ]],
  ["XDEL", 6, (c) => [name(c), ...ids(c)]],
  ["XGROUP", 5, (c) =>
    c.pick([
      [c.word("CREATE"), name(c), group(c), c.is(0.4) ? "$" : id(c)],
      [c.word("CREATE"), name(c), group(c), "0", ...c.some(0.4, () => [c.word("MKSTREAM")])],
      [c.word("CREATE"), name(c), group(c), id(c), ...c.some(0.4, () => entries(c))],
      [c.word("SETID"), name(c), group(c), c.is(0.4) ? "$" : id(c)],
      [c.word("SETID"), name(c), group(c), id(c), ...c.some(0.4, () => entries(c))],
      [c.word("CREATECONSUMER"), name(c), group(c), consumer(c)],
      [c.word("DELCONSUMER"), name(c), group(c), consumer(c)],
      ...c.is(0.2) ? [[c.word("DESTROY"), name(c), group(c)], ["NOPE", name(c)]] : [],
    ])],
  ["XINFO", 6, (c) =>
    c.pick([
      [c.word("STREAM"), name(c)],
      [c.word("GROUPS"), name(c)],
      ["NOPE", name(c)],
      [c.word("STREAM"), name(c), "NOPE"],
      [c.word("CONSUMERS"), name(c), "nosuchgroup"],
    ])],
  ["XLEN", 2, (c) => [name(c)]],
  ["XPENDING", 5, (c) =>
    c.is(0.5) ? [name(c), group(c)] : [
      name(c),
      group(c),
      ...c.some(0.05, () => [c.word("IDLE"), c.pick(["0", "0", "a", "-1"])]),
      bound(c, "-"),
      bound(c, "+"),
      c.small(10),
      ...c.some(0.4, () => [consumer(c)]),
    ]],
  ["XRANGE", 6, range(false)],
  ["XREAD", 5, (c) => [
    ...c.some(0.2, count(c), block(c)),
    ...streams(c, (c) => c.is(0.1) ? "$" : id(c)),
  ]],
  ["XREADGROUP", 12, (c) => [
    c.word("GROUP"),
    group(c),
    consumer(c),
    ...c.some(0.15, count(c), block(c), () => [c.word("NOACK")]),
    ...streams(c, (c) => c.is(0.7) ? ">" : c.is(0.5) ? "0" : id(c)),
  ]],
  ["XREVRANGE", 5, range(true)],
  // Not less than what may have been deleted: 7.2 refuses that.
  ["XSETID", 1, (c) => [
    name(c),
    c.is(0.9) ? `${8 + c.below(3)}-${c.below(6)}` : c.pick(["-", "a", "99", ""]),
    ...c.some(0.2, () => ["ENTRIESADDED", c.small(30)], () => ["MAXDELETEDID", id(c)]),
  ]],
  ["XTRIM", 3, (c) => [name(c), ...trim(c)]],
];
