/** The server as completion asks it: little at a time, not for long, and not twice for the same. */

import type { Reply } from "../../../resp/value.ts";
import type { Ask } from "../specs/book.ts";

/** A name that the server knows. */
export interface Name {
  /** Latin-1, one character a byte. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly note?: string;
  /** Whether more of the same word follows. */
  readonly isPrefix?: boolean;
}

/** How long what was learnt is believed. */
const MEMORY_MS = 5_000;
/** How much is remembered. */
const MEMORIES_MAX = 50;
/** All that is asked for one completion takes no longer, or is not waited for. */
const PATIENCE_MS = 100;

interface Memory {
  readonly found: Promise<unknown>;
  readonly untilMs: number;
}

export interface AskedServerOptions {
  readonly ask: Ask;
  /** Whether nobody shall look around among its data. */
  readonly isProduction: () => boolean;
  /** Milliseconds on any clock that only goes forward. */
  readonly now?: () => number;
}

export class AskedServer {
  readonly #options: AskedServerOptions;
  readonly #now: () => number;
  readonly #memories = new Map<string, Memory>();
  #signal: AbortSignal = AbortSignal.abort();
  #deadlineMs = 0;
  /** Whether there is more than what was found since `begin`. */
  wasCut = false;

  constructor(options: AskedServerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get isProduction(): boolean {
    return this.#options.isProduction();
  }

  /** Whether there is time to go on. */
  get hasTime(): boolean {
    return !this.#signal.aborted && this.#now() < this.#deadlineMs;
  }

  /** From here on answers are waited for, until `signal` or time ends it. */
  begin(signal: AbortSignal): void {
    this.#signal = signal;
    this.wasCut = false;
    this.#deadlineMs = this.#now() + PATIENCE_MS;
  }

  /** Sends a command; null if there is no answer in time, or an error. */
  async ask(...words: readonly string[]): Promise<Reply | null> {
    if (!this.hasTime) return null;
    const leftMs = Math.ceil(this.#deadlineMs - this.#now());
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), leftMs);
    const signal = AbortSignal.any([this.#signal, timer.signal]);
    try {
      const reply = await unlessAborted(this.#options.ask(words, signal), signal);
      return reply.type === "error" ? null : reply;
    } catch {
      return null;
    } finally {
      clearTimeout(timeout);
    }
  }

  /** What `find` finds, or found a moment ago; what is cut short is not remembered. */
  remember<T>(what: string, find: () => Promise<T>): Promise<T> {
    const known = this.recall<T>(what);
    if (known !== undefined) return known;
    const found = find();
    this.#memories.delete(what);
    this.#memories.set(what, { found, untilMs: this.#now() + MEMORY_MS });
    if (this.#memories.size > MEMORIES_MAX) {
      this.#memories.delete(this.#memories.keys().next().value!);
    }
    const drop = () => void this.#memories.delete(what);
    found.then(() => this.hasTime || drop(), drop);
    return found;
  }

  /** What was found a moment ago, if anything was. */
  recall<T>(what: string): Promise<T> | undefined {
    const known = this.#memories.get(what);
    const isFresh = known !== undefined && this.#now() < known.untilMs;
    return isFresh ? known.found as Promise<T> : undefined;
  }

  /** Forgets all: it is another server, or another database. */
  forget(): void {
    this.#memories.clear();
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error("Nobody waits any longer"));
    if (signal.aborted) giveUp();
    signal.addEventListener("abort", giveUp, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
