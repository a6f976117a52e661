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
import { fromLatin1 } from "../resp/args.ts";
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
  /** The names of both channels up to the colon, by the number of the database. */
  readonly #prefixes: (readonly [keyspace: Uint8Array, keyevent: Uint8Array])[] = [];
  /** Where a channel's name is put together. */
  #channel = new Uint8Array(256);
  readonly #event = new Uint8Array(64);

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
    for (let i = 0; i < length; i++) this.#event[i] = event.charCodeAt(i);
    const [keyspace, keyevent] = this.#prefixes[index] ??= prefixesOf(index);
    if ((this.#mask & NOTIFY.keyspace) !== 0) {
      const nameEnd = this.#name(keyspace, key, start, end);
      this.#channels.publish(this.#channel, 0, nameEnd, this.#event, 0, length);
    }
    if ((this.#mask & NOTIFY.keyevent) !== 0) {
      const nameEnd = this.#name(keyevent, this.#event, 0, length);
      this.#channels.publish(this.#channel, 0, nameEnd, key, start, end);
    }
  }

  /** Puts together the name of a channel and returns its length. */
  #name(prefix: Uint8Array, bytes: Uint8Array, start: number, end: number): number {
    const at = prefix.length;
    const size = at + end - start;
    if (size > this.#channel.length) this.#channel = new Uint8Array(size + 256);
    copyBytes(this.#channel, 0, prefix, 0, at);
    copyBytes(this.#channel, at, bytes, start, end);
    return size;
  }
}

function prefixesOf(index: number): readonly [Uint8Array, Uint8Array] {
  return [fromLatin1(`__keyspace@${index}__:`), fromLatin1(`__keyevent@${index}__:`)];
}
