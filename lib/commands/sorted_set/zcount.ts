/** ZCOUNT and ZLEXCOUNT: how many members lie in a range. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { BY_LEX, BY_SCORE, Range } from "./ranges.ts";
import { readSortedSet } from "./values.ts";

export const ZCOUNT = command({
  name: "ZCOUNT",
  summary: "Counts the members of a sorted set with scores in a range.",
  since: "2.0.0",
  group: "sorted-set",
  complexity: "O(log(N)), N being the size of the sorted set.",
  arity: 4,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "min", type: "double" },
    { name: "max", type: "double" },
  ],
}, (context) => count(context, BY_SCORE));

export const ZLEXCOUNT = command({
  name: "ZLEXCOUNT",
  summary: "Counts the members of a sorted set in a range of names.",
  since: "2.8.9",
  group: "sorted-set",
  complexity: "O(log(N)), N being the size of the sorted set.",
  arity: 4,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "min", type: "string" },
    { name: "max", type: "string" },
  ],
}, (context) => count(context, BY_LEX));

const range = new Range();

function count(context: Context, kind: number): void {
  range.readBounds(context.args, 2, kind);
  context.reply.integer(range.locate(readSortedSet(context, 1)));
}
