/** An intset in a buffer of its own, which grows. */

import type { Int64 } from "./int64.ts";
import {
  findInteger,
  integerOffset,
  INTSET_HEADER_BYTES,
  intsetBytes,
  intsetLength,
  intsetWidth,
  setInteger,
  widenIntset,
  writeIntsetHeader,
} from "./intset.ts";

const FIRST_INTEGERS = 12;

export class IntsetBuffer {
  /** The intset stands at the beginning. */
  bytes: Uint8Array = new Uint8Array(INTSET_HEADER_BYTES + FIRST_INTEGERS * 2);

  constructor() {
    writeIntsetHeader(this.bytes, 0, 2, 0);
  }

  /** How many integers there are. */
  get size(): number {
    return intsetLength(this.bytes, 0);
  }

  /** How many of the bytes it takes. */
  get length(): number {
    return intsetBytes(this.bytes, 0);
  }

  has(value: Int64): boolean {
    return findInteger(this.bytes, 0, value) >= 0;
  }

  /** Adds an integer; false if it is there already. */
  add(value: Int64): boolean {
    const found = findInteger(this.bytes, 0, value);
    if (found >= 0) return false;
    const { size } = this;
    const width = Math.max(intsetWidth(this.bytes, 0), value.width);
    this.#grow(integerOffset(width, size + 1));
    const { bytes } = this;
    if (width > intsetWidth(bytes, 0)) widenIntset(bytes, 0, width);
    const gap = integerOffset(width, ~found);
    bytes.copyWithin(gap + width, gap, integerOffset(width, size));
    writeIntsetHeader(bytes, 0, width, size + 1);
    setInteger(bytes, 0, ~found, value);
    return true;
  }

  /** Removes an integer; false if it is not there. */
  remove(value: Int64): boolean {
    const { bytes, length, size } = this;
    const found = findInteger(bytes, 0, value);
    if (found < 0) return false;
    const width = intsetWidth(bytes, 0);
    const gap = integerOffset(width, found);
    bytes.copyWithin(gap, gap + width, length);
    writeIntsetHeader(bytes, 0, width, size - 1);
    return true;
  }

  #grow(size: number): void {
    if (size <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(size, this.bytes.length * 2));
    grown.set(this.bytes);
    this.bytes = grown;
  }
}
