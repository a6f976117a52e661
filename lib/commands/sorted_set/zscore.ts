/** ZCARD, ZSCORE, ZMSCORE: how many members there are, and what their scores are. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";
import { readSortedSet } from "./values.ts";

export const ZCARD = command({
  name: "ZCARD",
  summary: "Returns the number of members of a sorted set.",
  since: "1.2.0",
  group: "sorted-set",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => context.reply.integer(readSortedSet(context, 1).size));

export const ZSCORE = command({
  name: "ZSCORE",
  summary: "Returns the score of a member of a sorted set.",
  since: "1.2.0",
  group: "sorted-set",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "member", type: "string" }],
}, (context) => {
  const { args, reply } = context;
  const set = readSortedSet(context, 1);
  if (set.find(args.bytes, args.starts[2], args.ends[2])) reply.double(set.score);
  else reply.null();
});

export const ZMSCORE = command({
  name: "ZMSCORE",
  summary: "Returns the scores of several members of a sorted set.",
  since: "6.2.0",
  group: "sorted-set",
  complexity: "O(N), N being the number of members given.",
  arity: -3,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "member", type: "string", multiple: true },
  ],
}, (context) => {
  const { args, reply } = context;
  const set = readSortedSet(context, 1);
  reply.array(args.count - 2);
  for (let i = 2; i < args.count; i++) {
    if (set.find(args.bytes, args.starts[i], args.ends[i])) reply.double(set.score);
    else reply.null();
  }
});
