/** LPOS: where an element stands in a list. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readList, symmetricInteger } from "./values.ts";

const RANK_0 =
  "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use " +
  "negative to start from the end of the list";

export const LPOS = command({
  name: "LPOS",
  summary: "Returns the positions of an element in a list.",
  since: "6.0.6",
  group: "list",
  complexity: "O(N), N being the number of elements compared.",
  arity: -3,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "element", type: "string" },
    { name: "rank", type: "integer", token: "RANK", optional: true },
    { name: "num-matches", type: "integer", token: "COUNT", optional: true },
    { name: "len", type: "integer", token: "MAXLEN", optional: true },
  ],
}, (context) => {
  const { args, reply } = context;
  const { rank, count, most } = readOptions(args);
  const list = readList(context, 1);
  if (list === null) return count < 0 ? reply.null() : reply.array(0);
  const { bytes, starts, ends } = args;
  const isBackwards = rank < 0;
  let skipped = Math.abs(rank) - 1;
  const wanted = count < 0 ? 1 : count === 0 ? Infinity : count;
  const mark = reply.length;
  let found = 0;
  let isThere = list.seek(isBackwards ? -1 : 0);
  for (let i = 0; isThere && found < wanted; i++) {
    const passed = list.find(isBackwards, bytes, starts[2], ends[2], most - i);
    i += passed;
    if (passed < 0 || i >= most) break;
    if (--skipped < 0) {
      reply.integer(isBackwards ? list.size - 1 - i : i);
      found++;
    }
    isThere = isBackwards ? list.previous() : list.next();
  }
  if (count >= 0) reply.insert(mark, () => reply.array(found));
  else if (found === 0) reply.null();
});

interface Options {
  readonly rank: number;
  /** How many places are wanted; 0: all; -1: one, and not in an array. */
  readonly count: number;
  /** How many elements are compared. */
  readonly most: number;
}

function readOptions(args: Args): Options {
  let rank = 1;
  let count = -1;
  let most = Infinity;
  for (let i = 3; i < args.count; i += 2) {
    if (i + 1 === args.count) throw syntaxError();
    if (args.is(i, "RANK")) {
      rank = symmetricInteger(args, i + 1);
      if (rank === 0) throw new ReplyError(RANK_0);
    } else if (args.is(i, "COUNT")) {
      count = notNegative(args, i + 1, "ERR COUNT can't be negative");
    } else if (args.is(i, "MAXLEN")) {
      most = notNegative(args, i + 1, "ERR MAXLEN can't be negative") || Infinity;
    } else {
      throw syntaxError();
    }
  }
  return { rank, count, most };
}

function notNegative(args: Args, i: number, message: string): number {
  return args.integerWithin(i, 0, Infinity, message);
}
