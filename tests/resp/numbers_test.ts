import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  DOUBLE_BYTES_MAX,
  formatDouble,
  formatDouble17,
  integerDigits,
  parseDouble,
  parseInt64,
  parseInteger,
  writeBigInteger,
  writeDouble,
  writeInteger,
} from "../../lib/resp/numbers.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const ascii = (of: Uint8Array, start: number, end: number): string =>
  new TextDecoder().decode(of.subarray(start, end));

/** The text set in the midst of other bytes, so that a reader beyond its bounds is caught. */
const framed = <T>(text: string, read: (of: Uint8Array, start: number, end: number) => T): T => {
  const padded = bytes(`7${text}7`);
  return read(padded, 1, padded.length - 1);
};

const written = (write: (out: Uint8Array, at: number) => number): string => {
  const out = new Uint8Array(3 + DOUBLE_BYTES_MAX).fill(0x23);
  const end = write(out, 3);
  assert.equal(out[2], 0x23);
  assert.ok(end === out.length || out[end] === 0x23);
  return ascii(out, 3, end);
};

const EDGES: number[] = [0, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER];
for (let power = 1; power < 1e16; power *= 10) EDGES.push(power, 2 * power, 1e8 * power);

test("writeInteger() writes every safe integer as String() does", () => {
  const check = (n: number) => {
    assert.equal(written((out, at) => writeInteger(out, at, n)), String(n));
    assert.equal(integerDigits(n), String(n).length);
  };
  for (const edge of EDGES) {
    for (const n of [edge - 1, edge, edge + 1, -edge, 1 - edge]) {
      if (Number.isSafeInteger(n)) check(n);
    }
  }
  fc.assert(fc.property(fc.maxSafeInteger(), check), { numRuns: 2000 });
  assert.equal(written((out, at) => writeBigInteger(out, at, -(2n ** 63n))), String(-(2n ** 63n)));
});

test("parseInteger() reads back what was written", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (n) => {
    assert.equal(framed(String(n), parseInteger), n);
    assert.equal(framed(String(n), parseInt64), BigInt(n));
  }));
});

test("parseInteger() and parseInt64() refuse what is not canonical", () => {
  const refused = ["", "-", "-0", "+1", "01", "-01", "00", " 1", "1 ", "1.0", "1e3", "0x1", "--1"];
  for (const text of [...refused, "12a", "a12", "1:", "1/", "9".repeat(25)]) {
    assert.ok(Number.isNaN(framed(text, parseInteger)), text);
    assert.equal(framed(text, parseInt64), null, text);
  }
});

test("parseInteger() leaves what a number cannot hold exactly to parseInt64()", () => {
  for (const n of [2n ** 53n, 2n ** 63n - 1n, -(2n ** 53n), -(2n ** 63n)]) {
    assert.ok(Number.isNaN(framed(String(n), parseInteger)));
    assert.equal(framed(String(n), parseInt64), n);
  }
  for (const n of [2n ** 63n, -(2n ** 63n) - 1n, 9999999999999999999n]) {
    assert.equal(framed(String(n), parseInt64), null);
  }
});

const DOUBLES: [text: string, value: number][] = [
  ["0", 0],
  ["-0", -0],
  ["+5", 5],
  ["1.", 1],
  [".5", 0.5],
  ["-.5e-3", -0.0005],
  ["007", 7],
  ["1e5", 1e5],
  ["1E+5", 1e5],
  ["123456789012345", 123456789012345],
  ["0.1", 0.1],
  ["0.300000000000000", 0.3],
  ["9007199254740993", 9007199254740992],
  ["4.9e-324", 5e-324],
  ["3e-324", 5e-324],
  ["0e-999", 0],
  ["1.7976931348623157e308", Number.MAX_VALUE],
  ["0x10", 16],
  ["-0X1P3", -8],
  ["0x1.8p1", 3],
  ["0x.8", 0.5],
  ["0x1p-1074", 5e-324],
  ["0x1.8p-1074", 1e-323],
  ["0x1p1023", 2 ** 1023],
  ["0x1.00000000000008p0", 1],
  ["0x1.00000000000018p0", 1 + 2 ** -51],
  ["0x0p99999", 0],
  ["inf", Infinity],
  ["+INF", Infinity],
  ["-Infinity", -Infinity],
];

test("parseDouble() reads what strtod reads", () => {
  for (const [text, value] of DOUBLES) assert.equal(framed(text, parseDouble), value, text);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (n) => {
      assert.equal(framed(String(n), parseDouble), n + 0);
      assert.equal(framed(n.toExponential(20), parseDouble), n + 0);
    }),
    { numRuns: 2000 },
  );
});

test("parseDouble() refuses nan, blanks, rubbish, overflow and underflow", () => {
  const refused = [
    "",
    ".",
    "+",
    "-",
    "e5",
    ".e5",
    "1e",
    "1e+",
    "1..2",
    "1.2.3",
    "--1",
    "1_0",
    "1,0",
  ];
  const range = ["1e309", "-1e309", "1e-400", "2e-324", "0x1p1024", "0x1p-1076", "0x1p99999999999"];
  const words = [
    "nan",
    "-nan",
    "nan(1)",
    "infinit",
    "infi",
    "infinityx",
    "in",
    "0x",
    "0x.",
    "0xp1",
  ];
  for (
    const text of [...refused, ...range, ...words, " 1", "1 ", "\t1", "1\n", "1\0", "0x1p", "١"]
  ) {
    assert.ok(Number.isNaN(framed(text, parseDouble)), text);
  }
});

const LAYOUT: [value: number, shortest: string, seventeen: string][] = [
  [0, "0", "0"],
  [-0, "-0", "-0"],
  [Infinity, "inf", "inf"],
  [-Infinity, "-inf", "-inf"],
  [NaN, "nan", "nan"],
  [3, "3", "3"],
  [-1.5, "-1.5", "-1.5"],
  [0.1, "0.1", "0.10000000000000001"],
  [3.14, "3.14", "3.1400000000000001"],
  [1700000000000, "1700000000000", "1700000000000"],
  [1e15, "1000000000000000", "1000000000000000"],
  [1e17, "100000000000000000", "1e+17"],
  [2 ** 62, "4611686018427387904", "4.6116860184273879e+18"],
  [1e19, "1e+19", "1e+19"],
  [12345678901234567000, "12345678901234567000", "1.2345678901234567e+19"],
  [1e300, "1e+300", "1.0000000000000001e+300"],
  [0.001, "0.001", "0.001"],
  [0.000001, "0.000001", "9.9999999999999995e-07"],
  [0.0000001, "1e-7", "9.9999999999999995e-08"],
  [0.00012345678, "1.2345678e-4", "0.00012345678000000001"],
  [123456.7890123, "1.234567890123e+5", "123456.7890123"],
  [1234.56789012345, "1234.56789012345", "1234.5678901234501"],
  [5e-324, "5e-324", "4.9406564584124654e-324"],
  [Number.MAX_VALUE, "1.7976931348623157e+308", "1.7976931348623157e+308"],
  [1125899906842624.25, "1125899906842624.3", "1125899906842624.2"],
  [1125899906842624.75, "1125899906842624.8", "1125899906842624.8"],
];

test("formatDouble() lays out the shortest digits; formatDouble17() is %.17g", () => {
  for (const [value, shortest, seventeen] of LAYOUT) {
    assert.equal(formatDouble(value), shortest);
    assert.equal(formatDouble17(value), seventeen);
    assert.equal(written((out, at) => writeDouble(out, at, value)), shortest);
  }
});

test("a double written is the same double when read", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (n) => {
      for (const text of [formatDouble(n), formatDouble17(n)]) {
        assert.equal(framed(text, parseDouble), n);
        assert.ok(text.length <= DOUBLE_BYTES_MAX);
      }
    }),
    { numRuns: 2000 },
  );
});
