/** MSETEX: several strings at once, with one condition and one lifetime for all. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { storeString } from "../values.ts";
import { KEEPTTL, Lifetime } from "./lifetime.ts";

const BAD_COUNT = "ERR invalid numkeys value";
const BAD_PAIRS = "ERR wrong number of key-value pairs";

const lifetime = new Lifetime(KEEPTTL);

export const MSETEX = command({
  name: "MSETEX",
  summary: "Stores a string at each of several keys, all at once, with one expiration for all.",
  since: "8.4.0",
  group: "string",
  complexity: "O(N), N being the number of keys.",
  arity: -4,
  flags: ["write", "denyoom", "movablekeys"],
  keys: [{
    flags: ["OW", "update"],
    begin: { index: 1 },
    find: { keynumIndex: 0, firstKey: 1, step: 2 },
  }],
  args: [
    { name: "numkeys", type: "integer" },
    {
      name: "data",
      type: "block",
      multiple: true,
      args: [
        { name: "key", type: "key", keySpec: 0 },
        { name: "value", type: "string" },
      ],
    },
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
      name: "expiration",
      type: "oneof",
      optional: true,
      args: [
        { name: "seconds", type: "integer", token: "EX" },
        { name: "milliseconds", type: "integer", token: "PX" },
        { name: "unix-time-seconds", type: "unix-time", token: "EXAT" },
        { name: "unix-time-milliseconds", type: "unix-time", token: "PXAT" },
        { name: "keepttl", type: "pure-token", token: "KEEPTTL" },
      ],
    },
  ],
  tips: ["request_policy:multi_shard", "response_policy:all_succeeded"],
}, (context) => {
  const { args, db, nowMs, reply } = context;
  const count = args.integerWithin(1, 1, 0x7fffffff, BAD_COUNT);
  const end = 2 + 2 * count;
  if (end > args.count) throw new ReplyError(BAD_PAIRS);
  const condition = readOptions(args, end);
  const expireAtMs = lifetime.expireAtMs(args, nowMs, "msetex");
  if (!allAre(context, condition, end)) return reply.integer(0);
  for (let i = 2; i < end; i += 2) {
    storeString(context, db, i, args.bytes, args.starts[i + 1], args.ends[i + 1], expireAtMs);
    context.changed(i, "string", "set");
    if (lifetime.hasTime) context.notify(i, "generic", "expire");
    report(context, i, expireAtMs);
  }
  reply.integer(1);
});

type Condition = "NX" | "XX" | undefined;

function readOptions(args: Args, from: number): Condition {
  let condition: Condition;
  lifetime.reset();
  for (let i = from; i < args.count;) {
    const taken = lifetime.take(args, i);
    if (taken > 0) {
      i += taken;
      continue;
    }
    const word = args.is(i, "NX") ? "NX" : args.is(i, "XX") ? "XX" : undefined;
    if (word === undefined || (condition !== undefined && condition !== word)) throw syntaxError();
    condition = word;
    i++;
  }
  return condition;
}

/** Whether all keys are missing (NX) or present (XX). */
function allAre({ args, db }: Context, condition: Condition, end: number): boolean {
  if (condition === undefined) return true;
  for (let i = 2; i < end; i += 2) {
    const isMissing = db.find(args.bytes, args.starts[i], args.ends[i]) === null;
    if (isMissing !== (condition === "NX")) return false;
  }
  return true;
}

/** Logs a pair as its SET, which servers that do not know MSETEX can replay. */
function report(context: Context, i: number, expireAtMs: number): void {
  if (lifetime.hasTime) context.effect("SET", arg(i), arg(i + 1), "PXAT", expireAtMs);
  else if (lifetime.kind === KEEPTTL) context.effect("SET", arg(i), arg(i + 1), "KEEPTTL");
  else context.effect("SET", arg(i), arg(i + 1));
}
