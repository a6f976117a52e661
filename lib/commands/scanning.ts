/** What SCAN, HSCAN, SSCAN and ZSCAN have in common: cursors, options and the shape of the reply. */

import type { Args } from "../resp/args.ts";
import { ReplyError } from "../resp/errors.ts";
import { parseInteger } from "../resp/numbers.ts";
import type { ReplyWriter } from "../resp/reply_writer.ts";
import { globMatch } from "../types/glob.ts";
import { syntaxError } from "./messages.ts";

const ONLY_HSCAN = "ERR NOVALUES option can only be used in HSCAN";
const ONLY_ZSCAN = "ERR NOSCORES option can only be used in ZSCAN";

const COUNT_DEFAULT = 10;

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

export interface ScanOptions {
  readonly count: number;
  /** The argument that is the pattern; 0 if every name will do. */
  readonly pattern: number;
}

/**
 * MATCH and COUNT from argument `i` on. `readOther` is asked about any other word, and returns how
 * many arguments it has understood there.
 */
export function readScanOptions(
  args: Args,
  i: number,
  readOther: (i: number) => number = () => 0,
): ScanOptions {
  let count = COUNT_DEFAULT;
  let pattern = 0;
  while (i < args.count) {
    const hasOperand = i + 1 < args.count;
    if (hasOperand && args.is(i, "COUNT")) {
      count = args.integer(i + 1);
      if (count < 1) throw syntaxError();
      i += 2;
    } else if (hasOperand && args.is(i, "MATCH")) {
      pattern = args.is(i + 1, "*") ? 0 : i + 1;
      i += 2;
    } else {
      const understood = readOther(i);
      if (understood === 0) throw notUnderstood(args, i);
      i += understood;
    }
  }
  return { count, pattern };
}

function notUnderstood(args: Args, i: number): ReplyError {
  if (args.is(i, "NOVALUES")) return new ReplyError(ONLY_HSCAN);
  return args.is(i, "NOSCORES") ? new ReplyError(ONLY_ZSCAN) : syntaxError();
}

/** Whether a name matches the pattern that was given, if one was. */
export function matchesPattern(
  args: Args,
  { pattern }: ScanOptions,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  if (pattern === 0) return true;
  return globMatch(args.bytes, args.starts[pattern], args.ends[pattern], bytes, start, end);
}

/** Puts the next cursor, and the number of words written since `mark`, in front of them. */
export function replyScan(reply: ReplyWriter, mark: number, next: number, words: number): void {
  reply.insert(mark, () => {
    reply.array(2);
    reply.integerText(next);
    reply.array(words);
  });
}
