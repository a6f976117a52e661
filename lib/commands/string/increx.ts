/** INCREX: adds to a number within bounds, and sets its lifetime: what a rate limiter needs. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findString } from "../values.ts";
import { type Arithmetic, clamped, FLOATS, INTEGERS } from "./arithmetic.ts";
import { deleteKey } from "./delex.ts";
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
  const sum = numbers.add(old, step);
  const result = clamped(numbers, sum, lower, upper);
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
