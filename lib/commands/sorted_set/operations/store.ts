/** Computed sorted sets: replied in order, or stored at a key. */

import { SortedSet } from "../../../types/sorted_set.ts";
import type { Context } from "../../context.ts";
import { replyMembers } from "../values.ts";

/** Adds members to a new set. */
export type Fill = (made: SortedSet) => void;

const MADE = new SortedSet();

/** Replies the members that `fill` adds, in order. */
export function replySortedSet(context: Context, withScores: boolean, fill: Fill): void {
  const made = MADE.make(context.db.memory);
  try {
    fill(made);
    replyMembers(context, made, 0, made.size, false, withScores);
  } finally {
    made.discard();
  }
}

/**
 * Makes the key that argument `destination` names hold the members that `fill` adds, whatever it
 * held before, and replies how many they are; if there are none, the key is deleted. `event` tells
 * of it. What is read from other keys must be read within `fill`.
 */
export function storeSortedSet(
  context: Context,
  destination: number,
  event: string,
  fill: Fill,
): void {
  const { args, db, reply, server } = context;
  const { bytes } = args;
  const start = args.starts[destination];
  const end = args.ends[destination];
  const made = MADE.make(db.memory);
  try {
    fill(made);
  } catch (error) {
    made.discard();
    throw error;
  }
  const { size } = made;
  if (size > 0) {
    made.storeAt(db, bytes, start, end, server.config.values);
    context.changed(destination, "zset", event);
  } else {
    made.discard();
    if (db.delete(bytes, start, end)) context.changed(destination, "generic", "del");
  }
  reply.integer(size);
}
