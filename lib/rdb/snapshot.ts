/**
 * The state of all databases at one moment, written in slices while commands go on.
 *
 * The keys of a database are written in the order of their hashes, so that a position divides those
 * that have been from those that are to come. A key to come that is about to change, or to be made,
 * is written first, out of turn, if it is there; and so are others that should have the same hash.
 * That hash is remembered as settled, and its keys are passed over when their turn comes.
 *
 * Keys with large collections come last, one after the other and part by part. When their turn among
 * the others comes, or when they are about to change, it is noted what they are, and from then on
 * their elements are kept as they were (see `walks/walk.ts`).
 */

import type { Collection } from "../keyspace/collection.ts";
import type { Database } from "../keyspace/database.ts";
import type { Keeper } from "../keyspace/environment.ts";
import type { Keyspace } from "../keyspace/keyspace.ts";
import type { Entry } from "../memory/entry.ts";
import { HashNumbers } from "../memory/hash_numbers.ts";
import { Memory } from "../memory/memory.ts";
import { CommandFileWriter } from "./command_file_writer.ts";
import {
  RdbFileWriter,
  type SaveOptions,
  type Sink,
  type SnapshotWriter,
  versionFor,
} from "./file_writer.ts";
import { isLarge, LARGE_BYTES, type LargeKey } from "./large_key.ts";

/** Keys between two looks at the clock, as long as they are small; and what is small, in bytes. */
const KEYS_AT_ONCE = 16;
const SMALL_BYTES = 16 * 1024;

/** One database as it was: where its keys are now, and how far they have been written. */
interface View {
  /** Its number at the beginning. */
  readonly index: number;
  /** What holds the keys: another database, once these were exchanged or flushed. */
  db: Database;
  /** Keys whose hashes are less have been written; Infinity: all. */
  position: number;
  /** Hashes of keys to come of which nothing is to be written any more. */
  readonly settled: HashNumbers;
}

/** A key to be written at the end. */
interface Large {
  readonly view: View;
  readonly key: LargeKey;
  readonly object: Collection;
}

export class Snapshot implements Keeper {
  readonly keysTotal: number;
  /** Why it cannot be finished; null while it can. */
  failure: Error | null = null;
  readonly #keyspace: Keyspace;
  readonly #writer: SnapshotWriter;
  readonly #views: View[] = [];
  readonly #large: Large[] = [];
  readonly #largeBytes: number;
  /** What there is to remember of what has changed meanwhile. */
  readonly #memory: Memory;
  /** Keys to write before the next look at the clock. */
  #atOnce = KEYS_AT_ONCE;
  #isOpen = true;
  /** Scratch: the keys of a hash. */
  readonly #found: number[] = [];

  /**
   * Begins a snapshot. While there is another one, it must be written before anything else happens.
   * Throws what the sink throws.
   */
  constructor(keyspace: Keyspace, sink: Sink, options: SaveOptions) {
    const { databases, env } = keyspace;
    this.#keyspace = keyspace;
    this.#memory = new Memory(env.seed);
    this.#largeBytes = options.largeBytes ?? LARGE_BYTES;
    this.#writer = options.asCommands
      ? new CommandFileWriter(sink, options.functions)
      : new RdbFileWriter(sink, options);
    this.#writer.begin(versionFor(keyspace));
    let total = 0;
    for (const db of databases) {
      if (db.size === 0) continue;
      total += db.size;
      this.#writer.resize(db.index, db.size, db.volatileSize);
      const settled = new HashNumbers();
      this.#views.push({ index: db.index, db, position: 0, settled });
    }
    this.keysTotal = total;
    env.keeper ??= this;
  }

  /** Keys and bytes written so far. */
  get keys(): number {
    return this.#writer.keys;
  }

  get bytes(): number {
    return this.#writer.written;
  }

  /** Goes on until `isLate`; true once the file is whole. Look at `failure` then and before. */
  step(isLate: () => boolean): boolean {
    return this.#attempt(() => {
      for (const view of this.#views) {
        while (view.position < Infinity) {
          this.#advance(view);
          if (isLate()) return false;
        }
      }
      while (this.#large.length > 0) {
        this.#advanceLarge();
        if (isLate()) return false;
      }
      this.close();
      this.#writer.end();
      return true;
    });
  }

  /** Ends it, finished or not: changes are no longer its concern. */
  close(): void {
    this.#isOpen = false;
    const { env } = this.#keyspace;
    if (env.keeper !== this) return;
    env.keeper = null;
    for (const large of this.#large) this.#letGo(large);
  }

  keep(db: Database, key: Uint8Array, start: number, end: number): void {
    for (let i = 0; i < this.#views.length; i++) {
      const view = this.#views[i];
      if (view.db === db) return this.#keep(view, key, start, end);
    }
  }

  #keep(view: View, key: Uint8Array, start: number, end: number): void {
    const { db, position, settled } = view;
    const hash = db.hash(key, start, end);
    if (hash >>> 0 < position || !settled.add(hash)) return;
    if (this.failure !== null || !this.#isOpen) return;
    const found = this.#found;
    found.length = 0;
    db.collect(hash, found);
    try {
      for (let i = 0; i < found.length; i++) this.#write(view, db.entryAt(found[i]));
    } catch (error) {
      this.#fail(error as Error);
    }
    db.glance(key, start, end, hash); // To write may have found another key.
  }

  cleared(db: Database, old: Database): void {
    for (const view of this.#views) if (view.db === db) view.db = old;
  }

  swapped(a: Database, b: Database): void {
    for (const view of this.#views) {
      if (view.db === a) view.db = b;
      else if (view.db === b) view.db = a;
    }
  }

  #advance(view: View): void {
    const { db, settled, position } = view;
    const { written } = this.#writer;
    const next = db.visitFrom(position, this.#atOnce, (entry) => {
      const { bytes, keyStart, keyEnd } = entry;
      if (settled.size > 0) {
        if (settled.has(db.hash(bytes, keyStart, keyEnd))) return;
      }
      this.#write(view, entry);
    });
    view.position = next === 0 ? Infinity : next;
    const isMuch = this.#writer.written - written > SMALL_BYTES;
    this.#atOnce = isMuch ? 1 : Math.min(2 * this.#atOnce, KEYS_AT_ONCE);
  }

  /** Writes a key, unless its collection is large: then it is noted. */
  #write(view: View, entry: Entry): void {
    const { db, index } = view;
    if (!isLarge(db, entry, this.#largeBytes)) return this.#writer.key(index, db, entry);
    const object = db.objectOf(entry);
    const key = this.#writer.large(db, entry);
    this.#large.push({ view, key, object });
    if (this.#keyspace.env.keeper !== this) return;
    db.hold(object);
    key.watch(this.#memory);
  }

  /** Writes a part of a large key. */
  #advanceLarge(): void {
    const large = this.#large.at(-1)!;
    const { key, view: { index } } = large;
    const isDone = key.step((bytes, start, end) => this.#writer.part(index, bytes, start, end));
    if (!isDone) return;
    this.#large.pop();
    if (this.#keyspace.env.keeper === this) this.#letGo(large);
  }

  #letGo({ view: { db }, key, object }: Large): void {
    key.close();
    db.letGo(object);
  }

  #fail(error: Error): void {
    this.failure = error;
    this.close();
  }

  /** What the sink throws ends the snapshot, and no command. */
  #attempt(action: () => boolean): boolean {
    if (this.failure !== null || !this.#isOpen) return false;
    try {
      return action();
    } catch (error) {
      this.#fail(error as Error);
      return false;
    }
  }
}
