/** Loads a file of commands: has each of them executed again. */

import type { Engine } from "../../engine/engine.ts";
import type { Args } from "../../resp/args.ts";
import type { Session } from "../../state/session.ts";
import type { ReadableFile } from "../storage.ts";
import { CommandFile } from "./command_file.ts";
import { replayFunction } from "./function_replay.ts";

/** Commands between two looks at the clock. */
const COMMANDS_AT_ONCE = 256;

/**
 * Executes the commands of a file again, from an offset on, where the file must stand. What follows
 * the last whole command, if it is the beginning of one, is left out, and so is a transaction without
 * its EXEC.
 */
export class Replay {
  commands = 0;
  /** Where the last whole command (or transaction) ends; less than the size if the file is torn. */
  validBytes: number;
  readonly #engine: Engine;
  readonly #file: CommandFile;
  #session!: Session;
  /** Commands since MULTI; null outside of it. */
  #queue: Args[] | null = null;
  /** Where the command begins that is being executed. */
  #began: number;

  constructor(engine: Engine, file: ReadableFile, offset: number) {
    this.#engine = engine;
    this.#file = new CommandFile(file, offset);
    this.validBytes = this.#began = offset;
  }

  /** Behind what was read last. */
  get offset(): number {
    return this.#file.offset;
  }

  /**
   * Goes on until `isLate`, as that session; true at the end. Throws DamagedFileError for what is no
   * command.
   */
  step(session: Session, isLate: () => boolean): boolean {
    const file = this.#file;
    this.#session = session;
    for (let i = 1;; i++) {
      this.#began = file.offset;
      const isThere = file.next();
      if (isThere) this.#take(file.args);
      if (this.#queue === null) this.validBytes = file.offset;
      if (!isThere) return true;
      if (i % COMMANDS_AT_ONCE === 0 && isLate()) return false;
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
    const isKept = args.is(0, "FUNCTION") && replayFunction(this.#engine.server.libraries, args);
    if (!isKept && !this.#engine.replay(this.#session, args)) {
      this.#fail(`an unknown command, '${args.shown(0, 128)}'`);
    }
    this.commands++;
  }

  #fail(reason: string): never {
    this.#file.fail(reason, this.#began);
  }
}
