/** `maxmemory-clients`: the clients with the largest buffers go when all together take too much. */

import { sessionBytes } from "../state/memory.ts";
import type { Server } from "../state/server.ts";

export class ClientEviction {
  readonly #server: Server;
  /** Bytes for all clients; 0: any number. */
  readonly #limit: () => number;
  /** What was left when the last one had gone: those under CLIENT NO-EVICT may take more. */
  #leftBytes = 0;

  constructor(server: Server, limit: () => number) {
    this.#server = server;
    this.#limit = limit;
  }

  /** After a client's buffers have grown: closes others, or itself, if it must. */
  watch(): void {
    const limit = this.#limit();
    if (limit > 0 && this.#server.clientMemory.bytes > Math.max(limit, this.#leftBytes)) this.run();
  }

  /** Closes clients, except those under CLIENT NO-EVICT, until the rest is within the limit. */
  run(): void {
    const limit = this.#limit();
    if (limit === 0) return;
    const { clientMemory, host, sessions, stats } = this.#server;
    const clients = [...sessions.values()]
      .filter(({ noEvict }) => !noEvict)
      .map((session) => ({ session, bytes: sessionBytes(session) }))
      .sort((a, b) => b.bytes - a.bytes);
    let used = clients.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { session, bytes } of clients) {
      if (used <= limit) break;
      host.log("notice", `Evicting client ${session.peer.address}: it holds ${bytes} bytes`);
      stats.evictedClients++;
      session.peer.close();
      used -= bytes;
    }
    this.#leftBytes = clientMemory.bytes;
  }
}
