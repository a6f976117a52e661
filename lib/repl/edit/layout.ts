/** Where everything stands: from what is to be seen to rows of cells. Pure. */

import {
  type Cell,
  cellOf,
  cellsOf,
  cellsWithin,
  cut,
  type Piece,
  styledCells,
  totalWidth,
  widthOf,
} from "./cells.ts";
import { next } from "./motions.ts";

/** A part of the text, in UTF-16 units, and how it looks. In order, they do not overlap. */
export interface StyledRange {
  readonly start: number;
  readonly end: number;
  readonly style: string;
}

/** What is to be seen while a text is typed. */
export interface Picture {
  /** May have styles in it, as SGR sequences. */
  readonly prompt: string;
  readonly text: string;
  readonly cursor: number;
  readonly styles?: readonly StyledRange[];
  /** What stands behind the end of the text, as far as the row has room for it. */
  readonly ghost?: Piece;
  /** Rows below the text. */
  readonly below?: readonly (readonly Piece[])[];
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Frame {
  readonly rows: readonly FrameRow[];
  readonly cursorRow: number;
  readonly cursorColumn: number;
  /** How many rows of the text stand above what is seen. */
  readonly top: number;
}

export interface FrameRow {
  readonly cells: readonly Cell[];
  /** Whether it goes on with the row above, which was too short. */
  readonly isWrapped: boolean;
}

/** A row of the text. */
interface Span {
  readonly start: number;
  readonly end: number;
  /** Columns taken, by what stands before the text as well. */
  readonly width: number;
  readonly isWrapped: boolean;
}

const CONTINUATION = "... ";
/** There is at least as much room beside the prompt. */
const ROOM_MIN = 8;

/** Lays everything out; a text that is too high is seen around its cursor, from `top` if possible. */
export function layOut(picture: Picture, { columns, rows }: Size, top: number): Frame {
  const { text, cursor, styles = [], ghost, below = [] } = picture;
  const prompt = lastCells(styledCells(picture.prompt), Math.max(1, columns - ROOM_MIN));
  const indent = totalWidth(prompt);
  const continuation = styledCells(CONTINUATION.padStart(indent).slice(-indent));
  const spans = spansOf(text, cursor, columns, indent);
  const cursorSpan = spans.findLastIndex(({ start }) => start <= cursor);
  const belowShown = below.slice(0, Math.max(0, rows - 1));
  const room = Math.max(1, rows - belowShown.length);
  const first = Math.max(
    0,
    Math.min(spans.length - room, cursorSpan, Math.max(top, cursorSpan - room + 1)),
  );
  const cellRows: FrameRow[] = spans.slice(first, first + room).map((span, i) => {
    const isFirst = first + i === 0;
    const cells = span.isWrapped ? [] : [...isFirst ? prompt : continuation];
    addCells(cells, text, span, styles);
    return { cells, isWrapped: span.isWrapped && i > 0 };
  });
  const last = spans.at(-1)!;
  if (ghost !== undefined && first + cellRows.length === spans.length) {
    const free = columns - last.width - 1;
    const { cells, isWrapped } = cellRows.at(-1)!;
    const shown = free > 0 ? cellsOf(cut(ghost[0], free), ghost[1]) : [];
    cellRows[cellRows.length - 1] = { cells: [...cells, ...shown], isWrapped };
  }
  const { start, isWrapped } = spans[cursorSpan];
  let cursorColumn = isWrapped ? 0 : indent;
  for (let at = start; at < cursor;) {
    const end = next(text, at);
    cursorColumn += widthOf(text, at, end);
    at = end;
  }
  const belowRows = belowShown.map((pieces) => ({
    cells: cellsWithin(pieces, columns - 1),
    isWrapped: false,
  }));
  return {
    rows: [...cellRows, ...belowRows],
    cursorRow: cursorSpan - first,
    cursorColumn: Math.min(cursorColumn, columns - 1),
    top: first,
  };
}

/** The last cells, as many as have room. */
function lastCells(cells: readonly Cell[], columns: number): readonly Cell[] {
  let excess = totalWidth(cells) - columns;
  let first = 0;
  while (excess > 0) excess -= cells[first++].width;
  return cells.slice(first);
}

/** Breaks the text into rows. Each line begins behind the prompt. */
function spansOf(text: string, cursor: number, columns: number, indent: number): Span[] {
  const spans: Span[] = [];
  let [start, width, isWrapped] = [0, indent, false];
  const close = (end: number) => spans.push({ start, end, width, isWrapped });
  for (let at = 0;;) {
    if (at === text.length || text.charCodeAt(at) === 10) {
      close(at);
      if (width === columns && cursor === at) { // The cursor needs a place, too.
        [start, width, isWrapped] = [at, 0, true];
        close(at);
      }
      if (at === text.length) return spans;
      [start, width, isWrapped] = [++at, indent, false];
      continue;
    }
    const end = next(text, at);
    const more = widthOf(text, at, end);
    if (width + more > columns && width > 0) {
      close(at);
      [start, width, isWrapped] = [at, 0, true];
    }
    width += more;
    at = end;
  }
}

function addCells(
  cells: Cell[],
  text: string,
  { start, end }: Span,
  styles: readonly StyledRange[],
): void {
  let index = 0;
  for (let at = start; at < end;) {
    while (index < styles.length && styles[index].end <= at) index++;
    const range = styles[index];
    const style = range !== undefined && range.start <= at ? range.style : "";
    const behind = next(text, at);
    cells.push(cellOf(text, at, behind, style));
    at = behind;
  }
}
