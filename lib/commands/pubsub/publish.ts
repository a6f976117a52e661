/** PUBLISH and SPUBLISH. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";

export const PUBLISH = command({
  name: "PUBLISH",
  summary: "Sends a message to a channel and returns how many clients received it.",
  since: "2.0.0",
  group: "pubsub",
  complexity:
    "O(N+M), N being the number of subscribers of the channel and M that of patterns subscribed to.",
  arity: 3,
  flags: ["pubsub", "loading", "stale", "fast", "may_replicate"],
  args: [{ name: "channel", type: "string" }, { name: "message", type: "string" }],
}, ({ args, reply, server }) => {
  const { bytes } = args;
  const { channels } = server;
  reply.integer(
    channels.publish(bytes, args.start(1), args.end(1), bytes, args.start(2), args.end(2)),
  );
});

export const SPUBLISH = command({
  name: "SPUBLISH",
  summary: "Sends a message to a shard channel.",
  since: "7.0.0",
  group: "pubsub",
  complexity: "O(N), N being the number of subscribers of the shard channel.",
  arity: 3,
  flags: ["pubsub", "loading", "stale", "fast", "may_replicate"],
  keys: [keyRange(["not_key"], 1)],
  args: [{ name: "shardchannel", type: "string" }, { name: "message", type: "string" }],
}, ({ args, reply, server }) => {
  const { bytes } = args;
  const { channels } = server;
  reply.integer(
    channels.publishToShard(bytes, args.start(1), args.end(1), bytes, args.start(2), args.end(2)),
  );
});
