/** The members of a sorted set, to be read beside those of others. */

import type { Database } from "../keyspace/database.ts";
import type { Entry } from "../memory/entry.ts";
import type { Members } from "./members.ts";
import { SortedSet } from "./sorted_set.ts";

export class SortedSetMembers implements Members {
  readonly size: number;
  /** Walks from member to member. */
  readonly #walker: SortedSet;
  /** Is asked for members, and so loses its place. */
  readonly #asked: SortedSet;
  #hasBegun = false;

  /** Of the sorted set at an entry. */
  constructor(db: Database, entry: Entry) {
    this.#walker = new SortedSet().open(db, entry);
    this.#asked = new SortedSet().open(db, entry);
    this.size = this.#walker.size;
  }

  get bytes(): Uint8Array {
    return this.#walker.member.bytes;
  }

  get start(): number {
    return this.#walker.member.start;
  }

  get end(): number {
    return this.#walker.member.end;
  }

  get score(): number {
    return this.#walker.score;
  }

  rewind(): void {
    this.#hasBegun = false;
  }

  /** Members come in their order. */
  next(): boolean {
    if (this.#hasBegun) return this.#walker.next();
    if (this.size === 0) return false;
    this.#walker.seek(0);
    return this.#hasBegun = true;
  }

  has(bytes: Uint8Array, start: number, end: number): boolean {
    return this.#asked.find(bytes, start, end);
  }

  scoreOf(bytes: Uint8Array, start: number, end: number): number {
    return this.#asked.scoreOf(bytes, start, end);
  }
}
