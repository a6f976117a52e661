/** ROLE and WAIT, as a server without replicas answers them. */

import { command } from "../command.ts";
import type { Goal } from "../../state/waits.ts";
import { readMilliseconds } from "../timeout.ts";

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
  flags: ["blocking"],
  args: [{ name: "numreplicas", type: "integer" }, { name: "timeout", type: "integer" }],
  categories: ["connection"],
  tips: ["request_policy:all_shards", "response_policy:agg_min"],
}, (context) => {
  const { args, nowMs, reply } = context;
  const replicas = args.integer(1);
  const timeoutMs = readMilliseconds(args, 2, nowMs);
  if (replicas <= 0) return reply.integer(0);
  context.blockFor(NO_REPLICA, timeoutMs);
});

const NO_REPLICA: Goal = {
  isReached: () => false,
  failure: () => "",
  answer: (reply) => reply.integer(0),
};
