/** HINCRBYFLOAT: floating-point numbers in fields, with Redis's 80 bits of precision. */

import { fromLatin1, latin1 } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { writeDecimalSum } from "../../types/decimal_sum.ts";
import {
  addLongDoubles,
  formatLongDouble,
  isFiniteLongDouble,
  type LongDouble,
  parseLongDouble,
} from "../../types/long_double.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { NOT_A_FLOAT } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findHash, makeHash } from "./lookup.ts";

const OLD_NOT_A_FLOAT = "ERR hash value is not a float";
const NOT_FINITE = "ERR value is NaN or Infinity";
const SUM_NOT_FINITE = "ERR increment would produce NaN or Infinity";

const ZERO = fromLatin1("0");
const sumText = new Uint8Array(32);

export const HINCRBYFLOAT = command(
  {
    name: "HINCRBYFLOAT",
    summary:
      "Adds a floating-point number to the number in a field of a hash; a missing field counts as 0.",
    since: "2.6.0",
    group: "hash",
    complexity: "O(1)",
    arity: 4,
    flags: ["write", "denyoom", "fast"],
    keys: [keyRange(["RW", "access", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "field", type: "string" },
      { name: "increment", type: "double" },
    ],
  },
  (context) => {
    const { args, reply } = context;
    const { bytes, starts, ends } = args;
    checkIncrement(context);
    // Only once the sum is known may a missing hash be made.
    let hash = findHash(context);
    const isFound = hash !== null && hash.find(bytes, starts[2], ends[2]);
    const expireAtMs = isFound ? hash!.expireAtMs : 0;
    const old = isFound ? hash!.value.bytes : ZERO;
    const oldStart = isFound ? hash!.value.start : 0;
    const oldEnd = isFound ? hash!.value.end : 1;
    let sum: Uint8Array = sumText;
    let length = writeDecimalSum(sum, 0, old, oldStart, oldEnd, bytes, starts[3], ends[3]);
    if (length < 0) {
      sum = fromLatin1(formatLongDouble(add(context, old, oldStart, oldEnd)));
      length = sum.length;
    }
    hash ??= makeHash(context);
    hash.set(context.server.config.values, bytes, starts[2], ends[2], sum, 0, length, true);
    context.changed(1, "hash", "hincrbyfloat");
    if (context.hasEffectListeners) tellSum(context, latin1(sum, 0, length), expireAtMs);
    reply.bulk(sum, 0, length);
  },
);

/** Refuses an increment that is no number, which comes before the key is looked at. */
function checkIncrement({ args }: Context): void {
  const { bytes, starts, ends } = args;
  if (writeDecimalSum(sumText, 0, ZERO, 0, 1, bytes, starts[3], ends[3]) >= 0) return;
  const increment = parseLongDouble(bytes, starts[3], ends[3]);
  if (increment === undefined) throw new ReplyError(NOT_A_FLOAT);
  if (!isFiniteLongDouble(increment)) throw new ReplyError(NOT_FINITE);
}

function add({ args }: Context, old: Uint8Array, start: number, end: number): LongDouble {
  const term = parseLongDouble(old, start, end);
  if (term === undefined) throw new ReplyError(OLD_NOT_A_FLOAT);
  const sum = addLongDoubles(term, parseLongDouble(args.bytes, args.starts[3], args.ends[3])!);
  if (!isFiniteLongDouble(sum)) throw new ReplyError(SUM_NOT_FINITE);
  return sum;
}

/** Gives the commands that store the sum, and the expiry that HSET would take from the field. */
function tellSum(context: Context, sum: string, expireAtMs: number): void {
  context.effect("HSET", arg(1), arg(2), sum);
  if (expireAtMs === 0) return;
  context.effect("HPEXPIREAT", arg(1), expireAtMs, "FIELDS", 1, arg(2));
}
