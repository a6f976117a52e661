import { test } from "node:test";
import assert from "node:assert/strict";
import { dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

const NOT_A_HLL = "-WRONGTYPE Key is not a valid HyperLogLog string value.";
const CORRUPTED = "-INVALIDOBJ Corrupted HLL object detected";

function add(redis: TestEngine, key: string, from: number, to: number): void {
  for (let i = from; i < to; i += 1000) {
    const elements = Array.from({ length: Math.min(1000, to - i) }, (_, j) => `element:${i + j}`);
    redis.command("PFADD", key, ...elements);
  }
}

function count(redis: TestEngine, ...keys: string[]): number {
  return Number(redis.command("PFCOUNT", ...keys).slice(1));
}

test("PFADD: 1 if something was new; PFCOUNT counts each element once", () => {
  dialogue(
    testEngine(),
    `
    PFADD k              → :1
    PFADD k              → :0
    PFCOUNT k            → :0
    PFADD k a b c a      → :1
    PFADD k c b a        → :0
    PFCOUNT k            → :3
    PFADD k d            → :1
    PFCOUNT k            → :4
    PFCOUNT missing      → :0
    TYPE k               → +string
    OBJECT ENCODING k    → $3 raw
    `,
  );
});

test("PFADD: the bytes are Redis's", () => {
  const redis = testEngine();
  redis.command("PFADD", "k", "a");
  const bytes = "HYLL\x01" + "\0".repeat(10) + "\x80q\xa6\x84NW";
  assert.equal(redis.command("GET", "k"), `$21\r\n${bytes}\r\n`);
  dialogue(redis, "PFDEBUG DECODE k → $20 Z:12711 v:2,1 Z:3672");
});

test("PFCOUNT: of several keys counts their union, missing keys are empty", () => {
  dialogue(
    testEngine(),
    `
    PFADD a 1 2 3            → :1
    PFADD b 3 4              → :1
    PFCOUNT a b missing      → :4
    PFCOUNT missing          → :0
    EXISTS missing           → :0
    `,
  );
});

test("PFCOUNT: within a few percent of the truth, sparse and dense", () => {
  const redis = testEngine();
  for (const size of [10, 100, 1000, 10_000, 100_000]) {
    add(redis, "k", 0, size);
    const error = Math.abs(count(redis, "k") - size) / size;
    assert.ok(error < 0.03, `${size}: off by ${error}`);
  }
});

test("PFADD: turns dense beyond hll-sparse-max-bytes, and stays so", () => {
  const redis = testEngine({ "hll-sparse-max-bytes": "100" });
  dialogue(redis, "PFADD k a → :1\n PFDEBUG ENCODING k → +sparse");
  add(redis, "k", 0, 100);
  dialogue(redis, "PFDEBUG ENCODING k → +dense\n STRLEN k → :12304\n PFADD k a → :0");
});

test("PFADD: keeps the time to live", () => {
  dialogue(testEngine(), "PFADD k a → :1\n EXPIRE k 10 → :1\n PFADD k b → :1\n TTL k → :10");
});

test("PFMERGE: the union of all keys, the destination included", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    PFADD a 1 2              → :1
    PFADD b 2 3              → :1
    PFADD d 9                → :1
    PFMERGE d a b missing    → +OK
    PFCOUNT d                → :4
    PFMERGE new              → +OK
    PFCOUNT new              → :0
    PFDEBUG ENCODING d       → +sparse
    PFDEBUG TODENSE a        → :1
    PFMERGE new a            → +OK
    PFDEBUG ENCODING new     → +dense
    `,
  );
  add(redis, "x", 0, 5000);
  add(redis, "y", 3000, 9000);
  const union = count(redis, "x", "y");
  redis.command("PFMERGE", "z", "x", "y");
  assert.equal(count(redis, "z"), union);
});

test("PFADD, PFCOUNT, PFMERGE: other strings and damaged bytes are refused", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SET s foo               → +OK
    PFADD s a               → ${NOT_A_HLL}
    PFCOUNT s               → ${NOT_A_HLL}
    PFCOUNT missing s       → ${NOT_A_HLL}
    PFMERGE d s             → ${NOT_A_HLL}
    PFMERGE s d             → ${NOT_A_HLL}
    PFADD k a b c           → :1
    PFCOUNT k               → :3
    SETRANGE k 16 x         → :27
    PFCOUNT k               → :3
    PFCOUNT k k             → ${CORRUPTED}
    PFMERGE d k             → ${CORRUPTED}
    EXISTS d                → :0
    SETRANGE k 15 "\x80"    → :27
    PFCOUNT k               → ${CORRUPTED}
    `,
  );
});

test("PFDEBUG: encoding, runs, registers; a missing key comes before a bad word", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    PFDEBUG FOO missing        → -ERR The specified key does not exist
    PFADD k a b                → :1
    PFDEBUG FOO k              → -ERR Unknown PFDEBUG subcommand 'FOO'
    PFDEBUG ENCODING k         → +sparse
    PFDEBUG decode k           → $32 Z:12711 v:2,1 Z:3068 v:1,1 Z:603
    PFDEBUG TODENSE k          → :1
    PFDEBUG TODENSE k          → :0
    PFDEBUG DECODE k           → -ERR HLL encoding is not sparse
    PFCOUNT k                  → :2
    PFADD l a b                → :1
    `,
  );
  const registers = redis.command("PFDEBUG", "GETREG", "l").split("\r\n");
  assert.equal(registers[0], "*16384");
  assert.deepEqual([registers[12712], registers[15781]], [":2", ":1"]);
  dialogue(redis, "PFDEBUG ENCODING l → +dense");
});

test("PFSELFTEST passes", () => {
  dialogue(testEngine(), "PFSELFTEST → +OK");
});
