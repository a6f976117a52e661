/** What somebody may have meant who wrote a name that there is not. */

/** The known name that is at most two slips of the keyboard away; undefined if there is none. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.min(3, written.length);
  for (const name of known) {
    if (Math.abs(name.length - written.length) >= fewest) continue; // It takes as many at least.
    const slips = editDistance(written, name);
    if (slips < fewest) [best, fewest] = [name, slips];
  }
  return best;
}

/**
 * How many characters must be put in, left out, replaced or swapped with their neighbour to turn
 * one word into the other (the optimal string alignment distance).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const isSame = from[i - 1] === to[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1));
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwap) row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    [beforeLast, last] = [last, row];
  }
  return last[to.length];
}
