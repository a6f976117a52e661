/** What keys are read from: RDB files, append-only files, JSON lines. */

import { DEFINITIONS } from "../../commands/mod.ts";
import { Engine } from "../../engine/engine.ts";
import type { Database } from "../../keyspace/database.ts";
import { Keyspace } from "../../keyspace/keyspace.ts";
import type { Entry } from "../../memory/entry.ts";
import { RdbFileReader } from "../../rdb/file_reader.ts";
import { RdbError } from "../../rdb/reader.ts";
import { Config } from "../../state/config/config.ts";
import type { Clock } from "../../state/clock.ts";
import type { Host } from "../../state/server.ts";
import { AofFolder } from "../aof/folder.ts";
import { AofLoader } from "../aof/loader.ts";
import type { Manifest } from "../aof/manifest.ts";
import { loadAtOnce } from "../loading.ts";
import type { ReadableFile, Storage, WritableFile } from "../storage.ts";
import { JsonReader } from "./json_reader.ts";

/** A file may use databases up to here. */
const DATABASES = 1024;
/** Bytes of a file whose keys are in memory at a time. */
const STEP = 4 * 1024 * 1024;

export type VisitKey = (index: number, db: Database, entry: Entry) => void;

export interface Source {
  /** The code of function libraries, as far as `pass` has come to them: always the same array. */
  readonly libraries: readonly Uint8Array[];
  /** Visits all keys; can be called again. Throws an Error that says what is wrong, and where. */
  pass(visit: VisitKey): void;
}

/** What an engine needs that stands alone. */
export interface Surroundings {
  readonly host: Host;
  readonly clock: Clock;
}

/** Keys are in memory a few megabytes at a time. */
export class RdbSource implements Source {
  readonly libraries: Uint8Array[] = [];
  readonly #storage: Storage;
  readonly #path: string;

  constructor(storage: Storage, path: string) {
    this.#storage = storage;
    this.#path = path;
  }

  pass(visit: VisitKey): void {
    const file = open(this.#storage, this.#path);
    const keyspace = new Keyspace(DATABASES, Math.random);
    const limits = new Config({}).values;
    const reader = new RdbFileReader(file, keyspace, { limits, nowMs: 0, keepsExpired: true });
    try {
      for (let isDone = false; !isDone;) {
        isDone = reader.step(STEP);
        replaceAll(this.libraries, reader.functions);
        moveOn(keyspace, visit);
      }
    } catch (error) {
      if (!(error instanceof RdbError)) throw error;
      const { message, offset, verdict } = error;
      throw new Error(`${this.#path} ${verdict} at offset ${offset}: ${message}`);
    } finally {
      file.close();
    }
  }
}

/** A line is in memory as a whole, keys a few megabytes at a time. */
export class JsonSource implements Source {
  readonly libraries: Uint8Array[] = [];
  readonly #storage: Storage;
  readonly #path: string;
  readonly #surroundings: Surroundings;

  constructor(storage: Storage, path: string, surroundings: Surroundings) {
    this.#storage = storage;
    this.#path = path;
    this.#surroundings = surroundings;
  }

  pass(visit: VisitKey): void {
    const file = open(this.#storage, this.#path);
    const engine = engineIn(this.#surroundings);
    const { keyspace } = engine.server;
    let number = 0;
    let pending = 0;
    try {
      engine.load((session) => {
        const reader = new JsonReader(engine, session);
        forEachLine(file, (line) => {
          number++;
          if (line.trim() === "") return;
          reader.read(line);
          pending += line.length;
          if (pending < STEP) return;
          replaceAll(this.libraries, reader.libraries);
          moveOn(keyspace, visit);
          pending = 0;
        });
        replaceAll(this.libraries, reader.libraries);
        moveOn(keyspace, visit);
      });
    } catch (error) {
      throw new Error(`${this.#path}, line ${number}: ${(error as Error).message}`);
    } finally {
      file.close();
    }
  }
}

/** Commands change what others have made: so all keys are in memory at once. */
export class AofSource implements Source {
  readonly libraries: Uint8Array[] = [];
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #manifest: Manifest;
  readonly #surroundings: Surroundings;
  #engine: Engine | null = null;

  constructor(storage: Storage, folder: string, manifest: Manifest, surroundings: Surroundings) {
    this.#storage = storage;
    this.#folder = folder;
    this.#manifest = manifest;
    this.#surroundings = surroundings;
  }

  pass(visit: VisitKey): void {
    const { keyspace } = (this.#engine ??= this.#load()).server;
    for (const db of keyspace.databases) {
      if (db.size > 0) db.visitFrom(0, Infinity, (entry) => visit(db.index, db, entry));
    }
  }

  #load(): Engine {
    const engine = engineIn(this.#surroundings);
    engine.server.keyspace.env.setTime(0);
    const folder = new AofFolder(this.#storage, () => ({ folder: this.#folder, file: "" }));
    folder.manifest = this.#manifest;
    loadAtOnce(new AofLoader(engine, unchanged(this.#storage), folder));
    engine.server.keyspace.env.setTime(0); // Nothing expires while it is visited.
    replaceAll(this.libraries, engine.server.libraries.codes);
    return engine;
  }
}

function replaceAll<T>(list: T[], by: readonly T[]): void {
  list.splice(0, list.length, ...by);
}

/** Hands all keys on, and forgets them. */
function moveOn(keyspace: Keyspace, visit: VisitKey): void {
  for (const db of keyspace.databases) {
    if (db.size === 0) continue;
    db.visitFrom(0, Infinity, (entry) => visit(db.index, db, entry));
    db.clear();
  }
}

function engineIn({ clock, host }: Surroundings): Engine {
  const config = new Config({ databases: `${DATABASES}` });
  return new Engine({ config, clock, random: Math.random, host, commands: DEFINITIONS });
}

function open(storage: Storage, path: string): ReadableFile {
  const file = storage.open(path);
  if (file === null) throw new Error(`${path}: there is no such file`);
  return file;
}

/** A storage that is read only: what is torn is left out, and stays where it is. */
function unchanged(storage: Storage): Storage {
  const ignored: WritableFile = {
    size: 0,
    write() {},
    sync() {},
    syncLater: () => Promise.resolve(),
    truncate() {},
    close() {},
  };
  return {
    create: () => ignored,
    append: () => ignored,
    open: (path) => storage.open(path.replace(/^\.\//, "")),
    rename() {},
    remove() {},
    makeFolder() {},
    list: (path) => storage.list(path),
    syncFolder() {},
    removeLater: () => Promise.resolve(),
    syncFolderLater: () => Promise.resolve(),
  };
}

/** Calls `take` with each line, without its end. */
function forEachLine(file: ReadableFile, take: (line: string) => void): void {
  const decoder = new TextDecoder();
  const piece = new Uint8Array(1 << 20);
  let parts: string[] = [];
  for (;;) {
    const count = file.read(piece, 0, piece.length);
    const text = decoder.decode(piece.subarray(0, count), { stream: count > 0 });
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      take(parts.join("") + text.slice(start, end));
      parts = [];
      start = end + 1;
    }
    parts.push(text.slice(start));
    if (count === 0) break;
  }
  take(parts.join(""));
}
