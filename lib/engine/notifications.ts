/**
 * Keyspace notifications: what happens to keys is published, on two channels for each event.
 *
 *   __keyspace@0__:key      set        what happened to a key
 *   __keyevent@0__:set      key        to which keys something happened
 *
 * `notify-keyspace-events` says which channels and which classes of events; usually none.
 */

import type { EventKind } from "../commands/context.ts";
import type { Database } from "../keyspace/database.ts";
import { copyBytes } from "../memory/bytes.ts";
import type { Channels } from "../state/channels.ts";
import { NOTIFY } from "../state/config/lists.ts";

const BIT_OF: Readonly<Record<EventKind, number>> = {
  generic: NOTIFY.generic,
  string: NOTIFY.string,
  list: NOTIFY.list,
  set: NOTIFY.set,
  hash: NOTIFY.hash,
  zset: NOTIFY.zset,
  stream: NOTIFY.stream,
  expired: NOTIFY.expired,
  evicted: NOTIFY.evicted,
  new: NOTIFY.new,
  miss: NOTIFY.keyMiss,
};

export class Notifications {
  readonly #channels: Channels;
  #mask = 0;
  /** Where names are put together. */
  #channel = new Uint8Array(256);
  #event = new Uint8Array(64);

  constructor(channels: Channels) {
    this.#channels = channels;
  }

  /** `NOTIFY` bits: the channels and classes that are published. */
  set mask(bits: number) {
    this.#mask = (bits & (NOTIFY.keyspace | NOTIFY.keyevent)) === 0 ? 0 : bits;
  }

  /** Whether any event is published: asked on every change, and usually false. */
  get isOn(): boolean {
    return this.#mask !== 0;
  }

  /** Whether events of this class are published. */
  includes(kind: EventKind): boolean {
    return (this.#mask & BIT_OF[kind]) !== 0;
  }

  /** Publishes an event of a key; an empty one is none. */
  tell(
    { index }: Database,
    key: Uint8Array,
    start: number,
    end: number,
    kind: EventKind,
    event: string,
  ): void {
    if (!this.includes(kind) || !this.#channels.hasListeners || event === "") return;
    const length = event.length;
    writeText(this.#event, 0, event);
    if ((this.#mask & NOTIFY.keyspace) !== 0) {
      const at = this.#begin(`__keyspace@${index}__:`, end - start);
      copyBytes(this.#channel, at, key, start, end);
      this.#channels.publish(this.#channel, 0, at + end - start, this.#event, 0, length);
    }
    if ((this.#mask & NOTIFY.keyevent) !== 0) {
      const at = this.#begin(`__keyevent@${index}__:`, length);
      copyBytes(this.#channel, at, this.#event, 0, length);
      this.#channels.publish(this.#channel, 0, at + length, key, start, end);
    }
  }

  /** Begins the name of a channel, with room for so many bytes more; returns where they go. */
  #begin(prefix: string, more: number): number {
    const size = prefix.length + more;
    if (size > this.#channel.length) this.#channel = new Uint8Array(size);
    return writeText(this.#channel, 0, prefix);
  }
}

function writeText(bytes: Uint8Array, at: number, text: string): number {
  for (let i = 0; i < text.length; i++) bytes[at + i] = text.charCodeAt(i);
  return at + text.length;
}
