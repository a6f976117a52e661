/** An RDB file that is being loaded. */

import type { Engine } from "../engine/engine.ts";
import { RdbFileReader } from "../rdb/file_reader.ts";
import { RdbError } from "../rdb/reader.ts";
import type { Load } from "./loading.ts";
import type { ReadableFile } from "./storage.ts";

/** Bytes between two looks at the clock. */
const STEP = 64 * 1024;

/** A file that cannot be loaded: damaged, or not understood. */
export class UnusableFileError extends Error {}

export class RdbLoad implements Load {
  readonly name: string;
  readonly reader: RdbFileReader;
  readonly totalBytes: number;
  readonly #engine: Engine;
  readonly #file: ReadableFile;

  /** `merges`: see `LoadOptions`. */
  constructor(engine: Engine, name: string, file: ReadableFile, merges: boolean) {
    const { clock, config, host, keyspace } = engine.server;
    this.name = name;
    this.totalBytes = file.size;
    this.#engine = engine;
    this.#file = file;
    this.reader = new RdbFileReader(file, keyspace, {
      limits: config.values,
      nowMs: clock.nowMs(),
      merges,
      checksSum: config.values.rdbchecksum,
      warn: (message) => host.log("warning", message),
    });
  }

  get loadedBytes(): number {
    return this.reader.offset;
  }

  /** Throws UnusableFileError with name, place and reason. */
  step(isLate: () => boolean): boolean {
    let isDone = false;
    try {
      this.#engine.load(() => {
        isDone = this.reader.step(STEP, isLate);
      });
    } catch (error) {
      if (!(error instanceof RdbError)) throw error;
      throw new UnusableFileError(
        `Cannot load ${this.name}, at byte ${error.offset} of ${this.totalBytes}: ${error.message}`,
      );
    }
    return isDone;
  }

  close(): void {
    this.#file.close();
  }
}
