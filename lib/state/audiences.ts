/**
 * Names and those who listen to each: channels, patterns, or shard channels.
 *
 * Who publishes has a name as bytes, which are looked up by their hash, without making a string.
 */

import { equalBytes, hashBytes } from "../memory/bytes.ts";
import { fromLatin1 } from "../resp/args.ts";
import type { Session } from "./session.ts";

/** Those who listen to one name. */
export interface Audience {
  readonly name: Uint8Array;
  readonly sessions: Set<Session>;
}

interface Link extends Audience {
  readonly hash: number;
  /** Another name with the same hash. */
  next: Link | null;
}

export class Audiences {
  readonly #seed: number;
  /** Names in Latin-1, in the order in which they came to be listened to. */
  readonly #byName = new Map<string, Link>();
  readonly #byHash = new Map<number, Link>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** How many names are listened to. */
  get size(): number {
    return this.#byName.size;
  }

  /** The names that are listened to. */
  names(): Iterable<string> {
    return this.#byName.keys();
  }

  all(): Iterable<Audience> {
    return this.#byName.values();
  }

  /** How many listen to a name. */
  count(name: string): number {
    return this.#byName.get(name)?.sessions.size ?? 0;
  }

  /** Those who listen to the name `bytes[start, end)`; null if nobody does. */
  find(bytes: Uint8Array, start: number, end: number): Audience | null {
    if (this.#byName.size === 0) return null;
    let link = this.#byHash.get(this.#hash(bytes, start, end)) ?? null;
    for (; link !== null; link = link.next) {
      const { length } = link.name;
      if (length === end - start && equalBytes(link.name, 0, length, bytes, start)) return link;
    }
    return null;
  }

  add(name: string, session: Session): void {
    const known = this.#byName.get(name);
    if (known !== undefined) return void known.sessions.add(session);
    const bytes = fromLatin1(name);
    const hash = this.#hash(bytes, 0, bytes.length);
    const next = this.#byHash.get(hash) ?? null;
    const link: Link = { name: bytes, sessions: new Set([session]), hash, next };
    this.#byName.set(name, link);
    this.#byHash.set(hash, link);
  }

  remove(name: string, session: Session): void {
    const link = this.#byName.get(name);
    if (link === undefined) return;
    link.sessions.delete(session);
    if (link.sessions.size > 0) return;
    this.#byName.delete(name);
    this.#unlink(link);
  }

  #unlink(link: Link): void {
    const first = this.#byHash.get(link.hash)!;
    if (first !== link) {
      let before = first;
      while (before.next !== link) before = before.next!;
      before.next = link.next;
    } else if (link.next === null) {
      this.#byHash.delete(link.hash);
    } else {
      this.#byHash.set(link.hash, link.next);
    }
  }

  /** 30 bits, which the engines keep as they are. */
  #hash(bytes: Uint8Array, start: number, end: number): number {
    return hashBytes(bytes, start, end, this.#seed) >>> 2;
  }
}
