/** Small charts made of characters. */

const BARS = "▁▂▃▄▅▆▇█";
const BLOCKS = "▏▎▍▌▋▊▉█";

/**
 * The values as one character each, from zero to the largest; the last `width` of them. A value that
 * is not known is a blank.
 */
export function sparkline(values: readonly (number | undefined)[], width: number): string {
  const last = values.slice(-width);
  const max = Math.max(...last.filter((value) => value !== undefined), Number.MIN_VALUE);
  return last.map((value) =>
    value === undefined ? " " : BARS[Math.min(7, Math.floor((value / max) * 8))]
  ).join("");
}

/** A bar of so many columns at most, in eighths. */
export function bar(value: number, max: number, width: number): string {
  const eighths = max <= 0 ? 0 : Math.round((Math.min(value, max) / max) * width * 8);
  const rest = eighths % 8;
  return "█".repeat(Math.floor(eighths / 8)) + (rest === 0 ? "" : BLOCKS[rest - 1]);
}

/** The value below which so many of the sorted ones lie: `share` is 0.99 for p99 (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  if (sorted.length === 0) return NaN;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))];
}

/** How many values lie in each range of doubling width: up to 1, 2, 4, … units. */
export function doublings(
  values: readonly number[],
  unit: number,
): { upTo: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const value of values) {
    const upTo = unit * 2 ** Math.max(0, Math.ceil(Math.log2(value / unit)));
    counts.set(upTo, (counts.get(upTo) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const ranges: { upTo: number; count: number }[] = [];
  for (let upTo = Math.min(...counts.keys()); upTo <= Math.max(...counts.keys()); upTo *= 2) {
    ranges.push({ upTo, count: counts.get(upTo) ?? 0 });
  }
  return ranges;
}
