/** XREAD and XREADGROUP: what has come since, waiting for it if asked to. */

import { STREAM } from "../../keyspace/types.ts";
import { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { Stream } from "../../types/stream.ts";
import type { StreamConsumer, StreamGroup } from "../../types/stream_group.ts";
import { compareIds, MAX_ID, StreamId } from "../../types/stream_id.ts";
import { countRead } from "../../types/stream_lag.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { readMilliseconds } from "../timeout.ts";
import {
  groupOf,
  idText,
  noGroup,
  RANGE,
  readCount,
  readId,
  readStream,
  replyEntry,
  replyId,
  replyOne,
  replyRest,
  seeConsumer,
  tellClaim,
  tellProgress,
} from "./values.ts";

const UNBALANCED = "ERR Unbalanced 'xread' list of streams: for each stream key an ID, '+', or " +
  "'$' must be specified.";
const UNBALANCED_GROUP = "ERR Unbalanced 'xreadgroup' list of streams: for each stream key an ID " +
  "or '>' must be specified.";
const ONLY_GROUP = "ERR The > ID can be specified only when calling XREADGROUP using the GROUP " +
  "<group> <consumer> option.";
const WITH_GROUP = " in XREADGROUP with GROUP option";

/** No waiting. */
const AT_ONCE = -1;

// The options of the command that is executed.
let count = Infinity;
let timeoutMs = AT_ONCE;
/** The first of the keys, and how many there are; their IDs follow them. */
let firstKey = 0;
let keys = 0;
/** Argument of the group's name; the consumer's follows. 0 for XREAD. */
let groupArg = 0;
let acknowledges = true;

/** Behind which ID each stream is read; `MAX_ID`: what is new to the group. Reused. */
const AFTER: StreamId[] = [];
const START = new StreamId();

export const XREAD = command({
  name: "XREAD",
  summary:
    "Returns the entries of streams that come after given IDs, waiting for them when asked to.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(N) for each stream, N being the number of returned entries.",
  arity: -4,
  flags: ["readonly", "blocking", "movablekeys"],
  keys: [{
    flags: ["RO", "access"],
    begin: { keyword: "STREAMS", startFrom: 1 },
    find: { last: -1, step: 1, limit: 2 },
  }],
  args: [
    { name: "count", type: "integer", token: "COUNT", optional: true },
    { name: "milliseconds", type: "integer", token: "BLOCK", optional: true },
    {
      name: "streams",
      type: "block",
      token: "STREAMS",
      args: [
        { name: "key", type: "key", multiple: true, keySpec: 0 },
        { name: "id", type: "string", multiple: true },
      ],
    },
  ],
}, (context) => {
  readOptions(context, false);
  const { args, reply } = context;
  for (let i = 0; i < keys; i++) resolveId(context, i);
  const mark = reply.length;
  let served = 0;
  for (let i = 0; i < keys; i++) {
    const stream = readStream(context, firstKey + i);
    if (stream === null || stream.length === 0) continue;
    if (compareIds(AFTER[i], stream.lastId) >= 0) continue;
    if (!START.copy(AFTER[i]).increment()) continue;
    if (!RANGE.open(stream.blocks, START, MAX_ID, false).next()) continue;
    served++;
    replyKey(context, i);
    replyRest(reply, count);
  }
  if (served > 0) return replyHeader(context, mark, served);
  if (timeoutMs === AT_ONCE) return reply.nullArray();
  context.block(STREAM, firstKey, firstKey + keys - 1, timeoutMs, false, withIds(args));
});

export const XREADGROUP = command({
  name: "XREADGROUP",
  summary: "Returns entries of streams to a consumer of a group, waiting for them when asked to.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(M) for each stream, M being the number of returned entries.",
  arity: -7,
  flags: ["write", "blocking", "movablekeys"],
  keys: [{
    flags: ["RO", "access"],
    begin: { keyword: "STREAMS", startFrom: 4 },
    find: { last: -1, step: 1, limit: 2 },
  }],
  args: [
    {
      name: "group-block",
      type: "block",
      token: "GROUP",
      args: [
        { name: "group", type: "string" },
        { name: "consumer", type: "string" },
      ],
    },
    { name: "count", type: "integer", token: "COUNT", optional: true },
    { name: "milliseconds", type: "integer", token: "BLOCK", optional: true },
    { name: "noack", type: "pure-token", token: "NOACK", optional: true },
    {
      name: "streams",
      type: "block",
      token: "STREAMS",
      args: [
        { name: "key", type: "key", multiple: true, keySpec: 0 },
        { name: "id", type: "string", multiple: true },
      ],
    },
  ],
}, (context) => {
  readOptions(context, true);
  const { args, reply, server } = context;
  if (groupArg === 0) throw new ReplyError("ERR Missing GROUP option for XREADGROUP");
  for (let i = 0; i < keys; i++) {
    const stream = readStream(context, firstKey + i);
    if (groupOf(stream, context, groupArg) === null) {
      throw noGroup(context, firstKey + i, groupArg, WITH_GROUP);
    }
    resolveGroupId(args, i);
  }
  const mark = reply.length;
  let served = 0;
  for (let i = 0; i < keys; i++) {
    const stream = readStream(context, firstKey + i)!;
    const group = groupOf(stream, context, groupArg)!;
    const consumer = seeConsumer(context, group, firstKey + i, groupArg + 1);
    if (!AFTER[i].isMax) {
      served++;
      replyKey(context, i);
      replyHistory(context, stream, group, consumer, AFTER[i]);
    } else if (hasNew(stream, group)) {
      served++;
      replyKey(context, i);
      deliver(context, i, stream, group, consumer);
      server.dirty++; // That history was read again is not told.
    }
  }
  if (served > 0) return replyHeader(context, mark, served);
  if (timeoutMs === AT_ONCE) return reply.nullArray();
  context.block(STREAM, firstKey, firstKey + keys - 1, timeoutMs, true);
});

function readOptions({ args, nowMs }: Context, isGroup: boolean): void {
  count = Infinity;
  timeoutMs = AT_ONCE;
  firstKey = groupArg = 0;
  acknowledges = true;
  for (let i = 1; i < args.count && firstKey === 0; i++) {
    const more = args.count - 1 - i;
    if (more > 0 && args.is(i, "BLOCK")) {
      timeoutMs = readMilliseconds(args, ++i, nowMs);
    } else if (more > 0 && args.is(i, "COUNT")) {
      count = readCount(args, ++i) || Infinity;
    } else if (more > 0 && args.is(i, "STREAMS")) {
      firstKey = i + 1;
      if (more % 2 !== 0) {
        throw new ReplyError(isGroup ? UNBALANCED_GROUP : UNBALANCED);
      }
      keys = more / 2;
    } else if (more >= 2 && args.is(i, "GROUP")) {
      if (!isGroup) throw onlyForGroups("GROUP");
      groupArg = i + 1;
      i += 2;
    } else if (args.is(i, "NOACK")) {
      if (!isGroup) throw onlyForGroups("NOACK");
      acknowledges = false;
    } else {
      throw syntaxError();
    }
  }
  if (firstKey === 0) throw syntaxError();
  while (AFTER.length < keys) AFTER.push(new StreamId());
}

function onlyForGroups(option: string): ReplyError {
  return new ReplyError(
    `ERR The ${option} option is only supported by XREADGROUP. You called XREAD instead.`,
  );
}

/** Behind which ID stream `i` is read. */
function resolveId(context: Context, i: number): void {
  const { args } = context;
  const stream = readStream(context, firstKey + i);
  const at = firstKey + keys + i;
  const after = AFTER[i];
  if (args.is(at, "$")) {
    if (stream === null) after.setMin();
    else after.copy(stream.lastId);
  } else if (args.is(at, "+")) {
    // The last entry is what comes behind the ID before its own.
    if (stream === null) after.setMin();
    else if (stream.length === 0) after.copy(stream.lastId);
    else {
      stream.edge(true, after);
      after.decrement();
    }
  } else if (args.is(at, ">")) {
    throw new ReplyError(ONLY_GROUP);
  } else {
    readId(args, at, after);
  }
}

function resolveGroupId(args: Args, i: number): void {
  const at = firstKey + keys + i;
  if (args.is(at, "$") || args.is(at, "+")) {
    const sign = args.text(at);
    throw new ReplyError(
      `ERR The ${sign} ID is meaningless in the context of XREADGROUP: you want to read the ` +
        "history of this consumer by specifying a proper ID, or use the > ID to get new messages. " +
        `The ${sign} ID would just return an empty result set.`,
    );
  }
  if (args.is(at, ">")) AFTER[i].setMax();
  else readId(args, at, AFTER[i]);
}

/** The command with the IDs that its `$` and `+` stand for now. */
function withIds(args: Args): Args {
  const words = Array.from({ length: args.count }, (_, i) => args.text(i));
  for (let i = 0; i < keys; i++) words[firstKey + keys + i] = idText(AFTER[i]);
  return Args.of(...words);
}

/** Begins the reply of stream `i`: a pair in RESP2, a key and its value in RESP3. */
function replyKey({ args, reply }: Context, i: number): void {
  if (reply.protocol === 2) reply.array(2);
  reply.bulk(args.bytes, args.starts[firstKey + i], args.ends[firstKey + i]);
}

function replyHeader({ reply }: Context, mark: number, served: number): void {
  if (reply.protocol === 2) reply.arrayBefore(mark, served);
  else reply.mapBefore(mark, served);
}

/** Whether there is anything; then the cursor is at the first of it. */
function hasNew(stream: Stream, group: StreamGroup): boolean {
  if (stream.length === 0) return false;
  if (compareIds(group.lastId, stream.lastId) >= 0) return false;
  return START.copy(group.lastId).increment() &&
    RANGE.open(stream.blocks, START, MAX_ID, false).next();
}

/**
 * Replies what is new to the group, from where `hasNew` has put the cursor on, and keeps it in mind
 * until it is acknowledged.
 */
function deliver(
  context: Context,
  i: number,
  stream: Stream,
  group: StreamGroup,
  consumer: StreamConsumer,
): void {
  const { nowMs, reply } = context;
  const mark = reply.length;
  let n = 0;
  do {
    const { id } = RANGE;
    countRead(stream, group, id);
    group.lastId.copy(id);
    replyEntry(reply, RANGE);
    if (acknowledges) {
      group.deliver(id, consumer, nowMs, 1);
      consumer.activeMs = nowMs;
      tellClaim(context, group, firstKey + i, groupArg + 1, id);
    }
  } while (++n < count && RANGE.next());
  reply.arrayBefore(mark, n);
  tellProgress(context, group, firstKey + i, groupArg);
}

/** Replies what the consumer has got and not acknowledged, deleted entries without their fields. */
function replyHistory(
  { nowMs, reply }: Context,
  stream: Stream,
  group: StreamGroup,
  consumer: StreamConsumer,
  after: StreamId,
): void {
  const mark = reply.length;
  let n = 0;
  START.copy(after).increment();
  for (let isThere = group.seek(consumer, START); isThere && n < count;) {
    const { id } = group;
    if (replyOne(reply, stream, id)) {
      group.update(nowMs, group.deliveries + 1);
    } else {
      reply.array(2);
      replyId(reply, id);
      reply.nullArray();
    }
    n++;
    isThere = group.next(consumer);
  }
  reply.arrayBefore(mark, n);
}
