/** Opening lists for commands: the type is checked, and what is missing is null. */

import { LIST } from "../../keyspace/types.ts";
import { type Entry, TYPE_MASK } from "../../memory/entry.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { List } from "../../types/list.ts";
import type { Context } from "../context.ts";
import { WRONG_TYPE } from "../messages.ts";

/** The list that a command works on; reused. */
const CURSOR = new List();

/** The list at the key that argument `i` names, for reading; throws WRONGTYPE. */
export function readList(context: Context, i: number): List | null {
  const { args, db } = context;
  return open(context, db.read(args.bytes, args.starts[i], args.ends[i]));
}

/** The same for a command that will change it: neither a hit nor a miss. */
export function findList(context: Context, i: number): List | null {
  const { args, db } = context;
  return open(context, db.find(args.bytes, args.starts[i], args.ends[i]));
}

/** Makes the key that was just missed an empty list, to which something must be added. */
export function createList({ args, db, server }: Context, i: number): List {
  const { listMaxListpackSize } = server.config.values;
  return CURSOR.create(db, args.bytes, args.starts[i], args.ends[i], listMaxListpackSize);
}

function open({ db, server }: Context, entry: Entry | null): List | null {
  if (entry === null) return null;
  if ((entry.flags & TYPE_MASK) !== LIST) throw new ReplyError(WRONG_TYPE);
  return CURSOR.open(db, entry, server.config.values.listMaxListpackSize);
}

/** Argument `i` as an integer whose opposite is one, too: so the least of all is none. */
export function symmetricInteger(args: Args, i: number): number {
  const n = args.integer(i);
  if (n !== -(2 ** 63) || args.int64(i) !== -(2n ** 63n)) return n;
  const most = 2n ** 63n - 1n;
  throw new ReplyError(`ERR value is out of range, value must between -${most} and ${most}`);
}

/** Tells that elements of the list at key `i` were removed; the key may be gone with them. */
export function removed(context: Context, i: number, event: string, list: List): void {
  list.settle();
  context.changed(i, "list", event);
  if (list.size === 0) context.notify(i, "generic", "del");
}
