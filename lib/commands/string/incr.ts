/**
 * INCR, DECR, INCRBY, DECRBY: integers, kept as text.
 *
 * As long as everything is exact in a JavaScript number, the digits are read, added to, and written
 * back where they lie; the rest of the int64 range goes through BigInt.
 */

import { KEEP_EXPIRY } from "../../keyspace/database.ts";
import { INT } from "../../keyspace/types.ts";
import { ENCODING_MASK, ENCODING_SHIFT, type Entry } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import {
  integerDigits,
  parseInt64,
  parseInteger,
  writeBigInteger,
  writeInteger,
} from "../../resp/numbers.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { NOT_AN_INTEGER } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findString } from "../values.ts";

const OVERFLOW = "ERR increment or decrement would overflow";
const DECREMENT_OVERFLOW = "ERR decrement would overflow";

const INT64_MIN = -(2n ** 63n);

export const INCR = command({
  name: "INCR",
  summary: "Adds one to the integer at a key; a missing key counts as 0.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => add(context, 1));

export const DECR = command({
  name: "DECR",
  summary: "Subtracts one from the integer at a key; a missing key counts as 0.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => add(context, -1));

export const INCRBY = command({
  name: "INCRBY",
  summary: "Adds a number to the integer at a key; a missing key counts as 0.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "increment", type: "integer" }],
}, (context) => {
  const { bytes, starts, ends } = context.args;
  const increment = parseInteger(bytes, starts[2], ends[2]);
  if (increment === increment) return add(context, increment);
  const exact = context.args.int64(2);
  addExactly(context, findString(context, 1), exact);
});

export const DECRBY = command({
  name: "DECRBY",
  summary: "Subtracts a number from the integer at a key; a missing key counts as 0.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "decrement", type: "integer" }],
}, (context) => {
  const { bytes, starts, ends } = context.args;
  const decrement = parseInteger(bytes, starts[2], ends[2]);
  if (decrement === decrement) return add(context, -decrement);
  const exact = context.args.int64(2);
  if (exact === INT64_MIN) throw new ReplyError(DECREMENT_OVERFLOW);
  addExactly(context, findString(context, 1), -exact);
});

function add(context: Context, increment: number): void {
  const { args, db, reply } = context;
  const entry = findString(context, 1);
  const old = entry === null ? 0 : parseInteger(entry.valueBytes, entry.valueStart, entry.valueEnd);
  const sum = old + increment;
  if (!(sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER)) {
    return addExactly(context, entry, BigInt(increment));
  }
  const length = integerDigits(sum);
  const target = entry !== null && isIntegerOfLength(entry, length) ? entry : db.putLast(
    args.bytes,
    args.starts[1],
    args.ends[1],
    INT << ENCODING_SHIFT,
    length,
    KEEP_EXPIRY,
  );
  writeInteger(target.valueBytes, target.valueStart, sum);
  context.changed(1, "string", "incrby");
  reply.integer(sum);
}

function isIntegerOfLength({ flags, valueStart, valueEnd }: Entry, length: number): boolean {
  return valueEnd - valueStart === length && (flags & ENCODING_MASK) === INT << ENCODING_SHIFT;
}

function addExactly(context: Context, entry: Entry | null, increment: bigint): void {
  const { reply } = context;
  const old = entry === null ? 0n : parseInt64(entry.valueBytes, entry.valueStart, entry.valueEnd);
  if (old === null) throw new ReplyError(NOT_AN_INTEGER);
  const sum = old + increment;
  if (sum !== BigInt.asIntN(64, sum)) throw new ReplyError(OVERFLOW);
  storeInt64(context, sum);
  context.changed(1, "string", "incrby");
  reply.int64(sum);
}

/** Makes key 1 hold an integer; its expiry stays. */
export function storeInt64({ args, db }: Context, n: bigint): void {
  const { length } = n.toString();
  const flags = INT << ENCODING_SHIFT;
  const entry = db.put(args.bytes, args.starts[1], args.ends[1], flags, length, KEEP_EXPIRY);
  writeBigInteger(entry.valueBytes, entry.valueStart, n);
}
