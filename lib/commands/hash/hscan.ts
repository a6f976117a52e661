/** HSCAN: walks over the fields of a hash; what stays all the while is never missed. */

import type { Args } from "../../resp/args.ts";
import { globMatch } from "../../types/glob.ts";
import { command } from "../command.ts";
import { readCursor } from "../generic/cursor.ts";
import { syntaxError } from "../messages.ts";
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
      { name: "novalues", type: "pure-token", token: "NOVALUES", since: "7.4.0", optional: true },
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
      reply.array(2);
      reply.integerText(0);
      return reply.array(0);
    }
    const { count, pattern, withValues } = readOptions(args);
    const mark = reply.length;
    let found = 0;
    const next = hash.scan(cursor, count, (field, value) => {
      const { bytes, start, end } = field;
      if (pattern !== 0 && !matches(args, pattern, bytes, start, end)) return;
      found++;
      reply.bulk(bytes, start, end);
      if (withValues) reply.bulk(value.bytes, value.start, value.end);
    });
    reply.insert(mark, () => {
      reply.array(2);
      reply.integerText(next);
      reply.array(withValues ? found * 2 : found);
    });
  },
);

interface ScanOptions {
  readonly count: number;
  /** The argument that is the pattern; 0 if every field will do. */
  readonly pattern: number;
  readonly withValues: boolean;
}

const COUNT_DEFAULT = 10;

function readOptions(args: Args): ScanOptions {
  let count = COUNT_DEFAULT;
  let pattern = 0;
  let withValues = true;
  for (let i = 3; i < args.count;) {
    const hasOperand = i + 1 < args.count;
    if (hasOperand && args.is(i, "COUNT")) {
      count = args.integer(i + 1);
      if (count < 1) throw syntaxError();
      i += 2;
    } else if (hasOperand && args.is(i, "MATCH")) {
      pattern = args.is(i + 1, "*") ? 0 : i + 1;
      i += 2;
    } else if (args.is(i, "NOVALUES")) {
      withValues = false;
      i++;
    } else {
      throw syntaxError();
    }
  }
  return { count, pattern, withValues };
}

function matches(
  args: Args,
  pattern: number,
  field: Uint8Array,
  start: number,
  end: number,
): boolean {
  return globMatch(args.bytes, args.starts[pattern], args.ends[pattern], field, start, end);
}
