/**
 * Numbers as text: the integers and doubles of the wire, of keys' values and of arguments.
 *
 * Integers that a JavaScript number holds exactly (up to 2^53 − 1 either way) never allocate;
 * the rest of the int64 range goes through BigInt.
 */

import {
  bitLength,
  DECIMAL_FLOAT,
  floatForm,
  HEX_FLOAT,
  INFINITE_FLOAT,
  scaledDigits,
  shiftRightRounded,
} from "./float_syntax.ts";
import { writeShortestDouble } from "./shortest_double.ts";

const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;

/** The longest text of an int64, in bytes: `-9223372036854775808`. */
export const INTEGER_BYTES_MAX = 20;
/** Room enough for the text of any double, in bytes. */
export const DOUBLE_BYTES_MAX = 32;

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** How many bytes the decimal text of a safe integer takes, a minus included. */
export function integerDigits(n: number): number {
  return n < 0 ? 1 + digitCount(-n) : digitCount(n);
}

function digitCount(n: number): number {
  if (n < 1e5) return n < 1e2 ? (n < 10 ? 1 : 2) : n < 1e3 ? 3 : n < 1e4 ? 4 : 5;
  if (n < 1e10) return n < 1e7 ? (n < 1e6 ? 6 : 7) : n < 1e8 ? 8 : n < 1e9 ? 9 : 10;
  if (n < 1e13) return n < 1e11 ? 11 : n < 1e12 ? 12 : 13;
  return n < 1e14 ? 14 : n < 1e15 ? 15 : 16;
}

/** Writes a safe integer in decimal at `at`; returns the offset after it. */
export function writeInteger(out: Uint8Array, at: number, n: number): number {
  if (n < 0) {
    out[at++] = MINUS;
    n = -n;
  }
  if (n < 10) {
    out[at] = ZERO + n;
    return at + 1;
  }
  const end = at + digitCount(n);
  if (n <= 0x7fffffff) {
    writeDigits(out, at, end, n | 0);
    return end;
  }
  // Both halves fit 32 bits. The quotient of a safe integer by 1e8 cannot round up to the next
  // whole number: its distance from it, 1e-8, is more than half a unit in the last place.
  const high = Math.floor(n / 1e8);
  writeDigits(out, at, end - 8, high | 0);
  writeDigits(out, end - 8, end, (n - high * 1e8) | 0);
  return end;
}

/** Fills `out[start, end)` with the last digits of an int32, zeros in front. */
function writeDigits(out: Uint8Array, start: number, end: number, n: number): void {
  for (let i = end - 1; i >= start; i--) {
    const quotient = (n / 10) | 0;
    out[i] = ZERO + n - quotient * 10;
    n = quotient;
  }
}

/** Writes any integer in decimal at `at`; returns the offset after it. */
export function writeBigInteger(out: Uint8Array, at: number, n: bigint): number {
  return writeText(out, at, n.toString());
}

function writeText(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}

/**
 * The integer that `bytes[start, end)` spells in the one canonical way that Redis accepts: digits,
 * a minus perhaps, no plus, no needless zero, no `-0`, no blank.
 *
 * NaN if it is not such a text, and also if it lies beyond the safe integers: `parseInt64` tells
 * one from the other.
 */
export function parseInteger(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  const negative = i < end && bytes[i] === MINUS;
  if (negative) i++;
  const length = end - i;
  if (length < 1 || length > 16) return NaN;
  const first = bytes[i] - ZERO;
  if (first < 1 || first > 9) return first === 0 && length === 1 && !negative ? 0 : NaN;
  // Nine digits fit an int32: so two small integers are read, not one large one.
  const middle = length > 9 ? end - 9 : i;
  let high = 0;
  let low = 0;
  for (; i < middle; i++) {
    const digit = bytes[i] - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    high = high * 10 + digit | 0;
  }
  for (; i < end; i++) {
    const digit = bytes[i] - ZERO;
    if (digit < 0 || digit > 9) return NaN;
    low = low * 10 + digit | 0;
  }
  if (high === 0) return negative ? -low : low;
  const value = high * 1e9 + low;
  if (value > Number.MAX_SAFE_INTEGER) return NaN;
  return negative ? -value : value;
}

/** As `parseInteger`, exact over the whole int64 range; null if it is not such a text. */
export function parseInt64(bytes: Uint8Array, start: number, end: number): bigint | null {
  const negative = start < end && bytes[start] === MINUS;
  const digits = negative ? start + 1 : start;
  const length = end - digits;
  if (length < 1 || length > 19) return null;
  for (let i = digits; i < end; i++) {
    if (bytes[i] < ZERO || bytes[i] > ZERO + 9) return null;
  }
  if (bytes[digits] === ZERO && (length > 1 || negative)) return null;
  const value = BigInt(latin1(bytes, start, end));
  return value < INT64_MIN || value > INT64_MAX ? null : value;
}

/**
 * The double that `bytes[start, end)` spells, as Redis reads scores and other floats: all that
 * `strtod` takes (decimal, hexadecimal, `inf`, `infinity`), nothing before or behind it.
 *
 * NaN if it is no such number: also for `nan`, for a finite text too big for a double, and for a
 * non-zero one too small.
 */
export function parseDouble(bytes: Uint8Array, start: number, end: number): number {
  const plain = parsePlainDecimal(bytes, start, end);
  if (plain === plain) return plain;
  const form = floatForm(bytes, start, end);
  if (form === DECIMAL_FLOAT) {
    const value = Number(latin1(bytes, start, end));
    if (value === 0 && hasNonZeroDigit(bytes, start, end)) return NaN;
    return Number.isFinite(value) ? value : NaN;
  }
  const negative = start < end && bytes[start] === MINUS;
  if (form === INFINITE_FLOAT) return negative ? -Infinity : Infinity;
  if (form !== HEX_FLOAT) return NaN;
  const value = hexDouble(latin1(bytes, start, end));
  return negative ? -value : value;
}

const POWERS_OF_TEN = Float64Array.from({ length: 16 }, (_, i) => 10 ** i);

/**
 * A text of at most 15 digits, a sign and a dot; NaN for any other. The digits and the power of
 * ten are exact as doubles, so one division rounds correctly (Clinger, 1990).
 */
function parsePlainDecimal(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  const negative = i < end && bytes[i] === MINUS;
  if (negative || (i < end && bytes[i] === PLUS)) i++;
  const length = end - i;
  if (length < 1 || length > 16) return NaN;
  let value = 0;
  let dot = -1;
  for (; i < end; i++) {
    const digit = bytes[i] - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (bytes[i] === DOT && dot < 0) dot = i;
    else return NaN;
  }
  if (dot >= 0) {
    if (length === 1) return NaN;
    value /= POWERS_OF_TEN[end - dot - 1];
  } else if (length === 16) return NaN;
  return negative ? -value : value;
}

/** Whether a decimal float has a digit other than zero before its exponent. */
function hasNonZeroDigit(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end && (bytes[i] | 0x20) !== 0x65; i++) {
    if (bytes[i] > ZERO && bytes[i] <= ZERO + 9) return true;
  }
  return false;
}

/** The size of a hexadecimal float, rounded to nearest even; NaN if out of a double's range. */
function hexDouble(text: string): number {
  const { digits, exponent } = scaledDigits(text, HEX_FLOAT);
  if (digits === 0n) return 0;
  const length = bitLength(digits);
  if (exponent + length > 1024 || exponent + length < -1075) return NaN;
  const lowest = Math.max(exponent + length - 53, -1074);
  const mantissa = lowest > exponent
    ? shiftRightRounded(digits, BigInt(lowest - exponent))
    : digits << BigInt(exponent - lowest);
  const value = Number(mantissa) * 2 ** lowest;
  return value === 0 || value === Infinity ? NaN : value;
}

/**
 * Writes a double at `at` as Redis 7.2 and later do (ZSCORE, RESP3 doubles, sorted sets in
 * scripts); returns the offset after it. At most DOUBLE_BYTES_MAX bytes.
 *
 * Whole numbers up to 2^62 are written as integers, the rest as `shortest_double.ts` tells.
 */
export function writeDouble(out: Uint8Array, at: number, value: number): number {
  if (Number.isSafeInteger(value) && (value !== 0 || 1 / value > 0)) {
    return writeInteger(out, at, value);
  }
  if (value !== value) return writeText(out, at, "nan");
  if (value < 0 || value === 0) {
    out[at++] = MINUS;
    value = -value;
  }
  if (value === Infinity) return writeText(out, at, "inf");
  if (value === 0) return writeInteger(out, at, 0);
  if (value <= 2 ** 62 && Number.isInteger(value)) return writeBigInteger(out, at, BigInt(value));
  return writeShortestDouble(out, at, value);
}

const formatted = new Uint8Array(DOUBLE_BYTES_MAX);

/** The text that `writeDouble` writes. */
export function formatDouble(value: number): string {
  return latin1(formatted, 0, writeDouble(formatted, 0, value));
}

/**
 * The text of a double as Redis up to 7.0 replies it: C's `%.17g`, with `inf`, `-inf` and `nan`.
 * Seventeen significant digits, zeros at the end dropped.
 */
export function formatDouble17(value: number): string {
  if (value !== value) return "nan";
  if (value === Infinity) return "inf";
  if (value === -Infinity) return "-inf";
  if (value === 0) return 1 / value < 0 ? "-0" : "0";
  const sign = value < 0 ? "-" : "";
  const { digits, exponent } = seventeenDigits(Math.abs(value));
  if (exponent < -4 || exponent >= 17) {
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    const power = Math.abs(exponent).toString().padStart(2, "0");
    return `${sign}${mantissa}e${exponent < 0 ? "-" : "+"}${power}`;
  }
  if (exponent < 0) return sign + "0." + "0".repeat(-exponent - 1) + digits;
  if (digits.length <= exponent + 1) return sign + digits.padEnd(exponent + 1, "0");
  return sign + digits.slice(0, exponent + 1) + "." + digits.slice(exponent + 1);
}

/** Up to 17 significant digits, rounded half to even, and the power of ten of the first. */
function seventeenDigits(value: number): { digits: string; exponent: number } {
  // JavaScript rounds a tie up where C rounds it to even. A tie has 18 digits, the last a 5; no
  // double comes so near to one without being one that 60 digits could not tell.
  const long = value.toExponential(59);
  const tail = long.slice(18, long.indexOf("e"));
  let [mantissa, power] = value.toExponential(16).split("e");
  if (/^50*$/.test(tail) && Number(long[17]) % 2 === 0) {
    mantissa = long.slice(0, 18);
    power = long.slice(long.indexOf("e") + 1);
  }
  return { digits: mantissa.replace(".", "").replace(/0+$/, ""), exponent: Number(power) };
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

/** Whether the bytes spell a 64-bit integer in canonical form. */
export function isInt64(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false;
  const first = bytes[start];
  if (first > 0x39 || (first < 0x30 && first !== 0x2d)) return false;
  const n = parseInteger(bytes, start, end);
  return n === n || (end - start > 15 && parseInt64(bytes, start, end) !== null);
}
