/** Writes a base: all keys as they are when it begins, in slices between commands. */

import type { Keyspace } from "../../keyspace/keyspace.ts";
import type { SaveOptions } from "../../rdb/file_writer.ts";
import { Snapshot } from "../../rdb/snapshot.ts";
import type { Storage, WritableFile } from "../storage.ts";

export class BaseWriter {
  readonly #file: WritableFile;
  readonly #snapshot: Snapshot;
  #isClosed = false;

  /** Begins, with `head`; there must be no other snapshot. Throws the system's error. */
  constructor(
    storage: Storage,
    path: string,
    keyspace: Keyspace,
    head: Uint8Array,
    options: SaveOptions,
  ) {
    this.#file = storage.create(path);
    try {
      if (head.length > 0) this.#file.write(head);
      this.#snapshot = new Snapshot(keyspace, (bytes) => this.#file.write(bytes), options);
    } catch (error) {
      this.#file.close();
      throw error;
    }
  }

  /** Bytes written so far. */
  get bytes(): number {
    return this.#file.size;
  }

  /** Goes on until `isLate`; true once all is written. Throws the system's error. */
  step(isLate: () => boolean): boolean {
    const isWhole = this.#snapshot.step(isLate);
    if (this.#snapshot.failure !== null) throw this.#snapshot.failure;
    return isWhole;
  }

  /** Brings the whole file to the disk, at once or while others go on. */
  sync(): void {
    this.#file.sync();
  }

  syncLater(): Promise<void> {
    return this.#file.syncLater();
  }

  /** Lets go of the file and of the keys. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#snapshot.close();
    this.#file.close();
  }
}
