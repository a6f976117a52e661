/** XLEN, XRANGE, XREVRANGE: what a stream holds. */

import { StreamId } from "../../types/stream_id.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readCount, readEnd, readStart, readStream, replyRange } from "./values.ts";

/** Reused. */
const START = new StreamId();
const END = new StreamId();

export const XLEN = command({
  name: "XLEN",
  summary: "Returns the number of entries of a stream.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  context.reply.integer(readStream(context, 1)?.length ?? 0);
});

export const XRANGE = command({
  name: "XRANGE",
  summary: "Returns the entries of a stream in a range of IDs.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(N), N being the number of returned entries.",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "start", type: "string" },
    { name: "end", type: "string" },
    { name: "count", type: "integer", token: "COUNT", optional: true },
  ],
  history: [["6.2.0", "Accepts exclusive ranges."]],
}, (context) => range(context, 2, 3));

export const XREVRANGE = command({
  name: "XREVRANGE",
  summary: "Returns the entries of a stream in a range of IDs, newest first.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(N), N being the number of returned entries.",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "end", type: "string" },
    { name: "start", type: "string" },
    { name: "count", type: "integer", token: "COUNT", optional: true },
  ],
  history: [["6.2.0", "Accepts exclusive ranges."]],
}, (context) => range(context, 3, 2));

function range(context: Context, start: number, end: number): void {
  const { args, reply } = context;
  readStart(args, start, START);
  readEnd(args, end, END);
  let count = Infinity;
  for (let i = 4; i < args.count; i += 2) {
    if (!args.is(i, "COUNT") || i + 1 === args.count) throw syntaxError();
    count = readCount(args, i + 1);
  }
  const stream = readStream(context, 1);
  if (stream === null) reply.array(0);
  else if (count === 0) reply.nullArray();
  else replyRange(reply, stream, START, END, count, start > end);
}
