/**
 * The terminal as a source of keys: its modes while keys are read, and giving it back for as long as
 * somebody else needs it.
 */

import process from "node:process";
import type { ReplInput, ReplOutput } from "../options.ts";
import type { CursorShape } from "./key_map.ts";
import { type Key, KeyDecoder } from "./keys.ts";
import type { Size } from "./layout.ts";

/** Pasted blocks come between marks (xterm's mode 2004). */
const [MARK_PASTES, NO_PASTE_MARKS] = ["\x1b[?2004h", "\x1b[?2004l"];
/** DECSCUSR, as vi's kin use it; 0 is what the person has chosen. */
const SHAPES: Readonly<Record<CursorShape, number>> = { block: 2, underline: 4, bar: 6 };
const [COLUMNS, ROWS] = [80, 24];
/** Who still runs so long after it was told to stop has nobody who would bring it back. */
const STOP_MS = 100;

export interface TerminalEvents {
  keys(keys: Key[]): void;
  /** The terminal is gone. */
  end(): void;
  resize(): void;
  /** The process runs again after it was stopped. */
  resume(): void;
}

export class EditTerminal {
  readonly #input: ReplInput;
  readonly #output: ReplOutput;
  readonly #events: TerminalEvents;
  /** Whether the terminal knows control sequences. */
  readonly #isDumb: boolean;
  /** How long an Escape waits for what may follow, in milliseconds. */
  readonly #escapeMs: number;
  readonly #decoder = new KeyDecoder();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #shape: CursorShape | null = null;
  /** Whether keys are read. */
  #isOpen = false;
  #isStopped = false;

  constructor(
    input: ReplInput,
    output: ReplOutput,
    isDumb: boolean,
    escapeMs: number,
    events: TerminalEvents,
  ) {
    this.#input = input;
    this.#output = output;
    this.#isDumb = isDumb;
    this.#escapeMs = escapeMs;
    this.#events = events;
    input.once("end", events.end);
    output.on("resize", events.resize);
    if (!this.#isOurs) return;
    process.once("exit", this.close);
    process.on("SIGCONT", this.#continue);
  }

  get size(): Size {
    const { columns, rows } = this.#output;
    return { columns: Math.max(2, columns || COLUMNS), rows: Math.max(2, rows || ROWS) };
  }

  /** Begins to read keys, one by one. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#input.setRawMode?.(true);
    this.#input.on("data", this.#receive);
    this.#input.resume();
    this.write(this.#isDumb ? "" : MARK_PASTES);
  }

  /** Leaves the terminal as it was. */
  readonly close = (): void => {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#input.off("data", this.#receive);
    this.#input.pause();
    this.write(this.#isDumb ? "" : this.shapeCursor(null) + NO_PASTE_MARKS);
    this.#input.setRawMode?.(false);
  };

  /** Leaves it for good. */
  end(): void {
    this.close();
    this.#input.off("end", this.#events.end);
    this.#output.off("resize", this.#events.resize);
    if (!this.#isOurs) return;
    process.off("exit", this.close);
    process.off("SIGCONT", this.#continue);
  }

  write(text: string): void {
    if (text !== "") this.#output.write(text);
  }

  /** What gives the cursor a shape; null: the one that the person has chosen. */
  shapeCursor(shape: CursorShape | null): string {
    if (shape === this.#shape || this.#isDumb) return "";
    this.#shape = shape;
    return `\x1b[${shape === null ? 0 : SHAPES[shape]} q`;
  }

  /** Stops the process, as Ctrl-Z does; false if that cannot be done. */
  suspend(): boolean {
    if (!this.#isOurs || process.platform === "win32") return false;
    this.close();
    this.#isStopped = true;
    try {
      process.kill(0, "SIGTSTP"); // The whole group, as the terminal would.
      // Nothing stops a program that no shell looks after: in a container, say.
      setTimeout(() => this.#isStopped && this.#continue(), STOP_MS);
      return true;
    } catch {
      this.#continue();
      return false;
    }
  }

  /** Whether this is the terminal of the process, and not one that a test made up. */
  get #isOurs(): boolean {
    return this.#input as unknown === process.stdin;
  }

  readonly #continue = (): void => {
    if (this.#isStopped) this.open();
    else if (this.#isOpen) this.#input.setRawMode?.(true);
    this.#isStopped = false;
    this.#events.resume();
  };

  readonly #receive = (bytes: Uint8Array): void => {
    clearTimeout(this.#timer);
    const keys = this.#decoder.push(bytes);
    if (this.#decoder.isWaiting) {
      this.#timer = setTimeout(() => this.#events.keys(this.#decoder.flush()), this.#escapeMs);
    }
    if (keys.length > 0) this.#events.keys(keys);
  };
}
