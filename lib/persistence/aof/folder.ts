/**
 * The folder of an append-only file, and the manifest that says what counts in it.
 *
 * A manifest is put into force in one step, by its renaming. What it names for the first time is on
 * the disk before that, and what it no longer names is deleted after that: first it is called
 * history in a manifest, then the file goes, then its line. So whatever is on the disk after a
 * crash, the manifest there names files that are whole.
 */

import type { Storage } from "../storage.ts";
import {
  EMPTY_MANIFEST,
  formatManifest,
  type Manifest,
  type ManifestFile,
  parseManifest,
} from "./manifest.ts";

/** What a process that was killed in the middle has left behind. */
const TEMPORARY = /^temp-.*\.(?:aof|incr|manifest)$/;

export interface FolderNames {
  /** `appenddirname` and `appendfilename`. */
  readonly folder: string;
  readonly file: string;
}

export class AofFolder {
  readonly #storage: Storage;
  readonly #names: () => FolderNames;
  /** What is in force. */
  manifest: Manifest = EMPTY_MANIFEST;

  constructor(storage: Storage, names: () => FolderNames) {
    this.#storage = storage;
    this.#names = names;
  }

  /** The path of a file in the folder. */
  path(name: string): string {
    return `${this.#names().folder}/${name}`;
  }

  get manifestPath(): string {
    return this.path(`${this.#names().file}.manifest`);
  }

  /** Whether a manifest, or the single file of older servers, is there. */
  get isThere(): boolean {
    return this.#has(this.manifestPath) || this.#has(this.#names().file);
  }

  /** Makes the folder last, if it is not there. */
  make(): void {
    this.#storage.makeFolder(this.#names().folder);
    this.#storage.syncFolder(".");
  }

  /** Reads the manifest, an empty one if there is none. Throws an Error that names the line. */
  read(): Manifest {
    const text = this.#read(this.manifestPath);
    return this.manifest = text === null ? EMPTY_MANIFEST : parseManifest(text);
  }

  /**
   * The single file of servers before Redis 7, if it lies in the directory above and nothing else
   * counts yet, becomes the base. The manifest comes first: where it names this file and nothing
   * else, and the file is still above, that is done again.
   */
  adopt(): void {
    const { file: name, folder } = this.#names();
    const { base, increments } = this.manifest;
    if (increments.length > 0 || !this.#has(name)) return;
    if (base !== null && (base.name !== name || this.#has(this.path(name)))) return;
    this.make();
    if (base === null) this.keep({ ...EMPTY_MANIFEST, base: { name, seq: 1, type: "b" } });
    this.#storage.rename(name, this.path(name));
    this.#storage.syncFolder(folder);
    this.#storage.syncFolder(".");
  }

  /** The name and number of the next base, which is an RDB file or one of commands. */
  nextBase(kind: "rdb" | "aof"): ManifestFile {
    const seq = (this.manifest.base?.seq ?? 0) + 1;
    return { name: `${this.#names().file}.${seq}.base.${kind}`, seq, type: "b" };
  }

  nextIncrement(): ManifestFile {
    const seq = (this.manifest.increments.at(-1)?.seq ?? 0) + 1;
    return { name: `${this.#names().file}.${seq}.incr.aof`, seq, type: "i" };
  }

  /** Makes one more increment, empty, which counts from now on. */
  addIncrement(): ManifestFile {
    const increment = this.#makeIncrement();
    this.keep({ ...this.manifest, increments: [...this.manifest.increments, increment] });
    return increment;
  }

  /** The same, while others go on; nothing else may change the manifest meanwhile. */
  async addIncrementLater(): Promise<void> {
    const increment = this.#makeIncrement();
    const increments = [...this.manifest.increments, increment];
    await this.keepLater({ ...this.manifest, increments });
  }

  #makeIncrement(): ManifestFile {
    const increment = this.nextIncrement();
    this.#storage.create(this.path(increment.name)).close();
    return increment;
  }

  /**
   * Puts a manifest into force: from then on, loading begins with what it names. If it throws, it is
   * or is not in force, and `manifest` says which of both a server would find that begins now; after
   * a crash it may be either.
   */
  keep(manifest: Manifest): void {
    const { folder } = this.#names();
    const file = this.#storage.create(this.#temporary);
    try {
      file.write(encoded(manifest));
      file.sync();
    } finally {
      file.close();
    }
    this.#storage.syncFolder(folder);
    this.#storage.rename(this.#temporary, this.manifestPath);
    this.manifest = manifest;
    this.#storage.syncFolder(folder);
  }

  /** Puts a base and an increment in place of all others. */
  begin(base: ManifestFile, increment: ManifestFile): void {
    this.keep(this.begunWith(base, increment));
  }

  /** The same as `keep`, while others go on; nothing else may change the manifest meanwhile. */
  async keepLater(manifest: Manifest): Promise<void> {
    const { folder } = this.#names();
    const file = this.#storage.create(this.#temporary);
    try {
      file.write(encoded(manifest));
      await file.syncLater();
    } finally {
      file.close();
    }
    await this.#storage.syncFolderLater(folder);
    this.#storage.rename(this.#temporary, this.manifestPath);
    this.manifest = manifest;
    await this.#storage.syncFolderLater(folder);
  }

  /** A base and an increment that is new, too, in place of all others, which become history. */
  begunWith(base: ManifestFile, increment: ManifestFile): Manifest {
    return { base, increments: [increment], history: this.#olderThan(increment) };
  }

  /** A base, and the increments from one on, in place of all others. */
  replacedBy(base: ManifestFile, from: ManifestFile | null): Manifest {
    const increments = this.manifest.increments.filter(({ seq }) => from && seq >= from.seq);
    return { base, increments, history: this.#olderThan(from) };
  }

  /** All files but the increments from one on, as history. */
  #olderThan(from: ManifestFile | null): ManifestFile[] {
    const { base, increments, history } = this.manifest;
    const older = increments.filter(({ seq }) => from === null || seq < from.seq);
    return [...history, ...(base === null ? [] : [base]), ...older]
      .map((file) => ({ ...file, type: "h" }));
  }

  /** Deletes what is history. */
  dropHistory(): void {
    const { history } = this.manifest;
    if (history.length === 0) return;
    for (const { name } of history) this.#storage.remove(this.path(name));
    this.keep({ ...this.manifest, history: [] });
  }

  /** The same, while others go on; nothing else may change the manifest meanwhile. */
  async dropHistoryLater(): Promise<void> {
    const { history } = this.manifest;
    if (history.length === 0) return;
    for (const { name } of history) await this.#storage.removeLater(this.path(name));
    await this.keepLater({ ...this.manifest, history: [] });
  }

  /** Deletes what a process that was killed has not finished. */
  dropUnfinished(): void {
    for (const name of this.#storage.list(this.#names().folder)) {
      if (TEMPORARY.test(name)) this.#storage.remove(this.path(name));
    }
  }

  /** A manifest that is not in force yet. */
  get #temporary(): string {
    return this.path(`temp-${this.#names().file}.manifest`);
  }

  #has(path: string): boolean {
    const file = this.#storage.open(path);
    file?.close();
    return file !== null;
  }

  #read(path: string): string | null {
    const file = this.#storage.open(path);
    if (file === null) return null;
    try {
      const bytes = new Uint8Array(file.size);
      let end = 0;
      for (let count = -1; count !== 0; end += count) {
        count = file.read(bytes, end, bytes.length);
      }
      return new TextDecoder().decode(bytes.subarray(0, end));
    } finally {
      file.close();
    }
  }
}

function encoded(manifest: Manifest): Uint8Array {
  return new TextEncoder().encode(formatManifest(manifest));
}
