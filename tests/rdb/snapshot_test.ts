import { test } from "node:test";
import assert from "node:assert/strict";
import { RdbFileReader } from "../../lib/rdb/file_reader.ts";
import { Snapshot } from "../../lib/rdb/snapshot.ts";
import { latin1 } from "../../lib/resp/args.ts";
import { type TestEngine, testEngine } from "../support/engine.ts";
import { sourceOf } from "../support/fixtures.ts";
import { randomFrom } from "../support/random.ts";

const OPTIONS = { compresses: true, sums: true, accesses: "none", aux: [] } as const;

/** A snapshot whose bytes are kept in memory. */
class Taken {
  readonly snapshot: Snapshot;
  readonly #parts: Uint8Array[] = [];

  constructor(redis: TestEngine) {
    const { keyspace } = redis.engine.server;
    this.snapshot = new Snapshot(keyspace, (bytes) => this.#parts.push(bytes.slice()), OPTIONS);
  }

  /** A slice as small as can be. */
  step(): boolean {
    const isDone = this.snapshot.step(() => true);
    assert.equal(this.snapshot.failure, null);
    return isDone;
  }

  /** The digest of what was written, once loaded. */
  digest(): string {
    const text = this.#parts.map((part) => latin1(part, 0, part.length)).join("");
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const redis = engine();
    const { config, keyspace } = redis.engine.server;
    const options = { limits: config.values, nowMs: 0 };
    const file = new RdbFileReader(sourceOf(bytes), keyspace, options);
    assert.equal(file.step(Infinity), true);
    return redis.command("DEBUG", "DIGEST");
  }
}

function engine(): TestEngine {
  return testEngine({ "enable-debug-command": "yes", "set-max-intset-entries": "4" });
}

type Chance = (below: number) => number;

/** A command that may change something, of any kind. */
function write(chance: Chance): (string | number)[] {
  const key = `key:${chance(400)}`;
  const other = `key:${chance(400)}`;
  const value = `value ${chance(1000)}`;
  const commands: readonly (string | number)[][] = [
    ["SET", key, value],
    ["SETEX", key, 1000, value],
    ["APPEND", key, value.repeat(chance(30))],
    ["RPUSH", key, value, chance(10)],
    ["LPOP", key],
    ["LMOVE", key, other, "LEFT", "RIGHT"],
    ["SADD", key, chance(100), value],
    ["SPOP", key],
    ["SUNIONSTORE", key, other, key],
    ["SORT", key, "ALPHA", "STORE", other],
    ["HSET", key, `f${chance(10)}`, value],
    ["HDEL", key, "f1", "f2"],
    ["HPEXPIRE", key, 100_000, "FIELDS", 1, "f1"],
    ["HPEXPIRE", key, chance(150_000), "FIELDS", 2, "f2", "f3"],
    ["HGETALL", key],
    ["LSET", key, 0, value],
    ["LINSERT", key, "BEFORE", value, "x"],
    ["ZADD", key, "XX", chance(10), value],
    ["ZRANGESTORE", other, key, 0, -1],
    ["GEOADD", key, 13.36, 38.11, value],
    ["PFADD", key, value],
    ["SETBIT", key, chance(2000), 1],
    ["INCRBY", `n:${chance(50)}`, 3],
    ["XDEL", key, "1-1"],
    ["XGROUP", "CREATE", key, `g${chance(3)}`, "0", "MKSTREAM"],
    ["XREADGROUP", "GROUP", `g${chance(3)}`, "c", "STREAMS", key, ">"],
    ["XACK", key, "g1", "1-1"],
    ["ZADD", key, chance(10), value],
    ["ZPOPMIN", key],
    ["XADD", key, "*", "f", value],
    ["XTRIM", key, "MAXLEN", 1],
    ["DEL", key],
    ["UNLINK", key, other],
    ["RENAME", key, other],
    ["COPY", key, other, "REPLACE"],
    ["COPY", key, other, "DB", chance(3), "REPLACE"],
    ["MOVE", key, chance(3)],
    ["PEXPIRE", key, chance(200_000)],
    ["PERSIST", key],
    ["SETRANGE", key, 3, value],
    ["MSET", key, value, other, value],
    ["SELECT", chance(3)],
  ];
  return [...commands[chance(commands.length)]];
}

test("snapshots: the file is the state at the beginning, whatever is written meanwhile", () => {
  for (let seed = 1; seed <= 12; seed++) {
    const redis = engine();
    const random = randomFrom(seed);
    const chance: Chance = (below) => Math.floor(random() * below);
    for (let i = 0; i < 2500; i++) redis.command(...write(chance));
    const digest = redis.command("DEBUG", "DIGEST");
    const taken = new Taken(redis);
    let writes = 0;
    while (!taken.step()) {
      for (let i = chance(20); i > 0; i--, writes++) redis.command(...write(chance));
      // Some databases are lost as a whole, or change places; keys, and fields of hashes, expire.
      if (seed % 3 === 0 && chance(40) === 0) redis.command(...upheaval(chance));
      if (seed % 3 === 1 && chance(10) === 0) {
        redis.clock.advance(20_000);
        redis.engine.tick();
      }
    }
    assert.ok(writes > 50, `${writes} writes`);
    assert.equal(taken.digest(), digest, `seed ${seed}`);
    assert.notEqual(redis.command("DEBUG", "DIGEST"), digest);
  }
});

/** Something that changes very many keys at once. */
function upheaval(chance: Chance): (string | number)[] {
  const commands = [
    ["FLUSHDB"],
    ["FLUSHALL"],
    ["SWAPDB", chance(3), chance(3)],
    ["SWAPDB", chance(3), 7],
  ];
  return commands[chance(commands.length)];
}

function fill(redis: TestEngine, count: number): void {
  for (let i = 0; i < count; i++) redis.command("SET", `key:${i}`, `value ${i}`);
  redis.command("SELECT", 1);
  for (let i = 0; i < count; i++) redis.command("RPUSH", `list:${i}`, i);
  redis.command("SELECT", 0);
}

test("snapshots: databases may be flushed and exchanged meanwhile", () => {
  for (const command of ["FLUSHDB", "FLUSHALL", "SWAPDB 0 1", "SWAPDB 1 2", "SWAPDB 0 5"]) {
    const redis = engine();
    fill(redis, 300);
    const digest = redis.command("DEBUG", "DIGEST");
    const taken = new Taken(redis);
    for (let i = 0; i < 5; i++) taken.step();
    redis.command(...command.split(" "));
    fill(redis, 200);
    redis.command(...command.split(" "));
    redis.command("SET", "key:3", "other");
    while (!taken.step());
    assert.equal(taken.digest(), digest, command);
  }
});

test("snapshots: keys that are evicted meanwhile are in the file", () => {
  const redis = engine();
  fill(redis, 300);
  const digest = redis.command("DEBUG", "DIGEST");
  const taken = new Taken(redis);
  for (let i = 0; i < 3; i++) taken.step();
  redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
  redis.command("CONFIG", "SET", "maxmemory", 1);
  redis.engine.tick();
  assert.equal(redis.command("DBSIZE"), ":0\r\n");
  while (!taken.step());
  assert.equal(taken.digest(), digest);
});

test("snapshots: transactions and clients that wait change nothing in the file", () => {
  const redis = engine();
  fill(redis, 100);
  const waiting = redis.client();
  waiting.command("BLMOVE", "empty", "key:new", "LEFT", "LEFT", 0);
  const digest = redis.command("DEBUG", "DIGEST");
  const taken = new Taken(redis);
  taken.step();
  redis.command("MULTI");
  for (let i = 0; i < 100; i++) redis.command("APPEND", `key:${i}`, "x");
  redis.command("RPUSH", "empty", "element");
  redis.command("EXEC");
  while (!taken.step());
  assert.equal(taken.digest(), digest);
  assert.equal(redis.command("LLEN", "key:new"), ":1\r\n");
});

test("snapshots: a disk that is full ends the snapshot and no command", () => {
  const redis = engine();
  fill(redis, 100);
  const { keyspace } = redis.engine.server;
  const snapshot = new Snapshot(keyspace, () => {
    throw new Error("No space left on device");
  }, OPTIONS);
  assert.equal(redis.command("SET", "key:1", "x".repeat(100)), "+OK\r\n");
  while (snapshot.failure === null) snapshot.step(() => true);
  assert.equal(snapshot.failure.message, "No space left on device");
  assert.equal(keyspace.env.keeper, null);
});

/** Two keys of one hash. */
function twins(redis: TestEngine): [string, string] {
  const [db] = redis.engine.server.keyspace.databases;
  const seen = new Map<number, string>();
  for (let i = 0;; i++) {
    const key = `key:${i}`;
    const bytes = Uint8Array.from(key, (letter) => letter.charCodeAt(0));
    const hash = db.hash(bytes, 0, bytes.length);
    const other = seen.get(hash);
    if (other !== undefined) return [other, key];
    seen.set(hash, key);
  }
}

test("snapshots: keys of one hash are all in the file, and none that is made meanwhile", () => {
  for (const [first, second] of [["SET", "SET"], ["HSET", "HSET"], ["SET", ""], ["HSET", ""]]) {
    const redis = engine();
    const [key, other] = twins(redis);
    const value = first === "HSET" ? ["field", "x".repeat(100)] : ["value"];
    redis.command(first, key, ...value);
    if (second !== "") redis.command(second, other, ...value);
    const digest = redis.command("DEBUG", "DIGEST");
    for (const changed of [key, other]) {
      const taken = new Taken(redis);
      redis.command("APPEND", changed, "x");
      redis.command("DEL", changed);
      while (!taken.step());
      assert.equal(taken.digest(), digest);
      redis.command("DEL", key, other);
      redis.command(first, key, ...value);
      if (second !== "") redis.command(second, other, ...value);
    }
  }
});
