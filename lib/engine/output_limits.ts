/** `client-output-buffer-limit`: when a client that does not read its replies is cut off. */

import type { Session } from "../state/session.ts";
import type { Engine } from "./engine.ts";

/** Whether so many waiting bytes are beyond the hard limit, or for too long beyond the soft one. */
export function isOutputExcessive(engine: Engine, session: Session, waitingBytes: number): boolean {
  const limits = engine.server.config.values.clientOutputBufferLimit;
  // Monitors are normal clients, too.
  const { hard, soft, seconds } = session.subscriptions === null ? limits.normal : limits.pubsub;
  if (hard > 0 && waitingBytes >= hard) return true;
  if (soft === 0 || waitingBytes < soft) {
    session.overSoftLimitMs = 0;
    return false;
  }
  if (session.overSoftLimitMs === 0) session.overSoftLimitMs = engine.nowMs;
  return engine.nowMs - session.overSoftLimitMs > seconds * 1000;
}

/** Once a second: a client may be beyond the soft limit for too long though nothing is added. */
export function watchOutputs({ server }: Engine): void {
  for (const { overSoftLimitMs, peer } of [...server.sessions.values()]) {
    if (overSoftLimitMs > 0) peer.flush();
  }
}
