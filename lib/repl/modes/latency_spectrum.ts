/** `--latency-dist`: how long PINGs take, as a line of colours every second. */

import { INTERRUPTED, type ModeContext } from "./mode.ts";
import { pings } from "./pings.ts";

const ROUND_MS = 1000;
const LEGEND_EVERY = 20;

/** Colours of a terminal with 256 of them, from nothing to everything. */
const COLOURS = [
  ...[0, 233, 234, 235, 237, 239, 241, 243, 245, 247],
  ...[144, 143, 142, 184, 226, 214, 208, 202, 196],
];

/** The same without colours. */
const GREYS = [0, 233, 234, 235, 237, 239, 241, 243, 245, 247, 249, 251, 253];

/** A character for each range of latencies, up to so many microseconds. */
const RANGES: readonly (readonly [maxMicros: number, character: string])[] = [
  ...[[10, "."], [125, "-"], [250, "*"], [500, "#"]] as const,
  ...Array.from({ length: 9 }, (_, i) => [1000 * (i + 1), String(i + 1)] as const),
  ...Array.from({ length: 5 }, (_, i) => [10_000 * (i + 1), "ABCDE"[i]] as const),
  ...Array.from({ length: 5 }, (_, i) => [100_000 * (i + 1), "FGHIJ"[i]] as const),
  ...[1, 2, 4, 8, 16, 30, 60].map((s, i) => [1_000_000 * s, "KLMNOPQ"[i]] as const),
  [Infinity, "?"],
];

export async function latencySpectrum(context: ModeContext): Promise<number> {
  const { intervalMs = ROUND_MS, rounds, options } = context;
  const palette = options.isMonochrome ? GREYS : COLOURS;
  let counts = RANGES.map(() => 0);
  let roundMs = context.now();
  let round = 0;
  for await (const { startMs, endMs } of pings(context)) {
    counts[rangeOf((endMs - startMs) * 1000)]++;
    if (Math.floor(context.now() - roundMs) <= intervalMs) continue;
    if (round++ % LEGEND_EVERY === 0) context.text(spectrumLegend(palette));
    context.text(spectrumLine(counts, palette));
    if (round >= rounds) return 0;
    counts = RANGES.map(() => 0);
    roundMs = context.now();
  }
  return INTERRUPTED;
}

/** Which of the ranges a latency falls into. */
export function rangeOf(micros: number): number {
  return RANGES.findIndex(([max]) => Math.floor(micros) <= max);
}

/** All ranges, each in the colour of its share. */
export function spectrumLine(
  counts: readonly number[],
  palette: readonly number[] = COLOURS,
): string {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const cells = RANGES.map(([, character], i) => {
    const colour = palette[Math.ceil(counts[i] / total * (palette.length - 1))];
    return `\x1b[48;5;${colour}m${character}`;
  });
  return `\x1b[38;5;0m${cells.join("")}\x1b[0m\n`;
}

/** What characters and colours mean. */
export function spectrumLegend(palette: readonly number[] = COLOURS): string {
  const rule = `${"-".repeat(45)}\n`;
  return rule +
    ". - * #          .01 .125 .25 .5 milliseconds\n" +
    "1,2,3,...,9      from 1 to 9     milliseconds\n" +
    "A,B,C,D,E        10,20,30,40,50  milliseconds\n" +
    "F,G,H,I,J        .1,.2,.3,.4,.5       seconds\n" +
    "K,L,M,N,O,P,Q,?  1,2,4,8,16,30,60,>60 seconds\n" +
    `From 0 to 100%: ${palette.map((colour) => `\x1b[48;5;${colour}m `).join("")}\x1b[0m\n` +
    rule;
}
