/**
 * INCREX: adds to a number within bounds, and sets its lifetime: what a rate limiter needs.
 *
 * Integers are int64, floats are Redis's long doubles; `Arithmetic` says what the two kinds differ
 * in, and the rest of the command is written once.
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
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { NOT_AN_INTEGER, syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findString } from "../values.ts";
import { deleteKey } from "./delex.ts";
import { storeInt64 } from "./incr.ts";
import { readLongDouble, storeFloat } from "./incrbyfloat.ts";
import { Lifetime, PERSIST, UNSAID } from "./lifetime.ts";

export const INCREX = command({
  name: "INCREX",
  summary:
    "Adds a number to the number at a key, within bounds, and sets or removes its expiration.",
  since: "8.8.0",
  group: "string",
  complexity: "O(1)",
  arity: -2,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "condition",
      type: "oneof",
      optional: true,
      args: [
        { name: "nx", type: "pure-token", token: "NX" },
        { name: "xx", type: "pure-token", token: "XX" },
      ],
    },
    {
      name: "increment",
      type: "oneof",
      optional: true,
      args: [
        { name: "float", type: "double", token: "BYFLOAT" },
        { name: "integer", type: "integer", token: "BYINT" },
      ],
    },
    { name: "saturate", type: "pure-token", token: "SATURATE", optional: true },
    { name: "lowerbound", type: "string", token: "LBOUND", optional: true },
    { name: "upperbound", type: "string", token: "UBOUND", optional: true },
    {
      name: "expiration",
      type: "oneof",
      optional: true,
      args: [
        { name: "seconds", type: "integer", token: "EX" },
        { name: "milliseconds", type: "integer", token: "PX" },
        { name: "unix-time-seconds", type: "unix-time", token: "EXAT" },
        { name: "unix-time-milliseconds", type: "unix-time", token: "PXAT" },
        { name: "persist", type: "pure-token", token: "PERSIST" },
      ],
    },
    { name: "enx", type: "pure-token", token: "ENX", optional: true },
  ],
}, (context) => {
  const { args } = context;
  const options = readOptions(args);
  if (options.increment !== undefined && args.is(options.increment - 1, "BYFLOAT")) {
    return increase(context, FLOATS, options);
  }
  increase(context, INTEGERS, options);
});

interface IncrexOptions {
  readonly lifetime: Lifetime;
  /** The arguments that hold these numbers, where they were given. */
  increment?: number;
  lowerBound?: number;
  upperBound?: number;
  condition?: "NX" | "XX";
  saturate: boolean;
  /** The time is only for a key without one. */
  ifNoExpiry: boolean;
}

function readOptions(args: Args): IncrexOptions {
  const lifetime = new Lifetime(PERSIST);
  const options: IncrexOptions = { lifetime, saturate: false, ifNoExpiry: false };
  for (let i = 2; i < args.count;) {
    const hadLifetime = lifetime.kind !== UNSAID;
    const taken = lifetime.take(args, i);
    if (taken > 0 && hadLifetime) throw syntaxError();
    i += taken || takeWord(options, args, i);
  }
  if (options.ifNoExpiry && lifetime.kind === PERSIST) throw syntaxError();
  if (options.ifNoExpiry && !lifetime.hasTime) {
    throw new ReplyError("ERR ENX flag requires an expiration");
  }
  return options;
}

/** Reads an option that is not about the lifetime; returns how many arguments it takes. */
function takeWord(options: IncrexOptions, args: Args, i: number): number {
  const operand = i + 1 < args.count ? i + 1 : undefined;
  switch (args.word(i)) {
    case "BYINT":
    case "BYFLOAT":
      options.increment = given(operand, options.increment);
      return 2;
    case "LBOUND":
      options.lowerBound = given(operand, options.lowerBound);
      return 2;
    case "UBOUND":
      options.upperBound = given(operand, options.upperBound);
      return 2;
    case "NX":
    case "XX":
      if (options.condition !== undefined) throw syntaxError();
      options.condition = args.is(i, "NX") ? "NX" : "XX";
      return 1;
    case "SATURATE":
      if (options.saturate) throw syntaxError();
      options.saturate = true;
      return 1;
    case "ENX":
      if (options.ifNoExpiry) throw syntaxError();
      options.ifNoExpiry = true;
      return 1;
    default:
      throw syntaxError();
  }
}

/** The place of an operand that must be there, for an option that may be given once. */
function given(operand: number | undefined, before: number | undefined): number {
  if (operand === undefined || before !== undefined) throw syntaxError();
  return operand;
}

/** One kind of number. */
interface Arithmetic<N> {
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

function increase<N>(context: Context, numbers: Arithmetic<N>, options: IncrexOptions): void {
  const { args, nowMs, reply } = context;
  const { increment, lowerBound, upperBound, lifetime } = options;
  const step = increment === undefined ? numbers.one : numbers.read(args, increment, "Increment");
  const lower = lowerBound === undefined ? numbers.min : numbers.read(args, lowerBound, "LBOUND");
  const upper = upperBound === undefined ? numbers.max : numbers.read(args, upperBound, "UBOUND");
  numbers.checkIncrement(step);
  if (numbers.compare(lower, upper) > 0) {
    throw new ReplyError("ERR LBOUND can't be greater than UBOUND");
  }
  const expireAtMs = lifetime.expireAtMs(args, nowMs, "increx");

  const entry = findString(context, 1);
  const old = numbers.value(entry);
  const isAllowed = options.condition === undefined ||
    (options.condition === "NX") === (entry === null);
  const min = larger(numbers, lower, numbers.min);
  const max = smaller(numbers, upper, numbers.max);
  const sum = numbers.add(old, step);
  const result = larger(numbers, min, smaller(numbers, max, sum));
  const isInside = numbers.compare(sum, result) === 0;
  reply.array(2);
  if (!isAllowed || (!isInside && !options.saturate)) {
    numbers.reply(reply, old);
    numbers.reply(reply, numbers.applied(old, old));
    return;
  }
  const applied = numbers.applied(result, old);
  numbers.reply(reply, result);
  numbers.reply(reply, applied);
  store(context, numbers, result, entry?.expireAtMs ?? 0, expireAtMs, options);
}

function larger<N>({ compare }: Arithmetic<N>, a: N, b: N): N {
  return compare(a, b) < 0 ? b : a;
}

function smaller<N>({ compare }: Arithmetic<N>, a: N, b: N): N {
  return compare(a, b) > 0 ? b : a;
}

/** Stores the result, gives it its lifetime, and reports both. */
function store<N>(
  context: Context,
  numbers: Arithmetic<N>,
  result: N,
  oldExpireAtMs: number,
  expireAtMs: number,
  { lifetime, ifNoExpiry }: IncrexOptions,
): void {
  const { args, db, nowMs } = context;
  const text = numbers.text(result);
  const setsTime = lifetime.hasTime && !(ifNoExpiry && oldExpireAtMs !== 0);
  numbers.store(context, result);
  if (setsTime && expireAtMs <= nowMs) return deleteKey(context);
  context.changed(1, "string", numbers.event);
  if (setsTime || (lifetime.kind === PERSIST && oldExpireAtMs !== 0)) {
    db.setExpiry(db.find(args.bytes, args.starts[1], args.ends[1])!, expireAtMs);
    context.notify(1, "generic", setsTime ? "expire" : "persist");
  }
  if (setsTime) context.effect("SET", arg(1), text, "PXAT", expireAtMs);
  else if (lifetime.kind === PERSIST) context.effect("SET", arg(1), text);
  else context.effect("SET", arg(1), text, "KEEPTTL");
}

const INTEGERS: Arithmetic<bigint> = {
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

const FLOATS: Arithmetic<LongDouble> = {
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
