/**
 * What a line means: an own command (`\name`), a word that redis-cli knows (`help`, `quit`), or a
 * command for the server, perhaps with a number of times in front or a pipe behind.
 */

import { styleText } from "node:util";
import type { CommandSpec } from "../commands/spec.ts";
import { fromLatin1, latin1 } from "../resp/args.ts";
import { CommandBook, help, type HelpStyle, readText } from "./assist/mod.ts";
import type { OwnEntry, TypedCommand } from "./assist/mod.ts";
import { isAllowed, isSuspect } from "./guard/guard.ts";
import type { OwnTerminal, Place } from "./own/command.ts";
import { withoutPassword } from "./own/connection.ts";
import { named } from "./own/find.ts";
import { OWN_COMMANDS } from "./own/mod.ts";
import { contextOf, isOwn, type Lender, OwnRunner } from "./own/runner.ts";
import { labelled } from "./print/labelled.ts";
import { type Printer, RAW } from "./print/printer.ts";
import { optionsOf } from "./profiles/apply.ts";
import { findProfile, loadConfig, type LoadedConfig } from "./profiles/config_file.ts";
import type { Profile } from "./profiles/profile.ts";
import { promptText } from "./profiles/template.ts";
import { type Settings, settingsFrom } from "./settings.ts";
import { pipeInto } from "./shell_pipe.ts";
import { Snippets, snippetsFile } from "./snippets.ts";
import type { Request } from "./dialect.ts";
import { REDIS } from "./dialect.ts";
import type { Outcome, Session, SessionOutput } from "./session.ts";
import { textsOf } from "./words.ts";

const UTF8 = new TextEncoder();
/** From here on a person is told how long a command took. */
const SLOW_MS = 500;
/** A number of times, and a command. */
const COUNTED = /^[ \t-\r]*(?:([+-]?\d+)[ \t-\r]+(?=[^ \t-\r]))?(.*)$/s;
const CLEAR_SCREEN = "\x1b[H\x1b[2J";
/** So deep may own commands run lines that are own commands. */
const DEPTH_MAX = 16;

const COLOURED: HelpStyle = {
  name: (text) => styleText("bold", text, { validateStream: false }),
  syntax: (text) => styleText("gray", text, { validateStream: false }),
  label: (text) => styleText("yellow", text, { validateStream: false }),
};
const PLAIN: HelpStyle = { name: String, syntax: String, label: String };

/** What came of a line: of its last command, if there are several. */
export type LineOutcome = Outcome | "forbidden" | "leave";

export interface ShellOptions {
  readonly session: Session;
  readonly specs: readonly CommandSpec[];
  /** What `help` knows; by default, the specs. */
  readonly book?: () => CommandBook;
  readonly output: SessionOutput;
  /** Without one, nobody is there to be asked. */
  readonly conversation?: Conversation;
  readonly profile?: Profile | null;
  readonly loadConfig?: () => Promise<LoadedConfig>;
  /** The settings of the configuration, for all profiles. */
  readonly settings?: Partial<Settings>;
  /** How replies are written by the setting `output`. */
  readonly printerFor?: (output: string) => Printer;
  readonly history?: readonly string[];
  readonly snippets?: Snippets;
  /** Milliseconds on any clock that only goes forward. */
  readonly now?: () => number;
}

/** A person at a terminal. */
export interface Conversation {
  readonly terminal: OwnTerminal;
  ask(question: string): Promise<string | null>;
  lendTerminal<T>(act: () => Promise<T>): Promise<T>;
  draft(text: string): void;
  editElsewhere(text: string): Promise<string | null>;
  /** Is told when the settings, or the profile, are other ones. */
  changed?(): void;
}

/** A pipe, as own commands see it. */
const NOBODY: Conversation = {
  terminal: { isInteractive: false, isColoured: false, columns: 80, rows: 24, write: () => {} },
  ask: () => Promise.resolve(null),
  lendTerminal: (act) => act(),
  draft: () => {},
  editElsewhere: () => Promise.resolve(null),
};

export class Shell {
  readonly #options: ShellOptions;
  readonly #conversation: Conversation;
  readonly #own = new OwnRunner();
  readonly #lender: Lender;
  readonly settings: Settings;
  profile: Profile | null;
  /** What was set by hand; a profile does not change it. */
  readonly #chosen: Partial<Settings> = {};
  /** What came of the last command that was sent. */
  lastOutcome: Outcome = "answered";
  #isLeaving = false;
  /** How many lines are run by lines. */
  #depth = 0;
  /** Whether the server is busy with a command. */
  #isSending = false;

  constructor(options: ShellOptions) {
    this.#options = options;
    this.#conversation = options.conversation ?? NOBODY;
    this.profile = options.profile ?? null;
    this.settings = settingsFrom(options.settings ?? {}, this.profile?.settings ?? {});
    this.#lender = this.#newLender();
    this.#applySettings();
  }

  /** What stands before the line that is typed. */
  get prompt(): string {
    const state = { ...this.#options.session.state, profile: this.profile?.name ?? "" };
    const text = promptText(state, this.profile?.prompt);
    const colour = this.profile?.colour ?? (this.profile?.isProduction ? "red" : undefined);
    if (colour === undefined || !this.#conversation.terminal.isColoured) return text;
    const [, visible, blank] = /^(.*?)(\s*)$/s.exec(text)!;
    return styleText(colour, visible, { validateStream: false }) + blank;
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
    if (this.#isSending || !this.#own.isRunning) this.#options.session.interrupt();
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
    return await this.#runCounted(line, shellLine, isAgain);
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
      await this.#connectTo({ host: words[0], port: Number(words[1]) });
    } else {
      return false;
    }
    return true;
  }

  /** Sends a command, as often as a number in front of it says; false if it came to nothing. */
  async #runCounted(line: Uint8Array, shellLine: string | null, isAgain: boolean) {
    const { session, output, now = () => performance.now() } = this.#options;
    const [, count = "1", command] = COUNTED.exec(latin1(line, 0, line.length))!;
    if (!(Number(count) > 0)) {
      output.text("Invalid repeat count.\n");
      return false;
    }
    const request = session.dialect.readLine(fromLatin1(command))!;
    if (!isAgain && !await this.#mayRun(request.words, Number(count))) return false;
    const start = now();
    let outcome: Outcome = "answered";
    for (let left = Number(count); left > 0 && outcome !== "lost"; left--) {
      outcome = shellLine === null
        ? await this.#execute(request)
        : await this.#pipe(request, shellLine);
    }
    this.lastOutcome = outcome;
    // What the shell does takes as long as it takes.
    const isTold = session.printer.isForPeople && shellLine === null && outcome !== "lost";
    if (isTold) this.#tellTime(now() - start);
    return outcome === "answered";
  }

  #tellTime(elapsedMs: number): void {
    const { output } = this.#options;
    if (elapsedMs >= SLOW_MS) output.text(`(${(elapsedMs / 1000).toFixed(2)}s)\n`);
    else if (this.settings.timing) output.text(`(${elapsedMs.toFixed(2)} ms)\n`);
  }

  async #execute(request: Request): Promise<Outcome> {
    const { session, conversation } = this.#options;
    const before = session.printer;
    const isExec = /^exec$/i.test(textsOf(request.words.slice(0, 1))[0]);
    if (isExec && session.queued !== null && before.isForPeople && conversation !== undefined) {
      const { isColoured } = this.#conversation.terminal;
      session.printer = labelled(before, session.queued, isColoured ? COLOURED.syntax : String);
    }
    this.#isSending = true;
    try {
      const outcome = await session.execute(request);
      if (conversation === undefined) return outcome;
      await session.streamed();
      await session.resume();
      return outcome;
    } finally {
      this.#isSending = false;
      session.printer = before;
    }
  }

  /** The reply goes to the shell; an error is shown instead. */
  async #pipe({ words }: Request, shellLine: string): Promise<Outcome> {
    const { session, output } = this.#options;
    const refuse = (reason: string): Outcome => {
      output.problem(reason);
      return "refused";
    };
    if (shellLine === "") return refuse("Behind | there must be a command for the shell");
    if (session.state.isMute) return refuse("The server was told not to answer");
    const { pipes } = this.settings;
    if (pipes === "off") return refuse("Pipes are off: \\set pipes on");
    if (pipes === "auto" && this.profile?.isProduction) {
      return refuse("Pipes are off on production: \\set pipes on");
    }
    this.#isSending = true;
    try {
      const reply = await session.send(words);
      if (reply.type === "error") {
        output.text(session.printer.reply(reply, words));
        return "refused";
      }
      const bytes = fromLatin1(RAW.reply(reply, words));
      const problem = await this.#conversation.lendTerminal(() => pipeInto(shellLine, bytes));
      if (problem === null) return "answered";
      if (problem !== "") return refuse(problem);
      output.text("\n"); // Behind `^C`.
      return "refused";
    } catch (error) {
      output.problem(`Error: ${(error as Error).message}`);
      return "lost";
    } finally {
      this.#isSending = false;
    }
  }

  /** Asks the person, if the command is dangerous. */
  async #mayRun(words: readonly Uint8Array[], times: number): Promise<boolean> {
    const { session, output } = this.#options;
    const { terminal } = this.#conversation;
    if (!terminal.isInteractive || !this.settings.guard || session.dialect !== REDIS) return true;
    const { profile } = this;
    const { confirm } = this.settings;
    const isProduction = profile?.isProduction === true;
    if (!isSuspect(textsOf(words), { isProduction, confirm })) return true;
    const { address, db, isConnected } = session.state;
    if (!isConnected && !await session.open()) return false;
    const place = profile?.url === undefined ? address : withoutPassword(profile.url);
    const { queued, subscriptions, isMute } = session.state;
    const isBusy = queued !== null || subscriptions > 0 || isMute;
    const mayRun = await isAllowed(textsOf(words), times, {
      productionName: isProduction ? profile!.name : null,
      serverName: profile === null ? address : `${profile.name} (${place})`,
      db,
      confirm,
      send: async (question) => {
        const bytes = question.map(fromLatin1);
        if (!isBusy) return await session.send(bytes);
        const other = await session.connectAnother();
        try {
          return await other.send(bytes);
        } finally {
          other.close();
        }
      },
      ask: (question) => this.#conversation.ask(question),
    });
    if (!mayRun) output.text("Not sent.\n");
    return mayRun;
  }

  async #connectTo(place: Place): Promise<void> {
    const { session, loadConfig: load = loadConfig } = this.#options;
    if (!("profile" in place)) {
      this.#useProfile(null, {});
      if ("url" in place) await session.restart({ url: place.url });
      else await session.moveTo(place.host, place.port);
      return;
    }
    const loaded = await load();
    const profile = findProfile(loaded, place.profile);
    const options = await this.#conversation.lendTerminal(() =>
      Promise.resolve(optionsOf(profile))
    );
    this.#useProfile(profile, loaded.config.settings);
    await session.restart(options);
  }

  #useProfile(profile: Profile | null, general: Partial<Settings>): void {
    this.profile = profile;
    const { settings = general } = this.#options;
    Object.assign(this.settings, settingsFrom(settings, profile?.settings ?? {}, this.#chosen));
    this.#applySettings();
  }

  #applySettings(): void {
    const { session, printerFor } = this.#options;
    if (printerFor !== undefined) session.printer = printerFor(this.settings.output);
    this.#conversation.changed?.();
  }

  #newLender(): Lender {
    const shell = this as Shell;
    const { session, output, specs, history = [], snippets, loadConfig: load } = this.#options;
    const conversation = this.#conversation;
    return {
      session,
      output,
      specs,
      history,
      snippets: snippets ?? new Snippets(snippetsFile()),
      settings: this.settings,
      commands: OWN_COMMANDS,
      terminal: conversation.terminal,
      get profile() {
        return shell.profile;
      },
      get lastReply() {
        return session.lastReply;
      },
      loadConfig: load ?? (() => loadConfig()),
      connectTo: (place) => this.#connectTo(place),
      change: (settings) => {
        Object.assign(this.#chosen, settings);
        Object.assign(this.settings, settings);
        this.#applySettings();
      },
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
      mayRun: (words) => this.#mayRun(words, 1),
      ask: (question) => conversation.ask(question),
      lendTerminal: (act) => conversation.lendTerminal(act),
      draft: (text) => conversation.draft(text),
      editElsewhere: (text) => conversation.editElsewhere(text),
      more: () => output.screen?.more() ?? null,
      leave: () => void (this.#isLeaving = true),
    };
  }
}
