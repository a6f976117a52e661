/** HGETEX: reading fields and changing when they expire. */

import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { wrongNumberOfArguments } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { COUNT_OF_READERS, readFields } from "./fields.ts";
import { tellExpiry, tellRemovedFields } from "./hexpire.ts";
import { replyField } from "./hget.ts";
import { FieldLifetime } from "./lifetime.ts";
import { findHash } from "./lookup.ts";

const lifetime = new FieldLifetime("PERSIST");

export const HGETEX = command(
  {
    name: "HGETEX",
    summary:
      "Returns the values of fields of a hash and sets, changes or removes their expiration.",
    since: "8.0.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -5,
    flags: ["write", "fast"],
    keys: [{
      ...keyRange(["RW", "access", "update"], 1),
      notes: "The time to live of fields is updated.",
    }],
    args: [
      { name: "key", type: "key", keySpec: 0 },
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
      {
        name: "fields",
        type: "block",
        token: "FIELDS",
        args: [
          { name: "numfields", type: "integer" },
          { name: "field", type: "string", multiple: true },
        ],
      },
    ],
  },
  (context) => {
    const { args, reply, nowMs } = context;
    let hash = findHash(context);
    lifetime.reset();
    const first = 4 + lifetime.take(args, 2, nowMs, "hgetex");
    if (first > args.count) throw wrongNumberOfArguments("hgetex");
    readFields(args, first - 2, COUNT_OF_READERS);
    const { kind, expireAtMs: atMs } = lifetime;
    const isPast = kind === "at" && atMs <= nowMs;
    let isThere = true;
    const changed: number[] = [];
    reply.array(args.count - first);
    for (let i = first; i < args.count; i++) {
      if (!replyField(context, hash, i)) continue;
      if (kind === "" || (kind === "PERSIST" && hash!.expireAtMs === 0)) continue;
      changed.push(i);
      if (isPast) {
        isThere = hash!.remove();
        if (!isThere) hash = null;
      } else hash!.expire(atMs);
    }
    if (changed.length === 0) return;
    if (kind === "PERSIST") context.changed(1, "hash", "hpersist");
    else tellExpiry(context, isPast, isThere);
    if (!context.hasEffectListeners) return;
    if (isPast) tellRemovedFields(context, changed);
    else tellChange(context, first, atMs);
  },
);

/** Gives the command that changes the expiry alone, at any time in the same way. */
function tellChange(context: Context, first: number, atMs: number): void {
  const count = context.args.count - first;
  const fields = Array.from({ length: count }, (_, i) => arg(first + i));
  const isPersist = lifetime.kind === "PERSIST";
  const words = isPersist ? ["HPERSIST", arg(1)] : ["HPEXPIREAT", arg(1), atMs];
  context.effect(...words, "FIELDS", count, ...fields);
}
