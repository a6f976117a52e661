import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import {
  cachedHllCount,
  cacheHllCount,
  CORRUPTED_HLL,
  countHll,
  countRegisters,
  denseRegister,
  HLL_DENSE,
  HLL_DENSE_BYTES,
  HLL_HEADER_BYTES,
  HLL_REGISTERS,
  HLL_SPARSE,
  hllElement,
  hllEncoding,
  isHll,
  mergeHll,
} from "../../lib/types/hyperloglog.ts";
import { collectHll, HyperLogLogEditor } from "../../lib/types/hyperloglog_editor.ts";
import { hllSelfTest } from "../../lib/types/hyperloglog_selftest.ts";
import { describeSparse } from "../../lib/types/hyperloglog_sparse.ts";
import { murmurHash64A } from "../../lib/types/murmur64.ts";
// Bytes (in hex, or their SHA-256 when long) and counts of redis-server 7.0.15:
// grown: [elements added, bytes before PFCOUNT, count]; merged: [sources, bytes, count].
import recorded from "./hyperloglog_cases.json" with { type: "json" };

const SPARSE_BYTES_MAX = 3000;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Elements "element:FROM" and so on, as the recorded ones. */
function add(editor: HyperLogLogEditor, from: number, count: number): void {
  for (let i = from; i < from + count; i++) {
    const element = bytesOf(`element:${i}`);
    editor.add(element, 0, element.length, SPARSE_BYTES_MAX);
  }
}

const result = (editor: HyperLogLogEditor): Uint8Array =>
  editor.bytes.slice(editor.start, editor.end);

function fingerprint(bytes: Uint8Array): string {
  return bytes.length < 60
    ? Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
    : createHash("sha256").update(bytes).digest("hex");
}

test("MurmurHash64A agrees with itself in 64-bit arithmetic", () => {
  const m = 0xc6a4a7935bd1e995n;
  const u64 = (n: bigint) => BigInt.asUintN(64, n);
  const slow = (bytes: Uint8Array, seed: bigint): bigint => {
    let h = u64(seed ^ BigInt(bytes.length) * m);
    const read = (at: number, length: number) =>
      bytes.subarray(at, at + length).reduceRight((n, byte) => n << 8n | BigInt(byte), 0n);
    const whole = bytes.length & ~7;
    for (let at = 0; at < whole; at += 8) {
      let k = u64(read(at, 8) * m);
      k = u64((k ^ k >> 47n) * m);
      h = u64((h ^ k) * m);
    }
    if (bytes.length > whole) h = u64((h ^ read(whole, 7)) * m);
    h = u64((h ^ h >> 47n) * m);
    return h ^ h >> 47n;
  };
  const out = new Int32Array(2);
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.nat(5),
      fc.integer(),
      (bytes, offset, seed) => {
        const memory = new Uint8Array(offset + bytes.length + 3).fill(0xa5);
        memory.set(bytes, offset);
        murmurHash64A(memory, offset, offset + bytes.length, seed, out);
        const hash = BigInt(out[1] >>> 0) << 32n | BigInt(out[0] >>> 0);
        assert.equal(hash, slow(bytes, BigInt(seed >>> 0)));
      },
    ),
    { numRuns: 500 },
  );
});

test("PFADD grows the bytes that redis-server grows, and PFCOUNT counts the same", () => {
  const editor = new HyperLogLogEditor();
  editor.create();
  let added = 0;
  let hll = result(editor);
  for (const [count, bytes, cardinality] of recorded.grown as [number, string, number][]) {
    editor.open(hll, 0, hll.length);
    add(editor, added, count - added);
    added = count;
    hll = result(editor);
    assert.equal(fingerprint(hll), bytes);
    assert.equal(countHll(hll, 0, hll.length), cardinality);
    cacheHllCount(hll, 0, cardinality);
    assert.equal(cachedHllCount(hll, 0), cardinality);
  }
});

test("PFMERGE makes the bytes that redis-server makes", () => {
  const sources = new Map<string, Uint8Array>();
  const editor = new HyperLogLogEditor();
  const parts: [string, number, number][] = [
    ["a", 0, 100],
    ["b", 50, 100],
    ["c", 5000, 1500],
    ["d", 9000, 20000],
    ["e", 7, 1],
  ];
  for (const [name, from, count] of parts) {
    editor.create();
    add(editor, from, count);
    sources.set(name, result(editor));
  }
  for (const [names, bytes, cardinality] of recorded.merged as [string, string, number][]) {
    const registers = new Uint8Array(HLL_REGISTERS);
    let dense = false;
    for (const name of names.split(" ")) {
      const hll = sources.get(name);
      if (hll === undefined) continue;
      collectHll(registers, hll, 0, hll.length);
      dense ||= hllEncoding(hll, 0) === HLL_DENSE;
    }
    editor.create();
    editor.mergeRegisters(registers, dense, SPARSE_BYTES_MAX);
    assert.equal(fingerprint(result(editor)), bytes);
    assert.equal(countRegisters(registers), cardinality);
  }
});

test("a sparse HyperLogLog holds the registers that a plain array holds", () => {
  const step = fc.record({
    register: fc.oneof(fc.nat(HLL_REGISTERS - 1), fc.nat(40)),
    value: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 51 })),
  });
  const editor = new HyperLogLogEditor();
  const property = fc.property(fc.array(step, { maxLength: 200 }), fc.nat(400), (steps, max) => {
    const model = new Uint8Array(HLL_REGISTERS);
    editor.create();
    for (const { register, value } of steps) {
      const raised = editor.raise(register, value, HLL_HEADER_BYTES + max);
      assert.equal(raised, value > model[register]);
      model[register] = Math.max(model[register], value);
    }
    const registers = new Uint8Array(HLL_REGISTERS);
    assert.ok(isHll(editor.bytes, editor.start, editor.end));
    assert.ok(mergeHll(registers, editor.bytes, editor.start, editor.end));
    assert.deepEqual(registers, model);
  });
  fc.assert(property);
});

test("a dense HyperLogLog is changed where it lies, and nothing around it", () => {
  const memory = new Uint8Array(HLL_DENSE_BYTES + 20).fill(0xee);
  const editor = new HyperLogLogEditor();
  editor.create();
  assert.equal(editor.toDense(), true);
  assert.equal(editor.toDense(), false);
  memory.set(result(editor), 7);
  editor.open(memory, 7, 7 + HLL_DENSE_BYTES);
  for (let i = 0; i < HLL_REGISTERS; i++) assert.equal(editor.raise(i, 1 + i % 51, 0), true);
  assert.ok(editor.inPlace && editor.changed);
  for (let i = 0; i < HLL_REGISTERS; i++) assert.equal(denseRegister(memory, 7, i), 1 + i % 51);
  assert.ok(memory.subarray(0, 7).every((byte) => byte === 0xee));
  assert.ok(memory.subarray(7 + HLL_DENSE_BYTES).every((byte) => byte === 0xee));
});

test("isHll() wants the magic, a known encoding and, if dense, the length", () => {
  const editor = new HyperLogLogEditor();
  editor.create();
  const hll = result(editor);
  assert.ok(isHll(hll, 0, hll.length));
  assert.ok(isHll(hll, 0, HLL_HEADER_BYTES));
  assert.ok(!isHll(hll, 0, HLL_HEADER_BYTES - 1));
  assert.ok(!isHll(hll, 1, hll.length));
  hll[4] = HLL_DENSE;
  assert.ok(!isHll(hll, 0, hll.length));
  hll[4] = HLL_SPARSE + 1;
  assert.ok(!isHll(hll, 0, hll.length));
  assert.ok(!isHll(bytesOf("hello, this is no HyperLogLog"), 0, 29));
});

test("runs that do not cover all registers are reported as corrupted", () => {
  const editor = new HyperLogLogEditor();
  editor.create();
  add(editor, 0, 10);
  const hll = result(editor);
  const corrupted = { message: CORRUPTED_HLL };
  for (const broken of [hll.slice(0, -1), hll.slice(0, 16), Uint8Array.of(...hll, 0x80)]) {
    assert.equal(countHll(broken, 0, broken.length), -1);
    editor.open(broken, 0, broken.length);
    assert.throws(() => editor.toDense(), corrupted);
    assert.throws(() => collectHll(new Uint8Array(HLL_REGISTERS), broken, 0, broken.length));
  }
  editor.open(hll, 0, 16);
  assert.throws(() => editor.raise(3, 1, SPARSE_BYTES_MAX), corrupted);
});

test("PFDEBUG DECODE tells the runs", () => {
  const editor = new HyperLogLogEditor();
  editor.create();
  for (const element of ["a", "b", "c"]) editor.add(bytesOf(element), 0, 1, SPARSE_BYTES_MAX);
  const runs = describeSparse(editor.bytes, HLL_HEADER_BYTES, editor.end);
  assert.equal(runs, "Z:8436 v:1,1 Z:4274 v:2,1 Z:3068 v:1,1 Z:603");
  assert.equal(hllElement(bytesOf("a"), 0, 1) & (HLL_REGISTERS - 1), 8436 + 1 + 4274);
});

test("PFSELFTEST passes", () => {
  let state = 12345;
  const random = () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) / 2 ** 32;
  assert.equal(hllSelfTest(random), undefined);
});
