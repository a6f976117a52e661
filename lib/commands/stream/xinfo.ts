/** XINFO: what there is to know about a stream, its groups and their consumers. */

import { ReplyError } from "../../resp/errors.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import type { Stream } from "../../types/stream.ts";
import { type StreamConsumer, type StreamGroup, UNKNOWN } from "../../types/stream_group.ts";
import { MAX_ID, MIN_ID, StreamId } from "../../types/stream_id.ts";
import { lagOf } from "../../types/stream_lag.ts";
import { radixNodes } from "../../types/stream_radix.ts";
import { container } from "../command.ts";
import type { Context } from "../context.ts";
import { help } from "../help.ts";
import { NO_SUCH_KEY, unknownSubcommandUse } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { byName, readStream, replyId, replyOne, replyRange } from "./values.ts";

/** How much of each list FULL shows, unless told otherwise. */
const COUNT_DEFAULT = 10;

const EDGE = new StreamId();

export const XINFO = container({
  name: "XINFO",
  summary: "Groups the commands that describe streams.",
  since: "5.0.0",
  group: "stream",
  complexity: "Depends on subcommand.",
  arity: -2,
  subcommands: [
    {
      name: "CONSUMERS",
      summary: "Describes the consumers of a consumer group.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(1)",
      arity: 4,
      flags: ["readonly"],
      keys: [keyRange(["RO", "access"], 2)],
      args: [
        { name: "key", type: "key", keySpec: 0 },
        { name: "group", type: "string" },
      ],
      tips: ["nondeterministic_output"],
      history: [["7.2.0", "The field `inactive` is new."]],
    },
    {
      name: "GROUPS",
      summary: "Describes the consumer groups of a stream.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(1)",
      arity: 3,
      flags: ["readonly"],
      keys: [keyRange(["RO", "access"], 2)],
      args: [{ name: "key", type: "key", keySpec: 0 }],
      history: [["7.0.0", "The fields `entries-read` and `lag` are new."]],
    },
    {
      name: "HELP",
      summary: "Describes the subcommands of XINFO.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(1)",
      arity: 2,
      flags: ["loading", "stale"],
    },
    {
      name: "STREAM",
      summary: "Describes a stream.",
      since: "5.0.0",
      group: "stream",
      complexity: "O(1)",
      arity: -3,
      flags: ["readonly"],
      keys: [keyRange(["RO", "access"], 2)],
      args: [
        { name: "key", type: "key", keySpec: 0 },
        {
          name: "full-block",
          type: "block",
          optional: true,
          args: [
            { name: "full", type: "pure-token", token: "FULL" },
            { name: "count", type: "integer", token: "COUNT", optional: true },
          ],
        },
      ],
      history: [
        ["6.0.0", "Accepts `FULL`."],
        [
          "7.0.0",
          "The fields `max-deleted-entry-id`, `entries-added`, `recorded-first-entry-id`, `entries-read` and `lag` are new.",
        ],
        ["7.2.0", "The fields `seen-time` and `active-time` of consumers are new."],
      ],
    },
  ],
}, {
  STREAM(context) {
    const { args } = context;
    const stream = existing(context);
    if (args.count === 3) return replyStream(context, stream);
    if (args.count === 4 || args.count === 6) {
      if (args.is(3, "FULL") && (args.count === 4 || args.is(4, "COUNT"))) {
        const count = args.count === 4 ? COUNT_DEFAULT : args.integer(5);
        return replyAll(context, stream, count < 0 ? COUNT_DEFAULT : count || Infinity);
      }
    }
    throw unknownSubcommandUse(context);
  },
  GROUPS(context) {
    const { reply } = context;
    const stream = existing(context);
    reply.array(stream.groups.size);
    for (const [name, group] of byName(stream.groups)) {
      reply.map(6);
      replyText(reply, "name", name);
      replyNumber(reply, "consumers", group.consumers.size);
      replyNumber(reply, "pending", group.size);
      replyProgress(reply, stream, group);
    }
  },
  CONSUMERS(context) {
    const { args, nowMs, reply } = context;
    const group = existing(context).groups.get(args.text(3));
    if (group === undefined) {
      throw new ReplyError(
        `NOGROUP No such consumer group '${args.shown(3)}' for key name '${args.shown(2)}'`,
      );
    }
    reply.array(group.consumers.size);
    for (const [name, { activeMs, index, seenMs }] of byName(group.consumers)) {
      reply.map(4);
      replyText(reply, "name", name);
      replyNumber(reply, "pending", index.size);
      replyNumber(reply, "idle", Math.max(nowMs - seenMs, 0));
      replyNumber(reply, "inactive", activeMs < 0 ? -1 : Math.max(nowMs - activeMs, 0));
    }
  },
  HELP: help,
});

function existing(context: Context): Stream {
  const stream = readStream(context, 2);
  if (stream === null) throw new ReplyError(NO_SUCH_KEY);
  return stream;
}

function replyStream({ reply }: Context, stream: Stream): void {
  reply.map(10);
  replyState(reply, stream);
  replyNumber(reply, "groups", stream.groups.size);
  reply.text("first-entry");
  replyEdge(reply, stream, false);
  reply.text("last-entry");
  replyEdge(reply, stream, true);
}

function replyAll({ reply }: Context, stream: Stream, count: number): void {
  reply.map(9);
  replyState(reply, stream);
  reply.text("entries");
  replyRange(reply, stream, MIN_ID, MAX_ID, count, false);
  reply.text("groups");
  reply.array(stream.groups.size);
  for (const [name, group] of byName(stream.groups)) {
    reply.map(7);
    replyText(reply, "name", name);
    replyProgress(reply, stream, group);
    replyNumber(reply, "pel-count", group.size);
    replyPending(reply, group, null, count);
    reply.text("consumers");
    reply.array(group.consumers.size);
    for (const [name, consumer] of byName(group.consumers)) {
      reply.map(5);
      replyText(reply, "name", name);
      replyNumber(reply, "seen-time", consumer.seenMs);
      replyNumber(reply, "active-time", consumer.activeMs);
      replyNumber(reply, "pel-count", consumer.index.size);
      replyPending(reply, group, consumer, count);
    }
  }
}

function replyState(reply: ReplyWriter, stream: Stream): void {
  replyNumber(reply, "length", stream.length);
  replyNumber(reply, "radix-tree-keys", stream.blocks.count);
  replyNumber(reply, "radix-tree-nodes", radixNodes(stream.blocks));
  reply.text("last-generated-id");
  replyId(reply, stream.lastId);
  reply.text("max-deleted-entry-id");
  replyId(reply, stream.maxDeletedId);
  replyNumber(reply, "entries-added", stream.entriesAdded);
  reply.text("recorded-first-entry-id");
  replyId(reply, stream.firstId);
}

/** How far a group has got. */
function replyProgress(reply: ReplyWriter, stream: Stream, group: StreamGroup): void {
  reply.text("last-delivered-id");
  replyId(reply, group.lastId);
  replyKnown(reply, "entries-read", group.entriesRead === UNKNOWN ? null : group.entriesRead);
  replyKnown(reply, "lag", lagOf(stream, group));
}

function replyPending(
  reply: ReplyWriter,
  group: StreamGroup,
  consumer: StreamConsumer | null,
  count: number,
): void {
  const all = consumer === null ? group.size : consumer.index.size;
  reply.text("pending");
  reply.array(Math.min(all, count));
  if (all === 0) return;
  group.seek(consumer, MIN_ID);
  for (let left = Math.min(all, count); left > 0; left--) {
    reply.array(consumer === null ? 4 : 3);
    replyId(reply, group.id);
    if (consumer === null) reply.text(group.owner.name);
    reply.integer(group.deliveredMs);
    reply.integer(group.deliveries);
    group.next(consumer);
  }
}

function replyEdge(reply: ReplyWriter, stream: Stream, isLast: boolean): void {
  if (stream.length === 0) return reply.null();
  stream.edge(isLast, EDGE);
  replyOne(reply, stream, EDGE);
}

function replyText(reply: ReplyWriter, name: string, value: string): void {
  reply.text(name);
  reply.text(value);
}

function replyNumber(reply: ReplyWriter, name: string, n: number): void {
  reply.text(name);
  if (Number.isSafeInteger(n)) reply.integer(n);
  else reply.int64(BigInt(n));
}

function replyKnown(reply: ReplyWriter, name: string, n: number | null): void {
  if (n !== null) return replyNumber(reply, name, n);
  reply.text(name);
  reply.null();
}
