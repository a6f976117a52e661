/**
 * The two kinds of numbers that INCREX adds: int64, and the long doubles of INCRBYFLOAT. Here is
 * what they differ in, so that the command is written once.
 */

import type { Entry } from "../../memory/entry.ts";
import { type Args, fromLatin1 } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { parseInt64 } from "../../resp/numbers.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import {
  addLongDoubles,
  compareLongDoubles,
  formatLongDouble,
  isFiniteLongDouble,
  LONG_DOUBLE_MAX,
  type LongDouble,
  parseLongDouble,
  subtractLongDoubles,
} from "../../types/long_double.ts";
import type { Context } from "../context.ts";
import { NOT_AN_INTEGER } from "../messages.ts";
import { storeInt64 } from "./incr.ts";
import { readLongDouble, storeFloat } from "./incrbyfloat.ts";

/** What INCREX asks of a kind of number. */
export interface Arithmetic<N> {
  readonly one: N;
  readonly min: N;
  readonly max: N;
  readonly event: string;
  /** The number in argument `i`, called `name` if it is none. */
  read(args: Args, i: number, name: string): N;
  checkIncrement(increment: N): void;
  /** The number at a key; 0 for a missing one. */
  value(entry: Entry | null): N;
  add(a: N, b: N): N;
  compare(a: N, b: N): number;
  /** `result − old`, which must be such a number too. */
  applied(result: N, old: N): N;
  store(context: Context, n: N): void;
  text(n: N): string;
  reply(reply: ReplyWriter, n: N): void;
}

/** The number nearest to `n` within the bounds and the range of its kind. */
export function clamped<N>(numbers: Arithmetic<N>, n: N, lower: N, upper: N): N {
  const min = larger(numbers, lower, numbers.min);
  const max = smaller(numbers, upper, numbers.max);
  return larger(numbers, min, smaller(numbers, max, n));
}

function larger<N>({ compare }: Arithmetic<N>, a: N, b: N): N {
  return compare(a, b) < 0 ? b : a;
}

function smaller<N>({ compare }: Arithmetic<N>, a: N, b: N): N {
  return compare(a, b) > 0 ? b : a;
}

/** 64-bit integers. */
export const INTEGERS: Arithmetic<bigint> = {
  one: 1n,
  min: -(2n ** 63n),
  max: 2n ** 63n - 1n,
  event: "incrby",
  read: (args, i, name) => args.int64(i, `ERR ${name} is not an integer or out of range`),
  checkIncrement() {},
  value(entry) {
    const n = entry === null ? 0n : parseInt64(entry.valueBytes, entry.valueStart, entry.valueEnd);
    if (n === null) throw new ReplyError(NOT_AN_INTEGER);
    return n;
  },
  add: (a, b) => a + b,
  compare: (a, b) => a < b ? -1 : a > b ? 1 : 0,
  applied(result, old) {
    const applied = result - old;
    if (applied !== BigInt.asIntN(64, applied)) {
      throw new ReplyError("ERR applied increment would overflow");
    }
    return applied;
  },
  store: storeInt64,
  text: (n) => n.toString(),
  reply: (reply, n) => reply.int64(n),
};

/** Long doubles. A bound may be infinite; what is stored may not. */
export const FLOATS: Arithmetic<LongDouble> = {
  one: parseLongDouble(fromLatin1("1"), 0, 1)!,
  min: { ...LONG_DOUBLE_MAX, negative: true },
  max: LONG_DOUBLE_MAX,
  event: "incrbyfloat",
  read(args, i, name) {
    const n = parseLongDouble(args.bytes, args.starts[i], args.ends[i]);
    if (n === undefined) throw new ReplyError(`ERR ${name} is not a valid float`);
    return n;
  },
  checkIncrement(increment) {
    if (isFiniteLongDouble(increment)) return;
    throw new ReplyError("ERR BYFLOAT increment cannot be Infinity");
  },
  value(entry) {
    const n = readLongDouble(entry);
    if (!isFiniteLongDouble(n)) throw new ReplyError("ERR value cannot be Infinity");
    return n;
  },
  add: addLongDoubles,
  compare: compareLongDoubles,
  applied(result, old) {
    const applied = subtractLongDoubles(result, old);
    if (isFiniteLongDouble(applied)) return applied;
    throw new ReplyError("ERR applied increment would be Infinity");
  },
  store(context, n) {
    const text = fromLatin1(formatLongDouble(n));
    storeFloat(context, text, text.length);
  },
  text: formatLongDouble,
  reply: (reply, n) => reply.doubleText(formatLongDouble(n)),
};
