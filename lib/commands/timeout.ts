/** How long a blocking command waits. */

import type { Args } from "../resp/args.ts";
import { ReplyError } from "../resp/errors.ts";

const NOT_A_TIMEOUT = "ERR timeout is not a float or out of range";
const OUT_OF_RANGE = "ERR timeout is out of range";
const NEGATIVE = "ERR timeout is negative";

/** Argument `i`, seconds with decimals, in milliseconds rounded up; 0: for ever. */
export function readTimeout(args: Args, i: number, nowMs: number): number {
  const ms = Math.ceil(args.double(i, NOT_A_TIMEOUT) * 1000);
  if (ms > 2 ** 63) throw new ReplyError(OUT_OF_RANGE);
  if (ms < 0) throw new ReplyError(NEGATIVE);
  if (ms > 2 ** 63 - nowMs) throw new ReplyError(OUT_OF_RANGE);
  return ms;
}
