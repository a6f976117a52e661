/**
 * What a terminal would show: takes what a program writes and keeps rows of cells.
 *
 * It knows what line editors write, and nothing more: text with automatic wrapping, CR, LF, BS, and
 * the sequences of ECMA-48 that move the cursor and erase. Colours are passed over.
 */

import stringWidth from "string-width";

// deno-lint-ignore no-control-regex
const CONTROL = /\x1b\[([?\d;]*) ?([A-Za-z])/y;
const LONGEST_CONTROL = 16;

export class Screen {
  readonly #columns: number;
  readonly #rows: number;
  /** A wide character stands in the first of its two cells; the second is empty. */
  #cells: string[][];
  #x = 0;
  #y = 0;
  /** The beginning of a control sequence whose rest has not come yet. */
  #begun = "";

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#cells = Array.from({ length: rows }, () => []);
  }

  /** Where the cursor is, from 0 on. */
  get cursor(): readonly [row: number, column: number] {
    return [this.#y, Math.min(this.#x, this.#columns - 1)];
  }

  /** The rows without blanks at their ends, and without empty rows at the end. */
  get text(): string {
    return this.#cells.map((row) => row.join("").trimEnd()).join("\n").trimEnd();
  }

  write(text: string): void {
    text = this.#begun + text;
    this.#begun = "";
    for (let i = 0; i < text.length;) {
      if (text[i] === "\x1b") {
        CONTROL.lastIndex = i;
        const match = CONTROL.exec(text);
        if (match === null && text.length - i < LONGEST_CONTROL) {
          this.#begun = text.slice(i);
          return;
        }
        if (match !== null) this.#control(match[2], match[1].split(";").map(Number));
        i += match === null ? 1 : match[0].length;
      } else {
        const char = String.fromCodePoint(text.codePointAt(i)!);
        this.#put(char);
        i += char.length;
      }
    }
  }

  #put(char: string): void {
    if (char === "\r") this.#x = 0;
    else if (char === "\n") this.#down();
    else if (char === "\b") this.#x = Math.max(0, this.#x - 1);
    else if (char >= " ") {
      const width = stringWidth(char);
      // The cursor stays behind the last column until another character comes.
      if (this.#x + width > this.#columns) {
        this.#x = 0;
        this.#down();
      }
      const row = this.#cells[this.#y];
      if (width === 0 && this.#x > 0) { // A mark on the character before.
        row[this.#x - (row[this.#x - 1] === "" ? 2 : 1)] += char;
        return;
      }
      while (row.length < this.#x) row.push(" ");
      row[this.#x] = char;
      if (width === 2) row[this.#x + 1] = "";
      this.#x += width;
    }
  }

  #down(): void {
    if (this.#y < this.#rows - 1) this.#y++;
    else this.#cells = [...this.#cells.slice(1), []];
  }

  #control(act: string, [first = 0, second = 0]: number[]): void {
    const by = Math.max(first, 1);
    const row = this.#cells[this.#y];
    if (act === "A") this.#y = Math.max(0, this.#y - by);
    else if (act === "B") this.#y = Math.min(this.#rows - 1, this.#y + by);
    else if (act === "C") this.#x = Math.min(this.#columns - 1, this.#x + by);
    else if (act === "D") this.#x = Math.max(0, Math.min(this.#x, this.#columns - 1) - by);
    else if (act === "G") this.#x = by - 1;
    else if (act === "H") [this.#y, this.#x] = [by - 1, Math.max(second, 1) - 1];
    else if (act === "K" && first === 0) row.splice(this.#x);
    else if (act === "K" && first === 2) row.splice(0);
    else if (act === "J") {
      if (first === 0) row.splice(this.#x);
      for (let y = first === 0 ? this.#y + 1 : 0; y < this.#rows; y++) this.#cells[y] = [];
    }
  }
}
