/** Storing a computed sorted set: an empty one deletes the key. */

import { SortedSet } from "../../../types/sorted_set.ts";
import type { Context } from "../../context.ts";

const MADE = new SortedSet();

/**
 * Makes the key that argument `destination` names hold the members that `fill` adds to a new set,
 * whatever it held before, and replies how many they are. `event` tells of it. All that is read from
 * other keys must be read within `fill`.
 */
export function storeSortedSet(
  context: Context,
  destination: number,
  event: string,
  fill: (made: SortedSet) => void,
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
