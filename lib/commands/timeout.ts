/** How long a command waits or lasts. */

import type { Args } from "../resp/args.ts";
import { ReplyError } from "../resp/errors.ts";
import { parseDouble } from "../resp/numbers.ts";
import { parseLongDouble } from "../types/long_double.ts";

const NOT_A_TIMEOUT = "ERR timeout is not a float or out of range";
const NOT_WHOLE = "ERR timeout is not an integer or out of range";
const OUT_OF_RANGE = "ERR timeout is out of range";
const NEGATIVE = "ERR timeout is negative";

/** Argument `i`, seconds with decimals, in milliseconds rounded up; 0: for ever. */
export function readTimeout(args: Args, i: number, nowMs: number): number {
  const ms = Math.ceil(readSeconds(args, i) * 1000);
  if (ms > 2 ** 63) throw new ReplyError(OUT_OF_RANGE);
  if (ms < 0) throw new ReplyError(NEGATIVE);
  if (ms > 2 ** 63 - nowMs) throw new ReplyError(OUT_OF_RANGE);
  return ms;
}

/** Argument `i`, whole milliseconds; 0: for ever. */
export function readMilliseconds(args: Args, i: number, nowMs: number): number {
  const ms = args.integer(i, NOT_WHOLE);
  if (ms < 0) throw new ReplyError(NEGATIVE);
  if (ms > 2 ** 63 - nowMs) throw new ReplyError(OUT_OF_RANGE);
  return ms;
}

/** Redis reads a long double: what a double cannot hold is far too much, or next to nothing. */
function readSeconds({ bytes, starts, ends }: Args, i: number): number {
  const seconds = parseDouble(bytes, starts[i], ends[i]);
  if (seconds === seconds) return seconds;
  const wide = parseLongDouble(bytes, starts[i], ends[i]);
  if (wide === undefined) throw new ReplyError(NOT_A_TIMEOUT);
  const size = wide.exponent > 0 ? Infinity : Number.MIN_VALUE;
  return wide.negative ? -size : size;
}
