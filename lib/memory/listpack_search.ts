/** Looking for an element of a listpack from one of its elements on, in either direction. */

import {
  findElement,
  firstElement,
  isElement,
  isListpackEnd,
  listpackLength,
  nextElement,
  previousElement,
} from "./listpack.ts";

/** A search, and what it came to. Reused. */
export class ListpackSearch {
  /** The element that was found. */
  place = 0;
  /** How many elements were passed over: before that one or, if there is none, all of them. */
  passed = 0;

  /**
   * Looks for this string in the listpack at `at`, from the element at `p` on; false if it is not
   * there. Elements are compared as they are packed.
   */
  run(
    isBackwards: boolean,
    bytes: Uint8Array,
    at: number,
    p: number,
    value: Uint8Array,
    start: number,
    end: number,
  ): boolean {
    const first = firstElement(at);
    const found = isBackwards
      ? findBackwards(bytes, p, first, value, start, end)
      : findElement(bytes, p, 1, value, start, end);
    this.place = found;
    if (found < 0) {
      this.passed = isBackwards
        ? countFrom(bytes, first, p) + 1
        : listpackLength(bytes, at) - countFrom(bytes, first, p);
      return false;
    }
    this.passed = isBackwards ? countFrom(bytes, found, p) : countFrom(bytes, p, found);
    return true;
  }
}

function findBackwards(
  bytes: Uint8Array,
  p: number,
  first: number,
  value: Uint8Array,
  start: number,
  end: number,
): number {
  while (!isElement(bytes, p, value, start, end)) {
    if (p === first) return -1;
    p = previousElement(bytes, p);
  }
  return p;
}

/** How many elements begin at `p` or behind, and before `q`. */
function countFrom(bytes: Uint8Array, p: number, q: number): number {
  let count = 0;
  for (; p < q && !isListpackEnd(bytes, p); p = nextElement(bytes, p)) count++;
  return count;
}
