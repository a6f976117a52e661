/**
 * What a line means: an own command (`\name`), a word that redis-cli knows (`help`, `quit`), or a
 * command for the server, perhaps with a number of times in front or a pipe behind.
 */

import { styleText } from "node:util";
import type { CommandSpec } from "../commands/spec.ts";
import { CommandBook, help, type HelpStyle, readText } from "./assist/mod.ts";
import type { OwnEntry, TypedCommand } from "./assist/mod.ts";
import { typeable } from "./assist/names/quoting.ts";
import { type Conversation, NOBODY } from "./conversation.ts";
import { REDIS } from "./dialect.ts";
import { named } from "./own/find.ts";
import { OWN_COMMANDS } from "./own/mod.ts";
import { contextOf, isOwn, type Lender, OwnRunner } from "./own/runner.ts";
import { toBytesText } from "./print/utf8.ts";
import { Sender, type SenderOptions } from "./sender.ts";
import type { Outcome } from "./session.ts";
import { Snippets, snippetsFile } from "./snippets.ts";
import { Standing, type StandingOptions } from "./standing.ts";
import { textsOf } from "./words.ts";

const UTF8 = new TextEncoder();
const CLEAR_SCREEN = "\x1b[H\x1b[2J";
/** So deep may own commands run lines that are own commands. */
const DEPTH_MAX = 16;

const COLOURED: HelpStyle = {
  name: (text) => styleText("bold", text, { validateStream: false }),
  syntax: (text) => styleText("gray", text, { validateStream: false }),
  label: (text) => styleText("yellow", text, { validateStream: false }),
};
const PLAIN: HelpStyle = { name: String, syntax: String, label: String };

export interface ShellOptions extends StandingOptions, SenderOptions {
  readonly specs: readonly CommandSpec[];
  /** What `help` knows; by default, the specs. */
  readonly book?: () => CommandBook;
  /** Without one, nobody is there to be asked. */
  readonly conversation?: Conversation;
  /** Lines that were typed before, the newest first. */
  readonly history?: readonly string[];
  readonly snippets?: Snippets;
}

export class Shell {
  readonly #options: ShellOptions;
  readonly #conversation: Conversation;
  readonly #standing: Standing;
  readonly #sender: Sender;
  readonly #own = new OwnRunner();
  readonly #lender: Lender;
  #isLeaving = false;
  /** How many lines are run by lines. */
  #depth = 0;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#conversation = options.conversation ?? NOBODY;
    this.#standing = new Standing(options, this.#conversation);
    this.#sender = new Sender(options, this.#standing, this.#conversation);
    this.#lender = this.#newLender();
  }

  /** The profile in use, and the settings. */
  get standing(): Standing {
    return this.#standing;
  }

  /** What came of the last command that was sent. */
  get lastOutcome(): Outcome {
    return this.#sender.lastOutcome;
  }

  /** The own commands, as they help while typing. */
  get ownEntries(): OwnEntry[] {
    return OWN_COMMANDS.map(({ complete, ...rest }) => ({
      ...rest,
      ...(complete && {
        complete: (done: readonly string[], current: string, signal: AbortSignal) =>
          complete(contextOf(this.#lender, signal, []), done, current, signal),
      }),
    }));
  }

  /** Ctrl-C, while a line runs. */
  interrupt(): void {
    this.#own.interrupt();
    if (this.#sender.isSending || !this.#own.isRunning) this.#sender.interrupt();
  }

  /** Runs a line of a pipe, given as bytes; false if it says to leave. */
  async run(line: Uint8Array): Promise<boolean> {
    if (isOwn(line)) await this.#own.run(this.#lender, line);
    else await this.#runLine(line, null, false);
    return !this.#isLeaving;
  }

  /** Runs what was typed: perhaps several lines; false if they say to leave. */
  async runText(text: string): Promise<boolean> {
    await this.#runText(text, false);
    return !this.#isLeaving;
  }

  /** Runs an own command, its name and words split already; false if it came to nothing. */
  runOwn([name, ...words]: readonly string[]): Promise<boolean> {
    const isText = named(OWN_COMMANDS, name.slice(1))?.isText === true;
    const rest = isText ? words : words.map((word) => typeable(toBytesText(word)));
    return this.#own.run(this.#lender, UTF8.encode([name, ...rest].join(" ")));
  }

  /** False if the last command came to nothing. */
  async #runText(text: string, isAgain: boolean): Promise<boolean> {
    if (this.#options.session.dialect !== REDIS) {
      return await this.#runLine(UTF8.encode(text), null, isAgain);
    }
    const { commands, isOpen } = readText(text, (name) => named(OWN_COMMANDS, name));
    let isDone = true;
    for (const [i, command] of commands.entries()) {
      if (this.#isLeaving) break;
      isDone = await this.#runTyped(command, isOpen && i === commands.length - 1, isAgain);
    }
    return isDone;
  }

  async #runTyped(command: TypedCommand, isOpen: boolean, isAgain: boolean): Promise<boolean> {
    const { text, starts, ends, end, pipe } = command;
    if (command.isOwn) {
      return await this.#own.run(this.#lender, UTF8.encode(text.slice(starts[0], end)));
    }
    if (isOpen || command.wrongWord >= 0) return this.#invalid();
    const line = starts.map((start, i) => text.slice(start, ends[i])).join(" ");
    const shellLine = pipe < 0 ? null : text.slice(pipe + 1, end).trim();
    return await this.#runLine(UTF8.encode(line), shellLine, isAgain);
  }

  /** Runs a command, whose reply may go to a line of the shell; false if it came to nothing. */
  async #runLine(line: Uint8Array, shellLine: string | null, isAgain: boolean): Promise<boolean> {
    const { session } = this.#options;
    const request = session.dialect.readLine(line);
    if (request === null) return this.#invalid();
    if (request.words.length === 0) return true;
    const words = textsOf(request.words);
    const name = words[0].toLowerCase();
    if (name === "quit" || name === "exit") {
      this.#isLeaving = true;
      return true;
    }
    if (await this.#runKnown(name, words.slice(1))) return true;
    return await this.#sender.send(line, shellLine, isAgain);
  }

  #invalid(): boolean {
    this.#options.output.text("Invalid argument(s)\n");
    return false;
  }

  /** The words that redis-cli knows, too; false if this is none. */
  async #runKnown(name: string, words: readonly string[]): Promise<boolean> {
    const { specs, output, book } = this.#options;
    const { isColoured } = this.#conversation.terminal;
    if (name === "help" || name === "?") {
      output.text(help(book?.() ?? specs, words, isColoured ? COLOURED : PLAIN));
    } else if (name === "clear" && words.length === 0) {
      output.text(CLEAR_SCREEN);
    } else if (name === "connect" && words.length === 2) {
      await this.#standing.connectTo({ host: words[0], port: Number(words[1]) });
    } else {
      return false;
    }
    return true;
  }

  #newLender(): Lender {
    const { session, output, specs, history = [], snippets } = this.#options;
    const standing = this.#standing;
    const conversation = this.#conversation;
    return {
      session,
      output,
      specs,
      history,
      snippets: snippets ?? new Snippets(snippetsFile()),
      settings: standing.settings,
      commands: OWN_COMMANDS,
      terminal: conversation.terminal,
      get profile() {
        return standing.profile;
      },
      get lastReply() {
        return session.lastReply;
      },
      loadConfig: () => standing.loadConfig(),
      connectTo: (place) => standing.connectTo(place),
      change: (settings) => standing.change(settings),
      runLine: async (line, { isAgain = false } = {}) => {
        if (this.#depth >= DEPTH_MAX) {
          output.problem("Too many commands inside of commands");
          return false;
        }
        this.#depth++;
        try {
          return await this.#runText(line, isAgain);
        } finally {
          this.#depth--;
        }
      },
      mayRun: (words) => this.#sender.mayRun(words, 1),
      ask: (question) => conversation.ask(question),
      lendTerminal: (act) => conversation.lendTerminal(act),
      draft: (text) => conversation.draft(text),
      editElsewhere: (text) => conversation.editElsewhere(text),
      more: () => output.screen?.more() ?? null,
      leave: () => void (this.#isLeaving = true),
    };
  }
}
