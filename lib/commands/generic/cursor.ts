/** The cursor argument of SCAN and its relatives. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { parseInteger } from "../../resp/numbers.ts";

const UINT64_MAX = 2n ** 64n - 1n;

/**
 * Argument `i` as a cursor: any unsigned 64-bit number, in the spellings that Redis 7.4 takes
 * (blanks before it, a sign, zeros in front). Beyond 2^53 it is the nearest double. Throws if it
 * is not one.
 */
export function readCursor(args: Args, i: number): number {
  const plain = parseInteger(args.bytes, args.starts[i], args.ends[i]);
  if (plain >= 0) return plain;
  const [, sign, digits] = /^[ \t\n\v\f\r]*([+-]?)([0-9]+)(?:\0|$)/.exec(args.text(i)) ?? [];
  const isNegative = sign === "-";
  if (digits === undefined || plain < 0 || BigInt(digits) > UINT64_MAX) {
    throw new ReplyError("ERR invalid cursor");
  }
  const value = BigInt(digits);
  return Number(isNegative ? BigInt.asUintN(64, -value) : value);
}
