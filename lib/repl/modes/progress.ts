/** A line that shows how far a long task is, and gives way to what is printed. */

import type { ModeProgress } from "./mode.ts";
import { fixed } from "./format.ts";

const BAR_WIDTH = 40;
/** So often at most it is drawn. */
const FRAME_MS = 100;
const CLEAR_LINE = "\r\x1b[K";

export class ProgressBar implements ModeProgress {
  readonly #write: (text: string) => void;
  readonly #columns: () => number;
  readonly #now: () => number;
  #drawnMs = -Infinity;
  /** What there is to draw since then. */
  #next: { readonly done: number | null; readonly note: string } | null = null;
  #isDrawn = false;

  /** `write` writes to the terminal, which has so many columns. */
  constructor(write: (text: string) => void, columns: () => number, now: () => number) {
    this.#write = write;
    this.#columns = columns;
    this.#now = now;
  }

  show(done: number | null, note: string): void {
    this.#next = { done, note };
    if (this.#now() - this.#drawnMs >= FRAME_MS) this.flush();
  }

  /** Draws what is behind: nothing else may come for a while. */
  flush(): void {
    if (this.#next === null) return;
    const { done, note } = this.#next;
    this.#next = null;
    this.#drawnMs = this.#now();
    this.#isDrawn = true;
    this.#write(`\r${progressLine(done, note, this.#columns() - 1)}\x1b[K`);
  }

  /** Leaves the line empty, for something else. */
  clear(): void {
    this.#next = null;
    if (!this.#isDrawn) return;
    this.#isDrawn = false;
    this.#drawnMs = -Infinity;
    this.#write(CLEAR_LINE);
  }
}

/** ` 42.50% |||||||||        12000 keys`, no longer than `width`. */
export function progressLine(done: number | null, note: string, width: number): string {
  if (done === null) return note.slice(0, Math.max(0, width));
  const part = Math.min(1, Math.max(0, done));
  const length = Math.max(0, Math.min(BAR_WIDTH, width - note.length - "100.00%  ".length));
  const bar = "|".repeat(Math.round(part * length)).padEnd(length);
  return `${fixed(part * 100, 2).padStart(6)}% ${bar} ${note}`.slice(0, Math.max(0, width));
}
