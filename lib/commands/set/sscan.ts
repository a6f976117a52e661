/** SSCAN: walks over a set, a few members at each call; what stays all the while is never missed. */

import type { Args } from "../../resp/args.ts";
import { globMatch } from "../../types/glob.ts";
import { scanMembers } from "../../types/set.ts";
import { command } from "../command.ts";
import { readCursor } from "../generic/cursor.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readSet } from "./values.ts";

const COUNT_DEFAULT = 10;

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
    reply.array(2);
    reply.integerText(0);
    return reply.array(0);
  }
  const { count, pattern } = readOptions(args);
  const mark = reply.length;
  let found = 0;
  const next = scanMembers(db, entry, cursor, count, (bytes, start, end) => {
    if (pattern > 0) {
      const isMatch = globMatch(
        args.bytes,
        args.start(pattern),
        args.end(pattern),
        bytes,
        start,
        end,
      );
      if (!isMatch) return;
    }
    reply.bulk(bytes, start, end);
    found++;
  });
  reply.insert(mark, () => {
    reply.array(2);
    reply.integerText(next);
    reply.array(found);
  });
});

interface ScanOptions {
  readonly count: number;
  /** The argument that is the pattern; 0 if every member will do. */
  readonly pattern: number;
}

function readOptions(args: Args): ScanOptions {
  let count = COUNT_DEFAULT;
  let pattern = 0;
  for (let i = 3; i < args.count; i += 2) {
    if (i + 1 === args.count) throw syntaxError();
    if (args.is(i, "COUNT")) {
      count = args.integer(i + 1);
      if (count < 1) throw syntaxError();
    } else if (args.is(i, "MATCH")) {
      pattern = args.is(i + 1, "*") ? 0 : i + 1;
    } else {
      throw syntaxError();
    }
  }
  return { count, pattern };
}
