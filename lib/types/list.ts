/**
 * A list: elements in the order in which they were put there.
 *
 * `List` is a cursor on one, reused from command to command, that hides how it is stored: a listpack
 * while it is small, a quicklist when it is long. Which of them is decided as Redis 7.2 does, by
 * `list-max-listpack-size`; a quicklist that has shrunk to half of what a listpack may be becomes one
 * again. A list that has become empty is deleted together with its key.
 *
 * ```ts
 * list.open(db, entry, fill);                 // or create(…) for a key that was just missed
 * list.expect(bytes, elements);               // before adding
 * list.push(HEAD, bytes, start, end);
 * if (list.seek(-1)) list.element;            // then next(), previous(), insert(), remove()
 * list.settle();                              // after removing
 * ```
 *
 * To change a list its key must be the one found last; what is added must not lie in it.
 */

import type { Database } from "../keyspace/database.ts";
import { isObject, LIST, LISTPACK } from "../keyspace/types.ts";
import { ENCODING_SHIFT, Entry } from "../memory/entry.ts";
import {
  Element,
  type ElementSink,
  firstElement,
  isListpackEnd,
  listpackBytes,
  listpackLength,
  nextElement,
  previousElement,
  seekElement,
  writeElements,
} from "../memory/listpack.ts";
import { ListpackSearch } from "../memory/listpack_search.ts";
import { exceedsFill, fillBytes, Quicklist } from "../memory/quicklist.ts";
import { createPacked, insertElement, removeElements, replaceElement } from "./packed.ts";

/** The ends of a list, as `push` and `pop` name them. */
export const HEAD = true;
export const TAIL = false;

const FIRST = firstElement(0);
const SEARCH = new ListpackSearch();

export class List {
  /** How many elements there are. */
  size = 0;
  /** The element at the position, after `seek`, `next`, `previous` and `remove` (not `find`). */
  readonly element: Element = new Element();

  #db!: Database;
  #entry: Entry = NO_ENTRY;
  #long: Quicklist | null = null;
  /** `list-max-listpack-size`. */
  #fill = 0;
  /** The position in a listpack, counted from its beginning. */
  #offset = 0;

  /** Opens the list of an entry: for changes, that of the key found last. */
  open(db: Database, entry: Entry, fill: number): this {
    this.#db = db;
    this.#entry = entry;
    this.#fill = fill;
    this.#long = isObject(entry.flags) ? db.objectOf(entry) as Quicklist : null;
    this.size = this.#long !== null
      ? this.#long.length
      : listpackLength(entry.valueBytes, entry.valueStart);
    return this;
  }

  /** Makes the key that was just looked for an empty list, to which something must be added. */
  create(db: Database, key: Uint8Array, start: number, end: number, fill: number): this {
    this.#db = db;
    this.#entry = createPacked(db, key, start, end, LIST | (LISTPACK << ENCODING_SHIFT));
    this.#fill = fill;
    this.#long = null;
    this.size = 0;
    return this;
  }

  /** Prepares for additions of so many bytes in so many elements: they may be too much to pack. */
  expect(bytes: number, elements: number): void {
    if (this.#long !== null) return;
    const { valueBytes, valueStart } = this.#entry;
    const total = listpackBytes(valueBytes, valueStart) + bytes;
    if (exceedsFill(this.#fill, total, this.size + elements)) this.#unpack();
  }

  /** Adds an element at an end. */
  push(isHead: boolean, value: Uint8Array, start: number, end: number): void {
    this.size++;
    if (this.#long !== null) {
      this.#long.push(isHead, value, start, end, this.#fill);
    } else {
      const { valueLength } = this.#entry;
      insertElement(this.#db, this.#entry, isHead ? FIRST : valueLength - 1, value, start, end);
    }
  }

  /** Goes to the element at an index, counted from the end if negative; false if there is none. */
  seek(index: number): boolean {
    if (this.#long !== null) {
      if (!this.#long.seek(index)) return false;
    } else {
      const { valueBytes, valueStart } = this.#entry;
      const p = seekElement(valueBytes, valueStart, index);
      if (p < 0) return false;
      this.#offset = p - valueStart;
    }
    this.#load();
    return true;
  }

  /** Goes to the element behind; false if there is none. */
  next(): boolean {
    if (this.#long !== null) {
      if (!this.#long.next()) return false;
    } else {
      const { valueBytes, valueStart } = this.#entry;
      const p = nextElement(valueBytes, valueStart + this.#offset);
      if (isListpackEnd(valueBytes, p)) return false;
      this.#offset = p - valueStart;
    }
    this.#load();
    return true;
  }

  /** Goes to the element before; false if there is none. */
  previous(): boolean {
    if (this.#long !== null) {
      if (!this.#long.previous()) return false;
    } else {
      if (this.#offset === FIRST) return false;
      const { valueBytes, valueStart } = this.#entry;
      this.#offset = previousElement(valueBytes, valueStart + this.#offset) - valueStart;
    }
    this.#load();
    return true;
  }

  /**
   * Goes to the nearest element that is this string, the one at the position included, and returns
   * how many were passed over; -1 if there is none. The search may end after `most` elements.
   */
  find(
    isBackwards: boolean,
    value: Uint8Array,
    start: number,
    end: number,
    most = Infinity,
  ): number {
    if (this.#long !== null) return this.#long.find(isBackwards, value, start, end, most);
    const { valueBytes, valueStart } = this.#entry;
    const from = valueStart + this.#offset;
    if (!SEARCH.run(isBackwards, valueBytes, valueStart, from, value, start, end)) return -1;
    this.#offset = SEARCH.place - valueStart;
    return SEARCH.passed;
  }

  /** Writes `count` elements from the position on; there must be as many. */
  write(count: number, sink: ElementSink): void {
    if (this.#long !== null) {
      this.#long.write(count, sink, this.element);
    } else {
      const { valueBytes, valueStart } = this.#entry;
      writeElements(valueBytes, valueStart + this.#offset, count, sink, this.element);
    }
  }

  /** Inserts an element before or behind the one at the position, which is then lost. */
  insert(isBehind: boolean, value: Uint8Array, start: number, end: number): void {
    this.size++;
    if (this.#long !== null) {
      this.#long.insert(isBehind, value, start, end, this.#fill);
      return;
    }
    const { valueBytes, valueStart } = this.#entry;
    const p = valueStart + this.#offset;
    const offset = isBehind ? nextElement(valueBytes, p) - valueStart : this.#offset;
    insertElement(this.#db, this.#entry, offset, value, start, end);
  }

  /** Gives the element at an index, which must be there, another value. */
  set(index: number, value: Uint8Array, start: number, end: number): void {
    if (this.#long !== null) {
      this.#long.set(index, value, start, end, this.#fill);
      return;
    }
    const { valueBytes, valueStart } = this.#entry;
    const offset = seekElement(valueBytes, valueStart, index) - valueStart;
    replaceElement(this.#db, this.#entry, offset, value, start, end);
  }

  /** Removes the element at the position and goes to the one behind; false if there is none. */
  remove(): boolean {
    this.size--;
    if (this.#long !== null) {
      if (!this.#long.remove()) return false;
    } else {
      removeElements(this.#db, this.#entry, this.#offset, 1);
      const { valueBytes, valueStart } = this.#entry;
      if (isListpackEnd(valueBytes, valueStart + this.#offset)) return false;
    }
    this.#load();
    return true;
  }

  /** Removes so many elements from an end; there must be as many. */
  removeEnd(isHead: boolean, count: number): void {
    if (count === 0) return;
    this.size -= count;
    if (this.#long !== null) {
      this.#long.removeEnd(isHead, count);
    } else if (this.size > 0) {
      const { valueBytes, valueStart } = this.#entry;
      const offset = isHead ? FIRST : seekElement(valueBytes, valueStart, -count) - valueStart;
      removeElements(this.#db, this.#entry, offset, count);
    }
  }

  /** After removing: an empty list goes, with its key; a short one is packed. */
  settle(): void {
    if (this.size === 0) this.#db.removeFound(this.#entry);
    else if (this.#long !== null && this.#long.isOnePackedNode) this.#pack(this.#long);
  }

  #load(): void {
    const { valueBytes, valueStart } = this.#entry;
    if (this.#long !== null) this.#long.read(this.element);
    else this.element.read(valueBytes, valueStart + this.#offset);
  }

  #unpack(): void {
    const { valueBytes, valueStart, valueEnd } = this.#entry;
    this.#long = new Quicklist(this.#db.memory);
    if (this.size > 0) this.#long.appendListpack(valueBytes, valueStart, valueEnd);
    this.#db.becomeObject(this.#entry, this.#long);
  }

  #pack(long: Quicklist): void {
    const fill = this.#fill;
    if (fill >= 0 && this.size > Math.max(fill, 1) / 2) return;
    if (fill < 0 && long.headBytes > fillBytes(fill) / 2) return;
    const listpack = long.copyHead();
    const entry = this.#db.becomePacked(this.#entry, LISTPACK, listpack.length);
    entry.valueBytes.set(listpack, entry.valueStart);
    this.#long = null;
  }
}

const NO_ENTRY = new Entry();
