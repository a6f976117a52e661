/**
 * The append-only file: every change as a command, in a folder of files that a manifest names.
 *
 * A base holds all there was at one moment, increments (see `journal.ts`) what was changed since.
 * Writing it anew means a new base, from a snapshot, and a new increment that begins at the same
 * moment; the manifest goes on to name the old files until the base is on the disk.
 */

import type { Engine } from "../../engine/engine.ts";
import type { AppendOnly } from "../../state/append_only.ts";
import { BadValue } from "../../state/config/error.ts";
import { textToUtf8 } from "../../state/config/text.ts";
import type { Peer } from "../../state/session.ts";
import { loadAtOnce, loadInSlices, type SlicesOptions } from "../loading.ts";
import { Pace } from "../pace.ts";
import type { Storage } from "../storage.ts";
import { BaseWriter } from "./base_writer.ts";
import { timestampLine } from "./command_file.ts";
import { AofFolder } from "./folder.ts";
import { Journal } from "./journal.ts";
import { AofLoader } from "./loader.ts";
import { LogFile } from "./log_file.ts";
import type { ManifestFile } from "./manifest.ts";

/** A base is synchronised every so many bytes (`aof-rewrite-incremental-fsync`). */
const SYNC_BYTES = 4 * 1024 * 1024;
/** How often a failed synchronisation is made up for by writing all anew. */
const REPAIR_MS = 5000;
/** After so many failures in a row, rewriting waits 1, 2, 4, … minutes, at most so many. */
const FAILURES_MAX = 3;
const LONGEST_WAIT_MINUTES = 60;

export interface AppendOnlyOptions {
  readonly engine: Engine;
  readonly storage: Storage;
  /** Calls back when all that is ready now has been done. */
  readonly defer: (action: () => void) => void;
  /** Calls back in so many milliseconds. */
  readonly pause: (ms: number, action: () => void) => void;
  /** Ends the process at once: what was promised cannot be kept. */
  readonly abort: (reason: string) => void;
}

/** A new base that is being written. */
interface Rewrite {
  readonly writer: BaseWriter;
  readonly pace: Pace;
  readonly base: ManifestFile;
  /** The first increment behind it; null: there is none, or none that has a name yet. */
  readonly increment: ManifestFile | null;
  readonly sinceMs: number;
}

export class AppendOnlyFile implements AppendOnly {
  readonly #engine: Engine;
  readonly #storage: Storage;
  readonly #defer: (action: () => void) => void;
  readonly #pause: (ms: number, action: () => void) => void;
  readonly #folder: AofFolder;
  readonly #journal: Journal;

  isOn = false;
  /**
   * Whether what the manifest names does not count: it was switched on while running, or the disk may
   * have lost something. The base that is to come goes with an increment that has no name yet.
   */
  #awaitsBase = false;
  /** Why the disk may have lost something, until all was written anew. */
  #loss = "";
  #isDeferred = false;
  #isRewriteWanted = false;
  /** The number of the increment that is written. */
  #currentSeq = 0;
  /** Whether the next increment is being made, so that a rewrite can begin. */
  #isPreparing = false;
  /** Whether the manifest is being changed in the background: nothing else may change it. */
  #isTidying = false;
  #rewrite: Rewrite | null = null;
  /** Bytes of all files when they were last written anew. */
  #baseBytes = 0;
  /** Bytes of the files before the current increment. */
  #olderBytes = 0;
  #rewrites = 0;
  #failures = 0;
  #lastRewriteMs = -1;
  /** When rewriting may be tried again. */
  #retryMs = 0;

  constructor({ engine, storage, defer, pause, abort }: AppendOnlyOptions) {
    const { config } = engine.server;
    this.#engine = engine;
    this.#storage = storage;
    this.#defer = defer;
    this.#pause = pause;
    this.#folder = new AofFolder(storage, () => ({
      folder: textToUtf8(config.values.appenddirname),
      file: textToUtf8(config.values.appendfilename),
    }));
    this.#journal = new Journal({ engine, abort, askForCommit: () => this.#deferCommit() });
    this.#journal.onKept = () => this.#deferGoals();
    this.#journal.onLost = (reason) => this.#disown(reason);
    config.onChange("appendonly", () => this.#switch());
    config.onChange("appendfsync", () => this.#journal.choosePolicy());
    engine.server.appendOnly = this;
  }

  get failure(): string {
    return this.#loss === "" ? this.#journal.failure : this.#loss;
  }

  /** Whether it is wanted and there is something to load. */
  get isThere(): boolean {
    return this.#engine.server.config.values.appendonly && this.#folder.isThere;
  }

  /**
   * Before clients are served: loads what there is, if `appendonly` says so, and goes on with it.
   * Returns whether there was anything. Throws with the reason if it must not be used.
   */
  start(): boolean {
    if (!this.#engine.server.config.values.appendonly) return false;
    const loader = this.#loader();
    loadAtOnce(loader);
    return this.#begin(loader);
  }

  /** The same in slices, while clients are told to wait. */
  async startInSlices(options: SlicesOptions): Promise<boolean> {
    const { config } = this.#engine.server;
    if (!config.values.appendonly) return false;
    const loader = this.#loader();
    await loadInSlices(this.#engine, loader, options);
    return config.values.appendonly && this.#begin(loader);
  }

  #begin(loader: AofLoader): boolean {
    this.#loaded(loader);
    this.isOn = true;
    if (loader.isEmpty) this.#beginAnew();
    else this.#open();
    return !loader.isEmpty;
  }

  holds(peer: Peer): boolean {
    return this.#journal.holds(peer);
  }

  get takenBytes(): number {
    return this.#journal.taken;
  }

  get keptBytes(): number {
    return this.#awaitsBase ? 0 : this.#journal.kept;
  }

  /** Once a turn of the clock: synchronises, tries again what failed, rewrites what has grown. */
  tick(): void {
    const journal = this.#journal;
    if (journal.log !== null) journal.tick();
    if (this.#loss !== "") this.#repair();
    else if (this.#isRewriteWanted && !this.#isLimited) this.#prepareRewrite();
    else if (this.#hasGrown()) this.#prepareRewrite();
  }

  /** Bytes of all files in use. */
  get bytes(): number {
    return this.#olderBytes + (this.#journal.log?.size ?? 0) + this.#journal.pendingBytes;
  }

  prepareEnd(force: boolean): void {
    const { host } = this.#engine.server;
    if (this.#awaitsBase && this.#loss === "") {
      host.log("warning", `Writing initial AOF${force ? ". Exit anyway." : ", can't exit."}`);
      if (!force) throw new Error("the initial append-only file is being written");
    }
    this.#abandonRewrite();
    if (!this.isOn) return;
    host.log("notice", "Calling fsync() on the AOF file.");
    this.#flush();
  }

  /** The last of it, before the process ends. */
  close(): void {
    if (!this.isOn) return;
    this.#abandonRewrite();
    this.#flush();
    this.#stop();
  }

  #flush(): void {
    try {
      this.#journal.flush();
    } catch (error) {
      const { host } = this.#engine.server;
      host.log("warning", `Fail to fsync the AOF file: ${(error as Error).message}.`);
    }
  }

  get isRewriting(): boolean {
    return this.#rewrite !== null || this.#isPreparing;
  }

  requestRewrite(): "started" | "scheduled" {
    if (this.isRewriting) throw new Error("it is being rewritten");
    const { isInTransaction, server: { keyspace } } = this.#engine;
    if (isInTransaction || keyspace.env.keeper !== null || this.#isTidying) {
      this.#isRewriteWanted = true;
      this.#failures = 0;
      this.#deferCommit();
      return "scheduled";
    }
    this.#prepareRewrite();
    if (!this.isRewriting) throw new Error("it cannot be rewritten");
    return "started";
  }

  reload(): void {
    if (this.#awaitsBase) throw new Error("the append-only file is yet to be written");
    this.#abandonRewrite();
    if (this.isOn) {
      this.#journal.flush();
      this.#journal.end();
    }
    for (const db of this.#engine.server.keyspace.databases) db.clear();
    this.#engine.server.libraries.clear();
    const loader = this.#loader();
    loadAtOnce(loader);
    this.#loaded(loader);
    if (this.isOn) this.#open();
  }

  facts(): (readonly [string, string | number])[] {
    return [
      ["aof_enabled", this.isOn ? 1 : 0],
      ["aof_rewrite_in_progress", this.isRewriting ? 1 : 0],
      ["aof_rewrite_scheduled", this.#isRewriteWanted ? 1 : 0],
      ["aof_last_rewrite_time_sec", Math.floor(Math.max(this.#lastRewriteMs, -1000) / 1000)],
      ["aof_current_rewrite_time_sec", this.#rewriteSeconds()],
      ["aof_last_bgrewrite_status", this.#failures === 0 ? "ok" : "err"],
      ["aof_rewrites", this.#rewrites],
      ["aof_rewrites_consecutive_failures", this.#failures],
      ["aof_last_write_status", this.failure === "" ? "ok" : "err"],
      ["aof_last_cow_size", 0],
    ];
  }

  sizes(): (readonly [string, string | number])[] {
    if (!this.isOn) return [];
    return [
      ["aof_current_size", this.bytes],
      ["aof_base_size", this.#baseBytes],
      ["aof_pending_rewrite", 0],
      ["aof_buffer_length", this.#journal.pendingBytes],
      ["aof_pending_bio_fsync", this.#journal.log?.isSyncing ? 1 : 0],
      ["aof_delayed_fsync", this.#journal.delayedSyncs],
    ];
  }

  /** Has what was gathered written when all clients that were ready have been served. */
  #deferCommit(): void {
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.#defer(() => {
      this.#isDeferred = false;
      this.#journal.commit();
      if (this.#isRewriteWanted && !this.#isLimited) this.#prepareRewrite();
    });
  }

  /** Has those go on who waited for the disk (WAITAOF). */
  #deferGoals(): void {
    if (this.#engine.server.waits.withGoals.length > 0) {
      this.#defer(() => this.#engine.serveGoals());
    }
  }

  /** After CONFIG SET appendonly. */
  #switch(): void {
    const { config, keyspace, host } = this.#engine.server;
    if (config.values.appendonly === this.isOn) return;
    if (!config.values.appendonly) {
      this.close();
      return this.#deferGoals();
    }
    // A rewrite that began while it was off has no increment.
    this.#abandonRewrite();
    this.isOn = this.#awaitsBase = true;
    this.#failures = 0;
    if (this.#engine.isInTransaction || keyspace.env.keeper !== null || this.#isTidying) {
      this.#isRewriteWanted = true;
      this.#deferCommit();
      return host.log("notice", "AOF was enabled, and is written as soon as that is possible");
    }
    this.#prepareRewrite();
    if (this.#rewrite !== null) return;
    this.#stop();
    throw new BadValue("Unable to turn on AOF. Check server logs.");
  }

  // ── Writing anew ──────────────────────────────────────────────────────────────────────────────

  /** `auto-aof-rewrite-percentage` and `-min-size`. */
  #hasGrown(): boolean {
    const { config, host, keyspace } = this.#engine.server;
    const { autoAofRewritePercentage: percentage, autoAofRewriteMinSize: least } = config.values;
    if (!this.isOn || this.#awaitsBase || this.isRewriting || keyspace.env.keeper !== null) {
      return false;
    }
    if (percentage === 0 || this.bytes <= least) return false;
    const growth = Math.floor(this.bytes * 100 / Math.max(this.#baseBytes, 1)) - 100;
    if (growth < percentage || this.#isLimited) return false;
    host.log("notice", `Starting automatic rewriting of AOF on ${growth}% growth`);
    return true;
  }

  /** Whether the last attempts failed, and the next one is to come later. */
  get #isLimited(): boolean {
    return this.#failures >= FAILURES_MAX && this.#engine.nowMs < this.#retryMs;
  }

  /** The disk may have lost something: nothing is added to it, and writes are refused, until then. */
  #disown(reason: string): void {
    this.#loss = reason;
    this.#awaitsBase = true;
    this.#abandonRewrite();
    this.#retryMs = this.#engine.nowMs;
  }

  /** All is written once more. */
  #repair(): void {
    if (this.isRewriting || this.#isTidying || this.#engine.nowMs < this.#retryMs) return;
    this.#retryMs = this.#engine.nowMs + REPAIR_MS;
    this.#beginRewrite();
  }

  /**
   * Begins a rewrite. The next increment is put into the manifest first, and what the current one has
   * is brought to the disk, while others go on: then little is left to do at the moment itself.
   */
  #prepareRewrite(): void {
    if (this.isRewriting || this.#isTidying) return;
    if (this.#engine.server.keyspace.env.keeper !== null) return;
    if (this.#journal.log === null) return this.#beginRewrite();
    this.#isRewriteWanted = false;
    this.#isPreparing = this.#isTidying = true;
    this.#prepareIncrement().then(() => null, (error: Error) => error).then((error) => {
      this.#isTidying = false;
      const isStillWanted = this.#isPreparing;
      this.#isPreparing = false;
      if (!isStillWanted) return void (this.#isRewriteWanted && this.#deferCommit());
      if (error === null) this.#beginRewrite();
      else this.#rewriteFailed(error);
    });
  }

  async #prepareIncrement(): Promise<void> {
    const journal = this.#journal;
    const folder = this.#folder;
    await journal.syncLater();
    const { manifest } = folder;
    if (manifest.increments.at(-1)?.seq === this.#currentSeq) await folder.addIncrementLater();
    else await folder.keepLater(manifest); // It was made before, and perhaps not kept.
    await journal.syncLater();
  }

  /**
   * Begins to write all keys to a new base, and goes on with a new increment. Until the base is
   * whole, the manifest names the old base and all increments; then only the new ones, in one step.
   */
  #beginRewrite(): void {
    const { env } = this.#engine.server.keyspace;
    if (this.#rewrite !== null) return;
    this.#isRewriteWanted = this.#isTidying || env.keeper !== null;
    if (this.#isRewriteWanted) return;
    try {
      const increment = this.#beginIncrement();
      const { nowMs, server } = this.#engine;
      const base = this.#folder.nextBase(this.#kindOfBase);
      const pace = new Pace(server);
      this.#rewrite = { writer: this.#newBase(), pace, base, increment, sinceMs: nowMs };
      server.host.log("notice", "Background append only file rewriting started");
      this.#pause(pace.firstPauseMs(), () => this.#rewriteSlice(0));
    } catch (error) {
      this.#rewriteFailed(error as Error);
    }
  }

  /** The increment that begins at the moment of the snapshot: the last thing before it. */
  #beginIncrement(): ManifestFile | null {
    const folder = this.#folder;
    const journal = this.#journal;
    if (!this.isOn || this.#awaitsBase) {
      folder.make();
      folder.read();
      if (this.isOn) {
        this.#storage.create(this.#nameless).close();
        journal.begin(new LogFile(this.#storage, this.#nameless));
        this.#olderBytes = 0;
      }
      return null;
    }
    journal.flush();
    const increment = folder.manifest.increments.at(-1)!;
    const log = new LogFile(this.#storage, folder.path(increment.name));
    this.#olderBytes += journal.log?.size ?? 0;
    journal.begin(log);
    this.#currentSeq = increment.seq;
    return increment;
  }

  /** A slice of the base; then others, until it is whole. `synced`: bytes known to the disk. */
  #rewriteSlice(synced: number): void {
    const rewrite = this.#rewrite;
    if (rewrite === null) return;
    const { pace, writer } = rewrite;
    const { config } = this.#engine.server;
    let isWhole: boolean;
    try {
      isWhole = writer.step(pace.slice());
    } catch (error) {
      return this.#rewriteFailed(error as Error);
    }
    const { bytes } = writer;
    const isMuch = config.values.aofRewriteIncrementalFsync && bytes - synced >= SYNC_BYTES;
    if (!isWhole && !isMuch) {
      return this.#pause(pace.pauseMs(), () => this.#rewriteSlice(synced));
    }
    writer.syncLater().then(() => {
      if (this.#rewrite !== rewrite) return;
      if (isWhole) this.#endRewrite(rewrite);
      else this.#rewriteSlice(bytes);
    }).catch((error: Error) => {
      if (this.#rewrite === rewrite) this.#rewriteFailed(error);
    });
  }

  /** The base is whole and on the disk: it counts from now on. Throws the system's error. */
  #endRewrite(rewrite: Rewrite): void {
    const { writer, base, increment } = rewrite;
    const folder = this.#folder;
    writer.close();
    let first = increment;
    if (this.#awaitsBase) {
      first = folder.nextIncrement();
      this.#storage.rename(this.#nameless, folder.path(first.name));
    }
    this.#storage.rename(this.#temporary, folder.path(base.name));
    const manifest = this.#awaitsBase && first !== null
      ? folder.begunWith(base, first)
      : folder.replacedBy(base, first);
    this.#isTidying = true;
    folder.keepLater(manifest).then(() => {
      if (this.#rewrite === rewrite) this.#rewritten(rewrite);
      return this.#dropHistoryLater();
    }).catch((error: Error) => {
      if (this.#rewrite === rewrite) this.#rewriteFailed(error);
    }).finally(() => {
      this.#isTidying = false;
      if (this.#isRewriteWanted) this.#deferCommit();
    });
  }

  #rewritten({ writer: { bytes }, sinceMs }: Rewrite): void {
    this.#rewrite = null;
    this.#awaitsBase = false;
    this.#loss = "";
    this.#currentSeq = this.#folder.manifest.increments.at(-1)?.seq ?? 0;
    this.#olderBytes = bytes;
    this.#baseBytes = bytes + (this.#journal.log?.size ?? 0);
    this.#rewrites++;
    this.#failures = 0;
    const { server, nowMs } = this.#engine;
    this.#lastRewriteMs = Math.max(0, nowMs - sinceMs);
    server.host.log("notice", "Background AOF rewrite finished successfully");
    this.#deferGoals();
  }

  /** The files that count no more; if that fails now, it is done after the next rewrite. */
  #dropHistory(): void {
    const { config, host } = this.#engine.server;
    if (config.values.aofDisableAutoGc) return;
    try {
      this.#folder.dropHistory();
    } catch (error) {
      host.log("warning", `Cannot remove old files of the AOF: ${(error as Error).message}`);
    }
  }

  async #dropHistoryLater(): Promise<void> {
    const { config, host } = this.#engine.server;
    if (config.values.aofDisableAutoGc) return;
    try {
      await this.#folder.dropHistoryLater();
    } catch (error) {
      host.log("warning", `Cannot remove old files of the AOF: ${(error as Error).message}`);
    }
  }

  #rewriteFailed({ message }: Error): void {
    this.#failures++;
    const { nowMs, server: { host } } = this.#engine;
    host.log("warning", `Background AOF rewrite failed: ${message}`);
    if (this.#failures >= FAILURES_MAX) {
      const minutes = Math.min(2 ** (this.#failures - FAILURES_MAX), LONGEST_WAIT_MINUTES);
      this.#retryMs = nowMs + minutes * 60_000;
      host.log(
        "warning",
        "Background AOF rewrite has repeatedly failed and triggered the limit, will retry in " +
          `${minutes} minutes`,
      );
    }
    this.#abandonRewrite();
  }

  /** What there is of a new base is forgotten; the files that the manifest names are whole. */
  #abandonRewrite(): void {
    const rewrite = this.#rewrite;
    this.#isPreparing = false;
    this.#rewrite = null;
    if (this.#awaitsBase) {
      // What comes until the next attempt will be in its base.
      this.#journal.end();
      this.#isRewriteWanted = true;
      this.#remove(this.#nameless);
    }
    if (rewrite === null) return;
    rewrite.writer.close();
    this.#remove(this.#temporary);
  }

  #remove(path: string): void {
    try {
      this.#storage.remove(path);
    } catch {
      // The next attempt writes over it, or the next start removes it.
    }
  }

  /** Begins with a base of all there is and an empty increment. No command is executed meanwhile. */
  #beginAnew(): void {
    const folder = this.#folder;
    try {
      folder.make();
      const base = folder.nextBase(this.#kindOfBase);
      const writer = this.#newBase();
      try {
        writer.step(() => false);
        writer.sync();
        this.#olderBytes = this.#baseBytes = writer.bytes;
      } finally {
        writer.close();
      }
      this.#storage.rename(this.#temporary, folder.path(base.name));
      const increment = folder.nextIncrement();
      this.#storage.create(folder.path(increment.name)).close();
      folder.begin(base, increment);
      this.#open();
    } catch (error) {
      const { host } = this.#engine.server;
      host.log("warning", `Cannot begin an append-only file: ${(error as Error).message}`);
      throw error;
    }
  }

  #newBase(): BaseWriter {
    const { keyspace, config } = this.#engine.server;
    const asCommands = !config.values.aofUseRdbPreamble;
    const seconds = Math.floor(this.#engine.nowMs / 1000);
    const isTimed = asCommands && config.values.aofTimestampEnabled;
    const head = isTimed ? timestampLine(seconds) : new Uint8Array(0);
    return new BaseWriter(this.#storage, this.#temporary, keyspace, head, {
      asCommands,
      compresses: config.values.rdbcompression,
      sums: config.values.rdbchecksum,
      accesses: "none",
      functions: this.#engine.server.libraries.codes,
      aux: [
        ["redis-ver", "7.4.0"],
        ["redis-bits", 64],
        ["ctime", seconds],
        ["aof-base", 1],
      ],
    });
  }

  /** `aof-use-rdb-preamble`. */
  get #kindOfBase(): "rdb" | "aof" {
    return this.#engine.server.config.values.aofUseRdbPreamble ? "rdb" : "aof";
  }

  #rewriteSeconds(): number {
    if (this.#rewrite === null) return -1;
    return Math.floor((this.#engine.nowMs - this.#rewrite.sinceMs) / 1000);
  }

  // ── Files ─────────────────────────────────────────────────────────────────────────────────────

  /** The path of a base that is not whole yet. */
  get #temporary(): string {
    return this.#folder.path(`temp-rewriteaof-bg-${this.#engine.server.host.processId}.aof`);
  }

  /** The path of an increment that has no base yet. */
  get #nameless(): string {
    const name = textToUtf8(this.#engine.server.config.values.appendfilename);
    return this.#folder.path(`temp-${name}.incr`);
  }

  /** Goes on with the last increment; begins the first if there is none. */
  #open(): void {
    const folder = this.#folder;
    const last = folder.manifest.increments.at(-1) ?? folder.addIncrement();
    this.#journal.begin(new LogFile(this.#storage, folder.path(last.name)));
    this.#currentSeq = last.seq;
  }

  #stop(): void {
    this.#journal.end();
    this.isOn = this.#awaitsBase = this.#isRewriteWanted = false;
    this.#loss = "";
  }

  // ── Loading ───────────────────────────────────────────────────────────────────────────────────

  /** Finds out what there is to load. Throws if it must not be used. */
  #loader(): AofLoader {
    const folder = this.#folder;
    folder.read();
    folder.adopt();
    return new AofLoader(this.#engine, this.#storage, folder);
  }

  /** All is loaded. */
  #loaded({ baseBytes, olderBytes }: AofLoader): void {
    this.#baseBytes = baseBytes;
    this.#olderBytes = olderBytes;
    this.#folder.dropUnfinished();
    this.#dropHistory();
  }
}
