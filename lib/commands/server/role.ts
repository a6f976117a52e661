/** ROLE, WAIT and LASTSAVE, as a server without replicas and files answers them. */

import { command } from "../command.ts";
import { ReplyError } from "../../resp/errors.ts";

export const ROLE = command({
  name: "ROLE",
  summary: "Returns the role of the server in replication and its progress.",
  since: "2.8.12",
  group: "server",
  complexity: "O(1)",
  arity: 1,
  flags: ["noscript", "loading", "stale", "fast"],
  categories: ["admin", "dangerous"],
}, ({ reply }) => {
  reply.array(3);
  reply.text("master");
  reply.integer(0);
  reply.array(0);
});

export const WAIT = command({
  name: "WAIT",
  summary: "Waits until replicas have acknowledged the writes of this connection.",
  since: "3.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 3,
  flags: ["noscript"],
  args: [{ name: "numreplicas", type: "integer" }, { name: "timeout", type: "integer" }],
  categories: ["connection"],
  tips: ["request_policy:all_shards", "response_policy:agg_min"],
}, ({ args, reply }) => {
  args.integer(1);
  const timeout = args.integer(2, "ERR timeout is not an integer or out of range");
  if (timeout < 0) throw new ReplyError("ERR timeout is negative");
  reply.integer(0);
});

export const LASTSAVE = command({
  name: "LASTSAVE",
  summary: "Returns the Unix time of the latest successful save, in seconds.",
  since: "1.0.0",
  group: "server",
  complexity: "O(1)",
  arity: 1,
  flags: ["loading", "stale", "fast"],
  categories: ["admin", "dangerous"],
  tips: ["nondeterministic_output"],
}, ({ reply, server }) => {
  reply.integer(Math.floor(server.startMs / 1000));
});
