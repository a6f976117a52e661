/** DEL and UNLINK: remove keys. Memory is given back at once by either; both are O(1) a string. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";

export const DEL = command({
  name: "DEL",
  summary: "Removes keys.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(N) for N keys; a collection costs O(M), M being the number of its elements.",
  arity: -2,
  flags: ["write"],
  keys: [keyRange(["RM", "delete"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
  tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
}, removeKeys);

export const UNLINK = command({
  name: "UNLINK",
  summary: "Removes keys at once and gives back their memory later.",
  since: "4.0.0",
  group: "generic",
  complexity:
    "O(1) for each key; reclaiming takes O(N) afterwards, N being the number of allocations.",
  arity: -2,
  flags: ["write", "fast"],
  keys: [keyRange(["RM", "delete"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
  tips: ["request_policy:multi_shard", "response_policy:agg_sum"],
}, removeKeys);

function removeKeys(context: Context): void {
  const { args, db, reply } = context;
  let removed = 0;
  for (let i = 1; i < args.count; i++) {
    if (!db.delete(args.bytes, args.starts[i], args.ends[i])) continue;
    removed++;
    context.changed(i, "generic", "del");
  }
  reply.integer(removed);
}
