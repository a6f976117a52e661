/** Loads a file of commands: reads it in pieces, and has each command executed again. */

import type { Engine } from "../../engine/engine.ts";
import { Args } from "../../resp/args.ts";
import { ProtocolError } from "../../resp/errors.ts";
import { RequestReader } from "../../resp/request_reader.ts";
import type { Session } from "../../state/session.ts";
import type { ReadableFile } from "../storage.ts";

const PIECE = 1 << 20;
/** Commands between two looks at the clock. */
const COMMANDS_AT_ONCE = 256;
const ASTERISK = 0x2a;
const HASH = 0x23;

/** Damage in the middle of a file, with the offset of the command that it begins with. */
export class DamagedFileError extends Error {}

/**
 * Executes the commands of a file again, from an offset on, where the file must stand. What follows the last whole command, if it
 * is the beginning of one, is left out, and so is a transaction without its EXEC.
 */
export class Replay {
  commands = 0;
  /** Where the last whole command (or transaction) ends; less than the size if the file is torn. */
  validBytes: number;
  /** Where the next command begins. */
  offset: number;
  readonly #engine: Engine;
  readonly #file: ReadableFile;
  readonly #reader = new RequestReader({ bulkBytesMax: 2 ** 31 - 1 });
  #session!: Session;
  #buffer = new Uint8Array(PIECE);
  #start = 0;
  #end = 0;
  /** Commands since MULTI; null outside of it. */
  #queue: Args[] | null = null;

  constructor(engine: Engine, file: ReadableFile, offset: number) {
    this.#engine = engine;
    this.#file = file;
    this.offset = this.validBytes = offset;
  }

  /**
   * Goes on until `isLate`, as that session; true at the end. Throws DamagedFileError for what is no
   * command.
   */
  step(session: Session, isLate: () => boolean): boolean {
    const reader = this.#reader;
    this.#session = session;
    for (;;) {
      for (let i = 1;; i++) {
        if (!this.#skipAnnotations()) break;
        const next = this.#read();
        if (next < 0) break;
        if (reader.args.count > 0) this.#take(reader.args);
        this.offset += next - this.#start;
        this.#start = next;
        if (this.#queue === null) this.validBytes = this.offset;
        if (i % COMMANDS_AT_ONCE === 0 && isLate()) return false;
      }
      if (!this.#fill()) return true;
      if (isLate()) return false;
    }
  }

  #read(): number {
    try {
      return this.#reader.read(this.#buffer, this.#start, this.#end);
    } catch (error) {
      if (error instanceof ProtocolError) this.#fail(error.message);
      throw error;
    }
  }

  #take(args: Args): void {
    if (args.is(0, "MULTI")) {
      if (this.#queue !== null) this.#fail("MULTI within MULTI");
      this.#queue = [];
    } else if (args.is(0, "EXEC")) {
      if (this.#queue === null) this.#fail("EXEC without MULTI");
      for (const queued of this.#queue) this.#execute(queued);
      this.#queue = null;
    } else if (this.#queue !== null) {
      this.#queue.push(args.clone());
    } else this.#execute(args);
  }

  #execute(args: Args): void {
    const isKept = args.is(0, "FUNCTION") && this.#engine.server.libraries.replay(args);
    if (!isKept && !this.#engine.replay(this.#session, args)) {
      this.#fail(`an unknown command, '${args.shown(0, 128)}'`);
    }
    this.commands++;
  }

  /** Skips lines `#TS:…`; false if there is nothing that a command could begin with yet. */
  #skipAnnotations(): boolean {
    const bytes = this.#buffer;
    while (this.#start < this.#end) {
      const first = bytes[this.#start];
      if (first === ASTERISK) return true;
      if (first !== HASH) this.#fail(`expected '*', got '${String.fromCharCode(first)}'`);
      const newline = bytes.subarray(this.#start, this.#end).indexOf(10);
      if (newline < 0) return false;
      this.#start += newline + 1;
      this.offset += newline + 1;
      if (this.#queue === null) this.validBytes = this.offset;
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

  #fail(reason: string): never {
    throw new DamagedFileError(`damaged at offset ${this.offset}: ${reason}`);
  }
}
