/** What the stream commands share: looking streams up, reading IDs, replying entries. */

import { KEEP_EXPIRY } from "../../keyspace/database.ts";
import { STREAM } from "../../keyspace/types.ts";
import { type Entry, TYPE_MASK } from "../../memory/entry.ts";
import { type Args, latin1 } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { ReplyWriter } from "../../resp/reply_writer.ts";
import { Stream } from "../../types/stream.ts";
import { StreamCursor } from "../../types/stream_cursor.ts";
import type { StreamConsumer, StreamGroup } from "../../types/stream_group.ts";
import { AUTO_SEQ, ID_TEXT_BYTES, NO_ID, ONLY_MS, StreamId } from "../../types/stream_id.ts";
import { arg, type Context } from "../context.ts";
import { WRONG_TYPE } from "../messages.ts";

const INVALID_ID = "ERR Invalid stream ID specified as stream command argument";
const DASH = 0x2d;
const PLUS = 0x2b;
const PARENTHESIS = 0x28;

/** The stream at the key that argument `i` names, for reading; throws WRONGTYPE. */
export function readStream(context: Context, i: number): Stream | null {
  const { args, db } = context;
  const entry = db.read(args.bytes, args.starts[i], args.ends[i]);
  return entry === null ? null : streamOf(context, entry);
}

/** The same for a command that will change it: neither a hit nor a miss. */
export function findStream(context: Context, i: number): Stream | null {
  const { args, db } = context;
  const entry = db.find(args.bytes, args.starts[i], args.ends[i]);
  return entry === null ? null : streamOf(context, entry);
}

/** Makes the key that argument `i` names, and that is not there, an empty stream. */
export function createStream({ args, db }: Context, i: number): Stream {
  const stream = new Stream(db.memory);
  db.putObject(args.bytes, args.starts[i], args.ends[i], STREAM, stream, KEEP_EXPIRY);
  return stream;
}

/** The stream that an entry holds; throws WRONGTYPE. */
export function streamOf({ db }: Context, entry: Entry): Stream {
  if ((entry.flags & TYPE_MASK) !== STREAM) throw new ReplyError(WRONG_TYPE);
  return db.objectOf(entry) as Stream;
}

/** Reads argument `i` as an ID; a missing sequence number is 0. */
export function readId({ bytes, starts, ends }: Args, i: number, id: StreamId): void {
  const form = id.parse(bytes, starts[i], ends[i]);
  if (form === NO_ID || form === AUTO_SEQ) throw new ReplyError(INVALID_ID);
}

/** The same, and whether it is one. */
export function isId({ bytes, starts, ends }: Args, i: number, id: StreamId): boolean {
  const form = id.parse(bytes, starts[i], ends[i]);
  return form !== NO_ID && form !== AUTO_SEQ;
}

/** The same, but `ms-*` may be one too: returns whether the sequence number is left open. */
export function readOpenId({ bytes, starts, ends }: Args, i: number, id: StreamId): boolean {
  const form = id.parse(bytes, starts[i], ends[i]);
  if (form === NO_ID) throw new ReplyError(INVALID_ID);
  return form === AUTO_SEQ;
}

/** The same, but `-` and `+` are the least and the greatest ID. */
export function readEdgeId(args: Args, i: number, id: StreamId): void {
  if (!isEdge(args, i, id)) readId(args, i, id);
}

function isEdge({ bytes, starts, ends }: Args, i: number, id: StreamId): boolean {
  if (ends[i] - starts[i] !== 1) return false;
  if (bytes[starts[i]] === DASH) id.setMin();
  else if (bytes[starts[i]] === PLUS) id.setMax();
  else return false;
  return true;
}

/** Reads the lower bound of a range: with `(` in front, the bound itself is left out. */
export function readStart(args: Args, i: number, id: StreamId): void {
  if (readBound(args, i, id, false) && !id.increment()) {
    throw new ReplyError("ERR invalid start ID for the interval");
  }
}

/** Reads the upper bound of a range. */
export function readEnd(args: Args, i: number, id: StreamId): void {
  if (readBound(args, i, id, true) && !id.decrement()) {
    throw new ReplyError("ERR invalid end ID for the interval");
  }
}

function readBound(args: Args, i: number, id: StreamId, isUpper: boolean): boolean {
  const { bytes, starts, ends } = args;
  const isOpen = ends[i] - starts[i] > 1 && bytes[starts[i]] === PARENTHESIS;
  if (!isOpen && isEdge(args, i, id)) return false;
  const form = id.parse(bytes, starts[i] + (isOpen ? 1 : 0), ends[i]);
  if (form === NO_ID || form === AUTO_SEQ) throw new ReplyError(INVALID_ID);
  if (form === ONLY_MS && isUpper) id.setSeqMax();
  return isOpen;
}

const TEXT = new Uint8Array(ID_TEXT_BYTES);

export function replyId(reply: ReplyWriter, id: StreamId): void {
  reply.bulk(TEXT, 0, id.print(TEXT, 0));
}

/** Replies an ID's text as an argument would have it. */
export function idText(id: StreamId): string {
  return latin1(TEXT, 0, id.print(TEXT, 0));
}

/** The cursor of ranges that are replied; each is done with before the next one begins. */
export const RANGE = new StreamCursor();

/** Replies the entry that the cursor is at: its ID, and its fields and values. */
export function replyEntry(reply: ReplyWriter, cursor: StreamCursor): void {
  reply.array(2);
  replyId(reply, cursor.id);
  reply.array(2 * cursor.fieldCount);
  cursor.write(reply);
}

/** Replies up to `count` entries with IDs in [start, end]; returns how many there were. */
export function replyRange(
  reply: ReplyWriter,
  { blocks }: Stream,
  start: StreamId,
  end: StreamId,
  count: number,
  isReverse: boolean,
): number {
  const mark = reply.length;
  let n = 0;
  RANGE.open(blocks, start, end, isReverse);
  while (n < count && RANGE.next()) {
    replyEntry(reply, RANGE);
    n++;
  }
  reply.arrayBefore(mark, n);
  return n;
}

/** Replies up to `count` entries, from the one on that the cursor is at. */
export function replyRest(reply: ReplyWriter, count: number): void {
  const mark = reply.length;
  let n = 0;
  do replyEntry(reply, RANGE); while (++n < count && RANGE.next());
  reply.arrayBefore(mark, n);
}

/** Replies the entry with this ID; false, and nothing was replied, if there is none. */
export function replyOne(reply: ReplyWriter, { blocks }: Stream, id: StreamId): boolean {
  if (!RANGE.open(blocks, id, id, false).next()) return false;
  replyEntry(reply, RANGE);
  return true;
}

/** Argument `i` as a limit of a reply: not less than 0. */
export function readCount(args: Args, i: number): number {
  return Math.max(args.integer(i), 0);
}

/** The group that argument `i` names, or null. */
export function groupOf(stream: Stream | null, { args }: Context, i: number): StreamGroup | null {
  return stream?.groups.get(args.text(i)) ?? null;
}

/** What is said of a key or a group that is not there, `key` and `group` being arguments. */
export function noGroup({ args }: Context, key: number, group: number, where = ""): ReplyError {
  return new ReplyError(
    `NOGROUP No such key '${args.shown(key)}' or consumer group '${args.shown(group)}'${where}`,
  );
}

/**
 * The consumer that argument `i` names: it is seen now, and made if it is not there. Its group's name
 * is the argument before.
 */
export function seeConsumer(
  context: Context,
  group: StreamGroup,
  key: number,
  i: number,
): StreamConsumer {
  const name = context.args.text(i);
  const known = group.consumers.get(name);
  if (known !== undefined) {
    known.seenMs = context.nowMs;
    return known;
  }
  const made = group.addConsumer(name, context.nowMs);
  context.server.dirty++;
  context.notify(key, "stream", "xgroup-createconsumer");
  context.effect("XGROUP", "CREATECONSUMER", arg(key), arg(i - 1), arg(i));
  return made;
}

/** What a consumer has got, as a command that repeats it: arguments `i` and before name it. */
export function tellClaim(
  context: Context,
  { deliveredMs, deliveries, lastId }: StreamGroup,
  key: number,
  i: number,
  id: StreamId,
): void {
  if (!context.hasEffectListeners) return;
  const state = ["TIME", deliveredMs, "RETRYCOUNT", deliveries];
  const last = ["FORCE", "JUSTID", "LASTID", lastId.toString()];
  context.effect("XCLAIM", arg(key), arg(i - 1), arg(i), 0, id.toString(), ...state, ...last);
}

/** The same for how far a group has got; argument `i` names it. */
export function tellProgress(
  context: Context,
  { entriesRead, lastId }: StreamGroup,
  key: number,
  i: number,
): void {
  if (!context.hasEffectListeners) return;
  const last = lastId.toString();
  context.effect("XGROUP", "SETID", arg(key), arg(i), last, "ENTRIESREAD", entriesRead);
}

/** Names in the order in which Redis lists them: that of their bytes. */
export function byName<T>(map: ReadonlyMap<string, T>): [name: string, value: T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
