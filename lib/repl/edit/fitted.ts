/** What is said of a line where there is little room. */

import { cellsOf, cut, totalWidth } from "./cells.ts";

/** Stands between the parts of what is said, the more important ones first. */
export const PART_SEPARATOR = " · ";

/** The first parts, as many as have room; a single one is cut behind a word. */
export function fitted(text: string, columns: number): string {
  const parts = text.split(PART_SEPARATOR);
  for (; parts.length > 0; parts.pop()) {
    const shown = parts.join(PART_SEPARATOR);
    if (totalWidth(cellsOf(shown, "")) <= columns) return shown;
  }
  const shown = cut(text, columns);
  const blank = shown.lastIndexOf(" ");
  return blank < 0 ? shown : `${shown.slice(0, blank)}…`;
}
