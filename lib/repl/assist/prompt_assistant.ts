/**
 * What helps a person to write commands. It works from the first key on with a table of commands,
 * and better as soon as a server has said what it knows.
 */

import type { Assistant, Completion, Look } from "../edit/assistant.ts";
import type { Vocabulary } from "./analyse.ts";
import { completeAt } from "./complete.ts";
import { lookAt } from "./look.ts";
import { AskedServer } from "./names/asked_server.ts";
import type { OwnEntry } from "./own.ts";
import { type Ask, CommandBook } from "./specs/book.ts";
import type { CommandFacts } from "./specs/facts.ts";
import { MORE_COMMANDS } from "./specs/more_commands.ts";

export interface PromptAssistantOptions {
  /** Commands as our own server has them, for when another one does not describe its own. */
  readonly specs: readonly CommandFacts[];
  /** The commands of the prompt itself, in the order in which they are offered. */
  readonly own?: readonly OwnEntry[];
  /**
   * Whether nobody shall look around among the data of the server: then keys, fields, members,
   * channels and entries of streams are not completed.
   */
  readonly isProduction?: () => boolean;
  /** Milliseconds on any clock that only goes forward. */
  readonly now?: () => number;
}

const SILENCE: Ask = () => Promise.reject(new Error("Not connected"));

export class PromptAssistant implements Assistant {
  readonly book: CommandBook;
  readonly #vocabulary: Vocabulary;
  readonly #server: AskedServer;
  #ask: Ask = SILENCE;
  #learning: AbortController | null = null;
  /** The last look, since editors look again when only their window has changed. */
  #last: { readonly text: string; readonly cursor: number; readonly look: Look } | null = null;
  /** Is called when a line would look different now: the server has said what it knows. */
  onChange: () => void = () => {};

  constructor({ specs, own = [], isProduction = () => false, now }: PromptAssistantOptions) {
    this.book = new CommandBook([specs, MORE_COMMANDS]);
    this.book.onChange = () => {
      this.#last = null;
      this.onChange();
    };
    this.#vocabulary = { book: this.book, own };
    this.#server = new AskedServer({
      ask: (words, signal) => this.#ask(words, signal),
      isProduction,
      now,
    });
  }

  /**
   * A connection was made: from now on names are asked for by `ask`, and commands are learnt at once.
   * Resolves when that is done; nobody needs to wait for it.
   *
   * `ask` must talk to the database that the person is in, and must not disturb what the person does
   * (a transaction, a subscription): it may reject at any time.
   */
  async connected(ask: Ask): Promise<void> {
    this.#learning?.abort();
    const learning = this.#learning = new AbortController();
    this.#ask = ask;
    this.#server.forget();
    await this.book.load(ask, learning.signal);
  }

  /** The connection is gone: what is known of commands stays. */
  disconnected(): void {
    this.#learning?.abort();
    this.#ask = SILENCE;
    this.#server.forget();
  }

  /** It will be another server. */
  forget(): void {
    this.disconnected();
    this.book.forget();
  }

  /** The names of keys and the like are other ones now: it is another database, say. */
  forgetNames(): void {
    this.#server.forget();
  }

  look(text: string, cursor: number): Look {
    if (this.#last?.text !== text || this.#last.cursor !== cursor) {
      this.#last = { text, cursor, look: lookAt(text, cursor, this.#vocabulary) };
    }
    return this.#last.look;
  }

  complete(text: string, cursor: number, signal: AbortSignal): Promise<Completion> {
    return completeAt(text, cursor, this.#vocabulary, this.#server, signal);
  }
}
