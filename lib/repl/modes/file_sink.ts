/** A file that is written piece by piece and is there only when it is whole. */

import fs from "node:fs";
import { reasonOf } from "../../runtime/failures.ts";
import { ModeError } from "./mode.ts";

/** Writes beside the file, unless that is something special, as a pipe is. */
export class FileSink {
  readonly #file: string;
  readonly #written: string;
  readonly #handle: number;

  /** Throws ModeError. */
  constructor(file: string) {
    this.#file = file;
    this.#written = isSpecial(file) ? file : `${file}-${Date.now()}.tmp`;
    try {
      this.#handle = fs.openSync(this.#written, "w", 0o644);
    } catch (error) {
      throw new ModeError(`Error opening '${file}': ${reasonOf(error)}`);
    }
  }

  /** Throws ModeError. */
  write(bytes: Uint8Array): void {
    try {
      for (let at = 0; at < bytes.length;) at += fs.writeSync(this.#handle, bytes, at);
    } catch (error) {
      throw new ModeError(`Error writing data to file: ${reasonOf(error)}`);
    }
  }

  /** Puts the file in its place, when it is safely on disk. Throws ModeError. */
  finish(): void {
    try {
      if (this.#written !== this.#file) fs.fsyncSync(this.#handle);
      fs.closeSync(this.#handle);
      if (this.#written !== this.#file) fs.renameSync(this.#written, this.#file);
    } catch (error) {
      throw new ModeError(`Fail to fsync '${this.#file}': ${reasonOf(error)}`);
    }
  }

  /** Leaves no trace. */
  abandon(): void {
    fs.closeSync(this.#handle);
    if (this.#written !== this.#file) fs.rmSync(this.#written, { force: true });
  }
}

function isSpecial(file: string): boolean {
  const facts = fs.statSync(file, { throwIfNoEntry: false });
  return facts !== undefined && !facts.isFile();
}
