/** Opening sorted sets for commands: the type is checked, and a missing key is an empty set. */

import { ZSET } from "../../keyspace/types.ts";
import { type Entry, TYPE_MASK } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import { SortedSet } from "../../types/sorted_set.ts";
import type { Context } from "../context.ts";
import { WRONG_TYPE } from "../messages.ts";

/** The set that a command works on; reused. Commands with several make more of their own. */
const SET = new SortedSet();

/** The sorted set at the key that argument `i` names, for reading; throws WRONGTYPE. */
export function readSortedSet({ db, args }: Context, i: number, set: SortedSet = SET): SortedSet {
  const entry = asSortedSet(db.read(args.bytes, args.starts[i], args.ends[i]));
  return entry === null ? set.openMissing() : set.open(db, entry);
}

/** The same for a command that will change it: neither a hit nor a miss. */
export function findSortedSet({ db, args }: Context, i: number, set: SortedSet = SET): SortedSet {
  const entry = asSortedSet(db.find(args.bytes, args.starts[i], args.ends[i]));
  return entry === null ? set.openMissing() : set.open(db, entry);
}

/** An entry that holds a sorted set, or null; throws WRONGTYPE. */
export function asSortedSet(entry: Entry | null): Entry | null {
  if (entry !== null && (entry.flags & TYPE_MASK) !== ZSET) throw new ReplyError(WRONG_TYPE);
  return entry;
}

/** Tells that members of the set at key `i` were removed; the key may be gone with them. */
export function removed(context: Context, i: number, event: string, set: SortedSet): void {
  context.changed(i, "zset", event);
  if (set.size === 0) context.notify(i, "generic", "del");
}

/**
 * Replies the members with ranks in [from, to), forwards or backwards, with their scores if asked
 * for. Nested, as RESP3 has it, each member and its score are an array of their own.
 */
export function replyMembers(
  { reply }: Context,
  set: SortedSet,
  from: number,
  to: number,
  isReverse: boolean,
  withScores: boolean,
  isNested: boolean = withScores && reply.protocol === 3,
): void {
  reply.array((to - from) * (withScores && !isNested ? 2 : 1));
  if (from === to) return;
  const { member } = set;
  set.seek(isReverse ? to - 1 : from);
  for (let left = to - from;;) {
    if (isNested) reply.array(2);
    reply.bulk(member.bytes, member.start, member.end);
    if (withScores) reply.double(set.score);
    if (--left === 0) return;
    if (isReverse) set.previous();
    else set.next();
  }
}
