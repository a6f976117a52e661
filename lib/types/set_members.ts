/** The members of a set, whatever its encoding. */

import { INTSET, LISTPACK, OBJECT } from "../keyspace/types.ts";
import type { Entry } from "../memory/entry.ts";
import { Int64 } from "../memory/int64.ts";
import { INTEGER_BYTES_MAX } from "../memory/integers.ts";
import { findInteger, getInteger, intsetLength } from "../memory/intset.ts";
import {
  Element,
  findElement,
  firstElement,
  isListpackEnd,
  listpackLength,
  nextElement,
} from "../memory/listpack.ts";
import type { HashSet } from "./hash_set.ts";
import type { Members } from "./members.ts";

/** How many members of a hashtable are looked up at a time. */
const BATCH = 100;
const NOTHING = new Uint8Array(0);
const NONE: number[] = [];

/** Scratch: an integer. */
const VALUE = new Int64();

export class SetMembers implements Members {
  start = 0;
  readonly score = 1;

  readonly encoding: number;
  readonly size: number;
  readonly #packed: Uint8Array;
  readonly #at: number;
  readonly #set: HashSet | null;
  /** The next integer's index, the next element's place, or the next of the batch. */
  #place = 0;
  /** Of its own, because several sets may be in use: the integer, or the element, under the cursor. */
  readonly #integer: Int64 | null;
  readonly #element: Element | null;
  #digits: Uint8Array = NOTHING;
  /** Whether the integer under the cursor has still to be spelt out. */
  #isUnspelt = false;
  #bytes: Uint8Array = NOTHING;
  #end = 0;
  /** Members of a hashtable, by reference, and where the next batch begins; -1: there is none. */
  readonly #batch: number[];
  #cursor = 0;

  private constructor(encoding: number, packed: Uint8Array, at: number, set: HashSet | null) {
    this.encoding = encoding;
    this.#packed = packed;
    this.#at = at;
    this.#set = set;
    this.#batch = set === null ? NONE : [];
    this.#integer = encoding === INTSET ? new Int64() : null;
    this.#element = encoding === LISTPACK ? new Element() : null;
    this.size = set !== null
      ? set.size
      : encoding === INTSET
      ? intsetLength(packed, at)
      : listpackLength(packed, at);
    this.rewind();
  }

  /** The members of the packed set at an entry. */
  static ofPacked({ encoding, valueBytes, valueStart }: Entry): SetMembers {
    return new SetMembers(encoding, valueBytes, valueStart, null);
  }

  /** The members of an intset that stands at `at`. */
  static ofIntset(bytes: Uint8Array, at: number): SetMembers {
    return new SetMembers(INTSET, bytes, at, null);
  }

  /** The members of a hashtable. */
  static ofTable(set: HashSet): SetMembers {
    return new SetMembers(OBJECT, NOTHING, 0, set);
  }

  get bytes(): Uint8Array {
    if (this.#isUnspelt) this.#spell();
    return this.#bytes;
  }

  get end(): number {
    if (this.#isUnspelt) this.#spell();
    return this.#end;
  }

  rewind(): void {
    this.#place = this.encoding === LISTPACK ? firstElement(this.#at) : 0;
    this.#cursor = 0;
    if (this.#set !== null) this.#batch.length = 0;
  }

  next(): boolean {
    if (this.#set !== null) return this.#nextKey(this.#set);
    return this.encoding === INTSET ? this.#nextInteger() : this.#nextElement();
  }

  has(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#set !== null) return this.#set.has(bytes, start, end);
    if (this.encoding === INTSET) {
      return VALUE.parse(bytes, start, end) && findInteger(this.#packed, this.#at, VALUE) >= 0;
    }
    return findElement(this.#packed, firstElement(this.#at), 1, bytes, start, end) >= 0;
  }

  /** Whether the member under the cursor of another set is in this one. */
  hasMemberOf(other: SetMembers): boolean {
    if (this.encoding === INTSET && other.encoding === INTSET) {
      return findInteger(this.#packed, this.#at, other.#integer!) >= 0;
    }
    return this.has(other.bytes, other.start, other.end);
  }

  scoreOf(bytes: Uint8Array, start: number, end: number): number {
    return this.has(bytes, start, end) ? 1 : NaN;
  }

  #nextInteger(): boolean {
    if (this.#place === this.size) return false;
    getInteger(this.#packed, this.#at, this.#place++, this.#integer!);
    this.#isUnspelt = true;
    return true;
  }

  #nextElement(): boolean {
    const p = this.#place;
    if (isListpackEnd(this.#packed, p)) return false;
    const element = this.#element!;
    element.read(this.#packed, p);
    this.#bytes = element.bytes;
    this.start = element.start;
    this.#end = element.end;
    this.#place = nextElement(this.#packed, p);
    return true;
  }

  #nextKey(set: HashSet): boolean {
    if (this.#place === this.#batch.length) {
      do {
        if (this.#cursor < 0) return false;
        this.#batch.length = 0;
        this.#cursor = set.table.scan(this.#cursor, BATCH, this.#batch) || -1;
      } while (this.#batch.length === 0);
      this.#place = 0;
    }
    const { bytes, keyStart, keyEnd } = set.table.load(this.#batch[this.#place++]);
    this.#bytes = bytes;
    this.start = keyStart;
    this.#end = keyEnd;
    return true;
  }

  #spell(): void {
    if (this.#digits === NOTHING) this.#digits = new Uint8Array(INTEGER_BYTES_MAX);
    this.#isUnspelt = false;
    this.#bytes = this.#digits;
    this.#end = this.#integer!.print(this.#digits, 0);
  }
}
