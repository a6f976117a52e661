/** Conditions on the value that a key holds: IFEQ, IFNE, IFDEQ and IFDNE. */

import type { Entry } from "../../memory/entry.ts";
import { equalBytes } from "../../memory/bytes.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { xxh3Hex } from "../../types/xxh3.ts";

/** Equal or not to a value; equal or not to a digest, as DIGEST replies it. */
export type Comparison = "IFEQ" | "IFNE" | "IFDEQ" | "IFDNE";

const BAD_DIGEST = "ERR must be exactly 16 hexadecimal characters";

/** The comparison that argument `i` names, if it names one. */
export function comparisonAt(args: Args, i: number): Comparison | undefined {
  if (args.is(i, "IFEQ")) return "IFEQ";
  if (args.is(i, "IFNE")) return "IFNE";
  if (args.is(i, "IFDEQ")) return "IFDEQ";
  if (args.is(i, "IFDNE")) return "IFDNE";
}

/**
 * Whether a string compares to operand `i` as asked. Throws if a digest has not 16 characters; what
 * characters they are is not checked, other than hexadecimal ones are just never equal.
 */
export function holds(comparison: Comparison, args: Args, i: number, value: Entry): boolean {
  switch (comparison) {
    case "IFEQ":
      return equals(value, args, i);
    case "IFNE":
      return !equals(value, args, i);
    case "IFDEQ":
      return hasDigest(value, args, i);
    case "IFDNE":
      return !hasDigest(value, args, i);
  }
}

/** Whether a missing key satisfies the comparison: it is not equal to anything. */
export function holdsForMissing(comparison: Comparison): boolean {
  return comparison === "IFNE" || comparison === "IFDNE";
}

/** Whether a string has the same bytes as argument `i`. */
export function equals(
  { valueBytes, valueStart, valueEnd }: Entry,
  args: Args,
  i: number,
): boolean {
  return args.length(i) === valueEnd - valueStart &&
    equalBytes(valueBytes, valueStart, valueEnd, args.bytes, args.start(i));
}

function hasDigest({ valueBytes, valueStart, valueEnd }: Entry, args: Args, i: number): boolean {
  if (args.length(i) !== 16) throw new ReplyError(BAD_DIGEST);
  return xxh3Hex(valueBytes, valueStart, valueEnd) === args.text(i).toLowerCase();
}
