/**
 * The 80-bit floating-point numbers of x87, in which Redis computes INCRBYFLOAT and HINCRBYFLOAT.
 *
 * A finite number is `mantissa × 2^exponent`, its sign apart. The mantissa has at most 64 bits,
 * and all 64 of them except near zero, where the exponent can sink no further:
 *
 *   largest   (2^64 − 1) × 2^16320      smallest   1 × 2^−16445
 *
 * Every operation rounds once, to nearest, ties to even, as the hardware does. BigInt makes that
 * exact and plain; `decimal_sum.ts` is the quick way for everyday numbers.
 */

import {
  bitLength,
  floatForm,
  HEX_FLOAT,
  INFINITE_FLOAT,
  NOT_A_FLOAT,
  scaledDigits,
  shiftRightRounded,
} from "../resp/float_syntax.ts";

export interface LongDouble {
  readonly negative: boolean;
  /** 0 ≤ mantissa < 2^64; 0n for zero and for what is not finite. */
  readonly mantissa: bigint;
  /** The power of two; Infinity for an infinite number, NaN for not-a-number. */
  readonly exponent: number;
}

const PRECISION = 64;
const EXPONENT_MIN = -16445;
const EXPONENT_MAX = 16320;
/** Redis reads a number's text through a buffer of 5 KiB with a final zero byte. */
const TEXT_BYTES_MAX = 5 * 1024 - 1;
/** Powers of ten beyond these are certain to overflow or vanish, whatever the digits. */
const DECIMAL_EXPONENT_MAX = 5000;
const DECIMAL_EXPONENT_MIN = -5000 - TEXT_BYTES_MAX;

const ZERO: LongDouble = { negative: false, mantissa: 0n, exponent: EXPONENT_MIN };
const NOT_A_NUMBER: LongDouble = { negative: false, mantissa: 0n, exponent: NaN };

/** The largest finite number: what INCREX without a bound saturates to. */
export const LONG_DOUBLE_MAX: LongDouble = {
  negative: false,
  mantissa: (1n << 64n) - 1n,
  exponent: EXPONENT_MAX,
};

/** Neither infinite nor not-a-number. */
export function isFiniteLongDouble(x: LongDouble): boolean {
  return Number.isFinite(x.exponent);
}

/**
 * The number that `bytes[start, end)` spells, infinities included, or undefined: not a number by
 * `strtold`'s rules and Redis's, `nan`, too large, too small without being zero, or too long.
 */
export function parseLongDouble(
  bytes: Uint8Array,
  start: number,
  end: number,
): LongDouble | undefined {
  if (end - start > TEXT_BYTES_MAX) return undefined;
  const form = floatForm(bytes, start, end);
  if (form === NOT_A_FLOAT) return undefined;
  const text = String.fromCharCode(...bytes.subarray(start, end));
  const negative = text[0] === "-";
  if (form === INFINITE_FLOAT) return { negative, mantissa: 0n, exponent: Infinity };
  const { digits, exponent } = scaledDigits(text, form);
  if (digits === 0n) return { negative, mantissa: 0n, exponent: EXPONENT_MIN };
  const x = form === HEX_FLOAT
    ? round(negative, digits, exponent)
    : fromDecimal(negative, digits, exponent);
  return x.mantissa === 0n ? undefined : x; // Overflow and underflow leave no mantissa.
}

function fromDecimal(negative: boolean, digits: bigint, exponent: number): LongDouble {
  if (exponent > DECIMAL_EXPONENT_MAX) return { negative, mantissa: 0n, exponent: Infinity };
  if (exponent < DECIMAL_EXPONENT_MIN) return { negative, mantissa: 0n, exponent: EXPONENT_MIN };
  if (exponent >= 0) return round(negative, digits * 10n ** BigInt(exponent), 0);
  const divisor = 10n ** BigInt(-exponent);
  // Two bits more than the precision, and a last bit that says whether something was cut off.
  const shift = Math.max(0, PRECISION + 2 + bitLength(divisor) - bitLength(digits));
  const scaled = digits << BigInt(shift);
  const quotient = scaled / divisor;
  const sticky = quotient * divisor === scaled ? 0n : 1n;
  return round(negative, (quotient << 1n) | sticky, -shift - 1);
}

/** `value × 2^exponent` as the nearest long double. */
function round(negative: boolean, value: bigint, exponent: number): LongDouble {
  if (value === 0n) return { negative, mantissa: 0n, exponent: EXPONENT_MIN };
  const length = bitLength(value);
  if (exponent + length > EXPONENT_MAX + PRECISION) {
    return { negative, mantissa: 0n, exponent: Infinity };
  }
  if (exponent + length < EXPONENT_MIN) {
    return { negative, mantissa: 0n, exponent: EXPONENT_MIN };
  }
  let target = Math.max(exponent + length - PRECISION, EXPONENT_MIN);
  let mantissa = target > exponent
    ? shiftRightRounded(value, BigInt(target - exponent))
    : value << BigInt(exponent - target);
  if (mantissa >> 64n) {
    mantissa >>= 1n;
    target++;
  }
  if (target > EXPONENT_MAX) return { negative, mantissa: 0n, exponent: Infinity };
  return { negative, mantissa, exponent: mantissa === 0n ? EXPONENT_MIN : target };
}

/** The sum, rounded once. Infinities of opposite sign give not-a-number. */
export function addLongDoubles(a: LongDouble, b: LongDouble): LongDouble {
  if (!isFiniteLongDouble(a) || !isFiniteLongDouble(b)) return addNonFinite(a, b);
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = signedMantissa(a, exponent) + signedMantissa(b, exponent);
  if (sum === 0n) return a.negative && b.negative ? negate(ZERO) : ZERO;
  return round(sum < 0n, sum < 0n ? -sum : sum, exponent);
}

function addNonFinite(a: LongDouble, b: LongDouble): LongDouble {
  if (a.exponent !== a.exponent || b.exponent !== b.exponent) return NOT_A_NUMBER;
  if (a.exponent !== Infinity) return b;
  if (b.exponent !== Infinity || a.negative === b.negative) return a;
  return NOT_A_NUMBER;
}

function signedMantissa(x: LongDouble, exponent: number): bigint {
  const size = x.mantissa << BigInt(x.exponent - exponent);
  return x.negative ? -size : size;
}

function negate(x: LongDouble): LongDouble {
  return { negative: !x.negative, mantissa: x.mantissa, exponent: x.exponent };
}

/** `a − b`, rounded once. */
export function subtractLongDoubles(a: LongDouble, b: LongDouble): LongDouble {
  return addLongDoubles(a, negate(b));
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`; none may be NaN. */
export function compareLongDoubles(a: LongDouble, b: LongDouble): number {
  const sizeA = signOf(a);
  const sizeB = signOf(b);
  if (sizeA !== sizeB || !isFiniteLongDouble(a) || !isFiniteLongDouble(b)) return sizeA - sizeB;
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = signedMantissa(a, exponent) - signedMantissa(b, exponent);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** −2 and 2 for the infinities, −1, 0 and 1 for what lies between them. */
function signOf(x: LongDouble): number {
  const size = x.exponent === Infinity ? 2 : x.mantissa === 0n ? 0 : 1;
  return x.negative ? -size : size;
}

const DECIMALS = 17;
const SCALE = 10n ** BigInt(DECIMALS);

/**
 * The text in which Redis stores and replies a long double: C's `%.17Lf`, the zeros at its end
 * dropped, and `-0` written as `0`. Infinite numbers give `inf` and `-inf`.
 */
export function formatLongDouble(x: LongDouble): string {
  if (x.exponent !== x.exponent) return "nan";
  if (x.exponent === Infinity) return x.negative ? "-inf" : "inf";
  const scaled = x.mantissa * SCALE;
  const rounded = x.exponent >= 0
    ? scaled << BigInt(x.exponent)
    : shiftRightRounded(scaled, BigInt(-x.exponent));
  if (rounded === 0n) return "0";
  const digits = rounded.toString().padStart(DECIMALS + 1, "0");
  const whole = digits.slice(0, -DECIMALS);
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, "");
  return (x.negative ? "-" : "") + (fraction === "" ? whole : `${whole}.${fraction}`);
}
