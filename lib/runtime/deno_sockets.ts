/** Sockets on Deno: a loop of promises for each connection. */

import { giveWay } from "./deno_turns.ts";
import type { Accept, Address, Listener, Socket, SocketHandler } from "./sockets.ts";

/** Listens, and serves each connection by what `accept` makes for it. Throws if it cannot. */
export function listen(address: Address, accept: Accept): Listener {
  const listener = "path" in address
    ? Deno.listen({ transport: "unix", path: address.path })
    : Deno.listen({ hostname: address.host, port: address.port, tcpBacklog: address.backlog });
  void acceptAll(listener, accept);
  const { addr } = listener;
  return {
    port: addr.transport === "tcp" ? addr.port : 0,
    close: () => listener.close(),
  };
}

async function acceptAll(listener: Deno.Listener, accept: Accept): Promise<void> {
  for (;;) {
    let connection: Deno.Conn;
    try {
      connection = await listener.accept();
    } catch (error) {
      if (error instanceof Deno.errors.BadResource || error instanceof Deno.errors.Interrupted) {
        return; // Closed.
      }
      // Out of descriptors, or the client is gone already: the next one may be served.
      await new Promise((resolve) => setTimeout(resolve, 10));
      continue;
    }
    void new DenoSocket(connection).serve(accept);
  }
}

/** After so many bytes, one connection gives way to the others. */
const BYTES_IN_A_ROW = 64 * 1024;

/** After so many writes out of turn, everybody else has a turn. */
const WRITES_IN_A_ROW = 64;

/** Those who have something to send out of turn, and have not begun. */
let waiting: DenoSocket[] = [];
let isBeginning = false;

/**
 * Begins the writes of all who wait. Some thousand that are begun at once would keep all others
 * waiting, and cost several times as much each: the memory for them is cold once they are done.
 */
async function beginWaiting(): Promise<void> {
  isBeginning = true;
  await null; // Until all are here whom this turn told something.
  while (waiting.length > 0) {
    const sockets = waiting;
    waiting = [];
    for (let i = 0; i < sockets.length; i++) {
      sockets[i].begin();
      if ((i + 1) % WRITES_IN_A_ROW === 0) await giveWay();
    }
  }
  isBeginning = false;
}

class DenoSocket implements Socket {
  readonly remoteAddress: string;
  readonly localAddress: string;
  readonly #connection: Deno.Conn;
  #handler: SocketHandler | null = null;
  /** What is to be sent: `#out[#outStart, #outEnd)`. */
  #out: Uint8Array | null = null;
  #outStart = 0;
  #outEnd = 0;
  /** While bytes that were read are being worked on: what is sent then, `serve` sends itself. */
  #isInTurn = false;
  /** A send out of turn that is under way. */
  #sending: Promise<void> | null = null;
  #isClosed = false;

  constructor(connection: Deno.Conn) {
    this.#connection = connection;
    this.remoteAddress = nameOf(connection.remoteAddr, connection.localAddr);
    this.localAddress = nameOf(connection.localAddr, connection.localAddr);
  }

  async serve(accept: Accept): Promise<void> {
    const connection = this.#connection;
    if ("setNoDelay" in connection) (connection as Deno.TcpConn).setNoDelay(true);
    const handler = accept(this);
    if (handler === null) return this.close();
    this.#handler = handler;
    try {
      for (let row = 0;;) {
        const count = await connection.read(handler.room());
        if (count === null) break;
        row += count;
        this.#isInTurn = true;
        handler.filled(count);
        await null; // All whose bytes have come are heard before anybody is answered.
        // A client that does not read its replies is not read from either.
        if (this.#sending !== null) await this.#sending;
        while (this.#out !== null) {
          this.#outStart += await connection.write(this.#rest());
          if (this.#outStart >= this.#outEnd) this.#sent();
        }
        this.#isInTurn = false;
        if (row > BYTES_IN_A_ROW) {
          await giveWay();
          row = 0;
        }
      }
    } catch (error) {
      if (!isNetworkError(error)) throw error;
    } finally {
      this.close();
      handler.closed();
    }
  }

  send(bytes: Uint8Array, length: number): boolean {
    this.#out = bytes;
    this.#outStart = 0;
    this.#outEnd = length;
    if (!this.#isInTurn && this.#sending === null) {
      waiting.push(this);
      if (!isBeginning) void beginWaiting();
    }
    return false;
  }

  /** Begins to send out of turn, unless `serve` has done that meanwhile. */
  begin(): void {
    if (this.#out !== null && !this.#isInTurn) this.#sending ??= this.#sendOutOfTurn();
  }

  /** Deno leaves the interval to the system. */
  keepAlive(_seconds: number): void {
    if ("setKeepAlive" in this.#connection) (this.#connection as Deno.TcpConn).setKeepAlive(true);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#connection.close();
    } catch { /* The other side was faster. */ }
  }

  async #sendOutOfTurn(): Promise<void> {
    try {
      while (this.#out !== null) {
        this.#outStart += await this.#connection.write(this.#rest());
        if (this.#outStart >= this.#outEnd) this.#sent();
      }
    } catch (error) {
      this.close();
      if (!isNetworkError(error)) throw error;
    } finally {
      this.#sending = null;
    }
  }

  #rest(): Uint8Array {
    const out = this.#out!;
    return this.#outStart === 0 && this.#outEnd === out.length
      ? out
      : out.subarray(this.#outStart, this.#outEnd);
  }

  #sent(): void {
    this.#out = null;
    this.#handler?.sent();
  }
}

function isNetworkError(error: unknown): boolean {
  return error instanceof Deno.errors.BadResource ||
    error instanceof Deno.errors.Interrupted ||
    error instanceof Deno.errors.ConnectionReset ||
    error instanceof Deno.errors.ConnectionAborted ||
    error instanceof Deno.errors.BrokenPipe ||
    error instanceof Deno.errors.NotConnected ||
    error instanceof Deno.errors.TimedOut ||
    error instanceof Deno.errors.UnexpectedEof;
}

function nameOf(address: Deno.Addr, local: Deno.Addr): string {
  if (address.transport === "tcp" || address.transport === "udp") {
    const { port } = address;
    // An IPv4 client of a socket that serves both families.
    const hostname = address.hostname.replace(/^::ffff:(?=[\d.]+$)/, "");
    return hostname.includes(":") ? `[${hostname}]:${port}` : `${hostname}:${port}`;
  }
  if (local.transport === "unix") return `${local.path}:0`;
  return "?:0";
}
