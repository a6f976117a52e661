/** Sockets on Bun: callbacks, and writes that take what the kernel takes. */

import type { Accept, Address, Listener, Socket, SocketHandler } from "./sockets.ts";

/** The part of Bun's API used here, so that the project type-checks without Bun's own types. */
declare const Bun: {
  listen(options: unknown): { readonly port?: number; stop(closeAll: boolean): void };
};

interface BunSocket {
  data: BunConnection;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteFamily: string;
  write(bytes: Uint8Array, offset: number, length: number): number;
  pause(): void;
  resume(): void;
  setNoDelay(on: boolean): void;
  setKeepAlive(on: boolean, delayMs: number): void;
  end(): void;
  terminate(): void;
}

/** Listens, and serves each connection by what `accept` makes for it. Throws if it cannot. */
export function listen(address: Address, accept: Accept): Listener {
  const path = "path" in address ? address.path : "";
  const listener = Bun.listen({
    ...("path" in address
      ? { unix: path }
      : { hostname: address.host, port: address.port, ipv6Only: address.host === "::" }),
    socket: {
      open(socket: BunSocket) {
        socket.data = new BunConnection(socket, path);
        if (path === "") socket.setNoDelay(true);
        const handler = accept(socket.data);
        if (handler === null) socket.terminate();
        else socket.data.handler = handler;
      },
      data: (socket: BunSocket, bytes: Uint8Array) => socket.data.handler?.arrived(bytes),
      drain: (socket: BunSocket) => socket.data.drain(),
      close: (socket: BunSocket) => socket.data.end(),
      error: (socket: BunSocket) => socket.data.close(),
    },
  });
  return { port: listener.port ?? 0, close: () => listener.stop(false) };
}

class BunConnection implements Socket {
  readonly remoteAddress: string;
  readonly localAddress: string;
  handler: SocketHandler | null = null;
  readonly #socket: BunSocket;
  /** What the kernel did not take yet. */
  #rest: Uint8Array | null = null;
  #restStart = 0;
  #restEnd = 0;
  #isClosed = false;

  constructor(socket: BunSocket, path: string) {
    this.#socket = socket;
    this.remoteAddress = path === ""
      ? nameOf(socket.remoteAddress, socket.remotePort)
      : `${path}:0`;
    this.localAddress = path === "" ? nameOf(socket.localAddress, socket.localPort) : `${path}:0`;
  }

  send(bytes: Uint8Array, length: number): boolean {
    const taken = Math.max(this.#socket.write(bytes, 0, length), 0);
    if (taken === length) return true;
    this.#rest = bytes;
    this.#restStart = taken;
    this.#restEnd = length;
    // A client that does not read its replies is not read from either.
    this.#socket.pause();
    return false;
  }

  drain(): void {
    if (this.#rest === null) return;
    const size = this.#restEnd - this.#restStart;
    const taken = Math.max(this.#socket.write(this.#rest, this.#restStart, size), 0);
    this.#restStart += taken;
    if (taken < size) return;
    this.#rest = null;
    this.#socket.resume();
    this.handler?.sent();
  }

  keepAlive(seconds: number): void {
    this.#socket.setKeepAlive(true, seconds * 1000);
  }

  close(): void {
    if (this.#isClosed) return;
    // `terminate` would throw away what the kernel still has to deliver.
    if (this.#rest === null) this.#socket.end();
    else this.#socket.terminate();
    this.end();
  }

  end(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { handler } = this;
    this.handler = null;
    handler?.closed();
  }
}

function nameOf(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
