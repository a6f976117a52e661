/**
 * The rows of a terminal that show what is typed. It keeps in mind what it has drawn there, and
 * draws anew only what has changed.
 *
 * All methods return what to write, so that the terminal gets one piece for a key. The sequences
 * are those of ECMA-48 that every terminal has; rows are reached from the cursor's, because nobody
 * knows where on the screen they are.
 */

import { type Cell, totalWidth } from "./cells.ts";
import { type Frame, type FrameRow, layOut, type Picture, type Size } from "./layout.ts";

/** Draws a picture on some kind of terminal. */
export interface Canvas {
  /** What shows this picture in place of the last one. */
  draw(picture: Picture): string;
  /** What leaves the text alone on the screen, with a mark behind it, and the cursor below. */
  finish(picture: Picture, mark?: string): string;
  /** What takes all away, and puts the cursor where it began. */
  erase(): string;
  /** The same, after the terminal has got another size. */
  eraseResized(): string;
  /** Something else was written: the next picture begins where the cursor is. */
  forget(): void;
}

const NEW_ROW = "\r\n";
const ERASE_BELOW = "\x1b[J";
const ERASE_TO_ROW_END = "\x1b[K";
const EMPTY: Frame = { rows: [], cursorRow: 0, cursorColumn: 0, top: 0 };

export class Screen implements Canvas {
  readonly #size: () => Size;
  #frame: Frame = EMPTY;

  constructor(size: () => Size) {
    this.#size = size;
  }

  draw(picture: Picture): string {
    const size = this.#size();
    const old = this.#frame;
    const frame = layOut(picture, size, old.top);
    const pen = new Pen(old, size.columns);
    frame.rows.forEach((row, y) => drawRow(pen, y, row, old.rows[y]?.cells ?? []));
    if (frame.rows.length < old.rows.length) {
      pen.goTo(frame.rows.length, 0);
      pen.write(ERASE_BELOW);
    }
    pen.goTo(frame.cursorRow, frame.cursorColumn);
    this.#frame = frame;
    return pen.end();
  }

  finish({ prompt, text, styles }: Picture, mark = ""): string {
    const drawn = this.draw({ prompt, text, styles, cursor: text.length });
    this.forget();
    return drawn + mark + NEW_ROW;
  }

  erase(): string {
    const { cursorRow } = this.#frame;
    this.forget();
    return up(cursorRow) + "\r" + ERASE_BELOW;
  }

  /** Terminals break rows that have become too long, and join again what they have broken. */
  eraseResized(): string {
    const { columns } = this.#size();
    const { rows, cursorRow, cursorColumn } = this.#frame;
    let [above, width] = [0, 0];
    for (let y = 0; y < cursorRow; y++) {
      width += totalWidth(rows[y].cells);
      if (rows[y + 1].isWrapped) continue;
      above += Math.max(1, Math.ceil(width / columns));
      width = 0;
    }
    this.forget();
    return up(above + Math.floor((width + cursorColumn) / columns)) + "\r" + ERASE_BELOW;
  }

  forget(): void {
    this.#frame = EMPTY;
  }
}

function up(rows: number): string {
  return rows === 0 ? "" : `\x1b[${rows}A`;
}

/** Draws what is different in a row. */
function drawRow(pen: Pen, y: number, { cells, isWrapped }: FrameRow, old: readonly Cell[]): void {
  let [first, x] = [0, 0];
  while (first < cells.length && first < old.length && isSame(cells[first], old[first])) {
    x += cells[first++].width;
  }
  const [width, oldWidth] = [totalWidth(cells), totalWidth(old)];
  let end = cells.length;
  if (width === oldWidth) {
    const surplus = old.length - cells.length;
    while (end > first && end + surplus > first && isSame(cells[end - 1], old[end + surplus - 1])) {
      end--;
    }
  }
  if (first === 0 && end > 0 && isWrapped) pen.wrapTo(y);
  if (first < end || width < oldWidth || y >= pen.rows) pen.goTo(y, x);
  for (const cell of cells.slice(first, end)) pen.put(cell);
  if (width < oldWidth) pen.write(ERASE_TO_ROW_END);
}

function isSame(a: Cell, b: Cell): boolean {
  return a.text === b.text && a.style === b.style;
}

/** Writes cells, and knows where the cursor is. */
class Pen {
  readonly #columns: number;
  #out = "";
  #style = "";
  #row: number;
  #column: number;
  /** How many rows there are by now. */
  rows: number;

  constructor({ rows, cursorRow, cursorColumn }: Frame, columns: number) {
    this.#columns = columns;
    this.rows = Math.max(1, rows.length);
    this.#row = cursorRow;
    this.#column = cursorColumn;
  }

  put({ text, width, style }: Cell): void {
    if (style !== this.#style) this.write(style === "" ? "\x1b[m" : `\x1b[0;${style}m`);
    this.#style = style;
    this.write(text);
    this.#column += width;
  }

  write(text: string): void {
    this.#out += text;
  }

  /** Behind a full row the cursor waits: the next character comes to the beginning of this one. */
  wrapTo(row: number): void {
    if (this.#row !== row - 1 || this.#column !== this.#columns) return;
    this.rows = Math.max(this.rows, row + 1);
    this.#row = row;
    this.#column = 0;
  }

  goTo(row: number, column: number): void {
    const down = Math.min(row, this.rows - 1) - this.#row;
    if (down > 0) this.write(`\x1b[${down}B`);
    else if (down < 0) this.write(up(-down));
    for (; this.rows <= row; this.rows++) {
      this.write(NEW_ROW);
      this.#column = 0;
    }
    const right = column - this.#column;
    if (column === 0 && right !== 0) this.write("\r");
    else if (right === -1 && this.#column < this.#columns) this.write("\b");
    else if (right !== 0) this.write(`\x1b[${column + 1}G`);
    this.#row = row;
    this.#column = column;
  }

  /** All that was written. */
  end(): string {
    if (this.#style !== "") this.write("\x1b[m");
    return this.#out;
  }
}
