import { test } from "node:test";
import assert from "node:assert/strict";
import { RdbFileReader } from "../../lib/rdb/file_reader.ts";
import { RdbFileWriter, versionFor } from "../../lib/rdb/file_writer.ts";
import { RdbError } from "../../lib/rdb/reader.ts";
import { type TestEngine, testEngine } from "../support/engine.ts";
import { FIXTURES, rdbOf, recordedOf, sourceOf } from "../support/fixtures.ts";
import { plainReply } from "../support/plain_reply.ts";
import { checkRecorded, mindsEncoding } from "../support/recorded.ts";
import { randomFrom } from "../support/random.ts";

const NOW_MS = Date.UTC(2026, 0, 1);

function load(redis: TestEngine, bytes: Uint8Array, step = 1000): RdbFileReader {
  const { config, keyspace } = redis.engine.server;
  const options = { limits: config.values, nowMs: NOW_MS };
  const file = new RdbFileReader(sourceOf(bytes), keyspace, options);
  while (!file.step(step));
  return file;
}

function save(redis: TestEngine, accesses: "none" | "idle" | "frequency" = "none"): Uint8Array {
  const parts: Uint8Array[] = [];
  const options = {
    compresses: true,
    sums: true,
    accesses,
    aux: [["redis-ver", "7.4.0"]],
  } as const;
  const file = new RdbFileWriter((bytes) => parts.push(bytes.slice()), options);
  const { keyspace } = redis.engine.server;
  file.begin(versionFor(keyspace));
  for (const db of keyspace.databases) {
    if (db.size === 0) continue;
    file.resize(db.index, db.size, db.volatileSize);
    db.visitFrom(0, Infinity, (entry) => file.key(db.index, db, entry));
  }
  file.end();
  const bytes = new Uint8Array(file.written);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function engine(): TestEngine {
  return testEngine({ "enable-debug-command": "yes" });
}

for (const name of FIXTURES) {
  test(`RDB files: what ${name} wrote is loaded, with encodings, expiry and groups`, () => {
    const redis = engine();
    load(redis, rdbOf(name));
    checkRecorded(redis, name, mindsEncoding(name));
  });
}

test("RDB files: what was loaded, saved and loaded again is the same", () => {
  for (const name of ["redis-2.6.17", "redis-7.0.15", "redis-7.4.1", "valkey-9.1.2"]) {
    const [first, second] = [engine(), engine()];
    load(first, rdbOf(name));
    const bytes = save(first);
    const expected = name === "redis-7.4.1" || name === "valkey-9.1.2" ? 12 : 10;
    assert.equal(load(second, bytes).version, expected, name);
    const digest = first.command("DEBUG", "DIGEST");
    assert.equal(second.command("DEBUG", "DIGEST"), digest, name);
  }
});

test("RDB files: facts about their origin, functions, keys in number are told", () => {
  const redis = engine();
  const file = load(redis, rdbOf("redis-7.0.15"));
  assert.equal(file.version, 10);
  assert.equal(file.aux.get("redis-ver"), "7.0.15");
  assert.equal(file.functions.length, 1);
  assert.equal(file.loaded, recordedOf("redis-7.0.15").length);
});

test("RDB files: the version is 10 again once no field expires any more", () => {
  const redis = engine();
  redis.command("HSET", "h", "f", "v");
  redis.command("HPEXPIRE", "h", 100_000, "FIELDS", 1, "f");
  assert.equal(load(engine(), save(redis)).version, 12);
  redis.command("HPERSIST", "h", "FIELDS", 1, "f");
  const other = engine();
  assert.equal(load(other, save(redis)).version, 10);
  assert.equal(plainReply(redis.command("OBJECT", "ENCODING", "h")), "listpackex");
  assert.equal(plainReply(other.command("OBJECT", "ENCODING", "h")), "listpack");
  assert.equal(other.command("DEBUG", "DIGEST"), redis.command("DEBUG", "DIGEST"));
  redis.command("DEL", "h");
  assert.equal(load(engine(), save(redis)).version, 10);
});

test("RDB files: facts about slots are no facts about the file", () => {
  const { aux } = load(engine(), rdbOf("valkey-9.1.2-cluster"));
  assert.deepEqual([...aux.keys()], ["valkey-ver", "redis-bits", "ctime", "used-mem", "aof-base"]);
});

test("RDB files: keys that have expired are left out, the time of others is kept", () => {
  const redis = engine();
  redis.command("SET", "past", "v", "PXAT", NOW_MS + 1000);
  redis.command("SET", "future", "v", "PXAT", NOW_MS + 5000);
  const bytes = save(redis);
  const other = engine();
  const { config, keyspace } = other.engine.server;
  const options = { limits: config.values, nowMs: NOW_MS + 2000 };
  const file = new RdbFileReader(sourceOf(bytes), keyspace, options);
  assert.equal(file.step(Infinity), true);
  assert.deepEqual([file.loaded, file.expired], [1, 1]);
  assert.equal(other.command("PEXPIRETIME", "future"), `:${NOW_MS + 5000}\r\n`);
});

test("RDB files: frequencies in what Redis 8 wrote are kept", () => {
  const redis = engine();
  redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
  load(redis, rdbOf("redis-8.0.6"));
  const frequencies = ["l:big", "s:short", "h:small"].map((key) =>
    redis.command("OBJECT", "FREQ", key)
  );
  assert.deepEqual(frequencies, [":16\r\n", ":6\r\n", ":7\r\n"]);
});

test("RDB files: idle time and frequency are kept", () => {
  const redis = engine();
  redis.command("SET", "k", "v");
  const payload = plainReply(redis.command("DUMP", "k")) as string;
  redis.command("RESTORE", "idle", 0, payload, "IDLETIME", 1234);
  const other = engine();
  load(other, save(redis, "idle"));
  assert.equal(other.command("OBJECT", "IDLETIME", "idle"), ":1234\r\n");

  redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
  redis.command("RESTORE", "frequent", 0, payload, "FREQ", 99);
  other.command("FLUSHALL");
  other.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
  load(other, save(redis, "frequency"));
  assert.equal(other.command("OBJECT", "FREQ", "frequent"), ":99\r\n");
});

const refusing = engine();

function refused(bytes: Uint8Array): RdbError {
  try {
    refusing.command("FLUSHALL");
    load(refusing, bytes);
  } catch (error) {
    if (error instanceof RdbError) return error;
    throw error;
  }
  return assert.fail("it was loaded");
}

function small(): Uint8Array {
  const redis = engine();
  redis.command("SET", "s", "v");
  redis.command("SET", "long", "compress me ".repeat(30));
  redis.command("RPUSH", "l", "a", "1", "b");
  redis.command("SADD", "set", "a", "b");
  redis.command("SADD", "ints", "1", "2");
  redis.command("ZADD", "z", "1", "a", "2", "b");
  redis.command("HSET", "h", "f", "v");
  redis.command("XADD", "x", "1-1", "f", "v");
  redis.command("PEXPIREAT", "s", NOW_MS + 100_000_000);
  return save(redis);
}

test("RDB files: a file cut off at any byte is refused, with the place", () => {
  const bytes = small();
  for (let size = 0; size < bytes.length; size++) {
    const { offset } = refused(bytes.subarray(0, size));
    assert.ok(offset >= 0 && offset <= size, `cut at ${size}: ${offset}`);
  }
  load(engine(), bytes);
});

test("RDB files: a file with any byte changed is refused", () => {
  const bytes = small();
  const random = randomFrom(5);
  for (let at = 0; at < bytes.length; at++) {
    const damaged = bytes.slice();
    damaged[at] ^= 1 << Math.floor(random() * 8);
    if (at >= 5 && at < 9) continue; // Another version may be right.
    const { offset } = refused(damaged);
    assert.ok(offset >= 0 && offset <= bytes.length);
  }
});

test("RDB files: with no sum, a changed file is refused or makes sound keys", () => {
  const random = randomFrom(6);
  const bytes = small();
  bytes.fill(0, bytes.length - 8);
  let loaded = 0;
  for (let i = 0; i < 600; i++) {
    const damaged = bytes.slice();
    for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
      damaged[Math.floor(random() * (damaged.length - 8))] = Math.floor(random() * 256);
    }
    const redis = engine();
    try {
      load(redis, damaged);
      loaded++;
    } catch (error) {
      if (!(error instanceof RdbError)) throw error;
    }
    assert.match(redis.command("DEBUG", "DIGEST"), /^\+[0-9a-f]{40}\r\n$/);
    save(redis);
    redis.command("FLUSHALL");
  }
  assert.ok(loaded > 20, `${loaded} loaded`);
});

/** A file of items, given in Latin-1, without a sum. */
function fileOf(items: string, version = "0010"): Uint8Array {
  return Uint8Array.from(`REDIS${version}${items}\xff${"\0".repeat(8)}`, (c) => c.charCodeAt(0));
}

test("RDB files: modules are named: their values refused, what lies outside of keys passed over", () => {
  // ReJSON-RL, as nine letters of six bits and a version of ten.
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  let id = 0n;
  for (const letter of "ReJSON-RL") id = (id << 6n) | BigInt(letters.indexOf(letter));
  id = (id << 10n) | 3n;
  let number = "\x81";
  for (let shift = 56n; shift >= 0n; shift -= 8n) {
    number += String.fromCharCode(Number((id >> shift) & 0xffn));
  }
  const value = fileOf(`\x07\x03key${number}\x00`);
  assert.equal(refused(value).message, "a value of the module type ReJSON-RL");

  const redis = engine();
  const said: string[] = [];
  const { config, keyspace } = redis.engine.server;
  const aux = fileOf(`\xf7${number}\x02\x01\x05\x03abc\x04${"\0".repeat(8)}\x00\x00\x01k\x01v`);
  const options = { limits: config.values, nowMs: NOW_MS, warn: (text: string) => said.push(text) };
  assert.equal(new RdbFileReader(sourceOf(aux), keyspace, options).step(Infinity), true);
  assert.deepEqual(said, ["Data of the module type ReJSON-RL were passed over"]);
  assert.equal(redis.command("GET", "k"), "$1\r\nv\r\n");
});

test("RDB files: what cannot be is refused with a reason", () => {
  const cases: readonly (readonly [file: Uint8Array, reason: RegExp])[] = [
    [new Uint8Array(0), /too short/],
    [Uint8Array.from("NOTREDIS0001", (c) => c.charCodeAt(0)), /does not begin with REDIS/],
    [fileOf("", "0016"), /version of the format that is not known, "REDIS0016"/],
    [Uint8Array.from("VALKEY079\xff", (c) => c.charCodeAt(0)), /not known, "VALKEY079"/],
    [fileOf("", "00x1"), /version/],
    [fileOf("\x00\x01k\x01v\x00\x01k\x01v"), /there already, "k"/],
    [fileOf("\xfe\x10"), /database 16, where there are 16 only/],
    [fileOf("\x63\x01k\x01v"), /unknown kind, 99/],
    [fileOf("\xf6"), /release candidate/],
  ];
  for (const [file, reason] of cases) assert.match(refused(file).message, reason);
});

test("RDB files: a set of members one by one is an intset if all are integers, else packed", () => {
  const redis = engine();
  load(
    redis,
    fileOf("\x02\x01i\x02\xc0\x05\x0270\x02\x01p\x02\xc0\x05\x01a\x02\x01q\x02\x01a\xc0\x05"),
  );
  const cases = [["i", "intset", "5 70"], ["p", "listpack", "5 a"], ["q", "listpack", "5 a"]];
  for (const [key, encoding, members] of cases) {
    assert.equal(plainReply(redis.command("OBJECT", "ENCODING", key)), encoding);
    const found = plainReply(redis.command("SMEMBERS", key)) as string[];
    assert.equal(found.sort().join(" "), members);
  }
});

test("RDB files: hashes of Valkey 9, its imports of slots, what modules of Redis 8.6 keep with keys", () => {
  const time = (ms: number) => {
    const bytes = new Uint8Array(new BigInt64Array([BigInt(ms)]).buffer);
    return String.fromCharCode(...bytes);
  };
  const later = NOW_MS + 60_000;
  const body = `\xf3\x03job\x02\x00\x05\x0a\x0c\x16\x01h\x02\x01a\x01b${time(later)}\x01c\x01d${
    time(-1)
  }`;
  const bytes = Uint8Array.from(
    `VALKEY080${body}\xff${"\0".repeat(8)}`,
    (letter) => letter.charCodeAt(0),
  );
  const redis = engine();
  assert.equal(load(redis, bytes).version, 80);
  assert.equal(redis.command("HGET", "h", "c"), "$1\r\nd\r\n");
  assert.equal(
    redis.command("HPEXPIRETIME", "h", "FIELDS", 2, "a", "c"),
    `*2\r\n:${later}\r\n:-1\r\n`,
  );
  const other = engine();
  load(other, fileOf("\xf3\x01abcd\x02\x05\x05\x03xyz\x00\x00\x01k\x01v", "0013"));
  assert.equal(other.command("GET", "k"), "$1\r\nv\r\n");
});

test("RDB files: streams of Redis 8.6 and 8.8, without what idempotent producers have added", () => {
  const redis = engine();
  redis.command("XADD", "s", "1-1", "f", "v");
  redis.command("XGROUP", "CREATE", "s", "g", "0");
  redis.command("XREADGROUP", "GROUP", "g", "c", "STREAMS", "s", ">");
  const payload = plainReply(redis.command("DUMP", "s")) as string;
  const value = payload.slice(1, -10);
  // A consumer: c, seen, (active,) one pending entry. The time is put in once more.
  const at = value.indexOf("\x01\x01c") + 3 + 8;
  const active = value.slice(at - 8, at);
  const producers = "\x40\x64\x0a\x01\x03pid\x02\x01a\x01\x01\x01b\x01\x02\x02\x00";
  const withActive = value.slice(0, at) + active + value.slice(at);
  for (const [kind, version, nacks] of [["\x1a", "0013", ""], ["\x1b", "0014", "\x00"]]) {
    const other = engine();
    load(other, fileOf(`${kind}\x01s${withActive}${nacks}${producers}`, version));
    const wanted = redis.command("XINFO", "STREAM", "s", "FULL");
    assert.equal(other.command("XINFO", "STREAM", "s", "FULL"), wanted);
  }
});
