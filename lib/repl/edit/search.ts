/** Ctrl-R: a search through the history while it is typed. Knows no terminal. */

import type { Key } from "./keys.ts";

/** What a key did: the search goes on, or it ended. */
export type SearchStep =
  | { readonly kind: "searching" }
  /** The found line is taken over; `key` is what ended the search, if it still means something. */
  | { readonly kind: "accepted"; readonly key: Key | null }
  /** Back to the line as it was. */
  | { readonly kind: "cancelled" };

const SEARCHING: SearchStep = { kind: "searching" };
type Direction = "older" | "newer";

export class HistorySearch {
  readonly #lines: readonly string[];
  readonly #original: string;
  #query: string;
  #direction: Direction;
  /** Where the line found stands; -1 before one is. */
  #index = -1;
  #isFailed = false;

  /** `lines` has the newest first; `original` is what stood at the prompt. */
  constructor(lines: readonly string[], original: string, direction: Direction, query = "") {
    this.#lines = lines;
    this.#original = original;
    this.#direction = direction;
    this.#query = query;
  }

  get query(): string {
    return this.#query;
  }

  /** Where the line found stands among the lines; -1 if none is found. */
  get index(): number {
    return this.#index;
  }

  /** The line found, or the original one as long as nothing is. */
  get line(): string {
    return this.#index < 0 ? this.#original : this.#lines[this.#index];
  }

  /** What stands in place of the prompt. */
  get prompt(): string {
    const failed = this.#isFailed ? "failed " : "";
    const reverse = this.#direction === "older" ? "reverse-" : "";
    return `(${failed}${reverse}i-search)\`${this.#query}': `;
  }

  /** Where the query stands in the line found; null if nothing is found. */
  get match(): [start: number, end: number] | null {
    if (this.#index < 0 || this.#query === "") return null;
    const start = this.line.indexOf(this.#query);
    return start < 0 ? null : [start, start + this.#query.length];
  }

  type(key: Key): SearchStep {
    switch (key.name) {
      case "C-g":
      case "C-c":
        return { kind: "cancelled" };
      case "C-r":
        return this.seek("older");
      case "C-s":
        return this.seek("newer");
      case "Backspace":
      case "C-h":
        return this.#shorten();
      case "Escape":
        return { kind: "accepted", key: null };
      case "text":
      case "paste":
        this.#query += key.text.split(/[\r\n]/, 1)[0];
        return this.#find(this.#index < 0 ? this.#start : this.#index);
      default:
        return { kind: "accepted", key };
    }
  }

  /** Finds the next line in that direction. */
  seek(direction: Direction): SearchStep {
    this.#direction = direction;
    if (this.#index < 0) return this.#find(this.#start);
    return this.#find(this.#index + this.#step);
  }

  /** Where a search begins. */
  get #start(): number {
    return this.#direction === "older" ? 0 : this.#lines.length - 1;
  }

  get #step(): 1 | -1 {
    return this.#direction === "older" ? 1 : -1;
  }

  #shorten(): SearchStep {
    this.#query = [...this.#query].slice(0, -1).join("");
    this.#index = -1;
    this.#isFailed = false;
    return this.#find(this.#start);
  }

  #find(from: number): SearchStep {
    if (this.#query === "") return SEARCHING;
    for (let i = from; i >= 0 && i < this.#lines.length; i += this.#step) {
      if (!this.#lines[i].includes(this.#query)) continue;
      this.#index = i;
      this.#isFailed = false;
      return SEARCHING;
    }
    this.#isFailed = true;
    return SEARCHING;
  }
}
