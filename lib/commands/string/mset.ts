/** MGET, MSET, MSETNX: several strings at once. */

import { STRING } from "../../keyspace/types.ts";
import { TYPE_MASK } from "../../memory/entry.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { wrongNumberOfArguments } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { storeString } from "../values.ts";

export const MGET = command({
  name: "MGET",
  summary: "Returns the strings at several keys.",
  since: "1.0.0",
  group: "string",
  complexity: "O(N), N being the number of keys.",
  arity: -2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
  tips: ["request_policy:multi_shard"],
}, ({ args, db, reply }) => {
  reply.array(args.count - 1);
  for (let i = 1; i < args.count; i++) {
    const entry = db.read(args.bytes, args.starts[i], args.ends[i]);
    if (entry === null || (entry.flags & TYPE_MASK) !== STRING) reply.null();
    else reply.bulk(entry.valueBytes, entry.valueStart, entry.valueEnd);
  }
});

export const MSET = command({
  name: "MSET",
  summary: "Stores a string at each of several keys, all at once.",
  since: "1.0.1",
  group: "string",
  complexity: "O(N), N being the number of keys.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 1, -1, 2)],
  args: [{
    name: "data",
    type: "block",
    multiple: true,
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "value", type: "string" },
    ],
  }],
  tips: ["request_policy:multi_shard", "response_policy:all_succeeded"],
}, (context) => {
  if (context.args.count % 2 === 0) throw wrongNumberOfArguments("mset");
  setPairs(context);
  context.reply.ok();
});

export const MSETNX = command({
  name: "MSETNX",
  summary:
    "Stores a string at each of several keys, all or nothing, only when none of them exists.",
  since: "1.0.1",
  group: "string",
  complexity: "O(N), N being the number of keys.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "insert"], 1, -1, 2)],
  args: [{
    name: "data",
    type: "block",
    multiple: true,
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "value", type: "string" },
    ],
  }],
}, (context) => {
  const { args, db, reply } = context;
  if (args.count % 2 === 0) throw wrongNumberOfArguments("msetnx");
  for (let i = 1; i < args.count; i += 2) {
    if (db.find(args.bytes, args.starts[i], args.ends[i]) !== null) return reply.integer(0);
  }
  setPairs(context);
  reply.integer(1);
});

function setPairs(context: Context): void {
  const { args, db } = context;
  for (let i = 1; i < args.count; i += 2) {
    storeString(context, db, i, args.bytes, args.starts[i + 1], args.ends[i + 1], 0);
    context.changed(i, "string", "set");
  }
}
