/** RANDOMKEY: any key, each with the same chance. */

import { command } from "../command.ts";

export const RANDOMKEY = command({
  name: "RANDOMKEY",
  summary: "Returns a random key of the database.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 1,
  flags: ["readonly"],
  tips: ["request_policy:all_shards", "response_policy:special", "nondeterministic_output"],
}, ({ db, reply }) => {
  const entry = db.randomKey();
  if (entry === null) reply.null();
  else reply.bulk(entry.bytes, entry.keyStart, entry.keyEnd);
});
