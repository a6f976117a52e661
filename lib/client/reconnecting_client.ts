/**
 * A client that is connected when it is needed: it connects for the first command, and again for
 * the first one after the connection was lost, with the user, the protocol and the database that
 * were last in use. A command that waited for its reply when that happened is not repeated, since
 * it may have been carried out.
 */

import type { Reply } from "../resp/value.ts";
import { type ClientOptions, DisconnectedError, RespClient } from "./client.ts";
import { followHandshake, type Handshake } from "./handshake.ts";

export class ReconnectingClient {
  readonly #options: ClientOptions;
  #handshake: Handshake;
  #client: RespClient | null = null;
  #opening: Promise<RespClient> | null = null;
  /** Gives up the attempt to connect that is under way. */
  #giveUp: () => void = () => {};

  constructor(options: ClientOptions) {
    this.#options = options;
    const { protocol, mayRefuseProtocol, user, password, db, name } = options;
    this.#handshake = { protocol, mayRefuseProtocol, user, password, db, name };
  }

  get isOpen(): boolean {
    return this.#client !== null;
  }

  /** What the next connection begins with. */
  get handshake(): Handshake {
    return this.#handshake;
  }

  set handshake(handshake: Handshake) {
    this.#handshake = handshake;
  }

  /** The connection; made if there is none. Rejects as `RespClient.connect`. */
  open(): Promise<RespClient> {
    if (this.#client !== null) return Promise.resolve(this.#client);
    this.#opening ??= this.#attempt().finally(() => this.#opening = null);
    return this.#opening;
  }

  /** Sends a command, on a new connection if need be. Rejects as `open` and `RespClient.send`. */
  async send(words: readonly Uint8Array[]): Promise<Reply> {
    const reply = await (await this.open()).send(words);
    this.follow(words, reply);
    return reply;
  }

  /** Takes note of a command that went another way: it may have changed user, protocol, database. */
  follow(words: readonly Uint8Array[], reply: Reply): void {
    this.#handshake = followHandshake(this.#handshake, words, reply);
  }

  /** As `RespClient.abandon`. */
  abandon(): boolean {
    return this.#client?.abandon() ?? false;
  }

  /** Closes the connection, or gives up making one; a later command opens another. */
  close(): void {
    this.#giveUp();
    this.#client?.close();
  }

  async #attempt(): Promise<RespClient> {
    const connecting = this.#connect();
    const client = await Promise.race([
      connecting,
      new Promise<null>((resolve) => this.#giveUp = () => resolve(null)),
    ]);
    if (client === null) {
      connecting.then((late) => late.close(), () => {});
      throw new DisconnectedError("Connection closed");
    }
    if (client.isOpen) this.#client = client;
    return client;
  }

  async #connect(): Promise<RespClient> {
    const client: RespClient = await RespClient.connect({
      ...this.#options,
      ...this.#handshake,
      onClose: (error) => {
        if (this.#client === client) this.#client = null;
        this.#options.onClose?.(error);
      },
    });
    return client;
  }
}
