/** SET, with all its options. */

import type { Entry } from "../../memory/entry.ts";
import type { Args } from "../../resp/args.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findString, readString, replyString, storeString } from "../values.ts";
import { type Comparison, comparisonAt, holds, holdsForMissing } from "./condition.ts";
import { KEEPTTL, Lifetime } from "./lifetime.ts";

export const SET = command({
  name: "SET",
  summary: "Stores a string at a key, whatever the key held before.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [{
    ...keyRange(["RW", "access", "update", "variable_flags"], 1),
    notes: "The value is read when `GET` is given.",
  }],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "value", type: "string" },
    {
      name: "condition",
      type: "oneof",
      since: "2.6.12",
      optional: true,
      args: [
        { name: "nx", type: "pure-token", token: "NX" },
        { name: "xx", type: "pure-token", token: "XX" },
        { name: "ifeq-value", type: "string", token: "IFEQ", since: "8.4.0" },
        { name: "ifne-value", type: "string", token: "IFNE", since: "8.4.0" },
        { name: "ifdeq-digest", type: "string", token: "IFDEQ", since: "8.4.0" },
        { name: "ifdne-digest", type: "string", token: "IFDNE", since: "8.4.0" },
      ],
    },
    { name: "get", type: "pure-token", token: "GET", since: "6.2.0", optional: true },
    {
      name: "expiration",
      type: "oneof",
      optional: true,
      args: [
        { name: "seconds", type: "integer", token: "EX", since: "2.6.12" },
        { name: "milliseconds", type: "integer", token: "PX", since: "2.6.12" },
        { name: "unix-time-seconds", type: "unix-time", token: "EXAT", since: "6.2.0" },
        { name: "unix-time-milliseconds", type: "unix-time", token: "PXAT", since: "6.2.0" },
        { name: "keepttl", type: "pure-token", token: "KEEPTTL", since: "6.0.0" },
      ],
    },
  ],
  history: [
    ["2.6.12", "Accepts `EX`, `PX`, `NX` and `XX`."],
    ["6.0.0", "Accepts `KEEPTTL`."],
    ["6.2.0", "Accepts `GET`, `EXAT` and `PXAT`."],
    ["7.0.0", "`NX` and `GET` may stand together."],
    ["8.4.0", "Accepts `IFEQ`, `IFNE`, `IFDEQ` and `IFDNE`."],
  ],
}, (context) => {
  const { args, db, reply } = context;
  if (args.count > 3) return setWithOptions(context);
  storeString(context, db, 1, args.bytes, args.starts[2], args.ends[2], 0);
  context.changed(1, "string", "set");
  reply.ok();
});

type Condition = "NX" | "XX" | Comparison;

class SetOptions {
  readonly lifetime = new Lifetime(KEEPTTL);
  condition: Condition | undefined;
  /** The argument that IFEQ and its like compare with. */
  operand = 0;
  get = false;

  /** Reads the options from argument 3 on. */
  read(args: Args): void {
    this.lifetime.reset();
    this.condition = undefined;
    this.get = false;
    for (let i = 3; i < args.count;) {
      i += this.lifetime.take(args, i) || this.#takeCondition(args, i) || this.#takeGet(args, i);
    }
  }

  #takeCondition(args: Args, i: number): number {
    const comparison = comparisonAt(args, i);
    const condition = comparison ??
      (args.is(i, "NX") ? "NX" : args.is(i, "XX") ? "XX" : undefined);
    if (condition === undefined) return 0;
    const isRepeated = this.condition === condition && comparison === undefined;
    if (this.condition !== undefined && !isRepeated) throw syntaxError();
    this.condition = condition;
    if (comparison === undefined) return 1;
    if (i + 1 === args.count) throw syntaxError();
    this.operand = i + 1;
    return 2;
  }

  #takeGet(args: Args, i: number): number {
    if (!args.is(i, "GET")) throw syntaxError();
    this.get = true;
    return 1;
  }
}

/** Reused, so that SET with options allocates nothing either. */
const options = new SetOptions();

function setWithOptions(context: Context): void {
  const { args, db, reply, nowMs } = context;
  options.read(args);
  const { lifetime, get } = options;
  const expireAtMs = lifetime.expireAtMs(args, nowMs, "set");
  if (!lookUp(context)) {
    if (!get) reply.null();
    return;
  }
  storeString(context, db, 1, args.bytes, args.starts[2], args.ends[2], expireAtMs);
  context.changed(1, "string", "set");
  if (lifetime.hasTime) context.notify(1, "generic", "expire");
  report(context, expireAtMs);
  if (!get) reply.ok();
}

/** Gives the plain SET to log, unless it may be logged as it was sent. */
function report(context: Context, expireAtMs: number): void {
  const { lifetime, condition, get } = options;
  if (lifetime.hasTime) return context.effect("SET", arg(1), arg(2), "PXAT", expireAtMs);
  if (!get && isAboutTheKey(condition)) return;
  if (lifetime.kind === KEEPTTL) context.effect("SET", arg(1), arg(2), "KEEPTTL");
  else context.effect("SET", arg(1), arg(2));
}

/** Whether a condition, if there is one, does not look at the value. */
function isAboutTheKey(condition: Condition | undefined): boolean {
  return condition === undefined || condition === "NX" || condition === "XX";
}

/** Replies the old value if GET asks for it; says whether the condition lets SET go on. */
function lookUp(context: Context): boolean {
  const { condition, operand, get } = options;
  if (!get && condition === undefined) return true;
  const entry = findOld(context);
  if (get) replyString(context, entry);
  if (condition === undefined) return true;
  if (condition === "NX") return entry === null;
  if (condition === "XX") return entry !== null;
  return entry === null
    ? holdsForMissing(condition)
    : holds(condition, context.args, operand, entry);
}

/** The entry to be replaced; a string unless only its existence matters. */
function findOld(context: Context): Entry | null {
  const { args, db } = context;
  if (options.get) return readString(context, 1);
  if (!isAboutTheKey(options.condition)) return findString(context, 1);
  return db.find(args.bytes, args.starts[1], args.ends[1]);
}
