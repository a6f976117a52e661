/** SSCAN: walks over a set, a few members at each call; what stays all the while is never missed. */

import { scanMembers } from "../../types/set.ts";
import { command } from "../command.ts";
import { matchesPattern, readCursor, readScanOptions, replyScan } from "../scanning.ts";
import { keyRange } from "../spec.ts";
import { readSet } from "./values.ts";

export const SSCAN = command({
  name: "SSCAN",
  summary: "Walks over the members of a set, a few at each call.",
  since: "2.8.0",
  group: "set",
  complexity: "O(1) for each call, O(N) for a full walk, N being the size of the set.",
  arity: -3,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "cursor", type: "integer" },
    { name: "pattern", type: "pattern", token: "MATCH", optional: true },
    { name: "count", type: "integer", token: "COUNT", optional: true },
  ],
  tips: ["nondeterministic_output"],
}, (context) => {
  const { args, db, reply } = context;
  const cursor = readCursor(args, 2);
  const entry = readSet(context, 1);
  if (entry === null) {
    // Before the options are looked at, as in Redis.
    return replyScan(reply, reply.length, 0, 0);
  }
  const options = readScanOptions(args, 3);
  const mark = reply.length;
  let found = 0;
  const next = scanMembers(db, entry, cursor, options.count, (bytes, start, end) => {
    if (!matchesPattern(args, options, bytes, start, end)) return;
    reply.bulk(bytes, start, end);
    found++;
  });
  replyScan(reply, mark, next, found);
});
