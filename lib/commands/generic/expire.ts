/** EXPIRE, PEXPIRE, EXPIREAT and PEXPIREAT: when a key's time is over. */

import type { Entry } from "../../memory/entry.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import { arg, type Context, type EffectWord } from "../context.ts";
import { invalidExpireTime } from "../messages.ts";
import { type ArgSpec, keyRange } from "../spec.ts";

const CONDITION: ArgSpec = {
  name: "condition",
  type: "oneof",
  since: "7.0.0",
  optional: true,
  args: [
    { name: "nx", type: "pure-token", token: "NX" },
    { name: "xx", type: "pure-token", token: "XX" },
    { name: "gt", type: "pure-token", token: "GT" },
    { name: "lt", type: "pure-token", token: "LT" },
  ],
};

export const EXPIRE = command({
  name: "EXPIRE",
  summary: "Sets the time to live of a key in seconds.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: -3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "seconds", type: "integer" },
    CONDITION,
  ],
  history: [["7.0.0", "Accepts `NX`, `XX`, `GT` and `LT`."]],
}, (context) => expire(context, "expire", SECONDS, context.nowMs));

export const PEXPIRE = command({
  name: "PEXPIRE",
  summary: "Sets the time to live of a key in milliseconds.",
  since: "2.6.0",
  group: "generic",
  complexity: "O(1)",
  arity: -3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "milliseconds", type: "integer" },
    CONDITION,
  ],
  history: [["7.0.0", "Accepts `NX`, `XX`, `GT` and `LT`."]],
}, (context) => expire(context, "pexpire", MILLISECONDS, context.nowMs));

export const EXPIREAT = command({
  name: "EXPIREAT",
  summary: "Sets the moment a key expires as a Unix time in seconds.",
  since: "1.2.0",
  group: "generic",
  complexity: "O(1)",
  arity: -3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "unix-time-seconds", type: "unix-time" },
    CONDITION,
  ],
  history: [["7.0.0", "Accepts `NX`, `XX`, `GT` and `LT`."]],
}, (context) => expire(context, "expireat", SECONDS, 0));

export const PEXPIREAT = command({
  name: "PEXPIREAT",
  summary: "Sets the moment a key expires as a Unix time in milliseconds.",
  since: "2.6.0",
  group: "generic",
  complexity: "O(1)",
  arity: -3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "unix-time-milliseconds", type: "unix-time" },
    CONDITION,
  ],
  history: [["7.0.0", "Accepts `NX`, `XX`, `GT` and `LT`."]],
}, (context) => expire(context, "pexpireat", MILLISECONDS, 0));

const SECONDS = 1000;
const MILLISECONDS = 1;

const NX = 1;
const XX = 2;
const GT = 4;
const LT = 8;

const KEY = arg(1);

/** Times up to this many units, either way, are exact as doubles in milliseconds. */
const PLAIN_MAX = 8e12;
const INT64_MAX = 2n ** 63n - 1n;

function expire(context: Context, name: string, unitMs: number, baseMs: number): void {
  const { args, db, reply, nowMs } = context;
  const conditions = args.count > 3 ? readConditions(args) : 0;
  const amount = args.integer(2);
  const isPlain = Math.abs(amount) <= PLAIN_MAX;
  const exact = isPlain ? 0n : exactTime(args.int64(2), name, unitMs, baseMs);
  const atMs = isPlain ? amount * unitMs + baseMs : Number(exact);
  const entry = db.find(args.bytes, args.starts[1], args.ends[1]);
  if (entry === null || (conditions !== 0 && !isMet(conditions, entry, isPlain, atMs, exact))) {
    reply.integer(0);
    return;
  }
  if (atMs <= nowMs) {
    db.delete(args.bytes, args.starts[1], args.ends[1]);
    context.effect(context.server.config.values.lazyfreeLazyExpire ? "UNLINK" : "DEL", KEY);
    context.changed(1, "generic", "del");
  } else {
    db.setExpiry(entry, atMs);
    if (!isPlain) entry.expireAt64 = exact;
    if (baseMs !== 0 || unitMs !== MILLISECONDS) tellMoment(context, isPlain ? atMs : `${exact}`);
    context.changed(1, "generic", "expire");
  }
  reply.integer(1);
}

/** The options, as bits. They are checked before the time is. */
function readConditions(args: Args): number {
  let conditions = 0;
  for (let i = 3; i < args.count; i++) {
    if (args.is(i, "NX")) conditions |= NX;
    else if (args.is(i, "XX")) conditions |= XX;
    else if (args.is(i, "GT")) conditions |= GT;
    else if (args.is(i, "LT")) conditions |= LT;
    else throw new ReplyError(`ERR Unsupported option ${args.shown(i)}`);
  }
  if ((conditions & NX) !== 0 && conditions !== NX) {
    throw new ReplyError(
      "ERR NX and XX, GT or LT options at the same time are not compatible",
    );
  }
  if ((conditions & GT) !== 0 && (conditions & LT) !== 0) {
    throw new ReplyError("ERR GT and LT options at the same time are not compatible");
  }
  return conditions;
}

/** A time that no double holds. Throws if it is beyond the int64 range. */
function exactTime(amount: bigint, name: string, unitMs: number, baseMs: number): bigint {
  const ms = amount * BigInt(unitMs);
  if (ms > INT64_MAX - BigInt(baseMs) || ms < -INT64_MAX - 1n) {
    throw invalidExpireTime(name);
  }
  return ms + BigInt(baseMs);
}

/** Whether the options let a key go from the expiry it has to the new one. None is the latest. */
function isMet(
  conditions: number,
  entry: Entry,
  isPlain: boolean,
  atMs: number,
  exact: bigint,
): boolean {
  const currentMs = entry.expireAtMs;
  if (currentMs === 0) return (conditions & (XX | GT)) === 0;
  if ((conditions & NX) !== 0) return false;
  if ((conditions & GT) !== 0) return isPlain ? atMs > currentMs : exact > entry.expireAt64;
  if ((conditions & LT) !== 0) return isPlain ? atMs < currentMs : exact < entry.expireAt64;
  return true;
}

/** Logs the command with its moment; conditions are kept, though they have been met. */
function tellMoment(context: Context, atMs: EffectWord): void {
  const { args } = context;
  if (args.count === 3) return context.effect("PEXPIREAT", KEY, atMs);
  const conditions = Array.from({ length: args.count - 3 }, (_, i) => arg(i + 3));
  context.effect("PEXPIREAT", KEY, atMs, ...conditions);
}
