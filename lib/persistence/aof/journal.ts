/**
 * The journal: what the engine tells is gathered, and written to a file when the turn of all clients
 * that were ready is over.
 *
 * With `appendfsync always` the replies of all these clients leave after that, behind one
 * synchronisation. With `everysec` the disk is told once a second, in the background; while it is
 * busy with that, what follows waits, for two seconds at most. With `no` it is left to the system.
 */

import type { Engine } from "../../engine/engine.ts";
import { copyBytes } from "../../memory/bytes.ts";
import { fromLatin1 } from "../../resp/args.ts";
import type { Peer, Session } from "../../state/session.ts";
import { timestampLine } from "./command_file.ts";
import type { LogFile } from "./log_file.ts";

const FIRST_ROOM = 64 * 1024;
/** More than this is written without waiting for the end of the turn. */
const GATHERED_MAX = 4 * 1024 * 1024;
const SYNC_EVERY_MS = 1000;
/** For how long a write waits for a synchronisation that is under way. */
const SYNC_PATIENCE_MS = 2000;

export interface JournalOptions {
  readonly engine: Engine;
  /** Has `commit` called at the end of the turn. */
  readonly askForCommit: () => void;
  /** Ends the process at once: what was promised cannot be kept. */
  readonly abort: (reason: string) => void;
}

export class Journal {
  /** Why it cannot be written, so that writes are refused; empty while it can. */
  failure = "";
  /** Writes that waited for a synchronisation until their patience was over. */
  delayedSyncs = 0;
  /** Bytes taken since the beginning, and how many of them are sure to be on the disk. */
  taken = 0;
  kept = 0;
  /** Called when `kept` has grown. */
  onKept: () => void = () => {};
  /** Called, with the reason, when what was written may not be on the disk and never come there. */
  onLost: (reason: string) => void = () => {};

  readonly #engine: Engine;
  readonly #askForCommit: () => void;
  readonly #abort: (reason: string) => void;
  #log: LogFile | null = null;
  /** What is to be written: `#gathered[0, #length)`. */
  #gathered = new Uint8Array(FIRST_ROOM);
  #length = 0;
  /** Up to here replies may leave, counted as `taken` is. */
  #settled = 0;
  /** Whose replies wait for the disk. */
  readonly #held: Set<Peer> = new Set<Peer>();
  #isAlways = false;
  /** The database that the file has selected; -1: none yet. */
  #selected = -1;
  /** The second of the last `#TS:`. */
  #annotatedSecond = 0;
  #lastSyncMs = 0;
  /** Since when a write waits for a synchronisation; 0: none does. */
  #postponedSinceMs = 0;

  readonly #listener = (db: number, bytes: Uint8Array, start: number, end: number): void => {
    this.#take(db, bytes, start, end);
  };

  constructor({ engine, askForCommit, abort }: JournalOptions) {
    this.#engine = engine;
    this.#askForCommit = askForCommit;
    this.#abort = abort;
    this.choosePolicy();
  }

  /** The file that is written; null: none is, and nothing is taken. */
  get log(): LogFile | null {
    return this.#log;
  }

  /** Bytes that are still to be written. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** Goes on in this file. What was taken before must have been written. */
  begin(log: LogFile): void {
    if (this.#log === null) this.#engine.listen(this.#listener);
    this.#log?.close();
    this.#log = log;
    this.#selected = -1;
    this.#lastSyncMs = this.#engine.nowMs;
  }

  /** Takes nothing more, and forgets what was not written. */
  end(): void {
    if (this.#log === null) return;
    this.#engine.unlisten(this.#listener);
    this.#log.close();
    this.#log = null;
    this.#length = 0;
    this.failure = "";
    this.#settled = this.kept = this.taken;
    this.#release();
  }

  /** After a change of `appendfsync`. */
  choosePolicy(): void {
    if (this.#isAlways) this.commit();
    this.#isAlways = this.#engine.server.config.values.appendfsync === "always";
  }

  /** Whether the replies to this client must wait for the disk: then it is flushed afterwards. */
  holds(peer: Peer): boolean {
    if (!this.#isAlways || this.#settled === this.taken || this.#log === null) return false;
    this.#held.add(peer);
    return true;
  }

  /** Writes what was gathered, synchronises it if that was promised, and lets the replies go. */
  commit(): void {
    const log = this.#log;
    if (log === null || this.#settled === this.taken) return this.#release();
    if (!this.#isAlways && log.isSyncing && !this.#isImpatient()) return;
    this.#postponedSinceMs = 0;
    try {
      this.#write(log);
    } catch (error) {
      return this.#cannotWrite(error as Error);
    }
    if (this.#isAlways && !this.#sparesDisk) {
      try {
        log.sync();
      } catch (error) {
        return this.#cannotSync(error as Error);
      }
      this.#keptUpTo(this.taken);
    }
    this.#settled = this.taken;
    this.#canWrite();
    this.#release();
  }

  /** Brings everything to the disk, whatever the policy is. Throws the system's error. */
  flush(): void {
    const log = this.#log;
    if (log === null) return;
    this.#write(log);
    log.sync();
    this.#settled = this.taken;
    this.#keptUpTo(this.taken);
    this.#canWrite();
    this.#release();
  }

  /**
   * Has all that was written brought to the disk while others go on, unless that is under way.
   * Resolves when it is done or has failed, which `onLost` tells.
   */
  syncLater(): Promise<void> {
    const log = this.#log;
    if (log === null || !log.isDirty || log.isSyncing) return Promise.resolve();
    const end = this.taken - this.#length;
    return new Promise((resolve) => {
      log.syncLater((error) => {
        resolve();
        if (this.#log !== log) return;
        if (error !== null) return this.#cannotSync(error);
        this.#keptUpTo(end);
        if (this.#postponedSinceMs > 0) this.commit();
      });
    });
  }

  /** `everysec`: the disk is told once a second. Called in every tick. */
  tick(): void {
    const { nowMs, server: { config } } = this.#engine;
    if (this.#length > 0) this.commit();
    if (config.values.appendfsync !== "everysec" || nowMs - this.#lastSyncMs < SYNC_EVERY_MS) {
      return;
    }
    if (this.#sparesDisk) return;
    this.#lastSyncMs = nowMs;
    void this.syncLater();
  }

  #take(db: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#engine.server.config.values.aofTimestampEnabled) this.#annotate();
    if (db !== this.#selected) {
      this.#selected = db;
      const select = fromLatin1(`*2\r\n$6\r\nSELECT\r\n$${`${db}`.length}\r\n${db}\r\n`);
      this.#gather(select, 0, select.length);
    }
    this.#gather(bytes, start, end);
    // Keys may go on their own before there was any client.
    const session: Session | undefined = this.#engine.session;
    if (session !== undefined) session.writtenUpTo = this.taken;
    this.#askForCommit();
  }

  /** `aof-timestamp-enabled`: a line with the time, in seconds, whenever that has changed. */
  #annotate(): void {
    const second = Math.floor(this.#engine.nowMs / 1000);
    if (second <= this.#annotatedSecond) return;
    this.#annotatedSecond = second;
    const line = timestampLine(second);
    this.#gather(line, 0, line.length);
  }

  /** A turn that changes much is written in parts; its replies wait for the end all the same. */
  #gather(bytes: Uint8Array, start: number, end: number): void {
    if (this.#length > GATHERED_MAX && this.failure === "" && !this.#log!.isSyncing) {
      try {
        this.#write(this.#log!);
      } catch {
        // It is tried again, and told, at the end of the turn.
      }
    }
    const needed = this.#length + end - start;
    if (needed > this.#gathered.length) {
      const wider = new Uint8Array(Math.max(needed, 2 * this.#gathered.length));
      wider.set(this.#gathered.subarray(0, this.#length));
      this.#gathered = wider;
    }
    copyBytes(this.#gathered, this.#length, bytes, start, end);
    this.#length = needed;
    this.taken += end - start;
  }

  #write(log: LogFile): void {
    if (this.#length === 0) return;
    log.append(this.#gathered.subarray(0, this.#length));
    this.#length = 0;
    if (this.#gathered.length > GATHERED_MAX) this.#gathered = new Uint8Array(FIRST_ROOM);
  }

  #release(): void {
    if (this.#held.size === 0) return;
    const held = [...this.#held];
    this.#held.clear();
    for (const peer of held) peer.flush();
  }

  #keptUpTo(count: number): void {
    if (count <= this.kept) return;
    this.kept = count;
    this.onKept();
  }

  /** `no-appendfsync-on-rewrite`: the disk is busy enough. */
  get #sparesDisk(): boolean {
    const { config, appendOnly, snapshots } = this.#engine.server;
    if (!config.values.noAppendfsyncOnRewrite) return false;
    return appendOnly?.isRewriting === true || snapshots?.isSaving === true;
  }

  /** Whether a write has waited long enough for the synchronisation under way. */
  #isImpatient(): boolean {
    const { clock, host } = this.#engine.server;
    const nowMs = clock.nowMs();
    if (this.#postponedSinceMs === 0) this.#postponedSinceMs = nowMs;
    if (nowMs - this.#postponedSinceMs < SYNC_PATIENCE_MS) return false;
    this.delayedSyncs++;
    host.log(
      "notice",
      "Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF buffer without " +
        "waiting for fsync to complete, this may slow down Respite.",
    );
    return true;
  }

  #canWrite(): void {
    if (this.failure === "") return;
    this.failure = "";
    this.#engine.server.host.log(
      "warning",
      "AOF write error looks solved. The server can write again.",
    );
  }

  /** With `always`, what was promised cannot be kept: the process ends. Else writes are refused. */
  #cannotWrite({ message }: Error): void {
    if (this.failure === "") {
      this.#engine.server.host.log("warning", `Error writing to the AOF file: ${message}`);
    }
    this.failure = message;
    if (!this.#isAlways) return;
    this.#abort(
      "Can't recover from AOF write error when the AOF fsync policy is 'always'. Exiting...",
    );
  }

  /**
   * A system that could not bring bytes to the disk may forget them, and say later that all is well
   * (as Linux does), so to try again is of no use.
   */
  #cannotSync({ message }: Error): void {
    if (this.#isAlways) {
      return this.#abort(
        "Can't persist AOF for fsync error when the AOF fsync policy is 'always': " +
          `${message}. Exiting...`,
      );
    }
    this.#engine.server.host.log("warning", `Fail to fsync the AOF file: ${message}`);
    this.onLost(message);
  }
}
