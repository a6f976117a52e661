import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { writeDecimalSum } from "../../lib/types/decimal_sum.ts";
import {
  addLongDoubles,
  compareLongDoubles,
  formatLongDouble,
  isFiniteLongDouble,
  LONG_DOUBLE_MAX,
  type LongDouble,
  parseLongDouble,
  subtractLongDoubles,
} from "../../lib/types/long_double.ts";
// [value, increment, reply of `SET key value` and `INCRBYFLOAT key increment`], redis-server 7.0.15.
import recorded from "./long_double_cases.json" with { type: "json" };

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

function parse(text: string): LongDouble | undefined {
  const bytes = latin1(`5${text}5`);
  return parseLongDouble(bytes, 1, bytes.length - 1);
}

const number = (text: string): LongDouble => {
  const x = parse(text);
  assert.ok(x, text);
  return x;
};

function increment(value: string, by: string): string {
  const a = parse(value);
  const b = parse(by);
  if (a === undefined || b === undefined) return "ERR value is not a valid float";
  const sum = addLongDoubles(a, b);
  if (!isFiniteLongDouble(sum)) return "ERR increment would produce NaN or Infinity";
  return formatLongDouble(sum);
}

function quickSum(a: string, b: string): string | undefined {
  const out = new Uint8Array(40).fill(0x23);
  const [left, right] = [latin1(`5${a}5`), latin1(`5${b}5`)];
  const end = writeDecimalSum(out, 7, left, 1, left.length - 1, right, 1, right.length - 1);
  if (end < 0) return undefined;
  assert.ok(end - 7 <= 18 && out[6] === 0x23 && out[end] === 0x23);
  return new TextDecoder().decode(out.subarray(7, end));
}

test("INCRBYFLOAT: sums are those that redis-server computed", () => {
  for (const [value, by, reply] of recorded) assert.equal(increment(value, by), reply);
});

const SUMS: [value: string, by: string, reply: string][] = [
  ["10.50", "0.1", "10.6"],
  ["5.0e3", "2.0e2", "5200"],
  ["3", "-3.0", "0"],
  ["-0", "-0", "0"],
  ["1000.1", "1", "1001.09999999999999998"],
  ["18446744073709551615", "1", "18446744073709551616"],
  ["18446744073709551616", "1", "18446744073709551616"],
  ["0.000000000000000005", "0", "0"],
  ["0x1p-3", "0", "0.125"],
  ["inf", "1", "ERR increment would produce NaN or Infinity"],
  ["inf", "-inf", "ERR increment would produce NaN or Infinity"],
  ["1e5000", "1", "ERR value is not a valid float"],
  ["1e-5000", "1", "ERR value is not a valid float"],
];

test("INCRBYFLOAT: sums worth a look", () => {
  for (const [value, by, reply] of SUMS) assert.equal(increment(value, by), reply);
});

test("parseLongDouble() takes up to 5119 bytes", () => {
  assert.equal(formatLongDouble(number("1".padStart(5119, "0"))), "1");
  assert.equal(parse("1".padStart(5120, "0")), undefined);
});

test("parseLongDouble() is exact at both ends of the range", () => {
  const largest = formatLongDouble(LONG_DOUBLE_MAX);
  assert.equal(largest.length, 4933);
  assert.deepEqual(number(largest), LONG_DOUBLE_MAX);
  assert.deepEqual(number("0x1.fffffffffffffffep16383"), LONG_DOUBLE_MAX);
  assert.equal(parse("0x1p16384"), undefined);
  assert.equal(parse("0x1.ffffffffffffffffp16383"), undefined);
  const smallest = number("0x1p-16445");
  assert.deepEqual(number("3.7e-4951"), smallest);
  assert.deepEqual(number("1.9e-4951"), smallest);
  assert.equal(parse("1.8e-4951"), undefined);
  assert.equal(formatLongDouble(smallest), "0");
});

test("compareLongDoubles() and subtractLongDoubles() agree on the order", () => {
  const ordered = ["-inf", "-1e4000", "-2.5", "-1e-4940", "0", "1e-4940", "2.5", "1e4000", "inf"];
  ordered.forEach((a, i) =>
    ordered.forEach((b, j) => {
      assert.equal(Math.sign(compareLongDoubles(number(a), number(b))), Math.sign(i - j));
      const difference = subtractLongDoubles(number(a), number(b));
      if (isFiniteLongDouble(difference)) {
        assert.equal(Math.sign(compareLongDoubles(difference, number("0"))), Math.sign(i - j));
      }
    })
  );
  assert.equal(compareLongDoubles(number("-0"), number("0")), 0);
});

const decimal = fc.tuple(fc.integer({ min: -320_000_000, max: 320_000_000 }), fc.nat(14)).map(
  ([digits, decimals]) => {
    const text = String(Math.abs(digits)).padStart(decimals + 1, "0");
    const cut = text.length - decimals;
    return (digits < 0 ? "-" : "") + (decimals ? `${text.slice(0, cut)}.${text.slice(cut)}` : text);
  },
);

test("writeDecimalSum() agrees with long doubles wherever it answers", () => {
  let answered = 0;
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const quick = quickSum(a, b);
      if (quick === undefined) return;
      answered++;
      assert.equal(quick, increment(a, b));
    }),
    { numRuns: 3000 },
  );
  assert.ok(answered > 300);
});

test("writeDecimalSum() declines what might show rounding", () => {
  const declined = [["32.5", "0.1"], ["31.5", "0.6"], ["-31.9", "-0.1"], ["1e3", "1"], [
    "inf",
    "1",
  ]];
  const malformed = [["", "1"], ["-", "1"], [".", "1"], ["+1", "1"], [" 1", "1"], ["1.2.3", "1"]];
  const long = [["1".repeat(16), "0"], ["0.1234567890123456", "0"], ["9007199254740991", "1"]];
  for (const [a, b] of [...declined, ...malformed, ...long]) {
    assert.equal(quickSum(a, b), undefined);
    assert.equal(quickSum(b, a), undefined);
  }
  assert.equal(quickSum("31.9", "0.09"), "31.99");
  assert.equal(quickSum(".5", "-0.50"), "0");
  assert.equal(quickSum("999999999999999", "999999999999999"), "1999999999999998");
});
