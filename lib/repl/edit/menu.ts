/** The candidates of a completion, in columns below the line; one of them may be chosen. */

import { boundary } from "./motions.ts";
import type { Candidate, Completion } from "./assistant.ts";
import { cellsOf, type Piece, totalWidth } from "./cells.ts";
import type { Theme } from "./theme.ts";

const GAP = 2;
const NOTE_WIDTH_MAX = 40;

export class Menu {
  readonly #start: number;
  readonly #end: number;
  readonly #candidates: readonly Candidate[];
  /** Which one is chosen; -1: none. */
  #chosen = -1;
  /** How many rows a column has; known once it is drawn. */
  #height = 1;

  /** `end` is where the cursor was when the completion was asked for. */
  constructor({ start, candidates }: Completion, end: number) {
    this.#start = start;
    this.#end = end;
    this.#candidates = candidates;
  }

  get chosen(): Candidate | null {
    return this.#candidates[this.#chosen] ?? null;
  }

  /** The text with what is chosen in it. */
  applied(text: string): { text: string; cursor: number } | null {
    if (this.chosen === null) return null;
    const before = text.slice(0, this.#start) + this.chosen.text;
    return { text: before + text.slice(this.#end), cursor: before.length };
  }

  /** Where what is chosen goes. */
  get range(): readonly [start: number, end: number] {
    return [this.#start, this.#end];
  }

  /** Chooses the next one (1) or the one before (-1), round and round. */
  choose(step: 1 | -1): void {
    const { length } = this.#candidates;
    this.#chosen = this.#chosen < 0 && step < 0
      ? length - 1
      : (this.#chosen + step + length) % length;
  }

  /** Chooses the one in the next column (1) or the one before (-1), if there is one. */
  chooseBeside(step: 1 | -1): void {
    const chosen = this.#chosen + step * this.#height;
    if (this.#chosen < 0) this.choose(step);
    else if (chosen >= 0 && chosen < this.#candidates.length) this.#chosen = chosen;
  }

  /** At most so many rows; the chosen one is among them. */
  draw(columns: number, rowsMax: number, theme: Theme): Piece[][] {
    const candidates = this.#candidates;
    const [textWidth, noteWidth] = this.#widths(columns);
    const width = textWidth + (noteWidth === 0 ? 0 : GAP + noteWidth);
    const across = Math.max(1, Math.floor((columns - 1 + GAP) / (width + GAP)));
    const height = this.#height = Math.ceil(candidates.length / across);
    const isCut = height > rowsMax;
    const shown = Math.max(1, Math.min(height, isCut ? rowsMax - 1 : rowsMax));
    const row = Math.max(0, this.#chosen) % height;
    const top = Math.max(0, Math.min(row - (shown >> 1), height - shown));
    const rows: Piece[][] = [];
    for (let y = top; y < top + shown; y++) {
      const pieces: Piece[] = [];
      for (let i = y; i < candidates.length; i += height) {
        if (i > y) pieces.push([" ".repeat(GAP), ""]);
        const style = i === this.#chosen ? theme.chosen : "";
        pieces.push([padded(candidates[i].text, textWidth), style]);
        if (noteWidth > 0) {
          pieces.push([" ".repeat(GAP), ""], [
            padded(candidates[i].note ?? "", noteWidth),
            theme.faint,
          ]);
        }
      }
      rows.push(pieces);
    }
    const { length } = candidates;
    if (isCut) {
      rows.push([[
        `rows ${top + 1} to ${top + shown} of ${height}, ${length} in all`,
        theme.faint,
      ]]);
    }
    return rows;
  }

  #widths(columns: number): [text: number, note: number] {
    let [text, note] = [0, 0];
    for (const candidate of this.#candidates) {
      text = Math.max(text, widthOfText(candidate.text));
      note = Math.max(note, widthOfText(candidate.note ?? ""));
    }
    text = Math.min(text, columns - 1);
    // Short enough for two columns, or else as long as there is room.
    const isNarrow = columns < 2 * (text + GAP + NOTE_WIDTH_MAX);
    note = Math.min(note, isNarrow ? Infinity : NOTE_WIDTH_MAX, columns - 1 - text - GAP);
    return [text, Math.max(0, note)];
  }
}

function widthOfText(text: string): number {
  return totalWidth(cellsOf(text, ""));
}

/** The text in exactly so many columns. */
function padded(text: string, width: number): string {
  const cells = cellsOf(text, "");
  let excess = totalWidth(cells) - width;
  if (excess <= 0) return text + " ".repeat(-excess);
  for (excess++; excess > 0;) excess -= cells.pop()!.width;
  return `${cells.map((cell) => cell.text).join("")}…${" ".repeat(-excess)}`;
}

/** What all candidates begin with. */
export function commonStart(candidates: readonly Candidate[]): string {
  let common = candidates[0]?.text ?? "";
  for (const { text } of candidates) {
    let length = Math.min(common.length, text.length);
    while (!text.startsWith(common.slice(0, length))) length--;
    common = common.slice(0, boundary(common, length));
  }
  return common;
}
