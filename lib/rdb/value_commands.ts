/**
 * Values as the commands that make them, for append-only files without RDB. Collections come in
 * commands of 64 elements, as Redis writes them.
 */

import type { Database } from "../keyspace/database.ts";
import { HASH, isObject, LIST, SET, STRING, ZSET } from "../keyspace/types.ts";
import type { Entry } from "../memory/entry.ts";
import { listpackLength } from "../memory/listpack.ts";
import { Memory } from "../memory/memory.ts";
import type { Quicklist } from "../memory/quicklist.ts";
import type { Table } from "../memory/table.ts";
import { formatDouble17 } from "../resp/numbers.ts";
import { ReplyWriter } from "../resp/reply_writer.ts";
import { Hash } from "../types/hash.ts";
import type { HashSet } from "../types/hash_set.ts";
import type { HashTable } from "../types/hash_table.ts";
import { type LargeSortedSet, scoreOf } from "../types/large_sorted_set.ts";
import { List } from "../types/list.ts";
import { membersOf } from "../types/set.ts";
import { SortedSet } from "../types/sorted_set.ts";
import { Stream } from "../types/stream.ts";
import { StreamCursor } from "../types/stream_cursor.ts";
import { deliveredMsOf, deliveriesOf } from "../types/stream_group.ts";
import { MAX_ID, MIN_ID, StreamId } from "../types/stream_id.ts";
import { visitListpack } from "./elements.ts";
import type { GroupOutput } from "./walks/group_walk.ts";
import { ListWalk } from "./walks/list_walk.ts";
import { ScoreWalk } from "./walks/score_walk.ts";
import { StreamWalk } from "./walks/stream_walk.ts";
import { TableWalk } from "./walks/table_walk.ts";
import { type Walk, walkToEnd } from "./walks/walk.ts";

/** Elements in one command. */
const AT_ONCE = 64;
/** Scratch: an ID, and a stream of one block, to be read. */
const ID = new StreamId();
const BLOCK = new Stream(new Memory(0));

/** Writes commands that make an entry, but for its expiry; false if nothing of it is alive. */
export function writeCommands(db: Database, entry: Entry, out: ReplyWriter): boolean {
  if (isObject(entry.flags)) {
    walkToEnd(openCommands(db, entry, out));
    return true;
  }
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
    default:
      throw new Error(`There is no command for type ${entry.type}`);
  }
}

/** The beginning of a command of `words` words, the second of which is the key. */
function head(out: ReplyWriter, words: number, name: string, key: Name): void {
  out.array(words);
  out.text(name);
  out.bulk(key.bytes, key.keyStart, key.keyEnd);
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
    writeExpiry(entry, field.bytes, field.start, field.end, expireAtMs, out);
  });
  return true;
}

/** Where a key's name lies. */
type Name = Pick<Entry, "bytes" | "keyStart" | "keyEnd">;

/**
 * Begins to write commands that make a large collection, to go on as long as it takes. Fields of
 * hashes that have expired are written, too.
 */
export function openCommands(db: Database, entry: Entry, out: ReplyWriter): Walk {
  const bytes = entry.bytes.slice(entry.keyStart, entry.keyEnd);
  const key = { bytes, keyStart: 0, keyEnd: bytes.length };
  const object = db.objectOf(entry);
  switch (entry.type) {
    case LIST:
      return new ListWalk(object as Quicklist, (...node) => writeNode(key, out, ...node));
    case SET: {
      const { table } = object as HashSet;
      return new TableWalk(table, (refs) => writeMembers(table, refs, key, out));
    }
    case ZSET: {
      const { table } = object as LargeSortedSet;
      return new ScoreWalk(
        object as LargeSortedSet,
        (refs) => writeScores(table, refs, key, out),
      );
    }
    case HASH: {
      const { table } = object as HashTable;
      return new TableWalk(table, (refs) => writeFields(table, refs, key, out));
    }
    default:
      return openStream(object as Stream, key, out);
  }
}

function writeNode(
  key: Name,
  out: ReplyWriter,
  bytes: Uint8Array,
  start: number,
  end: number,
  isPlain: boolean,
): void {
  if (isPlain) {
    head(out, 3, "RPUSH", key);
    return out.bulk(bytes, start, end);
  }
  let left = listpackLength(bytes, start);
  let inCommand = 0;
  visitListpack(bytes, start, (element) => {
    if (inCommand === 0) {
      inCommand = Math.min(left, AT_ONCE);
      left -= inCommand;
      head(out, 2 + inCommand, "RPUSH", key);
    }
    out.bulk(element.bytes, element.start, element.end);
    inCommand--;
  });
}

function writeMembers(table: Table, refs: readonly number[], key: Name, out: ReplyWriter): void {
  head(out, 2 + refs.length, "SADD", key);
  for (const ref of refs) {
    const { bytes, keyStart, keyEnd } = table.load(ref);
    out.bulk(bytes, keyStart, keyEnd);
  }
}

function writeScores(table: Table, refs: readonly number[], key: Name, out: ReplyWriter): void {
  head(out, 2 + 2 * refs.length, "ZADD", key);
  for (const ref of refs) {
    const entry = table.load(ref);
    out.text(formatDouble17(scoreOf(entry)));
    out.bulk(entry.bytes, entry.keyStart, entry.keyEnd);
  }
}

function writeFields(table: Table, refs: readonly number[], key: Name, out: ReplyWriter): void {
  head(out, 2 + 2 * refs.length, "HMSET", key);
  for (const ref of refs) {
    const { bytes, keyStart, keyEnd, valueBytes, valueStart, valueEnd } = table.load(ref);
    out.bulk(bytes, keyStart, keyEnd);
    out.bulk(valueBytes, valueStart, valueEnd);
  }
  for (const ref of refs) {
    const { bytes, keyStart, keyEnd, expireAtMs } = table.load(ref);
    if (expireAtMs !== 0) writeExpiry(key, bytes, keyStart, keyEnd, expireAtMs, out);
  }
}

function writeExpiry(
  key: Name,
  bytes: Uint8Array,
  start: number,
  end: number,
  expireAtMs: number,
  out: ReplyWriter,
): void {
  head(out, 6, "HPEXPIREAT", key);
  out.text(`${expireAtMs}`);
  out.text("FIELDS");
  out.text("1");
  out.bulk(bytes, start, end);
}

function openStream(stream: Stream, key: Name, out: ReplyWriter): Walk {
  const state = new ReplyWriter();
  writeState(stream, key, state);
  return new StreamWalk(stream, {
    block: (id, bytes, start, end) => {
      BLOCK.appendBlock(id, bytes, start, end);
      const cursor = new StreamCursor().open(BLOCK.blocks, MIN_ID, MAX_ID, false);
      while (cursor.next()) {
        head(out, 3 + 2 * cursor.fieldCount, "XADD", key);
        out.text(`${cursor.id}`);
        cursor.write(out);
      }
      BLOCK.blocks.remove(0);
    },
    state: () => out.append(state.bytes, 0, state.length),
    group: groupOutput(key, out),
  });
}

/** What makes a stream with its entries say of itself what it said. */
function writeState(stream: Stream, key: Name, out: ReplyWriter): void {
  const { entriesAdded, lastId, length, maxDeletedId } = stream;
  if (length === 0) {
    // A stream without entries: one is added and trimmed at once.
    head(out, 7, "XADD", key);
    for (const word of ["MAXLEN", "0", lastId.isMin ? "0-1" : `${lastId}`, "x", "y"]) {
      out.text(word);
    }
  }
  head(out, 7, "XSETID", key);
  out.text(`${lastId}`);
  out.text("ENTRIESADDED");
  out.text(`${entriesAdded}`);
  out.text("MAXDELETEDID");
  out.text(`${maxDeletedId}`);
}

/** A group, its consumers, and what each has pending. */
function groupOutput(key: Name, out: ReplyWriter): GroupOutput {
  const subcommand = (words: number, word: string, name: string) => {
    out.array(words);
    out.text("XGROUP");
    out.text(word);
    out.bulk(key.bytes, key.keyStart, key.keyEnd);
    out.text(name);
  };
  return {
    begin: ({ name, lastId, entriesRead }) => {
      subcommand(7, "CREATE", name);
      out.text(`${lastId}`);
      out.text("ENTRIESREAD");
      out.text(`${entriesRead}`);
    },
    pending: () => {},
    consumers: () => {},
    consumer: (group, { name }) => {
      subcommand(5, "CREATECONSUMER", group.name);
      out.text(name);
    },
    owned: (group, { name }, entry) => {
      head(out, 12, "XCLAIM", key);
      out.text(group.name);
      out.text(name);
      out.text("0");
      out.text(`${ID.readKey(entry.bytes, entry.keyStart)}`);
      out.text("TIME");
      out.text(`${deliveredMsOf(entry)}`);
      out.text("RETRYCOUNT");
      out.text(`${deliveriesOf(entry)}`);
      out.text("JUSTID");
      out.text("FORCE");
    },
  };
}
