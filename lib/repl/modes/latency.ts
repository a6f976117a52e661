/** `--latency`, `--latency-history`: how long a PING takes, in whole milliseconds. */

import { fixed } from "./format.ts";
import { INTERRUPTED, type ModeContext, type ModeFormat } from "./mode.ts";
import { pings } from "./pings.ts";

const ONCE_MS = 1000;
const HISTORY_MS = 15_000;

/** On a terminal without end; else for a second (or `intervalMs`), and then one line. */
export async function latency(context: ModeContext): Promise<number> {
  const { format, intervalMs = ONCE_MS } = context;
  const figures = new LatencyFigures();
  const startMs = context.now();
  for await (const { startMs: sentMs, endMs } of pings(context)) {
    figures.add(Math.floor(endMs) - Math.floor(sentMs));
    if (format === "standard") {
      context.text(`\x1b[0G\x1b[2K${figures.text(format)}`);
    } else if (context.now() - startMs > intervalMs) {
      context.text(figures.text(format));
      return 0;
    }
  }
  context.text(format === "standard" ? "\n" : figures.text(format));
  return INTERRUPTED;
}

/** One line for each 15 seconds (or `intervalMs`). */
export async function latencyHistory(context: ModeContext): Promise<number> {
  const { format, intervalMs = HISTORY_MS, rounds } = context;
  let figures = new LatencyFigures();
  let roundMs = context.now();
  let round = 0;
  for await (const { startMs, endMs } of pings(context)) {
    figures.add(Math.floor(endMs) - Math.floor(startMs));
    context.text(`${format === "standard" ? "\x1b[0G\x1b[2K" : ""}${figures.text(format)}`);
    const elapsedMs = context.now() - roundMs;
    if (elapsedMs <= intervalMs) continue;
    context.text(` -- ${fixed(elapsedMs / 1000, 2)} seconds range\n`);
    if (++round >= rounds) return 0;
    roundMs = context.now();
    figures = new LatencyFigures();
  }
  if (format === "standard") context.text("\n");
  return INTERRUPTED;
}

export class LatencyFigures {
  #min = Infinity;
  #max = -Infinity;
  #sum = 0;
  #count = 0;

  /** Takes note of a sample, in milliseconds. */
  add(ms: number): void {
    this.#min = Math.min(this.#min, ms);
    this.#max = Math.max(this.#max, ms);
    this.#sum += ms;
    this.#count++;
  }

  /** For people, without a line end. */
  text(format: ModeFormat): string {
    const count = this.#count;
    const [min, max] = count === 0 ? [0, 0] : [this.#min, this.#max];
    const avg = fixed(count === 0 ? 0 : this.#sum / count, 2);
    switch (format) {
      case "standard":
        return `min: ${min}, max: ${max}, avg: ${avg} (${count} samples)`;
      case "csv":
        return `${min},${max},${avg},${count}\n`;
      case "json":
        return `{"min": ${min}, "max": ${max}, "avg": ${avg}, "count": ${count}}\n`;
      case "raw":
        return `${min} ${max} ${avg} ${count}\n`;
    }
  }
}
