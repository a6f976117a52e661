/** ZSCAN: walks over a sorted set; what stays all the while is never missed. */

import { OBJECT } from "../../../keyspace/types.ts";
import type { Args } from "../../../resp/args.ts";
import { formatDouble, formatDouble17 } from "../../../resp/numbers.ts";
import { globMatch } from "../../../types/glob.ts";
import { SortedSet } from "../../../types/sorted_set.ts";
import { command } from "../../command.ts";
import { readCursor } from "../../generic/cursor.ts";
import { syntaxError } from "../../messages.ts";
import { keyRange } from "../../spec.ts";
import { asSortedSet } from "../values.ts";

const COUNT_DEFAULT = 10;
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
  ],
  tips: ["nondeterministic_output"],
}, ({ args, db, reply }) => {
  const cursor = readCursor(args, 2);
  const entry = asSortedSet(db.read(args.bytes, args.starts[1], args.ends[1]));
  if (entry === null) {
    // Before the options are looked at, as in Redis.
    reply.array(2);
    reply.integerText(0);
    return reply.array(0);
  }
  const { count, pattern } = readOptions(args);
  const isLarge = entry.encoding === OBJECT;
  const mark = reply.length;
  let found = 0;
  const next = SET.open(db, entry).scan(cursor, count, (bytes, start, end, score) => {
    if (pattern > 0 && !matches(args, pattern, bytes, start, end)) return;
    reply.bulk(bytes, start, end);
    // Redis formats the scores of large sets as long doubles.
    const isLong = isLarge && !Number.isSafeInteger(score);
    reply.text(isLong ? formatDouble17(score) : formatDouble(score));
    found++;
  });
  reply.insert(mark, () => {
    reply.array(2);
    reply.integerText(next);
    reply.array(found * 2);
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

function matches(
  args: Args,
  pattern: number,
  member: Uint8Array,
  start: number,
  end: number,
): boolean {
  return globMatch(args.bytes, args.starts[pattern], args.ends[pattern], member, start, end);
}
