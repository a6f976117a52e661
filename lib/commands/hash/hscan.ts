/** HSCAN: walks over the fields of a hash; what stays all the while is never missed. */

import { command } from "../command.ts";
import { matchesPattern, readCursor, readScanOptions, replyScan } from "../scanning.ts";
import { keyRange } from "../spec.ts";
import { readHash } from "./lookup.ts";

export const HSCAN = command(
  {
    name: "HSCAN",
    summary: "Walks over the fields of a hash, a few at each call.",
    since: "2.8.0",
    group: "hash",
    complexity: "O(1) for each call, O(N) for a full walk, N being the size of the hash.",
    arity: -3,
    flags: ["readonly"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "cursor", type: "integer" },
      { name: "pattern", type: "pattern", token: "MATCH", optional: true },
      { name: "count", type: "integer", token: "COUNT", optional: true },
      { name: "novalues", type: "pure-token", token: "NOVALUES", optional: true },
    ],
    tips: ["nondeterministic_output"],
    history: [["7.4.0", "Accepts `NOVALUES`."]],
  },
  (context) => {
    const { args, reply } = context;
    const cursor = readCursor(args, 2);
    const hash = readHash(context);
    if (hash === null) {
      // Before the options are looked at, as in Redis.
      return replyScan(reply, reply.length, 0, 0);
    }
    let withValues = true;
    const options = readScanOptions(args, 3, (i) => {
      if (!args.is(i, "NOVALUES")) return 0;
      withValues = false;
      return 1;
    });
    const mark = reply.length;
    let found = 0;
    const next = hash.scan(cursor, options.count, (field, value) => {
      const { bytes, start, end } = field;
      if (!matchesPattern(args, options, bytes, start, end)) return;
      found++;
      reply.bulk(bytes, start, end);
      if (withValues) reply.bulk(value.bytes, value.start, value.end);
    });
    replyScan(reply, mark, next, withValues ? found * 2 : found);
  },
);
