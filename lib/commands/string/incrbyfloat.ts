/** INCRBYFLOAT: adding floating-point numbers, with Redis's 80 bits of precision. */

import { KEEP_EXPIRY } from "../../keyspace/database.ts";
import { EMBSTR, EMBSTR_BYTES_MAX, RAW } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
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
import { findString } from "../values.ts";

const NOT_FINITE = "ERR increment would produce NaN or Infinity";

const ZERO = fromLatin1("0");
const sumText = new Uint8Array(32);

export const INCRBYFLOAT = command({
  name: "INCRBYFLOAT",
  summary: "Adds a floating-point number to the number at a key; a missing key counts as 0.",
  since: "2.6.0",
  group: "string",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "increment", type: "double" }],
}, (context) => {
  const { args, reply } = context;
  const entry = findString(context, 1);
  const old = entry?.valueBytes ?? ZERO;
  const oldStart = entry?.valueStart ?? 0;
  const oldEnd = entry?.valueEnd ?? 1;
  let sum: Uint8Array = sumText;
  let length = writeDecimalSum(
    sum,
    0,
    old,
    oldStart,
    oldEnd,
    args.bytes,
    args.starts[2],
    args.ends[2],
  );
  if (length < 0) {
    sum = fromLatin1(formatLongDouble(add(context, entry)));
    length = sum.length;
  }
  storeFloat(context, sum, length);
  context.changed(1, "string", "incrbyfloat");
  context.effect("SET", arg(1), latin1(sum, 0, length), "KEEPTTL");
  reply.bulk(sum, 0, length);
});

function add({ args }: Context, entry: Entry | null): LongDouble {
  const old = readLongDouble(entry);
  const increment = parseLongDouble(args.bytes, args.starts[2], args.ends[2]);
  if (increment === undefined) throw new ReplyError(NOT_A_FLOAT);
  const sum = addLongDoubles(old, increment);
  if (!isFiniteLongDouble(sum)) throw new ReplyError(NOT_FINITE);
  return sum;
}

/** The number that a string spells; 0 for a missing one. */
export function readLongDouble(entry: Entry | null): LongDouble {
  const number = entry === null
    ? parseLongDouble(ZERO, 0, 1)
    : parseLongDouble(entry.valueBytes, entry.valueStart, entry.valueEnd);
  if (number === undefined) throw new ReplyError(NOT_A_FLOAT);
  return number;
}

/** Makes key 1 hold a number's text; its expiry stays. Whole numbers are not `int` either. */
export function storeFloat({ args, db }: Context, text: Uint8Array, length: number): void {
  const encoding = length <= EMBSTR_BYTES_MAX ? EMBSTR : RAW;
  const { bytes, starts, ends } = args;
  db.setString(bytes, starts[1], ends[1], text, 0, length, encoding, KEEP_EXPIRY);
}
