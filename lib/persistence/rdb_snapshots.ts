/**
 * SAVE, BGSAVE and the save points: the RDB file of a directory.
 *
 * A file is written under another name, synchronised, and then renamed, so that there is always one
 * whole file. In the background it is written in slices of a millisecond, and the disk synchronises
 * while commands go on.
 */

import type { Engine } from "../engine/engine.ts";
import type { SaveOptions } from "../rdb/file_writer.ts";
import { Snapshot } from "../rdb/snapshot.ts";
import { textToUtf8 } from "../state/config/text.ts";
import type { ReloadOptions, Snapshots } from "../state/snapshots.ts";
import { loadAtOnce, loadInSlices, type SlicesOptions } from "./loading.ts";
import { Pace } from "./pace.ts";
import { RdbLoad } from "./rdb_load.ts";
import type { Storage, WritableFile } from "./storage.ts";

/** After a failure, a save point is not tried again at once. */
const RETRY_MS = 5000;
/** A file of this size and more is synchronised while it is written (`rdb-save-incremental-fsync`). */
const SYNC_BYTES = 4 * 1024 * 1024;
/** What the file says that was written by servers compatible with this one. */
const COMPATIBLE_VERSION = "7.4.0";

export interface RdbSnapshotsOptions {
  readonly engine: Engine;
  readonly storage: Storage;
  /** Calls back in about so many milliseconds. */
  readonly later: (action: () => void, delayMs: number) => void;
}

/** A save in the background. */
interface Running {
  readonly snapshot: Snapshot;
  readonly file: WritableFile;
  readonly pace: Pace;
  readonly temporary: string;
  readonly sinceMs: number;
  /** `server.dirty` at the beginning: what is in the file. */
  readonly dirty: number;
  isAbandoned: boolean;
}

export class RdbSnapshots implements Snapshots {
  readonly #engine: Engine;
  readonly #storage: Storage;
  readonly #later: RdbSnapshotsOptions["later"];
  #running: Running | null = null;
  #isScheduled = false;
  #hasFailed = false;
  lastSaveMs: number;
  #lastTryMs = 0;
  #lastSeconds = -1;
  #saves = 0;
  #keysLoaded = 0;
  #keysExpired = 0;

  constructor({ engine, storage, later }: RdbSnapshotsOptions) {
    this.#engine = engine;
    this.#storage = storage;
    this.#later = later;
    this.lastSaveMs = engine.server.startMs;
    engine.server.snapshots = this;
  }

  get isSaving(): boolean {
    return this.#running !== null;
  }

  get stopsWrites(): boolean {
    if (!this.#hasFailed) return false;
    const { stopWritesOnBgsaveError, save } = this.#engine.server.config.values;
    return stopWritesOnBgsaveError && save.length > 0;
  }

  get progress(): { done: number; total: number } {
    const snapshot = this.#running?.snapshot;
    return { done: snapshot?.keys ?? 0, total: snapshot?.keysTotal ?? 0 };
  }

  save(): void {
    const { server } = this.#engine;
    const temporary = this.#temporary;
    let file: WritableFile | null = null;
    try {
      const made = file = this.#storage.create(temporary);
      const snapshot = new Snapshot(server.keyspace, (bytes) => made.write(bytes), this.#options());
      snapshot.step(() => false);
      if (snapshot.failure !== null) throw snapshot.failure;
      made.sync();
      made.close();
      this.#putInPlace(temporary);
    } catch (error) {
      this.#discard(file, temporary);
      server.host.log("warning", `Cannot save the RDB file: ${(error as Error).message}`);
      throw error;
    }
    this.#succeeded(server.dirty);
    server.host.log("notice", "DB saved on disk");
  }

  saveInBackground(): void {
    const { server } = this.#engine;
    const temporary = this.#temporary;
    const nowMs = this.#lastTryMs = server.clock.nowMs();
    let file: WritableFile | null = null;
    try {
      const made = file = this.#storage.create(temporary);
      const snapshot = new Snapshot(server.keyspace, (bytes) => made.write(bytes), this.#options());
      const { dirty } = server;
      const pace = new Pace(server);
      const running = {
        snapshot,
        file,
        pace,
        temporary,
        sinceMs: nowMs,
        dirty,
        isAbandoned: false,
      };
      this.#running = running;
      server.host.log("notice", "Background saving started");
      this.#later(() => this.#slice(running, 0), pace.firstPauseMs());
    } catch (error) {
      this.#discard(file, temporary);
      this.#hasFailed = true;
      server.host.log("warning", `Cannot begin to save: ${(error as Error).message}`);
      throw error;
    }
  }

  schedule(): void {
    this.#isScheduled = true;
  }

  flushed(): void {
    this.#abandon();
    const { server } = this.#engine;
    if (server.config.values.save.length === 0) return;
    try {
      this.save();
    } catch {
      // It was logged.
    }
  }

  saveAtEnd(mode: "default" | "save" | "nosave"): void {
    this.#abandon();
    if (mode === "nosave" || this.#engine.server.isLoading) return;
    const { config, host } = this.#engine.server;
    if (mode === "default" && config.values.save.length === 0) return;
    host.log("notice", "Saving the final RDB snapshot before exiting.");
    this.save();
  }

  reload({ saves, flushes, merges }: ReloadOptions): void {
    const { keyspace, libraries } = this.#engine.server;
    this.#abandon();
    if (saves) this.save();
    if (flushes) {
      for (const db of keyspace.databases) db.clear();
      libraries.clear();
    }
    if (!this.load({ merges })) throw new Error("there is no RDB file");
  }

  /** The same as `load`, while clients are told to wait. */
  async loadInSlices(options: SlicesOptions): Promise<boolean> {
    const load = this.#open(false);
    if (load === null) return false;
    await loadInSlices(this.#engine, load, options);
    this.#loaded(load);
    return true;
  }

  /**
   * Loads the file into databases that are empty, unless it `merges`; false if there is none. Throws
   * `UnusableFileError` with place and reason.
   */
  load({ merges = false }: { readonly merges?: boolean } = {}): boolean {
    const load = this.#open(merges);
    if (load === null) return false;
    loadAtOnce(load);
    this.#loaded(load);
    return true;
  }

  #open(merges: boolean): RdbLoad | null {
    const name = this.#name;
    const file = this.#storage.open(name);
    return file === null ? null : new RdbLoad(this.#engine, name, file, merges);
  }

  #loaded({ name, reader }: RdbLoad): void {
    const { expired, functions, loaded, empty } = reader;
    const { host, libraries } = this.#engine.server;
    for (const code of functions) libraries.add(code);
    if (functions.length > 0) {
      host.log(
        "warning",
        `${functions.length} function libraries in ${name} are kept, but cannot be called`,
      );
    }
    host.log(
      "notice",
      `Done loading RDB, keys loaded: ${loaded}, keys expired: ${expired}, empty keys skipped: ${empty}.`,
    );
    this.#keysLoaded = loaded;
    this.#keysExpired = expired;
  }

  tick(): void {
    if (this.#running !== null || this.#engine.server.keyspace.env.keeper !== null) return;
    if (!this.#isScheduled && !this.#isDue()) return;
    this.#isScheduled = false;
    try {
      this.saveInBackground();
    } catch {
      // It was logged, and is tried again.
    }
  }

  facts(): (readonly [string, string | number])[] {
    const { server } = this.#engine;
    const running = this.#running;
    const seconds = running === null
      ? -1
      : Math.floor((server.clock.nowMs() - running.sinceMs) / 1000);
    return [
      ["rdb_changes_since_last_save", server.dirty],
      ["rdb_bgsave_in_progress", running === null ? 0 : 1],
      ["rdb_last_save_time", Math.floor(this.lastSaveMs / 1000)],
      ["rdb_last_bgsave_status", this.#hasFailed ? "err" : "ok"],
      ["rdb_last_bgsave_time_sec", this.#lastSeconds],
      ["rdb_current_bgsave_time_sec", seconds],
      ["rdb_saves", this.#saves],
      ["rdb_last_cow_size", 0],
      ["rdb_last_load_keys_expired", this.#keysExpired],
      ["rdb_last_load_keys_loaded", this.#keysLoaded],
    ];
  }

  get #name(): string {
    return textToUtf8(this.#engine.server.config.values.dbfilename);
  }

  get #temporary(): string {
    return `temp-${this.#engine.server.host.processId}.rdb`;
  }

  /** Whether a save point is reached: so many changes, so many seconds. */
  #isDue(): boolean {
    const { clock, config, dirty, host } = this.#engine.server;
    const points = config.values.save;
    if (dirty === 0 || points.length === 0) return false;
    const nowMs = clock.nowMs();
    if (this.#hasFailed && nowMs - this.#lastTryMs <= RETRY_MS) return false;
    const sinceSeconds = (nowMs - this.lastSaveMs) / 1000;
    const reached = points.find(({ changes, seconds }) =>
      dirty >= changes && sinceSeconds > seconds
    );
    if (reached === undefined) return false;
    host.log("notice", `${reached.changes} changes in ${reached.seconds} seconds. Saving...`);
    return true;
  }

  #options(): SaveOptions {
    const { clock, config, keyspace } = this.#engine.server;
    const { maxmemoryPolicy, rdbchecksum, rdbcompression } = config.values;
    return {
      compresses: rdbcompression,
      sums: rdbchecksum,
      accesses: maxmemoryPolicy.endsWith("lru")
        ? "idle"
        : maxmemoryPolicy.endsWith("lfu")
        ? "frequency"
        : "none",
      functions: this.#engine.server.libraries.codes,
      aux: [
        ["redis-ver", COMPATIBLE_VERSION],
        ["redis-bits", 64],
        ["ctime", Math.floor(clock.nowMs() / 1000)],
        ["used-mem", keyspace.usedBytes],
        ["aof-base", 0],
      ],
    };
  }

  /** Writes for a millisecond, and comes again. `synced`: bytes that the disk was told to keep. */
  #slice(running: Running, synced: number): void {
    if (running.isAbandoned) return;
    const { config } = this.#engine.server;
    const { file, pace, snapshot } = running;
    const isDone = snapshot.step(pace.slice());
    if (snapshot.failure !== null) return this.#failed(running, snapshot.failure);
    const isMuch = config.values.rdbSaveIncrementalFsync && file.size - synced >= SYNC_BYTES;
    if (!isDone && !isMuch) {
      this.#later(() => this.#slice(running, synced), pace.pauseMs());
      return;
    }
    const { size } = file;
    file.syncLater().then(
      () => isDone ? this.#finish(running) : this.#slice(running, size),
      (error) => this.#failed(running, error),
    );
  }

  #finish(running: Running): void {
    if (running.isAbandoned) return;
    try {
      running.file.close();
      this.#putInPlace(running.temporary);
    } catch (error) {
      return this.#failed(running, error as Error);
    }
    this.#running = null;
    const { server } = this.#engine;
    this.#lastSeconds = Math.floor((server.clock.nowMs() - running.sinceMs) / 1000);
    this.#succeeded(running.dirty);
    server.host.log("notice", "Background saving terminated with success");
  }

  #failed(running: Running, error: Error): void {
    if (running.isAbandoned) return;
    running.snapshot.close();
    this.#running = null;
    this.#discard(running.file, running.temporary);
    this.#hasFailed = true;
    this.#engine.server.host.log("warning", `Background saving error: ${error.message}`);
  }

  /** Gives up a save in the background, as if it had never begun. */
  #abandon(): void {
    const running = this.#running;
    if (running === null) return;
    running.isAbandoned = true;
    running.snapshot.close();
    this.#running = null;
    this.#discard(running.file, running.temporary);
  }

  #putInPlace(temporary: string): void {
    this.#storage.rename(temporary, this.#name);
    this.#storage.syncFolder(".");
  }

  #discard(file: WritableFile | null, temporary: string): void {
    try {
      file?.close();
      this.#storage.remove(temporary);
    } catch {
      // What is left of it is in nobody's way.
    }
  }

  #succeeded(dirty: number): void {
    const { server } = this.#engine;
    server.dirty -= dirty;
    this.lastSaveMs = server.clock.nowMs();
    this.#hasFailed = false;
    this.#saves++;
  }
}
