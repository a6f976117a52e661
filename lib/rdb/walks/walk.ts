/**
 * A large collection that is written part by part, as it was when the walk began, though it may be
 * changed between two parts.
 *
 * Where the order of the elements means nothing (hashes, sets, sorted sets) an element that is about
 * to change is written at once, and passed over when its turn comes. Where it does (the nodes of
 * lists, the blocks of streams, what is pending) a copy of it is kept until then.
 */

import type { Memory } from "../../memory/memory.ts";

export interface Walk {
  /** Writes the next part, for some tens of microseconds; true once all is written. */
  step(): boolean;
  /**
   * The collection may change from now on; what must be remembered goes into `memory`. `onWritten` is
   * called when something was written out of turn.
   */
  watch(memory: Memory, onWritten: () => void): void;
  /** Ends it, finished or not: changes are no longer its concern. */
  close(): void;
}

/** Walks to the end, at once. */
export function walkToEnd(walk: Walk): void {
  while (!walk.step());
}
