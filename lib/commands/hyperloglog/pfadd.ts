/** PFADD: elements for a HyperLogLog. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";
import { edit, editor, findHll, refusingCorrupted, storeEdited } from "./values.ts";

export const PFADD = command({
  name: "PFADD",
  summary: "Adds elements to a HyperLogLog.",
  since: "2.8.9",
  group: "hyperloglog",
  complexity: "O(1) for each element.",
  arity: -2,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "insert"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "element", type: "string", optional: true, multiple: true },
  ],
}, (context) => {
  const { args, reply, server } = context;
  const entry = findHll(context, 1);
  edit(entry);
  let changes = entry === null ? 1 : 0;
  refusingCorrupted(() => {
    const { hllSparseMaxBytes } = server.config.values;
    for (let i = 2; i < args.count; i++) {
      if (editor.add(args.bytes, args.starts[i], args.ends[i], hllSparseMaxBytes)) changes++;
    }
  });
  storeEdited(context, 1);
  if (changes > 0) {
    context.changed(1, "string", "pfadd");
    server.dirty += changes - 1; // In Redis each register counts.
  }
  reply.integer(changes > 0 ? 1 : 0);
});
