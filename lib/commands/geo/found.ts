/** The places that a search finds, of which only those that are wanted are kept. */

import { copyBytes } from "../../memory/bytes.ts";
import { FARTHEST_FIRST, type Search, UNSORTED } from "./search.ts";

/** Fewer places than this are all kept until the end. */
const KEPT = 1024;

/** Places by index: their names in one buffer, their scores, their distances in metres. */
export class Found {
  scores: number[] = [];
  distances: number[] = [];
  names: Uint8Array = new Uint8Array(256);
  /** Name `i` is `names[ends[i - 1], ends[i])`. */
  ends: number[] = [];

  readonly #order: number;
  readonly #count: number;
  /** Distances are compared after multiplication by it. */
  readonly #sign: number;
  /** A place whose distance, so multiplied, is greater is not wanted. */
  #limit = Infinity;
  /** With so many places it is time to look which are not wanted. */
  #prunedAt = Infinity;

  constructor({ order, count }: Search) {
    this.#order = order;
    this.#count = count;
    this.#sign = order === FARTHEST_FIRST ? -1 : 1;
    if (order !== UNSORTED && count > 0) this.#prunedAt = Math.max(KEPT, 4 * count);
  }

  get size(): number {
    return this.ends.length;
  }

  start(i: number): number {
    return i === 0 ? 0 : this.ends[i - 1];
  }

  add(bytes: Uint8Array, start: number, end: number, score: number, distance: number): void {
    if (this.#sign * distance > this.#limit) return;
    this.#push(bytes, start, end, score, distance);
    if (this.size >= this.#prunedAt) this.#prune();
  }

  /** Indexes of the places wanted, in the order wanted. */
  choose(): number[] {
    const count = this.#count;
    if (this.#order !== UNSORTED && count > 0 && count < this.size) this.#prune();
    const { distances } = this;
    const sign = this.#sign;
    const chosen = Array.from(distances.keys());
    if (this.#order !== UNSORTED) chosen.sort((a, b) => sign * (distances[a] - distances[b]));
    return count > 0 ? chosen.slice(0, count) : chosen;
  }

  #push(bytes: Uint8Array, start: number, end: number, score: number, distance: number): void {
    const at = this.start(this.size);
    const behind = at + end - start;
    if (behind > this.names.length) {
      const longer = new Uint8Array(2 * behind);
      longer.set(this.names);
      this.names = longer;
    }
    copyBytes(this.names, at, bytes, start, end);
    this.ends.push(behind);
    this.scores.push(score);
    this.distances.push(distance);
  }

  /** Forgets the places that cannot be among the first ones. */
  #prune(): void {
    const { scores, distances, names, ends } = this;
    const sign = this.#sign;
    this.#limit = Float64Array.from(distances, (each) => sign * each).sort()[this.#count - 1];
    this.scores = [];
    this.distances = [];
    this.ends = [];
    let start = 0;
    ends.forEach((end, i) => {
      // Names only move to the front.
      if (sign * distances[i] <= this.#limit) {
        this.#push(names, start, end, scores[i], distances[i]);
      }
      start = end;
    });
    this.#prunedAt = Math.max(this.#prunedAt, 2 * this.size);
  }
}
