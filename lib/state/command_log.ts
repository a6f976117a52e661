/**
 * A log of commands that stood out, newest first: SLOWLOG keeps those that took long, COMMANDLOG
 * also those with large requests or replies.
 */

import type { Args } from "../resp/args.ts";

/** What one such command leaves behind. */
export interface LoggedCommand {
  readonly id: number;
  /** When it ended, Unix seconds. */
  readonly atSeconds: number;
  /** What stood out: microseconds, or bytes. */
  readonly amount: number;
  /** The arguments, shortened, Latin-1. */
  readonly args: readonly string[];
  readonly address: string;
  readonly clientName: string;
}

const ARGS_MAX = 32;
const ARG_CHARS_MAX = 128;

export class CommandLog {
  readonly entries: LoggedCommand[] = [];
  #nextId = 0;

  /** Records a command; at most `lengthMax` entries are kept. With 0 it does not even get a number. */
  add(
    atMs: number,
    amount: number,
    args: Args,
    address: string,
    clientName: string,
    lengthMax: number,
  ): void {
    if (lengthMax === 0) return this.clear();
    this.entries.unshift({
      id: this.#nextId++,
      atSeconds: Math.floor(atMs / 1000),
      amount: Math.round(amount),
      args: shortened(args),
      address,
      clientName,
    });
    if (this.entries.length > lengthMax) this.entries.length = lengthMax;
  }

  /** Forgets all entries; their numbers go on. */
  clear(): void {
    this.entries.length = 0;
  }
}

function shortened(args: Args): string[] {
  const words: string[] = [];
  const shown = Math.min(args.count, ARGS_MAX);
  for (let i = 0; i < shown; i++) {
    if (i === ARGS_MAX - 1 && args.count > ARGS_MAX) {
      words.push(`... (${args.count - ARGS_MAX + 1} more arguments)`);
      break;
    }
    const text = args.text(i);
    words.push(
      text.length > ARG_CHARS_MAX
        ? `${text.slice(0, ARG_CHARS_MAX)}... (${text.length - ARG_CHARS_MAX} more bytes)`
        : text,
    );
  }
  return words;
}
