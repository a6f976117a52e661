/** The active expiry cycle: deletes keys whose time has come though nobody asks for them. */

import type { Database } from "./database.ts";
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
 * of them turn out to have expired. A cycle may be carried out in slices, so that clients get their
 * turn in between; if it is not finished when the next one begins, that one goes on where it was.
 */
export class ExpiryCycle {
  readonly #keyspace: Keyspace;
  readonly #clock: { micros(): number };
  #step = STEP;
  #acceptable = ACCEPTABLE;
  #databasesLeft = 0;
  /** Keys of the present database that are to be looked at in any case. */
  #due = 0;
  /** Keys that the present slice has looked at, and those of them that had expired. */
  #looked = 0;
  #expired = 0;

  constructor(keyspace: Keyspace, clock: { micros(): number }) {
    this.#keyspace = keyspace;
    this.#clock = clock;
  }

  /** Begins a cycle. `effort` is from 1 to 10. */
  begin(effort = 1): void {
    this.#step = STEP + STEP_MORE * (effort - 1);
    this.#acceptable = ACCEPTABLE - ACCEPTABLE_LESS * (effort - 1);
    this.#databasesLeft = this.#keyspace.databases.length;
    this.#due = this.#database.volatileSize * SHARE;
  }

  /** Goes on for at most so many microseconds. Returns whether there is more to do. */
  run(micros: number): boolean {
    const keyspace = this.#keyspace;
    const end = this.#clock.micros() + micros;
    this.#looked = this.#expired = 0;
    while (this.#databasesLeft > 0 && this.#finish(this.#database, end)) {
      this.#databasesLeft--;
      keyspace.expiryNext = (keyspace.expiryNext + 1) % keyspace.databases.length;
      this.#due = this.#database.volatileSize * SHARE;
    }
    const stale = this.#looked === 0 ? 0 : this.#expired / this.#looked;
    keyspace.staleShare = keyspace.staleShare * 0.95 + stale * 0.05;
    return this.#databasesLeft > 0;
  }

  get #database(): Database {
    const { databases, expiryNext } = this.#keyspace;
    return databases[expiryNext % databases.length];
  }

  /** Looks at a database's keys until enough has been done; false if the time runs out before. */
  #finish(db: Database, end: number): boolean {
    for (let steps = 1; db.volatileSize > 0; steps++) {
      const { looked, expired } = db.expireSome(this.#step);
      this.#looked += looked;
      this.#expired += expired;
      this.#due -= looked;
      if (this.#due <= 0 && expired <= looked * this.#acceptable) return true;
      if (steps % STEPS_TIMED === 0 && this.#clock.micros() > end) return false;
    }
    return true;
  }
}
