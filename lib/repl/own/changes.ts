/** What is different in a text that is shown again and again. */

import { type Paint, withoutColours } from "../print/theme.ts";

const PIECES = /[\w.-]+|\s+|[^\w\s]/g;

/**
 * The lines, with words that were not in the same place before painted; a line that has changed
 * loses its other colours. A line that is new is painted whole.
 */
export function markChanges(
  lines: readonly string[],
  before: readonly string[] | null,
  paint: Paint,
): string[] {
  if (before === null) return [...lines];
  return lines.map((line, i) => {
    const plain = withoutColours(line);
    const old = before[i] === undefined ? undefined : withoutColours(before[i]);
    if (plain === old) return line;
    if (old === undefined) return paint(plain);
    const oldPieces = old.match(PIECES) ?? [];
    let painted = "";
    let changed = "";
    (plain.match(PIECES) ?? []).forEach((piece, j) => {
      if (piece !== oldPieces[j]) return void (changed += piece);
      painted += (changed === "" ? "" : paint(changed)) + piece;
      changed = "";
    });
    return painted + (changed === "" ? "" : paint(changed));
  });
}
