/**
 * Client-side caching (CLIENT TRACKING): who has read which keys, and is to be told when they change.
 *
 * By default the server remembers each key that a client reads, tells the client once when the key
 * changes, and forgets it. The table of these keys lies in an arena of its own; the value of a key is
 * the sorted numbers of the clients, 6 bytes each, the low byte first:
 *
 *   "user:7"  →  03 00 00 00 00 00  11 00 00 00 00 00       clients 3 and 17
 *
 * A client that is gone, or tracks no more, stays in there until the key changes. A client in
 * broadcast mode is remembered once, with the prefixes of the keys it wants to hear of; what changed
 * in a turn is told at its end, in one message for each prefix.
 *
 * Databases are not told apart, as in Redis.
 */

import { copyBytes, equalBytes } from "../memory/bytes.ts";
import { Entry, GROWN, INLINE_BYTES_MAX } from "../memory/entry.ts";
import { Memory } from "../memory/memory.ts";
import { Table } from "../memory/table.ts";
import { fromLatin1, latin1 } from "../resp/args.ts";
import type { ReplyWriter } from "../resp/reply_writer.ts";
import type { Outbox } from "./outbox.ts";
import type { Session } from "./session.ts";

const ID_BYTES = 6;
/** Where those hear of keys who speak RESP2, on a connection that subscribes. */
const CHANNEL = "__redis__:invalidate";
/** What one prefix takes besides its text, in bytes. */
const PREFIX_BYTES = 700;
/** Keys that one command may make room for, and more with each command that did not suffice. */
const EFFORT = 100;

/** Which reads of a client count: all, those after CLIENT CACHING YES, or all but those after NO. */
export type TrackingMode = "all" | "optin" | "optout";

/** What one client wants to be told. */
export class Tracked {
  mode: TrackingMode = "all";
  isBroadcast = false;
  /** Whether it knows of the keys that it changes itself. */
  noLoop = false;
  /** The number of the client to tell instead; 0: itself. */
  redirect = 0;
  /** Whether that client was gone when there was something to tell. */
  isRedirectBroken = false;
  /** CLIENT CACHING: the next command is the exception. */
  isExceptional = false;
  /** Latin-1; of a client in broadcast mode. */
  readonly prefixes: Set<string> = new Set();
  /** Memory that these take. */
  prefixBytes = 0;

  /** Whether the keys that the client reads now are remembered. */
  get remembers(): boolean {
    return !this.isBroadcast && (this.mode === "optin") === this.isExceptional;
  }
}

/** Those who want to hear of keys that begin in a certain way. */
interface Broadcast {
  readonly prefix: Uint8Array;
  readonly sessions: Set<Session>;
  /** The keys changed in this turn, with who changed each of them first. */
  changed: Map<string, Session | null>;
}

export class Tracking {
  /** Whether any client tracks: asked on every change, and usually false. */
  isOn = false;
  readonly #sessions: ReadonlyMap<number, Session>;
  readonly #outbox: Outbox;
  readonly #random: () => number;
  readonly #tracking = new Set<Session>();
  /** In the order of their prefixes. */
  #broadcasts = new Map<string, Broadcast>();
  #memory: Memory;
  #table: Table;
  #items = 0;
  #hasChanges = false;
  /** Commands in a row that left the table too large. */
  #lateness = 0;

  /** `seed` is that of the table's hashes. */
  constructor(
    sessions: ReadonlyMap<number, Session>,
    outbox: Outbox,
    random: () => number,
    seed: number,
  ) {
    this.#sessions = sessions;
    this.#outbox = outbox;
    this.#random = random;
    this.#memory = new Memory(seed);
    this.#table = new Table(this.#memory, new Entry());
  }

  /** How many clients track, keys are remembered, with how many clients in all, and prefixes. */
  get counts(): { clients: number; keys: number; items: number; prefixes: number } {
    const { size: clients } = this.#tracking;
    return {
      clients,
      keys: this.#table.size,
      items: this.#items,
      prefixes: this.#broadcasts.size,
    };
  }

  /** Bytes of the table. */
  get usedBytes(): number {
    return this.#table.size === 0 ? 0 : this.#memory.usedBytes;
  }

  /** Begins tracking, or changes how; prefixes are added to those the client has. */
  enable(session: Session, prefixes: readonly string[]): Tracked {
    const tracked = session.tracked ??= new Tracked();
    this.#tracking.add(session);
    this.isOn = true;
    for (const prefix of prefixes) {
      if (tracked.prefixes.has(prefix)) continue;
      tracked.prefixes.add(prefix);
      tracked.prefixBytes += PREFIX_BYTES + prefix.length;
      this.#broadcastOf(prefix).sessions.add(session);
    }
    return tracked;
  }

  /** Ends tracking. */
  disable(session: Session): void {
    const { tracked } = session;
    if (tracked === null) return;
    session.tracked = null;
    this.#tracking.delete(session);
    for (const prefix of tracked.prefixes) {
      const { sessions } = this.#broadcasts.get(prefix)!;
      sessions.delete(session);
      if (sessions.size === 0) this.#broadcasts.delete(prefix);
    }
    if (this.#tracking.size > 0) return;
    this.isOn = false;
    this.#forgetAll();
  }

  /** Remembers that a session has read a key. */
  remember(session: Session, key: Uint8Array, start: number, end: number): void {
    const { id } = session;
    let entry = this.#table.find(key, start, end);
    if (entry === null) {
      entry = this.#table.put(key, start, end, 0, ID_BYTES);
      this.#items++;
      return writeId(entry.valueBytes, entry.valueStart, id);
    }
    const offset = placeOf(entry, id);
    const { valueLength } = entry;
    if (offset < valueLength && readId(entry.valueBytes, entry.valueStart + offset) === id) return;
    entry = this.#widen(entry, key, start, end);
    const at = entry.valueStart + offset;
    entry.valueBytes.copyWithin(at + ID_BYTES, at, entry.valueStart + valueLength);
    writeId(entry.valueBytes, at, id);
    this.#items++;
  }

  /** A key has changed, by a command of `by` or on its own: all who know it are told. */
  invalidate(key: Uint8Array, start: number, end: number, by: Session | null): void {
    if (this.#broadcasts.size > 0) this.#note(key, start, end, by);
    const entry = this.#table.find(key, start, end);
    if (entry !== null) this.#invalidateFound(entry);
  }

  /** All keys are gone: whoever tracks is told to forget all. */
  invalidateAll(): void {
    for (const session of this.#tracking) this.#tell(session, (reply) => reply.null());
    this.#forgetAll();
  }

  /**
   * Makes room if more keys are remembered than `keysMax` (0: no limit): some clients are told of
   * keys that have not changed. What one call does not manage the next ones do, with more effort.
   */
  limit(keysMax: number): void {
    const table = this.#table;
    if (keysMax === 0) return;
    for (let left = EFFORT * (this.#lateness + 1); left > 0 && table.size > keysMax; left--) {
      this.#invalidateFound(table.random(this.#random)!);
    }
    this.#lateness = table.size > keysMax ? this.#lateness + 1 : 0;
  }

  /** At the end of a turn: tells clients in broadcast mode of the keys that changed in it. */
  broadcast(): void {
    if (!this.#hasChanges) return;
    this.#hasChanges = false;
    for (const broadcast of this.#broadcasts.values()) {
      const { changed, sessions } = broadcast;
      if (changed.size === 0) continue;
      broadcast.changed = new Map();
      const keys = [...changed.keys()].sort();
      for (const session of sessions) {
        const told = session.tracked!.noLoop
          ? keys.filter((key) => changed.get(key) !== session)
          : keys;
        if (told.length > 0) this.#tell(session, (reply) => writeKeys(reply, told));
      }
    }
  }

  #broadcastOf(name: string): Broadcast {
    const known = this.#broadcasts.get(name);
    if (known !== undefined) return known;
    const made = { prefix: fromLatin1(name), sessions: new Set<Session>(), changed: new Map() };
    const all = [...this.#broadcasts, [name, made] as const];
    this.#broadcasts = new Map(all.sort(([a], [b]) => a < b ? -1 : 1));
    return made;
  }

  /** Notes a change for those in broadcast mode. */
  #note(key: Uint8Array, start: number, end: number, by: Session | null): void {
    let name: string | undefined;
    for (const { prefix, changed } of this.#broadcasts.values()) {
      const { length } = prefix;
      if (length > end - start || !equalBytes(prefix, 0, length, key, start)) continue;
      name ??= latin1(key, start, end);
      if (!changed.has(name)) changed.set(name, by);
      this.#hasChanges = true;
    }
  }

  /** Tells the clients of the entry found last, and forgets it. */
  #invalidateFound(entry: Entry): void {
    const { bytes, keyStart, keyEnd, valueBytes, valueStart, valueEnd } = entry;
    for (let at = valueStart; at < valueEnd; at += ID_BYTES) {
      this.#items--;
      const session = this.#sessions.get(readId(valueBytes, at));
      const tracked = session?.tracked ?? null;
      if (session === undefined || tracked === null || tracked.isBroadcast) continue;
      if (tracked.noLoop && session === this.#outbox.executing) continue;
      this.#tell(session, (reply) => {
        reply.array(1);
        reply.bulk(bytes, keyStart, keyEnd);
      });
    }
    this.#table.removeFound(entry);
  }

  /** Tells a client, or the one that hears it instead, what to forget. */
  #tell(session: Session, writeWhat: (reply: ReplyWriter) => void): void {
    const tracked = session.tracked!;
    const { redirect } = tracked;
    const target = redirect === 0 ? session : this.#sessions.get(redirect);
    if (target === undefined) {
      tracked.isRedirectBroken = true;
      if (session.reply.protocol === 2) return;
      const reply = this.#outbox.writer(session);
      reply.push(2);
      reply.text("tracking-redir-broken");
      reply.integer(redirect);
    } else if (target.reply.protocol === 3) {
      const reply = this.#outbox.writer(target);
      reply.push(2);
      reply.text("invalidate");
      writeWhat(reply);
    } else if (redirect !== 0 && target.subscriptions !== null) {
      const reply = this.#outbox.writer(target);
      reply.push(3);
      reply.text("message");
      reply.text(CHANNEL);
      writeWhat(reply);
    }
    // Else it speaks RESP2, where nothing can be said in between.
  }

  /** Gives the entry found last room for one client more; what it held stays. */
  #widen(entry: Entry, key: Uint8Array, start: number, end: number): Entry {
    const { valueLength } = entry;
    const length = valueLength + ID_BYTES;
    if (length <= INLINE_BYTES_MAX) {
      return this.#table.reshape(entry, entry.flags | GROWN, 0, length);
    }
    const ids = entry.valueBytes.slice(entry.valueStart, entry.valueEnd);
    const large = this.#table.put(key, start, end, 0, length);
    copyBytes(large.valueBytes, large.valueStart, ids, 0, ids.length);
    return large;
  }

  #forgetAll(): void {
    if (this.#table.size === 0) return;
    this.#memory = new Memory(this.#memory.seed);
    this.#table = new Table(this.#memory, new Entry());
    this.#items = 0;
    this.#lateness = 0;
  }
}

function writeKeys(reply: ReplyWriter, keys: readonly string[]): void {
  reply.array(keys.length);
  for (const key of keys) reply.text(key);
}

/** Where a client's number stands among those of an entry, or belongs: an offset into its value. */
function placeOf({ valueBytes, valueStart, valueLength }: Entry, id: number): number {
  let low = 0;
  let high = valueLength / ID_BYTES;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (readId(valueBytes, valueStart + middle * ID_BYTES) < id) low = middle + 1;
    else high = middle;
  }
  return low * ID_BYTES;
}

function readId(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24) >>> 0;
  return low + (bytes[at + 4] | bytes[at + 5] << 8) * 2 ** 32;
}

function writeId(bytes: Uint8Array, at: number, id: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = id >>> (8 * i);
  const high = Math.floor(id / 2 ** 32);
  bytes[at + 4] = high;
  bytes[at + 5] = high >>> 8;
}
