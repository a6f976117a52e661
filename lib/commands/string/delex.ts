/** DELEX, DELIFEQ: deleting a key if its value is (or is not) the one expected; DIGEST. */

import { STRING } from "../../keyspace/types.ts";
import { TYPE_MASK } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import { xxh3Hex } from "../../types/xxh3.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { wrongNumberOfArguments } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findString, readString } from "../values.ts";
import { comparisonAt, equals, holds } from "./condition.ts";

const NOT_A_STRING = "ERR Key should be of string type if conditions are specified";
const UNKNOWN_CONDITION = "ERR Invalid condition. Use IFEQ, IFNE, IFDEQ, or IFDNE";

export const DELEX = command({
  name: "DELEX",
  summary: "Removes a key when its string, or the digest of it, is or is not what was given.",
  since: "8.4.0",
  group: "string",
  complexity:
    "O(1) with `IFEQ` and `IFNE`; O(N) with `IFDEQ` and `IFDNE`, N being the length of the string.",
  arity: -2,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "condition",
      type: "oneof",
      optional: true,
      args: [
        { name: "ifeq-value", type: "string", token: "IFEQ" },
        { name: "ifne-value", type: "string", token: "IFNE" },
        { name: "ifdeq-digest", type: "string", token: "IFDEQ" },
        { name: "ifdne-digest", type: "string", token: "IFDNE" },
      ],
    },
  ],
}, (context) => {
  const { args, db, reply } = context;
  if (args.count !== 2 && args.count !== 4) throw wrongNumberOfArguments("delex");
  const entry = db.find(args.bytes, args.starts[1], args.ends[1]);
  // As in Redis the condition is looked at only once there is a string to hold it against.
  if (entry === null) return reply.integer(0);
  if (args.count === 4) {
    if ((entry.flags & TYPE_MASK) !== STRING) throw new ReplyError(NOT_A_STRING);
    const comparison = comparisonAt(args, 2);
    if (comparison === undefined) throw new ReplyError(UNKNOWN_CONDITION);
    if (!holds(comparison, args, 3, entry)) return reply.integer(0);
  }
  deleteKey(context);
  reply.integer(1);
});

export const DELIFEQ = command({
  name: "DELIFEQ",
  summary: "Removes a key when its string is the one given.",
  since: "9.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "fast"],
  keys: [keyRange(["RM", "delete"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "value", type: "string" }],
}, (context) => {
  const { args, reply } = context;
  const entry = findString(context, 1);
  if (entry === null || !equals(entry, args, 2)) return reply.integer(0);
  deleteKey(context);
  reply.integer(1);
});

/** Deletes the key that argument 1 names, and reports it as what DEL does. */
export function deleteKey(context: Context): void {
  const { args, db } = context;
  db.delete(args.bytes, args.starts[1], args.ends[1]);
  context.changed(1, "generic", "del");
  context.effect("DEL", arg(1));
}

export const DIGEST = command({
  name: "DIGEST",
  summary: "Returns the digest of the string at a key: 64 bits of XXH3 in hexadecimal.",
  since: "8.4.0",
  group: "string",
  complexity: "O(N), N being the length of the string.",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  const { reply } = context;
  const entry = readString(context, 1);
  if (entry === null) reply.null();
  else reply.text(xxh3Hex(entry.valueBytes, entry.valueStart, entry.valueEnd));
});
