/** Which sessions watch which keys, so that a change finds them (WATCH). */

import type { Database } from "../keyspace/database.ts";
import { fromLatin1, latin1 } from "../resp/args.ts";
import type { Session, WatchedKey } from "./session.ts";

export class Watches {
  /** By database and key. */
  readonly #sessions = new Map<string, Set<Session>>();

  /** Whether nobody watches anything: the usual case, asked on every change. */
  get isEmpty(): boolean {
    return this.#sessions.size === 0;
  }

  /** How many keys are watched by somebody. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Begins a watch. `wasExpired`: the key is still there, but its time has passed. */
  add(session: Session, db: Database, key: string, wasExpired: boolean): void {
    if (session.watched.some((other) => other.db === db && other.key === key)) return;
    session.watched.push({ db, key, wasExpired });
    const id = nameOf(db, key);
    const sessions = this.#sessions.get(id);
    if (sessions === undefined) this.#sessions.set(id, new Set([session]));
    else sessions.add(session);
  }

  /** Ends all watches of a session. */
  clear(session: Session): void {
    session.isStale = false;
    if (session.watched.length === 0) return;
    for (const { db, key } of session.watched) {
      const id = nameOf(db, key);
      const sessions = this.#sessions.get(id);
      sessions?.delete(session);
      if (sessions?.size === 0) this.#sessions.delete(id);
    }
    session.watched = [];
  }

  /** A key was changed. */
  touch(db: Database, bytes: Uint8Array, start: number, end: number): void {
    const sessions = this.#sessions.get(nameOf(db, latin1(bytes, start, end)));
    if (sessions !== undefined) { for (const session of sessions) session.isStale = true; }
  }

  /** All keys of a database go away or change places: those of `db` that exist, here or `there`. */
  touchAll(db: Database, there: Database = db): void {
    for (const sessions of [...this.#sessions.values()]) {
      for (const session of sessions) {
        if (session.watched.some((watched) => isAffected(watched, db, there))) {
          session.isStale = true;
        }
      }
    }
  }
}

function isAffected({ db, key, wasExpired }: WatchedKey, here: Database, there: Database): boolean {
  if (db !== here || wasExpired) return false;
  const bytes = fromLatin1(key);
  return here.peek(bytes, 0, bytes.length) !== null ||
    there.peek(bytes, 0, bytes.length) !== null;
}

function nameOf(db: Database, key: string): string {
  return `${db.index}:${key}`;
}
