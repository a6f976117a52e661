/** SCAN: walks over the keys, a few at each call; what stays all the while is never missed. */

import { TYPE_NAMES } from "../../keyspace/types.ts";
import { command } from "../command.ts";
import { matchesPattern, readCursor, readScanOptions, replyScan } from "../scanning.ts";

export const SCAN = command({
  name: "SCAN",
  summary: "Walks over the keys of the database, a few at each call.",
  since: "2.8.0",
  group: "generic",
  complexity: "O(1) for each call, O(N) for a full walk, N being the number of keys.",
  arity: -2,
  flags: ["readonly"],
  args: [
    { name: "cursor", type: "integer" },
    { name: "pattern", type: "pattern", token: "MATCH", optional: true },
    { name: "count", type: "integer", token: "COUNT", optional: true },
    { name: "type", type: "string", token: "TYPE", since: "6.0.0", optional: true },
  ],
  tips: ["nondeterministic_output", "request_policy:special", "response_policy:special"],
  history: [["6.0.0", "Accepts `TYPE`."]],
}, ({ args, db, reply }) => {
  const cursor = readCursor(args, 1);
  let type = ANY_TYPE;
  const options = readScanOptions(args, 2, (i) => {
    if (i + 1 === args.count || !args.is(i, "TYPE")) return 0;
    type = TYPE_NAMES.findIndex((name) => args.is(i + 1, name.toUpperCase()));
    return 2;
  });
  const mark = reply.length;
  let found = 0;
  const next = db.scan(cursor, options.count, (entry) => {
    if (type !== ANY_TYPE && entry.type !== type) return;
    reply.bulk(entry.bytes, entry.keyStart, entry.keyEnd);
    found++;
  }, ({ bytes, keyStart, keyEnd }) => matchesPattern(args, options, bytes, keyStart, keyEnd));
  replyScan(reply, mark, next, found);
});

/** The number of no type; that of a name that no type has is -1, and nothing is found. */
const ANY_TYPE = -2;
