/** The active expiry cycle: deletes keys whose time has come though nobody asks for them. */

import type { Keyspace } from "./keyspace.ts";

/** Keys looked at between two decisions whether to go on, and more with each degree of effort. */
const STEP = 20;
const STEP_MORE = 5;
/** Steps between two looks at the clock: some hundred microseconds' worth. */
const STEPS_TIMED = 8;
/** One goes on as long as more than this share of a step's keys turn out to have expired. */
const ACCEPTABLE = 0.1;
const ACCEPTABLE_LESS = 0.01;
/** In any case one looks at this share of the keys, so that all have been seen after 1000 cycles. */
const SHARE = 1 / 1000;

/**
 * Goes through the volatile keys of each database, further on from cycle to cycle, as long as many
 * of them turn out to have expired, for at most so many microseconds. The next cycle begins with
 * the database where this one ended. `effort` is from 1 to 10. Returns whether the time ran out.
 */
export function expireCycle(
  keyspace: Keyspace,
  clock: { micros(): number },
  budgetMicros: number,
  effort = 1,
): boolean {
  const step = STEP + STEP_MORE * (effort - 1);
  const acceptable = ACCEPTABLE - ACCEPTABLE_LESS * (effort - 1);
  const end = clock.micros() + budgetMicros;
  const { databases } = keyspace;
  let steps = 0;
  let [lookedAll, expiredAll] = [0, 0];
  let isCutShort = false;
  for (let left = databases.length; left > 0 && !isCutShort; left--) {
    const db = databases[keyspace.expiryNext % databases.length];
    let due = db.volatileSize * SHARE;
    while (db.volatileSize > 0) {
      const { looked, expired } = db.expireSome(step);
      lookedAll += looked;
      expiredAll += expired;
      due -= looked;
      if (due <= 0 && expired <= looked * acceptable) break;
      isCutShort = ++steps % STEPS_TIMED === 0 && clock.micros() > end;
      if (isCutShort) break;
    }
    if (!isCutShort) keyspace.expiryNext = (keyspace.expiryNext + 1) % databases.length;
  }
  const stale = lookedAll === 0 ? 0 : expiredAll / lookedAll;
  keyspace.staleShare = keyspace.staleShare * 0.95 + stale * 0.05;
  return isCutShort;
}
