/**
 * Integers as decimal text: of the wire, of keys' values, of the elements of packed structures.
 *
 * Integers that a JavaScript number holds exactly (up to 2^53 − 1 either way) never allocate;
 * the rest of the int64 range goes through BigInt.
 */

const MINUS = 0x2d;
const ZERO = 0x30;

/** The longest text of an int64, in bytes: `-9223372036854775808`. */
export const INTEGER_BYTES_MAX = 20;
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

/** Whether the bytes spell a 64-bit integer in canonical form. */
export function isInt64(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end) return false;
  const first = bytes[start];
  if (first > 0x39 || (first < 0x30 && first !== 0x2d)) return false;
  const n = parseInteger(bytes, start, end);
  return n === n || (end - start > 15 && parseInt64(bytes, start, end) !== null);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
