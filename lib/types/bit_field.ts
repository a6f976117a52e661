/**
 * Integers of any width at any bit of a string: BITFIELD.
 *
 * A field of w bits at offset o is made of the string's bits o to o + w − 1, the first of them the
 * most significant; bits behind the string's end are zeros. A signed field is two's complement.
 * Values are numbers while those are exact, else bigints.
 */

/**
 * A field's type as one number: its width in bits, negative if the field is signed. `u8` is 8,
 * `i16` is −16. Widths: 1 to 63 unsigned, 1 to 64 signed.
 */
export type BitFieldType = number;

/** What happens to a value that does not fit: keep its low bits, take the nearest bound, refuse. */
export type Overflow = "WRAP" | "SAT" | "FAIL";

export const INVALID_BIT_FIELD_TYPE =
  "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.";
export const INVALID_BIT_OFFSET = "ERR bit offset is not an integer or out of range";
export const INVALID_OVERFLOW = "ERR Invalid OVERFLOW type specified";

const LETTER_I = 0x69;
const LETTER_U = 0x75;
const HASH = 0x23;
const ZERO = 0x30;

/** The type that `bytes[start, end)` names, or 0: then INVALID_BIT_FIELD_TYPE is the answer. */
export function parseBitFieldType(bytes: Uint8Array, start: number, end: number): BitFieldType {
  const length = end - start;
  if (length < 2 || length > 3) return 0;
  const signed = bytes[start] === LETTER_I;
  if (!signed && bytes[start] !== LETTER_U) return 0;
  const width = parseNatural(bytes, start + 1, end);
  if (width < 1 || width > (signed ? 64 : 63)) return 0;
  return signed ? -width : width;
}

/**
 * The offset that `bytes[start, end)` gives, in bits: `100`, or `#3` for three times the field's
 * width. −1 if it is none or its byte would not fit a string of `sizeMax` bytes (the parameter
 * proto-max-bulk-len): then INVALID_BIT_OFFSET is the answer.
 */
export function parseBitOffset(
  bytes: Uint8Array,
  start: number,
  end: number,
  type: BitFieldType,
  sizeMax: number,
): number {
  const multiplied = start < end && bytes[start] === HASH;
  const index = parseNatural(bytes, multiplied ? start + 1 : start, end);
  const offset = multiplied ? index * Math.abs(type) : index;
  return offset >= 0 && Math.floor(offset / 8) < sizeMax ? offset : -1;
}

/** A canonical natural number of at most 16 digits, or −1. */
function parseNatural(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length < 1 || length > 16 || (bytes[start] === ZERO && length > 1)) return -1;
  let value = 0;
  for (let i = start; i < end; i++) {
    const digit = bytes[i] - ZERO;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** How long a string must be to hold a field, in bytes. */
export function bitFieldEnd(offset: number, type: BitFieldType): number {
  return Math.floor((offset + Math.abs(type) - 1) / 8) + 1;
}

/** Fields up to this width are computed in numbers throughout. */
const NUMBER_BITS_MAX = 53;

/** The value of a field of the string `bytes[start, end)`. */
export function getBitField(
  bytes: Uint8Array,
  start: number,
  end: number,
  offset: number,
  type: BitFieldType,
): number | bigint {
  const width = Math.abs(type);
  if (width <= NUMBER_BITS_MAX) {
    const value = readBits(bytes, start, end, offset, width);
    return type < 0 && value >= 2 ** (width - 1) ? value - 2 ** width : value;
  }
  const high = BigInt(readBits(bytes, start, end, offset, width - 32));
  const low = BigInt(readBits(bytes, start, end, offset + width - 32, 32));
  const value = (high << 32n) | low;
  return narrowed(type < 0 ? BigInt.asIntN(width, value) : value);
}

/** Writes a value that fits its type; the string in `bytes` begins at `start` and is long enough. */
export function setBitField(
  bytes: Uint8Array,
  start: number,
  offset: number,
  type: BitFieldType,
  value: number | bigint,
): void {
  const width = Math.abs(type);
  if (width <= NUMBER_BITS_MAX) {
    const small = Number(value);
    writeBits(bytes, start, offset, width, small < 0 ? small + 2 ** width : small);
    return;
  }
  const bits = BigInt.asUintN(width, BigInt(value));
  writeBits(bytes, start, offset, width - 32, Number(bits >> 32n));
  writeBits(bytes, start, offset + width - 32, 32, Number(bits & 0xffffffffn));
}

/** BITFIELD SET: what is stored for an int64 given by the client, or null to refuse. */
export function fitBitField(
  type: BitFieldType,
  value: number | bigint,
  overflow: Overflow,
): number | bigint | null {
  // Two effects of Redis's 64-bit arithmetic that clients can see: to an unsigned field a negative
  // number is one beyond 2^63, and a number so low that its distance from a signed field's maximum
  // does not fit an int64 counts as too high. Both saturate to the maximum.
  const tooHigh = type > 0
    ? value < 0
    : type > -64 && typeof value === "bigint" && value < (1n << BigInt(-type - 1)) - (1n << 63n);
  return fit(type, tooHigh ? BigInt(value) + (1n << 64n) : value, overflow);
}

/** BITFIELD INCRBY: a field's new value, or null to refuse. */
export function addToBitField(
  type: BitFieldType,
  old: number | bigint,
  increment: number | bigint,
  overflow: Overflow,
): number | bigint | null {
  if (typeof old === "number" && typeof increment === "number") {
    const sum = old + increment;
    if (Number.isSafeInteger(sum)) return fit(type, sum, overflow);
  }
  return fit(type, BigInt(old) + BigInt(increment), overflow);
}

function fit(
  type: BitFieldType,
  value: number | bigint,
  overflow: Overflow,
): number | bigint | null {
  const width = Math.abs(type);
  const max = type < 0 ? 2 ** (width - 1) : 2 ** width; // Exclusive: a power of two is exact.
  const min = type < 0 ? -max : 0;
  if (value >= min && value < max) return narrowed(value);
  if (overflow === "FAIL") return null;
  if (overflow === "SAT") return value < min ? narrowed(BigInt(min)) : narrowed(BigInt(max) - 1n);
  return narrowed(
    type < 0 ? BigInt.asIntN(width, BigInt(value)) : BigInt.asUintN(width, BigInt(value)),
  );
}

/** The same integer as a number, if that is exact. */
function narrowed(value: number | bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** An unsigned field of at most 53 bits. */
function readBits(
  bytes: Uint8Array,
  start: number,
  end: number,
  offset: number,
  width: number,
): number {
  let at = start + Math.floor(offset / 8);
  const skipped = offset & 7;
  let left = width - (8 - skipped); // Bits still to come after the first byte.
  let value = (at < end ? bytes[at] : 0) & (0xff >> skipped);
  if (left <= 0) return value >> -left;
  for (at++; left >= 8; at++, left -= 8) value = value * 256 + (at < end ? bytes[at] : 0);
  if (left === 0) return value;
  return value * (1 << left) + ((at < end ? bytes[at] : 0) >> (8 - left));
}

/** Stores an unsigned value of at most 53 bits, from the last bit to the first. */
function writeBits(
  bytes: Uint8Array,
  start: number,
  offset: number,
  width: number,
  value: number,
): void {
  let bit = offset + width; // Just behind the bits still to be written.
  while (bit > offset) {
    const at = start + Math.floor((bit - 1) / 8);
    const shift = (8 - (bit & 7)) & 7;
    const count = Math.min(8 - shift, bit - offset);
    const mask = (1 << count) - 1;
    const part = value % (mask + 1);
    bytes[at] = (bytes[at] & ~(mask << shift)) | (part << shift);
    value = (value - part) / (mask + 1);
    bit -= count;
  }
}
