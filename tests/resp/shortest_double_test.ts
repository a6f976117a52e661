import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { writeShortestDouble } from "../../lib/resp/shortest_double.ts";

function shortest(value: number): string {
  const out = new Uint8Array(40).fill(0x23);
  const end = writeShortestDouble(out, 5, value);
  assert.ok(end - 5 <= 24 && out[4] === 0x23 && out[end] === 0x23);
  return new TextDecoder().decode(out.subarray(5, end));
}

const LAYOUT: [value: number, text: string][] = [
  [0.1, "0.1"],
  [3.14, "3.14"],
  [1e19, "1e+19"],
  [1.5e21, "1.5e+21"],
  [12345678901234567000, "12345678901234567000"],
  [12345678901234568000000, "12345678901234568000000"],
  [1.234e9, "1234000000"],
  [1e300, "1e+300"],
  [0.001, "0.001"],
  [0.000001, "0.000001"],
  [0.0000001, "1e-7"],
  [0.00012345678, "1.2345678e-4"],
  [0.0012345678901234, "0.0012345678901234"],
  [1234.56789012345, "1234.56789012345"],
  [123456.7890123, "1.234567890123e+5"],
  [5e-324, "5e-324"],
  [2 ** -1022, "2.2250738585072014e-308"],
  [Number.MAX_VALUE, "1.7976931348623157e+308"],
];

test("writeShortestDouble() lays digits out as fpconv does", () => {
  for (const [value, text] of LAYOUT) assert.equal(shortest(value), text);
});

const positive = fc.oneof(
  fc.double({ min: 5e-324, max: Number.MAX_VALUE, noNaN: true }),
  fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  fc.integer({ min: 1, max: 1e9 }).map((n) => n / 100),
  fc.integer({ min: -1074, max: 1023 }).map((power) => 2 ** power),
);

test("a double comes back from its text", () => {
  fc.assert(fc.property(positive, (value) => assert.equal(Number(shortest(value)), value)), {
    numRuns: 3000,
  });
});

/** Significant digits and the power of ten of the last one. */
function parts(text: string): string {
  const [mantissa, power = "0"] = text.split("e");
  const [whole, fraction = ""] = mantissa.split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const zeros = digits.length - digits.replace(/0+$/, "").length;
  const last = Number(power) - fraction.length + zeros;
  return `${digits.slice(0, digits.length - zeros)}@${last}`;
}

test("the digits are those of Grisu2 in 64-bit integers", () => {
  fc.assert(
    fc.property(positive, (value) => assert.equal(parts(shortest(value)), parts(grisu2(value)))),
    { numRuns: 3000 },
  );
  // Where Grisu2 does not find the shortest or nearest digits, neither do we.
  assert.equal(shortest(680749931463553.8), "680749931463553.7");
  assert.equal(shortest(0.846001475473872), "0.8460014754738721");
});

const U64 = (1n << 64n) - 1n;

/** 10^k as a significand of 64 bits and an exponent. */
function power(k: number): [bigint, number] {
  const size = 10n ** BigInt(Math.abs(k));
  const wide = k < 0 ? (1n << 1400n) / size : size << 200n;
  const excess = wide.toString(2).length - 64;
  return [
    (wide + (1n << BigInt(excess - 1))) >> BigInt(excess),
    excess - (k < 0 ? 1400 : 200),
  ];
}

/** Loitsch's algorithm, step by step, with fpconv's choice of powers. */
function grisu2(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number(bits >> 52n);
  const fraction = bits & ((1n << 52n) - 1n);
  const significand = biased > 0 ? fraction | (1n << 52n) : fraction;
  const shift = 64 - significand.toString(2).length;
  const exponent = Math.max(biased, 1) - 1075 - shift;
  const half = 1n << BigInt(shift - 1);
  const middle = significand << BigInt(shift);
  const below = significand === 1n << 52n ? half / 2n : half;

  let i = Math.trunc((Math.trunc(-(exponent + 87) * 0.30102999566398114) + 348) / 8);
  for (let step = 1; step !== 0; i += step) {
    const product = exponent + power(-348 + 8 * i)[1] + 64;
    step = product < -60 ? 1 : product > -32 ? -1 : 0;
  }
  const [scale, scaleExponent] = power(-348 + 8 * i);
  const multiply = (n: bigint) => ((n * scale + (1n << 63n)) >> 64n) & U64;
  const upper = multiply(middle + half) - 1n;
  const lower = multiply(middle - below) + 1n;
  const unitBits = BigInt(-(exponent + scaleExponent + 64));
  const toMiddle = upper - multiply(middle);

  let delta = upper - lower;
  let rest = upper;
  let worth = 10n ** 9n << unitBits;
  let wanted = toMiddle;
  let last = 348 - 8 * i + 9;
  let digits = "";
  for (;; last--) {
    digits += rest / worth;
    rest %= worth;
    if (last >= 348 - 8 * i ? rest <= delta : rest < delta) break;
    if (worth > 1n << unitBits) worth /= 10n;
    else {
      rest *= 10n;
      delta *= 10n;
      wanted *= 10n;
    }
  }
  let number = BigInt(digits);
  while (
    rest < wanted && delta - rest >= worth &&
    (rest + worth < wanted || wanted - rest > rest + worth - wanted)
  ) {
    number--;
    rest += worth;
  }
  return `${number}e${last}`;
}
