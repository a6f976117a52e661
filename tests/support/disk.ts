/**
 * A disk behind a page cache. What was written is there for everybody, and on the disk only once it
 * was synchronised; names are on the disk once their folder was. `images` tells what a machine may
 * find after it lost its power at this moment.
 *
 * The rules are those of POSIX at their strictest: bytes that were not synchronised may be lost or
 * torn anywhere, and where the length came to the disk and they did not, there are zeros; names made,
 * changed and removed since their folder was synchronised may each be lost or not, a renaming as a
 * whole. A synchronisation that fails forgets what it should have brought to the disk.
 */

import type { ReadableFile, Storage, WritableFile } from "../../lib/persistence/storage.ts";

/** What a machine finds when it starts: bytes by path. */
export type Image = ReadonlyMap<string, Uint8Array>;

/** An error of the system, injected at one step. */
export type Fault = "ENOSPC" | "EIO";

const SECTOR = 512;

interface Inode {
  /** What a process reads. */
  cached: Uint8Array;
  /** What is on the disk. */
  durable: Uint8Array;
  /** Whether it was cut off, so that the disk may have more than the cache. */
  isCut: boolean;
  /** From where to where a synchronisation has failed: that never comes to the disk. */
  lost: readonly (readonly [start: number, end: number])[];
}

/** What the name of a folder stands for. */
class Folder implements Inode {
  cached = new Uint8Array(0);
  durable = this.cached;
  isCut = false;
  lost = [];
}

/** A change of names that is not on the disk yet: null for a name that goes. */
interface NameChange {
  readonly folders: Set<string>;
  readonly names: readonly (readonly [path: string, inode: Inode | null])[];
}

export class Disk implements Storage {
  /** Called before each step that changes something. */
  onStep: () => void = () => {};
  /** How many steps were taken. */
  steps = 0;
  /** The step, counted from 0, at which a system call fails, and how. */
  faultAt = -1;
  fault: Fault = "EIO";
  /** Whether that step was one that can fail so. */
  hasFailed = false;
  /** Whether the process is gone: then nothing is done any more. */
  isDead = false;
  #cached: Map<string, Inode>;
  #durable: Map<string, Inode>;
  #changes: NameChange[] = [];

  constructor(image: Image = new Map()) {
    const inode = (bytes: Uint8Array) => ({
      cached: bytes,
      durable: bytes,
      isCut: false,
      lost: [],
    });
    this.#durable = new Map([...image].map(([path, bytes]) => [path, inode(bytes)]));
    for (const path of image.keys()) {
      if (folderOf(path) !== ".") this.#durable.set(`${folderOf(path)}/`, new Folder());
    }
    this.#cached = new Map(this.#durable);
  }

  /** What a process finds that begins now, the machine having gone on. */
  get cached(): Image {
    return contentsOf(this.#cached, ({ cached }) => cached);
  }

  /**
   * What a machine may find that loses its power now: the extremes, changes of names up to each, all
   * but each, and each file torn at each byte (at most `tears` places), or ending in zeros.
   */
  *images(tears = 8): Generator<Image> {
    const all = this.#changes.length;
    const choices: boolean[][] = [];
    for (let i = 0; i <= all; i++) choices.push(this.#changes.map((_, j) => j < i));
    for (let i = 0; i < all - 1; i++) choices.push(this.#changes.map((_, j) => j !== i));
    for (let i = 1; i < all; i++) choices.push(this.#changes.map((_, j) => j === i));
    for (const chosen of choices) {
      const names = new Map(this.#durable);
      this.#changes.forEach((change, i) => {
        if (chosen[i]) apply(names, change);
      });
      yield contentsOf(names, least);
      yield contentsOf(names, most);
      yield contentsOf(names, zeros);
      yield contentsOf(names, halfAndZeros);
      for (const inode of new Set(names.values())) {
        for (const torn of tornBytes(inode, tears)) {
          yield contentsOf(names, (each) => each === inode ? torn : most(each));
          yield contentsOf(names, (each) => each === inode ? torn : least(each));
        }
      }
    }
  }

  create(path: string): WritableFile {
    this.#step("ENOSPC");
    const old = this.#cached.get(path);
    if (old !== undefined) {
      old.cached = new Uint8Array(0);
      old.isCut = true;
      old.lost = [];
      return new DiskFile(this, old);
    }
    return new DiskFile(this, this.#make(path));
  }

  append(path: string): WritableFile {
    const old = this.#cached.get(path);
    if (old !== undefined) return new DiskFile(this, old);
    this.#step("ENOSPC");
    return new DiskFile(this, this.#make(path));
  }

  open(path: string): ReadableFile | null {
    const inode = this.#cached.get(path);
    if (inode === undefined) return null;
    const { cached } = inode;
    let at = 0;
    return {
      size: cached.length,
      read(into, start, end) {
        const piece = cached.subarray(at, at + end - start);
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
    this.#step("EIO");
    const inode = this.#cached.get(from);
    if (inode === undefined) throw systemError("ENOENT");
    this.#change(new Set([folderOf(to)]), [[from, null], [to, inode]]);
  }

  remove(path: string): void {
    this.#step("EIO");
    if (this.#cached.has(path)) this.#change(new Set([folderOf(path)]), [[path, null]]);
  }

  async removeLater(path: string): Promise<void> {
    await Promise.resolve();
    this.remove(path);
  }

  makeFolder(path: string): void {
    this.#step("ENOSPC");
    const name = `${path}/`;
    if (!this.#cached.has(name)) this.#change(new Set(["."]), [[name, new Folder()]]);
  }

  list(path: string): string[] {
    return [...this.#cached.keys()]
      .filter((name) => folderOf(name) === path && !name.endsWith("/"))
      .map((name) => name.slice(path.length + 1)).sort();
  }

  syncFolder(path: string): void {
    this.#step("EIO");
    this.#changes = this.#changes.filter((change) => {
      if (!change.folders.has(path)) return true;
      apply(this.#durable, change);
      return false;
    });
  }

  async syncFolderLater(path: string): Promise<void> {
    await Promise.resolve();
    this.syncFolder(path);
  }

  /** Before a step: whoever watches is told, and the fault strikes if this is its step. */
  #step(code: Fault): void {
    if (this.isDead) throw systemError("EIO");
    this.onStep();
    if (this.isDead) throw systemError("EIO");
    if (this.steps++ !== this.faultAt || this.fault !== code) return;
    this.hasFailed = true;
    throw systemError(code);
  }

  #make(path: string): Inode {
    const nothing = new Uint8Array(0);
    const inode = { cached: nothing, durable: nothing, isCut: false, lost: [] };
    this.#change(new Set([folderOf(path)]), [[path, inode]]);
    return inode;
  }

  #change(folders: Set<string>, names: NameChange["names"]): void {
    const change = { folders, names };
    apply(this.#cached, change);
    this.#changes.push(change);
  }

  /** For its files. A write that finds no room has written half. */
  write(inode: Inode, bytes: Uint8Array): void {
    let failure: unknown;
    let count = bytes.length;
    try {
      this.#step("ENOSPC");
    } catch (error) {
      if (this.isDead) throw error;
      failure = error;
      count = bytes.length >> 1;
    }
    const { cached } = inode;
    const longer = new Uint8Array(cached.length + count);
    longer.set(cached);
    longer.set(bytes.subarray(0, count), cached.length);
    inode.cached = longer;
    if (failure !== undefined) throw failure;
  }

  truncate(inode: Inode, size: number): void {
    this.#step("EIO");
    inode.cached = inode.cached.slice(0, size);
    inode.isCut ||= inode.durable.length > size;
    inode.lost = inode.lost.map(([start, end]) =>
      [Math.min(start, size), Math.min(end, size)] as const
    );
  }

  sync(inode: Inode): void {
    try {
      this.#step("EIO");
    } catch (error) {
      if (!this.isDead) forget(inode);
      throw error;
    }
    inode.durable = withoutLost(inode);
    inode.isCut = false;
  }
}

class DiskFile implements WritableFile {
  readonly #disk: Disk;
  readonly #inode: Inode;

  constructor(disk: Disk, inode: Inode) {
    this.#disk = disk;
    this.#inode = inode;
  }

  get size(): number {
    return this.#inode.cached.length;
  }

  write(bytes: Uint8Array): void {
    this.#disk.write(this.#inode, bytes);
  }

  sync(): void {
    this.#disk.sync(this.#inode);
  }

  async syncLater(): Promise<void> {
    await Promise.resolve();
    this.#disk.sync(this.#inode);
  }

  truncate(size: number): void {
    this.#disk.truncate(this.#inode, size);
  }

  close(): void {}
}

/** After a synchronisation that failed: the system takes for written what the disk has not got. */
function forget(inode: Inode): void {
  const { cached, durable, lost } = inode;
  if (!inode.isCut) inode.lost = [...lost, [durable.length, cached.length]];
}

/** What comes to the disk of what a process reads. */
function withoutLost({ cached, lost }: Inode): Uint8Array {
  if (lost.length === 0) return cached;
  const bytes = cached.slice();
  for (const [start, end] of lost) bytes.fill(0, start, end);
  return bytes;
}

function apply(names: Map<string, Inode>, { names: changes }: NameChange): void {
  for (const [path, inode] of changes) {
    if (inode === null) names.delete(path);
    else names.set(path, inode);
  }
}

/** The files; what lies in a folder that is not there is not there either. */
function contentsOf(names: Map<string, Inode>, choose: (inode: Inode) => Uint8Array): Image {
  const files = [...names].filter(([path, inode]) => {
    const folder = folderOf(path);
    return !(inode instanceof Folder) && (folder === "." || names.has(`${folder}/`));
  });
  return new Map(files.map(([path, inode]) => [path, choose(inode)]));
}

const least = ({ durable }: Inode): Uint8Array => durable;
const most = (inode: Inode): Uint8Array => grown(inode, Infinity, 0);
/** The length came, the bytes did not. */
const zeros = (inode: Inode): Uint8Array => grown(inode, 0, Infinity);
const halfAndZeros = (inode: Inode): Uint8Array =>
  grown(inode, (inode.cached.length - inode.durable.length) >> 1, Infinity);

/** What is on the disk, so many of the bytes behind it, and so many zeros. */
function grown(inode: Inode, count: number, zeroCount: number): Uint8Array {
  const { cached, durable, isCut } = inode;
  const coming = withoutLost(inode);
  if (isCut) return count === 0 ? durable : coming;
  const end = Math.min(durable.length + count, cached.length);
  const bytes = new Uint8Array(Math.min(end + zeroCount, cached.length));
  bytes.set(coming.subarray(0, end));
  bytes.set(durable);
  return bytes;
}

/** The bytes of a file that is torn: anywhere near its ends, and between sectors. */
function* tornBytes(inode: Inode, tears: number): Generator<Uint8Array> {
  const { cached, durable } = inode;
  const unsure = cached.length - durable.length;
  if (unsure <= 1) return;
  const places = new Set<number>();
  if (unsure <= tears) { for (let i = 1; i < unsure; i++) places.add(i); }
  for (let i = 1; i < tears; i++) places.add(Math.floor(unsure * i / tears));
  for (let end = (Math.floor(durable.length / SECTOR) + 1) * SECTOR; end < cached.length;) {
    places.add(end - durable.length);
    end += SECTOR;
    if (places.size > 3 * tears) break;
  }
  places.delete(0);
  for (const place of places) {
    yield grown(inode, place, 0);
    yield grown(inode, place, Infinity);
  }
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : path.slice(0, slash);
}

const REASONS: Record<string, string> = {
  ENOSPC: "No space left on device",
  EIO: "Input/output error",
  ENOENT: "No such file or directory",
};

function systemError(code: string): Error {
  return Object.assign(new Error(REASONS[code]), { code });
}
