/**
 * What is typed, on a terminal that knows no control sequences: one row, which is written anew from
 * its beginning and shows the part of the text around the cursor.
 */

import { type Cell, cellsOf, styledCells, totalWidth } from "./cells.ts";
import type { Picture, Size } from "./layout.ts";
import type { Canvas } from "./screen.ts";

export class DumbScreen implements Canvas {
  readonly #size: () => Size;
  /** How many columns are in use. */
  #width = 0;
  /** How many cells stand left of what is seen. */
  #first = 0;

  constructor(size: () => Size) {
    this.#size = size;
  }

  draw({ prompt, text, cursor }: Picture): string {
    const room = this.#size().columns - 1;
    const before = [...styledCells(prompt), ...cellsOf(text.slice(0, cursor), "")];
    const cells = [...before, ...cellsOf(text.slice(cursor), "")];
    const seen = (from: number) => totalWidth(before.slice(from)) < room;
    if (this.#first > before.length || seen(0)) this.#first = 0;
    while (!seen(this.#first)) this.#first = Math.min(before.length, this.#first + (room >> 1));
    const [shown, width] = taken(cells.slice(this.#first), room);
    const back = width - totalWidth(before.slice(this.#first));
    const surplus = Math.max(0, this.#width - width);
    this.#width = width;
    return `\r${shown}${" ".repeat(surplus)}${"\b".repeat(surplus + back)}`;
  }

  finish({ prompt, text }: Picture, mark = ""): string {
    const drawn = this.draw({ prompt, text, cursor: text.length });
    this.forget();
    return `${drawn}${mark}\r\n`;
  }

  erase(): string {
    const blanks = " ".repeat(this.#width);
    this.forget();
    return `\r${blanks}\r`;
  }

  eraseResized(): string {
    return this.erase();
  }

  forget(): void {
    this.#width = 0;
    this.#first = 0;
  }
}

/** The text of the first cells, as many as have room, and their width. */
function taken(cells: readonly Cell[], room: number): [text: string, width: number] {
  let [text, width] = ["", 0];
  for (const cell of cells) {
    if (width + cell.width > room) break;
    text += cell.text;
    width += cell.width;
  }
  return [text, width];
}
