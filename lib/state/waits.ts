/**
 * Clients that wait for a key: BLPOP and its kind. Who waits for a key is served in the order of
 * arrival, when the key is filled; asking whether anybody waits for a key costs the same however
 * many wait for others.
 */

import type { Database } from "../keyspace/database.ts";
import { type Args, fromLatin1, latin1 } from "../resp/args.ts";
import type { ReplyWriter } from "../resp/reply_writer.ts";
import type { Session } from "./session.ts";

/** What a client may wait for that is no key. */
export interface Goal {
  isReached(): boolean;
  /** Why it cannot be reached any more; empty while it can. */
  failure(): string;
  /** The reply, when it is reached or time is up. */
  answer(reply: ReplyWriter): void;
}

/** One client that waits. Its command is executed again whenever one of the keys is filled. */
export interface Wait {
  readonly session: Session;
  readonly command: unknown;
  readonly args: Args;
  /** The arguments as they came, where others are executed. */
  readonly asked: Args;
  readonly db: Database;
  /** The type that a key must have to be of use (see `keyspace/types.ts`). */
  readonly type: number;
  /** Whether it ends, with an error, when a key goes or becomes one of another type. */
  readonly mindsLoss: boolean;
  /** Latin-1, each once. */
  readonly keys: readonly string[];
  /** Unix milliseconds; Infinity: for ever. */
  readonly deadlineMs: number;
  /** What it waits for if there are no keys. */
  readonly goal?: Goal;
  /** Microseconds that the command was executed for so far. */
  micros: number;
}

/** A key for which somebody waits, and which was changed. */
export interface FilledKey {
  readonly db: Database;
  readonly key: string;
}

export class Waits {
  /** By database and key, in the order of arrival. */
  readonly #byKey = new Map<string, Set<Wait>>();
  readonly #all = new Set<Wait>();
  readonly #withGoals = new Set<Wait>();
  #filled = new Map<string, FilledKey>();
  /** How many mind that a key goes. */
  #mindful = 0;
  /** No wait ends before this. */
  #nextDeadlineMs = Infinity;

  /** Whether nobody waits: the usual case, asked on every change. */
  get isEmpty(): boolean {
    return this.#all.size === 0;
  }

  /** How many clients wait. */
  get size(): number {
    return this.#all.size;
  }

  /** How many of them wait for a limited time. */
  get limited(): number {
    let count = 0;
    for (const { deadlineMs } of this.#all) if (deadlineMs < Infinity) count++;
    return count;
  }

  /** For how many keys somebody waits. */
  get keys(): number {
    return this.#byKey.size;
  }

  /** For how many of them somebody waits who minds that the key goes. */
  get mindedKeys(): number {
    if (this.#mindful === 0) return 0;
    return [...this.#byKey.values()].filter((waits) => someMinds(waits)).length;
  }

  /** Whether keys were filled for which somebody waits. */
  get hasFilled(): boolean {
    return this.#filled.size > 0;
  }

  /** When the next time limit is reached, or earlier; Unix milliseconds. */
  get nextDeadlineMs(): number {
    return this.#nextDeadlineMs;
  }

  /** Whether somebody minds that a key goes. */
  get hasMindful(): boolean {
    return this.#mindful > 0;
  }

  add(wait: Wait): void {
    this.#all.add(wait);
    if (wait.mindsLoss) this.#mindful++;
    if (wait.goal !== undefined) this.#withGoals.add(wait);
    wait.session.wait = wait;
    for (const key of wait.keys) {
      const name = nameOf(wait.db, key);
      const waits = this.#byKey.get(name);
      if (waits === undefined) this.#byKey.set(name, new Set([wait]));
      else waits.add(wait);
    }
    this.#nextDeadlineMs = Math.min(this.#nextDeadlineMs, wait.deadlineMs);
  }

  remove(wait: Wait): void {
    if (!this.#all.delete(wait)) return;
    if (wait.mindsLoss) this.#mindful--;
    this.#withGoals.delete(wait);
    wait.session.wait = null;
    for (const key of wait.keys) {
      const name = nameOf(wait.db, key);
      const waits = this.#byKey.get(name);
      waits?.delete(wait);
      if (waits?.size === 0) this.#byKey.delete(name);
    }
  }

  /** Those who wait for something that is no key, in the order of arrival. */
  get withGoals(): readonly Wait[] {
    return this.#withGoals.size === 0 ? NONE : [...this.#withGoals];
  }

  /** A key was changed: if somebody waits for it, it is remembered for `takeFilled`. */
  touch(db: Database, bytes: Uint8Array, start: number, end: number): void {
    const key = latin1(bytes, start, end);
    const name = nameOf(db, key);
    if (this.#byKey.has(name)) this.#filled.set(name, { db, key });
  }

  /** All keys of a database were exchanged for others. */
  touchAll(db: Database): void {
    for (const { db: where, keys } of this.#all) {
      if (where !== db) continue;
      for (const key of keys) this.touch(db, fromLatin1(key), 0, key.length);
    }
  }

  /** The keys touched since the last call, in the order in which they were first touched. */
  takeFilled(): FilledKey[] {
    const filled = [...this.#filled.values()];
    this.#filled.clear();
    return filled;
  }

  /** Those who wait for a key now, in the order of arrival. */
  of({ db, key }: FilledKey): Iterable<Wait> {
    return this.#byKey.get(nameOf(db, key)) ?? [];
  }

  /** Those whose time is up, in the order in which it was. */
  due(nowMs: number): Wait[] {
    if (nowMs < this.#nextDeadlineMs) return [];
    const due: Wait[] = [];
    this.#nextDeadlineMs = Infinity;
    for (const wait of this.#all) {
      if (wait.deadlineMs <= nowMs) due.push(wait);
      else this.#nextDeadlineMs = Math.min(this.#nextDeadlineMs, wait.deadlineMs);
    }
    return due.sort((a, b) => a.deadlineMs - b.deadlineMs);
  }
}

const NONE: readonly Wait[] = [];

function someMinds(waits: Iterable<Wait>): boolean {
  for (const { mindsLoss } of waits) if (mindsLoss) return true;
  return false;
}

function nameOf(db: Database, key: string): string {
  return `${db.index}:${key}`;
}
