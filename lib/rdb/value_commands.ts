/**
 * Values as the commands that make them, for append-only files without RDB. Collections come in
 * commands of 64 elements, as Redis writes them.
 */

import type { Database } from "../keyspace/database.ts";
import { HASH, LIST, SET, STREAM, STRING, ZSET } from "../keyspace/types.ts";
import type { Entry } from "../memory/entry.ts";
import { formatDouble17 } from "../resp/numbers.ts";
import type { ReplyWriter } from "../resp/reply_writer.ts";
import { Hash } from "../types/hash.ts";
import { List } from "../types/list.ts";
import { membersOf } from "../types/set.ts";
import { SortedSet } from "../types/sorted_set.ts";
import type { Stream } from "../types/stream.ts";
import { StreamCursor } from "../types/stream_cursor.ts";
import type { StreamGroup } from "../types/stream_group.ts";
import { MAX_ID, MIN_ID } from "../types/stream_id.ts";

/** Elements in one command. */
const AT_ONCE = 64;

/** Writes commands that make an entry, but for its expiry; false if nothing of it is alive. */
export function writeCommands(db: Database, entry: Entry, out: ReplyWriter): boolean {
  switch (entry.type) {
    case STRING:
      head(out, 3, "SET", entry);
      out.bulk(entry.valueBytes, entry.valueStart, entry.valueEnd);
      return true;
    case LIST:
      writeList(db, entry, out);
      return true;
    case SET:
      writeSet(db, entry, out);
      return true;
    case ZSET:
      writeSortedSet(db, entry, out);
      return true;
    case HASH:
      return writeHash(db, entry, out);
    case STREAM:
      writeStream(db.objectOf(entry) as Stream, entry, out);
      return true;
    default:
      throw new Error(`There is no command for type ${entry.type}`);
  }
}

/** The beginning of a command of `words` words, the second of which is the key. */
function head(out: ReplyWriter, words: number, name: string, entry: Entry): void {
  out.array(words);
  out.text(name);
  out.bulk(entry.bytes, entry.keyStart, entry.keyEnd);
}

function writeList(db: Database, entry: Entry, out: ReplyWriter): void {
  const list = new List().open(db, entry, 0);
  list.seek(0);
  for (let left = list.size; left > 0; left -= AT_ONCE) {
    const count = Math.min(left, AT_ONCE);
    head(out, 2 + count, "RPUSH", entry);
    for (let i = 0; i < count; i++) {
      out.bulk(list.element.bytes, list.element.start, list.element.end);
      list.next();
    }
  }
}

function writeSet(db: Database, entry: Entry, out: ReplyWriter): void {
  const members = membersOf(db, entry);
  for (let left = members.size; left > 0; left -= AT_ONCE) {
    const count = Math.min(left, AT_ONCE);
    head(out, 2 + count, "SADD", entry);
    for (let i = 0; i < count; i++) {
      members.next();
      out.bulk(members.bytes, members.start, members.end);
    }
  }
}

function writeSortedSet(db: Database, entry: Entry, out: ReplyWriter): void {
  const set = new SortedSet().open(db, entry);
  const { member } = set;
  set.seek(0);
  for (let left = set.size; left > 0; left -= AT_ONCE) {
    const count = Math.min(left, AT_ONCE);
    head(out, 2 + 2 * count, "ZADD", entry);
    for (let i = 0; i < count; i++) {
      out.text(formatDouble17(set.score));
      out.bulk(member.bytes, member.start, member.end);
      set.next();
    }
  }
}

function writeHash(db: Database, entry: Entry, out: ReplyWriter): boolean {
  const hash = new Hash().view(db, entry);
  let left = hash.liveSize;
  if (left === 0) return false;
  let inCommand = 0;
  hash.forEach((field, value) => {
    if (inCommand === 0) {
      inCommand = Math.min(left, AT_ONCE);
      left -= inCommand;
      head(out, 2 + 2 * inCommand, "HMSET", entry);
    }
    out.bulk(field.bytes, field.start, field.end);
    out.bulk(value.bytes, value.start, value.end);
    inCommand--;
  });
  if (!hash.isVolatile) return true;
  hash.forEach((field, _value, expireAtMs) => {
    if (expireAtMs === 0) return;
    head(out, 6, "HPEXPIREAT", entry);
    out.text(`${expireAtMs}`);
    out.text("FIELDS");
    out.text("1");
    out.bulk(field.bytes, field.start, field.end);
  });
  return true;
}

function writeStream(stream: Stream, entry: Entry, out: ReplyWriter): void {
  const { lastId, maxDeletedId } = stream;
  const cursor = new StreamCursor().open(stream.blocks, MIN_ID, MAX_ID, false);
  while (cursor.next()) {
    head(out, 3 + 2 * cursor.fieldCount, "XADD", entry);
    out.text(`${cursor.id}`);
    cursor.write(out);
  }
  if (stream.length === 0) {
    // A stream without entries: one is added and trimmed at once.
    head(out, 7, "XADD", entry);
    for (const word of ["MAXLEN", "0", lastId.isMin ? "0-1" : `${lastId}`, "x", "y"]) {
      out.text(word);
    }
  }
  head(out, 7, "XSETID", entry);
  out.text(`${lastId}`);
  out.text("ENTRIESADDED");
  out.text(`${stream.entriesAdded}`);
  out.text("MAXDELETEDID");
  out.text(`${maxDeletedId}`);
  for (const [name, group] of stream.groups) writeGroup(name, group, entry, out);
}

function writeGroup(name: string, group: StreamGroup, entry: Entry, out: ReplyWriter): void {
  const subcommand = (words: number, word: string) => {
    out.array(words);
    out.text("XGROUP");
    out.text(word);
    out.bulk(entry.bytes, entry.keyStart, entry.keyEnd);
    out.text(name);
  };
  subcommand(7, "CREATE");
  out.text(`${group.lastId}`);
  out.text("ENTRIESREAD");
  out.text(`${group.entriesRead}`);
  for (const consumer of group.consumers.values()) {
    subcommand(5, "CREATECONSUMER");
    out.text(consumer.name);
    let isThere = consumer.index.size > 0 && group.seek(consumer, MIN_ID);
    for (; isThere; isThere = group.next(consumer)) {
      head(out, 12, "XCLAIM", entry);
      out.text(name);
      out.text(consumer.name);
      out.text("0");
      out.text(`${group.id}`);
      out.text("TIME");
      out.text(`${group.deliveredMs}`);
      out.text("RETRYCOUNT");
      out.text(`${group.deliveries}`);
      out.text("JUSTID");
      out.text("FORCE");
    }
  }
}
