/** One generator a command: its arguments, mostly right, sometimes wrong. */

import type { Chance } from "./chance.ts";

/** Makes the words behind a command's name. */
export type Generator = (chance: Chance) => string[];

const key: Generator = (c) => [c.key()];
const keys: Generator = (c) => c.keys();
const keyInteger: Generator = (c) => [c.key(), c.integer()];
const keyTtl: Generator = (c) => [c.key(), c.ttl(), ...c.some(0.15, ...flags(c, "NX XX GT LT"))];
const pairs: Generator = (c) => c.keys(3).flatMap((name) => [name, c.value()]);

function flags(c: Chance, words: string): (() => string[])[] {
  return words.split(" ").map((word) => () => [c.word(word)]);
}

function expiry(c: Chance): () => string[] {
  return () => [c.word(c.pick(["EX", "PX"])), c.ttl()];
}

const range: Generator = (c) => [c.key(), c.small(), c.small()];

const bitOperand = (c: Chance): string[] => {
  const type = c.pick([
    "u1",
    "u4",
    "u8",
    "i8",
    "u16",
    "i32",
    "u63",
    "i64",
    "u64",
    "i5",
    "x8",
    "i0",
  ]);
  const offset = c.is(0.3) ? `#${c.below(6)}` : c.is(0.95) ? String(c.below(100)) : c.integer();
  return [type, offset];
};

const bitField: Generator = (c) => [
  c.key(),
  ...Array.from({ length: 1 + c.below(3) }, () => {
    const overflow = c.some(0.3, () => ["OVERFLOW", c.pick(["WRAP", "SAT", "FAIL", "NO"])]);
    switch (c.below(3)) {
      case 0:
        return [c.word("GET"), ...bitOperand(c)];
      case 1:
        return [...overflow, c.word("SET"), ...bitOperand(c), c.integer()];
      default:
        return [...overflow, c.word("INCRBY"), ...bitOperand(c), c.integer()];
    }
  }).flat(),
];

/** Commands with their weights. */
export const GENERATORS: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["APPEND", 3, (c) => [c.key(), c.value()]],
  ["BITCOUNT", 3, (c) => [
    c.key(),
    ...c.some(0.6, () => [c.small(), c.small(), ...c.some(0.5, ...flags(c, "BYTE BIT"))]),
  ]],
  ["BITFIELD", 4, bitField],
  ["BITFIELD_RO", 1, (c) => [c.key(), "GET", ...bitOperand(c)]],
  ["BITOP", 3, (c) => [c.word(c.pick(["AND", "OR", "XOR", "NOT", "NO"])), ...c.keys()]],
  ["BITPOS", 3, (c) => [
    c.key(),
    c.pick(["0", "1", "2", "a"]),
    ...c.some(
      0.6,
      () => [c.small(), ...c.some(0.6, () => [c.small(), ...c.some(0.5, ...flags(c, "BYTE BIT"))])],
    ),
  ]],
  ["COPY", 2, (c) => [c.key(), c.key(), ...c.some(0.3, ...flags(c, "REPLACE"))]],
  ["DBSIZE", 1, () => []],
  ["DECR", 3, key],
  ["DECRBY", 3, keyInteger],
  ["DEL", 3, keys],
  ["ECHO", 1, (c) => [c.value()]],
  ["EXISTS", 2, keys],
  ["EXPIRE", 3, keyTtl],
  ["EXPIREAT", 1, keyTtl],
  ["GET", 5, key],
  ["GETBIT", 2, (c) => [c.key(), c.small(100)]],
  ["GETDEL", 1, key],
  ["GETEX", 3, (c) => [c.key(), ...c.some(0.4, expiry(c), ...flags(c, "PERSIST"))]],
  ["GETRANGE", 3, range],
  ["GETSET", 2, (c) => [c.key(), c.value()]],
  ["INCR", 3, key],
  ["INCRBY", 4, keyInteger],
  ["INCRBYFLOAT", 4, (c) => [c.key(), c.float()]],
  ["LCS", 2, (c) => [
    c.key(),
    c.key(),
    ...c.some(0.3, ...flags(c, "LEN IDX WITHMATCHLEN"), () => ["MINMATCHLEN", c.small()]),
  ]],
  ["MGET", 3, keys],
  ["MSET", 2, pairs],
  ["MSETNX", 1, pairs],
  ["OBJECT", 3, (c) => [c.word(c.pick(["ENCODING", "ENCODING", "FREQ"])), c.key()]],
  ["PERSIST", 2, key],
  ["PEXPIRE", 2, keyTtl],
  ["PEXPIREAT", 1, keyTtl],
  ["PFADD", 4, (c) => [c.key(), ...Array.from({ length: c.below(5) }, () => c.value())]],
  ["PFCOUNT", 3, keys],
  ["PFMERGE", 2, keys],
  ["PING", 1, (c) => c.some(0.5, () => [c.value()])],
  ["PSETEX", 2, (c) => [c.key(), c.ttl(), c.value()]],
  ["PTTL", 1, key],
  ["RENAME", 2, (c) => [c.key(), c.key()]],
  ["RENAMENX", 1, (c) => [c.key(), c.key()]],
  [
    "SET",
    10,
    (c) => [c.key(), c.value(), ...c.some(0.15, expiry(c), ...flags(c, "NX XX GET KEEPTTL"))],
  ],
  ["SETBIT", 3, (c) => [c.key(), c.small(300), c.pick(["0", "1", "1", "2"])]],
  ["SETEX", 2, (c) => [c.key(), c.ttl(), c.value()]],
  ["SETNX", 2, (c) => [c.key(), c.value()]],
  ["SETRANGE", 3, (c) => [c.key(), c.small(100), c.value()]],
  ["STRLEN", 2, key],
  ["SUBSTR", 1, range],
  ["TOUCH", 1, keys],
  ["TTL", 1, key],
  ["TYPE", 2, key],
  ["UNLINK", 1, keys],
  ["MULTI", 2, () => []],
  ["EXEC", 4, () => []],
  ["DISCARD", 1, () => []],
  ["WATCH", 2, keys],
  ["UNWATCH", 1, () => []],
  ["SELECT", 1, (c) => [c.pick(["0", "0", "1", "16", "-1", "a"])]],
  ["MOVE", 1, (c) => [c.key(), c.pick(["0", "1", "99", "x"])]],
  ["SWAPDB", 1, (c) => [c.pick(["0", "1", "16", "a"]), c.pick(["0", "1", "-1"])]],
  ["KEYS", 1, (c) => [c.pick(["*", "k?", "k[0-3]", "[^k]*", "", "\\k*", "k[1"])]],
  ["RANDOMKEY", 0, () => []],
  ["nosuchcommand", 1, (c) => c.keys()],
  [
    "CLIENT",
    2,
    (c) => c.pick([["GETNAME"], ["SETNAME", c.value()], ["NO"], ["REPLY", "x"], ["KILL"]]),
  ],
  [
    "COMMAND",
    1,
    (c) => c.pick([["GETKEYS", "MSET", ...c.keys()], ["COUNT", "x"], ["GETKEYS", "GET"]]),
  ],
];

/** A command: mostly as its generator makes it, sometimes with a word too many or too few. */
export function makeCommand(chance: Chance, known: ReadonlySet<string>): string[] {
  const total = GENERATORS.reduce((sum, [, weight]) => sum + weight, 0);
  for (;;) {
    let ticket = chance.next() * total;
    const [name, , generate] = GENERATORS.find(([, weight]) => (ticket -= weight) < 0)!;
    if (!known.has(name.toUpperCase()) && name !== "nosuchcommand") continue;
    const words = [chance.word(name), ...generate(chance)];
    if (chance.is(0.02)) words.pop();
    if (chance.is(0.02)) words.push(chance.value());
    return words.length === 0 ? ["PING"] : words;
  }
}

/** Names of all commands that are generated, in capitals. */
export const NAMES: readonly string[] = GENERATORS.map(([name]) => name.toUpperCase());
