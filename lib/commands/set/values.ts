/** Looking up sets: the type is checked, and what is missing is null. */

import { SET } from "../../keyspace/types.ts";
import { type Entry, TYPE_MASK } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import { membersOf } from "../../types/set.ts";
import type { SetMembers } from "../../types/set_members.ts";
import type { Context } from "../context.ts";
import { WRONG_TYPE } from "../messages.ts";

/** The set at the key that argument `i` names, for reading; throws WRONGTYPE. */
export function readSet({ db, args }: Context, i: number): Entry | null {
  return asSet(db.read(args.bytes, args.starts[i], args.ends[i]));
}

/** The same for a command that will change it: neither a hit nor a miss. */
export function findSet({ db, args }: Context, i: number): Entry | null {
  return asSet(db.find(args.bytes, args.starts[i], args.ends[i]));
}

function asSet(entry: Entry | null): Entry | null {
  if (entry !== null && (entry.flags & TYPE_MASK) !== SET) throw new ReplyError(WRONG_TYPE);
  return entry;
}

/** The sets at arguments `first` to before `behind`: all are checked, null where there is none. */
export function readSets(context: Context, first: number, behind: number): (SetMembers | null)[] {
  const sets: (SetMembers | null)[] = [];
  for (let i = first; i < behind; i++) {
    const entry = readSet(context, i);
    sets.push(entry === null ? null : membersOf(context.db, entry));
  }
  return sets;
}

/** Replies members whose number is known only once they have been visited. */
export function replySet(
  { reply }: Context,
  visitAll: (visit: (member: SetMembers) => void) => void,
): void {
  const mark = reply.length;
  let count = 0;
  visitAll(({ bytes, start, end }) => {
    reply.bulk(bytes, start, end);
    count++;
  });
  reply.insert(mark, () => reply.set(count));
}
