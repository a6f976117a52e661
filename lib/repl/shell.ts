/** What a line means: a word of the prompt's own, or a command for the server, perhaps repeated. */

import { styleText } from "node:util";
import type { CommandSpec } from "../commands/spec.ts";
import { fromLatin1, latin1 } from "../resp/args.ts";
import { help, type HelpStyle } from "./assist.ts";
import type { OwnTerminal } from "./own/command.ts";
import { OWN_COMMANDS } from "./own/mod.ts";
import { isOwn, type Lender, OwnRunner } from "./own/runner.ts";
import type { Profile } from "./profiles/profile.ts";
import { defaultSettings, type Settings } from "./settings.ts";
import type { Outcome, Session, SessionOutput } from "./session.ts";
import { textsOf } from "./words.ts";

const UTF8 = new TextEncoder();
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
  /** Without one, nobody is there to be asked. */
  readonly conversation?: Conversation;
  readonly settings?: Settings;
  readonly profile?: Profile | null;
  /** Milliseconds on any clock that only goes forward. */
  readonly now?: () => number;
}

/** A person at a terminal. */
export interface Conversation {
  readonly terminal: OwnTerminal;
  ask(question: string): Promise<string | null>;
  lendTerminal<T>(act: () => Promise<T>): Promise<T>;
}

/** A pipe, as own commands see it. */
const NOBODY: Conversation = {
  terminal: { isInteractive: false, isColoured: false, columns: 80, rows: 24, write: () => {} },
  ask: () => Promise.resolve(null),
  lendTerminal: (act) => act(),
};

export class Shell {
  readonly #options: ShellOptions;
  readonly #own = new OwnRunner();
  readonly #lender: Lender;
  #isLeaving = false;
  /** What came of the last command that was sent. */
  lastOutcome: Outcome = "answered";

  constructor(options: ShellOptions) {
    this.#options = options;
    const { session, output, specs, profile = null, conversation = NOBODY } = options;
    this.#lender = {
      session,
      output,
      specs,
      profile,
      settings: options.settings ?? defaultSettings(),
      commands: OWN_COMMANDS,
      terminal: conversation.terminal,
      get lastReply() {
        return session.lastReply;
      },
      runLine: async (line) => void await this.run(UTF8.encode(line)),
      ask: (question) => conversation.ask(question),
      lendTerminal: (act) => conversation.lendTerminal(act),
      leave: () => void (this.#isLeaving = true),
    };
  }

  /** Ctrl-C, while a line runs. */
  interrupt(): void {
    if (this.#own.isRunning) this.#own.interrupt();
    else this.#options.session.interrupt();
  }

  /** Runs a line, given as bytes; false if it says to leave. */
  async run(line: Uint8Array): Promise<boolean> {
    const { session, output } = this.#options;
    if (isOwn(line)) {
      await this.#own.run(this.#lender, line);
      return !this.#isLeaving;
    }
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
