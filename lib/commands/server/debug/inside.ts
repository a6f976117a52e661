/**
 * DEBUG OBJECT, SDSLEN, HTSTATS, HTSTATS-KEY, LISTPACK, QUICKLIST: how keys and values are held, in the lines
 * that Redis prints.
 */

import type { Database } from "../../../keyspace/database.ts";
import { idleSeconds } from "../../../keyspace/access.ts";
import {
  ENCODING_NAMES,
  HASH,
  INT,
  isObject,
  LIST,
  LISTPACK,
  SET,
  STRING,
  ZSET,
} from "../../../keyspace/types.ts";
import type { Entry } from "../../../memory/entry.ts";
import { listpackLength } from "../../../memory/listpack.ts";
import type { Quicklist } from "../../../memory/quicklist.ts";
import type { DictionarySize } from "../../../memory/table.ts";
import { writeValue } from "../../../rdb/value.ts";
import { RdbWriter } from "../../../rdb/writer.ts";
import { ReplyError } from "../../../resp/errors.ts";
import { parseInteger } from "../../../resp/numbers.ts";
import type { HashSet } from "../../../types/hash_set.ts";
import type { HashTable } from "../../../types/hash_table.ts";
import type { LargeSortedSet } from "../../../types/large_sorted_set.ts";
import type { Context } from "../../context.ts";
import { references } from "../../generic/object.ts";
import { NO_SUCH_KEY } from "../../messages.ts";

/** The entry of the key that argument `i` names, without touching it. */
function entryAt({ args, db }: Context, i: number): Entry {
  const entry = db.peek(args.bytes, args.starts[i], args.ends[i]);
  if (entry === null) throw new ReplyError(NO_SUCH_KEY);
  return entry;
}

export function describeObject(context: Context): void {
  const { db, reply } = context;
  const entry = entryAt(context, 2);
  const place = entry.ref.toString(16).padStart(12, "0");
  reply.simple(
    `Value at:0x${place} refcount:${references(context, entry)} ` +
      `encoding:${ENCODING_NAMES[entry.type][entry.encoding]} ` +
      `serializedlength:${serializedBytes(context, entry)} ` +
      `lru:${db.access} lru_seconds_idle:${db.env.isLfu ? 0 : idleSeconds(db.env, db.access)}` +
      (entry.type === LIST && isObject(entry.flags) ? nodes(context, entry) : ""),
  );
}

/** What a value takes in a snapshot. */
function serializedBytes({ db, server }: Context, entry: Entry): number {
  const out = new RdbWriter(server.config.values.rdbcompression);
  writeValue(db, entry, out);
  return out.length;
}

/** The nodes of a long list; none of them is ever compressed. */
function nodes({ db, server }: Context, entry: Entry): string {
  const list = db.objectOf(entry) as Quicklist;
  let bytes = 0;
  list.forEachNode((_, start, end) => bytes += end - start);
  return ` ql_nodes:${list.nodes} ql_avg_node:${(list.length / list.nodes).toFixed(2)} ` +
    `ql_listpack_max:${server.config.values.listMaxListpackSize} ` +
    `ql_compressed:0 ql_uncompressed_size:${bytes}`;
}

export function describeString(context: Context): void {
  const entry = entryAt(context, 2);
  if (entry.encoding === INT) throw new ReplyError("ERR Not an sds encoded string.");
  const key = entry.keyEnd - entry.keyStart;
  const value = entry.valueLength;
  const room = context.db.roomOf(entry);
  context.reply.simple(
    `key_sds_len:${key}, key_sds_avail:0, key_zmalloc: ${key}, ` +
      `val_sds_len:${value}, val_sds_avail:${room - value}, val_zmalloc: ${room}`,
  );
}

export function describeListpack(context: Context): void {
  const { reply, server } = context;
  const { encoding, type, valueBytes, valueStart, valueLength } = entryAt(context, 2);
  if (type === STRING || encoding !== LISTPACK) {
    throw new ReplyError("ERR Not a listpack encoded object.");
  }
  const elements = listpackLength(valueBytes, valueStart);
  server.host.log("notice", `Listpack of ${valueLength} bytes: ${elements} elements`);
  reply.simple("Listpack structure printed on stdout");
}

/** With a third argument other than 0, node by node. */
export function describeQuicklist(context: Context): void {
  const { args, db, reply, server } = context;
  const entry = entryAt(context, 2);
  if (entry.type !== LIST || !isObject(entry.flags)) {
    throw new ReplyError("ERR Not a quicklist encoded object.");
  }
  const { host } = server;
  const list = db.objectOf(entry) as Quicklist;
  host.log("notice", `Quicklist of ${list.nodes} nodes: ${list.length} elements`);
  if (args.count > 3 && (parseInteger(args.bytes, args.starts[3], args.ends[3]) || 0) !== 0) {
    list.forEachNode((bytes, start, end, isPlain) => {
      const what = isPlain ? "a plain element" : `${listpackLength(bytes, start)} elements`;
      host.log("notice", `Node of ${end - start} bytes: ${what}`);
    });
  }
  reply.simple("Quicklist structure printed on stdout");
}

export function describeTables({ reply }: Context, db: Database): void {
  const [keys, volatile] = db.dictionaries;
  reply.verbatim("txt", `[Dictionary HT]\n${table(keys)}[Expires HT]\n${table(volatile)}`);
}

/** The table that finds the members of one large value. */
export function describeTable(context: Context): void {
  const { db, reply } = context;
  const size = dictionaryOf(db, entryAt(context, 2));
  if (size === null) {
    throw new ReplyError(
      "ERR The value stored at the specified key is not represented using an hash table",
    );
  }
  reply.verbatim("txt", table(size));
}

function dictionaryOf(db: Database, entry: Entry): DictionarySize | null {
  if (!isObject(entry.flags)) return null;
  const value = db.objectOf(entry);
  switch (entry.type) {
    case HASH:
      return (value as HashTable).dictionary;
    case SET:
      return (value as HashSet).table.dictionaries[0];
    case ZSET:
      return (value as LargeSortedSet).table.dictionaries[0];
  }
  return null;
}

function table({ slots, count }: DictionarySize): string {
  const head = "Hash table 0 stats (main hash table):\n";
  if (count === 0) return `${head}No stats available for empty dictionaries\n`;
  return `${head} table size: ${slots}\n number of elements: ${count}\n`;
}
