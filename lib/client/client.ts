/**
 * A RESP client: requests go out as they are sent, replies come back in that order.
 *
 * What the server says unasked (pushes of RESP3; messages and MONITOR's lines, which RESP2 sends
 * like replies) goes to `onPush`.
 */

import { latin1 } from "../resp/args.ts";
import { encodeRequest } from "../resp/encode_request.ts";
import { ReplyDecoder, type ReplyLimits } from "../resp/reply_decoder.ts";
import type { Reply } from "../resp/value.ts";
import { connect, type Link, type Target } from "../runtime/connect.ts";
import { type Handshake, shakeHands } from "./handshake.ts";

export interface ClientOptions extends Handshake {
  readonly target: Target;
  readonly limits?: ReplyLimits;
  /** Is given what arrives unasked. */
  readonly onPush?: (reply: Reply) => void;
  /** The connection is gone, for whatever reason; called once. */
  readonly onClose?: (error: Error | undefined) => void;
}

/** The connection ended before the reply came. */
export class DisconnectedError extends Error {
  override readonly name = "DisconnectedError";
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  /** The push that answers this request in RESP3 (`subscribe` and its like); empty for others. */
  readonly answer: string;
}

const SUBSCRIPTION = /^[ps]?(un)?subscribe$/;

export class RespClient {
  readonly #options: ClientOptions;
  readonly #decoder: ReplyDecoder;
  #link: Link | null = null;
  #waiting: Waiting[] = [];

  private constructor(options: ClientOptions) {
    this.#options = options;
    this.#decoder = new ReplyDecoder(options.limits);
  }

  /**
   * Connects, and does what `options` say about protocol, user and database. Rejects with the
   * system's error, or with a HandshakeError.
   */
  static async connect(options: ClientOptions): Promise<RespClient> {
    const client = new RespClient(options);
    client.#link = await connect(options.target, {
      data: (bytes) => client.#receive(bytes),
      close: (error) => client.#closed(error),
    });
    try {
      await shakeHands(client, options);
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  get isOpen(): boolean {
    return this.#link !== null;
  }

  /**
   * Sends a command. An error of the server is a reply of type `error`. Rejects with
   * DisconnectedError, or with the ProtocolError that ended the connection.
   */
  send(words: readonly Uint8Array[]): Promise<Reply> {
    const name = words.length === 0 ? "" : latin1(words[0], 0, words[0].length).toLowerCase();
    return this.sendFrame(encodeRequest(words), SUBSCRIPTION.test(name) ? name : "");
  }

  /** Sends a request that is encoded already; `answer` names the push that answers it, if one does. */
  sendFrame(frame: Uint8Array, answer = ""): Promise<Reply> {
    const link = this.#link;
    if (link === null) return Promise.reject(new DisconnectedError("Not connected"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, answer });
      link.write(frame);
    });
  }

  /** Closes the connection; requests without a reply are rejected. */
  close(): void {
    this.#link?.close();
    this.#closed(undefined);
  }

  #receive(bytes: Uint8Array): void {
    if (this.#link === null) return;
    this.#decoder.push(bytes);
    try {
      for (let reply; (reply = this.#decoder.next()) !== undefined;) this.#deliver(reply);
    } catch (error) {
      this.#link?.close();
      this.#closed(error as Error);
    }
  }

  #deliver(reply: Reply): void {
    const next = this.#waiting[0];
    const isAsked = next !== undefined &&
      (reply.type !== "push" || (next.answer !== "" && next.answer === pushKind(reply.items)));
    if (isAsked) this.#waiting.shift()!.resolve(reply);
    else this.#options.onPush?.(reply);
  }

  #closed(error: Error | undefined): void {
    if (this.#link === null) return;
    this.#link = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    const reason = error ?? new DisconnectedError("Server closed the connection");
    for (const { reject } of waiting) reject(reason);
    this.#options.onClose?.(error);
  }
}

/** The first word of a push: `message`, `subscribe`, `invalidate`, … */
function pushKind(items: readonly Reply[]): string {
  const first = items[0];
  if (first?.type === "bulk") return latin1(first.bytes, 0, first.bytes.length);
  return first?.type === "simple" ? first.text : "";
}
