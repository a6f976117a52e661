/**
 * A RESP client: requests go out as they are sent, replies come back in that order. Requests that
 * are sent together leave in one write.
 *
 * What the server says unasked (pushes of RESP3; in RESP2, messages of a subscription and MONITOR's
 * lines) goes to `onPush`.
 */

import { latin1 } from "../resp/args.ts";
import { encodeRequest } from "../resp/encode_request.ts";
import { joined } from "../resp/joined.ts";
import {
  ReplyDecoder,
  type ReplyHead,
  type ReplyLimits,
  type ReplyPart,
} from "../resp/reply_decoder.ts";
import type { Reply, ReplyPair } from "../resp/value.ts";
import { connect, type Link, type LinkEvents, type Target } from "../runtime/connect.ts";
import { type Handshake, type HandshakeError, shakeHands } from "./handshake.ts";

/** Any way to a server but a socket: opens a connection and reports what happens on it. */
export type Transport = (events: LinkEvents) => Promise<Link>;

export interface ClientOptions extends Handshake {
  readonly target: Target | Transport;
  readonly limits?: ReplyLimits;
  /** Is given what arrives unasked. */
  readonly onPush?: (reply: Reply) => void;
  /** The connection is gone, for whatever reason; called once. */
  readonly onClose?: (error: Error | undefined) => void;
  /** Is told what part of the handshake was refused; the connection is used all the same. */
  readonly onRefusal?: (error: HandshakeError) => void;
}

/** The connection ended before the reply came. */
export class DisconnectedError extends Error {
  override readonly name = "DisconnectedError";
}

/** Nobody waits for the reply any more; it is dropped when it comes. */
export class AbandonedError extends Error {
  override readonly name = "AbandonedError";
}

/** Takes a large array, set or map as it arrives; smaller replies, and others, come whole. */
export interface PiecesReceiver {
  /** From how many elements (of a map: pairs) on. */
  readonly piecesFrom: number;
  begin(head: ReplyHead): void;
  item(item: Reply): void;
  pair(pair: ReplyPair): void;
  /** That was all. What is returned answers the request, in place of the reply. */
  end(): Reply;
}

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  /** The kind of push that answers this request, `subscribe` and its like; empty: none does. */
  readonly answer: string;
  readonly pieces: PiecesReceiver | undefined;
}

/** Drops what arrives. */
const NOBODY: Omit<Waiting, "answer"> = {
  resolve: () => {},
  reject: () => {},
  pieces: {
    piecesFrom: 1,
    begin: () => {},
    item: () => {},
    pair: () => {},
    end: () => ({ type: "nil", of: "any" }),
  },
};

const SUBSCRIPTION = /^[ps]?(un)?subscribe$/;
const MESSAGE = /^[ps]?message$/;

export class RespClient {
  readonly #options: ClientOptions;
  readonly #decoder: ReplyDecoder;
  #link: Link | null = null;
  #waiting: Waiting[] = [];
  /** Frames that leave at the end of this turn. */
  #outgoing: Uint8Array[] = [];
  /** Whether arrays may be messages: so a subscription of RESP2 sends them. */
  #isSubscriber = false;

  private constructor(options: ClientOptions) {
    this.#options = options;
    this.#decoder = new ReplyDecoder(options.limits);
  }

  /**
   * Connects, and does what `options` say about protocol, user and database. Rejects with the
   * system's error, or with a HandshakeError unless there is `onRefusal`.
   */
  static async connect(options: ClientOptions): Promise<RespClient> {
    const { target } = options;
    const client = new RespClient(options);
    const open = typeof target === "function"
      ? target
      : (events: LinkEvents) => connect(target, events);
    client.#link = await open({
      data: (bytes) => client.#receive(bytes),
      close: (error) => client.#closed(error),
    });
    try {
      await shakeHands(client, options, options.onRefusal);
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

  /**
   * Sends a request that is encoded already; `answer` names the push that answers it, if one does.
   * With `pieces`, a large reply goes there while it arrives, and is not kept.
   */
  sendFrame(frame: Uint8Array, answer = "", pieces?: PiecesReceiver): Promise<Reply> {
    if (this.#link === null) return Promise.reject(new DisconnectedError("Not connected"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject, answer, pieces });
      if (this.#outgoing.push(frame) === 1) queueMicrotask(() => this.#flush());
    });
  }

  /** Sends a request that is encoded already, and that will not be answered. */
  post(frame: Uint8Array): void {
    if (this.#link === null) throw new DisconnectedError("Not connected");
    if (this.#outgoing.push(frame) === 1) queueMicrotask(() => this.#flush());
  }

  /**
   * Waits no longer for a reply that has begun to arrive: the rest of it will be read and dropped,
   * and requests that are sent from now on are answered behind it. What was waited for is rejected
   * with an AbandonedError. False if nothing has begun, and so nothing was done.
   */
  abandon(): boolean {
    if (this.#waiting.length === 0 || !this.#decoder.isInside) return false;
    const waiting = this.#waiting;
    this.#waiting = waiting.map(({ answer }) => ({ ...NOBODY, answer }));
    for (const { reject } of waiting) reject(new AbandonedError("Interrupted"));
    this.resume();
    return true;
  }

  /** Reads no more for now: who takes a large reply in pieces is behind. */
  pause(): void {
    this.#link?.pause?.();
  }

  resume(): void {
    this.#link?.resume?.();
  }

  /** Closes the connection; requests without a reply are rejected. */
  close(): void {
    this.#end(undefined, "Connection closed");
  }

  #flush(): void {
    const frames = this.#outgoing;
    this.#outgoing = [];
    if (frames.length > 0) this.#link?.write(frames.length === 1 ? frames[0] : joined(frames));
  }

  #receive(bytes: Uint8Array): void {
    if (this.#link === null) return;
    this.#decoder.push(bytes);
    try {
      for (;;) {
        this.#decoder.piecesFrom = this.#waiting[0]?.pieces?.piecesFrom ?? Infinity;
        const part = this.#decoder.nextPart();
        if (part === undefined) return;
        if (part.part === "whole") this.#deliver(part.reply);
        else this.#handOn(part, this.#waiting[0].pieces!);
      }
    } catch (error) {
      this.#end(error as Error);
    }
  }

  #handOn(part: Exclude<ReplyPart, { part: "whole" }>, pieces: PiecesReceiver): void {
    if (part.part === "head") pieces.begin(part.head);
    else if (part.part === "item") pieces.item(part.item);
    else if (part.part === "pair") pieces.pair(part.pair);
    else this.#waiting.shift()!.resolve(pieces.end());
  }

  #deliver(reply: Reply): void {
    const next = this.#waiting[0];
    const kind = this.#pushKind(reply);
    const isAsked = next !== undefined && (kind === null || kind === next.answer);
    if (reply.type === "array" && (kind !== null || next?.answer)) this.#follow(reply.items);
    if (isAsked) this.#waiting.shift()!.resolve(reply);
    else this.#options.onPush?.(reply);
  }

  /** The answer to (un)subscribing ends with the number of subscriptions there are now. */
  #follow(items: readonly Reply[]): void {
    const left = items.at(-1);
    if (left?.type === "integer") this.#isSubscriber = left.value > 0n;
  }

  /** What kind of push a reply is (`message`, `subscribe`, `invalidate`, …); null if it is none. */
  #pushKind(reply: Reply): string | null {
    if (reply.type === "push") return firstWord(reply.items);
    if (reply.type !== "array" || !this.#isSubscriber) return null;
    const kind = firstWord(reply.items);
    return MESSAGE.test(kind) || SUBSCRIPTION.test(kind) ? kind : null;
  }

  #end(error: Error | undefined, message?: string): void {
    const link = this.#link;
    this.#closed(error, message);
    link?.close();
  }

  #closed(error: Error | undefined, message = "Server closed the connection"): void {
    if (this.#link === null) return;
    this.#link = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    const reason = error ?? new DisconnectedError(message);
    for (const { reject } of waiting) reject(reason);
    this.#options.onClose?.(error);
  }
}

function firstWord([first]: readonly Reply[]): string {
  if (first?.type === "bulk") return latin1(first.bytes, 0, first.bytes.length);
  return first?.type === "simple" ? first.text : "";
}
