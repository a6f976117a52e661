/** `client-output-buffer-limit`: when a client that does not read its replies is cut off. */

import type { OutputLimit } from "../state/config/lists.ts";
import type { Server } from "../state/server.ts";
import type { Session } from "../state/session.ts";
import type { Engine } from "./engine.ts";

/** What is always sent, whatever the limits are: Redis does not count its like either. */
export const UNLIMITED_OUTPUT_BYTES = 16 * 1024;

/** Whether so many waiting bytes are beyond the hard limit, or for too long beyond the soft one. */
export function isOutputExcessive(engine: Engine, session: Session, waitingBytes: number): boolean {
  const { hard, soft, seconds } = limitsOf(engine.server, session);
  if (hard > 0 && waitingBytes >= hard) return true;
  if (soft === 0 || waitingBytes < soft) {
    session.overSoftLimitMs = 0;
    return false;
  }
  if (session.overSoftLimitMs === 0) session.overSoftLimitMs = engine.nowMs;
  return engine.nowMs - session.overSoftLimitMs > seconds * 1000;
}

/** With how many more bytes of output a client is cut off; Infinity if there is no hard limit. */
export function outputRoom({ server }: Engine, session: Session): number {
  const { hard } = limitsOf(server, session);
  const { peer, reply } = session;
  if (hard === 0) return Infinity;
  return Math.max(hard - peer.outputBytes, UNLIMITED_OUTPUT_BYTES + 1) - reply.length;
}

/** Once a second: a client may be beyond the soft limit for too long though nothing is added. */
export function watchOutputs({ server }: Engine): void {
  for (const { overSoftLimitMs, peer } of [...server.sessions.values()]) {
    if (overSoftLimitMs > 0) peer.flush();
  }
}

/** Monitors are normal clients, too. */
function limitsOf({ config }: Server, { subscriptions }: Session): OutputLimit {
  const { normal, pubsub } = config.values.clientOutputBufferLimit;
  return subscriptions === null ? normal : pubsub;
}
