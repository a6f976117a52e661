/**
 * A connection that is RESP at first, for the handshake and the like, and then bytes: for what
 * redis-cli reads off the socket itself, such as the stream that replicas get.
 */

import { type ClientOptions, RespClient, type Transport } from "../../client/client.ts";
import { connect, type Link } from "../../runtime/connect.ts";

export class RawConnection {
  /** For commands; not after `receive` was called. */
  readonly client: RespClient;
  readonly #link: Link;
  readonly #tap: Tap;

  private constructor(client: RespClient, link: Link, tap: Tap) {
    this.client = client;
    this.#link = link;
    this.#tap = tap;
  }

  /** Connects, and shakes hands as RespClient does. */
  static async connect(options: ClientOptions): Promise<RawConnection> {
    const { target } = options;
    const open: Transport = typeof target === "function"
      ? target
      : (events) => connect(target, events);
    const tap = new Tap();
    let link: Link | null = null;
    const client = await RespClient.connect({
      ...options,
      target: async (events) => {
        link = await open({
          data: (bytes) => tap.isTaken ? tap.data(bytes) : events.data(bytes),
          close: (error) => {
            tap.close(error);
            events.close(error);
          },
        });
        return link;
      },
    });
    return new RawConnection(client, link!, tap);
  }

  /**
   * From now on, what arrives goes to `data`; `close` is told once that nothing more will. Replies
   * that commands wait for must have come.
   */
  receive(data: (bytes: Uint8Array) => void, close: (error: Error | undefined) => void): void {
    this.#tap.take(data, close);
  }

  write(bytes: Uint8Array): void {
    this.#link.write(bytes);
  }

  /** Resolves when there is room for more to write. */
  drained(): Promise<void> {
    return this.#link.drained?.() ?? Promise.resolve();
  }

  pause(): void {
    this.#link.pause?.();
  }

  resume(): void {
    this.#link.resume?.();
  }

  close(): void {
    this.client.close();
  }
}

/** Where bytes go once they are taken. */
class Tap {
  data: (bytes: Uint8Array) => void = () => {};
  isTaken = false;
  #onClose: (error: Error | undefined) => void = () => {};
  /** Set when the connection has ended, with its reason. */
  #end: { readonly error: Error | undefined } | null = null;

  take(data: (bytes: Uint8Array) => void, close: (error: Error | undefined) => void): void {
    this.data = data;
    this.#onClose = close;
    this.isTaken = true;
    if (this.#end !== null) close(this.#end.error);
  }

  close(error: Error | undefined): void {
    this.#end = { error };
    this.#onClose(error);
  }
}
