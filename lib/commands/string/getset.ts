/** GETSET, GETDEL, GETEX: reading a string and doing something to its key. */

import type { Args } from "../../resp/args.ts";
import { command } from "../command.ts";
import { arg } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readString, replyString, storeString } from "../values.ts";
import { deleteKey } from "./delex.ts";
import { Lifetime, PERSIST } from "./lifetime.ts";

export const GETSET = command({
  name: "GETSET",
  summary: "Stores a string at a key and returns the one it replaced.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "value", type: "string" }],
  deprecated: { since: "6.2.0", replacedBy: "`SET` with the `GET` argument" },
}, (context) => {
  const { args, db } = context;
  replyString(context, readString(context, 1));
  storeString(context, db, 1, args.bytes, args.starts[2], args.ends[2], 0);
  context.changed(1, "string", "set");
  context.effect("SET", arg(1), arg(2));
});

export const GETDEL = command({
  name: "GETDEL",
  summary: "Returns the string at a key and removes the key.",
  since: "6.2.0",
  group: "string",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  const entry = readString(context, 1);
  replyString(context, entry);
  if (entry !== null) deleteKey(context);
});

const lifetime = new Lifetime(PERSIST);

export const GETEX = command({
  name: "GETEX",
  summary: "Returns the string at a key and sets, changes or removes its expiration.",
  since: "6.2.0",
  group: "string",
  complexity: "O(1)",
  arity: -2,
  flags: ["write", "fast"],
  keys: [{ ...keyRange(["RW", "access", "update"], 1), notes: "The time to live is updated." }],
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
  ],
}, (context) => {
  const { args, db, nowMs } = context;
  readLifetime(args);
  const entry = readString(context, 1);
  // In Redis the time is checked behind the key: for a missing one any will do.
  if (entry === null) return context.reply.null();
  const expireAtMs = lifetime.expireAtMs(args, nowMs, "getex");
  replyString(context, entry);
  if (lifetime.hasTime) {
    if (expireAtMs <= nowMs) return deleteKey(context);
    db.setExpiry(entry, expireAtMs);
    context.changed(1, "generic", "expire");
    context.effect("PEXPIREAT", arg(1), expireAtMs);
  } else if (lifetime.kind === PERSIST && entry.expireAtMs !== 0) {
    db.setExpiry(entry, 0);
    context.changed(1, "generic", "persist");
    context.effect("PERSIST", arg(1));
  }
});

function readLifetime(args: Args): void {
  lifetime.reset();
  for (let i = 2; i < args.count;) {
    const taken = lifetime.take(args, i);
    if (taken === 0) throw syntaxError();
    i += taken;
  }
}
