/**
 * Large collections are written part by part while they change. Whatever happens between two parts,
 * the file has what was there at the beginning, and what is there in the end is what an engine has
 * in which no snapshot was taken.
 */

import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { RdbFileReader } from "../../lib/rdb/file_reader.ts";
import { Snapshot } from "../../lib/rdb/snapshot.ts";
import { Args, latin1 } from "../../lib/resp/args.ts";
import { type TestEngine, testEngine } from "../support/engine.ts";
import { sourceOf } from "../support/fixtures.ts";

const FORMATS = [{ asCommands: false }, { asCommands: true }];

/** Nodes and blocks of few elements, so that there are many of them. */
function engine(): TestEngine {
  return testEngine({
    "enable-debug-command": "yes",
    "hash-max-listpack-entries": "2",
    "list-max-listpack-size": "3",
    "set-max-intset-entries": "2",
    "set-max-listpack-entries": "2",
    "stream-node-max-entries": "3",
    "zset-max-listpack-entries": "2",
  });
}

/** A snapshot in which each collection is large, and whose bytes are kept in memory. */
class Taken {
  readonly snapshot: Snapshot;
  readonly #parts: Uint8Array[] = [];
  readonly #asCommands: boolean;
  #isDone = false;

  constructor(redis: TestEngine, { asCommands }: { readonly asCommands: boolean }) {
    const { keyspace } = redis.engine.server;
    this.#asCommands = asCommands;
    this.snapshot = new Snapshot(keyspace, (bytes) => this.#parts.push(bytes.slice()), {
      ...{ asCommands, compresses: true, sums: true, accesses: "none", aux: [], largeBytes: 1 },
    });
  }

  /** A slice as small as can be. */
  step(): boolean {
    this.#isDone ||= this.snapshot.step(() => true);
    assert.equal(this.snapshot.failure, null);
    return this.#isDone;
  }

  /** An engine with what was written. */
  loaded(): TestEngine {
    const text = this.#parts.map((part) => latin1(part, 0, part.length)).join("");
    const redis = engine();
    if (this.#asCommands) {
      redis.engine.load((session) => {
        for (const words of commandsOf(text)) {
          assert.ok(redis.engine.replay(session, Args.of(...words)));
        }
        assert.doesNotMatch(latin1(session.reply.bytes, 0, session.reply.length), /^-/m);
      });
    } else {
      const { config, keyspace } = redis.engine.server;
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      const options = { limits: config.values, nowMs: 0 };
      assert.equal(new RdbFileReader(sourceOf(bytes), keyspace, options).step(Infinity), true);
    }
    return redis;
  }
}

/** The commands that stand one after the other in a file. */
function commandsOf(text: string): string[][] {
  const commands: string[][] = [];
  let at = 0;
  const number = (): number => {
    const end = text.indexOf("\r\n", at);
    const n = Number(text.slice(at + 1, end));
    at = end + 2;
    return n;
  };
  while (at < text.length) {
    const words: string[] = [];
    for (let left = number(); left > 0; left--) {
      const length = number();
      words.push(text.slice(at, at + length));
      at += length + 2;
    }
    commands.push(words);
  }
  return commands;
}

type Command = readonly (string | number)[];

/** A type of collections: how to make one, how to change it, and how to see all of it. */
interface Kind {
  /** How many slices there may be in a row, so that it takes some time until all is written. */
  readonly slicesMost: number;
  readonly make: () => Command[];
  /** Of two random numbers. */
  readonly changes: readonly ((a: number, b: number) => Command)[];
}

const KEY = "large";
const COUNT = 300;

function times(count: number, command: (i: number) => Command): Command[] {
  return Array.from({ length: count }, (_, i) => command(i));
}

const KINDS: Readonly<Record<string, Kind>> = {
  hash: {
    slicesMost: 1,
    make: () => [
      ...times(COUNT, (i) => ["HSET", KEY, `f${i}`, `value ${i}`]),
      ...times(COUNT / 5, (i) => ["HPEXPIRE", KEY, 10_000_000 + i, "FIELDS", 1, `f${5 * i}`]),
    ],
    changes: [
      (a, b) => ["HSET", KEY, `f${a % COUNT}`, `other ${b}`],
      (a) => ["HSET", KEY, `new${a}`, "x"],
      (a) => ["HDEL", KEY, `f${a % COUNT}`, `f${(a + 1) % COUNT}`],
      (a) => ["HINCRBY", KEY, `n${a % 7}`, 1],
      (a, b) => ["HPEXPIRE", KEY, b + 1, "FIELDS", 1, `f${a % COUNT}`],
      (a) => ["HPERSIST", KEY, "FIELDS", 1, `f${5 * a % COUNT}`],
      (a) => ["HGETDEL", KEY, "FIELDS", 1, `f${a % COUNT}`],
    ],
  },
  set: {
    slicesMost: 1,
    make: () => times(COUNT, (i) => ["SADD", KEY, `m${i}`]),
    changes: [
      (a) => ["SADD", KEY, `m${a % COUNT}`],
      (a) => ["SADD", KEY, `new${a}`],
      (a) => ["SREM", KEY, `m${a % COUNT}`, `new${a}`],
      (a) => ["SMOVE", KEY, "other", `m${a % COUNT}`],
      (a) => ["SMOVE", "other", KEY, `m${a % COUNT}`],
    ],
  },
  "sorted set": {
    slicesMost: 1,
    make: () => times(COUNT, (i) => ["ZADD", KEY, i % 40, `m${i}`]),
    changes: [
      (a, b) => ["ZADD", KEY, b % 40, `m${a % COUNT}`],
      (a, b) => ["ZINCRBY", KEY, (b % 9) - 4, `m${a % COUNT}`],
      (a, b) => ["ZADD", KEY, b % 40, `new${a}`],
      (a) => ["ZREM", KEY, `m${a % COUNT}`],
      () => ["ZPOPMIN", KEY, 3],
      () => ["ZPOPMAX", KEY, 3],
      (a) => ["ZREMRANGEBYSCORE", KEY, a % 40, a % 40],
    ],
  },
  list: {
    slicesMost: 12,
    make: () => times(COUNT, (i) => ["RPUSH", KEY, i % 20 === 0 ? "long ".repeat(2000) : `e${i}`]),
    changes: [
      (a) => ["LPUSH", KEY, `h${a}`],
      (a) => ["RPUSH", KEY, `t${a}`],
      () => ["LPOP", KEY, 4],
      () => ["RPOP", KEY, 4],
      (a, b) => ["LSET", KEY, a % 100, `set ${b}`],
      (a, b) => ["LSET", KEY, a % 100, `set ${b} `.repeat(2000)],
      (a, b) => ["LINSERT", KEY, "BEFORE", `e${a % COUNT}`, `in ${b}`],
      (a) => ["LREM", KEY, 1, `e${a % COUNT}`],
      (a, b) => ["LTRIM", KEY, a % 5, -1 - b % 5],
      () => ["LMOVE", KEY, KEY, "LEFT", "RIGHT"],
    ],
  },
  stream: {
    slicesMost: 50,
    make: () => [
      ...times(COUNT, (i) => ["XADD", KEY, `${i + 1}-0`, "f", `value ${i}`]),
      ["XDEL", KEY, "7-0"], // Before it is pending: no command would make it so again.
      ["XGROUP", "CREATE", KEY, "g0", "0"],
      ["XGROUP", "CREATE", KEY, "g1", "5-0"],
      ...times(
        30,
        (i) => ["XREADGROUP", "GROUP", "g0", `c${i % 3}`, "COUNT", 9, "STREAMS", KEY, ">"],
      ),
      ["XREADGROUP", "GROUP", "g1", "alone", "COUNT", 100, "STREAMS", KEY, ">"],
    ],
    changes: [
      (a) => ["XADD", KEY, "*", "f", a],
      (a) => ["XADD", KEY, `${1 + a % COUNT}-0`, "f", "an ID of before"],
      (a) => ["XDEL", KEY, `${1 + a % COUNT}-0`],
      (a) => ["XTRIM", KEY, "MAXLEN", COUNT - a % 30],
      (a) => ["XTRIM", KEY, "MINID", `${a % 50}-0`],
      (a) => ["XACK", KEY, "g0", `${1 + a % COUNT}-0`, `${2 + a % COUNT}-0`],
      (a) => ["XACK", KEY, "g1", `${5 + a % 100}-0`],
      (a, b) => ["XCLAIM", KEY, "g0", `c${b % 5}`, 0, `${1 + a % COUNT}-0`, `${9 + a % COUNT}-0`],
      (a, b) => ["XREADGROUP", "GROUP", `g${a % 2}`, `c${b % 5}`, "COUNT", 3, "STREAMS", KEY, ">"],
      (a) => ["XREADGROUP", "GROUP", "g0", `c${a % 3}`, "COUNT", 3, "STREAMS", KEY, "0"],
      (a) => ["XGROUP", "DELCONSUMER", KEY, "g0", `c${a % 3}`],
      (a) => ["XGROUP", "DESTROY", KEY, `g${a % 3}`],
      (a) => ["XGROUP", "CREATE", KEY, `g${a % 3}`, "0"],
      (a) => ["XSETID", KEY, `${10_000_000 + a}-0`],
    ],
  },
};

/** What may happen to any collection as a whole. */
const UPHEAVALS: readonly Command[] = [
  ["DEL", KEY],
  ["UNLINK", KEY],
  ["SET", KEY, "a string"],
  ["RENAME", KEY, "elsewhere"],
  ["RENAME", "elsewhere", KEY],
  ["COPY", KEY, "copy", "REPLACE"],
  ["MOVE", KEY, 1],
  ["PEXPIRE", KEY, 1],
  ["PEXPIRE", KEY, 100_000],
  ["SWAPDB", 0, 1],
  ["FLUSHDB"],
  ["FLUSHALL"],
  ["XTRIM", KEY, "MAXLEN", 0],
  ["XSETID", KEY, "0-1"],
];

/** What a client sees of all there is; digests do not tell what groups have pending. */
function contents(redis: TestEngine): string[] {
  const commands: Command[] = [["DEBUG", "DIGEST"], ["PEXPIRETIME", KEY]];
  if (redis.command("TYPE", KEY) === "+stream\r\n") {
    commands.push(["XRANGE", KEY, "-", "+"], ["XINFO", "GROUPS", KEY]);
    for (const group of ["g0", "g1", "g2"]) {
      commands.push(["XPENDING", KEY, group, "-", "+", 10_000]);
    }
  }
  return commands.map((command) => redis.command(...command));
}

/** A change by its place in a list of changes, or an upheaval; perhaps some slices come before it. */
function eventOf(slicesMost: number) {
  return fc.record({
    slices: fc.oneof(
      { weight: 7, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: slicesMost }) },
    ),
    which: fc.nat({ max: 399 }),
    a: fc.nat({ max: 1000 }),
    b: fc.nat({ max: 1000 }),
  });
}

for (const [name, { make, changes, slicesMost }] of Object.entries(KINDS)) {
  for (const format of FORMATS) {
    const title = format.asCommands ? "commands that make" : "a file with";
    test(`snapshots: ${title} a large ${name}, as it was at the beginning`, () => {
      fc.assert(
        fc.property(fc.array(eventOf(slicesMost), { minLength: 20, maxLength: 120 }), (events) => {
          const redis = engine();
          const twin = engine();
          const both = (...command: Command) => {
            const reply = redis.command(...command);
            assert.equal(reply, twin.command(...command), command.join(" "));
          };
          for (const command of make()) both(...command);
          both("SET", "small", "value");
          const before = contents(redis);
          const taken = new Taken(redis, format);
          for (const { slices, which, a, b } of events) {
            for (let i = 0; i < slices; i++) taken.step();
            if (which < UPHEAVALS.length) both(...UPHEAVALS[which]);
            else both(...changes[which % changes.length](a, b));
            if (which % 10 === 0) {
              for (const { clock, engine } of [redis, twin]) {
                clock.advance(a);
                engine.tick();
              }
            }
          }
          while (!taken.step());
          const loaded = taken.loaded();
          assert.deepEqual(contents(loaded), before);
          assert.deepEqual(contents(redis), contents(twin));
          assert.equal(redis.engine.server.keyspace.env.keeper, null);
        }),
        { numRuns: 15 },
      );
    });
  }
}

test("snapshots: a large collection that was deleted gives its memory back", () => {
  for (const kind of Object.values(KINDS)) {
    const redis = engine();
    const { keyspace } = redis.engine.server;
    for (const command of kind.make()) redis.command(...command);
    const taken = new Taken(redis, { asCommands: false });
    taken.step();
    const used = keyspace.usedBytes;
    redis.command("DEL", KEY);
    taken.step();
    assert.equal(keyspace.databases[0].dying, 0, "it is still being read");
    assert.ok(keyspace.usedBytes < used / 2, "what no key has does not count");
    while (!taken.step());
    redis.engine.tick();
    keyspace.reclaim(() => false);
    assert.equal(keyspace.databases[0].dying, 0);
    assert.ok(keyspace.usedBytes >= 0 && keyspace.usedBytes < used / 2);
    assert.equal(taken.loaded().command("EXISTS", KEY), ":1\r\n");
  }
});

test("snapshots: one that is given up lets large collections go", () => {
  const redis = engine();
  for (const command of KINDS.stream.make()) redis.command(...command);
  const before = contents(redis);
  const taken = new Taken(redis, { asCommands: false });
  taken.step();
  redis.command("RENAME", KEY, "elsewhere");
  redis.command("RENAME", "elsewhere", KEY);
  taken.snapshot.close();
  assert.deepEqual(contents(redis), before);
  redis.command("DEL", KEY);
  assert.ok(redis.engine.server.keyspace.databases[0].usedBytes < 4096);
});
