/** A small chart in characters, as LATENCY GRAPH draws it. */

const ROWS = 4;
/** The top of a bar, in steps of a third of a row. */
const TOPS = "_o#";
const BODY = "|";

/** One bar of the chart; the label stands below it, written downwards. */
export interface Bar {
  readonly value: number;
  readonly label: string;
}

/** Draws the bars from left to right, scaled between the least and the greatest value. */
export function sparkline(bars: readonly Bar[]): string {
  const values = bars.map(({ value }) => value);
  const least = Math.min(...values);
  const range = Math.max(...values) - least || 1;
  const steps = ROWS * TOPS.length;
  const heights = values.map((value) =>
    Math.min(steps - 1, Math.floor((value - least) / range * steps))
  );
  const lines: string[] = [];
  for (let row = ROWS - 1; row >= 0; row--) {
    const level = (height: number) => height - row * TOPS.length;
    lines.push(
      heights.map(level).map((at) => at < 0 ? " " : at < TOPS.length ? TOPS[at] : BODY).join(""),
    );
  }
  lines.push(" ".repeat(bars.length));
  const longest = Math.max(...bars.map(({ label }) => label.length));
  for (let i = 0; i < longest; i++) lines.push(bars.map(({ label }) => label[i] ?? " ").join(""));
  return lines.map((line) => `${line}\n`).join("");
}
