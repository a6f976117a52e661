/**
 * The append-only file: every change as a command, in a folder of files that a manifest names.
 *
 * What the engine tells is gathered, and written when the turn of all clients that were ready is
 * over. With `appendfsync always` their replies leave after that, behind one synchronisation for all
 * of them; with `everysec` the disk is told once a second.
 */

import type { Engine } from "../../engine/engine.ts";
import { copyBytes } from "../../memory/bytes.ts";
import { RdbFileReader } from "../../rdb/file_reader.ts";
import { fromLatin1, latin1 } from "../../resp/args.ts";
import type { AppendOnly } from "../../state/append_only.ts";
import { BadValue } from "../../state/config/error.ts";
import { textToUtf8 } from "../../state/config/text.ts";
import type { Peer } from "../../state/session.ts";
import type { ReadableFile, Storage } from "../storage.ts";
import { BaseWriter } from "./base_writer.ts";
import { LogFile } from "./log_file.ts";
import {
  EMPTY_MANIFEST,
  formatManifest,
  type Manifest,
  type ManifestFile,
  parseManifest,
} from "./manifest.ts";
import { DamagedFileError, replayFile } from "./replay.ts";

const FIRST_ROOM = 64 * 1024;
/** More than this is written without waiting for the end of the turn. */
const GATHERED_MAX = 4 * 1024 * 1024;
/** For how long a write waits for a synchronisation that is under way (`everysec`). */
const SYNC_PATIENCE_MS = 2000;
/** The code of RDB files at their beginning. */
const RDB_MAGIC = "REDIS";
const RDB_STEP = 1 << 20;
/** What a process that was killed while it rewrote has left behind. */
const TEMPORARY = /^temp-rewriteaof-.*\.aof$/;
/** For how long at a time a new base is written, and how long after. */
const SLICE_MICROS = 1000;
const SLICE_PAUSE_MS = 1;

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
  readonly base: ManifestFile;
  /** The first increment behind it. */
  readonly increment: ManifestFile;
  readonly sinceMs: number;
}

export class AppendOnlyFile implements AppendOnly {
  readonly #engine: Engine;
  readonly #storage: Storage;
  readonly #defer: (action: () => void) => void;
  readonly #pause: (ms: number, action: () => void) => void;
  readonly #abort: (reason: string) => void;

  #manifest: Manifest = EMPTY_MANIFEST;
  #log: LogFile | null = null;
  /** What is to be written: `#gathered[0, #length)`. */
  #gathered = new Uint8Array(FIRST_ROOM);
  #length = 0;
  /** The database that the file has selected; -1: none yet. */
  #selected = -1;
  /** The second of the last `#TS:`. */
  #annotatedSecond = 0;
  #isDeferred = false;
  #isRewriteWanted = false;
  /** Whose replies wait for the disk. */
  readonly #held: Set<Peer> = new Set<Peer>();
  #isAlways = false;

  failure = "";
  #lastSyncMs = 0;
  /** Since when a write waits for a synchronisation; 0: none does. */
  #postponedSinceMs = 0;
  #delayedSyncs = 0;
  /** Bytes of all files when they were last written anew. */
  #baseBytes = 0;
  /** Bytes of the files before the current increment. */
  #olderBytes = 0;
  #rewrite: Rewrite | null = null;
  #rewrites = 0;
  #rewriteFailures = 0;
  #lastRewriteMs = -1;

  readonly #listener = (db: number, bytes: Uint8Array, start: number, end: number): void => {
    this.#add(db, bytes, start, end);
  };

  constructor({ engine, storage, defer, pause, abort }: AppendOnlyOptions) {
    this.#engine = engine;
    this.#storage = storage;
    this.#defer = defer;
    this.#pause = pause;
    this.#abort = abort;
    const { config } = engine.server;
    config.onChange("appendonly", () => this.#switch());
    config.onChange("appendfsync", () => this.#choosePolicy());
    this.#choosePolicy();
    engine.server.appendOnly = this;
  }

  get isOn(): boolean {
    return this.#log !== null;
  }

  /** Whether it is on and there is something to load. */
  get isThere(): boolean {
    if (!this.#engine.server.config.values.appendonly) return false;
    const names = [this.#path(`${this.#name}.manifest`), this.#name];
    return names.some((name) => {
      const file = this.#storage.open(name);
      file?.close();
      return file !== null;
    });
  }

  /**
   * Before clients are served: loads what there is, if `appendonly` says so, and goes on with it.
   * Returns whether there was anything. Throws with the reason if it must not be used.
   */
  start(): boolean {
    if (!this.#engine.server.config.values.appendonly) return false;
    const hasLoaded = this.#load();
    if (this.#manifest.base === null && this.#manifest.increments.length === 0) this.#beginAnew();
    else this.#open();
    return hasLoaded;
  }

  holds(peer: Peer): boolean {
    if (!this.#isAlways || this.#length === 0) return false;
    this.#held.add(peer);
    return true;
  }

  /** Once a turn of the clock: synchronises, tries again what failed, rewrites what has grown. */
  tick(): void {
    const log = this.#log;
    if (log === null) return;
    if (this.#length > 0) this.commit();
    if (this.#isRewriteWanted) this.#beginRewrite();
    const { nowMs, server: { config, host } } = this.#engine;
    if (config.values.appendfsync === "everysec" && nowMs - this.#lastSyncMs >= 1000) {
      this.#lastSyncMs = nowMs;
      log.syncLater((error) => {
        if (error !== null) this.#fail(error);
        else if (this.failure !== "" && this.#length === 0) this.failure = "";
        if (this.#postponedSinceMs > 0) this.commit();
      });
    }
    const { autoAofRewritePercentage: percentage, autoAofRewriteMinSize: least } = config.values;
    if (percentage === 0 || this.bytes < least || this.#rewrite !== null) return;
    const growth = (this.bytes - this.#baseBytes) * 100 / Math.max(this.#baseBytes, 1);
    if (growth < percentage || this.#rewriteFailures > 0) return;
    host.log("notice", `Starting automatic rewriting of AOF on ${Math.floor(growth)}% growth`);
    this.#isRewriteWanted = true;
    this.#beginRewrite();
  }

  /** Bytes of all files in use. */
  get bytes(): number {
    return this.#olderBytes + (this.#log?.size ?? 0) + this.#length;
  }

  /** Writes what was gathered, synchronises it if that was promised, and lets the replies go. */
  commit(): void {
    const log = this.#log;
    if (log === null || this.#length === 0) return this.#release();
    if (!this.#isAlways && log.isSyncing && !this.#isImpatient()) return;
    this.#postponedSinceMs = 0;
    try {
      log.append(this.#gathered.subarray(0, this.#length));
      this.#length = 0;
      if (this.#gathered.length > GATHERED_MAX) this.#gathered = new Uint8Array(FIRST_ROOM);
      if (this.#isAlways) log.sync();
    } catch (error) {
      return this.#fail(error as Error);
    }
    if (this.failure !== "") {
      this.failure = "";
      this.#engine.server.host.log("warning", "The append-only file can be written again");
    }
    this.#release();
  }

  /** The last of it, before the process ends. */
  close(): void {
    const log = this.#log;
    if (log === null) return;
    this.#abandonRewrite();
    this.commit();
    if (this.#length === 0) log.sync();
    this.#stop();
  }

  get isRewriting(): boolean {
    return this.#rewrite !== null;
  }

  requestRewrite(): "started" | "scheduled" {
    if (this.#log === null) throw new Error("the append-only file is off");
    if (this.#rewrite !== null) throw new Error("it is being rewritten");
    this.#isRewriteWanted = true;
    this.#deferCommit();
    return this.#engine.server.keyspace.env.keeper === null ? "started" : "scheduled";
  }

  reload(): void {
    const log = this.#log;
    if (log === null) throw new Error("the append-only file is off");
    this.#abandonRewrite();
    this.#flushLog(log);
    this.#stop();
    for (const db of this.#engine.server.keyspace.databases) db.clear();
    this.#load();
    this.#open();
  }

  facts(): (readonly [string, string | number])[] {
    const status = this.failure === "" ? "ok" : "err";
    const lines: (readonly [string, string | number])[] = [
      ["aof_enabled", this.isOn ? 1 : 0],
      ["aof_rewrite_in_progress", this.isRewriting ? 1 : 0],
      ["aof_rewrite_scheduled", this.#isRewriteWanted ? 1 : 0],
      ["aof_last_rewrite_time_sec", Math.floor(Math.max(this.#lastRewriteMs, -1000) / 1000)],
      ["aof_current_rewrite_time_sec", this.#rewriteSeconds()],
      ["aof_last_bgrewrite_status", this.#rewriteFailures === 0 ? "ok" : "err"],
      ["aof_rewrites", this.#rewrites],
      ["aof_rewrites_consecutive_failures", this.#rewriteFailures],
      ["aof_last_write_status", status],
      ["aof_last_cow_size", 0],
    ];
    if (!this.isOn) return lines;
    return [
      ...lines,
      ["aof_current_size", this.bytes],
      ["aof_base_size", this.#baseBytes],
      ["aof_pending_rewrite", 0],
      ["aof_buffer_length", this.#length],
      ["aof_pending_bio_fsync", this.#log!.isSyncing ? 1 : 0],
      ["aof_delayed_fsync", this.#delayedSyncs],
    ];
  }

  // ── Gathering ─────────────────────────────────────────────────────────────────────────────────

  #add(db: number, bytes: Uint8Array, start: number, end: number): void {
    if (this.#engine.server.config.values.aofTimestampEnabled) this.#annotate();
    if (db !== this.#selected) {
      this.#selected = db;
      const select = fromLatin1(`*2\r\n$6\r\nSELECT\r\n$${`${db}`.length}\r\n${db}\r\n`);
      this.#gather(select, 0, select.length);
    }
    this.#gather(bytes, start, end);
    this.#deferCommit();
  }

  /** Has `commit` called when all clients that were ready have been served. */
  #deferCommit(): void {
    if (this.#isDeferred) return;
    this.#isDeferred = true;
    this.#defer(() => {
      this.#isDeferred = false;
      this.commit();
      if (this.#isRewriteWanted) this.#beginRewrite();
    });
  }

  /** `aof-timestamp-enabled`: a line with the time, in seconds, whenever that has changed. */
  #annotate(): void {
    const second = Math.floor(this.#engine.nowMs / 1000);
    if (second <= this.#annotatedSecond) return;
    this.#annotatedSecond = second;
    const line = fromLatin1(`#TS:${second}\r\n`);
    this.#gather(line, 0, line.length);
  }

  #gather(bytes: Uint8Array, start: number, end: number): void {
    if (this.#length > GATHERED_MAX && this.failure === "") this.commit();
    const needed = this.#length + end - start;
    if (needed > this.#gathered.length) {
      const wider = new Uint8Array(Math.max(needed, 2 * this.#gathered.length));
      wider.set(this.#gathered.subarray(0, this.#length));
      this.#gathered = wider;
    }
    copyBytes(this.#gathered, this.#length, bytes, start, end);
    this.#length = needed;
  }

  #release(): void {
    if (this.#held.size === 0) return;
    const held = [...this.#held];
    this.#held.clear();
    for (const peer of held) peer.flush();
  }

  /** Whether a write has waited long enough for the synchronisation under way. */
  #isImpatient(): boolean {
    const nowMs = this.#engine.server.clock.nowMs();
    if (this.#postponedSinceMs === 0) this.#postponedSinceMs = nowMs;
    if (nowMs - this.#postponedSinceMs < SYNC_PATIENCE_MS) return false;
    this.#delayedSyncs++;
    return true;
  }

  /** With `always`, what was promised cannot be kept: the process ends. Else writes are refused. */
  #fail(error: Error): void {
    const { host } = this.#engine.server;
    if (this.#isAlways) {
      return this.#abort(
        `Can't recover from AOF write error when the AOF fsync policy is 'always': ${error.message}`,
      );
    }
    if (this.failure === "") {
      host.log("warning", `Cannot write the append-only file: ${error.message}`);
    }
    this.failure = error.message;
  }

  #choosePolicy(): void {
    if (this.#isAlways) this.commit();
    this.#isAlways = this.#engine.server.config.values.appendfsync === "always";
  }

  /** After CONFIG SET appendonly. */
  #switch(): void {
    const { server } = this.#engine;
    if (server.config.values.appendonly === this.isOn) return;
    if (!server.config.values.appendonly) return this.close();
    try {
      this.#manifest = this.#readManifest() ?? EMPTY_MANIFEST;
      this.#beginAnew();
    } catch {
      throw new BadValue("Unable to turn on AOF. Check server logs.");
    }
  }

  // ── Writing anew ──────────────────────────────────────────────────────────────────────────────

  /**
   * Begins to write all keys to a new base, and goes on with a new increment. Until the base is
   * whole, the manifest names the old base and all increments; then only the new ones, in one step.
   */
  #beginRewrite(): void {
    const { keyspace, host } = this.#engine.server;
    if (this.#rewrite !== null || this.#log === null || keyspace.env.keeper !== null) return;
    this.#isRewriteWanted = false;
    try {
      this.#flushLog(this.#log);
      const { size } = this.#log;
      const increment = this.#addIncrement();
      this.#open();
      this.#olderBytes += size;
      const writer = this.#newBase();
      const base = { ...this.#next("base"), type: "b" as const };
      this.#rewrite = { writer, base, increment, sinceMs: this.#engine.nowMs };
      host.log("notice", "Rewriting the append-only file");
      this.#rewriteSlice();
    } catch (error) {
      this.#rewriteFailed(error as Error);
    }
  }

  /** A slice of the base; then others, until it is whole. */
  #rewriteSlice(): void {
    const rewrite = this.#rewrite;
    if (rewrite === null) return;
    try {
      const { clock } = this.#engine.server;
      const end = clock.micros() + SLICE_MICROS;
      if (!rewrite.writer.step(() => clock.micros() > end)) {
        return this.#pause(SLICE_PAUSE_MS, () => this.#rewriteSlice());
      }
    } catch (error) {
      return this.#rewriteFailed(error as Error);
    }
    rewrite.writer.syncLater().then(() => {
      if (this.#rewrite === rewrite) this.#endRewrite(rewrite);
    }).catch((error: Error) => this.#rewriteFailed(error));
  }

  /** The base is whole and on the disk. */
  #endRewrite({ writer, base, increment, sinceMs }: Rewrite): void {
    const old = this.#manifest;
    const stays = old.increments.filter(({ seq }) => seq >= increment.seq);
    const { bytes } = writer;
    writer.close();
    this.#storage.rename(this.#temporary, this.#path(base.name));
    this.#keep({ base, increments: stays, history: [] });
    this.#rewrite = null;
    this.#olderBytes = this.#baseBytes = bytes;
    this.#rewrites++;
    this.#rewriteFailures = 0;
    const { server, nowMs } = this.#engine;
    this.#lastRewriteMs = Math.max(0, nowMs - sinceMs);
    server.host.log("notice", "Append-only file rewritten");
    this.#removeAll({ ...old, increments: old.increments.filter((each) => !stays.includes(each)) });
  }

  #rewriteFailed({ message }: Error): void {
    this.#rewriteFailures++;
    this.#engine.server.host.log("warning", `Cannot rewrite the append-only file: ${message}`);
    this.#abandonRewrite();
  }

  /** What there is of a new base is forgotten; the files that the manifest names are whole. */
  #abandonRewrite(): void {
    const rewrite = this.#rewrite;
    if (rewrite === null) return;
    this.#rewrite = null;
    try {
      rewrite.writer.close();
      this.#storage.remove(this.#temporary);
    } catch {
      // The next attempt writes over it.
    }
  }

  /** Begins with a base of all there is and an empty increment. No command is executed meanwhile. */
  #beginAnew(): void {
    const old = this.#manifest;
    try {
      this.#storage.makeFolder(this.#folder);
      this.#storage.syncFolder(".");
      const base = { ...this.#next("base"), type: "b" as const };
      const writer = this.#newBase();
      try {
        writer.step(() => false);
        writer.sync();
        this.#olderBytes = this.#baseBytes = writer.bytes;
      } finally {
        writer.close();
      }
      this.#storage.rename(this.#temporary, this.#path(base.name));
      const increment = { ...this.#next("incr"), type: "i" as const };
      this.#storage.create(this.#path(increment.name)).close();
      this.#keep({ base, increments: [increment], history: [] });
      this.#open();
      this.#removeAll(old);
    } catch (error) {
      const { host } = this.#engine.server;
      host.log("warning", `Cannot begin an append-only file: ${(error as Error).message}`);
      throw error;
    }
  }

  #newBase(): BaseWriter {
    const { keyspace, config } = this.#engine.server;
    return new BaseWriter(this.#storage, this.#temporary, keyspace, {
      compresses: config.values.rdbcompression,
      sums: config.values.rdbchecksum,
      accesses: "none",
      aux: [
        ["redis-ver", "7.4.0"],
        ["redis-bits", 64],
        ["ctime", Math.floor(this.#engine.nowMs / 1000)],
        ["aof-base", 1],
      ],
    });
  }

  #rewriteSeconds(): number {
    if (this.#rewrite === null) return -1;
    return Math.floor((this.#engine.nowMs - this.#rewrite.sinceMs) / 1000);
  }

  // ── Files ─────────────────────────────────────────────────────────────────────────────────────

  get #folder(): string {
    return textToUtf8(this.#engine.server.config.values.appenddirname);
  }

  get #name(): string {
    return textToUtf8(this.#engine.server.config.values.appendfilename);
  }

  /** The path of a base that is not whole yet. */
  get #temporary(): string {
    return this.#path(`temp-rewriteaof-bg-${this.#engine.server.host.processId}.aof`);
  }

  #path(name: string): string {
    return `${this.#folder}/${name}`;
  }

  /** The name and number of the next base or increment. */
  #next(kind: "base" | "incr"): { name: string; seq: number } {
    const { base, increments } = this.#manifest;
    const last = kind === "base" ? base?.seq : increments.at(-1)?.seq;
    const seq = (last ?? 0) + 1;
    return { name: `${this.#name}.${seq}.${kind}.${kind === "base" ? "rdb" : "aof"}`, seq };
  }

  /** Goes on with the last increment; begins the first if there is none. */
  #open(): void {
    this.#stop();
    if (this.#manifest.increments.length === 0) this.#addIncrement();
    this.#log = new LogFile(this.#storage, this.#path(this.#manifest.increments.at(-1)!.name));
    this.#selected = -1;
    this.#lastSyncMs = this.#engine.nowMs;
    this.#engine.listen(this.#listener);
  }

  /** Makes one more increment. */
  #addIncrement(): ManifestFile {
    const increment = { ...this.#next("incr"), type: "i" as const };
    this.#storage.create(this.#path(increment.name)).close();
    this.#keep({ ...this.#manifest, increments: [...this.#manifest.increments, increment] });
    return increment;
  }

  #stop(): void {
    this.#engine.unlisten(this.#listener);
    this.#log?.close();
    this.#log = null;
    this.#length = 0;
  }

  #flushLog(log: LogFile): void {
    if (this.#length > 0) log.append(this.#gathered.subarray(0, this.#length));
    this.#length = 0;
    log.sync();
    this.#release();
  }

  /** Puts a manifest into force: from then on, loading begins with what it names. */
  #keep(manifest: Manifest): void {
    const temporary = this.#path(`temp-${this.#name}.manifest`);
    const file = this.#storage.create(temporary);
    try {
      file.write(new TextEncoder().encode(formatManifest(manifest)));
      file.sync();
    } finally {
      file.close();
    }
    this.#storage.rename(temporary, this.#path(`${this.#name}.manifest`));
    this.#storage.syncFolder(this.#folder);
    this.#manifest = manifest;
  }

  #removeAll({ base, increments, history }: Manifest): void {
    for (const { name } of [...(base ? [base] : []), ...increments, ...history]) {
      this.#storage.remove(this.#path(name));
    }
  }

  // ── Loading ───────────────────────────────────────────────────────────────────────────────────

  #readText(path: string): string | null {
    const file = this.#storage.open(path);
    if (file === null) return null;
    try {
      const bytes = new Uint8Array(file.size);
      const end = file.read(bytes, 0, bytes.length);
      return new TextDecoder().decode(bytes.subarray(0, end));
    } finally {
      file.close();
    }
  }

  #readManifest(): Manifest | null {
    const text = this.#readText(this.#path(`${this.#name}.manifest`));
    return text === null ? null : parseManifest(text);
  }

  /** The single file that Redis wrote before version 7 becomes the base. */
  #adoptOldFile(): Manifest {
    const file = this.#storage.open(this.#name);
    if (file === null) return EMPTY_MANIFEST;
    file.close();
    this.#storage.makeFolder(this.#folder);
    const manifest: Manifest = {
      base: { name: this.#name, seq: 1, type: "b" },
      increments: [],
      history: [],
    };
    // The file first, so that the manifest never names what is not there.
    this.#storage.rename(this.#name, this.#path(this.#name));
    this.#keep(manifest);
    return manifest;
  }

  /** Loads all files; whether there are any. */
  #load(): boolean {
    const manifest = this.#manifest = this.#readManifest() ?? this.#adoptOldFile();
    const { base, increments, history } = manifest;
    const files = [...(base === null ? [] : [base]), ...increments];
    this.#engine.load((session) => {
      this.#olderBytes = this.#baseBytes = 0;
      for (const [i, { name }] of files.entries()) {
        const isLast = i === files.length - 1;
        const bytes = this.#loadFile(session, name, isLast);
        if (!isLast || increments.length === 0) this.#olderBytes += bytes;
        if (i === 0 && base !== null) this.#baseBytes = bytes;
      }
    });
    const unfinished = this.#storage.list(this.#folder).filter((name) => TEMPORARY.test(name));
    for (const name of [...history.map((file) => file.name), ...unfinished]) {
      this.#storage.remove(this.#path(name));
    }
    return files.length > 0;
  }

  /** Loads one file and returns its size, without what is torn at the end of the last one. */
  #loadFile(session: Parameters<typeof replayFile>[1], name: string, isLast: boolean): number {
    const { server } = this.#engine;
    const path = this.#path(name);
    const preamble = this.#loadPreamble(path, name);
    const file = this.#openToRead(path, name);
    try {
      const { validBytes, bytes } = replayFile(this.#engine, session, file, preamble);
      if (validBytes === bytes) return bytes;
      const torn = `${name} ends within a command: ${
        bytes - validBytes
      } bytes from offset ${validBytes}`;
      if (!isLast) throw new DamagedFileError(`${torn}, and is not the last file`);
      if (!server.config.values.aofLoadTruncated) {
        throw new DamagedFileError(`${torn}; aof-load-truncated yes would leave them out`);
      }
      server.host.log("warning", `${torn} are left out (aof-load-truncated)`);
      const cut = this.#storage.append(path);
      cut.truncate(validBytes);
      cut.sync();
      cut.close();
      return validBytes;
    } catch (error) {
      if (error instanceof DamagedFileError && !error.message.startsWith(name)) {
        throw new DamagedFileError(`${name} is ${error.message}`);
      }
      throw error;
    } finally {
      file.close();
    }
  }

  /** Loads the RDB file that a file begins with; returns where it ends, 0 if there is none. */
  #loadPreamble(path: string, name: string): number {
    const file = this.#openToRead(path, name);
    const head = new Uint8Array(RDB_MAGIC.length);
    const length = file.read(head, 0, head.length);
    file.close();
    if (latin1(head, 0, length) !== RDB_MAGIC) return 0;
    const again = this.#openToRead(path, name);
    try {
      const { keyspace, config, host } = this.#engine.server;
      const reader = new RdbFileReader(again, keyspace, {
        limits: config.values,
        nowMs: 0,
        keepsExpired: true,
        checksSum: config.values.rdbchecksum,
        warn: (message) => host.log("warning", message),
      });
      while (!reader.step(RDB_STEP));
      return reader.offset;
    } catch (error) {
      throw new DamagedFileError(`${name}: ${(error as Error).message}`);
    } finally {
      again.close();
    }
  }

  #openToRead(path: string, name: string): ReadableFile {
    const file = this.#storage.open(path);
    if (file === null) {
      throw new DamagedFileError(`${name} is missing, though the manifest names it`);
    }
    return file;
  }
}
