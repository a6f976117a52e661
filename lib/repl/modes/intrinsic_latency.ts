/**
 * `--intrinsic-latency`: for how long this machine keeps a program from running. A little work is
 * done over and over; when it takes long, the program was stopped. Needs no server.
 */

import { fixed } from "./format.ts";
import type { ModeContext } from "./mode.ts";

/** After so long, signals are let in. */
const SLICE_MS = 50;
const ROUND = 1000;

export async function intrinsicLatency(context: ModeContext): Promise<number> {
  const endMs = context.now() + (context.options.seconds ?? 1) * 1000;
  let [runs, maxMicros, spentMs] = [0, 0, 0];
  for (let nowMs = context.now(); nowMs < endMs && !context.signal.aborted; nowMs = context.now()) {
    const sliceMs = nowMs;
    const sliceEndMs = Math.min(endMs, nowMs + SLICE_MS);
    for (let startMs = nowMs; startMs < sliceEndMs;) {
      work();
      const doneMs = context.now();
      runs++;
      const micros = Math.floor((doneMs - startMs) * 1000);
      if (micros > maxMicros) {
        maxMicros = micros;
        context.text(`Max latency so far: ${micros} microseconds.\n`);
      }
      startMs = doneMs;
    }
    spentMs += context.now() - sliceMs;
    await new Promise((resolve) => setImmediate(resolve));
  }
  context.text(summary(runs, spentMs * 1000, maxMicros));
  return 0;
}

function summary(runs: number, spentMicros: number, maxMicros: number): string {
  const avgMicros = runs === 0 ? 0 : spentMicros / runs;
  const factor = avgMicros === 0 ? 0 : maxMicros / avgMicros;
  return `\n${runs} total runs (avg latency: ` +
    `${fixed(avgMicros, 4)} microseconds / ${fixed(avgMicros * 1000, 2)} nanoseconds per run).\n` +
    `Worst run took ${factor.toFixed(0)}x longer than the average latency.\n`;
}

/** Kept, so that nobody can say that the work was for nothing. */
let state = 1;

function work(): void {
  for (let i = 0; i < ROUND; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
}
