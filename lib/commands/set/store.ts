/** The last step of SUNIONSTORE and its relatives. */

import type { SetBuilder } from "../../types/set_builder.ts";
import type { Context } from "../context.ts";

/** Stores a set at the key that is argument 1, or deletes the key if it is empty; replies its size. */
export function store(context: Context, set: SetBuilder, event: string): void {
  const { args: { bytes, starts, ends }, db, reply } = context;
  const { size } = set;
  if (size > 0) {
    set.store(bytes, starts[1], ends[1]);
    context.changed(1, "set", event);
  } else {
    set.release();
    if (db.delete(bytes, starts[1], ends[1])) context.changed(1, "generic", "del");
  }
  reply.integer(size);
}
