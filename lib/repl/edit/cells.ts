/** Text as a terminal shows it: cells, each with one character as people see it. */

import stringWidth from "string-width";
import { next } from "./motions.ts";

export interface Cell {
  readonly text: string;
  /** How many columns it takes: 0, 1 or 2; more for what is written in several characters. */
  readonly width: number;
  /** Parameters of SGR (ECMA-48), such as `1;31`; empty: as the terminal has it. */
  readonly style: string;
}

/** A text with one style. */
export type Piece = readonly [text: string, style: string];

const TAB = "    ";
const SOFT_HYPHEN = 0xad;
// deno-lint-ignore no-control-regex
const STYLE = /\x1b\[([\d;]*)m/;

/** What is shown for the character `[start, end)`: itself, or `^A` for a control character. */
function shownFor(text: string, start: number, end: number): string {
  const code = text.charCodeAt(start);
  if (code === 9) return TAB;
  if (code < 32 || code === 127) return `^${String.fromCharCode(code ^ 64)}`;
  if (code >= 128 && code < 160) return `<${code.toString(16)}>`; // C1: terminals obey some of them.
  return text.slice(start, end);
}

/** How many columns the character `[start, end)` takes. */
export function widthOf(text: string, start: number, end: number): number {
  const code = text.charCodeAt(start);
  if (end === start + 1 && code >= 32 && code < 0x300 && code !== SOFT_HYPHEN) {
    return code === 127 ? 2 : code >= 128 && code < 160 ? 4 : 1;
  }
  if (code < 32) return code === 9 ? TAB.length : 2;
  return stringWidth(text.slice(start, end));
}

/** The cell of the character `[start, end)`. */
export function cellOf(text: string, start: number, end: number, style: string): Cell {
  return { text: shownFor(text, start, end), width: widthOf(text, start, end), style };
}

/** The cells of a text without line ends. */
export function cellsOf(text: string, style: string): Cell[] {
  const cells: Cell[] = [];
  for (let at = 0; at < text.length;) {
    const end = next(text, at);
    cells.push(cellOf(text, at, end, style));
    at = end;
  }
  return cells;
}

/** The cells of a text with styles in it, as SGR sequences. */
export function styledCells(text: string): Cell[] {
  let style = "";
  return text.split(STYLE).flatMap((part, i) => {
    if (i % 2 === 0) return cellsOf(part, style);
    if (/^0*$/.test(part)) style = "";
    else style = part.startsWith("0;") ? part.slice(2) : style === "" ? part : `${style};${part}`;
    return [];
  });
}

/** The first cells of some pieces, as many as have room. */
export function cellsWithin(pieces: readonly Piece[], columns: number): Cell[] {
  const cells: Cell[] = [];
  let left = columns;
  for (const [text, style] of pieces) {
    for (const cell of cellsOf(text, style)) {
      if ((left -= cell.width) < 0) return cells;
      cells.push(cell);
    }
  }
  return cells;
}

/** A text as far as there is room, with `…` in place of the rest. */
export function cut(text: string, columns: number): string {
  if (totalWidth(cellsOf(text, "")) <= columns) return text;
  return `${cellsWithin([[text, ""]], columns - 1).map((cell) => cell.text).join("")}…`;
}

export function totalWidth(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}
