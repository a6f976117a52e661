/** `maxmemory-clients`: the clients with the largest buffers go when all together take too much. */

import { sessionBytes } from "../state/memory.ts";
import type { Server } from "../state/server.ts";

/** Closes clients, except those under CLIENT NO-EVICT, until the rest takes at most `limitBytes`. */
export function evictClients({ sessions, stats, host }: Server, limitBytes: number): void {
  const clients = [...sessions.values()]
    .filter(({ noEvict }) => !noEvict)
    .map((session) => ({ session, bytes: sessionBytes(session) }))
    .sort((a, b) => b.bytes - a.bytes);
  let used = clients.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { session, bytes } of clients) {
    if (used <= limitBytes) return;
    host.log("notice", `Evicting client ${session.peer.address}: it holds ${bytes} bytes`);
    stats.evictedClients++;
    session.peer.close();
    used -= bytes;
  }
}
