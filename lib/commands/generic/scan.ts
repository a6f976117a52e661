/** SCAN: walks over the keys, a few at each call; what stays all the while is never missed. */

import { TYPE_NAMES } from "../../keyspace/types.ts";
import type { Entry } from "../../memory/entry.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { globMatch } from "../../types/glob.ts";
import { command } from "../command.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { readCursor } from "./cursor.ts";

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
  tips: ["nondeterministic_output", "request_policy:special"],
  history: [["6.0.0", "Accepts `TYPE`."]],
}, ({ args, db, reply }) => {
  const cursor = readCursor(args, 1);
  const { count, pattern, type } = readOptions(args);
  const mark = reply.length;
  let found = 0;
  const next = db.scan(cursor, count, (entry) => {
    if (type !== ANY_TYPE && entry.type !== type) return;
    reply.bulk(entry.bytes, entry.keyStart, entry.keyEnd);
    found++;
  }, (entry) => pattern === 0 || matches(args, pattern, entry));
  reply.insert(mark, () => {
    reply.array(2);
    reply.integerText(next);
    reply.array(found);
  });
});

interface ScanOptions {
  readonly count: number;
  /** The argument that is the pattern; 0 if every name will do. */
  readonly pattern: number;
  /** The number of the type wanted; -1 for a name that no type has: nothing is found. */
  readonly type: number;
}

const ANY_TYPE = -2;
const COUNT_DEFAULT = 10;

function readOptions(args: Args): ScanOptions {
  let count = COUNT_DEFAULT;
  let pattern = 0;
  let type = ANY_TYPE;
  for (let i = 2; i < args.count; i += 2) {
    if (i + 1 === args.count) throw new ReplyError(SYNTAX_ERROR);
    if (args.is(i, "COUNT")) {
      count = args.integer(i + 1);
      if (count < 1) throw new ReplyError(SYNTAX_ERROR);
    } else if (args.is(i, "MATCH")) {
      pattern = args.is(i + 1, "*") ? 0 : i + 1;
    } else if (args.is(i, "TYPE")) {
      type = TYPE_NAMES.findIndex((name) => args.is(i + 1, name.toUpperCase()));
    } else {
      throw new ReplyError(SYNTAX_ERROR);
    }
  }
  return { count, pattern, type };
}

function matches(args: Args, pattern: number, { bytes, keyStart, keyEnd }: Entry): boolean {
  return globMatch(args.bytes, args.start(pattern), args.end(pattern), bytes, keyStart, keyEnd);
}
