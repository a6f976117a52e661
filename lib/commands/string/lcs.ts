/** LCS: the longest common subsequence of two strings. */

import { STRING } from "../../keyspace/types.ts";
import { type Entry, TYPE_MASK } from "../../memory/entry.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import {
  commonRanges,
  LCS_TOO_LARGE,
  lcsLength,
  lcsTableBytes,
  longestCommonSubsequence,
} from "../../types/lcs.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";

const NOT_STRINGS = "ERR The specified keys must contain string values";
const LEN_AND_IDX = "ERR If you want both the length and indexes, please just use IDX.";

export const LCS = command({
  name: "LCS",
  summary: "Finds the longest common subsequence of two strings.",
  since: "7.0.0",
  group: "string",
  complexity: "O(N*M), N and M being the lengths of the two strings.",
  arity: -3,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1, 1)],
  args: [
    { name: "key1", type: "key", keySpec: 0 },
    { name: "key2", type: "key", keySpec: 0 },
    { name: "len", type: "pure-token", token: "LEN", optional: true },
    { name: "idx", type: "pure-token", token: "IDX", optional: true },
    { name: "min-match-len", type: "integer", token: "MINMATCHLEN", optional: true },
    { name: "withmatchlen", type: "pure-token", token: "WITHMATCHLEN", optional: true },
  ],
}, (context) => {
  const { args, reply, server } = context;
  // In Redis the keys come before the options: other types are refused before bad words.
  const a = stringAt(context, 1);
  const b = stringAt(context, 2);
  if (a === undefined || b === undefined) throw new ReplyError(NOT_STRINGS);
  const options = readOptions(args);
  if (lcsTableBytes(a.length, b.length) > server.config.values.protoMaxBulkLen) {
    throw new ReplyError(LCS_TOO_LARGE);
  }
  if (options.idx) return replyRanges(reply, a, b, options);
  if (options.len) return reply.integer(lcsLength(a, b));
  const common = longestCommonSubsequence(a, b);
  reply.bulk(common, 0, common.length);
});

const EMPTY = new Uint8Array(0);

/**
 * A copy of the string at a key, because looking up the next one may change the database; undefined
 * for another type.
 */
function stringAt({ args, db }: Context, i: number): Uint8Array | undefined {
  const entry: Entry | null = db.read(args.bytes, args.starts[i], args.ends[i]);
  if (entry === null) return EMPTY;
  if ((entry.flags & TYPE_MASK) !== STRING) return undefined;
  return entry.valueBytes.slice(entry.valueStart, entry.valueEnd);
}

interface LcsOptions {
  len: boolean;
  idx: boolean;
  withMatchLength: boolean;
  matchLengthMin: number;
}

function readOptions(args: Args): LcsOptions {
  const options = { len: false, idx: false, withMatchLength: false, matchLengthMin: 0 };
  for (let i = 3; i < args.count; i++) {
    if (args.is(i, "LEN")) options.len = true;
    else if (args.is(i, "IDX")) options.idx = true;
    else if (args.is(i, "WITHMATCHLEN")) options.withMatchLength = true;
    else if (args.is(i, "MINMATCHLEN") && i + 1 < args.count) {
      options.matchLengthMin = args.integer(++i);
    } else throw syntaxError();
  }
  if (options.len && options.idx) throw new ReplyError(LEN_AND_IDX);
  return options;
}

function replyRanges(
  reply: ReplyWriter,
  a: Uint8Array,
  b: Uint8Array,
  { matchLengthMin, withMatchLength }: LcsOptions,
): void {
  const { ranges, length } = commonRanges(a, b, matchLengthMin);
  reply.map(2);
  reply.text("matches");
  reply.array(ranges.length);
  for (const { startA, endA, startB, endB } of ranges) {
    reply.array(withMatchLength ? 3 : 2);
    replyRange(reply, startA, endA);
    replyRange(reply, startB, endB);
    if (withMatchLength) reply.integer(endA - startA + 1);
  }
  reply.text("len");
  reply.integer(length);
}

function replyRange(reply: ReplyWriter, start: number, end: number): void {
  reply.array(2);
  reply.integer(start);
  reply.integer(end);
}
