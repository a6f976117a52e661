/** The block `FIELDS numfields field …`, which ends the commands about single fields' expiry. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";

const NO_FIELDS = "ERR Mandatory argument FIELDS is missing or not at the right position";
const OTHER_COUNT = "ERR The `numfields` parameter must match the number of arguments";

/** What commands say to a count that is none. */
export const COUNT_OF_READERS = "ERR Number of fields must be a positive integer";
export const COUNT_OF_SETTERS = "ERR Parameter `numFields` should be greater than 0";

/** Checks the block that must begin at argument `i`; the fields then begin at `i + 2`. */
export function readFields(args: Args, i: number, badCount: string): void {
  if (!args.is(i, "FIELDS")) throw new ReplyError(NO_FIELDS);
  const count = args.integerWithin(i + 1, 1, 2 ** 63, badCount);
  if (count !== args.count - i - 2) throw new ReplyError(OTHER_COUNT);
}
