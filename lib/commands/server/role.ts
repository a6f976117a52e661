/** ROLE, WAIT and WAITAOF, as a server without replicas and files answers them. */

import { command } from "../command.ts";
import type { Args } from "../../resp/args.ts";
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
  checkTimeout(args, 2);
  reply.integer(0);
});

export const WAITAOF = command({
  name: "WAITAOF",
  summary: "Waits until the writes of this connection are on disk here, on replicas or both.",
  since: "7.2.0",
  group: "generic",
  complexity: "O(1)",
  arity: 4,
  flags: ["blocking"],
  args: [
    { name: "numlocal", type: "integer" },
    { name: "numreplicas", type: "integer" },
    { name: "timeout", type: "integer" },
  ],
  categories: ["connection"],
  tips: ["request_policy:all_shards", "response_policy:agg_min"],
}, ({ args, reply }) => {
  const message = "ERR value is out of range, value must between 0 and 1";
  const isLocal = args.integerWithin(1, 0, 1, message) === 1;
  const positive = "ERR value is out of range, must be positive";
  args.integerWithin(2, 0, Number.MAX_SAFE_INTEGER, positive);
  checkTimeout(args, 3);
  if (isLocal) {
    throw new ReplyError(
      "ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.",
    );
  }
  reply.array(2);
  reply.integer(0);
  reply.integer(0);
});

function checkTimeout(args: Args, i: number): void {
  const timeout = args.integer(i, "ERR timeout is not an integer or out of range");
  if (timeout < 0) throw new ReplyError("ERR timeout is negative");
}
