/**
 * The patterns of SORT, by which elements refer to other keys: the name of a key with `*` for the
 * element, perhaps with `->field` behind it, for a field of a hash; or `#`, the element itself.
 */

import type { Database } from "../../keyspace/database.ts";
import { HASH, STRING } from "../../keyspace/types.ts";
import { copyBytes } from "../../memory/bytes.ts";
import { Hash } from "../../types/hash.ts";

const [STAR, HASH_SIGN, DASH, GREATER] = [0x2a, 0x23, 0x2d, 0x3e];

const NOTHING = new Uint8Array(0);
const hash = new Hash();

export class SortPattern {
  /** What was found last, until anything else is looked up. */
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;

  /** Whether an element has a place in it. BY without one means: not sorted at all. */
  readonly isVariable: boolean;
  readonly #isElement: boolean;
  /** The name of the key: what stands before the element is there already. */
  #key: Uint8Array;
  readonly #prefixBytes: number;
  readonly #suffix: Uint8Array;
  readonly #field: Uint8Array | null;

  /** Of a pattern as it was given, which it keeps. */
  constructor(pattern: Uint8Array) {
    const star = pattern.indexOf(STAR);
    const arrow = star < 0 ? -1 : indexOfArrow(pattern, star + 1);
    this.isVariable = star >= 0;
    this.#isElement = pattern.length === 1 && pattern[0] === HASH_SIGN;
    this.#prefixBytes = Math.max(star, 0);
    this.#key = pattern.slice(0, this.#prefixBytes);
    this.#suffix = pattern.subarray(star + 1, arrow < 0 ? pattern.length : arrow);
    this.#field = arrow < 0 ? null : pattern.subarray(arrow + 2);
  }

  /** Finds what an element refers to; false if there is no such thing. */
  find(db: Database, element: Uint8Array, start: number, end: number): boolean {
    if (this.#isElement) return this.#set(element, start, end);
    if (!this.isVariable) return false;
    const keyEnd = this.#spellKey(element, start, end);
    const entry = db.read(this.#key, 0, keyEnd);
    if (entry === null) return false;
    if (this.#field === null) {
      const { type, valueBytes, valueStart, valueEnd } = entry;
      return type === STRING && this.#set(valueBytes, valueStart, valueEnd);
    }
    if (entry.type !== HASH) return false;
    const found = hash.open(db, entry);
    if (found === null || !found.find(this.#field, 0, this.#field.length)) return false;
    const { value } = found;
    return this.#set(value.bytes, value.start, value.end);
  }

  #set(bytes: Uint8Array, start: number, end: number): true {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    return true;
  }

  /** Puts an element's key together; returns where it ends. */
  #spellKey(element: Uint8Array, start: number, end: number): number {
    const suffixAt = this.#prefixBytes + end - start;
    const keyEnd = suffixAt + this.#suffix.length;
    if (keyEnd > this.#key.length) {
      const key = new Uint8Array(2 * keyEnd);
      key.set(this.#key.subarray(0, this.#prefixBytes));
      this.#key = key;
    }
    copyBytes(this.#key, this.#prefixBytes, element, start, end);
    copyBytes(this.#key, suffixAt, this.#suffix, 0, this.#suffix.length);
    return keyEnd;
  }
}

/** Where `->` stands with a field behind it; -1: nowhere. Only the first arrow counts. */
function indexOfArrow(bytes: Uint8Array, from: number): number {
  for (let i = from; i + 2 < bytes.length; i++) {
    if (bytes[i] === DASH && bytes[i + 1] === GREATER) return i;
  }
  return -1;
}
