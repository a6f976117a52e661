/** What a line means: a word of the prompt's own, or a command for the server, perhaps repeated. */

import { styleText } from "node:util";
import type { CommandSpec } from "../commands/spec.ts";
import { fromLatin1, latin1 } from "../resp/args.ts";
import { help, type HelpStyle } from "./assist.ts";
import type { Outcome, Session, SessionOutput } from "./session.ts";
import { textsOf } from "./words.ts";

/** From here on a person is told how long a command took. */
const SLOW_MS = 500;
/** A number of times, and a command. */
const COUNTED = /^[ \t-\r]*(?:([+-]?\d+)[ \t-\r]+(?=[^ \t-\r]))?(.*)$/s;
const CLEAR_SCREEN = "\x1b[H\x1b[2J";

const COLOURED: HelpStyle = {
  name: (text) => styleText("bold", text),
  syntax: (text) => styleText("gray", text),
  label: (text) => styleText("yellow", text),
};
const PLAIN: HelpStyle = { name: String, syntax: String, label: String };

export interface ShellOptions {
  readonly session: Session;
  readonly specs: readonly CommandSpec[];
  readonly output: SessionOutput;
  readonly isColoured?: boolean;
  /** Milliseconds on any clock that only goes forward. */
  readonly now?: () => number;
}

export class Shell {
  readonly #options: ShellOptions;
  /** What came of the last command that was sent. */
  lastOutcome: Outcome = "answered";

  constructor(options: ShellOptions) {
    this.#options = options;
  }

  /** Runs a line, given as bytes; false if it says to leave. */
  async run(line: Uint8Array): Promise<boolean> {
    const { session, output } = this.#options;
    const request = session.dialect.readLine(line);
    if (request === null) {
      output.text("Invalid argument(s)\n");
      return true;
    }
    if (request.words.length === 0) return true;
    const words = textsOf(request.words);
    const name = words[0].toLowerCase();
    if (name === "quit" || name === "exit") return false;
    if (await this.#runOwn(name, words.slice(1))) return true;
    await this.#send(line);
    return true;
  }

  /** The prompt's own words; false if this is none. */
  async #runOwn(name: string, words: readonly string[]): Promise<boolean> {
    const { session, specs, output, isColoured } = this.#options;
    if (name === "help" || name === "?") {
      output.text(help(specs, words, isColoured ? COLOURED : PLAIN));
    } else if (name === "clear" && words.length === 0) {
      output.text(CLEAR_SCREEN);
    } else if (name === "connect" && words.length === 2) {
      await session.moveTo(words[0], Number(words[1]));
    } else {
      return false;
    }
    return true;
  }

  /** Sends a command, as often as a number in front of it says. */
  async #send(line: Uint8Array): Promise<void> {
    const { session, output, now = () => performance.now() } = this.#options;
    const [, count = "1", command] = COUNTED.exec(latin1(line, 0, line.length))!;
    if (!(Number(count) > 0)) return output.text("Invalid repeat count.\n");
    const request = session.dialect.readLine(fromLatin1(command))!;
    const start = now();
    let outcome: Outcome = "answered";
    for (let left = Number(count); left > 0 && outcome !== "lost"; left--) {
      outcome = await session.execute(request);
    }
    this.lastOutcome = outcome;
    const elapsedMs = now() - start;
    if (elapsedMs >= SLOW_MS && session.printer.isForPeople && outcome !== "lost") {
      output.text(`(${(elapsedMs / 1000).toFixed(2)}s)\n`);
    }
  }
}
