/** DBSIZE: how many keys the selected database holds. */

import { command } from "../command.ts";

export const DBSIZE = command({
  name: "DBSIZE",
  summary: "Returns the number of keys in the database.",
  since: "1.0.0",
  group: "server",
  complexity: "O(1)",
  arity: 1,
  flags: ["readonly", "fast"],
  categories: ["keyspace"],
  tips: ["request_policy:all_shards", "response_policy:agg_sum"],
}, ({ db, reply }) => reply.integer(db.size));
