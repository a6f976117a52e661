/**
 * Loads an append-only file: the files that its manifest names, in order. A file may begin with an RDB
 * file; all else is commands, which are executed again.
 */

import type { Database } from "../../keyspace/database.ts";
import type { Engine } from "../../engine/engine.ts";
import { RdbFileReader } from "../../rdb/file_reader.ts";
import { hasMagic, MAGIC_BYTES } from "../../rdb/format.ts";
import { RdbError } from "../../rdb/reader.ts";
import { latin1 } from "../../resp/args.ts";
import type { Session } from "../../state/session.ts";
import type { Load } from "../loading.ts";
import type { ReadableFile, Storage } from "../storage.ts";
import type { AofFolder } from "./folder.ts";
import type { ManifestFile } from "./manifest.ts";
import { DamagedFileError } from "./command_file.ts";
import { Replay } from "./replay.ts";
import { withoutZeros } from "./zeros.ts";

/** Bytes of an RDB file between two looks at the clock. */
const RDB_STEP = 64 * 1024;

/** A file that is being loaded. */
interface Current {
  readonly name: string;
  readonly file: ReadableFile;
  /** All of it, zeros at its end included. */
  readonly size: number;
  /** What it begins with, until that is loaded. */
  preamble: RdbFileReader | null;
  replay: Replay | null;
}

export class AofLoader implements Load {
  readonly totalBytes: number;
  /** Sizes of the base, and of all files but the last increment; known once all is loaded. */
  baseBytes = 0;
  olderBytes = 0;
  readonly #engine: Engine;
  readonly #storage: Storage;
  readonly #folder: AofFolder;
  readonly #files: readonly ManifestFile[];
  /** The index of the file that was written last: those behind it are empty. */
  #last = 0;
  #next = 0;
  #current: Current | null = null;
  /** Bytes of the files that are loaded. */
  #doneBytes = 0;
  /** The database that the commands before have selected. */
  #db: Database | null = null;

  /** What the manifest in force names. Throws DamagedFileError for a file that is missing. */
  constructor(engine: Engine, storage: Storage, folder: AofFolder) {
    this.#engine = engine;
    this.#storage = storage;
    this.#folder = folder;
    const { base, increments } = folder.manifest;
    this.#files = [...(base === null ? [] : [base]), ...increments];
    let total = 0;
    for (const [i, { name }] of this.#files.entries()) {
      const file = this.#open(name);
      total += file.size;
      if (file.size > 0) this.#last = i;
      file.close();
    }
    this.totalBytes = total;
  }

  /** Whether there is nothing to load. */
  get isEmpty(): boolean {
    return this.#files.length === 0;
  }

  get loadedBytes(): number {
    const current = this.#current;
    return this.#doneBytes + (current?.preamble?.offset ?? current?.replay?.offset ?? 0);
  }

  /** Loads until `isLate`; true at the end. Throws DamagedFileError with name, place and reason. */
  step(isLate: () => boolean): boolean {
    this.#engine.load((session) => {
      if (this.#db !== null) session.db = this.#db;
      do {
        if (this.#current === null && !this.#begin()) return;
        if (this.#advance(this.#current!, session, isLate)) this.#end();
      } while (!isLate());
      this.#db = session.db;
    });
    return this.#current === null && this.#next === this.#files.length;
  }

  /** Lets go of the file that is being loaded. */
  close(): void {
    this.#current?.file.close();
    this.#current = null;
  }

  /** Begins the next file; false if there is none. */
  #begin(): boolean {
    if (this.#next === this.#files.length) return false;
    const { name } = this.#files[this.#next++];
    const file = this.#open(name);
    const head = new Uint8Array(MAGIC_BYTES);
    const length = file.read(head, 0, head.length);
    file.seek(0);
    this.#db = null;
    const { size } = file;
    if (hasMagic(latin1(head, 0, length))) {
      const { config, host, keyspace } = this.#engine.server;
      const preamble = new RdbFileReader(file, keyspace, {
        limits: config.values,
        nowMs: 0,
        keepsExpired: true,
        checksSum: config.values.rdbchecksum,
        warn: (message) => host.log("warning", message),
      });
      this.#current = { name, file, size, preamble, replay: null };
    } else {
      const commands = this.#next > this.#last ? withoutZeros(file) : file;
      const replay = new Replay(this.#engine, commands, 0);
      this.#current = { name, file, size, preamble: null, replay };
    }
    return true;
  }

  /** Goes on with a file; true at its end. */
  #advance(current: Current, session: Session, isLate: () => boolean): boolean {
    const { name } = current;
    try {
      if (current.preamble !== null) {
        if (!current.preamble.step(RDB_STEP, isLate)) return false;
        const { functions, offset } = current.preamble; // It has read ahead of that.
        for (const code of functions) this.#engine.server.libraries.add(code);
        current.file.seek(offset);
        current.preamble = null;
        current.replay = new Replay(this.#engine, current.file, offset);
        return false;
      }
      return current.replay!.step(session, isLate);
    } catch (error) {
      if (error instanceof RdbError) {
        const { message, offset, verdict } = error;
        throw new DamagedFileError(`${name} ${verdict} at offset ${offset}: ${message}`);
      }
      if (error instanceof DamagedFileError) {
        throw new DamagedFileError(
          `Bad file format reading the append only file ${name}: it is ${error.message}`,
        );
      }
      throw error;
    }
  }

  /** A file is read to its end: what it lacks is cut off, or an error. */
  #end(): void {
    const { name, size, replay } = this.#current!;
    this.close();
    const { validBytes } = replay!;
    const isLast = this.#next === this.#files.length;
    if (validBytes < size) this.#cutOff(name, validBytes, size, this.#next > this.#last);
    this.#doneBytes += size;
    const isIncrement = this.#files[this.#next - 1].type === "i";
    if (!isIncrement) this.baseBytes = validBytes;
    if (!isLast || !isIncrement) this.olderBytes += validBytes;
  }

  #cutOff(name: string, validBytes: number, size: number, isLast: boolean): void {
    const { config, host } = this.#engine.server;
    const rest = `${size - validBytes} bytes from offset ${validBytes}`;
    const torn = `Unexpected end of file reading the append only file ${name}: ${rest}`;
    if (!isLast) throw new DamagedFileError(`${torn}, and it is not the last file`);
    if (!config.values.aofLoadTruncated) {
      throw new DamagedFileError(`${torn}; aof-load-truncated yes would leave them out`);
    }
    host.log("warning", `${torn} are left out (aof-load-truncated)`);
    const cut = this.#storage.append(this.#folder.path(name));
    cut.truncate(validBytes);
    cut.sync();
    cut.close();
  }

  #open(name: string): ReadableFile {
    const file = this.#storage.open(this.#folder.path(name));
    if (file === null) {
      throw new DamagedFileError(
        `${name} is named by the manifest, and cannot be opened: No such file or directory`,
      );
    }
    return file;
  }
}
