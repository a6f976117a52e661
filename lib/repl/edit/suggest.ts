/** What is likely to be typed: the newest line of the history that begins with what is. */

export class Suggester {
  readonly #lines: readonly string[];
  /** The last answer: what was typed, and where a line stands that goes on with it (-1: nowhere). */
  #typed = "";
  #index = 0;

  /** `lines` has the newest first; when it changes, `reset` must be called. */
  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  reset(): void {
    this.#typed = "";
    this.#index = 0;
  }

  /** The rest of that line; empty if there is none. */
  suggest(typed: string): string {
    if (typed.trim() === "") return "";
    // What is newer did not begin with less of it, either.
    const isLonger = this.#typed !== "" && typed.startsWith(this.#typed);
    if (!isLonger) this.#index = 0;
    this.#typed = typed;
    if (this.#index < 0) return "";
    const { length } = typed;
    for (let i = this.#index; i < this.#lines.length; i++) {
      const line = this.#lines[i];
      if (line.length > length && line.startsWith(typed)) {
        this.#index = i;
        return line.slice(length);
      }
    }
    this.#index = -1;
    return "";
  }
}
