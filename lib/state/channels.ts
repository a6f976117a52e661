/**
 * Publish and subscribe: who listens to which channels, and the way of a message to them.
 *
 * There are three kinds of names to subscribe to: channels, patterns of channels, and shard channels,
 * which are a world of their own. Names are Latin-1, one character a byte.
 *
 * A message is spelled once for those who speak RESP2 and once for those who speak RESP3, however
 * many they are; each gets a copy of the bytes.
 */

import { ReplyWriter } from "../resp/reply_writer.ts";
import { globMatch } from "../types/glob.ts";
import { type Audience, Audiences } from "./audiences.ts";
import type { Outbox } from "./outbox.ts";
import type { Session } from "./session.ts";

export type SubscriptionKind = "channel" | "pattern" | "shard";

/** What one session subscribes to. */
export class Subscriptions {
  readonly channel: Set<string> = new Set();
  readonly pattern: Set<string> = new Set();
  readonly shard: Set<string> = new Set();
  /** Memory that they take. */
  bytes = 0;

  /** The number that a confirmation tells: shard channels are counted apart. */
  count(kind: SubscriptionKind): number {
    return kind === "shard" ? this.shard.size : this.channel.size + this.pattern.size;
  }

  get isEmpty(): boolean {
    return this.channel.size + this.pattern.size + this.shard.size === 0;
  }
}

/** What one subscription takes besides the name, in bytes. */
const SUBSCRIPTION_BYTES = 600;

export class Channels {
  readonly #outbox: Outbox;
  readonly #audiences: Readonly<Record<SubscriptionKind, Audiences>>;
  /** Where a message is spelled that is being published. */
  readonly #scratch = new ReplyWriter();

  /** `seed` is that of the hashes of names. */
  constructor(outbox: Outbox, seed: number) {
    this.#outbox = outbox;
    this.#audiences = {
      channel: new Audiences(seed),
      pattern: new Audiences(seed),
      shard: new Audiences(seed),
    };
  }

  /** Whether anybody could be reached by a message to a channel; asked before one is put together. */
  get hasListeners(): boolean {
    return this.#audiences.channel.size > 0 || this.#audiences.pattern.size > 0;
  }

  /** How many names of a kind somebody subscribes to. */
  size(kind: SubscriptionKind): number {
    return this.#audiences[kind].size;
  }

  /** The names of a kind that somebody subscribes to. */
  names(kind: SubscriptionKind): Iterable<string> {
    return this.#audiences[kind].names();
  }

  /** How many sessions subscribe to a name. */
  listeners(kind: SubscriptionKind, name: string): number {
    return this.#audiences[kind].count(name);
  }

  /** Subscribes a session, unless it does already. */
  subscribe(session: Session, kind: SubscriptionKind, name: string): void {
    const own = session.subscriptions ??= new Subscriptions();
    if (own[kind].has(name)) return;
    own[kind].add(name);
    own.bytes += SUBSCRIPTION_BYTES + name.length;
    this.#audiences[kind].add(name, session);
  }

  /** Ends a subscription, if there is one. */
  unsubscribe(session: Session, kind: SubscriptionKind, name: string): void {
    const own = session.subscriptions;
    if (own === null || !own[kind].delete(name)) return;
    own.bytes -= SUBSCRIPTION_BYTES + name.length;
    this.#audiences[kind].remove(name, session);
    if (own.isEmpty) session.subscriptions = null;
  }

  /** Ends all subscriptions of a session. */
  clear(session: Session): void {
    const own = session.subscriptions;
    if (own === null) return;
    session.subscriptions = null;
    for (const kind of KINDS) {
      for (const name of own[kind]) this.#audiences[kind].remove(name, session);
    }
  }

  /**
   * Sends a message to all who subscribe to a channel or to a pattern that it matches. Returns how
   * many were reached; who subscribes in more than one way is reached as often.
   */
  publish(
    channel: Uint8Array,
    channelStart: number,
    channelEnd: number,
    message: Uint8Array,
    start: number,
    end: number,
  ): number {
    const { channel: exact, pattern: patterns } = this.#audiences;
    let reached = 0;
    const listeners = exact.find(channel, channelStart, channelEnd);
    if (listeners !== null) {
      reached += this.#send(listeners, (reply) => {
        reply.push(3);
        reply.text("message");
        reply.bulk(channel, channelStart, channelEnd);
        reply.bulk(message, start, end);
      });
    }
    if (patterns.size === 0) return reached;
    for (const audience of patterns.all()) {
      const { name: pattern } = audience;
      if (!globMatch(pattern, 0, pattern.length, channel, channelStart, channelEnd)) continue;
      reached += this.#send(audience, (reply) => {
        reply.push(4);
        reply.text("pmessage");
        reply.bulk(pattern, 0, pattern.length);
        reply.bulk(channel, channelStart, channelEnd);
        reply.bulk(message, start, end);
      });
    }
    return reached;
  }

  /** Sends a message to all who subscribe to a shard channel; returns how many. */
  publishToShard(
    channel: Uint8Array,
    channelStart: number,
    channelEnd: number,
    message: Uint8Array,
    start: number,
    end: number,
  ): number {
    const audience = this.#audiences.shard.find(channel, channelStart, channelEnd);
    if (audience === null) return 0;
    return this.#send(audience, (reply) => {
      reply.push(3);
      reply.text("smessage");
      reply.bulk(channel, channelStart, channelEnd);
      reply.bulk(message, start, end);
    });
  }

  #send({ sessions }: Audience, spell: (reply: ReplyWriter) => void): number {
    const outbox = this.#outbox;
    let two: Uint8Array | null = null;
    let three: Uint8Array | null = null;
    for (const session of sessions) {
      if (sessions.size === 1) {
        spell(outbox.writer(session));
        return 1;
      }
      const wire = session.reply.protocol === 2
        ? two ??= this.#spelled(2, spell)
        : three ??= this.#spelled(3, spell);
      outbox.writer(session).appendAll(wire);
    }
    return sessions.size;
  }

  #spelled(protocol: 2 | 3, spell: (reply: ReplyWriter) => void): Uint8Array {
    const scratch = this.#scratch;
    scratch.protocol = protocol;
    spell(scratch);
    const wire = scratch.bytes.slice(0, scratch.length);
    scratch.clear();
    return wire;
  }
}

const KINDS = ["channel", "pattern", "shard"] as const;
