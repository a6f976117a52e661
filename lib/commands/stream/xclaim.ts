/** XCLAIM and XAUTOCLAIM: pending entries change hands. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { Stream } from "../../types/stream.ts";
import type { StreamGroup } from "../../types/stream_group.ts";
import { compareIds, StreamId } from "../../types/stream_id.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import {
  groupOf,
  isId,
  noGroup,
  readId,
  readStart,
  readStream,
  replyId,
  replyOne,
  seeConsumer,
  streamOf,
  tellClaim,
  tellProgress,
} from "./values.ts";

const FIRST_ID = 5;
/** XAUTOCLAIM: how many pending entries are looked at for each that may be returned. */
const ATTEMPTS = 10;
const COUNT_DEFAULT = 100;
const COUNT_MAX = (2 ** 63 - 1) / 16;

/** Reused. */
const ID = new StreamId();
const LAST = new StreamId();

// The options of the XCLAIM that is executed.
/** Argument behind the last ID. */
let behindIds = 0;
let deliveredMs = 0;
let retryCount = -1;
let isForced = false;
let isJustId = false;

export const XCLAIM = command({
  name: "XCLAIM",
  summary: "Hands given pending entries over to a consumer.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(log N), N being the number of pending entries of the group.",
  arity: -6,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "group", type: "string" },
    { name: "consumer", type: "string" },
    { name: "min-idle-time", type: "string" },
    { name: "id", type: "string", multiple: true },
    { name: "ms", type: "integer", token: "IDLE", optional: true },
    { name: "unix-time-milliseconds", type: "unix-time", token: "TIME", optional: true },
    { name: "count", type: "integer", token: "RETRYCOUNT", optional: true },
    { name: "force", type: "pure-token", token: "FORCE", optional: true },
    { name: "justid", type: "pure-token", token: "JUSTID", optional: true },
    { name: "lastid", type: "string", token: "LASTID", optional: true },
  ],
  tips: ["nondeterministic_output"],
}, (context) => {
  const { args, reply } = context;
  const stream = readStream(context, 1);
  const group = groupOf(stream, context, 2);
  if (stream === null || group === null) throw noGroup(context, 1, 2);
  const minIdleMs = readIdle(args, "XCLAIM");
  readOptions(context);
  if (compareIds(LAST, group.lastId) > 0) {
    group.lastId.copy(LAST);
    context.server.dirty++;
    tellProgress(context, group, 1, 2);
  }
  const consumer = seeConsumer(context, group, 1, 3);
  const mark = reply.length;
  let n = 0;
  for (let i = FIRST_ID; i < behindIds; i++) {
    readId(args, i, ID);
    if (!stream.has(ID)) {
      forget(context, group);
      continue;
    }
    const isPending = group.find(ID);
    if (!isPending && !isForced) continue;
    if (isPending && minIdleMs > 0 && context.nowMs - group.deliveredMs < minIdleMs) continue;
    const before = isPending ? group.deliveries : 1;
    const deliveries = retryCount >= 0 ? retryCount : isJustId ? before : before + 1;
    group.deliver(ID, consumer, deliveredMs, deliveries);
    consumer.activeMs = context.nowMs;
    claimed(context, stream, group);
    n++;
  }
  reply.arrayBefore(mark, n);
});

export const XAUTOCLAIM = command({
  name: "XAUTOCLAIM",
  summary: "Hands entries that have been pending for long over to a consumer.",
  since: "6.2.0",
  group: "stream",
  complexity: "O(1) while the count is small.",
  arity: -6,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "group", type: "string" },
    { name: "consumer", type: "string" },
    { name: "min-idle-time", type: "string" },
    { name: "start", type: "string" },
    { name: "count", type: "integer", token: "COUNT", optional: true },
    { name: "justid", type: "pure-token", token: "JUSTID", optional: true },
  ],
  tips: ["nondeterministic_output"],
  history: [[
    "7.0.0",
    "The deleted entries that were dropped from the pending list are returned too.",
  ]],
}, (context) => {
  const { args, nowMs, reply } = context;
  const entry = context.db.read(args.bytes, args.starts[1], args.ends[1]);
  const minIdleMs = readIdle(args, "XAUTOCLAIM");
  readStart(args, 5, ID);
  let count = COUNT_DEFAULT;
  isJustId = false;
  for (let i = 6; i < args.count; i++) {
    if (args.is(i, "COUNT") && i + 1 < args.count) {
      count = args.integerWithin(++i, 1, COUNT_MAX, "ERR COUNT must be > 0");
    } else if (args.is(i, "JUSTID")) {
      isJustId = true;
    } else {
      throw syntaxError();
    }
  }
  const stream = entry === null ? null : streamOf(context, entry);
  const group = groupOf(stream, context, 2);
  if (stream === null || group === null) throw noGroup(context, 1, 2);
  const consumer = seeConsumer(context, group, 1, 3);
  const deleted: StreamId[] = [];
  const mark = reply.length;
  let n = 0;
  let isThere = group.seek(null, ID);
  for (let left = count * ATTEMPTS; isThere && left > 0 && count > 0; left--) {
    ID.copy(group.id);
    if (!stream.has(ID)) {
      forget(context, group);
      deleted.push(ID.clone());
      count--;
      isThere = group.seek(null, ID);
      continue;
    }
    if (minIdleMs === 0 || nowMs - group.deliveredMs >= minIdleMs) {
      group.deliver(ID, consumer, nowMs, group.deliveries + (isJustId ? 0 : 1));
      consumer.activeMs = nowMs;
      claimed(context, stream, group);
      n++;
      count--;
    }
    isThere = group.next(null);
  }
  reply.arrayBefore(mark, n);
  if (isThere) ID.copy(group.id);
  else ID.setMin();
  replyIdBefore(context, mark);
  reply.array(deleted.length);
  for (const id of deleted) replyId(reply, id);
});

function readIdle(args: Args, name: string): number {
  return Math.max(args.integer(4, `ERR Invalid min-idle-time argument for ${name}`), 0);
}

/** All that looks like an ID is one; options follow. */
function readOptions({ args, nowMs }: Context): void {
  behindIds = FIRST_ID;
  while (behindIds < args.count && isId(args, behindIds, ID)) behindIds++;
  let timeMs = -1;
  retryCount = -1;
  isForced = isJustId = false;
  LAST.setMin();
  for (let i = behindIds; i < args.count; i++) {
    const hasMore = i + 1 < args.count;
    if (args.is(i, "FORCE")) isForced = true;
    else if (args.is(i, "JUSTID")) isJustId = true;
    else if (hasMore && args.is(i, "IDLE")) timeMs = nowMs - readNumber(args, ++i, "IDLE");
    else if (hasMore && args.is(i, "TIME")) timeMs = readNumber(args, ++i, "TIME");
    else if (hasMore && args.is(i, "RETRYCOUNT")) retryCount = readNumber(args, ++i, "RETRYCOUNT");
    else if (hasMore && args.is(i, "LASTID")) readId(args, ++i, LAST);
    else throw new ReplyError(`ERR Unrecognized XCLAIM option '${args.shown(i)}'`);
  }
  // A time that cannot be is taken for now: clocks differ.
  deliveredMs = timeMs < 0 || timeMs > nowMs ? nowMs : timeMs;
}

function readNumber(args: Args, i: number, option: string): number {
  return args.integer(i, `ERR Invalid ${option} option argument for XCLAIM`);
}

/** The entry `ID` is not there any more: nobody can have it pending. */
function forget(context: Context, group: StreamGroup): void {
  if (!group.acknowledge(ID)) return;
  context.server.dirty++;
  if (context.hasEffectListeners) context.effect("XACK", arg(1), arg(2), ID.toString());
}

/** Replies the entry `ID`, which has just changed hands. */
function claimed(context: Context, stream: Stream, group: StreamGroup): void {
  const { reply, server } = context;
  if (isJustId) replyId(reply, ID);
  else replyOne(reply, stream, ID);
  server.dirty++;
  tellClaim(context, group, 1, 3, ID);
}

/** Puts the first two of XAUTOCLAIM's three replies, header and ID, in front of the second one. */
function replyIdBefore({ reply }: Context, mark: number): void {
  reply.insert(mark, () => {
    reply.array(3);
    replyId(reply, ID);
  });
}
