import { test } from "node:test";
import assert from "node:assert/strict";
import { convert, type Format, FORMATS } from "../../lib/persistence/convert/convert.ts";
import { latin1 } from "../../lib/resp/args.ts";
import { TestEngine } from "../support/engine.ts";
import { aofOf, FIXTURES, rdbOf, recordedOf } from "../support/fixtures.ts";
import { MemoryStorage } from "../support/memory_storage.ts";
import { startLogged } from "./aof/support.ts";

const { clock, host } = new TestEngine().engine.server;
const LAST: Readonly<Record<Format, string>> = {
  rdb: "out.rdb",
  aof: "out.aof",
  folder: "out",
  jsonl: "out.jsonl",
};

function run(storage: MemoryStorage, from: string, to: string, isForValkey = false) {
  const isFolder = (path: string) =>
    [...storage.files.keys()].some((n) => n.startsWith(`${path}/`));
  return convert(from, to, { storage, isFolder, clock, host, isForValkey });
}

/** What JSON lines say, in an order, without what not all formats keep. */
function told(storage: MemoryStorage, path: string): unknown[] {
  const text = new TextDecoder().decode(storage.files.get(path));
  const lines = text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
  return lines.map(({ encoding: _, ...line }) => {
    if (line.type === "set") line.value.sort();
    for (const group of line.groups ?? []) {
      group.consumers = group.consumers.map(([name]: [string]) => name).sort();
    }
    return line;
  }).sort((a, b) => `${a.db} ${a.key}` < `${b.db} ${b.key}` ? -1 : 1);
}

/** An RDB file with all types, small and large, with any bytes. */
function sample(): MemoryStorage {
  const { file, redis, settle, storage } = startLogged();
  const any = Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join("");
  redis.command("SET", any, any.repeat(40), "PXAT", 4_102_444_800_123);
  redis.command("SET", "number", "-123");
  redis.command("SET", "", "");
  redis.command("SELECT", 9);
  for (let i = 0; i < 700; i++) {
    for (const [size, limit] of [["small", 5], ["large", 700]] as const) {
      if (i >= limit) continue;
      redis.command("RPUSH", `list ${size}`, `${any}${i}`, i);
      redis.command("SADD", `set ${size}`, `${any}${i}`);
      redis.command("SADD", `ints ${size}`, i * 10_000_000_000);
      redis.command("ZADD", `zset ${size}`, i / 3, `${any}${i}`);
      redis.command("HSET", `hash ${size}`, `${any}${i}`, `\xff${i}`);
      redis.command("HSET", `timed ${size}`, `f${i}`, `${any}`);
      if (i % 2 === 0) {
        redis.command("HPEXPIREAT", `timed ${size}`, 4_102_444_800_000 + i, "FIELDS", 1, `f${i}`);
      }
      redis.command("XADD", `stream ${size}`, `${i}-1`, "f", any, `g${i}`, `${i}`);
    }
  }
  redis.command("ZADD", "scores", "-inf", "a", "inf", "b", "0.1", "c", "1e300", "d");
  redis.command("XDEL", "stream large", "3-1", "699-1");
  redis.command("XGROUP", "CREATE", "stream large", `group ${any}`, 0);
  for (const name of ["alice", any]) {
    redis.command(
      "XREADGROUP",
      "GROUP",
      `group ${any}`,
      name,
      "COUNT",
      30,
      "STREAMS",
      "stream large",
      ">",
    );
  }
  redis.command("XADD", "emptied", "5-5", "a", "b");
  redis.command("XDEL", "emptied", "5-5");
  redis.command("XGROUP", "CREATE", "emptied", "g", "0");
  settle();
  redis.command("BGREWRITEAOF");
  settle();
  file.close();
  return storage;
}

test("convert: every format into every other, and nothing is lost", () => {
  const storage = sample();
  run(storage, "appendonlydir", "reference.jsonl");
  const reference = told(storage, "reference.jsonl");
  assert.equal(reference.length, 19);
  for (const first of FORMATS) {
    const one = new MemoryStorage(storage.files);
    run(one, "appendonlydir", `first-${LAST[first]}`);
    for (const second of FORMATS) {
      const two = new MemoryStorage(one.files);
      const { from, to } = run(two, `first-${LAST[first]}`, `second-${LAST[second]}`);
      assert.deepEqual([from, to], [first, second]);
      run(two, `second-${LAST[second]}`, "again.jsonl");
      assert.deepEqual(told(two, "again.jsonl"), reference, `${first} ${second}`);
    }
  }
});

test("convert: what real servers wrote says what their descriptions do", () => {
  for (const name of FIXTURES) {
    const storage = new MemoryStorage([["in.rdb", rdbOf(name)], ...aofOf(name)]);
    const isFolder = name.startsWith("valkey") || name >= "redis-7";
    for (const input of ["in.rdb", isFolder ? "appendonlydir" : "appendonly.aof"]) {
      const { keys, libraries } = run(storage, input, "out.jsonl");
      const recorded = recordedOf(name);
      assert.deepEqual([keys, libraries], [recorded.length, isFolder ? 1 : 0], `${name} ${input}`);
      const found = new Map(
        (told(storage, "out.jsonl") as { db: number; key: string; value: unknown }[])
          .map((line) => [`${line.db} ${line.key}`, line]),
      );
      for (const { db, key, type, value, encoding: _, ...rest } of recorded) {
        const line = found.get(`${db} ${key}`)!;
        assert.deepEqual(line.value, value, `${name} ${key}`);
        assert.equal((line as unknown as { expireAtMs?: number }).expireAtMs, rest.expireAtMs);
        assert.ok(type !== "stream" || "groups" in line);
      }
    }
  }
});

test("convert: descriptions of other servers are read, too", () => {
  for (const name of FIXTURES) {
    const lines = recordedOf(name).map((line) => JSON.stringify(line)).join("\n");
    const storage = new MemoryStorage([["in.jsonl", new TextEncoder().encode(lines)]]);
    run(storage, "in.jsonl", "out.rdb");
    run(storage, "out.rdb", "out.jsonl");
    assert.equal(told(storage, "out.jsonl").length, recordedOf(name).length);
    const header = storage.files.get("out.rdb")!;
    const isNew = recordedOf(name).some(({ fieldExpireAtMs }) => fieldExpireAtMs !== undefined);
    const version = isNew ? "REDIS0012" : "REDIS0010";
    assert.equal(latin1(header, 0, 9), version, name);
  }
});

test("convert: for Valkey, hashes whose fields expire have its form; other files stay plain", () => {
  for (const [name, header] of [["redis-8.0.6", "VALKEY080"], ["redis-7.0.15", "REDIS0010"]]) {
    const storage = new MemoryStorage([["in.rdb", rdbOf(name)]]);
    run(storage, "in.rdb", "in.jsonl");
    run(storage, "in.rdb", "out.rdb", true);
    assert.equal(latin1(storage.files.get("out.rdb")!, 0, 9), header);
    run(storage, "out.rdb", "out.jsonl");
    assert.deepEqual(told(storage, "out.jsonl"), told(storage, "in.jsonl"));
  }
});

test("convert: what cannot be read is named with its place, and nothing is left", () => {
  const cases: readonly (readonly [name: string, text: string, reason: RegExp])[] = [
    [
      "in.jsonl",
      '{"key":"a","type":"string","value":"v"}\n{"key":"b"}\n',
      /in\.jsonl, line 2: .*type/,
    ],
    ["in.jsonl", '{"key":"a","type":"list","value":[]}\n', /line 1: a list without a value/],
    ["in.jsonl", '{"key":"a","type":"list","value":[1]}\n', /line 1: .*strings/],
    ["in.jsonl", "{\n", /line 1/],
    ["in.rdb", "REDIS0010\xff", /in\.rdb is damaged at offset \d+/],
    ["in.aof", "*1\r\n$4\r\nLALA\r\n", /unknown command, 'LALA'/],
    ["nothing", "", /nothing: there is no such file/],
  ];
  for (const [name, text, reason] of cases) {
    const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const storage = new MemoryStorage(name === "nothing" ? [] : [[name, bytes]]);
    for (const to of ["out.rdb", "out.jsonl"]) {
      assert.throws(() => run(storage, name, to), reason);
      assert.equal(storage.files.has(to), false);
    }
  }
});
