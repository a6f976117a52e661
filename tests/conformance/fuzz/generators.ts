/** One generator a command: its arguments, mostly right, sometimes wrong. */

import { aclGenerators } from "./acl.ts";
import type { Chance } from "./chance.ts";
import { GEO } from "./geo.ts";
import { HASH_FIELDS, HASHES, LARGE_HASHES } from "./hashes.ts";
import { LISTS } from "./lists.ts";
import { SETS } from "./sets.ts";
import { SORTING } from "./sorting.ts";
import { SORTED_SET_OPERATIONS } from "./sorted_set_operations.ts";
import { SORTED_SETS } from "./sorted_sets.ts";
import { STREAMS } from "./streams.ts";

/** Makes the words behind a command's name. */
export type Generator = (chance: Chance) => string[];

const nothing: Generator = () => [];
const key: Generator = (c) => [c.key()];
const twoKeys: Generator = (c) => [c.key(), c.key()];
const keys: Generator = (c) => c.keys();
const keyInteger: Generator = (c) => [c.key(), c.integer()];
const keyValue: Generator = (c) => [c.key(), c.value()];
const pairs: Generator = (c) => c.keys(3).flatMap((name) => [name, c.value()]);
const range: Generator = (c) => [c.key(), c.small(), c.small()];
/** Few keys for counters of many elements, where such are made. */
const counter = (c: Chance): string => c.isLarge ? `hll${c.below(2)}` : c.key();
const counters: Generator = (c) => c.times(1 + c.below(4), () => counter(c));
const counted = (c: Chance): string => c.isLarge ? String(c.below(1_000_000)) : c.value();
const database = (c: Chance): string => c.pick(["0", "0", "1", "2", "15", "16", "-1", "a", "1.5"]);

/** Each of these words, as a choice for `some`. */
function flags(c: Chance, words: string): (() => string[])[] {
  return words.split(" ").map((word) => () => [c.word(word)]);
}

/** EX, PX, EXAT or PXAT with its number. */
function lifetime(c: Chance): () => string[] {
  return () => {
    switch (c.below(4)) {
      case 0:
        return [c.word("EX"), c.ttl()];
      case 1:
        return [c.word("PX"), c.ttl()];
      case 2:
        return [c.word("EXAT"), c.instant("s")];
      default:
        return [c.word("PXAT"), c.instant("ms")];
    }
  };
}

function expire(number: (c: Chance) => string): Generator {
  return (c) => [c.key(), number(c), ...c.some(0.15, ...flags(c, "NX XX GT LT NOPE"))];
}

/** The units of BITCOUNT and BITPOS behind their ranges. */
const unit = (c: Chance): string[] =>
  c.is(0.5) ? [c.word(c.pick(["BYTE", "BIT", "BIT", "X"]))] : [];

const BIT_TYPES = "u1 u4 u7 u8 i8 u16 i32 u63 i64 i63 i1 i5 u33 u64 i65 x8 i0 u".split(" ");

const bitOperand = (c: Chance): string[] => [
  c.word(c.pick(BIT_TYPES)),
  c.is(0.3) ? `#${c.is(0.95) ? c.below(6) : c.pick(["-1", "a", "", "9999999999"])}` : c.offset(100),
];

const bitField: Generator = (c) => [
  c.key(),
  ...c.times(1 + c.below(3), () => {
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

const PATTERNS = ["*", "k?", "k[0-3]", "[^k]*", "", "\\k*", "k[1", "k[3-0]", "**", "k\\", "?[57]"];

/** Commands with their weights. */
export const GENERATORS: readonly (readonly [name: string, weight: number, Generator])[] = [
  ["APPEND", 3, keyValue],
  ["BITCOUNT", 3, (c) => [c.key(), ...c.some(0.6, () => [c.small(), c.small(), ...unit(c)])]],
  ["BITFIELD", 4, bitField],
  ["BITFIELD_RO", 1, (c) => c.is(0.1) ? bitField(c) : [c.key(), c.word("GET"), ...bitOperand(c)]],
  ["BITOP", 3, (c) => [c.word(c.pick(["AND", "OR", "XOR", "NOT", "NO"])), ...c.keys(5)]],
  [
    "BITPOS",
    3,
    (c) => [
      c.key(),
      c.pick(["0", "1", "0", "1", "2", "a"]),
      ...c.some(0.6, () => [c.small(), ...c.some(0.6, () => [c.small(), ...unit(c)])]),
    ],
  ],
  ["COPY", 2, (c) => [
    ...twoKeys(c),
    ...c.some(0.25, ...flags(c, "REPLACE"), () => [c.word("DB"), database(c)]),
  ]],
  ["DBSIZE", 1, nothing],
  ["DECR", 3, key],
  ["DECRBY", 3, keyInteger],
  ["DEL", 3, keys],
  ["ECHO", 1, (c) => [c.value()]],
  ["EXISTS", 2, keys],
  ["EXPIRE", 3, expire((c) => c.ttl())],
  ["EXPIREAT", 2, expire((c) => c.instant("s"))],
  ["EXPIRETIME", 1, key],
  ["FLUSHDB", 0.1, (c) => c.some(0.5, ...flags(c, "ASYNC SYNC"))],
  ["GET", 5, key],
  ["GETBIT", 2, (c) => [c.key(), c.small(100)]],
  ["GETDEL", 1, key],
  ["GETEX", 3, (c) => [c.key(), ...c.some(0.3, lifetime(c), ...flags(c, "PERSIST"))]],
  ["GETRANGE", 3, range],
  ["GETSET", 2, keyValue],
  ["INCR", 3, key],
  ["INCRBY", 4, keyInteger],
  ["INCRBYFLOAT", 4, (c) => [c.key(), c.float()]],
  ["KEYS", 1, (c) => [c.pick(PATTERNS)]],
  [
    "LCS",
    2,
    (c) => [
      ...twoKeys(c),
      ...c.some(0.3, ...flags(c, "LEN IDX WITHMATCHLEN"), () => ["MINMATCHLEN", c.small()]),
    ],
  ],
  ["MGET", 3, keys],
  ["MOVE", 1, (c) => [c.key(), database(c)]],
  ["MSET", 2, pairs],
  ["MSETNX", 1, pairs],
  ["OBJECT", 3, (c) => [c.word(c.pick(["ENCODING", "ENCODING", "FREQ", "NOPE"])), c.key()]],
  ["PERSIST", 2, key],
  ["PEXPIRE", 2, expire((c) => c.ttl())],
  ["PEXPIREAT", 2, expire((c) => c.instant("ms"))],
  ["PEXPIRETIME", 1, key],
  ["PFADD", 4, (c) => [counter(c), ...c.times(c.below(c.isLarge ? 3000 : 5), () => counted(c))]],
  ["PFCOUNT", 3, counters],
  ["PFDEBUG", 1, (c) => [c.word(c.pick(["ENCODING", "TODENSE", "DECODE", "NOPE"])), counter(c)]],
  ["PFMERGE", 2, counters],
  ["PING", 1, (c) => c.some(0.5, () => [c.value()])],
  ["PSETEX", 2, (c) => [c.key(), c.ttl(), c.value()]],
  ["PTTL", 1, key],
  ["RENAME", 2, twoKeys],
  ["RENAMENX", 1, twoKeys],
  [
    "SCAN",
    2,
    (c) => [
      c.pick(["0", "0", "0", "0", "a"]),
      ...c.some(0.3, () => [c.word("MATCH"), c.pick(PATTERNS)], () => ["TYPE", c.value()]),
      // All that there is in one reply: how it is divided, each server may choose.
      c.word("COUNT"),
      c.pick(["1000", "1000", "1000", "0", "a"]),
    ],
  ],
  ["SELECT", 1, (c) => [database(c)]],
  [
    "SET",
    10,
    (c) => [...keyValue(c), ...c.some(0.15, lifetime(c), ...flags(c, "NX XX GET KEEPTTL"))],
  ],
  ["SETBIT", 3, (c) => [c.key(), c.offset(300), c.pick(["0", "1", "1", "2", "-1", "a"])]],
  ["SETEX", 2, (c) => [c.key(), c.ttl(), c.value()]],
  ["SETNX", 2, keyValue],
  ["SETRANGE", 3, (c) => [c.key(), c.offset(100), c.value()]],
  ["STRLEN", 2, key],
  ["SUBSTR", 1, range],
  ["SWAPDB", 0.5, (c) => [database(c), database(c)]],
  ["TOUCH", 1, keys],
  ["TTL", 1, key],
  ["TYPE", 2, key],
  ["UNLINK", 1, keys],

  ["MULTI", 2, nothing],
  ["EXEC", 4, nothing],
  ["DISCARD", 0.5, nothing],
  ["WATCH", 2, keys],
  ["UNWATCH", 0.5, nothing],
  ["RESET", 0.1, nothing],

  ["AUTH", 0.2, (c) => c.pick([["x"], ["default", "x"], ["nobody", c.value()], []])],
  [
    "CLIENT",
    1,
    (c) =>
      c.pick([
        ["GETNAME"],
        ["SETNAME", c.value()],
        ["NOPE"],
        ["REPLY", "x"],
        ["KILL"],
        ["KILL", "ID", c.pick(["0", "999999999", "a", "-1"])],
        ["KILL", "TYPE", c.pick(["master", "nope"])],
        ["LIST", "ID", c.pick(["999999999", "a", "0"])],
        ["LIST", "TYPE", c.pick(["master", "replica", "nope"])],
        ["NO-EVICT", c.pick(["on", "OFF", "x"])],
        ["UNBLOCK", c.pick(["999999999", "a"]), ...c.some(0.3, () => ["ERROR"])],
        ["PAUSE", c.pick(["a", "-1"])],
      ]),
  ],
  [
    "COMMAND",
    1,
    (c) =>
      c.pick([
        ["INFO", c.pick(PLAIN).toLowerCase(), ...c.some(0.2, () => ["nope"])],
        ["COUNT", "x", "y"],
        ["GETKEYS", "GET"],
        ["GETKEYS", ...commandOf(c)],
        ["GETKEYSANDFLAGS", ...commandOf(c)],
        ["LIST", "FILTERBY", c.pick(["NOPE", "ACLCAT"]), "x"],
      ]),
  ],
  [
    "CONFIG",
    1,
    (c) => {
      const name = c.pick([
        ..."lazyfree-lazy-eviction lfu-log-factor hz timeout maxmemory-policy lazyfree-lazy-expire"
          .split(
            " ",
          ),
        ..."active-expire-effort slowlog-max-len list-compress-depth nope databases".split(" "),
      ]);
      return c.pick([
        ["GET", name, ...c.some(0.3, () => ["lfu-d*"])],
        // Values that no parameter takes, so that one batch does not meddle with the next.
        ["SET", name, c.pick(["", "a", "-9223372036854775808", "1.5", "9223372036854775808"])],
        ["SET", "nope"],
        ["NOPE"],
      ]);
    },
  ],
  ["MEMORY", 0.2, (c) => c.pick([["USAGE", "nowhere"], ["NOPE"], ["USAGE", "k1", "X", "1"]])],
  ["nosuchcommand", 1, keys],
  ...GEO,
  ...HASHES,
  ...HASH_FIELDS,
  ...LISTS,
  ...SETS,
  ...SORTED_SETS,
  ...SORTING,
  ...SORTED_SET_OPERATIONS,
  ...STREAMS,
  ...aclGenerators(plainCommandOf),
];

/** Names of all commands that are generated, in capitals. */
export const NAMES: readonly string[] = GENERATORS.map(([name]) => name.toUpperCase());

/** Commands that Redis 7.0 does not know. */
const NEWER: ReadonlySet<string> = new Set(HASH_FIELDS.map(([name]) => name));

/** Those of which all versions know the same: no subcommands, and no options since. */
const PLAIN = NAMES.filter((name) =>
  !NEWER.has(name) && ![
    "ACL",
    "CLIENT",
    "COMMAND",
    "CONFIG",
    "MEMORY",
    "OBJECT",
    "XGROUP",
    "XINFO",
    "ZRANK",
    "ZREVRANK",
  ]
    .includes(name)
);

/** A command of any kind, to be asked about. */
function commandOf(c: Chance): string[] {
  const [name, , generate] = c.pick(
    GENERATORS.filter(([name]) => name !== "COMMAND" && !NEWER.has(name)),
  );
  return [name, ...generate(c)];
}

/** One of those of which all versions know the same. */
function plainCommandOf(c: Chance): string[] {
  const [name, , generate] = c.pick(GENERATORS.filter(([name]) => PLAIN.includes(name)));
  return [name, ...generate(c)];
}

/** Never shortened: something else could take the place, as in CLIENT PAUSE 5 or SCAN 0 COUNT 5. */
const WHOLE: ReadonlySet<string> = new Set(
  "ACL CLIENT COMMAND CONFIG HRANDFIELD SCAN SPOP SRANDMEMBER SSCAN ZRANDMEMBER ZSCAN".split(" "),
);

/**
 * Never made longer: 7.2 has an option there, or another encoding for what is added, or the word
 * would be the time to wait. Those that wait are not made shorter either.
 */
const NOT_LONGER: ReadonlySet<string> = new Set(["ACL", "SADD", "ZRANK", "ZREVRANK"]);
const WAITING: ReadonlySet<string> = new Set([
  ..."BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN".split(" "),
]);

/** Made for large values too, now and then. */
const LARGE: ReadonlySet<string> = new Set([
  ...LARGE_HASHES,
  ..."APPEND BITCOUNT BITFIELD BITOP BITPOS COPY DEL GET GETBIT GETDEL GETRANGE GETSET MGET".split(
    " ",
  ),
  ..."MSET PFADD PFCOUNT PFDEBUG PFMERGE RENAME SET SETBIT SETEX SETRANGE STRLEN UNLINK".split(" "),
]);

/** A maker of commands that are known: mostly as generated, sometimes a word short or long. */
export function commandMaker(known: ReadonlySet<string>): (chance: Chance) => string[] {
  const generators = GENERATORS.filter(([name]) =>
    known.has(name.toUpperCase()) || name === "nosuchcommand"
  );
  const total = generators.reduce((sum, [, weight]) => sum + weight, 0);
  return (chance) => {
    let ticket = chance.next() * total;
    const found = generators.find(([, weight]) => (ticket -= weight) < 0) ?? generators[0];
    const [name, , generate] = found;
    chance.isLarge = LARGE.has(name) && chance.is(0.03);
    const words = [chance.word(name), ...generate(chance)];
    chance.isLarge = false;
    if (WAITING.has(name)) return words;
    if (words.length > 1 && !WHOLE.has(name) && chance.is(0.02)) words.pop();
    if (!NOT_LONGER.has(name) && chance.is(0.02)) words.push(chance.value());
    return words;
  };
}
