/** PERSIST: takes away a key's expiry. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";

export const PERSIST = command({
  name: "PERSIST",
  summary: "Removes the expiration of a key.",
  since: "2.2.0",
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  const { args, db, reply } = context;
  const entry = db.find(args.bytes, args.starts[1], args.ends[1]);
  if (entry === null || entry.expireAtMs === 0) return reply.integer(0);
  db.setExpiry(entry, 0);
  context.changed(1, "generic", "persist");
  reply.integer(1);
});
