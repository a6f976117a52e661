/**
 * Sorting many byte strings without an object for any of them.
 *
 * The strings lie one behind the other in a pool, and have numbers. They are sorted by a weight each,
 * a double; only those of equal weight are compared further. To be sorted as text, a string's weight
 * is its first six bytes, which are exact in a double and decide nearly always.
 */

import { copyBytes } from "../memory/bytes.ts";
import type { ElementSink } from "../memory/listpack.ts";

/** Byte strings, numbered from 0 on. String `i` is `bytes[starts[i], starts[i + 1])`. */
export class StringPool implements ElementSink {
  bytes: Uint8Array = new Uint8Array(1024);
  starts: Float64Array = new Float64Array(64);
  count = 0;

  /** Adds a copy of `source[start, end)`. */
  bulk(source: Uint8Array, start: number, end: number): void {
    const at = this.starts[this.count];
    const next = at + end - start;
    if (next > this.bytes.length) {
      const bytes = new Uint8Array(2 * next);
      bytes.set(this.bytes.subarray(0, at));
      this.bytes = bytes;
    }
    copyBytes(this.bytes, at, source, start, end);
    if (++this.count === this.starts.length) {
      const starts = new Float64Array(2 * this.count);
      starts.set(this.starts);
      this.starts = starts;
    }
    this.starts[this.count] = next;
  }
}

const PREFIX_BYTES = 6;

/** The first six bytes as a number; where there are none, zeros. Greater texts never have less. */
export function textWeight(bytes: Uint8Array, start: number, end: number): number {
  let weight = 0;
  for (let i = 0; i < PREFIX_BYTES; i++) {
    weight = weight * 256 + (start + i < end ? bytes[start + i] : 0);
  }
  return weight;
}

/** The indexes of so many things, in their order. */
export function indexesOf(count: number): Uint32Array<ArrayBuffer> {
  const indexes = new Uint32Array(count);
  for (let i = 0; i < count; i++) indexes[i] = i;
  return indexes;
}

/** Runs of this length are sorted by insertion, then merged. */
const RUN = 8;

/**
 * The indexes of some weights, none of them NaN, in ascending or descending order. `compare` decides
 * between two indexes of equal weight; those that it calls equal, too, stay as they are.
 *
 *   O(n log n), a merge sort from the bottom up; two arrays of 4 bytes a weight
 */
export function sortedIndexes(
  weights: Float64Array,
  isDescending: boolean,
  compare: (i: number, j: number) => number,
): Uint32Array {
  const count = weights.length;
  const sign = isDescending ? -1 : 1;
  const isInOrder = (i: number, j: number): boolean => {
    const a = weights[i];
    const b = weights[j];
    return a === b ? sign * compare(i, j) <= 0 : (a < b) !== isDescending;
  };
  let from = indexesOf(count);
  for (let run = 0; run < count; run += RUN) {
    const end = Math.min(run + RUN, count);
    for (let i = run + 1; i < end; i++) {
      const moved = from[i];
      let at = i;
      for (; at > run && !isInOrder(from[at - 1], moved); at--) from[at] = from[at - 1];
      from[at] = moved;
    }
  }
  let to = new Uint32Array(count);
  for (let width = RUN; width < count; width *= 2) {
    for (let left = 0; left < count; left += 2 * width) {
      const middle = Math.min(left + width, count);
      const end = Math.min(middle + width, count);
      let [i, j] = [left, middle];
      for (let at = left; at < end; at++) {
        const takesLeft = j === end || (i < middle && isInOrder(from[i], from[j]));
        to[at] = takesLeft ? from[i++] : from[j++];
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
