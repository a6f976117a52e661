/**
 * Which byte strings are floating-point numbers, as C's `strtod` and Redis's extra rules see them.
 *
 *   [+-] digits [. digits] [e [+-] digits]        at least one digit before the exponent
 *   [+-] 0x hexdigits [. hexdigits] [p [+-] digits]
 *   [+-] inf | infinity                           in any case
 *
 * Redis adds: the whole text must be the number, blanks in front are refused, and so is `nan`.
 * Whether the number fits its type is not decided here.
 */

/** What `floatForm` found. */
export const NOT_A_FLOAT = 0;
export const DECIMAL_FLOAT = 1;
export const HEX_FLOAT = 2;
export const INFINITE_FLOAT = 3;

const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const LETTER_E = 0x65;
const LETTER_P = 0x70;
const LETTER_X = 0x78;

/** The form of `bytes[start, end)`, one of the constants above. */
export function floatForm(bytes: Uint8Array, start: number, end: number): number {
  let i = start;
  if (i < end && (bytes[i] === PLUS || bytes[i] === MINUS)) i++;
  if (i === end) return NOT_A_FLOAT;
  if (bytes[i] === ZERO && i + 1 < end && (bytes[i + 1] | 0x20) === LETTER_X) {
    return isNumber(bytes, i + 2, end, isHexDigit, LETTER_P) ? HEX_FLOAT : NOT_A_FLOAT;
  }
  if (isNumber(bytes, i, end, isDigit, LETTER_E)) return DECIMAL_FLOAT;
  return isWord(bytes, i, end, "inf") || isWord(bytes, i, end, "infinity")
    ? INFINITE_FLOAT
    : NOT_A_FLOAT;
}

/** Digits with at most one dot, then perhaps an exponent, and nothing else. */
function isNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  accepts: (byte: number) => boolean,
  exponentLetter: number,
): boolean {
  let i = start;
  let digits = 0;
  while (i < end && accepts(bytes[i])) i++, digits++;
  if (i < end && bytes[i] === DOT) {
    i++;
    while (i < end && accepts(bytes[i])) i++, digits++;
  }
  if (digits === 0) return false;
  if (i === end) return true;
  if ((bytes[i++] | 0x20) !== exponentLetter) return false;
  if (i < end && (bytes[i] === PLUS || bytes[i] === MINUS)) i++;
  if (i === end) return false;
  while (i < end && isDigit(bytes[i])) i++;
  return i === end;
}

function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    if ((bytes[start + i] | 0x20) !== word.charCodeAt(i)) return false;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

/** A binary or decimal scale: the number is `digits × base^exponent`, its sign apart. */
export interface ScaledDigits {
  /** All digits as one integer, the dot left out. */
  digits: bigint;
  /** Power of ten for a decimal text, of two for a hexadecimal one; kept within ±1e9. */
  exponent: number;
}

/** The digits and scale of a text for which `floatForm` said DECIMAL_FLOAT or HEX_FLOAT. */
export function scaledDigits(text: string, form: number): ScaledDigits {
  const hex = form === HEX_FLOAT;
  const unsigned = text.replace(/^[+-]/, "").toLowerCase();
  const [mantissa, power = "0"] = (hex ? unsigned.slice(2) : unsigned).split(hex ? "p" : "e");
  const [whole, fraction = ""] = mantissa.split(".");
  const shift = hex ? 4 * fraction.length : fraction.length;
  const exponent = Math.max(-1e9, Math.min(1e9, Number(power) - shift));
  return { digits: BigInt((hex ? "0x0" : "0") + whole + fraction), exponent };
}

/** Bits needed to write a positive integer in binary; 0 for 0n. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hex = value.toString(16);
  return 4 * hex.length - Math.clz32(parseInt(hex[0], 16)) + 28;
}

/** `value / 2^bits` for positive bits, rounded to nearest, ties to even. */
export function shiftRightRounded(value: bigint, bits: bigint): bigint {
  const quotient = value >> bits;
  const twice = (value - (quotient << bits)) << 1n;
  const whole = 1n << bits;
  return twice > whole || (twice === whole && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}
