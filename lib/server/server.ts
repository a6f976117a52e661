/** A server: an engine with listeners, a beating clock and the process around it. */

import { DEFINITIONS } from "../commands/mod.ts";
import { Engine } from "../engine/engine.ts";
import { listen } from "../runtime/host.ts";
import type { Address, Listener } from "../runtime/sockets.ts";
import type { Config } from "../state/config/config.ts";
import type { Clock } from "../state/clock.ts";
import type { Host } from "../state/server.ts";
import { Connection } from "./connection.ts";

export interface ServerOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: () => number;
  readonly host: Host;
}

export class RespiteServer {
  readonly engine: Engine;
  readonly #config: Config;
  readonly #listeners: Listener[] = [];
  readonly #connections = new Set<Connection>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #nextDescriptor = 8;

  constructor({ config, clock, random, host }: ServerOptions) {
    this.#config = config;
    this.engine = new Engine({ config, clock, random, host, commands: DEFINITIONS });
  }

  /** The port in use, or 0 if only a Unix socket is served. */
  get port(): number {
    return this.#listeners.find(({ port }) => port > 0)?.port ?? 0;
  }

  /** Opens the listeners that the configuration names. Throws if one cannot be had. */
  async start(): Promise<void> {
    const { port, bind, unixsocket, tcpBacklog, hz } = this.#config.values;
    const addresses: Address[] = [];
    if (port >= 0) { for (const host of bind) addresses.push({ host, port, backlog: tcpBacklog }); }
    if (unixsocket !== "") addresses.push({ path: unixsocket });
    for (const address of addresses) {
      this.#listeners.push(
        await listen(address, (socket) => {
          const connection = new Connection(
            this.engine,
            socket,
            this.#nextDescriptor++,
            (closed) => this.#connections.delete(closed),
          );
          this.#connections.add(connection);
          return connection;
        }),
      );
    }
    this.#timer = setInterval(() => this.engine.tick(), 1000 / hz);
  }

  /** Stops accepting, and ends all connections. */
  stop(): void {
    clearInterval(this.#timer);
    for (const listener of this.#listeners) listener.close();
    for (const connection of this.#connections) {
      connection.flush();
      connection.close();
    }
  }
}
