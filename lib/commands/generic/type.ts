/** TYPE: what kind of value a key holds. */

import { TYPE_NAMES } from "../../keyspace/types.ts";
import { command } from "../command.ts";
import { keyRange } from "../spec.ts";

export const TYPE = command({
  name: "TYPE",
  summary: "Returns the name of the type of the value at a key.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, ({ args, db, reply }) => {
  const entry = db.inspect(args.bytes, args.starts[1], args.ends[1]);
  reply.simple(entry === null ? "none" : TYPE_NAMES[entry.type]);
});
