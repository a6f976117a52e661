/** PUBSUB: the channels that have listeners, and how many. */

import type { SubscriptionKind } from "../../state/channels.ts";
import { fromLatin1 } from "../../resp/args.ts";
import { globMatch } from "../../types/glob.ts";
import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import { unknownSubcommandUse } from "../messages.ts";

export const PUBSUB = container({
  name: "PUBSUB",
  summary: "Groups the commands that describe channels and subscriptions.",
  since: "2.8.0",
  group: "pubsub",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "CHANNELS",
      summary: "Lists the channels that have subscribers.",
      since: "2.8.0",
      group: "pubsub",
      complexity: "O(N), N being the number of channels with subscribers.",
      arity: -2,
      flags: ["pubsub", "loading", "stale"],
      args: [{ name: "pattern", type: "pattern", optional: true }],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of PUBSUB.",
      since: "6.2.0",
      group: "pubsub",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "NUMPAT",
      summary: "Returns the number of patterns that clients subscribe to.",
      since: "2.8.0",
      group: "pubsub",
      complexity: "O(1)",
      arity: 2,
      flags: ["pubsub", "loading", "stale"],
    },
    {
      name: "NUMSUB",
      summary: "Returns the number of subscribers of channels.",
      since: "2.8.0",
      group: "pubsub",
      complexity: "O(N), N being the number of channels given.",
      arity: -2,
      flags: ["pubsub", "loading", "stale"],
      args: [{ name: "channel", type: "string", optional: true, multiple: true }],
    },
    {
      name: "SHARDCHANNELS",
      summary: "Lists the shard channels that have subscribers.",
      since: "7.0.0",
      group: "pubsub",
      complexity: "O(N), N being the number of shard channels with subscribers.",
      arity: -2,
      flags: ["pubsub", "loading", "stale"],
      args: [{ name: "pattern", type: "pattern", optional: true }],
    },
    {
      name: "SHARDNUMSUB",
      summary: "Returns the number of subscribers of shard channels.",
      since: "7.0.0",
      group: "pubsub",
      complexity: "O(N), N being the number of shard channels given.",
      arity: -2,
      flags: ["pubsub", "loading", "stale"],
      args: [{ name: "shardchannel", type: "string", optional: true, multiple: true }],
    },
  ],
}, {
  CHANNELS: (context) => replyNames(context, "channel"),
  NUMPAT: ({ reply, server }) => reply.integer(server.channels.size("pattern")),
  NUMSUB: (context) => replyListeners(context, "channel"),
  SHARDCHANNELS: (context) => replyNames(context, "shard"),
  SHARDNUMSUB: (context) => replyListeners(context, "shard"),
  HELP: help,
});

/** The names that match a pattern, if one is given, in no particular order. */
function replyNames(context: Context, kind: SubscriptionKind): void {
  const { args, reply, server: { channels } } = context;
  if (args.count > 3) throw unknownSubcommandUse(context);
  let names = [...channels.names(kind)];
  if (args.count === 3) {
    names = names.filter((name) => {
      const bytes = fromLatin1(name);
      return globMatch(args.bytes, args.start(2), args.end(2), bytes, 0, bytes.length);
    });
  }
  reply.array(names.length);
  for (const name of names) reply.text(name);
}

/** Each name with the number of its listeners. */
function replyListeners({ args, reply, server: { channels } }: Context, kind: SubscriptionKind) {
  reply.array((args.count - 2) * 2);
  for (let i = 2; i < args.count; i++) {
    reply.bulk(args.bytes, args.start(i), args.end(i));
    reply.integer(channels.listeners(kind, args.text(i)));
  }
}
