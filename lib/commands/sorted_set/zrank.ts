/** ZRANK and ZREVRANK: where a member stands. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError, wrongNumberOfArguments } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readSortedSet } from "./values.ts";

export const ZRANK = command({
  name: "ZRANK",
  summary: "Returns the rank of a member of a sorted set, counted from the lowest score.",
  since: "2.0.0",
  group: "sorted-set",
  complexity: "O(log(N)), N being the size of the sorted set.",
  arity: -3,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "member", type: "string" },
    { name: "withscore", type: "pure-token", token: "WITHSCORE", optional: true },
  ],
  history: [["7.2.0", "Accepts `WITHSCORE`."]],
}, (context) => rank(context, false));

export const ZREVRANK = command({
  name: "ZREVRANK",
  summary: "Returns the rank of a member of a sorted set, counted from the highest score.",
  since: "2.0.0",
  group: "sorted-set",
  complexity: "O(log(N)), N being the size of the sorted set.",
  arity: -3,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "member", type: "string" },
    { name: "withscore", type: "pure-token", token: "WITHSCORE", optional: true },
  ],
  history: [["7.2.0", "Accepts `WITHSCORE`."]],
}, (context) => rank(context, true));

function rank(context: Context, isReverse: boolean): void {
  const { args, reply } = context;
  if (args.count > 4) throw wrongNumberOfArguments(isReverse ? "zrevrank" : "zrank");
  const withScore = args.count === 4;
  if (withScore && !args.is(3, "WITHSCORE")) throw syntaxError();
  const set = readSortedSet(context, 1);
  const rank = set.rankOf(args.bytes, args.starts[2], args.ends[2], isReverse);
  if (rank < 0) return withScore ? reply.nullArray() : reply.null();
  if (withScore) reply.array(2);
  reply.integer(rank);
  if (withScore) reply.double(set.score);
}
