/**
 * The text of a double in (almost always) the fewest digits that read back as the same double.
 *
 * This is Grisu2 (F. Loitsch, "Printing floating-point numbers quickly and accurately with
 * integers", 2010) in the form of fpconv (A. Samuelsson), the routine within Redis 7.2 and later:
 * the same digits, also in the one case of some hundred where Grisu2 misses the shortest.
 *
 * The double w lies between the midpoints to its neighbours. All three are multiplied with a power
 * of ten so that their binary exponent falls into a fixed range; then digits of the upper bound
 * are produced until what is left is less than the distance of the bounds, and the last digit is
 * turned back towards w. 64-bit integers are kept in halves of 32 bits, and small differences of
 * them as doubles, which hold them exactly; nothing is allocated.
 */

const TWO_32 = 2 ** 32;
const SMALLEST_NORMAL = 2 ** -1022;

/** A 64-bit significand in halves, and its power of two. */
interface Scaled {
  high: number;
  low: number;
  exponent: number;
}

const view = new DataView(new ArrayBuffer(8));
const middle: Scaled = { high: 0, low: 0, exponent: 0 };
const upper: Scaled = { high: 0, low: 0, exponent: 0 };
const lower: Scaled = { high: 0, low: 0, exponent: 0 };
const digits = new Uint8Array(20);
let digitCount = 0;

/**
 * Writes a finite positive double at `at`, and returns the offset after it: at most 24 bytes.
 *
 * With the last digit at 10^k: plain, zeros appended, if k ≥ 0 and fewer than seven zeros are
 * needed; plain with a dot, if k > −7 or the value lies within [1e-3, 1e4); else `d.ddde+N`.
 */
export function writeShortestDouble(out: Uint8Array, at: number, value: number): number {
  const last = produceDigits(value);
  const exponent = last + digitCount - 1;
  if (last >= 0 && exponent < digitCount + 7) {
    at = copyDigits(out, at, 0, digitCount);
    return fillZeros(out, at, last);
  }
  if (last < 0 && (last > -7 || Math.abs(exponent) < 4)) {
    if (exponent < 0) {
      at = fillZeros(out, at, 1);
      out[at++] = DOT;
      at = fillZeros(out, at, -exponent - 1);
      return copyDigits(out, at, 0, digitCount);
    }
    at = copyDigits(out, at, 0, exponent + 1);
    out[at++] = DOT;
    return copyDigits(out, at, exponent + 1, digitCount);
  }
  return writeScientific(out, at, exponent);
}

const DOT = 0x2e;
const ZERO = 0x30;

function copyDigits(out: Uint8Array, at: number, from: number, to: number): number {
  for (let i = from; i < to; i++) out[at++] = ZERO + digits[i];
  return at;
}

function fillZeros(out: Uint8Array, at: number, count: number): number {
  while (count-- > 0) out[at++] = ZERO;
  return at;
}

function writeScientific(out: Uint8Array, at: number, exponent: number): number {
  at = copyDigits(out, at, 0, 1);
  if (digitCount > 1) {
    out[at++] = DOT;
    at = copyDigits(out, at, 1, digitCount);
  }
  out[at++] = 0x65; // e
  out[at++] = exponent < 0 ? 0x2d : 0x2b;
  const size = Math.abs(exponent);
  if (size > 99) out[at++] = ZERO + Math.floor(size / 100);
  if (size > 9) out[at++] = ZERO + Math.floor(size / 10) % 10;
  out[at++] = ZERO + size % 10;
  return at;
}

/** Fills `digits` and `digitCount`; returns the power of ten of the last digit. */
function produceDigits(value: number): number {
  if (value < SMALLEST_NORMAL) return subnormalDigits(value);
  split(value);
  const power = pickPower(upper.exponent);
  multiply(middle, power);
  multiply(upper, power);
  multiply(lower, power);
  // The products are off by at most one: the bounds move inwards.
  const delta = difference(upper, lower) - 2;
  const toMiddle = difference(upper, middle) - 1;
  if (upper.low-- === 0) {
    upper.low = TWO_32 - 1;
    upper.high--;
  }
  return generate(delta, toMiddle) - (POWER_MIN + POWER_STEP * power);
}

/** Subnormal doubles lie so far apart that Grisu2 always finds what JavaScript finds. */
function subnormalDigits(value: number): number {
  const text = value.toExponential();
  const end = text.indexOf("e");
  digitCount = 0;
  for (let i = 0; i < end; i++) {
    if (i !== 1) digits[digitCount++] = text.charCodeAt(i) - ZERO;
  }
  return Number(text.slice(end + 1)) - digitCount + 1;
}

/** Half the distance to the next double, in the last place of a significand of 64 bits. */
const HALF_STEP = 2 ** 10;

/** Sets `middle` to a normal double, and `upper` and `lower` to the midpoints to its neighbours. */
function split(value: number): void {
  view.setFloat64(0, value);
  const bits = view.getUint32(0);
  const tail = view.getUint32(4);
  const exponent = (bits >>> 20) - 1075 - 11;
  const high = ((0x100000 | bits & 0xfffff) << 11 | tail >>> 21) >>> 0;
  const low = tail << 11 >>> 0;
  const isPowerOfTwo = (bits & 0xfffff) === 0 && tail === 0; // The double below is nearer.
  assign(middle, high, low, exponent);
  assign(upper, high, low + HALF_STEP, exponent);
  assign(lower, high, low - (isPowerOfTwo ? HALF_STEP / 2 : HALF_STEP), exponent);
}

/** Takes a low half that may be out of its range, by whole multiples. */
function assign(to: Scaled, high: number, low: number, exponent: number): void {
  const carry = Math.floor(low / TWO_32);
  to.high = high + carry;
  to.low = low - carry * TWO_32;
  to.exponent = exponent;
}

function difference(a: Scaled, b: Scaled): number {
  return (a.high - b.high) * TWO_32 + (a.low - b.low);
}

const POWERS = 87;
const POWER_MIN = -348;
const POWER_STEP = 8;
/** The exponents that a product may have. */
const EXPONENT_MIN = -60;
const EXPONENT_MAX = -32;

/** 10^(POWER_MIN + 8 i), in significands of 64 bits. */
const powerHigh = new Uint32Array(POWERS);
const powerLow = new Uint32Array(POWERS);
const powerExponent = new Int16Array(POWERS);

function fillPowers(): void {
  for (let i = 0; i < POWERS; i++) {
    const power = POWER_MIN + POWER_STEP * i;
    const size = 10n ** BigInt(Math.abs(power));
    const length = size.toString(2).length;
    // Far more bits than needed, from which the first 64 are taken.
    const wide = power < 0 ? (1n << BigInt(length + 127)) / size : size << 128n;
    const excess = wide.toString(2).length - 64;
    const significand = (wide >> BigInt(excess - 1)) + 1n >> 1n; // No power rounds up to 2^64.
    powerHigh[i] = Number(significand >> 32n);
    powerLow[i] = Number(significand & 0xffffffffn);
    powerExponent[i] = excess - (power < 0 ? length + 127 : 128);
  }
}

/** The index of a power of ten that brings an exponent into range, as fpconv looks for it. */
function pickPower(exponent: number): number {
  if (powerHigh[0] === 0) fillPowers();
  const approximate = Math.trunc(-(exponent + POWERS) * 0.30102999566398114);
  let i = Math.trunc((approximate - POWER_MIN) / POWER_STEP);
  for (;;) {
    const product = exponent + powerExponent[i] + 64;
    if (product < EXPONENT_MIN) i++;
    else if (product > EXPONENT_MAX) i--;
    else return i;
  }
}

/** Multiplies with a power of ten: the high 64 bits of the product, rounded. */
function multiply(x: Scaled, power: number): void {
  const high = powerHigh[power];
  const low = powerLow[power];
  const carried = (Math.imul(x.high, low) >>> 0) + (Math.imul(x.low, high) >>> 0) +
    multiplyHigh(x.low, low) + 2 ** 31;
  const sum = (Math.imul(x.high, high) >>> 0) + multiplyHigh(x.high, low) +
    multiplyHigh(x.low, high) + Math.floor(carried / TWO_32);
  const carry = Math.floor(sum / TWO_32);
  x.high = multiplyHigh(x.high, high) + carry;
  x.low = sum - carry * TWO_32;
  x.exponent += powerExponent[power] + 64;
}

/** The high 32 bits of a product of unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  return Math.floor((a * (b >>> 16) + Math.floor(a * (b & 0xffff) / 65536)) / 65536);
}

/** Digits of `upper`, until the rest is less than `delta`; returns the last one's power of ten. */
function generate(delta: number, toMiddle: number): number {
  const shift = -upper.exponent - 32; // Bits of the high half that belong to the fraction.
  const mask = 2 ** shift - 1;
  let whole = Math.floor(upper.high / (mask + 1));
  let high = upper.high - whole * (mask + 1);
  let low = upper.low;
  let power = 10;
  digitCount = 0;
  for (let divisor = 1e9; power > 0; divisor /= 10) {
    const digit = Math.floor(whole / divisor);
    if (digit > 0 || digitCount > 0) digits[digitCount++] = digit;
    whole -= digit * divisor;
    power--;
    if (whole === 0 && high === 0 && low <= delta) return power;
  }
  for (let scale = 10;; scale *= 10) {
    low *= 10;
    const carry = Math.floor(low / TWO_32);
    low -= carry * TWO_32;
    high = high * 10 + carry;
    delta *= 10;
    power--;
    const digit = Math.floor(high / (mask + 1));
    if (digit > 0 || digitCount > 0) digits[digitCount++] = digit;
    high -= digit * (mask + 1);
    if (compare(high, low, delta) < 0) {
      turnBack(high, low, (mask + 1) * TWO_32, delta, toMiddle * scale);
      return power;
    }
  }
}

/** Lowers the last digit, of worth `unit`, while that stays within the bounds and nears w. */
function turnBack(
  high: number,
  low: number,
  unit: number,
  delta: number,
  toMiddle: number,
): void {
  while (
    compare(high, low, toMiddle - unit / 2) < 0 && compare(high, low, delta - unit) <= 0
  ) {
    digits[digitCount - 1]--;
    high += unit / TWO_32;
  }
}

/** Compares a 64-bit integer, in halves, with an integer that a double holds exactly. */
function compare(high: number, low: number, bound: number): number {
  const boundHigh = Math.floor(bound / TWO_32);
  return high - boundHigh || low - (bound - boundHigh * TWO_32);
}
