/** HSETEX: setting fields together with their expiry. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { Hash } from "../../types/hash.ts";
import { command } from "../command.ts";
import { arg, type Context, type EffectWord } from "../context.ts";
import { syntaxError, wrongNumberOfArguments } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { tellExpiry, tellRemovedFields } from "./hexpire.ts";
import { expectFields, setField } from "./hset.ts";
import { FieldLifetime } from "./lifetime.ts";
import { findHash, makeHash } from "./lookup.ts";

const BAD_COUNT = "ERR invalid number of fields";
const TWO_CONDITIONS = "ERR Only one of FXX or FNX arguments can be specified";

const INT32_MAX = 2 ** 31 - 1;

export const HSETEX = command(
  {
    name: "HSETEX",
    summary: "Sets fields of a hash together with their expiration.",
    since: "8.0.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -6,
    flags: ["write", "denyoom", "fast"],
    keys: [keyRange(["RW", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "key-condition",
        type: "oneof",
        optional: true,
        args: [
          { name: "nx", type: "pure-token", token: "NX" },
          { name: "xx", type: "pure-token", token: "XX" },
        ],
      },
      {
        name: "condition",
        type: "oneof",
        optional: true,
        args: [
          { name: "fnx", type: "pure-token", token: "FNX" },
          { name: "fxx", type: "pure-token", token: "FXX" },
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
      {
        name: "fields",
        type: "block",
        token: "FIELDS",
        args: [
          { name: "numfields", type: "integer" },
          {
            name: "data",
            type: "block",
            multiple: true,
            args: [
              { name: "field", type: "string" },
              { name: "value", type: "string" },
            ],
          },
        ],
      },
    ],
  },
  (context) => {
    const { args, reply, nowMs } = context;
    options.read(args, nowMs);
    const { lifetime, first } = options;
    const { expireAtMs: atMs } = lifetime;
    const found = findHash(context);
    if (!isMet(context, found)) return reply.integer(0);
    const hash = found ?? makeHash(context);
    expectFields(context, hash, (args.count - first) / 2);
    const isPast = lifetime.kind === "at" && atMs <= nowMs;
    for (let i = first; i < args.count; i += 2) {
      setField(context, hash, i, lifetime.kind === "KEEPTTL");
      if (lifetime.kind !== "at" || isPast) continue;
      hash.find(args.bytes, args.starts[i], args.ends[i]);
      hash.expire(atMs);
    }
    context.changed(1, "hash", "hset");
    if (lifetime.kind === "at") {
      tellExpiry(context, isPast, !isPast || removeAll(context, hash));
    }
    if (context.hasEffectListeners) tellEffect(context, isPast);
    reply.integer(1);
  },
);

/** What HSETEX is told before its fields. */
class SetOptions {
  readonly lifetime = new FieldLifetime("KEEPTTL");
  /** The argument that is the first field. */
  first = 0;
  /** FNX or FXX: none of the fields, or all of them, must be there. */
  fields: "FNX" | "FXX" | "" = "";
  /** NX or XX: the key must be missing, or there. */
  key: "NX" | "XX" | "" = "";

  /** Reads the options up to `FIELDS`, and checks that as many fields follow as it says. */
  read(args: Args, nowMs: number): void {
    this.lifetime.reset();
    this.fields = this.key = "";
    for (let i = 2; i < args.count;) {
      if (args.is(i, "FIELDS")) return this.#readCount(args, i + 1);
      i += this.lifetime.take(args, i, nowMs, "hsetex") || this.#takeCondition(args, i);
    }
    throw syntaxError();
  }

  #readCount(args: Args, i: number): void {
    if (args.count - i < 3) throw wrongNumberOfArguments("hsetex");
    const count = args.integerWithin(i, 1, INT32_MAX, BAD_COUNT);
    if (count * 2 !== args.count - i - 1) throw wrongNumberOfArguments("hsetex");
    this.first = i + 1;
  }

  #takeCondition(args: Args, i: number): number {
    const isFieldNx = args.is(i, "FNX");
    if (isFieldNx || args.is(i, "FXX")) {
      if (this.fields !== "") throw new ReplyError(TWO_CONDITIONS);
      this.fields = isFieldNx ? "FNX" : "FXX";
      return 1;
    }
    const isKeyNx = args.is(i, "NX");
    if (!isKeyNx && !args.is(i, "XX")) {
      throw new ReplyError(`ERR unknown argument: ${args.shown(i)}`);
    }
    const key = isKeyNx ? "NX" : "XX";
    if (this.key !== "" && this.key !== key) throw syntaxError();
    this.key = key;
    return 1;
  }
}

/** Reused: the last command is over. */
const options = new SetOptions();

function isMet({ args }: Context, hash: Hash | null): boolean {
  const { first, fields, key } = options;
  if (key !== "" && (hash !== null) !== (key === "XX")) return false;
  if (fields === "") return true;
  for (let i = first; i < args.count; i += 2) {
    const isThere = hash !== null && hash.find(args.bytes, args.starts[i], args.ends[i]);
    if (isThere !== (fields === "FXX")) return false;
  }
  return true;
}

/** Removes the fields again, whose time is already over; false if the key went with them. */
function removeAll({ args }: Context, hash: Hash): boolean {
  for (let i = options.first; i < args.count; i += 2) {
    if (hash.find(args.bytes, args.starts[i], args.ends[i]) && !hash.remove()) return false;
  }
  return true;
}

/** Gives the commands that do the same at any time, without conditions that only Valkey knows. */
function tellEffect(context: Context, isPast: boolean): void {
  const { first, fields, key, lifetime: { kind, expireAtMs } } = options;
  const { count } = context.args;
  const pairs = (count - first) / 2;
  if (isPast) {
    tellRemovedFields(context, Array.from({ length: pairs }, (_, i) => first + 2 * i));
  } else if (kind === "at" || key !== "") {
    const words: EffectWord[] = fields === "" ? [] : [fields];
    if (kind === "at") words.push("PXAT", expireAtMs);
    else if (kind !== "") words.push(kind);
    words.push("FIELDS", pairs);
    for (let i = first; i < count; i++) words.push(arg(i));
    context.effect("HSETEX", arg(1), ...words);
  }
}
