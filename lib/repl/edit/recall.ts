/** Going through the history, entry by entry; what was changed on the way is kept until the end. */

export class Recall {
  readonly #lines: readonly string[];
  /** The entry that is shown; -1: what is typed anew. */
  #index = -1;
  /** Entries (and, at -1, what was typed) as they were left. */
  readonly #changed = new Map<number, string>();

  /** `lines` has the newest first. */
  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  /** A new line begins; or an entry is taken that was found otherwise. */
  reset(index: number = -1, draft?: string): void {
    this.#index = index;
    if (index < 0) this.#changed.clear();
    else if (draft !== undefined && !this.#changed.has(-1)) this.#changed.set(-1, draft);
  }

  /**
   * The entry so many steps older (or newer, if negative) than the one that is shown, or the last
   * one in that direction; null if this is it. `shown` is what became of the one that is shown.
   */
  step(steps: number, shown: string): string | null {
    const index = Math.max(-1, Math.min(this.#index + steps, this.#lines.length - 1));
    return index === this.#index ? null : this.#goTo(index, shown);
  }

  /** The next entry in that direction that begins with `start` and is not what is shown. */
  alike(direction: 1 | -1, start: string, shown: string): string | null {
    for (let i = this.#index + direction; i >= 0 && i < this.#lines.length; i += direction) {
      if (this.#lines[i].startsWith(start) && this.#lines[i] !== shown) return this.#goTo(i, shown);
    }
    return direction < 0 && this.#index >= 0 ? this.#goTo(-1, shown) : null;
  }

  /** The last word of the entry so many before the newest; empty if there is none. */
  lastWord(steps: number): string {
    return /\S+\s*$/.exec(this.#lines[steps] ?? "")?.[0].trimEnd() ?? "";
  }

  #goTo(index: number, shown: string): string {
    this.#changed.set(this.#index, shown);
    this.#index = index;
    return this.#changed.get(index) ?? this.#lines[index] ?? "";
  }
}
