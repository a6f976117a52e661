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
/** So long the server may be looked through for one completion. */
const SEARCH_MS = 100;
/** So long an answer is waited for, which may come from far away; who types on waits no longer. */
const PATIENCE_MS = 10_000;

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
  readonly patienceMs?: number;
}

export class AskedServer {
  readonly #options: AskedServerOptions;
  readonly #now: () => number;
  readonly #memories = new Map<string, Memory>();
  #signal: AbortSignal = AbortSignal.abort();
  #searchUntilMs = 0;
  #waitUntilMs = 0;
  /** How many questions nobody answered in time. */
  #unanswered = 0;
  /** Whether there is more than what was found since `begin`. */
  wasCut = false;

  constructor(options: AskedServerOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  get isProduction(): boolean {
    return this.#options.isProduction();
  }

  /** Whether there is time to go on with a search. */
  get hasTime(): boolean {
    return !this.#signal.aborted && this.#now() < this.#searchUntilMs;
  }

  /** From here on answers are waited for, until `signal` or time ends it. */
  begin(signal: AbortSignal): void {
    this.#signal = signal;
    this.wasCut = false;
    this.#searchUntilMs = this.#now() + SEARCH_MS;
    this.#waitUntilMs = this.#now() + (this.#options.patienceMs ?? PATIENCE_MS);
  }

  /** Sends a command; null if there is no answer in time, or an error. */
  async ask(...words: readonly string[]): Promise<Reply | null> {
    const leftMs = Math.ceil(this.#waitUntilMs - this.#now());
    if (this.#signal.aborted || leftMs <= 0) {
      this.#unanswered++;
      return null;
    }
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), leftMs);
    const signal = AbortSignal.any([this.#signal, timer.signal]);
    try {
      const reply = await unlessAborted(this.#options.ask(words, signal), signal);
      return reply.type === "error" ? null : reply;
    } catch {
      this.#unanswered++;
      return null;
    } finally {
      clearTimeout(timeout);
    }
  }

  /**
   * What `find` finds, or found a moment ago. It is not remembered if an answer was missing, or if
   * `isWhole` says so.
   */
  remember<T>(
    what: string,
    find: () => Promise<T>,
    isWhole: (found: T) => boolean = () => true,
  ): Promise<T> {
    const known = this.recall<T>(what);
    if (known !== undefined) return known;
    const unanswered = this.#unanswered;
    const found = find();
    this.#memories.delete(what);
    this.#memories.set(what, { found, untilMs: this.#now() + MEMORY_MS });
    if (this.#memories.size > MEMORIES_MAX) {
      this.#memories.delete(this.#memories.keys().next().value!);
    }
    const drop = () => void this.#memories.delete(what);
    found.then((it) => {
      if (this.#unanswered > unanswered || !isWhole(it)) drop();
    }, drop);
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
