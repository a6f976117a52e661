/**
 * Streams in RDB files: the listpacks of the blocks as they are, what the stream says of itself,
 * and the groups with their consumers and pending entries.
 *
 *   kind 15 (5.0)    no first ID, greatest deleted ID and count of added entries; groups do not tell
 *                    how much they have read
 *   kind 19 (7.0)    all of that
 *   kind 21 (7.2)    besides, when each consumer was active last
 *   kind 26 (8.6)    besides, at the end, what idempotent producers have added
 *   kind 27 (8.8)    besides, in each group, pending entries that were given back
 */

import { STREAM } from "../../keyspace/types.ts";
import { firstElement, integerAt, nextElement } from "../../memory/listpack.ts";
import { Stream } from "../../types/stream.ts";
import { DELETED, SAME_FIELDS } from "../../types/stream_cursor.ts";
import { deliveredMsOf, deliveriesOf, StreamGroup, UNKNOWN } from "../../types/stream_group.ts";
import { countUpTo } from "../../types/stream_lag.ts";
import { compareIds, ID_KEY_BYTES, StreamId } from "../../types/stream_id.ts";
import { checkListpack } from "../elements.ts";
import { KIND } from "../format.ts";
import type { RdbReader } from "../reader.ts";
import type { GroupOutput } from "../walks/group_walk.ts";
import { StreamWalk } from "../walks/stream_walk.ts";
import type { Walk } from "../walks/walk.ts";
import { RdbWriter } from "../writer.ts";
import { BadValueError, type Target } from "./target.ts";

/** A time that was never, as an int64 in two halves is written. */
const NEVER = 0xffff_ffff;
const KEY = new Uint8Array(ID_KEY_BYTES);
const ID = new StreamId();

export function kindOfStream(): number {
  return KIND.STREAM_LISTPACKS_2;
}

/** Begins to write a stream. */
export function openStream(stream: Stream, out: RdbWriter): Walk {
  const state = new RdbWriter(false);
  writeState(stream, state);
  out.size(stream.blocks.count);
  return new StreamWalk(stream, {
    block: (id, bytes, start, end) => {
      id.writeKey(KEY, 0);
      out.string(KEY, 0, ID_KEY_BYTES);
      out.string(bytes, start, end);
    },
    state: () => out.raw(state.bytes, 0, state.length),
    group: groupOutput(out),
  });
}

/** What stands between the blocks and the groups. */
function writeState(stream: Stream, out: RdbWriter): void {
  out.size(stream.length);
  writeId(out, stream.lastId);
  writeId(out, stream.firstId);
  writeId(out, stream.maxDeletedId);
  out.size(stream.entriesAdded);
  out.size(stream.groups.size);
}

/** Pending entries: those of the group with their state, those of a consumer by their IDs only. */
function groupOutput(out: RdbWriter): GroupOutput {
  return {
    begin: ({ name, lastId, entriesRead, pending }) => {
      out.text(name);
      writeId(out, lastId);
      if (entriesRead === UNKNOWN) out.size64(NEVER, NEVER);
      else out.size(entriesRead);
      out.size(pending);
    },
    pending: (entry) => {
      out.raw(entry.bytes, entry.keyStart, entry.keyEnd);
      out.u64(deliveredMsOf(entry));
      out.size(deliveriesOf(entry));
    },
    consumers: ({ consumers }) => out.size(consumers.length),
    consumer: (_group, { name, seenMs, pending }) => {
      out.text(name);
      out.u64(seenMs);
      out.size(pending);
    },
    owned: (_group, _consumer, { bytes, keyStart, keyEnd }) => out.raw(bytes, keyStart, keyEnd),
  };
}

function writeId(out: RdbWriter, { msHigh, msLow, seqHigh, seqLow }: StreamId): void {
  out.size64(msHigh, msLow);
  out.size64(seqHigh, seqLow);
}

/** Reads a stream into the target; one without entries is a key too. */
export function readStream(kind: number, reader: RdbReader, { db, key, nowMs }: Target): void {
  const stream = new Stream(db.memory);
  // From the beginning on the key's, so that whatever happens it goes with the key.
  db.putObject(key, 0, key.length, STREAM, stream, 0);
  const live = readBlocks(reader, stream);
  stream.length = reader.size();
  if (stream.length !== live) reader.fail("a stream's length is not the number of its entries");
  readId(reader, stream.lastId);
  if (kind === KIND.STREAM_LISTPACKS) {
    stream.refreshFirst();
    stream.entriesAdded = stream.length;
  } else {
    readId(reader, stream.firstId);
    readId(reader, stream.maxDeletedId);
    stream.entriesAdded = reader.size();
  }
  for (let groups = reader.count(4); groups > 0; groups--) readGroup(kind, reader, stream, nowMs);
  if (kind >= KIND.STREAM_LISTPACKS_4) passProducers(reader);
}

/** Passes over the IDs that idempotent producers have used: XADD here knows none. */
function passProducers(reader: RdbReader): void {
  reader.size(); // For how long IDs are remembered, and how many.
  reader.size();
  for (let producers = reader.count(2); producers > 0; producers--) {
    reader.string();
    for (let ids = reader.count(3); ids > 0; ids--) {
      reader.string();
      readId(reader, ID);
    }
  }
  reader.size(); // How many were added, and how many came twice.
  reader.size();
}

/** Returns how many entries there are that are not deleted. */
function readBlocks(reader: RdbReader, stream: Stream): number {
  let live = 0;
  const last = new StreamId();
  for (let blocks = reader.count(2); blocks > 0; blocks--) {
    const key = reader.copy();
    if (key.length !== ID_KEY_BYTES) reader.fail("a block of a stream whose key is no ID");
    ID.readKey(key, 0);
    const listpack = reader.copy();
    live += checkBlock(listpack);
    if (stream.blocks.count > 0 && compareIds(ID, last) <= 0) {
      throw new BadValueError("the blocks of a stream are not in order");
    }
    last.copy(ID);
    stream.appendBlock(ID, listpack, 0, listpack.length);
  }
  return live;
}

/** Checks that a block is made as `types/stream.ts` says; returns how many live entries it has. */
function checkBlock(bytes: Uint8Array): number {
  let { count: left } = checkListpack(bytes, 0, bytes.length);
  let p = firstElement(0);
  const next = (): number => {
    if (left-- === 0) damagedBlock();
    const n = integerAt(bytes, p);
    p = nextElement(bytes, p);
    return n;
  };
  const skip = (count: number): void => {
    if (!(count >= 0 && count <= left)) damagedBlock();
    left -= count;
    while (count-- > 0) p = nextElement(bytes, p);
  };
  const [live, deleted, fields] = [next(), next(), next()];
  skip(fields);
  if (next() !== 0) damagedBlock();
  let [seenLive, seenDeleted] = [0, 0];
  while (left > 0) {
    const flags = next();
    if (!(flags >= 0 && flags <= (DELETED | SAME_FIELDS))) damagedBlock();
    skip(2);
    let elements = 3;
    if ((flags & SAME_FIELDS) !== 0) {
      skip(fields);
      elements += fields;
    } else {
      const own = next();
      skip(2 * own);
      elements += 1 + 2 * own;
    }
    if (next() !== elements) damagedBlock();
    if ((flags & DELETED) !== 0) seenDeleted++;
    else seenLive++;
  }
  if (seenLive !== live || seenDeleted !== deleted || live + deleted === 0) damagedBlock();
  return live;
}

function damagedBlock(): never {
  throw new BadValueError("a block of a stream is damaged");
}

function readGroup(kind: number, reader: RdbReader, stream: Stream, nowMs: number): void {
  const name = reader.latin1();
  if (stream.groups.has(name)) throw new BadValueError("two groups of a stream have one name");
  const group = new StreamGroup(stream.memory);
  stream.groups.set(name, group);
  readId(reader, group.lastId);
  if (kind === KIND.STREAM_LISTPACKS) {
    group.entriesRead = countUpTo(stream, group.lastId);
  } else {
    const read = reader.size();
    group.entriesRead = reader.sizeHigh === NEVER ? UNKNOWN : read;
  }
  // Who has each pending entry is only said later.
  const pending = new Map<string, { deliveredMs: number; deliveries: number }>();
  for (let left = reader.count(ID_KEY_BYTES + 9); left > 0; left--) {
    readKey(reader, ID);
    const deliveredMs = reader.i64();
    const deliveries = reader.size();
    if (pending.has(ID.toString())) throw new BadValueError("an entry is pending twice");
    pending.set(ID.toString(), { deliveredMs, deliveries });
  }
  for (let consumers = reader.count(2); consumers > 0; consumers--) {
    const consumerName = reader.latin1();
    if (group.consumers.has(consumerName)) {
      throw new BadValueError("two consumers of a group have one name");
    }
    const consumer = group.addConsumer(consumerName, Math.min(reader.i64(), nowMs));
    consumer.activeMs = kind >= KIND.STREAM_LISTPACKS_3 ? reader.i64() : consumer.seenMs;
    for (let left = reader.count(ID_KEY_BYTES); left > 0; left--) {
      readKey(reader, ID);
      const text = ID.toString();
      const state = pending.get(text);
      if (state === undefined) throw new BadValueError("a consumer has what is not pending");
      pending.delete(text);
      group.deliver(ID, consumer, state.deliveredMs, state.deliveries);
    }
  }
  if (kind === KIND.STREAM_LISTPACKS_5 && reader.count(ID_KEY_BYTES) > 0) {
    throw new BadValueError("pending entries were given back (XNACK), which is not known here");
  }
  if (pending.size > 0) throw new BadValueError("nobody has what is pending");
}

function readId(reader: RdbReader, id: StreamId): void {
  reader.size();
  id.msHigh = reader.sizeHigh;
  id.msLow = reader.sizeLow;
  reader.size();
  id.seqHigh = reader.sizeHigh;
  id.seqLow = reader.sizeLow;
}

function readKey(reader: RdbReader, id: StreamId): void {
  for (let i = 0; i < ID_KEY_BYTES; i++) KEY[i] = reader.u8();
  id.readKey(KEY, 0);
}
