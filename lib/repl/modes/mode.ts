/** What a one-shot mode is (`--scan`, `--stat`, …), and what it may use. */

import type { ModeOptions, ReplInput } from "../options.ts";
import type { ModeClient } from "./mode_client.ts";
import type { RawConnection } from "./raw_connection.ts";

/**
 * Does its work and resolves to the exit status. Throws ModeError to say what is wrong. Comes to
 * an end when `context.signal` is aborted: waits end early, and requests reject with Interrupted,
 * which a mode with nothing to report need not catch.
 */
export type Mode = (context: ModeContext) => Promise<number>;

/** How figures are written: for people, or for programs. */
export type ModeFormat = "standard" | "raw" | "csv" | "json";

export interface ModeContext {
  readonly options: ModeOptions;
  /** How long a round is, or the pause between two; undefined: as the mode likes it. */
  readonly intervalMs: number | undefined;
  /** How many rounds there are, where there could be any number; Infinity: no end of them. */
  readonly rounds: number;
  readonly format: ModeFormat;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly input: ReplInput;
  /** What can be told of a long task while it goes on. */
  readonly progress: ModeProgress;
  /** A connection for commands. */
  connect(): Promise<ModeClient>;
  /** A connection for bytes. */
  connectRaw(): Promise<RawConnection>;
  /** Writes to the output, in Latin-1. */
  text(text: string): void;
  /** Writes bytes to the output; they must not change any more. */
  bytes(bytes: Uint8Array): void;
  /** Writes a line to the errors, in Latin-1. */
  problem(line: string): void;
  /** Resolves when all that was written is on its way. */
  written(): Promise<void>;
  /** Milliseconds on a clock that only goes forward. */
  now(): number;
  /** Waits, but no longer than until Ctrl-C. */
  wait(ms: number): Promise<void>;
}

export interface ModeProgress {
  /** How much is done, of 1 (null: who knows), and what there is to say about it. */
  show(done: number | null, note: string): void;
}

/** The mode cannot go on; the message is for the person. */
export class ModeError extends Error {
  override readonly name = "ModeError";
}

/** Ctrl-C came before a reply. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The status of a program that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** Runs `act`; false if Ctrl-C ended it, so that what there is so far can be reported. */
export async function untilInterrupted(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof Interrupted) return false;
    throw error;
  }
}
