/** A server without a network: bytes in, bytes out. */

import { Buffer } from "node:buffer";
import { Engine } from "../../lib/engine/engine.ts";
import type { Socket } from "../../lib/runtime/sockets.ts";
import { Connection } from "../../lib/server/connection.ts";
import { type Dialect, REDIS } from "../../lib/server/dialect.ts";
import { testParts } from "./engine.ts";

/** One client of a `Wire`. */
export interface WireClient {
  /** Sends bytes (Latin-1), in pieces of `step` bytes; returns what came back. */
  send(bytes: string, step?: number): string;
  /** Whether the server closed the connection. */
  isClosed(): boolean;
}

export class Wire {
  readonly engine: Engine;
  readonly #dialect: Dialect;

  constructor(dialect: Dialect = REDIS, parameters: Record<string, string> = {}) {
    this.#dialect = dialect;
    this.engine = new Engine(testParts(dialect.commands, parameters).options);
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
      pause() {},
      resume() {},
      keepAlive() {},
      close() {
        isClosed = true;
      },
    };
    const reader = this.#dialect.newReader(this.engine.settings.limits);
    const connection = new Connection(this.engine, socket, reader, 8, () => {});
    return {
      send(text, step = Math.max(text.length, 1)) {
        sent = "";
        const bytes = Buffer.from(text, "latin1");
        for (let at = 0; at < bytes.length && !isClosed; at += step) {
          connection.arrived(new Uint8Array(bytes.subarray(at, at + step)));
        }
        return sent;
      },
      isClosed: () => isClosed,
    };
  }
}
