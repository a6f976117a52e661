/**
 * What the server asks of its host's sockets, in the terms of the one who serves them.
 *
 * Bytes come in one of two ways, whichever costs the runtime no copy: it reads into the buffer
 * that `room` hands out and calls `filled`, or it calls `arrived` with a buffer of its own.
 */

/** One accepted connection, as the host gives it. */
export interface Socket {
  /** `host:port`, or the path of a Unix socket. */
  readonly remoteAddress: string;
  readonly localAddress: string;
  /**
   * Sends `bytes[0, length)`. True if the buffer is free again at once; else `SocketHandler.sent`
   * is called when it is, and nothing may be sent until then.
   */
  send(bytes: Uint8Array, length: number): boolean;
  /** Has the system probe an idle connection (TCP only), about every so many seconds. */
  keepAlive(seconds: number): void;
  /** Closes; what `send` took is still delivered. `closed` is called. */
  close(): void;
}

/** What the one who serves a connection is told. */
export interface SocketHandler {
  /** A buffer to read into; at least a byte. Valid until `filled`. */
  room(): Uint8Array;
  /** So many bytes were read into the buffer handed out last. */
  filled(count: number): void;
  /** Bytes arrived in a buffer that is the host's again when this returns. */
  arrived(bytes: Uint8Array): void;
  /** What `send` did not take at once has been sent. */
  sent(): void;
  /** The connection is gone. */
  closed(): void;
}

/** Makes the handler of a new connection, or refuses it (null): then it is closed. */
export type Accept = (socket: Socket) => SocketHandler | null;

/** Where to listen. */
export type Address =
  | { readonly host: string; readonly port: number; readonly backlog?: number }
  | { readonly path: string };

/** A listening socket. */
export interface Listener {
  /** The real port when port 0 was asked for; 0 for a Unix socket. */
  readonly port: number;
  close(): void;
}
