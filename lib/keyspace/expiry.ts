/** The active expiry cycle: deletes keys whose time has come though nobody asks for them. */

import type { Keyspace } from "./keyspace.ts";

/** Keys looked at between two looks at the clock. */
const STEP = 20;
/** A database is left alone when no more than this share of what was looked at had expired. */
const ACCEPTABLE = 0.1;

/**
 * Goes through the volatile keys of each database as long as many of them turn out to have
 * expired, for at most so many microseconds. Returns whether the time ran out.
 */
export function expireCycle(
  keyspace: Keyspace,
  clock: { micros(): number },
  budgetMicros: number,
): boolean {
  const end = clock.micros() + budgetMicros;
  for (const db of keyspace.databases) {
    let turns = 0;
    while (db.volatileSize > 0) {
      const { looked, expired } = db.expireSome(STEP);
      if (expired <= looked * ACCEPTABLE) break;
      if ((++turns & 7) === 0 && clock.micros() > end) return true;
    }
  }
  return false;
}
