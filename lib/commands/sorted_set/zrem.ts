/** ZREM and ZREMRANGEBY…: members are removed one by one, or a range of them. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { BY_LEX, BY_RANK, BY_SCORE, Range } from "./ranges.ts";
import { findSortedSet, removed } from "./values.ts";

export const ZREM = command({
  name: "ZREM",
  summary: "Removes members of a sorted set.",
  since: "1.2.0",
  group: "sorted-set",
  complexity: "O(M*log(N)), M being the number of members given and N the size of the sorted set.",
  arity: -3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "member", type: "string", multiple: true },
  ],
  history: [["2.4.0", "Accepts several members."]],
}, (context) => {
  const { args, reply } = context;
  const set = findSortedSet(context, 1);
  let count = 0;
  for (let i = 2; i < args.count && set.size > 0; i++) {
    if (set.remove(args.bytes, args.starts[i], args.ends[i])) count++;
  }
  if (count > 0) removed(context, 1, "zrem", set);
  reply.integer(count);
});

export const ZREMRANGEBYLEX = command({
  name: "ZREMRANGEBYLEX",
  summary: "Removes the members of a sorted set in a range of names.",
  since: "2.8.9",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of removed members.",
  arity: 4,
  flags: ["write"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "min", type: "string" },
    { name: "max", type: "string" },
  ],
}, (context) => removeRange(context, BY_LEX, "zremrangebylex"));

export const ZREMRANGEBYRANK = command({
  name: "ZREMRANGEBYRANK",
  summary: "Removes the members of a sorted set in a range of ranks.",
  since: "2.0.0",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of removed members.",
  arity: 4,
  flags: ["write"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "start", type: "integer" },
    { name: "stop", type: "integer" },
  ],
}, (context) => removeRange(context, BY_RANK, "zremrangebyrank"));

export const ZREMRANGEBYSCORE = command({
  name: "ZREMRANGEBYSCORE",
  summary: "Removes the members of a sorted set with scores in a range.",
  since: "1.2.0",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of removed members.",
  arity: 4,
  flags: ["write"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "min", type: "double" },
    { name: "max", type: "double" },
  ],
}, (context) => removeRange(context, BY_SCORE, "zremrangebyscore"));

const range = new Range();

function removeRange(context: Context, kind: number, event: string): void {
  range.readBounds(context.args, 2, kind);
  const set = findSortedSet(context, 1);
  const count = range.locate(set);
  if (count > 0) {
    set.removeRange(range.from, range.to);
    removed(context, 1, event, set);
  }
  context.reply.integer(count);
}
