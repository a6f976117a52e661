/** LLEN, LINDEX and LRANGE: looking at a list. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";
import { readList } from "./values.ts";

export const LLEN = command({
  name: "LLEN",
  summary: "Returns the length of a list.",
  since: "1.0.0",
  group: "list",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  context.reply.integer(readList(context, 1)?.size ?? 0);
});

export const LINDEX = command({
  name: "LINDEX",
  summary: "Returns the element at an index of a list.",
  since: "1.0.0",
  group: "list",
  complexity: "O(N), N being the distance from the nearer end.",
  arity: 3,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "index", type: "integer" }],
}, (context) => {
  const { args, reply } = context;
  const list = readList(context, 1);
  if (list === null) return reply.null();
  if (!list.seek(args.integer(2))) return reply.null();
  const { element } = list;
  reply.bulk(element.bytes, element.start, element.end);
});

export const LRANGE = command({
  name: "LRANGE",
  summary: "Returns the elements of a range of a list.",
  since: "1.0.0",
  group: "list",
  complexity:
    "O(S+N), S being the distance of the start from the nearer end and N the number of returned elements.",
  arity: 4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "start", type: "integer" },
    { name: "stop", type: "integer" },
  ],
}, (context) => {
  const { args, reply } = context;
  let start = args.integer(2);
  let stop = args.integer(3);
  const list = readList(context, 1);
  if (list === null) return reply.array(0);
  if (start < 0) start = Math.max(start + list.size, 0);
  if (stop < 0) stop += list.size;
  const count = Math.min(stop, list.size - 1) - start + 1;
  if (count <= 0) return reply.array(0);
  reply.array(count);
  list.seek(start);
  list.write(count, reply);
});
