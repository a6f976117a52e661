/**
 * What persistence asks of a file system, and no more, so that tests can put one in its place that
 * fails at any step. Paths are relative to the directory of the data. Everything throws errors with
 * a `code` such as `ENOSPC`, and a message that is the bare reason.
 */

export interface Storage {
  /** Makes a file, or empties the one there, for writing. */
  create(path: string): WritableFile;
  /** Opens a file to write behind its end; makes it if it is not there. */
  append(path: string): WritableFile;
  /** Opens a file for reading; null if it is not there. */
  open(path: string): ReadableFile | null;
  /** Gives a file another name, in one step; a file of that name is replaced. */
  rename(from: string, to: string): void;
  /** Removes a file; none there is no error. */
  remove(path: string): void;
  /** The same, while others go on: a large file takes long. */
  removeLater(path: string): Promise<void>;
  /** Makes a folder, if it is not there. */
  makeFolder(path: string): void;
  /** The names in a folder; none if it is not there. */
  list(path: string): string[];
  /** Makes names in a folder last: those made, changed and removed. */
  syncFolder(path: string): void;
  /** The same, while others go on. */
  syncFolderLater(path: string): Promise<void>;
}

export interface WritableFile {
  /** Bytes in the file. */
  readonly size: number;
  /** Writes all the bytes behind the end, or throws; some of them may be there then. */
  write(bytes: Uint8Array): void;
  /** Makes what was written last. */
  sync(): void;
  /** The same, while others go on. */
  syncLater(): Promise<void>;
  /** Cuts the file off. */
  truncate(size: number): void;
  close(): void;
}

export interface ReadableFile {
  /** Bytes in the file when it was opened. */
  readonly size: number;
  /**
   * Fills `into[start, end)` as far as possible, from where the last call ended; returns how many
   * bytes it filled, 0 at the end.
   */
  read(into: Uint8Array, start: number, end: number): number;
  /** Has the next call begin at this place. */
  seek(position: number): void;
  close(): void;
}
