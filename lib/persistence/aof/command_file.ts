/** Reads the commands of a file, one after the other, with their places. */

import { type Args, fromLatin1 } from "../../resp/args.ts";
import { ProtocolError } from "../../resp/errors.ts";
import { RequestReader } from "../../resp/request_reader.ts";
import type { ReadableFile } from "../storage.ts";

const PIECE = 1 << 20;
const ASTERISK = 0x2a;
const HASH = 0x23;
const TIMESTAMP = "#TS:";

/** The annotation that tells the time. */
export function timestampLine(seconds: number): Uint8Array {
  return fromLatin1(`${TIMESTAMP}${seconds}\r\n`);
}

/** Damage in the middle of a file, with the offset of the command that it begins with. */
export class DamagedFileError extends Error {
  readonly offset: number;

  constructor(message: string, offset = 0) {
    super(message);
    this.offset = offset;
  }
}

export class CommandFile {
  /** Behind what was read last. */
  offset: number;
  /** The last time that an annotation `#TS:` gave, Unix seconds; 0: none yet. */
  seconds = 0;
  readonly #file: ReadableFile;
  readonly #reader = new RequestReader({ bulkBytesMax: 2 ** 31 - 1 });
  #buffer = new Uint8Array(PIECE);
  #start = 0;
  #end = 0;

  /** The file must stand at this offset. */
  constructor(file: ReadableFile, offset: number) {
    this.#file = file;
    this.offset = offset;
  }

  /** The command that was read last, valid until the next call. */
  get args(): Args {
    return this.#reader.args;
  }

  /**
   * Reads a command; false if there is no whole one any more. Throws DamagedFileError for what is
   * none. With `onAnnotation`, that is called with the offset of each, after `seconds` is set.
   */
  next(onAnnotation?: (offset: number) => void): boolean {
    for (;;) {
      if (this.#skipAnnotations(onAnnotation)) {
        const next = this.#read();
        if (next >= 0) {
          this.offset += next - this.#start;
          this.#start = next;
          if (this.#reader.args.count > 0) return true;
          continue;
        }
      }
      if (!this.#fill()) return false;
    }
  }

  /** Throws the error for damage at the offset. */
  fail(reason: string, offset: number = this.offset): never {
    throw new DamagedFileError(`damaged at offset ${offset}: ${reason}`, offset);
  }

  #read(): number {
    try {
      return this.#reader.read(this.#buffer, this.#start, this.#end);
    } catch (error) {
      if (error instanceof ProtocolError) this.fail(error.message);
      throw error;
    }
  }

  /** Skips lines `#TS:…`; false if there is nothing that a command could begin with yet. */
  #skipAnnotations(onAnnotation?: (offset: number) => void): boolean {
    const bytes = this.#buffer;
    while (this.#start < this.#end) {
      const first = bytes[this.#start];
      if (first === ASTERISK) return true;
      if (first !== HASH) this.fail(`expected '*', got '${String.fromCharCode(first)}'`);
      const newline = bytes.subarray(this.#start, this.#end).indexOf(10);
      if (newline < 0) return false;
      const line = new TextDecoder().decode(bytes.subarray(this.#start, this.#start + newline));
      if (line.startsWith(TIMESTAMP)) this.seconds = parseInt(line.slice(TIMESTAMP.length)) || 0;
      onAnnotation?.(this.offset);
      this.#start += newline + 1;
      this.offset += newline + 1;
    }
    return false;
  }

  /** Reads on; false at the end of the file. */
  #fill(): boolean {
    const rest = this.#end - this.#start;
    const wanted = rest +
      Math.max(PIECE / 4, Math.min(this.#reader.missingBytes, 2 * rest + PIECE));
    let target = this.#buffer;
    if (wanted > target.length) target = new Uint8Array(Math.max(wanted, 2 * target.length));
    if (target === this.#buffer) target.copyWithin(0, this.#start, this.#end);
    else target.set(this.#buffer.subarray(this.#start, this.#end));
    this.#reader.rebase(target, -this.#start);
    this.#buffer = target;
    this.#start = 0;
    this.#end = rest;
    this.#end = rest + this.#file.read(target, rest, target.length);
    return this.#end > rest;
  }
}
