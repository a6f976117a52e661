/** Generators of the hash commands. */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

/** Mostly keys of hashes, so that these get to grow. */
const key = (c: Chance): string => {
  if (c.is(0.1)) return c.key();
  return c.isLarge ? `bigh${c.below(2)}` : `h${c.below(3)}`;
};

/** Few fields, so that commands meet. */
const field = (c: Chance): string => {
  if (c.isLarge) return `field:${c.below(2000)}`;
  return c.is(0.9) ? `f${c.below(12)}` : c.value();
};
const fields = (c: Chance): string[] => c.times(1 + c.below(c.isLarge ? 300 : 4), () => field(c));
const value = (c: Chance): string => c.isLarge ? String(c.below(1e9)) : c.value();
const pairs = (c: Chance): string[] =>
  c.times(1 + c.below(c.isLarge ? 700 : 4), () => [field(c), value(c)]).flat();
const pattern = (c: Chance): string => c.pick(["*", "f*", "f[0-4]", "?1", "", "[^f]*", "*0"]);
/** More than there are fields, none at all, or a wrong one: what is chosen shall be certain. */
const certain = (c: Chance): string =>
  c.pick(["1000000", "0", "9223372036854775807", "-9223372036854775808", "a", "1.5"]);
const single: Generator = (c) => [key(c), field(c)];
const whole: Generator = (c) => [key(c)];

export const HASHES: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["HDEL", 4, (c) => [key(c), ...fields(c)]],
  ["HEXISTS", 2, single],
  ["HGET", 4, single],
  ["HGETALL", 3, whole],
  ["HINCRBY", 4, (c) => [...single(c), c.integer()]],
  ["HINCRBYFLOAT", 4, (c) => [...single(c), c.float()]],
  ["HKEYS", 1, whole],
  ["HLEN", 2, whole],
  ["HMGET", 3, (c) => [key(c), ...fields(c)]],
  ["HMSET", 2, (c) => [key(c), ...pairs(c)]],
  [
    "HRANDFIELD",
    2,
    (c) => [
      key(c),
      certain(c),
      ...c.some(0.3, () => [c.word("WITHVALUES")]),
      ...c.some(0.02, () => ["x"]),
    ],
  ],
  [
    "HSCAN",
    2,
    (c) => [
      key(c),
      c.pick(["0", "0", "0", "0", "a"]),
      ...c.some(0.3, () => [c.word("MATCH"), pattern(c)]),
      c.word("COUNT"),
      c.pick(["100000", "100000", "100000", "0", "a"]),
    ],
  ],
  ["HSET", 10, (c) => [key(c), ...pairs(c)]],
  ["HSETNX", 3, (c) => [...single(c), value(c)]],
  ["HSTRLEN", 2, single],
  ["HVALS", 1, whole],
  // The keys of this file alone, looked at and renewed.
  ["OBJECT", 1, (c) => ["ENCODING", key(c)]],
  ["TYPE", 0.5, whole],
  ["DEL", 1, whole],
  ["COPY", 1, (c) => [key(c), key(c), ...c.some(0.5, () => ["REPLACE"])]],
  ["RENAME", 1, (c) => [key(c), key(c)]],
  ["DEBUG", 1, (c) => ["DIGEST-VALUE", key(c)]],
];

/** `FIELDS numfields field …`, mostly with the right number. */
const block = (c: Chance, make: (c: Chance) => string[] = (c) => [field(c)]): string[] => {
  const count = 1 + c.below(c.isLarge ? 300 : 4);
  const told = c.is(0.95)
    ? String(count)
    : c.pick(["0", "-1", "a", "", "2", "9223372036854775807"]);
  return [c.is(0.98) ? c.word("FIELDS") : "x", told, ...c.times(count, () => make(c)).flat()];
};
const condition = (c: Chance): string[] =>
  c.some(0.1, ...["NX", "XX", "GT", "LT"].map((word) => () => [c.word(word)]));
const expire = (number: (c: Chance) => string): Generator => (c) => [
  key(c),
  number(c),
  ...condition(c),
  ...block(c),
];
const times: Generator = (c) => [key(c), ...block(c)];
const lifetime = (c: Chance, flag: string) => () =>
  c.pick([
    [c.word("EX"), c.ttl()],
    [c.word("PX"), c.ttl()],
    [c.word("EXAT"), c.instant("s")],
    [c.word("PXAT"), c.instant("ms")],
    [c.word(flag)],
  ]);

/** What Redis 7.4 and 8.0 know of hashes. */
export const HASH_FIELDS: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["HEXPIRE", 3, expire((c) => c.ttl())],
  ["HEXPIREAT", 2, expire((c) => c.instant("s"))],
  ["HEXPIRETIME", 1, times],
  ["HGETDEL", 1, times],
  ["HGETEX", 3, (c) => [key(c), ...c.some(0.6, lifetime(c, "PERSIST")), ...block(c)]],
  ["HPERSIST", 1, times],
  ["HPEXPIRE", 2, expire((c) => c.ttl())],
  ["HPEXPIREAT", 2, expire((c) => c.instant("ms"))],
  ["HPEXPIRETIME", 1, times],
  ["HPTTL", 1, times],
  [
    "HSETEX",
    4,
    (c) => [
      key(c),
      ...c.some(
        0.3,
        lifetime(c, "KEEPTTL"),
        () => [c.word("FNX")],
        () => [c.word("FXX")],
        () => c.some(0.05, () => ["x"]),
      ),
      ...block(c, (c) => [field(c), value(c)]),
    ],
  ],
  ["HTTL", 1, times],
];

/** Those made for large hashes too, now and then. */
export const LARGE_HASHES: readonly string[] =
  ("HSET HMSET HMGET HDEL HGET HGETALL HKEYS HVALS HLEN HINCRBY HSCAN HRANDFIELD OBJECT COPY DEBUG " +
    "HEXPIRE HPEXPIREAT HTTL HPERSIST HGETEX HSETEX HGETDEL").split(" ");
