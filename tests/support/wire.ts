/** A server without a network: bytes in, bytes out. */

import { Buffer } from "node:buffer";
import { Engine } from "../../lib/engine/engine.ts";
import type { Socket } from "../../lib/runtime/sockets.ts";
import { Connection } from "../../lib/server/connection.ts";
import { type Dialect, REDIS } from "../../lib/server/dialect.ts";
import type { HandClock } from "../../lib/state/clock.ts";
import { testParts } from "./engine.ts";

/** One client of a `Wire`. */
export interface WireClient {
  /** Sends bytes (Latin-1), in pieces of `step` bytes; returns what came since the last call. */
  send(bytes: string, step?: number): string;
  /** Whether the server closed the connection. */
  isClosed(): boolean;
  /** The client hangs up. */
  close(): void;
}

export class Wire {
  readonly engine: Engine;
  readonly clock: HandClock;
  readonly #dialect: Dialect;

  constructor(dialect: Dialect = REDIS, parameters: Record<string, string> = {}) {
    this.#dialect = dialect;
    const { options, clock } = testParts(dialect.commands, parameters);
    this.engine = new Engine(options);
    this.clock = clock;
  }

  client(): WireClient {
    let sent = "";
    let isClosed = false;
    const socket: Socket = {
      remoteAddress: "127.0.0.1:1",
      localAddress: "127.0.0.1:2",
      send(bytes, length) {
        sent += Buffer.from(bytes.subarray(0, length)).toString("latin1");
        return true;
      },
      keepAlive() {},
      close() {
        isClosed = true;
      },
    };
    const reader = this.#dialect.newReader(this.engine.settings.limits);
    const connection = new Connection(this.engine, socket, reader, 8, () => {});
    return {
      send(text, step = Math.max(text.length, 1)) {
        const bytes = Buffer.from(text, "latin1");
        for (let at = 0; at < bytes.length && !isClosed; at += step) {
          connection.arrived(new Uint8Array(bytes.subarray(at, at + step)));
        }
        const received = sent;
        sent = "";
        return received;
      },
      isClosed: () => isClosed,
      close: () => connection.closed(),
    };
  }
}
