/** Servers and clients on real sockets, for tests. */

import net from "node:net";
import { RespiteServer } from "../../lib/server/server.ts";
import type { Config } from "../../lib/state/config/config.ts";
import type { HandClock } from "../../lib/state/clock.ts";
import { testParts } from "../support/engine.ts";

/** A server of this process on a free port, with a clock that stands still. */
export interface TestServer extends AsyncDisposable {
  readonly server: RespiteServer;
  readonly config: Config;
  readonly clock: HandClock;
  /** Its warnings. */
  readonly log: string[];
  readonly port: number;
  /** A client, connected. */
  client(options?: net.NetConnectOpts): Promise<RawClient>;
}

/** Starts a server; without parameters, on a free port of 127.0.0.1. */
export async function testServer(parameters: Record<string, string> = {}): Promise<TestServer> {
  const { options, clock } = testParts([], {
    bind: "127.0.0.1",
    port: "0",
    ...parameters,
  });
  const { config } = options;
  const log: string[] = [];
  const server = new RespiteServer({
    ...options,
    host: { ...options.host, log: (level, line) => void (level === "warning" && log.push(line)) },
  });
  await server.start({ anyPort: true });
  const { port } = server;
  return {
    server,
    config,
    clock,
    log,
    port,
    client: (options = { port, host: "127.0.0.1" }) => RawClient.connect(options),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

/** A client that speaks bytes. */
export class RawClient {
  readonly socket: net.Socket;
  /** Settles when the server has closed the connection. */
  readonly ended: Promise<void>;
  #received = "";
  #waiting: (() => void) | undefined;
  #isEnded = false;

  static connect(options: net.NetConnectOpts): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(options, () => resolve(new RawClient(socket)));
      socket.once("error", reject);
    });
  }

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Uint8Array) => {
      this.#received += Buffer.from(chunk).toString("latin1");
      this.#waiting?.();
    });
    socket.on("error", () => {});
    this.ended = new Promise((resolve) => {
      socket.on("close", () => {
        this.#isEnded = true;
        this.#waiting?.();
        resolve();
      });
    });
  }

  send(text: string): void {
    this.socket.write(Buffer.from(text, "latin1"));
  }

  /** The next `length` bytes; fewer if the server closes before. */
  async receive(length: number): Promise<string> {
    while (this.#received.length < length && !this.#isEnded) {
      await new Promise<void>((resolve) => this.#waiting = resolve);
    }
    const text = this.#received.slice(0, length);
    this.#received = this.#received.slice(length);
    return text;
  }

  /** Sends a request and receives as many bytes as are expected. */
  async expect(request: string, reply: string): Promise<string> {
    this.send(request);
    return await this.receive(reply.length);
  }

  /** All that comes until the server closes. */
  async rest(): Promise<string> {
    await this.ended;
    return await this.receive(Infinity);
  }

  close(): void {
    this.socket.destroy();
  }
}

/** A command as an array of bulk strings. */
export function frame(...words: readonly string[]): string {
  const bulks = words.map((word) => `$${word.length}\r\n${word}\r\n`);
  return `*${words.length}\r\n${bulks.join("")}`;
}

/** Waits until a condition holds; the test's own time-out is the limit. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
}
