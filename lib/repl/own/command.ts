/**
 * What a command of the prompt itself is (`\name …`), and what it may use.
 *
 * A command is one object in a file of its own, and one line in the list of `mod.ts`.
 */

import type { RespClient } from "../../client/client.ts";
import type { CommandSpec } from "../../commands/spec.ts";
import type { Reply } from "../../resp/value.ts";
import type { Candidate } from "../edit/assistant.ts";
import type { LoadedConfig } from "../profiles/config_file.ts";
import type { Profile } from "../profiles/profile.ts";
import type { Session, SessionOutput } from "../session.ts";
import type { Settings } from "../settings.ts";
import type { Snippets } from "../snippets.ts";

/** A command of the prompt itself. */
export interface OwnCommand {
  /** Without the backslash. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What may stand behind the name: `KEY [PAGE]`; may be empty. */
  readonly usage: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** More lines for `\? NAME`: options, examples. */
  readonly details?: string;
  /** What its arguments are, for completion; the last one stands for all that follow. */
  readonly args?: readonly OwnArgument[];
  /** Whether it takes text that is not split into words: `words` are empty then. */
  readonly isText?: boolean;
  /** Whether such a text, which stands behind the name, goes on in another line. */
  isOpen?(rest: string): boolean;
  /**
   * Runs it. `words` are what stands behind the name, split by redis-cli's quoting, in Latin-1 (one
   * character a byte; ready to be sent); `rest` is the same as it was typed.
   *
   * Throw an OwnError to say what is wrong. A wait must end when `context.signal` is aborted, and so
   * must a loop; to return then is enough.
   */
  run(context: OwnContext, words: readonly string[], rest: string): Promise<void>;
  /** Words for the place behind `done`; those that do not begin with `current` are dropped. */
  complete?(
    context: OwnContext,
    done: readonly string[],
    current: string,
    signal: AbortSignal,
  ): Promise<readonly Candidate[]>;
}

/** `line`: the rest is a line of the prompt; a list: one of these words; null: something unknown. */
export type OwnArgument = "key" | "pattern" | "channel" | "line" | readonly string[] | null;

/** What the person wants cannot be done; the message is shown, and nothing else. */
export class OwnError extends Error {
  override readonly name = "OwnError";
}

/** Another server: by its profile's name, or by where it is. */
export type Place =
  | { readonly profile: string }
  | { readonly url: string }
  | { readonly host: string; readonly port: number };

/** What a command may use. */
export interface OwnContext {
  readonly session: Session;
  readonly output: SessionOutput;
  readonly terminal: OwnTerminal;
  /** Aborted by Ctrl-C while the command runs: it shall come to an end. */
  readonly signal: AbortSignal;
  readonly specs: readonly CommandSpec[];
  /** All own commands. */
  readonly commands: readonly OwnCommand[];
  readonly settings: Readonly<Settings>;
  /** Changes settings for as long as the prompt lives. */
  change(settings: Partial<Settings>): void;
  /** Null without one. */
  readonly profile: Profile | null;
  /** The reply to the last command that was sent; null before. */
  readonly lastReply: Reply | null;
  /**
   * Sends a command to the server, on a new connection if need be. Strings are Latin-1. An error of
   * the server is a reply. Nobody is asked before, nothing is printed. Rejects when the connection
   * is lost.
   */
  send(words: readonly (string | Uint8Array)[]): Promise<Reply>;
  /**
   * Asks the person whether a command may be sent, if it is a dangerous one; for what sends commands
   * that the person has not typed as such.
   */
  mayRun(words: readonly Uint8Array[]): Promise<boolean>;
  /** A reply as it is shown now, in Latin-1, with a line end; `words` are the command's. */
  render(reply: Reply, words: readonly (string | Uint8Array)[]): string;
  /** Lines that were typed before, the newest first. */
  readonly history: readonly string[];
  readonly snippets: Snippets;
  /** The configuration as it stands in its file now. Throws ConfigError. */
  loadConfig(): Promise<LoadedConfig>;
  /** Turns to another server. Throws ConfigError, or TypeError for a URL that is none. */
  connectTo(place: Place): Promise<void>;
  /**
   * A line as if it had been typed, with its questions and output; false if it came to nothing: it
   * was answered by an error, by nobody, or not sent at all. `isAgain`: nobody is asked once more.
   */
  runLine(line: string, options?: { readonly isAgain?: boolean }): Promise<boolean>;
  /** What the next line shall begin with. */
  draft(text: string): void;
  /** What the person makes of a text in another editor; null if nothing. Throws without one. */
  editElsewhere(text: string): Promise<string | null>;
  /** The next screenful of the last reply that was cut, in Latin-1; null if there is none. */
  more(): string | null;
  /**
   * Another connection to the same server, as the same user, in the same database; for what would
   * occupy this one. It is closed when the command is over. `onPush` gets what arrives unasked.
   */
  connectAnother(onPush?: (reply: Reply) => void): Promise<RespClient>;
  /** Asks a question on the terminal; null without a terminal, or on Ctrl-C. */
  ask(question: string): Promise<string | null>;
  /** Lets a program (an editor, a pager) have the terminal while `act` runs. */
  lendTerminal<T>(act: () => Promise<T>): Promise<T>;
  /** The prompt shall end behind this line. */
  leave(): void;
}

/** The terminal, or what stands for it. */
export interface OwnTerminal {
  /** Whether a person sits there. */
  readonly isInteractive: boolean;
  readonly isColoured: boolean;
  /** Without a terminal, 80 and 24. */
  readonly columns: number;
  readonly rows: number;
  /** Writes text as it is, control sequences too, at once: a screen that is drawn anew. */
  write(text: string): void;
}
