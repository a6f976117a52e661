/** ZRANGESTORE: a part of a sorted set becomes one of its own. */

import { SortedSet } from "../../../types/sorted_set.ts";
import { command } from "../../command.ts";
import { keyRange } from "../../spec.ts";
import { ANY, Range } from "../ranges.ts";
import { readSortedSet } from "../values.ts";
import { storeSortedSet } from "./store.ts";

const RANGE = new Range();
const SOURCE = new SortedSet();

export const ZRANGESTORE = command({
  name: "ZRANGESTORE",
  summary: "Stores the members of a sorted set in a range of ranks, scores or names.",
  since: "6.2.0",
  group: "sorted-set",
  complexity: "O(log(N)+M), N being the size of the sorted set and M the number of stored members.",
  arity: -5,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 1), keyRange(["RO", "access"], 2)],
  args: [
    { name: "dst", type: "key", keySpec: 0 },
    { name: "src", type: "key", keySpec: 1 },
    { name: "min", type: "string" },
    { name: "max", type: "string" },
    {
      name: "sortby",
      type: "oneof",
      optional: true,
      args: [
        { name: "byscore", type: "pure-token", token: "BYSCORE" },
        { name: "bylex", type: "pure-token", token: "BYLEX" },
      ],
    },
    { name: "rev", type: "pure-token", token: "REV", optional: true },
    {
      name: "limit",
      type: "block",
      token: "LIMIT",
      optional: true,
      args: [
        { name: "offset", type: "integer" },
        { name: "count", type: "integer" },
      ],
    },
  ],
}, (context) => {
  RANGE.read(context.args, 3, ANY, null, true);
  const source = readSortedSet(context, 2, SOURCE);
  const limits = context.server.config.values;
  storeSortedSet(context, 1, "zrangestore", (made) => {
    let left = RANGE.locate(source);
    if (left === 0) return;
    const { member } = source;
    for (source.seek(RANGE.from); left > 0; left--, source.next()) {
      made.add(member.bytes, member.start, member.end, source.score, limits);
    }
  });
});
