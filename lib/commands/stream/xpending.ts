/** XPENDING: what was delivered and not acknowledged. */

import type { StreamConsumer, StreamGroup } from "../../types/stream_group.ts";
import { compareIds, MIN_ID, StreamId } from "../../types/stream_id.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import {
  byName,
  groupOf,
  noGroup,
  readCount,
  readEnd,
  readStart,
  readStream,
  replyId,
} from "./values.ts";

/** Reused. */
const START = new StreamId();
const END = new StreamId();

export const XPENDING = command({
  name: "XPENDING",
  summary: "Returns the entries that a consumer group has not acknowledged, or a summary of them.",
  since: "5.0.0",
  group: "stream",
  complexity:
    "O(N), N being the number of entries returned, or looked at with `IDLE`; nearly O(1) for the summary.",
  arity: -3,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "group", type: "string" },
    {
      name: "filters",
      type: "block",
      optional: true,
      args: [
        { name: "min-idle-time", type: "integer", token: "IDLE", since: "6.2.0", optional: true },
        { name: "start", type: "string" },
        { name: "end", type: "string" },
        { name: "count", type: "integer" },
        { name: "consumer", type: "string", optional: true },
      ],
    },
  ],
  tips: ["nondeterministic_output"],
  history: [["6.2.0", "Accepts `IDLE` and exclusive ranges."]],
}, (context) => {
  const { args, reply } = context;
  const isSummary = args.count === 3;
  if (!isSummary && (args.count < 6 || args.count > 9)) throw syntaxError();
  let minIdleMs = 0;
  let first = 3;
  let count = 0;
  if (!isSummary) {
    if (args.is(3, "IDLE")) {
      minIdleMs = args.integer(4);
      if (args.count < 8) throw syntaxError();
      first = 5;
    }
    count = readCount(args, first + 2);
    readStart(args, first, START);
    readEnd(args, first + 1, END);
  }
  const group = groupOf(readStream(context, 1), context, 2);
  if (group === null) throw noGroup(context, 1, 2);
  if (isSummary) return replySummary(context, group);
  let consumer: StreamConsumer | null = null;
  if (first + 3 < args.count) {
    consumer = group.consumers.get(args.text(first + 3)) ?? null;
    if (consumer === null) return reply.array(0);
  }
  replyPending(context, group, consumer, minIdleMs, count);
});

function replySummary({ reply }: Context, group: StreamGroup): void {
  reply.array(4);
  reply.integer(group.size);
  if (group.size === 0) {
    reply.null();
    reply.null();
    reply.nullArray();
    return;
  }
  group.seek(null, MIN_ID);
  replyId(reply, group.id);
  group.seekLast();
  replyId(reply, group.id);
  const busy = byName(group.consumers).filter(([, { index }]) => index.size > 0);
  reply.array(busy.length);
  for (const [name, { index }] of busy) {
    reply.array(2);
    reply.text(name);
    reply.integerText(index.size);
  }
}

function replyPending(
  { nowMs, reply }: Context,
  group: StreamGroup,
  consumer: StreamConsumer | null,
  minIdleMs: number,
  count: number,
): void {
  const mark = reply.length;
  let n = 0;
  let isThere = count > 0 && group.seek(consumer, START);
  for (; isThere && compareIds(group.id, END) <= 0; isThere = group.next(consumer)) {
    const idleMs = nowMs - group.deliveredMs;
    if (minIdleMs !== 0 && idleMs < minIdleMs) continue;
    reply.array(4);
    replyId(reply, group.id);
    reply.text(group.owner.name);
    reply.integer(Math.max(idleMs, 0));
    reply.integer(group.deliveries);
    if (++n === count) break;
  }
  reply.arrayBefore(mark, n);
}
