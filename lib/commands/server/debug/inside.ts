/**
 * DEBUG OBJECT, SDSLEN, HTSTATS, LISTPACK, QUICKLIST: how keys and values are held, in the lines
 * that Redis prints.
 */

import type { Database } from "../../../keyspace/database.ts";
import { idleSeconds } from "../../../keyspace/access.ts";
import { ENCODING_NAMES, INT, isObject, LIST, LISTPACK, STRING } from "../../../keyspace/types.ts";
import type { Entry } from "../../../memory/entry.ts";
import { listpackLength } from "../../../memory/listpack.ts";
import type { Quicklist } from "../../../memory/quicklist.ts";
import { ReplyError } from "../../../resp/errors.ts";
import { parseInteger } from "../../../resp/numbers.ts";
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
      `serializedlength:${serializedBytes(entry)} ` +
      `lru:${db.access} lru_seconds_idle:${db.env.isLfu ? 0 : idleSeconds(db.env, db.access)}`,
  );
}

/** What a string takes in a snapshot, before compression. */
function serializedBytes({ valueBytes, valueStart, valueEnd }: Entry): number {
  const length = valueEnd - valueStart;
  if (length <= 11) {
    const n = parseInteger(valueBytes, valueStart, valueEnd);
    if (n >= -(2 ** 7) && n < 2 ** 7) return 2;
    if (n >= -(2 ** 15) && n < 2 ** 15) return 3;
    if (n >= -(2 ** 31) && n < 2 ** 31) return 5;
  }
  return length + (length < 2 ** 6 ? 1 : length < 2 ** 14 ? 2 : 5);
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

function table({ slots, count }: { slots: number; count: number }): string {
  const head = "Hash table 0 stats (main hash table):\n";
  if (count === 0) return `${head}No stats available for empty dictionaries\n`;
  return `${head} table size: ${slots}\n number of elements: ${count}\n`;
}
