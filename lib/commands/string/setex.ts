/** SETEX, PSETEX: a string with a time to live. SETNX: a string where there is none yet. */

import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { storeString } from "../values.ts";
import { readTime } from "./lifetime.ts";

export const SETEX = command({
  name: "SETEX",
  summary: "Stores a string at a key with a time to live in seconds.",
  since: "2.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "seconds", type: "integer" },
    { name: "value", type: "string" },
  ],
  deprecated: { since: "2.6.12", replacedBy: "`SET` with the `EX` argument" },
}, (context) => setWithTime(context, 1000, "setex"));

export const PSETEX = command({
  name: "PSETEX",
  summary: "Stores a string at a key with a time to live in milliseconds.",
  since: "2.6.0",
  group: "string",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "milliseconds", type: "integer" },
    { name: "value", type: "string" },
  ],
  deprecated: { since: "2.6.12", replacedBy: "`SET` with the `PX` argument" },
}, (context) => setWithTime(context, 1, "psetex"));

function setWithTime(context: Context, unitMs: number, name: string): void {
  const { args, db, nowMs, reply } = context;
  const expireAtMs = readTime(args, 2, unitMs, nowMs, name);
  storeString(context, db, 1, args.bytes, args.starts[3], args.ends[3], expireAtMs);
  context.changed(1, "string", "set");
  context.notify(1, "generic", "expire");
  context.effect("SET", arg(1), arg(3), "PXAT", expireAtMs);
  reply.ok();
}

export const SETNX = command({
  name: "SETNX",
  summary: "Stores a string at a key that does not exist yet.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["OW", "insert"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "value", type: "string" }],
  deprecated: { since: "2.6.12", replacedBy: "`SET` with the `NX` argument" },
}, (context) => {
  const { args, db, reply } = context;
  if (db.find(args.bytes, args.starts[1], args.ends[1]) !== null) return reply.integer(0);
  storeString(context, db, 1, args.bytes, args.starts[2], args.ends[2], 0);
  context.changed(1, "string", "set");
  reply.integer(1);
});
