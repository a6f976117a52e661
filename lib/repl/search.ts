/** Ctrl-R: a search backwards through the history, key by key. Knows no terminal. */

/** What a key did: the search goes on, or it ended. */
export type SearchStep =
  | { readonly kind: "searching" }
  /** The found line is taken over; `rest` are the keys that it was not the search's turn to read. */
  | { readonly kind: "accepted"; readonly line: string; readonly rest: string }
  /** Back to the line as it was. */
  | { readonly kind: "cancelled"; readonly line: string; readonly rest: string };

const [CANCEL, INTERRUPT, AGAIN, ERASE, BACKSPACE] = ["\x07", "\x03", "\x12", "\x7f", "\b"];

export class HistorySearch {
  readonly #lines: readonly string[];
  readonly #original: string;
  #query = "";
  /** The index of the line found; those before it are newer. */
  #index = -1;
  #isFailed = false;

  /** `lines` has the newest first; `original` is what stood at the prompt. */
  constructor(lines: readonly string[], original: string) {
    this.#lines = lines;
    this.#original = original;
  }

  /** The line found, or the original one as long as nothing is. */
  get line(): string {
    return this.#index < 0 ? this.#original : this.#lines[this.#index];
  }

  /** What stands in place of the prompt. */
  get prompt(): string {
    return `(${this.#isFailed ? "failed " : ""}reverse-i-search)\`${this.#query}': ${
      this.#index < 0 ? "" : this.line
    }`;
  }

  /** Takes keys as the terminal sends them. */
  type(keys: string): SearchStep {
    const chars = [...keys];
    for (let i = 0; i < chars.length; i++) {
      const char = chars[i];
      const rest = chars.slice(i + 1).join("");
      if (char === CANCEL || char === INTERRUPT) {
        return { kind: "cancelled", line: this.#original, rest };
      }
      if (char === AGAIN) this.#find(this.#index + 1);
      else if (char === ERASE || char === BACKSPACE) this.#shorten();
      else if (char === "\x1b" && rest === "") return { kind: "accepted", line: this.line, rest };
      else if (char < " ") return { kind: "accepted", line: this.line, rest: char + rest };
      else {
        this.#query += char;
        this.#find(Math.max(this.#index, 0));
      }
    }
    return { kind: "searching" };
  }

  #shorten(): void {
    this.#query = [...this.#query].slice(0, -1).join("");
    this.#index = -1;
    this.#isFailed = false;
    if (this.#query !== "") this.#find(0);
  }

  #find(from: number): void {
    if (this.#query === "") return;
    const found = this.#lines.findIndex((line, i) => i >= from && line.includes(this.#query));
    this.#isFailed = found < 0;
    if (found >= 0) this.#index = found;
  }
}
