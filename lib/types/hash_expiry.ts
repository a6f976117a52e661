/** The active expiry of fields: removes fields whose time has come though nobody asks for them. */

import type { Database } from "../keyspace/database.ts";
import type { Keyspace } from "../keyspace/keyspace.ts";
import type { Entry } from "../memory/entry.ts";
import { Hash } from "./hash.ts";

/** Hashes looked at between two looks at the clock. */
const STEP = 20;
/** One goes on as long as more than this share of the hashes had fields that have expired. */
const ACCEPTABLE = 0.1;
/** Hashes looked at before they are counted. */
const SETTLED_AT_ONCE = 1000;
/** In any case one looks at this share of the hashes, so that all have been after 1000 cycles. */
const SHARE = 1 / 1000;

const hash = new Hash();

/**
 * Goes through the hashes of each database that have fields with an expiry, as long as many of them
 * turn out to have some that expired, for at most so many microseconds. Returns whether the time
 * ran out.
 */
export function expireFieldsCycle(
  keyspace: Keyspace,
  clock: { micros(): number },
  budgetMicros: number,
): boolean {
  const { databases } = keyspace;
  if (keyspace.env.isFrozen || databases.every((db) => db.volatileHashes === 0)) return false;
  const end = clock.micros() + budgetMicros;
  for (const db of databases) {
    let left = db.volatileHashes * SHARE;
    for (let due = 1; (due > ACCEPTABLE || left > 0) && db.volatileHashes > 0; left -= STEP) {
      due = expireStep(db);
      if (clock.micros() > end) return true;
    }
  }
  return false;
}

/**
 * Forgets hashes that have no field with an expiry any more, so that they are not counted; of many
 * some are looked at, others the next time.
 */
export function forgetSettledHashes(db: Database): void {
  const isVolatile = (entry: Entry) => hash.view(db, entry).isVolatile;
  // The first step may end a round that was begun before.
  for (let step = 0; step < 2; step++) db.visitVolatileHashes(SETTLED_AT_ONCE, isVolatile);
}

/** Looks at some hashes, and returns which share of them had fields that have expired. */
function expireStep(db: Database): number {
  const { env } = db;
  let due = 0;
  const looked = db.visitVolatileHashes(STEP, (entry) => {
    const before = env.expiredFields;
    const isVolatile = hash.sweep(db, entry);
    if (env.expiredFields > before) due++;
    return isVolatile;
  });
  return looked === 0 ? 0 : due / looked;
}
