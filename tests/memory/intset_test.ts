import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Int64 } from "../../lib/memory/int64.ts";
import { findInteger, getInteger, intsetWidth } from "../../lib/memory/intset.ts";
import { IntsetBuffer } from "../../lib/memory/intset_buffer.ts";

const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

function int64(text: string): Int64 | null {
  const value = new Int64();
  return value.parse(bytesOf(text), 0, text.length) ? value : null;
}

function printed(value: Int64): string {
  const out = new Uint8Array(20);
  return String.fromCharCode(...out.subarray(0, value.print(out, 0)));
}

function all({ bytes, size }: IntsetBuffer): string[] {
  const value = new Int64();
  return Array.from({ length: size }, (_, i) => {
    getInteger(bytes, 0, i, value);
    return printed(value);
  });
}

/** Integers of all widths, the edges of each among them. */
const integers = fc.oneof(
  fc.bigInt({ min: -3n, max: 3n }),
  fc.constantFrom(15n, 31n, 32n, 53n, 63n).chain((bits) =>
    fc.bigInt({ min: -2n, max: 1n }).chain((near) =>
      fc.constantFrom(-(2n ** bits), 2n ** bits).map((edge) => edge + near)
    )
  ),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
).filter((n) => n === BigInt.asIntN(64, n));

const ascending = (a: bigint, b: bigint) => a < b ? -1 : a > b ? 1 : 0;

test("intset: holds what a sorted set of integers would, after any additions and removals", () => {
  const steps = fc.array(fc.record({ isRemoval: fc.boolean(), n: integers }), { maxLength: 250 });
  fc.assert(fc.property(steps, (steps) => {
    const set = new IntsetBuffer();
    const model = new Set<bigint>();
    for (const { isRemoval, n } of steps) {
      const value = int64(String(n))!;
      if (isRemoval) assert.equal(set.remove(value), model.delete(n));
      else assert.equal(set.add(value), !model.has(n) && !!model.add(n));
      assert.equal(findInteger(set.bytes, 0, value) >= 0, model.has(n));
    }
    const sorted = [...model].sort(ascending).map(String);
    assert.deepEqual(all(set), sorted);
    for (const [i, n] of sorted.entries()) {
      assert.equal(findInteger(set.bytes, 0, int64(n)!), i);
    }
  }));
});

test("intset: its bytes are those of Redis", () => {
  const set = new IntsetBuffer();
  const bytes = () => [...set.bytes.subarray(0, set.length)];
  assert.deepEqual(bytes(), [2, 0, 0, 0, 0, 0, 0, 0]);
  set.add(int64("5")!);
  set.add(int64("-1")!);
  assert.deepEqual(bytes(), [2, 0, 0, 0, 2, 0, 0, 0, 0xff, 0xff, 5, 0]);
  set.add(int64("65536")!);
  assert.deepEqual(bytes().slice(0, 8), [4, 0, 0, 0, 3, 0, 0, 0]);
  assert.deepEqual(bytes().slice(8), [0xff, 0xff, 0xff, 0xff, 5, 0, 0, 0, 0, 0, 1, 0]);
  set.add(int64("-4294967296")!);
  assert.deepEqual(bytes().slice(0, 16), [8, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255]);
  set.remove(int64("-4294967296")!);
  assert.equal(intsetWidth(set.bytes, 0), 8, "the width does not shrink");
});

test("Int64: reads what Redis takes for an integer, and prints it back", () => {
  const canonical = integers.map(String);
  const close = fc.constantFrom("", "-", "-0", "00", "01", "+1", " 1", "1 ", "1.0", "a", "1e3");
  const beyond = fc.constantFrom("9223372036854775808", "-9223372036854775809", "1".repeat(20));
  fc.assert(fc.property(canonical, (text) => {
    assert.equal(printed(int64(text)!), text);
  }));
  fc.assert(fc.property(fc.oneof(close, beyond), (text) => {
    assert.equal(int64(text), null);
  }));
});

test("Int64: knows the least width of 2, 4 and 8 bytes", () => {
  const widths: [string, number][] = [
    ["0", 2],
    ["-32768", 2],
    ["32767", 2],
    ["-32769", 4],
    ["32768", 4],
    ["2147483647", 4],
    ["-2147483648", 4],
    ["2147483648", 8],
    ["-2147483649", 8],
    ["4294967295", 8],
    ["9223372036854775807", 8],
  ];
  for (const [text, width] of widths) assert.equal(int64(text)!.width, width, text);
});
