/**
 * The quicklist: a long list as a chain of nodes, each a listpack of some kilobytes (Matt Stancliff's
 * structure of Redis 3.2). An element too large for that is a node of its own, and lies there plain.
 *
 *   node     | previous | next | room | offset |   room bytes …          a block of the arena
 *   packed   offset ≥ 0: free bytes, listpack (see `listpack.ts`), free bytes
 *   plain    offset = -1: the element, as long as the room
 *
 * Free bytes may lie on either side of the listpack: adding to or taking from either end of a node
 * moves its header at most, never its elements. A node's room doubles until it reaches its limit,
 * which is `fill`, the parameter `list-max-listpack-size`: a number of elements if positive, else
 * -1 to -5 for 4, 8, 16, 32, 64 KiB.
 *
 *   push, pop, next, previous  O(1)     seek  O(nodes + elements of one)     find  O(elements passed)
 *   insert, remove, replace at the position  O(bytes of one node)
 *
 * Looking for an element leaves the position at it, until the next change.
 */

import { type Arena, byteOf, chunkOf } from "./arena.ts";
import { copyBytes, equalBytes } from "./bytes.ts";
import {
  addToHeader,
  type Element,
  elementBytes,
  type ElementSink,
  EMPTY_LISTPACK_BYTES,
  encodedBytes,
  endListpack,
  firstElement,
  isListpackEnd,
  lastElement,
  listpackBytes,
  listpackLength,
  nextElement,
  previousElement,
  seekElement,
  writeElement,
  writeElements,
  writeEmptyListpack,
} from "./listpack.ts";
import { ListpackSearch } from "./listpack_search.ts";
import type { Memory } from "./memory.ts";

const NODE_BYTES = 16;
/** Words of a node. */
const PREVIOUS = 0;
const NEXT = 1;
const ROOM = 2;
const OFFSET = 3;
const PLAIN = -1;

const LISTPACK_HEADER = firstElement(0);
const FIRST_ROOM = 64;
/** Whatever `fill` says, a node of several elements is not larger. */
const PACKED_BYTES_MAX = 8192;
/** What an element may need beside its bytes, at most. */
const ELEMENT_OVERHEAD = 8;
/** Nodes given back at a time. */
const DRAINED_NODES = 100;

const SEARCH = new ListpackSearch();

/** Who is told of what happens to the nodes of a list, before it does. */
export interface NodeKeeper {
  /** A node, or which one follows it, is about to change; or it is about to go. */
  changes(node: number): void;
  /** A node has just been made. */
  adds(node: number): void;
}

/** What is done with the bytes of a node: those of a listpack, or of a plain element. */
export type VisitNode = (
  bytes: Uint8Array,
  start: number,
  end: number,
  isPlain: boolean,
) => void;

/** `DEBUG QUICKLIST-PACKED-THRESHOLD`: elements of this length are plain; 0: as `fill` has it. */
export const packedThreshold = { bytes: 0 };

/** How large a listpack may become, in bytes or, if `fill` is positive, in elements. */
export function exceedsFill(fill: number, bytes: number, elements: number): boolean {
  if (fill < 0) return bytes > fillBytes(fill);
  return bytes > PACKED_BYTES_MAX || elements > Math.max(fill, 1);
}

/** The limit in bytes for a negative `fill`. */
export function fillBytes(fill: number): number {
  return 2048 << Math.min(-fill, 5);
}

function isLarge(length: number, fill: number): boolean {
  if (packedThreshold.bytes > 0) return length >= packedThreshold.bytes;
  return length > (fill < 0 ? fillBytes(fill) : PACKED_BYTES_MAX);
}

export class Quicklist {
  /** How many elements there are. */
  length = 0;
  /** How many nodes. */
  nodes = 0;
  /** Bytes of all nodes. */
  nodeBytes = 0;

  keeper: NodeKeeper | null = null;
  readonly #arena: Arena;
  #head = 0;
  #tail = 0;
  /** The position: a node, and the place of the element in it (0 for a plain one). */
  #node = 0;
  #offset = 0;

  constructor(memory: Memory) {
    this.#arena = memory.arena;
  }

  /** Adds an element at an end. Its bytes must not lie in this list. */
  push(isHead: boolean, value: Uint8Array, start: number, end: number, fill: number): void {
    this.length++;
    const node = isHead ? this.#head : this.#tail;
    if (node !== 0 && this.#extend(node, isHead, value, start, end, fill)) return;
    this.#addBehind(isHead ? 0 : node, value, start, end, fill);
  }

  /** Adds the elements of a listpack at the end, as a node of their own. */
  appendListpack(listpack: Uint8Array, start: number, end: number): void {
    const node = this.#addNode(this.#tail, end - start, 0);
    const bytes = this.#bytesOf(node);
    copyBytes(bytes, byteOf(node) + NODE_BYTES, listpack, start, end);
    this.length += listpackLength(listpack, start);
  }

  /** Adds a plain element at the end. */
  appendPlain(value: Uint8Array, start: number, end: number): void {
    this.#addPlain(this.#tail, value, start, end);
    this.length++;
  }

  /** Goes to the element at an index, counted from the end if negative; false if there is none. */
  seek(index: number): boolean {
    if (index < 0) index += this.length;
    if (index < 0 || index >= this.length) return false;
    if (index < this.length / 2) {
      let node = this.#head;
      for (let count = this.#count(node); index >= count; count = this.#count(node)) {
        index -= count;
        node = this.#next(node);
      }
      this.#goTo(node, index);
    } else {
      let behind = this.length - index;
      let node = this.#tail;
      for (let count = this.#count(node); behind > count; count = this.#count(node)) {
        behind -= count;
        node = this.#previous(node);
      }
      this.#goTo(node, -behind);
    }
    return true;
  }

  /** Goes to the element behind; false if there is none. */
  next(): boolean {
    const node = this.#node;
    if (!this.#isPlain(node)) {
      const bytes = this.#bytesOf(node);
      const at = this.#listpackAt(node);
      const p = nextElement(bytes, at + this.#offset);
      if (!isListpackEnd(bytes, p)) {
        this.#offset = p - at;
        return true;
      }
    }
    const next = this.#next(node);
    if (next === 0) return false;
    this.#goTo(next, 0);
    return true;
  }

  /** Goes to the element before; false if there is none. */
  previous(): boolean {
    const node = this.#node;
    if (this.#offset > LISTPACK_HEADER) {
      const at = this.#listpackAt(node);
      this.#offset = previousElement(this.#bytesOf(node), at + this.#offset) - at;
      return true;
    }
    const previous = this.#previous(node);
    if (previous === 0) return false;
    this.#goTo(previous, -1);
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
    most: number,
  ): number {
    let passed = 0;
    while (passed < most) {
      const node = this.#node;
      const bytes = this.#bytesOf(node);
      if (this.#isPlain(node)) {
        const at = byteOf(node) + NODE_BYTES;
        if (end - start === this.#room(node) && equalBytes(value, start, end, bytes, at)) {
          return passed;
        }
        passed++;
      } else {
        const at = this.#listpackAt(node);
        const isFound = SEARCH.run(isBackwards, bytes, at, at + this.#offset, value, start, end);
        passed += SEARCH.passed;
        if (isFound) {
          this.#offset = SEARCH.place - at;
          return passed;
        }
      }
      const following = isBackwards ? this.#previous(node) : this.#next(node);
      if (following === 0) return -1;
      this.#goTo(following, isBackwards ? -1 : 0);
    }
    return -1;
  }

  /** Puts a cursor on the element at the position. */
  read(element: Element): void {
    const node = this.#node;
    const bytes = this.#bytesOf(node);
    if (this.#isPlain(node)) {
      const start = byteOf(node) + NODE_BYTES;
      element.set(bytes, start, start + this.#room(node));
    } else {
      element.read(bytes, this.#listpackAt(node) + this.#offset);
    }
  }

  /** Writes `count` elements from the position on; there must be as many. */
  write(count: number, sink: ElementSink, scratch: Element): void {
    for (;;) {
      const node = this.#node;
      if (this.#isPlain(node)) {
        this.read(scratch);
        sink.bulk(scratch.bytes, scratch.start, scratch.end);
        count--;
      } else {
        const p = this.#listpackAt(node) + this.#offset;
        count -= writeElements(this.#bytesOf(node), p, count, sink, scratch);
      }
      if (count === 0) return;
      this.#goTo(this.#next(node), 0);
    }
  }

  /** Inserts an element before or behind the one at the position, which is then lost. */
  insert(
    isBehind: boolean,
    value: Uint8Array,
    start: number,
    end: number,
    fill: number,
  ): void {
    let node = this.#node;
    this.length++;
    if (this.#isPlain(node)) {
      return this.#addBehind(isBehind ? node : this.#previous(node), value, start, end, fill);
    }
    const at = this.#listpackAt(node);
    const bytes = this.#bytesOf(node);
    const offset = isBehind ? nextElement(bytes, at + this.#offset) - at : this.#offset;
    if (this.#accepts(node, end - start, fill)) {
      return this.#splice(node, offset, 0, value, start, end);
    }
    if (offset === LISTPACK_HEADER) node = this.#previous(node);
    else if (!isListpackEnd(bytes, at + offset)) this.#split(node, offset);
    this.#addBehind(node, value, start, end, fill);
  }

  /** Gives the element at an index another value; there must be one. */
  set(index: number, value: Uint8Array, start: number, end: number, fill: number): void {
    this.seek(index);
    const node = this.#node;
    if (!this.#isPlain(node)) {
      const size = elementBytes(this.#bytesOf(node), this.#listpackAt(node) + this.#offset);
      if (this.#accepts(node, end - start, fill, size)) {
        return this.#splice(node, this.#offset, size, value, start, end);
      }
    }
    this.insert(true, value, start, end, fill);
    this.seek(index < 0 ? index - 1 : index);
    this.remove();
  }

  /** Removes the element at the position and goes to the one behind; false if there is none. */
  remove(): boolean {
    const node = this.#node;
    if (this.#isPlain(node) || this.#count(node) === 1) {
      const next = this.#next(node);
      this.#dropNode(node, 1);
      if (next === 0) return false;
      this.#goTo(next, 0);
      return true;
    }
    const at = this.#listpackAt(node);
    const offset = this.#offset;
    const kept = this.#cut(node, offset, elementBytes(this.#bytesOf(node), at + offset), 1);
    // Removing may move the listpack, but not the offsets within it.
    this.#node = kept;
    if (!isListpackEnd(this.#bytesOf(kept), this.#listpackAt(kept) + offset)) return true;
    const next = this.#next(kept);
    if (next === 0) return false;
    this.#goTo(next, 0);
    return true;
  }

  /** Removes so many elements from one end; there must be as many. */
  removeEnd(isHead: boolean, count: number): void {
    while (count > 0) {
      const node = isHead ? this.#head : this.#tail;
      const held = this.#count(node);
      if (held <= count) {
        this.#dropNode(node, held);
        count -= held;
        continue;
      }
      const at = this.#listpackAt(node);
      const bytes = this.#bytesOf(node);
      const p = seekElement(bytes, at, isHead ? count : -count);
      if (isHead) this.#cut(node, LISTPACK_HEADER, p - at - LISTPACK_HEADER, count);
      else this.#cut(node, p - at, at + listpackBytes(bytes, at) - 1 - p, count);
      return;
    }
  }

  /** Calls `visit` with each node. */
  forEachNode(visit: VisitNode): void {
    for (let node = this.#head; node !== 0; node = this.#next(node)) this.visitNode(node, visit);
  }

  /** The first node; 0: there is none. */
  get firstNode(): number {
    return this.#head;
  }

  /** The node behind one; 0: there is none. */
  nodeBehind(node: number): number {
    return this.#next(node);
  }

  visitNode(node: number, visit: VisitNode): void {
    const bytes = this.#bytesOf(node);
    const isPlain = this.#isPlain(node);
    const start = isPlain ? byteOf(node) + NODE_BYTES : this.#listpackAt(node);
    const length = isPlain ? this.#room(node) : listpackBytes(bytes, start);
    visit(bytes, start, start + length, isPlain);
  }

  /** Whether it is a single packed node, which would do as a listpack of its own. */
  get isOnePackedNode(): boolean {
    return this.nodes === 1 && !this.#isPlain(this.#head);
  }

  /** Bytes of the listpack of the first node. */
  get headBytes(): number {
    return listpackBytes(this.#bytesOf(this.#head), this.#listpackAt(this.#head));
  }

  /** A copy of the listpack of the first node. */
  copyHead(): Uint8Array {
    const at = this.#listpackAt(this.#head);
    return this.#bytesOf(this.#head).slice(at, at + this.headBytes);
  }

  /** Bytes of the elements and of what holds them together, whatever the samples. */
  bytes(_samples: number): number {
    return this.nodeBytes;
  }

  /** A copy in another memory, or in the same one. */
  copy(memory: Memory): Quicklist {
    const copy = new Quicklist(memory);
    this.forEachNode((bytes, start, end, isPlain) => {
      if (isPlain) copy.appendPlain(bytes, start, end);
      else copy.appendListpack(bytes, start, end);
    });
    return copy;
  }

  /** Gives back some nodes; true once nothing is left. Nothing else may be done with it then. */
  drain(): boolean {
    for (let i = 0; i < DRAINED_NODES && this.#head !== 0; i++) this.#dropNode(this.#head, 0);
    return this.#head === 0;
  }

  /** Puts the position at an element of a node, counted from its end if negative. */
  #goTo(node: number, index: number): void {
    this.#node = node;
    this.#offset = 0;
    if (this.#isPlain(node)) return;
    const at = this.#listpackAt(node);
    const bytes = this.#bytesOf(node);
    this.#offset =
      (index === 0
        ? firstElement(at)
        : index === -1
        ? lastElement(bytes, at)
        : seekElement(bytes, at, index)) - at;
  }

  #accepts(node: number, length: number, fill: number, replaced = 0): boolean {
    if (this.#isPlain(node) || isLarge(length, fill)) return false;
    const bytes = this.#bytesOf(node);
    const at = this.#listpackAt(node);
    const size = listpackBytes(bytes, at) + length + ELEMENT_OVERHEAD - replaced;
    const count = fill < 0 ? 0 : listpackLength(bytes, at) + (replaced > 0 ? 0 : 1);
    return !exceedsFill(fill, size, count);
  }

  /** Adds an element that has no place in a node, behind this one or, if 0, before all. */
  #addBehind(
    node: number,
    value: Uint8Array,
    start: number,
    end: number,
    fill: number,
  ): void {
    if (isLarge(end - start, fill)) return this.#addPlain(node, value, start, end);
    const next = node === 0 ? this.#head : this.#next(node);
    if (node !== 0 && this.#accepts(node, end - start, fill)) {
      const at = this.#listpackAt(node);
      const offset = listpackBytes(this.#bytesOf(node), at) - 1;
      this.#splice(node, offset, 0, value, start, end);
    } else if (next !== 0 && this.#accepts(next, end - start, fill)) {
      this.#splice(next, LISTPACK_HEADER, 0, value, start, end);
    } else {
      this.#splice(this.#addPacked(node), LISTPACK_HEADER, 0, value, start, end);
    }
  }

  /** Adds an element at an end of a node if that takes no more than writing it; else false. */
  #extend(
    node: number,
    isHead: boolean,
    value: Uint8Array,
    start: number,
    end: number,
    fill: number,
  ): boolean {
    const words = this.#words(node);
    const base = wordOf(node);
    const free = words[base + OFFSET];
    if (free === PLAIN || !this.#accepts(node, end - start, fill)) return false;
    this.#willChange(node);
    const bytes = this.#bytesOf(node);
    let at = byteOf(node) + NODE_BYTES + free;
    const total = listpackBytes(bytes, at);
    const size = encodedBytes(value, start, end);
    if (isHead) {
      if (size > free) return false;
      const from = at;
      words[base + OFFSET] = free - size;
      at -= size;
      for (let i = 0; i < LISTPACK_HEADER; i++) bytes[at + i] = bytes[from + i];
      writeElement(bytes, at + LISTPACK_HEADER, value, start, end);
    } else {
      if (free + total + size > words[base + ROOM]) return false;
      endListpack(bytes, writeElement(bytes, at + total - 1, value, start, end));
    }
    addToHeader(bytes, at, size, 1);
    return true;
  }

  #addPlain(before: number, value: Uint8Array, start: number, end: number): void {
    const node = this.#addNode(before, end - start, PLAIN);
    copyBytes(this.#bytesOf(node), byteOf(node) + NODE_BYTES, value, start, end);
  }

  /** A packed node without elements, behind this one or, if 0, before all. */
  #addPacked(before: number): number {
    if (before !== 0) before = this.#trim(before);
    else if (this.#head !== 0) this.#trim(this.#head);
    const node = this.#addNode(before, FIRST_ROOM, 0);
    writeEmptyListpack(this.#bytesOf(node), byteOf(node) + NODE_BYTES);
    return node;
  }

  /** Takes back much free room from a node that has probably stopped growing; returns its block. */
  #trim(node: number): number {
    if (this.#isPlain(node)) return node;
    const total = listpackBytes(this.#bytesOf(node), this.#listpackAt(node));
    return this.#room(node) - total < total / 8 ? node : this.#move(node, total);
  }

  /** Moves a packed node to a block with this room; returns it. */
  #move(node: number, room: number): number {
    const old = this.#bytesOf(node);
    const at = this.#listpackAt(node);
    const fresh = this.#allocate(room, 0);
    this.#replaceNode(node, fresh);
    const end = at + listpackBytes(old, at);
    copyBytes(this.#bytesOf(fresh), byteOf(fresh) + NODE_BYTES, old, at, end);
    this.#release(node);
    return fresh;
  }

  /** Puts an element in the place of `removed` bytes, one element or none, of a packed node. */
  #splice(
    node: number,
    offset: number,
    removed: number,
    value: Uint8Array,
    start: number,
    end: number,
  ): void {
    const size = encodedBytes(value, start, end);
    node = this.#gap(node, offset, removed, size);
    const at = this.#listpackAt(node);
    const bytes = this.#bytesOf(node);
    writeElement(bytes, at + offset, value, start, end);
    addToHeader(bytes, at, size - removed, removed > 0 ? 0 : 1);
  }

  /** Makes a gap in the place of `removed` bytes; returns the node, which may be another block. */
  #gap(node: number, offset: number, removed: number, inserted: number): number {
    this.#willChange(node);
    const more = inserted - removed;
    const words = this.#words(node);
    const base = wordOf(node);
    const bytes = this.#bytesOf(node);
    const at = this.#listpackAt(node);
    const total = listpackBytes(bytes, at);
    const free = words[base + OFFSET];
    const behind = words[base + ROOM] - free - total;
    if (more <= free && (more > behind || offset < total / 2)) {
      bytes.copyWithin(at - more, at, at + offset);
      words[base + OFFSET] -= more;
    } else if (more <= behind) {
      bytes.copyWithin(at + offset + inserted, at + offset + removed, at + total);
    } else {
      return this.#enlarge(node, offset, removed, inserted);
    }
    return node;
  }

  /** `#gap` by means of a larger block. What is free in it lies where the list is growing. */
  #enlarge(node: number, offset: number, removed: number, inserted: number): number {
    const old = this.#bytesOf(node);
    const at = this.#listpackAt(node);
    const total = listpackBytes(old, at);
    const size = total + inserted - removed;
    const room = size <= PACKED_BYTES_MAX / 2
      ? Math.max(2 * size, FIRST_ROOM)
      : Math.max(size + (size >> 2), PACKED_BYTES_MAX);
    const free = offset < total / 2 && node === this.#head ? room - size : 0;
    const fresh = this.#allocate(room, free);
    this.#replaceNode(node, fresh);
    const bytes = this.#bytesOf(fresh);
    const to = byteOf(fresh) + NODE_BYTES + free;
    copyBytes(bytes, to, old, at, at + offset);
    copyBytes(bytes, to + offset + inserted, old, at + offset + removed, at + total);
    this.#release(node);
    return fresh;
  }

  /**
   * Takes so many bytes and elements out of a packed node that keeps others; returns the node, which
   * may be another block: where three quarters of the room are free, most of them are given back.
   */
  #cut(node: number, offset: number, size: number, elements: number): number {
    this.#willChange(node);
    const bytes = this.#bytesOf(node);
    let at = this.#listpackAt(node);
    const total = listpackBytes(bytes, at);
    if (offset < total / 2) {
      copyBytes(bytes, at + size, bytes, at, at + offset);
      this.#words(node)[wordOf(node) + OFFSET] += size;
      at += size;
    } else {
      copyBytes(bytes, at + offset, bytes, at + offset + size, at + total);
    }
    addToHeader(bytes, at, -size, -elements);
    this.length -= elements;
    const left = total - size;
    const room = this.#room(node);
    if (left >= room / 4 || room <= FIRST_ROOM) return node;
    return this.#move(node, Math.max(2 * left, FIRST_ROOM));
  }

  /** Moves the elements of a packed node from an offset on to a node of their own behind it. */
  #split(node: number, offset: number): void {
    this.#willChange(node);
    const bytes = this.#bytesOf(node);
    const at = this.#listpackAt(node);
    const end = at + listpackBytes(bytes, at);
    let count = 0;
    for (let p = at + offset; !isListpackEnd(bytes, p); p = nextElement(bytes, p)) count++;
    const size = end - 1 - at - offset;
    const right = this.#addNode(node, EMPTY_LISTPACK_BYTES + size, 0);
    const target = this.#bytesOf(right);
    const to = byteOf(right) + NODE_BYTES;
    writeEmptyListpack(target, to);
    copyBytes(target, to + LISTPACK_HEADER, bytes, at + offset, end);
    addToHeader(target, to, size, count);
    bytes.copyWithin(at + offset, end - 1, end);
    addToHeader(bytes, at, -size, -count);
  }

  /** A node behind another one or, if that is 0, before all. */
  #addNode(before: number, room: number, offset: number): number {
    const node = this.#allocate(room, offset);
    const next = before === 0 ? this.#head : this.#next(before);
    this.#link(before, node);
    this.#link(node, next);
    this.nodes++;
    return node;
  }

  #allocate(room: number, offset: number): number {
    const node = this.#arena.allocate(NODE_BYTES + room);
    const words = this.#words(node);
    const base = wordOf(node);
    words[base + PREVIOUS] = 0;
    words[base + NEXT] = 0;
    words[base + ROOM] = room;
    words[base + OFFSET] = offset;
    this.nodeBytes += NODE_BYTES + room;
    if (this.keeper !== null) this.keeper.adds(node);
    return node;
  }

  #release(node: number): void {
    this.#willChange(node);
    const size = NODE_BYTES + this.#room(node);
    this.nodeBytes -= size;
    this.#arena.release(node, size);
  }

  /** Takes a node with so many elements out of the chain. */
  #dropNode(node: number, elements: number): void {
    this.#link(this.#previous(node), this.#next(node));
    this.#release(node);
    this.nodes--;
    this.length -= elements;
  }

  #replaceNode(node: number, fresh: number): void {
    this.#link(this.#previous(node), fresh);
    this.#link(fresh, this.#next(node));
  }

  /** Makes two nodes neighbours; 0 stands for the end of the list. */
  #link(left: number, right: number): void {
    if (left === 0) {
      this.#head = right;
    } else {
      this.#willChange(left);
      this.#words(left)[wordOf(left) + NEXT] = right;
    }
    if (right === 0) this.#tail = left;
    else this.#words(right)[wordOf(right) + PREVIOUS] = left;
  }

  #willChange(node: number): void {
    if (this.keeper !== null) this.keeper.changes(node);
  }

  /** How many elements a node holds. */
  #count(node: number): number {
    return this.#isPlain(node) ? 1 : listpackLength(this.#bytesOf(node), this.#listpackAt(node));
  }

  #listpackAt(node: number): number {
    return byteOf(node) + NODE_BYTES + this.#words(node)[wordOf(node) + OFFSET];
  }

  #isPlain(node: number): boolean {
    return this.#words(node)[wordOf(node) + OFFSET] === PLAIN;
  }

  #previous(node: number): number {
    return this.#words(node)[wordOf(node) + PREVIOUS];
  }

  #next(node: number): number {
    return this.#words(node)[wordOf(node) + NEXT];
  }

  #room(node: number): number {
    return this.#words(node)[wordOf(node) + ROOM];
  }

  #words(node: number): Int32Array {
    return this.#arena.i32[chunkOf(node)];
  }

  #bytesOf(node: number): Uint8Array {
    return this.#arena.u8[chunkOf(node)];
  }
}

function wordOf(node: number): number {
  return byteOf(node) >> 2;
}
