/** EXISTS and TOUCH: count which of the given keys are there; TOUCH counts as an access. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";

export const EXISTS = command({
  name: "EXISTS",
  summary: "Counts how many of the given keys exist.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(N), N being the number of keys.",
  arity: -2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
  tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
  history: [["3.0.3", "Accepts several keys."]],
}, ({ args, db, reply }) => {
  let found = 0;
  for (let i = 1; i < args.count; i++) {
    if (db.inspect(args.bytes, args.starts[i], args.ends[i]) !== null) found++;
  }
  reply.integer(found);
});

export const TOUCH = command({
  name: "TOUCH",
  summary: "Marks keys as used now and counts those that exist.",
  since: "3.2.1",
  group: "generic",
  complexity: "O(N), N being the number of keys.",
  arity: -2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
  tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
}, ({ args, db, reply }) => {
  let found = 0;
  for (let i = 1; i < args.count; i++) {
    if (db.read(args.bytes, args.starts[i], args.ends[i]) !== null) found++;
  }
  reply.integer(found);
});
