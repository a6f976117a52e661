/**
 * A file that is only appended to. What could not be written whole is cut off again, so that the
 * file always ends with a command.
 */

import type { Storage, WritableFile } from "../storage.ts";

export class LogFile {
  readonly #file: WritableFile;
  /** Bytes up to which all is written whole. */
  size: number;
  /** Whether something was written since the last synchronisation began. */
  isDirty = false;
  /** Whether a synchronisation is under way that `syncLater` began. */
  isSyncing = false;
  #isClosed = false;

  constructor(storage: Storage, path: string) {
    this.#file = storage.append(path);
    this.size = this.#file.size;
  }

  /** Appends bytes, all or none. Throws the system's error. */
  append(bytes: Uint8Array): void {
    try {
      this.#cutOff();
      this.#file.write(bytes);
    } catch (error) {
      try {
        this.#cutOff();
      } catch {
        // Before the next attempt it is tried again.
      }
      throw error;
    }
    this.size += bytes.length;
    this.isDirty = true;
  }

  /** Returns once all is on the disk. Throws the system's error. */
  sync(): void {
    if (!this.isDirty && !this.isSyncing) return;
    this.#file.sync();
    this.isDirty = false;
  }

  /**
   * Has all written so far brought to the disk; calls `done` then, with an error if that failed.
   * Does nothing if there is nothing to bring, or if it is under way.
   */
  syncLater(done: (error: Error | null) => void): void {
    if (!this.isDirty || this.isSyncing) return;
    this.isDirty = false;
    this.isSyncing = true;
    this.#file.syncLater().then(() => null, (error: Error) => error).then((error) => {
      this.isSyncing = false;
      if (this.#isClosed) this.#close();
      if (error !== null) this.isDirty = true;
      done(error);
    });
  }

  /** Lets go of the file, once no synchronisation is under way. */
  close(): void {
    this.#isClosed = true;
    if (!this.isSyncing) this.#close();
  }

  #close(): void {
    try {
      this.#file.close();
    } catch {
      // What had to be sure was synchronised before.
    }
  }

  #cutOff(): void {
    if (this.#file.size > this.size) this.#file.truncate(this.size);
  }
}
