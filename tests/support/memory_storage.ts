/** A file system in memory that can break down at any step, or have no room left. */

import type { ReadableFile, Storage, WritableFile } from "../../lib/persistence/storage.ts";

/** The process has ended: nothing is done any more. */
export class Crash extends Error {}

export class MemoryStorage implements Storage {
  readonly files: Map<string, Uint8Array>;
  /** Steps that change something are done so many times more; then everything throws Crash. */
  stepsLeft = Infinity;
  /** Bytes that can still be written; then ENOSPC. */
  room = Infinity;
  /** Makes the next synchronisations fail with this code. */
  syncFailure = "";
  steps = 0;
  /** How often files were synchronised. */
  syncs = 0;
  /** Before `syncLater` is done, this is waited for. */
  slowness: Promise<void> | null = null;
  readonly #open = new Set<MemoryFile>();

  constructor(files: Iterable<readonly [string, Uint8Array]> = []) {
    this.files = new Map([...files].map(([name, bytes]) => [name, bytes.slice()]));
  }

  /** What is found after a crash. */
  restarted(): MemoryStorage {
    return new MemoryStorage(this.files);
  }

  create(path: string): WritableFile {
    this.step();
    this.files.set(path, new Uint8Array(0));
    return this.#opened(path);
  }

  append(path: string): WritableFile {
    this.step();
    if (!this.files.has(path)) this.files.set(path, new Uint8Array(0));
    return this.#opened(path);
  }

  #opened(path: string): MemoryFile {
    const file = new MemoryFile(this, path);
    this.#open.add(file);
    return file;
  }

  open(path: string): ReadableFile | null {
    const bytes = this.files.get(path);
    if (bytes === undefined) return null;
    let at = 0;
    return {
      size: bytes.length,
      read(into, start, end) {
        const piece = bytes.subarray(at, at + end - start);
        into.set(piece, start);
        at += piece.length;
        return piece.length;
      },
      seek(position) {
        at = position;
      },
      close() {},
    };
  }

  rename(from: string, to: string): void {
    this.step();
    const bytes = this.files.get(from);
    if (bytes === undefined) throw Object.assign(new Error("No such file"), { code: "ENOENT" });
    this.files.delete(from);
    this.files.set(to, bytes);
    for (const file of this.#open) if (file.path === from) file.path = to;
  }

  remove(path: string): void {
    this.step();
    this.files.delete(path);
  }

  async removeLater(path: string): Promise<void> {
    await Promise.resolve();
    this.remove(path);
  }

  makeFolder(): void {
    this.step();
  }

  list(path: string): string[] {
    const start = `${path}/`;
    return [...this.files.keys()].filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length)).sort();
  }

  syncFolder(): void {
    this.step();
  }

  async syncFolderLater(): Promise<void> {
    await Promise.resolve();
    this.syncFolder();
  }

  step(): void {
    if (this.stepsLeft-- <= 0) throw new Crash("crashed");
    this.steps++;
  }
}

class MemoryFile implements WritableFile {
  readonly #storage: MemoryStorage;
  path: string;

  constructor(storage: MemoryStorage, path: string) {
    this.#storage = storage;
    this.path = path;
  }

  get size(): number {
    return this.#storage.files.get(this.path)!.length;
  }

  write(bytes: Uint8Array): void {
    const storage = this.#storage;
    storage.step();
    const count = Math.min(bytes.length, storage.room);
    storage.room -= count;
    const old = storage.files.get(this.path)!;
    const all = new Uint8Array(old.length + count);
    all.set(old);
    all.set(bytes.subarray(0, count), old.length);
    storage.files.set(this.path, all);
    if (count < bytes.length) {
      throw Object.assign(new Error("No space left on device"), { code: "ENOSPC" });
    }
  }

  sync(): void {
    this.#storage.step();
    this.#storage.syncs++;
    const code = this.#storage.syncFailure;
    if (code !== "") throw Object.assign(new Error(code), { code });
  }

  async syncLater(): Promise<void> {
    this.sync();
    await this.#storage.slowness;
  }

  truncate(size: number): void {
    this.#storage.step();
    this.#storage.files.set(this.path, this.#storage.files.get(this.path)!.slice(0, size));
  }

  close(): void {}
}
