/** GETRANGE, its old name SUBSTR, and STRLEN. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { readString } from "../values.ts";

export const GETRANGE = command({
  name: "GETRANGE",
  summary: "Returns a part of the string at a key.",
  since: "2.4.0",
  group: "string",
  complexity: "O(N), N being the length of the returned part.",
  arity: 4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "start", type: "integer" },
    { name: "end", type: "integer" },
  ],
}, replyRange);

export const SUBSTR = command({
  name: "SUBSTR",
  summary: "Returns a part of the string at a key.",
  since: "1.0.0",
  group: "string",
  complexity: "O(N), N being the length of the returned part.",
  arity: 4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "start", type: "integer" },
    { name: "end", type: "integer" },
  ],
  deprecated: { since: "2.0.0", replacedBy: "`GETRANGE`" },
}, replyRange);

function replyRange(context: Context): void {
  const { args, reply } = context;
  const from = args.integer(2);
  const to = args.integer(3);
  const entry = readString(context, 1);
  if (entry === null) return reply.text("");
  const { valueBytes, valueStart, valueEnd } = entry;
  const length = valueEnd - valueStart;
  // Both before the beginning and in the wrong order: empty, even where clamping would meet.
  if (from < 0 && to < 0 && from > to) return reply.text("");
  const first = from < 0 ? Math.max(from + length, 0) : from;
  const last = Math.min(to < 0 ? Math.max(to + length, 0) : to, length - 1);
  if (first > last) return reply.text("");
  reply.bulk(valueBytes, valueStart + first, valueStart + last + 1);
}

export const STRLEN = command({
  name: "STRLEN",
  summary: "Returns the length of the string at a key, in bytes.",
  since: "2.2.0",
  group: "string",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  const entry = readString(context, 1);
  context.reply.integer(entry === null ? 0 : entry.valueEnd - entry.valueStart);
});
