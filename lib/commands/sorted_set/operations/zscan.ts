/** ZSCAN: walks over a sorted set; what stays all the while is never missed. */

import { OBJECT } from "../../../keyspace/types.ts";
import { formatDouble, formatDouble17 } from "../../../resp/numbers.ts";
import { SortedSet } from "../../../types/sorted_set.ts";
import { command } from "../../command.ts";
import { matchesPattern, readCursor, readScanOptions, replyScan } from "../../scanning.ts";
import { keyRange } from "../../spec.ts";
import { asSortedSet } from "../values.ts";

const SET = new SortedSet();

export const ZSCAN = command({
  name: "ZSCAN",
  summary: "Walks over the members of a sorted set, a few at each call.",
  since: "2.8.0",
  group: "sorted-set",
  complexity: "O(1) for each call, O(N) for a full walk, N being the size of the sorted set.",
  arity: -3,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "cursor", type: "integer" },
    { name: "pattern", type: "pattern", token: "MATCH", optional: true },
    { name: "count", type: "integer", token: "COUNT", optional: true },
    { name: "noscores", type: "pure-token", token: "NOSCORES", optional: true },
  ],
  tips: ["nondeterministic_output"],
  history: [["8.0.0", "Accepts `NOSCORES` (in Valkey)."]],
}, ({ args, db, reply }) => {
  const cursor = readCursor(args, 2);
  const entry = asSortedSet(db.read(args.bytes, args.starts[1], args.ends[1]));
  if (entry === null) {
    // Before the options are looked at, as in Redis.
    return replyScan(reply, reply.length, 0, 0);
  }
  let withScores = true;
  const options = readScanOptions(args, 3, (i) => {
    if (!args.is(i, "NOSCORES")) return 0;
    withScores = false;
    return 1;
  });
  const isLarge = entry.encoding === OBJECT;
  const mark = reply.length;
  let found = 0;
  const next = SET.open(db, entry).scan(cursor, options.count, (bytes, start, end, score) => {
    if (!matchesPattern(args, options, bytes, start, end)) return;
    found++;
    reply.bulk(bytes, start, end);
    if (!withScores) return;
    // Redis formats the scores of large sets as long doubles.
    const isLong = isLarge && !Number.isSafeInteger(score);
    reply.text(isLong ? formatDouble17(score) : formatDouble(score));
  });
  replyScan(reply, mark, next, withScores ? found * 2 : found);
});
