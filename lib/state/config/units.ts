/**
 * Numbers and sizes as Redis writes them in its configuration.
 *
 * They are read as `bigint`, because limits go up to 2^64 and CONFIG GET gives back every digit.
 */

const MAX_U64 = (1n << 64n) - 1n;
export const MAX_I64: bigint = (1n << 63n) - 1n;

const UNITS: Record<string, bigint> = {
  "": 1n,
  b: 1n,
  k: 1000n,
  kb: 1024n,
  m: 1000_000n,
  mb: 1024n ** 2n,
  g: 1000_000_000n,
  gb: 1024n ** 3n,
};

/**
 * A memory size: digits and one of `b k kb m mb g gb` in any case. The answer is in bytes;
 * undefined when the text is not a size. As in Redis no digits mean 0, and an overflow wraps.
 */
export function parseMemory(text: string): bigint | undefined {
  const parts = /^(\d{0,127})([a-z]{0,2})$/i.exec(text);
  const unit = parts ? UNITS[parts[2].toLowerCase()] : undefined;
  if (!parts || unit === undefined) return undefined;
  const digits = BigInt(parts[1] || "0");
  return BigInt.asUintN(64, (digits > MAX_U64 ? MAX_U64 : digits) * unit);
}

/** The shortest exact form of a size in bytes: `100mb`, `1000000`, `3kb`, `0`. */
export function formatMemory(bytes: bigint): string {
  for (const unit of ["gb", "mb", "kb"]) {
    if (bytes !== 0n && bytes % UNITS[unit] === 0n) return `${bytes / UNITS[unit]}${unit}`;
  }
  return `${bytes}`;
}

/**
 * A decimal integer of at most 64 bits in its only canonical form: no `+`, no leading zeros or
 * blanks, no `-0`. Undefined for anything else.
 */
export function parseInteger(text: string): bigint | undefined {
  if (!/^(0|-?[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value === BigInt.asIntN(64, value) ? value : undefined;
}

/** An octal number of digits 0 to 7, or undefined. */
export function parseOctal(text: string): bigint | undefined {
  return /^[+-]?[0-7]{1,21}$/.test(text) ? parseSigned(text, "0o") : undefined;
}

/**
 * A decimal integer as C's `strtoll` reads it, for the few lists that Redis still reads so: a
 * sign and leading blanks and zeros are welcome, an overflow is clamped, and no text at all is 0.
 */
export function parseLooseInteger(text: string): bigint | undefined {
  if (text === "") return 0n;
  if (!/^[ \t-\r]*[+-]?\d+$/.test(text)) return undefined;
  const value = parseSigned(text.trim(), "");
  if (value > MAX_I64) return MAX_I64;
  return value < -MAX_I64 - 1n ? -MAX_I64 - 1n : value;
}

/** `yes` or `no` in any case; undefined for anything else. */
export function parseYesNo(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === "yes" ? true : word === "no" ? false : undefined;
}

function parseSigned(text: string, prefix: string): bigint {
  const digits = BigInt(prefix + text.replace(/^[+-]/, ""));
  return text[0] === "-" ? -digits : digits;
}
