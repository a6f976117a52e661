/**
 * The ordered index of a sorted set: pairs of a score and the reference of the member's entry, in
 * the order of scores, and of the members' bytes among equal scores.
 *
 * It is a B+ tree (Bayer and McCreight, 1972; Comer, 1979) whose inner nodes also count what is
 * below each child, so that an item's rank is a sum on the way down. Leaves and inner nodes are
 * blocks of the arena and look alike: the items of an inner node are the first items of its
 * children, exactly.
 *
 *   | count | next | previous | – | 48 scores f64 | 48 references i32 |
 *                                   inner nodes, behind that: | 48 children | 48 counts |
 *
 * Only leaves are linked. A node that overflows is cut in half, unless it is the last one (or the
 * first) and grows at its outer end: then it stays full, so that what arrives in order packs
 * tightly. Neighbours are merged when together they fill three quarters of one.
 *
 *   insert, remove, move, rank, item at a rank, first item of a range  O(log n)     step  O(1)
 *
 * Methods that look for an item leave the position at it: `score`, `ref`, `next`, `previous` speak
 * of the item there, until the next change. Members are read from the entries (`entry.ts`), whose
 * keys they are.
 */

import { type Arena, byteOf, chunkOf } from "./arena.ts";
import { compareBytes } from "./bytes.ts";
import { Entry } from "./entry.ts";

/** Items in a node: fewer cost memory, more cost time when the first ones are popped. */
const ITEMS = 48;
const HALF = ITEMS / 2;
/** Two neighbours are merged when they have no more items than this. */
const MERGED_MAX = ITEMS * 3 / 4;

/** Word offsets within a node. */
const COUNT = 0;
const NEXT = 1;
const PREVIOUS = 2;
const SCORES = 4;
const REFS = SCORES + 2 * ITEMS;
const CHILDREN = REFS + ITEMS;
const COUNTS = CHILDREN + ITEMS;
const LEAF_BYTES = 4 * (REFS + ITEMS);
const INNER_BYTES = 4 * (COUNTS + ITEMS);

/**
 * The member that is looked for, and the way from the root down to the position: the inner nodes,
 * and which child was taken in each. Used within one call only, and so shared by all indexes.
 */
const MEMBER = new Entry();
const NODES = new Int32Array(32);
const SLOTS = new Int32Array(32);

export class OrderedIndex {
  /** How many items there are. */
  size = 0;

  readonly #arena: Arena;
  #root = 0;
  /** Levels of inner nodes above the leaves. */
  #height = 0;
  #leaves = 0;
  #inner = 0;
  /** The position: a leaf, and the place within it. */
  #leaf = 0;
  #slot = 0;

  constructor(arena: Arena) {
    this.#arena = arena;
  }

  /** Bytes of all nodes. */
  get bytes(): number {
    return this.#leaves * LEAF_BYTES + this.#inner * INNER_BYTES;
  }

  /** The score at the position. */
  get score(): number {
    return this.#arena.f64[chunkOf(this.#leaf)][scoreAt(this.#leaf, this.#slot)];
  }

  /** The reference at the position. */
  get ref(): number {
    return this.#arena.i32[chunkOf(this.#leaf)][wordOf(this.#leaf) + REFS + this.#slot];
  }

  /** Steps to the item behind; false if there is none. */
  next(): boolean {
    const leaf = this.#leaf;
    const words = this.#arena.i32[chunkOf(leaf)];
    const base = wordOf(leaf);
    if (++this.#slot < words[base + COUNT]) return true;
    if (words[base + NEXT] === 0) return false;
    this.#leaf = words[base + NEXT];
    this.#slot = 0;
    return true;
  }

  /** Steps to the item before; false if there is none. */
  previous(): boolean {
    if (--this.#slot >= 0) return true;
    const { i32 } = this.#arena;
    const previous = i32[chunkOf(this.#leaf)][wordOf(this.#leaf) + PREVIOUS];
    if (previous === 0) return false;
    this.#leaf = previous;
    this.#slot = i32[chunkOf(previous)][wordOf(previous) + COUNT] - 1;
    return true;
  }

  /** Goes to the item at a rank in [0, size). */
  seek(rank: number): void {
    const { i32 } = this.#arena;
    let node = this.#root;
    for (let level = 0; level < this.#height; level++) {
      const words = i32[chunkOf(node)];
      const base = wordOf(node);
      const counts = base + COUNTS;
      let slot = 0;
      while (rank >= words[counts + slot]) rank -= words[counts + slot++];
      NODES[level] = node;
      SLOTS[level] = slot;
      node = words[base + CHILDREN + slot];
    }
    this.#leaf = node;
    this.#slot = rank;
  }

  /** Goes to an item that is there, and returns its rank. */
  rankOf(score: number, ref: number): number {
    MEMBER.load(this.#arena, ref);
    this.#descend(score);
    return this.#rankHere();
  }

  /** How many items have a lower score; with `orEqual`, a lower one or this one. */
  countBelow(score: number, orEqual: boolean): number {
    const { i32, f64 } = this.#arena;
    if (this.size === 0) return 0;
    let node = this.#root;
    let rank = 0;
    for (let level = 0;; level++) {
      const words = i32[chunkOf(node)];
      const base = wordOf(node);
      const scores = f64[chunkOf(node)];
      const first = scoreAt(node, 0);
      let low = 0;
      let high = words[base + COUNT];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const other = scores[first + middle];
        if (other < score || (orEqual && other === score)) low = middle + 1;
        else high = middle;
      }
      if (level === this.#height) return rank + low;
      const slot = low === 0 ? 0 : low - 1;
      for (let i = base + COUNTS; i < base + COUNTS + slot; i++) rank += words[i];
      node = words[base + CHILDREN + slot];
    }
  }

  /**
   * How many members are less than these bytes; with `orEqual`, less or the same. Scores do not
   * count: they are taken for equal, as lexicographic ranges do.
   */
  countBelowMember(bytes: Uint8Array, start: number, end: number, orEqual: boolean): number {
    const { i32 } = this.#arena;
    if (this.size === 0) return 0;
    let node = this.#root;
    let rank = 0;
    for (let level = 0;; level++) {
      const words = i32[chunkOf(node)];
      const base = wordOf(node);
      let low = 0;
      let high = words[base + COUNT];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const order = this.#compare(words[base + REFS + middle], bytes, start, end);
        if (order < 0 || (orEqual && order === 0)) low = middle + 1;
        else high = middle;
      }
      if (level === this.#height) return rank + low;
      const slot = low === 0 ? 0 : low - 1;
      for (let i = base + COUNTS; i < base + COUNTS + slot; i++) rank += words[i];
      node = words[base + CHILDREN + slot];
    }
  }

  /** How many items come before this score with this member, or are the same. */
  countUpTo(score: number, bytes: Uint8Array, start: number, end: number): number {
    if (this.size === 0) return 0;
    MEMBER.bytes = bytes;
    MEMBER.keyStart = start;
    MEMBER.keyEnd = end;
    this.#descend(score);
    return this.#rankHere() + 1;
  }

  /** Adds an item; its member must not be there yet. */
  insert(score: number, ref: number): void {
    if (this.#root === 0) this.#root = this.#addNode(LEAF_BYTES);
    MEMBER.load(this.#arena, ref);
    this.#descend(score);
    this.#insertBehind(score, ref);
  }

  /** Removes an item that is there. */
  remove(score: number, ref: number): void {
    MEMBER.load(this.#arena, ref);
    this.#descend(score);
    this.#removeHere();
  }

  /** Removes the item at a rank in [0, size), and returns its reference. */
  removeAt(rank: number): number {
    this.seek(rank);
    const { ref } = this;
    this.#removeHere();
    return ref;
  }

  /**
   * Fills `refs` with the references at the position and behind it (or before it), as far as they
   * stand in the same node; returns how many there are.
   */
  around(refs: Int32Array, isReverse: boolean): number {
    const words = this.#arena.i32[chunkOf(this.#leaf)];
    const base = wordOf(this.#leaf);
    const left = isReverse ? this.#slot + 1 : words[base + COUNT] - this.#slot;
    const count = Math.min(left, refs.length);
    const first = base + REFS + this.#slot;
    for (let i = 0; i < count; i++) refs[i] = words[isReverse ? first - i : first + i];
    return count;
  }

  /** Gives an item that is there another score. */
  move(score: number, ref: number, newScore: number): void {
    MEMBER.load(this.#arena, ref);
    this.#descend(score);
    if (this.#stays(newScore)) {
      const leaf = this.#leaf;
      this.#arena.f64[chunkOf(leaf)][scoreAt(leaf, this.#slot)] = newScore;
      if (this.#slot === 0) this.#retitle(this.#height - 1);
      return;
    }
    this.#removeHere();
    this.insert(newScore, ref);
  }

  /**
   * Releases some nodes, a step each; true once nothing is left. After the first call there is
   * nothing else that may be done with the index.
   */
  release(steps: number): boolean {
    for (; steps > 0; steps--) {
      if (this.#root === 0) return true;
      this.#releaseOne();
    }
    return this.#root === 0;
  }

  /** Whether the item at the position may have this score where it is. */
  #stays(score: number): boolean {
    const leaf = this.#leaf;
    const words = this.#arena.i32[chunkOf(leaf)];
    const scores = this.#arena.f64[chunkOf(leaf)];
    const base = wordOf(leaf);
    const at = scoreAt(leaf, this.#slot);
    const isFirst = this.#slot === 0;
    const isLast = this.#slot === words[base + COUNT] - 1;
    return (isFirst ? words[base + PREVIOUS] === 0 : scores[at - 1] < score) &&
      (isLast ? words[base + NEXT] === 0 : score < scores[at + 1]);
  }

  /**
   * Looks for a score together with the member in `MEMBER`: goes to the last item that is not
   * greater, in its leaf, where the slot is -1 if all are.
   */
  #descend(score: number): void {
    const { i32, f64 } = this.#arena;
    const { bytes, keyStart, keyEnd } = MEMBER;
    let node = this.#root;
    for (let level = 0;; level++) {
      const words = i32[chunkOf(node)];
      const base = wordOf(node);
      const scores = f64[chunkOf(node)];
      const first = scoreAt(node, 0);
      let low = 0;
      let high = words[base + COUNT];
      while (low < high) {
        const middle = (low + high) >>> 1;
        const other = scores[first + middle];
        if (
          other < score ||
          (other === score &&
            this.#compare(words[base + REFS + middle], bytes, keyStart, keyEnd) <= 0)
        ) low = middle + 1;
        else high = middle;
      }
      if (level === this.#height) {
        this.#leaf = node;
        this.#slot = low - 1;
        return;
      }
      const slot = low === 0 ? 0 : low - 1;
      NODES[level] = node;
      SLOTS[level] = slot;
      node = words[base + CHILDREN + slot];
    }
  }

  /** The rank of the position, to which the way down has led. */
  #rankHere(): number {
    const { i32 } = this.#arena;
    let rank = this.#slot;
    for (let level = 0; level < this.#height; level++) {
      const words = i32[chunkOf(NODES[level])];
      const first = wordOf(NODES[level]) + COUNTS;
      for (let i = first; i < first + SLOTS[level]; i++) rank += words[i];
    }
    return rank;
  }

  /** The order of a member and these bytes: negative, 0 or positive, as `memcmp` has it. */
  #compare(ref: number, bytes: Uint8Array, start: number, end: number): number {
    const entry = this.#arena.u8[chunkOf(ref)];
    let at = byteOf(ref);
    let length = entry[at + 1];
    if (length < 0x80) {
      at += 3; // Flags, and lengths of a byte each: a score is always eight bytes.
    } else {
      let shift = 7;
      length &= 0x7f;
      for (at += 2;; shift += 7) {
        const byte = entry[at++];
        length |= (byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      at++;
    }
    return compareBytes(entry, at, at + length, bytes, start, end);
  }

  /** Puts an item behind the position that `#descend` has found. */
  #insertBehind(score: number, ref: number): void {
    const { i32, f64 } = this.#arena;
    this.size++;
    let leaf = this.#leaf;
    let slot = this.#slot + 1;
    let words = i32[chunkOf(leaf)];
    let right = 0;
    const count = words[wordOf(leaf) + COUNT];
    if (count === ITEMS) {
      const isAtEnd = slot === ITEMS && words[wordOf(leaf) + NEXT] === 0;
      const isAtStart = slot === 0 && words[wordOf(leaf) + PREVIOUS] === 0;
      const kept = isAtEnd ? ITEMS : isAtStart ? 0 : HALF;
      right = this.#splitLeaf(leaf, kept);
      if (slot > kept || isAtEnd) {
        leaf = right;
        slot -= kept;
        words = i32[chunkOf(leaf)];
      }
    }
    const base = wordOf(leaf);
    const scores = f64[chunkOf(leaf)];
    const first = scoreAt(leaf, 0);
    for (let i = words[base + COUNT]; i > slot; i--) {
      scores[first + i] = scores[first + i - 1];
      words[base + REFS + i] = words[base + REFS + i - 1];
    }
    scores[first + slot] = score;
    words[base + REFS + slot] = ref;
    words[base + COUNT]++;
    if (right !== 0) return this.#addChild(this.#height - 1, right);
    for (let level = 0; level < this.#height; level++) {
      const node = NODES[level];
      i32[chunkOf(node)][wordOf(node) + COUNTS + SLOTS[level]]++;
    }
    if (slot === 0) this.#retitle(this.#height - 1);
  }

  /** Moves the items of a leaf behind the first `kept` to a new leaf on its right. */
  #splitLeaf(leaf: number, kept: number): number {
    const right = this.#addNode(LEAF_BYTES);
    this.#moveItems(leaf, kept, right, 0, ITEMS - kept, false);
    this.#link(right, this.#arena.i32[chunkOf(leaf)][wordOf(leaf) + NEXT]);
    this.#link(leaf, right);
    return right;
  }

  /**
   * Puts a new node behind the child that was taken on a level of the way down, splitting nodes
   * upwards as far as needed, and brings the first items and the counts up to date.
   */
  #addChild(level: number, right: number): void {
    const { i32 } = this.#arena;
    for (; level >= 0 && right !== 0; level--) {
      const node = NODES[level];
      const slot = SLOTS[level];
      this.#describe(node, slot, level);
      let target = node;
      let at = slot + 1;
      const child = right;
      right = 0;
      if (i32[chunkOf(node)][wordOf(node) + COUNT] === ITEMS) {
        const kept = at === ITEMS && this.#isOuter(level, true)
          ? ITEMS
          : slot === 0 && this.#isOuter(level, false)
          ? 1
          : HALF;
        right = this.#addNode(INNER_BYTES);
        this.#moveItems(node, kept, right, 0, ITEMS - kept, true);
        if (at > kept || kept === ITEMS) {
          target = right;
          at -= kept;
        }
      }
      const words = i32[chunkOf(target)];
      const base = wordOf(target);
      this.#moveItems(target, at, target, at + 1, words[base + COUNT] - at, true);
      words[base + CHILDREN + at] = child;
      this.#describe(target, at, level);
    }
    if (right !== 0) return this.#addRoot(right);
    // Above, nothing was split: one item more, and perhaps another first one.
    for (let above = level; above >= 0; above--) {
      const node = NODES[above];
      i32[chunkOf(node)][wordOf(node) + COUNTS + SLOTS[above]]++;
    }
    this.#retitle(level);
  }

  #addRoot(right: number): void {
    const root = this.#addNode(INNER_BYTES);
    const words = this.#arena.i32[chunkOf(root)];
    const base = wordOf(root);
    words[base + COUNT] = 2;
    words[base + CHILDREN] = this.#root;
    words[base + CHILDREN + 1] = right;
    this.#root = root;
    this.#height++;
    this.#describe(root, 0, 0);
    this.#describe(root, 1, 0);
  }

  /** Whether the way down keeps to the last (or first) child above a level. */
  #isOuter(level: number, isLast: boolean): boolean {
    const { i32 } = this.#arena;
    while (--level >= 0) {
      const node = NODES[level];
      const edge = isLast ? i32[chunkOf(node)][wordOf(node) + COUNT] - 1 : 0;
      if (SLOTS[level] !== edge) return false;
    }
    return true;
  }

  /** Writes a child's first item and count into its parent, which stands on `level`. */
  #describe(parent: number, slot: number, level: number): void {
    const { i32 } = this.#arena;
    const words = i32[chunkOf(parent)];
    const base = wordOf(parent);
    const child = words[base + CHILDREN + slot];
    const own = i32[chunkOf(child)];
    const childBase = wordOf(child);
    let count = own[childBase + COUNT];
    if (level < this.#height - 1) {
      const behind = childBase + COUNTS + count;
      count = 0;
      for (let i = childBase + COUNTS; i < behind; i++) count += own[i];
    }
    words[base + COUNTS + slot] = count;
    this.#copyTitle(parent, slot, child);
  }

  #copyTitle(parent: number, slot: number, child: number): void {
    const { i32, f64 } = this.#arena;
    f64[chunkOf(parent)][scoreAt(parent, slot)] = f64[chunkOf(child)][scoreAt(child, 0)];
    i32[chunkOf(parent)][wordOf(parent) + REFS + slot] = i32[chunkOf(child)][wordOf(child) + REFS];
  }

  /** The first item of what is below `level` of the way down has changed: so it does above. */
  #retitle(level: number): void {
    const { i32 } = this.#arena;
    for (; level >= 0; level--) {
      const node = NODES[level];
      const slot = SLOTS[level];
      this.#copyTitle(node, slot, i32[chunkOf(node)][wordOf(node) + CHILDREN + slot]);
      if (slot !== 0) return;
    }
  }

  /** Removes the item at the position, to which the way down has led. */
  #removeHere(): void {
    const { i32 } = this.#arena;
    const leaf = this.#leaf;
    const slot = this.#slot;
    const words = i32[chunkOf(leaf)];
    const base = wordOf(leaf);
    const scores = this.#arena.f64[chunkOf(leaf)];
    const first = scoreAt(leaf, 0);
    const count = --words[base + COUNT];
    for (let i = slot; i < count; i++) {
      scores[first + i] = scores[first + i + 1];
      words[base + REFS + i] = words[base + REFS + i + 1];
    }
    this.size--;
    for (let level = 0; level < this.#height; level++) {
      const node = NODES[level];
      i32[chunkOf(node)][wordOf(node) + COUNTS + SLOTS[level]]--;
    }
    if (count > 0 && slot === 0) this.#retitle(this.#height - 1);
    if (count <= HALF) this.#tighten();
  }

  /** Drops or merges nodes on the way down that have become empty or sparse. */
  #tighten(): void {
    const { i32 } = this.#arena;
    for (let level = this.#height - 1; level >= 0; level--) {
      const node = NODES[level];
      const slot = SLOTS[level];
      const words = i32[chunkOf(node)];
      const base = wordOf(node);
      const isLeaf = level === this.#height - 1;
      const child = words[base + CHILDREN + slot];
      const size = i32[chunkOf(child)][wordOf(child) + COUNT];
      if (size > HALF) return;
      if (size === 0) this.#dropChild(level, slot, isLeaf);
      else if (this.#fits(node, slot + 1, size)) this.#mergeNext(level, slot, isLeaf);
      else if (slot > 0 && this.#fits(node, slot - 1, size)) {
        this.#mergeNext(level, slot - 1, isLeaf);
      } else return;
    }
    this.#lowerRoot();
  }

  /** Whether the child in a slot, if there is one, has room for so many items more. */
  #fits(node: number, slot: number, size: number): boolean {
    const { i32 } = this.#arena;
    const words = i32[chunkOf(node)];
    const base = wordOf(node);
    if (slot >= words[base + COUNT]) return false;
    const child = words[base + CHILDREN + slot];
    return i32[chunkOf(child)][wordOf(child) + COUNT] + size <= MERGED_MAX;
  }

  /** Merges the child in a slot with the one behind it. */
  #mergeNext(level: number, slot: number, isLeaf: boolean): void {
    const { i32 } = this.#arena;
    const node = NODES[level];
    const words = i32[chunkOf(node)];
    const base = wordOf(node);
    const left = words[base + CHILDREN + slot];
    const right = words[base + CHILDREN + slot + 1];
    const count = i32[chunkOf(left)][wordOf(left) + COUNT];
    const moved = i32[chunkOf(right)][wordOf(right) + COUNT];
    this.#moveItems(right, 0, left, count, moved, !isLeaf);
    words[base + COUNTS + slot] += words[base + COUNTS + slot + 1];
    this.#dropChild(level, slot + 1, isLeaf);
  }

  /** Takes a child, empty now, out of the node on a level of the way down. */
  #dropChild(level: number, slot: number, isLeaf: boolean): void {
    const { i32 } = this.#arena;
    const node = NODES[level];
    const words = i32[chunkOf(node)];
    const base = wordOf(node);
    const child = words[base + CHILDREN + slot];
    if (isLeaf) {
      const own = i32[chunkOf(child)];
      const at = wordOf(child);
      const previous = own[at + PREVIOUS];
      const next = own[at + NEXT];
      if (previous !== 0) this.#link(previous, next);
      else i32[chunkOf(next)][wordOf(next) + PREVIOUS] = 0;
    }
    this.#dropNode(child, isLeaf ? LEAF_BYTES : INNER_BYTES);
    this.#moveItems(node, slot + 1, node, slot, words[base + COUNT] - slot - 1, true);
    if (slot === 0 && words[base + COUNT] > 0) this.#retitle(level - 1);
  }

  /** Takes away roots that have one child only. */
  #lowerRoot(): void {
    const { i32 } = this.#arena;
    while (this.#height > 0) {
      const root = this.#root;
      const words = i32[chunkOf(root)];
      const base = wordOf(root);
      if (words[base + COUNT] > 1) return;
      this.#root = words[base + CHILDREN];
      this.#height--;
      this.#dropNode(root, INNER_BYTES);
    }
  }

  /** Makes a leaf the one before another (0: before none). */
  #link(left: number, right: number): void {
    const { i32 } = this.#arena;
    i32[chunkOf(left)][wordOf(left) + NEXT] = right;
    if (right !== 0) i32[chunkOf(right)][wordOf(right) + PREVIOUS] = left;
  }

  /**
   * Moves items, with the children if nodes are inner ones, from the end of a node: to another
   * node's end, or to another place of the same. The counts of items follow.
   */
  #moveItems(
    from: number,
    at: number,
    to: number,
    toAt: number,
    count: number,
    isInner: boolean,
  ): void {
    const { i32, f64 } = this.#arena;
    const source = i32[chunkOf(from)];
    const target = i32[chunkOf(to)];
    const base = wordOf(from);
    const toBase = wordOf(to);
    moveRun(f64[chunkOf(from)], scoreAt(from, at), f64[chunkOf(to)], scoreAt(to, toAt), count);
    moveRun(source, base + REFS + at, target, toBase + REFS + toAt, count);
    if (isInner) {
      moveRun(source, base + CHILDREN + at, target, toBase + CHILDREN + toAt, count);
      moveRun(source, base + COUNTS + at, target, toBase + COUNTS + toAt, count);
    }
    if (from !== to) source[base + COUNT] = at;
    target[toBase + COUNT] = toAt + count;
  }

  #addNode(bytes: number): number {
    const node = this.#arena.allocate(bytes);
    const words = this.#arena.i32[chunkOf(node)];
    words.fill(0, wordOf(node), wordOf(node) + SCORES);
    if (bytes === LEAF_BYTES) this.#leaves++;
    else this.#inner++;
    return node;
  }

  #dropNode(node: number, bytes: number): void {
    this.#arena.release(node, bytes);
    if (bytes === LEAF_BYTES) this.#leaves--;
    else this.#inner--;
  }

  /** Releases the last node on the way along the last children. */
  #releaseOne(): void {
    const { i32 } = this.#arena;
    let node = this.#root;
    let parent = 0;
    let level = 0;
    for (; level < this.#height; level++) {
      const count = i32[chunkOf(node)][wordOf(node) + COUNT];
      if (count === 0) break;
      parent = node;
      node = i32[chunkOf(node)][wordOf(node) + CHILDREN + count - 1];
    }
    if (parent === 0) this.#root = 0;
    else i32[chunkOf(parent)][wordOf(parent) + COUNT]--;
    this.#dropNode(node, level === this.#height ? LEAF_BYTES : INNER_BYTES);
    if (this.#root === 0) this.size = this.#height = 0;
  }
}

/** Where a node begins among the 32-bit words of its chunk. */
function wordOf(node: number): number {
  return byteOf(node) >> 2;
}

/** Where a score of a node stands among the doubles of its chunk. */
function scoreAt(node: number, slot: number): number {
  return (byteOf(node) >> 3) + SCORES / 2 + slot;
}

/** Moves numbers within an array or to another; for runs this short a loop is fastest. */
function moveRun<T extends Int32Array | Float64Array>(
  from: T,
  at: number,
  to: T,
  toAt: number,
  count: number,
): void {
  if (from === to && at < toAt) {
    for (let i = count - 1; i >= 0; i--) to[toAt + i] = from[at + i];
  } else {
    for (let i = 0; i < count; i++) to[toAt + i] = from[at + i];
  }
}
