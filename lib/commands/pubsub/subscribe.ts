/** SUBSCRIBE and its kind: each channel named is confirmed by a message of its own. */

import type { SubscriptionKind } from "../../state/channels.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";

export const SUBSCRIBE = command({
  name: "SUBSCRIBE",
  summary: "Subscribes to channels.",
  since: "2.0.0",
  group: "pubsub",
  complexity: "O(N), N being the number of channels given.",
  arity: -2,
  flags: ["pubsub", "noscript", "loading", "stale"],
  args: [{ name: "channel", type: "string", multiple: true }],
}, (context) => subscribe(context, "channel", "subscribe"));

export const PSUBSCRIBE = command({
  name: "PSUBSCRIBE",
  summary: "Subscribes to the channels that match patterns.",
  since: "2.0.0",
  group: "pubsub",
  complexity: "O(N), N being the number of patterns the client has.",
  arity: -2,
  flags: ["pubsub", "noscript", "loading", "stale"],
  args: [{ name: "pattern", type: "pattern", multiple: true }],
}, (context) => subscribe(context, "pattern", "psubscribe"));

export const SSUBSCRIBE = command({
  name: "SSUBSCRIBE",
  summary: "Subscribes to shard channels.",
  since: "7.0.0",
  group: "pubsub",
  complexity: "O(N), N being the number of shard channels given.",
  arity: -2,
  flags: ["pubsub", "noscript", "loading", "stale"],
  keys: [keyRange(["not_key"], 1, -1)],
  args: [{ name: "shardchannel", type: "string", multiple: true }],
}, (context) => {
  if (context.isInTransaction) {
    throw new ReplyError("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");
  }
  subscribe(context, "shard", "ssubscribe");
});

export const UNSUBSCRIBE = command({
  name: "UNSUBSCRIBE",
  summary: "Ends subscriptions to channels.",
  since: "2.0.0",
  group: "pubsub",
  complexity: "O(N), N being the number of subscribers of a channel.",
  arity: -1,
  flags: ["pubsub", "noscript", "loading", "stale"],
  args: [{ name: "channel", type: "string", optional: true, multiple: true }],
}, (context) => unsubscribe(context, "channel", "unsubscribe"));

export const PUNSUBSCRIBE = command({
  name: "PUNSUBSCRIBE",
  summary: "Ends subscriptions to patterns.",
  since: "2.0.0",
  group: "pubsub",
  complexity: "O(N+M), N being the number of patterns the client has and M that of all patterns.",
  arity: -1,
  flags: ["pubsub", "noscript", "loading", "stale"],
  args: [{ name: "pattern", type: "pattern", optional: true, multiple: true }],
}, (context) => unsubscribe(context, "pattern", "punsubscribe"));

export const SUNSUBSCRIBE = command({
  name: "SUNSUBSCRIBE",
  summary: "Ends subscriptions to shard channels.",
  since: "7.0.0",
  group: "pubsub",
  complexity: "O(N), N being the number of subscribers of a shard channel.",
  arity: -1,
  flags: ["pubsub", "noscript", "loading", "stale"],
  keys: [keyRange(["not_key"], 1, -1)],
  args: [{ name: "shardchannel", type: "string", optional: true, multiple: true }],
}, (context) => unsubscribe(context, "shard", "sunsubscribe"));

function subscribe(context: Context, kind: SubscriptionKind, word: string): void {
  const { args, server, session } = context;
  const out = confirmations(context);
  for (let i = 1; i < args.count; i++) {
    const name = args.text(i);
    server.channels.subscribe(session, kind, name);
    out.push(3);
    out.text(word);
    out.text(name);
    out.integer(session.subscriptions!.count(kind));
  }
}

/** Ends the subscriptions named, or all of the kind; that there was none is confirmed, too. */
function unsubscribe(context: Context, kind: SubscriptionKind, word: string): void {
  const { args, server, session } = context;
  const out = confirmations(context);
  const names: (string | null)[] = [];
  for (let i = 1; i < args.count; i++) names.push(args.text(i));
  if (args.count === 1) names.push(...session.subscriptions?.[kind] ?? []);
  if (names.length === 0) names.push(null);
  for (const name of names) {
    if (name !== null) server.channels.unsubscribe(session, kind, name);
    out.push(3);
    out.text(word);
    if (name === null) out.null();
    else out.text(name);
    out.integer(session.subscriptions?.count(kind) ?? 0);
  }
}

/** Confirmations are messages: they come through even if CLIENT REPLY hides replies. */
function confirmations({ reply, server, session }: Context): ReplyWriter {
  return session.replyMode === "on" ? reply : server.outbox.writer(session);
}
