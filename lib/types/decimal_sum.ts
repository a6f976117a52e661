/**
 * The sum of two short decimal numbers, when it is certain to be what Redis would print.
 *
 * Redis adds long doubles (`long_double.ts`), whose rounding shows in the last of its seventeen
 * decimals once numbers grow: 1000.1 + 1 is 1001.09999999999999998. Below 32 it cannot show. There
 * a long double is off by at most 2^-60, about 8.7e-19; the two terms and the sum together by at
 * most 2.7e-18; and that is less than 5e-18, half a unit of the seventeenth decimal. So the printed
 * digits are those of the exact sum. Whole numbers are exact in a long double at any size that a
 * JavaScript number holds exactly.
 */

const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;

/** Digits that a term may have, so that its scaled value stays a safe integer. */
const DIGITS_MAX = 15;
/** Decimals that both terms may have: 32 × 10^14 is still a safe integer. */
const DECIMALS_MAX = 14;
const SIZE_MAX = 32;
const POWERS_OF_TEN = Float64Array.from({ length: DIGITS_MAX + 1 }, (_, i) => 10 ** i);

/** What `scan` read last: the digits as an integer, and how many of them follow the dot. */
let scannedDigits = 0;
let scannedDecimals = 0;

/**
 * Writes `a + b` in decimal at `at`, without needless zeros, and returns the offset after it; or
 * −1 if a text is not a short plain decimal, or the sum might show the rounding of long doubles.
 * At most 18 bytes are written.
 */
export function writeDecimalSum(
  out: Uint8Array,
  at: number,
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  if (!scan(a, aStart, aEnd)) return -1;
  let left = scannedDigits;
  let decimals = scannedDecimals;
  if (!scan(b, bStart, bEnd)) return -1;
  let right = scannedDigits;
  if (decimals !== scannedDecimals) {
    const more = scannedDecimals - decimals;
    if (more > 0) {
      left *= POWERS_OF_TEN[more];
      decimals = scannedDecimals;
    } else right *= POWERS_OF_TEN[-more];
  }
  let sum = left + right;
  const limit = decimals === 0 ? Number.MAX_SAFE_INTEGER + 1 : SIZE_MAX * POWERS_OF_TEN[decimals];
  if (!(Math.abs(left) < limit && Math.abs(right) < limit && Math.abs(sum) < limit)) return -1;
  if (sum < 0) {
    out[at++] = MINUS;
    sum = -sum;
  }
  return writeScaled(out, at, sum, decimals);
}

function scan(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start;
  const negative = i < end && bytes[i] === MINUS;
  if (negative) i++;
  const first = i;
  let value = 0;
  let dot = -1;
  for (; i < end; i++) {
    const digit = bytes[i] - ZERO;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (bytes[i] === DOT && dot < 0) dot = i;
    else return false;
  }
  const digits = dot < 0 ? end - first : end - first - 1;
  if (digits < 1 || digits > DIGITS_MAX) return false;
  scannedDigits = negative ? -value : value;
  scannedDecimals = dot < 0 ? 0 : end - dot - 1;
  return scannedDecimals <= DECIMALS_MAX;
}

/** Writes `value / 10^decimals`, value not negative. */
function writeScaled(out: Uint8Array, at: number, value: number, decimals: number): number {
  while (decimals > 0 && value % 10 === 0) {
    value /= 10;
    decimals--;
  }
  let length = decimals + 1;
  while (length < DIGITS_MAX + 1 && value >= POWERS_OF_TEN[length]) length++;
  const end = at + length + (decimals > 0 ? 1 : 0);
  const dot = decimals > 0 ? end - decimals - 1 : -1;
  for (let i = end - 1; i >= at; i--) {
    if (i === dot) {
      out[i] = DOT;
      continue;
    }
    const digit = value % 10;
    out[i] = ZERO + digit;
    value = (value - digit) / 10;
  }
  return end;
}
