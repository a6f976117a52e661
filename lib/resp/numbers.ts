/**
 * Numbers as text: the doubles of the wire, of scores and of arguments; the integers come from
 * `memory/integers.ts`, where packed structures need them too.
 */

import { writeBigInteger, writeInteger } from "../memory/integers.ts";
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

export {
  INTEGER_BYTES_MAX,
  integerDigits,
  isInt64,
  parseInt64,
  parseInteger,
  writeBigInteger,
  writeInteger,
} from "../memory/integers.ts";

const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;

/** Room enough for the text of any double, in bytes. */
export const DOUBLE_BYTES_MAX = 32;

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

function writeText(out: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) out[at + i] = text.charCodeAt(i);
  return at + text.length;
}
