/** Files in a directory of this machine. */

import fs from "node:fs";
import nodePath from "node:path";
import { reasonOf } from "../runtime/failures.ts";
import type { ReadableFile, Storage, WritableFile } from "./storage.ts";

/** Why a file could not be had, written or renamed. */
export class StorageError extends Error {
  /** As the system has it, such as `ENOSPC`. */
  readonly code: string;

  constructor(cause: unknown) {
    super(reasonOf(cause), { cause });
    this.code = (cause as { code?: string }).code ?? "";
  }
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new StorageError(error);
  }
}

export class FileStorage implements Storage {
  readonly #directory: string;
  readonly #beforeChange: () => void;

  /**
   * Relative to the working directory if `directory` is `.`, also after that has changed.
   * `beforeChange` is called before a file is made or renamed, and may forbid it by throwing.
   */
  constructor(directory = ".", beforeChange: () => void = () => {}) {
    this.#directory = directory;
    this.#beforeChange = beforeChange;
  }

  #path(path: string): string {
    return nodePath.join(this.#directory, path);
  }

  create(path: string): WritableFile {
    return attempt(() => {
      this.#beforeChange();
      return new OpenFile(fs.openSync(this.#path(path), "w", 0o644), 0);
    });
  }

  append(path: string): WritableFile {
    return attempt(() => {
      this.#beforeChange();
      const handle = fs.openSync(this.#path(path), "a", 0o644);
      return new OpenFile(handle, fs.fstatSync(handle).size);
    });
  }

  open(path: string): ReadableFile | null {
    return attempt(() => {
      const name = this.#path(path);
      if (!fs.existsSync(name)) return null;
      const handle = fs.openSync(name, "r");
      return new FileBeingRead(handle, fs.fstatSync(handle).size);
    });
  }

  rename(from: string, to: string): void {
    attempt(() => {
      this.#beforeChange();
      fs.renameSync(this.#path(from), this.#path(to));
    });
  }

  remove(path: string): void {
    attempt(() => fs.rmSync(this.#path(path), { force: true }));
  }

  async removeLater(path: string): Promise<void> {
    try {
      await fs.promises.rm(this.#path(path), { force: true });
    } catch (error) {
      throw new StorageError(error);
    }
  }

  makeFolder(path: string): void {
    attempt(() => {
      this.#beforeChange();
      fs.mkdirSync(this.#path(path), { recursive: true });
    });
  }

  list(path: string): string[] {
    return attempt(() => {
      const name = this.#path(path);
      return fs.existsSync(name) ? fs.readdirSync(name).sort() : [];
    });
  }

  /** Windows cannot open a folder; there the rename alone has to do. */
  syncFolder(path: string): void {
    let handle: number;
    try {
      handle = fs.openSync(this.#path(path), "r");
    } catch (error) {
      if (nodePath.sep === "\\") return;
      throw new StorageError(error);
    }
    attempt(() => {
      try {
        fs.fsyncSync(handle);
      } finally {
        fs.closeSync(handle);
      }
    });
  }

  async syncFolderLater(path: string): Promise<void> {
    if (nodePath.sep === "\\") return;
    try {
      const folder = await fs.promises.open(this.#path(path), "r");
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    } catch (error) {
      throw new StorageError(error);
    }
  }
}

class OpenFile implements WritableFile {
  readonly #handle: number;
  #size: number;
  #isOpen = true;

  constructor(handle: number, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) {
        const count = fs.writeSync(this.#handle, bytes, at, bytes.length - at);
        at += count;
        this.#size += count;
      }
    } catch (error) {
      // Deno's `writeSync` goes on until all is written, and does not say how much was.
      this.#size = fs.fstatSync(this.#handle).size;
      throw new StorageError(error);
    }
  }

  sync(): void {
    attempt(() => fs.fsyncSync(this.#handle));
  }

  syncLater(): Promise<void> {
    return new Promise((resolve, reject) => {
      fs.fsync(this.#handle, (error) => error ? reject(new StorageError(error)) : resolve());
    });
  }

  truncate(size: number): void {
    attempt(() => fs.ftruncateSync(this.#handle, size));
    this.#size = size;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    attempt(() => fs.closeSync(this.#handle));
  }
}

class FileBeingRead implements ReadableFile {
  readonly size: number;
  readonly #handle: number;
  #position = 0;

  constructor(handle: number, size: number) {
    this.#handle = handle;
    this.size = size;
  }

  read(into: Uint8Array, start: number, end: number): number {
    const count = attempt(() =>
      fs.readSync(this.#handle, into, start, end - start, this.#position)
    );
    this.#position += count;
    return count;
  }

  seek(position: number): void {
    this.#position = position;
  }

  close(): void {
    attempt(() => fs.closeSync(this.#handle));
  }
}
