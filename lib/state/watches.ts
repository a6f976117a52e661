/** Which sessions watch which keys, so that a change finds them (WATCH). */

import type { Database } from "../keyspace/database.ts";
import { fromLatin1, latin1 } from "../resp/args.ts";
import type { Session, WatchedKey } from "./session.ts";

/** What one watch takes besides the name, in bytes. */
const WATCH_BYTES = 400;

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
    const watched = session.watched ??= { byName: new Map(), bytes: 0 };
    const name = nameOf(db, key);
    if (watched.byName.has(name)) return;
    watched.byName.set(name, { db, key, wasExpired });
    watched.bytes += WATCH_BYTES + name.length;
    const sessions = this.#sessions.get(name);
    if (sessions === undefined) this.#sessions.set(name, new Set([session]));
    else sessions.add(session);
  }

  /** Ends all watches of a session. */
  clear(session: Session): void {
    session.isStale = false;
    if (session.watched === null) return;
    for (const name of session.watched.byName.keys()) {
      const sessions = this.#sessions.get(name);
      sessions?.delete(session);
      if (sessions?.size === 0) this.#sessions.delete(name);
    }
    session.watched = null;
  }

  /** A key was changed. That a key which had expired before the watch is deleted changes nothing. */
  touch(db: Database, bytes: Uint8Array, start: number, end: number): void {
    const name = nameOf(db, latin1(bytes, start, end));
    const sessions = this.#sessions.get(name);
    if (sessions === undefined) return;
    for (const session of sessions) {
      const watched = session.watched!.byName.get(name)!;
      if (watched.wasExpired) watched.wasExpired = false;
      else session.isStale = true;
    }
  }

  /**
   * All keys of a database are about to go away or, with `there`, to change places with those of
   * another: the keys that this changes are those that exist here or there.
   */
  touchAll(db: Database, there: Database | null = null): void {
    const sessions = new Set<Session>();
    for (const some of this.#sessions.values()) for (const session of some) sessions.add(session);
    for (const session of sessions) {
      for (const watched of session.watched!.byName.values()) {
        if (watched.db === db && isAffected(watched, there)) session.isStale = true;
      }
    }
  }
}

function isAffected(watched: WatchedKey, there: Database | null): boolean {
  const key = fromLatin1(watched.key);
  const now = watched.db.presence(key, 0, key.length);
  const then = there?.presence(key, 0, key.length) ?? "absent";
  if (now === "absent" && then === "absent") return false;
  if (watched.wasExpired) {
    // Expired before as after: no change. Gone: none either, but to be watched from now on.
    watched.wasExpired = then !== "absent";
    return then === "present";
  }
  // An expired key in the place of none is none, yet.
  watched.wasExpired = now === "absent" && then === "expired";
  return !watched.wasExpired;
}

function nameOf(db: Database, key: string): string {
  return `${db.index}:${key}`;
}
