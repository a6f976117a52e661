/** PING over and over: what the modes about latency look at. */

import { Interrupted, type ModeContext } from "./mode.ts";

const SAMPLE_MS = 10;

/** When a PING was sent and when its answer came. */
export interface Ping {
  readonly startMs: number;
  readonly endMs: number;
}

/** Sends a PING every 10 ms or so, until Ctrl-C. A lost connection is made anew. */
export async function* pings(context: ModeContext): AsyncGenerator<Ping> {
  const client = await context.connect();
  while (!context.signal.aborted) {
    const startMs = context.now();
    try {
      await client.sendAnyway("PING");
    } catch (error) {
      if (error instanceof Interrupted) return;
      throw error;
    }
    yield { startMs, endMs: context.now() };
    await context.wait(SAMPLE_MS);
  }
}
