import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  addToBitField,
  bitFieldEnd,
  fitBitField,
  getBitField,
  type Overflow,
  parseBitFieldType,
  parseBitOffset,
  setBitField,
} from "../../lib/types/bit_field.ts";

const framed = (text: string): [Uint8Array, number, number] => {
  const bytes = new TextEncoder().encode(`1${text}1`);
  return [bytes, 1, bytes.length - 1];
};

const typeOf = (text: string): number => parseBitFieldType(...framed(text));
const offsetOf = (text: string, type: string, sizeMax = 512 * 1024 * 1024): number =>
  parseBitOffset(...framed(text), typeOf(type), sizeMax);

test("BITFIELD types run from u1 to u63 and from i1 to i64", () => {
  for (let width = 1; width <= 64; width++) {
    assert.equal(typeOf(`i${width}`), -width);
    assert.equal(typeOf(`u${width}`), width === 64 ? 0 : width);
  }
  for (
    const text of ["", "u", "i", "u0", "i0", "i65", "u08", "U8", "I8", "x8", "u8x", "i-1", "8"]
  ) {
    assert.equal(typeOf(text), 0, text);
  }
});

test("BITFIELD offsets count bits, or fields after #, within the largest string", () => {
  assert.equal(offsetOf("0", "u8"), 0);
  assert.equal(offsetOf("100", "u8"), 100);
  assert.equal(offsetOf("#3", "i5"), 15);
  assert.equal(offsetOf("4294967295", "u8"), 4294967295);
  assert.equal(offsetOf("#536870911", "u8"), 4294967288);
  assert.equal(offsetOf("80", "u8", 10), -1);
  assert.equal(offsetOf("79", "u8", 10), 79);
  const refused = [
    "",
    "#",
    "##1",
    "-1",
    "#-1",
    "01",
    " 1",
    "1 ",
    "0x1",
    "4294967296",
    "#536870912",
  ];
  for (const text of [...refused, "9223372036854775807", "99999999999999999999"]) {
    assert.equal(offsetOf(text, "u8"), -1, text);
  }
});

/** A field's numbers as plain BigInt arithmetic. */
const bounds = (type: number): [bigint, bigint] =>
  type < 0
    ? [-(1n << BigInt(-type - 1)), (1n << BigInt(-type - 1)) - 1n]
    : [0n, (1n << BigInt(type)) - 1n];

const types = fc.oneof(fc.integer({ min: 1, max: 63 }), fc.integer({ min: -64, max: -1 }));

test("a field written is the field read, and no other bit changes", () => {
  const property = fc.property(
    types,
    fc.nat(200),
    fc.bigInt({ min: 0n, max: 2n ** 64n }),
    fc.uint8Array({ minLength: 40, maxLength: 40 }),
    (type, offset, seed, memory) => {
      const [min, max] = bounds(type);
      const value = min + seed % (max - min + 1n);
      const before = bits(memory);
      setBitField(memory, 3, offset, type, value);
      const read = getBitField(memory, 3, memory.length, offset, type);
      assert.equal(BigInt(read), value);
      assert.equal(typeof read === "number", Number.isSafeInteger(Number(value)));
      const first = 24 + offset;
      const width = Math.abs(type);
      const field = BigInt.asUintN(width, value).toString(2).padStart(width, "0");
      assert.equal(bits(memory), before.slice(0, first) + field + before.slice(first + width));
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

const bits = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");

test("bits behind the string's end read as zeros", () => {
  const memory = new Uint8Array(20).fill(0xff);
  assert.equal(getBitField(memory, 2, 4, 12, 8), 0xf0);
  assert.equal(getBitField(memory, 2, 4, 16, 8), 0);
  assert.equal(getBitField(memory, 2, 4, 12, -63), -(2n ** 59n));
  assert.equal(getBitField(memory, 2, 2, 0, -64), 0);
  assert.equal(bitFieldEnd(12, 8), 3);
  assert.equal(bitFieldEnd(8, -8), 2);
  assert.equal(bitFieldEnd(4294967295, 8), 536870913);
});

test("BITFIELD INCRBY wraps, saturates or fails as exact arithmetic says", () => {
  const property = fc.property(
    types,
    fc.bigInt({ min: 0n, max: 2n ** 64n }),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    (type, seed, by) => {
      const [min, max] = bounds(type);
      const old = min + seed % (max - min + 1n);
      const sum = old + by;
      const width = Math.abs(type);
      const wrapped = type < 0 ? BigInt.asIntN(width, sum) : BigInt.asUintN(width, sum);
      const fits = sum >= min && sum <= max;
      const nearest = sum < min ? min : max;
      const result = (overflow: Overflow) => addToBitField(type, small(old), small(by), overflow);
      assert.equal(result("WRAP"), small(wrapped));
      assert.equal(result("SAT"), small(fits ? sum : nearest));
      assert.equal(result("FAIL"), fits ? small(sum) : null);
    },
  );
  fc.assert(property, { numRuns: 1000 });
});

const small = (n: bigint): number | bigint => Number.isSafeInteger(Number(n)) ? Number(n) : n;

test("BITFIELD SET: what redis-server stores, its oddities included", () => {
  assert.equal(fitBitField(8, 255, "FAIL"), 255);
  assert.equal(fitBitField(8, 256, "WRAP"), 0);
  assert.equal(fitBitField(8, 256, "SAT"), 255);
  assert.equal(fitBitField(8, 256, "FAIL"), null);
  assert.equal(fitBitField(8, -1, "WRAP"), 255);
  assert.equal(fitBitField(8, -1, "SAT"), 255); // Not 0: it counts as 2^64 − 1.
  assert.equal(fitBitField(8, -1, "FAIL"), null);
  assert.equal(fitBitField(-8, -128, "FAIL"), -128);
  assert.equal(fitBitField(-8, -129, "SAT"), -128);
  assert.equal(fitBitField(-8, -129, "WRAP"), 127);
  assert.equal(fitBitField(-8, -(2n ** 63n) + 128n, "SAT"), -128);
  assert.equal(fitBitField(-8, -(2n ** 63n) + 127n, "SAT"), 127); // The distance overflows.
  assert.equal(fitBitField(-64, -(2n ** 63n), "FAIL"), -(2n ** 63n));
});
