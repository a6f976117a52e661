/**
 * What a person sees while data are loaded: a bar that moves, on a terminal; else a line in the log
 * every few seconds.
 *
 *   Loading  ███████████░░░░░░░░░░░░░  47 %  1,204,331 keys, 81 of 171 MiB, 3 s left
 */

import { type LoadingProgress, secondsLeft } from "../state/loading.ts";

const BAR_CELLS = 24;
/** Quicker than this nothing is shown at all. */
const PATIENCE_MS = 300;
const REDRAW_MS = 100;
const LINE_MS = 5000;
const MIB = 1024 * 1024;

export interface DisplayOptions {
  /** Writes to the terminal; null where there is none. */
  readonly terminal: ((text: string) => void) | null;
  readonly log: (line: string) => void;
  readonly nowMs: () => number;
}

export class LoadingDisplay {
  readonly #options: DisplayOptions;
  #shownMs = 0;
  #isDrawn = false;

  constructor(options: DisplayOptions) {
    this.#options = options;
  }

  /** Shows how far it is, unless that was shown a moment ago. */
  show(progress: LoadingProgress): void {
    const { log, nowMs, terminal } = this.#options;
    const now = nowMs();
    const since = now - Math.max(this.#shownMs, progress.sinceMs);
    if (terminal === null) {
      if (since < LINE_MS) return;
      log(`Loading data: ${percentOf(progress)} %, ${amountsOf(progress, now)}`);
    } else {
      if (since < (this.#isDrawn ? REDRAW_MS : PATIENCE_MS)) return;
      terminal(`\r\x1b[K${barOf(progress)}  ${amountsOf(progress, now)}`);
      this.#isDrawn = true;
    }
    this.#shownMs = now;
  }

  /** Takes the bar away. */
  end(): void {
    if (this.#isDrawn) this.#options.terminal?.("\r\x1b[K");
    this.#isDrawn = false;
  }
}

function percentOf({ loadedBytes, totalBytes }: LoadingProgress): number {
  return totalBytes === 0 ? 100 : Math.floor(loadedBytes * 100 / totalBytes);
}

function barOf(progress: LoadingProgress): string {
  const percent = percentOf(progress);
  const full = Math.round(percent * BAR_CELLS / 100);
  const bar = "█".repeat(full) + "░".repeat(BAR_CELLS - full);
  return `Loading  ${bar}  ${`${percent}`.padStart(2)} %`;
}

function amountsOf(progress: LoadingProgress, nowMs: number): string {
  const { keys, loadedBytes, totalBytes } = progress;
  const [loaded, total] = [loadedBytes, totalBytes].map((bytes) => Math.floor(bytes / MIB));
  const left = secondsLeft(progress, nowMs);
  return `${keys.toLocaleString("en")} keys, ${loaded} of ${total} MiB, ${left} s left`;
}
