/**
 * The dictionary: a hash table of entries, kept in the order of their hashes.
 *
 * The space of 32-bit hashes is cut into segments. A directory indexed by the upper bits of the
 * hash names the segment (extendible hashing; Fagin et al., 1979), and within a segment an
 * entry's home slot is proportional to the bits below, with linear probing:
 *
 *   hash      dddddddd sssssssssssssss… tttttttt      d directory, s slot in segment, t tag
 *
 *   segment   | count | slots | depth | – |  slot 0 | slot 1 | …      a block of the arena
 *   slot      | reference of the entry | user bits (24), tag (8) |     or
 *             | reference of the entry | hash                    |
 *
 * The tag, eight more bits of the hash, spares a visit to nearly every entry that is not the one
 * wanted. A dictionary without user bits keeps the whole hash instead: then nothing that moves
 * entries has to visit them. A segment grows in steps of some 60 % up to `SLOTS_MAX` slots and then
 * splits in two, so the table grows by moving at most some 800 entries at a time, whatever its size,
 * and stays 50 to 80 % full. It shrinks and merges the same way.
 *
 * Because everything is ordered by hash, a position in the space of hashes is a cursor that no
 * growth or shrinking can confuse: `scan` visits each entry that is present from start to end, and
 * visits it once.
 *
 *   find, insert, remove  O(1)     random  O(1)     scan  O(slots visited)
 */

import { type Arena, byteOf, chunkOf } from "./arena.ts";
import { equalBytes, hashBytes } from "./bytes.ts";
import type { HashedRefs } from "./hashed_refs.ts";

const HEADER_WORDS = 4;
const COUNT = 0;
const SLOTS = 1;
const DEPTH = 2;
const SLOTS_MAX = 1024;
const SLOTS_MIN = 8;
/** Fullest and emptiest a segment may be, and what a rebuilt one is given. */
const FULL = 0.8;
const SPARSE = 0.2;
const REBUILT = 0.5;
/** How full segments become that are made for a known number of entries. */
const RESERVED = 0.7;

/** How many slots are looked at in one go. */
const TOUCHED = 64;

/** The end of the space of hashes; a cursor runs from 0 to here. */
const HASHES = 2 ** 32;

export class Dictionary {
  /** How many entries there are. */
  count = 0;
  /** After `find`: the segment's words and the index of the slot, that of the entry or a free one. */
  words: Int32Array = NO_WORDS;
  slot = 0;

  readonly #arena: Arena;
  readonly #seed: number;
  /** Whether a slot holds the hash of its entry, instead of user bits and a tag. */
  readonly #keepsHashes: boolean;
  #directory: Int32Array = new Int32Array(2);
  #shift = 31;
  /** How many segments have each depth; most dictionaries have one, of depth 0. */
  #depths: number[] = [0];
  /** Bytes of all segments. */
  #segmentBytes = 0;
  /** The segment that `find` visited last. */
  #segment = 0;
  /**
   * The entry at `words` and `slot`, and its hash, while that is known: who looks for the same key
   * again, as those who fill a list do, is there already. 0: unknown.
   */
  #found = 0;
  #foundHash = 0;

  /** With `keepsHashes` the user bits hold the rest of each entry's hash, and nothing else. */
  constructor(arena: Arena, seed: number, keepsHashes = false) {
    this.#arena = arena;
    this.#seed = seed;
    this.#keepsHashes = keepsHashes;
    arena.outsideBytes += this.#directory.byteLength;
  }

  /** Bytes of the whole table: segments and directory. */
  get bytes(): number {
    return this.#segmentBytes + this.#directory.byteLength;
  }

  /** How many entries the table has room for. */
  get slots(): number {
    return (this.#segmentBytes / 4 - this.segmentCount * HEADER_WORDS) / 2;
  }

  /** How many segments there are. */
  get segmentCount(): number {
    let sum = 0;
    for (const n of this.#depths) sum += n;
    return sum;
  }

  /** The hash of a key, as `find` and `insert` want it. */
  hash(bytes: Uint8Array, start: number, end: number): number {
    return hashBytes(bytes, start, end, this.#seed);
  }

  /** The reference of the entry with this key, or 0. Leaves `words` and `slot` at its slot. */
  find(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const { i32, u8 } = this.#arena;
    const found = this.#found;
    if (found !== 0 && hash === this.#foundHash) {
      if (hasKey(u8[chunkOf(found)], byteOf(found), bytes, start, end)) return found;
    }
    this.#found = 0;
    const segment = this.#directory[hash >>> this.#shift];
    if (segment === 0) return 0;
    const words = i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const slots = words[base + SLOTS];
    const first = base + HEADER_WORDS;
    const behind = first + slots * 2;
    let slot = first + ((((hash << words[base + DEPTH]) >>> 16) * slots) >>> 16) * 2;
    this.words = words;
    this.#segment = segment;
    for (;;) {
      const ref = words[slot];
      if (ref === 0) break;
      if (((words[slot + 1] ^ hash) & 0xff) === 0) {
        if (hasKey(u8[chunkOf(ref)], byteOf(ref), bytes, start, end)) {
          this.slot = slot;
          this.#found = ref;
          this.#foundHash = hash;
          return ref;
        }
      }
      slot += 2;
      if (slot === behind) slot = first;
    }
    this.slot = slot;
    return 0;
  }

  /**
   * Looks at entries that will be removed soon, and at their slots. The processor then waits for the
   * memory of many of them at once, where later it would wait for one after the other.
   */
  lookAhead(refs: Int32Array, count: number): void {
    const { u8, i32 } = this.#arena;
    let seen = 0;
    for (let i = 0; i < count; i++) seen += u8[chunkOf(refs[i])][byteOf(refs[i])];
    for (let i = 0; i < count; i++) HASHED[i] = this.#hashOf(refs[i]);
    for (let i = 0; i < count; i++) {
      const hash = HASHED[i];
      const segment = this.#directory[hash >>> this.#shift];
      const words = i32[chunkOf(segment)];
      const base = byteOf(segment) >> 2;
      const home = (((hash << words[base + DEPTH]) >>> 16) * words[base + SLOTS]) >>> 16;
      seen += words[base + HEADER_WORDS + home * 2];
    }
    HASHED[0] = seen;
  }

  /**
   * Adds entries. Those whose key another one has already are left out, and returned. It is faster
   * in the order of the hashes.
   */
  admit({ refs, hashes, count }: HashedRefs, userBits: number): number[] {
    const repeated: number[] = [];
    for (let i = 0; i < count; i++) {
      if (i % TOUCHED === 0) this.#touch(hashes, i, Math.min(i + TOUCHED, count));
      if (this.#findEqual(refs[i], hashes[i])) repeated.push(refs[i]);
      else this.insert(refs[i], hashes[i], userBits);
    }
    return repeated;
  }

  /**
   * Looks at the places where hashes are going to be looked for: the processor then waits for all of
   * them at once.
   */
  #touch(hashes: Int32Array, from: number, to: number): void {
    const { i32 } = this.#arena;
    let seen = 0;
    for (let i = from; i < to; i++) {
      const hash = hashes[i];
      const segment = this.#directory[hash >>> this.#shift];
      if (segment === 0) continue;
      const words = i32[chunkOf(segment)];
      const base = byteOf(segment) >> 2;
      const home = (((hash << words[base + DEPTH]) >>> 16) * words[base + SLOTS]) >>> 16;
      seen += words[base + HEADER_WORDS + home * 2];
    }
    HASHED[0] = seen;
  }

  /** Whether there is an entry with the key of this one. Leaves `words` and `slot` at its slot. */
  #findEqual(ref: number, hash: number): boolean {
    this.#found = 0;
    const segment = this.#directory[hash >>> this.#shift];
    if (segment === 0) return false;
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const slots = words[base + SLOTS];
    const first = base + HEADER_WORDS;
    const behind = first + slots * 2;
    let slot = first + ((((hash << words[base + DEPTH]) >>> 16) * slots) >>> 16) * 2;
    while (words[slot] !== 0) {
      if (((words[slot + 1] ^ hash) & 0xff) === 0 && this.#haveSameKey(words[slot], ref)) break;
      slot += 2;
      if (slot === behind) slot = first;
    }
    this.words = words;
    this.#segment = segment;
    this.slot = slot;
    return words[slot] !== 0;
  }

  #haveSameKey(a: number, b: number): boolean {
    const { u8 } = this.#arena;
    const entry = u8[chunkOf(a)];
    const start = keyOffset(entry, byteOf(a));
    const end = start + keyLength(entry, byteOf(a));
    return hasKey(u8[chunkOf(b)], byteOf(b), entry, start, end);
  }

  /** Finds, by its reference, an entry that is there. */
  findRef(ref: number, hash: number): void {
    const segment = this.#directory[hash >>> this.#shift];
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const slots = words[base + SLOTS];
    const first = base + HEADER_WORDS;
    const behind = first + slots * 2;
    let slot = first + ((((hash << words[base + DEPTH]) >>> 16) * slots) >>> 16) * 2;
    while (words[slot] !== ref) {
      slot += 2;
      if (slot === behind) slot = first;
    }
    this.words = words;
    this.slot = slot;
    this.#segment = segment;
    this.#found = ref;
    this.#foundHash = hash;
  }

  /**
   * Prepares a dictionary that was never used for so many entries. Without this, entries that come
   * in the order of their hashes, as those of another dictionary with the same seed do, crowd into
   * parts of segments.
   */
  reserve(count: number): void {
    if (this.#segmentBytes > 0 || count <= SLOTS_MIN * RESERVED) return;
    let depth = 0;
    while (count / 2 ** depth > SLOTS_MAX * RESERVED) depth++;
    while (32 - this.#shift < depth) this.#doubleDirectory();
    const slots = Math.ceil(count / 2 ** depth / RESERVED / 8) * 8;
    const directory = this.#directory;
    const span = directory.length / 2 ** depth;
    for (let i = 0; i < directory.length; i += span) {
      directory.fill(this.#addSegment(slots, depth), i, i + span);
    }
  }

  /**
   * Adds an entry whose key is not in the dictionary; `find` must have just missed it. Where hashes
   * are kept, there are no user bits.
   */
  insert(ref: number, hash: number, userBits: number): void {
    let segment = this.#directory[hash >>> this.#shift];
    if (segment === 0) {
      segment = this.#addSegment(SLOTS_MIN, 0);
      this.#directory.fill(segment);
      this.#locate(segment, hash);
    }
    let words = this.words;
    let base = byteOf(segment) >> 2;
    if (words[base + COUNT] + 1 > words[base + SLOTS] * FULL) {
      this.#grow(segment, hash);
      segment = this.#directory[hash >>> this.#shift];
      this.#locate(segment, hash);
      words = this.words;
      base = byteOf(segment) >> 2;
    }
    words[this.slot] = ref;
    words[this.slot + 1] = this.#keepsHashes ? hash : (userBits << 8) | (hash & 0xff);
    words[base + COUNT]++;
    this.count++;
    this.#found = ref;
    this.#foundHash = hash;
  }

  /** Removes the entry that `find` has just found. The entry itself is not released. */
  remove(hash: number): void {
    const segment = this.#segment;
    const words = this.words;
    const base = byteOf(segment) >> 2;
    const slots = words[base + SLOTS];
    const depth = words[base + DEPTH];
    const first = base + HEADER_WORDS;
    const behind = first + slots * 2;
    // Close the gap: move back what was pushed beyond it (Knuth, TAOCP 3, 6.4, Algorithm R).
    let gap = this.slot;
    let next = gap;
    for (;;) {
      next += 2;
      if (next === behind) next = first;
      const ref = words[next];
      if (ref === 0) break;
      const home = first + ((((this.#hashAt(words, next) << depth) >>> 16) * slots) >>> 16) * 2;
      const stays = gap < next ? gap < home && home <= next : gap < home || home <= next;
      if (stays) continue;
      words[gap] = ref;
      words[gap + 1] = words[next + 1];
      gap = next;
    }
    words[gap] = 0;
    words[gap + 1] = 0;
    this.#found = 0;
    this.count--;
    const count = --words[base + COUNT];
    if (count < slots * SPARSE) this.#shrink(segment, hash);
  }

  /** The user bits of the slot that `find` has just found. */
  get userBits(): number {
    return this.words[this.slot + 1] >>> 8;
  }

  set userBits(bits: number) {
    const at = this.slot + 1;
    this.words[at] = (bits << 8) | (this.words[at] & 0xff);
  }

  /** Puts another reference (the same key, moved) into the slot that `find` has just found. */
  replace(ref: number): void {
    if (this.#found !== 0) this.#found = ref;
    this.words[this.slot] = ref;
  }

  /**
   * The reference of an entry chosen with equal chances, or 0 when there is none; `words` and
   * `slot` are left at its slot. `random` gives numbers in [0, 1).
   */
  random(random: () => number): number {
    if (this.count === 0) return 0;
    const directory = this.#directory;
    for (;;) {
      const index = Math.floor(random() * directory.length);
      const segment = directory[index];
      // A segment stands in the directory once for each index it serves: only the first counts.
      if (index > 0 && directory[index - 1] === segment) continue;
      const words = this.#arena.i32[chunkOf(segment)];
      const base = byteOf(segment) >> 2;
      // Fuller segments are chosen more often: then each of the entries is as likely.
      const isOnly = words[base + DEPTH] === 0;
      if (!isOnly && random() * (SLOTS_MAX * FULL) >= words[base + COUNT]) continue;
      const slots = words[base + SLOTS];
      let slot: number;
      do slot = base + HEADER_WORDS + Math.floor(random() * slots) * 2; while (words[slot] === 0);
      this.words = words;
      this.slot = slot;
      this.#segment = segment;
      this.#found = 0;
      return words[slot];
    }
  }

  /**
   * Fills `refs` with `count` entries, `DRAWS_MAX` at most, each chosen as by `random`, whatever the
   * others are. There must be an entry. It does step by step for all what `random` does for one, so
   * that the processor waits for the memory of many at once.
   */
  draw(random: () => number, refs: Int32Array, count: number): void {
    const { i32, u8 } = this.#arena;
    const directory = this.#directory;
    for (let drawn = 0; drawn < count;) {
      let tried = 0;
      while (tried < count - drawn) {
        const index = Math.floor(random() * directory.length);
        const segment = directory[index];
        if (index === 0 || directory[index - 1] !== segment) DRAWN[tried++] = segment;
      }
      let accepted = 0;
      for (let i = 0; i < tried; i++) {
        const segment = DRAWN[i];
        const words = i32[chunkOf(segment)];
        const base = byteOf(segment) >> 2;
        const isOnly = words[base + DEPTH] === 0;
        if (!isOnly && random() * (SLOTS_MAX * FULL) >= words[base + COUNT]) continue;
        DRAWN[accepted] = segment;
        DRAWN_SLOTS[accepted++] = base + HEADER_WORDS +
          Math.floor(random() * words[base + SLOTS]) * 2;
      }
      for (let i = 0; i < accepted; i++) refs[drawn + i] = i32[chunkOf(DRAWN[i])][DRAWN_SLOTS[i]];
      for (let i = 0; i < accepted; i++) {
        const words = i32[chunkOf(DRAWN[i])];
        const base = byteOf(DRAWN[i]) >> 2;
        while (refs[drawn] === 0) {
          refs[drawn] = words[base + HEADER_WORDS + Math.floor(random() * words[base + SLOTS]) * 2];
        }
        drawn++;
      }
    }
    let seen = 0;
    for (let i = 0; i < count; i++) seen += u8[chunkOf(refs[i])][byteOf(refs[i])];
    DRAWN[0] = seen;
  }

  /**
   * Collects into `found` the entries from a cursor on, about `count` of them, and returns the
   * next cursor, 0 at the end. Start with 0. Nothing may change while `found` is being filled;
   * between two calls anything may.
   */
  scan(cursor: number, count: number, found: number[]): number {
    const enough = found.length + Math.ceil(count);
    while (cursor < HASHES && this.count > 0) {
      const missing = enough - found.length;
      if (missing <= 0) return cursor;
      cursor = this.#scanSegment(cursor, missing, found);
    }
    return 0;
  }

  /** Collects into `found` the entries of a hash: seldom more than one. What was found last stays. */
  collect(hash: number, found: number[]): void {
    const segment = this.#directory[hash >>> this.#shift];
    if (segment === 0) return;
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const slots = words[base + SLOTS];
    const first = base + HEADER_WORDS;
    const behind = first + slots * 2;
    let slot = first + ((((hash << words[base + DEPTH]) >>> 16) * slots) >>> 16) * 2;
    for (; words[slot] !== 0;) {
      const isLike = ((words[slot + 1] ^ hash) & 0xff) === 0;
      if (isLike && this.#hashAt(words, slot) === hash) found.push(words[slot]);
      slot += 2;
      if (slot === behind) slot = first;
    }
  }

  /** Calls `visit` with every entry. Nothing may be added or removed meanwhile. */
  forEach(visit: (ref: number) => void): void {
    const directory = this.#directory;
    let previous = 0;
    for (let i = 0; i < directory.length; i++) {
      const segment = directory[i];
      if (segment !== 0 && segment !== previous) this.#visitSegment(segment, visit);
      previous = segment;
    }
  }

  /**
   * Gives up one segment, at most some 800 entries: `visit` is called with each of them, and may
   * release it. True once nothing is left, of the dictionary either. From the first call on nothing
   * else may be done with it.
   */
  drain(visit: (ref: number) => void): boolean {
    const directory = this.#directory;
    let index = directory.length - 1;
    const segment = directory[index];
    while (index > 0 && directory[index - 1] === segment) index--;
    if (segment !== 0) {
      this.#visitSegment(segment, visit);
      this.#releaseSegment(segment);
    }
    this.#directory = directory.subarray(0, index);
    if (index > 0) return false;
    this.#arena.outsideBytes -= directory.buffer.byteLength;
    this.count = 0;
    return true;
  }

  #visitSegment(segment: number, visit: (ref: number) => void): void {
    const words = this.#arena.i32[chunkOf(segment)];
    const first = (byteOf(segment) >> 2) + HEADER_WORDS;
    const behind = first + words[first - HEADER_WORDS + SLOTS] * 2;
    for (let slot = first; slot < behind; slot += 2) if (words[slot] !== 0) visit(words[slot]);
  }

  #scanSegment(cursor: number, count: number, found: number[]): number {
    const segment = this.#directory[cursor >>> this.#shift];
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const slots = words[base + SLOTS];
    const depth = words[base + DEPTH];
    const first = base + HEADER_WORDS;
    const span = HASHES / 2 ** depth;
    const start = Math.floor(cursor / span) * span;
    // Homes [home, home + count) hold the hashes from the cursor to the limit.
    const home = (((cursor << depth) >>> 16) * slots) >>> 16;
    const until = home + count;
    const limit = until >= slots
      ? start + span
      : start + Math.ceil((Math.ceil((until * 65536) / slots) * span) / 65536);
    let slot = home;
    for (let visited = 0; visited < slots; visited++) {
      const ref = words[first + slot * 2];
      if (ref === 0) {
        if (visited >= count) break;
      } else {
        const hash = this.#hashAt(words, first + slot * 2) >>> 0;
        if (hash >= cursor && hash < limit) found.push(ref);
      }
      if (++slot === slots) slot = 0;
    }
    return limit;
  }

  /** The hash of the entry in a slot. */
  #hashAt(words: Int32Array, slot: number): number {
    return this.#keepsHashes ? words[slot + 1] : this.#hashOf(words[slot]);
  }

  #hashOf(ref: number): number {
    const entry = this.#arena.u8[chunkOf(ref)];
    const at = byteOf(ref);
    const keyAt = keyOffset(entry, at);
    return hashBytes(entry, keyAt, keyAt + keyLength(entry, at), this.#seed);
  }

  /** Leaves `words` and `slot` at the free slot for a hash. */
  #locate(segment: number, hash: number): void {
    const words = this.#arena.i32[chunkOf(segment)];
    this.words = words;
    this.#segment = segment;
    this.slot = freeSlot(words, byteOf(segment) >> 2, hash);
  }

  #addSegment(slots: number, depth: number): number {
    const bytes = segmentBytes(slots);
    const segment = this.#arena.allocate(bytes);
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    words.fill(0, base, base + (bytes >> 2));
    words[base + SLOTS] = slots;
    words[base + DEPTH] = depth;
    this.#depths[depth] = (this.#depths[depth] ?? 0) + 1;
    this.#segmentBytes += bytes;
    return segment;
  }

  #releaseSegment(segment: number): void {
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    this.#depths[words[base + DEPTH]]--;
    const bytes = segmentBytes(words[base + SLOTS]);
    this.#segmentBytes -= bytes;
    this.#arena.release(segment, bytes);
  }

  #grow(segment: number, hash: number): void {
    const base = byteOf(segment) >> 2;
    const words = this.#arena.i32[chunkOf(segment)];
    const count = words[base + COUNT];
    const slots = roomFor(count);
    if (slots <= SLOTS_MAX) {
      const grown = this.#addSegment(slots, words[base + DEPTH]);
      this.#moveAll(segment, grown);
      this.#assign(hash, grown);
    } else {
      this.#split(segment, hash);
    }
  }

  #split(segment: number, hash: number): void {
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const depth = words[base + DEPTH] + 1;
    const count = words[base + COUNT];
    this.#hashAll(segment);
    let upper = 0;
    for (let i = 0; i < count; i++) if (inUpperHalf(HASHED[i], depth)) upper++;
    if (depth > 32 - this.#shift) this.#doubleDirectory();
    // Of entries that came in the order of their hashes, all may be in one half. It is as full as before
    // then, and will be split again by the next one.
    const low = this.#addSegment(Math.min(roomFor(count - upper), SLOTS_MAX), depth);
    const high = this.#addSegment(Math.min(roomFor(upper), SLOTS_MAX), depth);
    this.#moveHashed(segment, low, high);
    const bit = 2 ** (32 - depth);
    this.#assign((hash & ~bit) | 0, low);
    this.#assign(hash | bit, high);
  }

  /** Makes a sparse segment smaller, after merging it with its neighbours as far as they are, too. */
  #shrink(segment: number, hash: number): void {
    for (let merged = segment; merged !== 0; merged = this.#merge(segment, hash)) segment = merged;
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const smaller = roomFor(words[base + COUNT]);
    if (smaller >= words[base + SLOTS]) return;
    const shrunk = this.#addSegment(smaller, words[base + DEPTH]);
    this.#moveAll(segment, shrunk);
    this.#assign(hash, shrunk);
  }

  /** Merges a segment with the other half of what was split; 0 if together they are too full. */
  #merge(segment: number, hash: number): number {
    const words = this.#arena.i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const depth = words[base + DEPTH];
    if (depth === 0) return 0;
    const buddy = this.#directory[(hash ^ (2 ** (32 - depth))) >>> this.#shift];
    const other = this.#arena.i32[chunkOf(buddy)];
    const otherBase = byteOf(buddy) >> 2;
    const together = words[base + COUNT] + other[otherBase + COUNT];
    if (other[otherBase + DEPTH] !== depth || together >= SLOTS_MAX * SPARSE) return 0;
    const merged = this.#addSegment(roomFor(together), depth - 1);
    this.#moveAll(segment, merged);
    this.#moveAll(buddy, merged);
    this.#assign(hash, merged);
    while (this.#shift < 31 && this.#depths[32 - this.#shift] === 0) this.#halveDirectory();
    return merged;
  }

  /** Moves all entries of a segment to another one, and releases it. */
  #moveAll(segment: number, target: number): void {
    this.#hashAll(segment);
    this.#moveHashed(segment, target, target);
  }

  /** Puts the hashes of a segment's entries into `HASHED`, in the order of their slots. */
  #hashAll(segment: number): void {
    const { u8 } = this.#arena;
    const words = this.#arena.i32[chunkOf(segment)];
    const first = (byteOf(segment) >> 2) + HEADER_WORDS;
    const behind = first + words[first - HEADER_WORDS + SLOTS] * 2;
    // Look at each entry before hashing any: the processor waits for many of them at once, where
    // with the hashing in between it would wait for one after the other.
    let seen = 0;
    for (let slot = first; slot < behind && !this.#keepsHashes; slot += 2) {
      const ref = words[slot];
      if (ref !== 0) seen += u8[chunkOf(ref)][byteOf(ref)];
    }
    HASHED[0] = seen;
    let i = 0;
    for (let slot = first; slot < behind; slot += 2) {
      const ref = words[slot];
      if (ref !== 0) HASHED[i++] = this.#hashAt(words, slot);
    }
  }

  /** Moves the entries of a segment, just hashed, to one or two others, and releases it. */
  #moveHashed(segment: number, low: number, high: number): void {
    const { i32 } = this.#arena;
    const words = i32[chunkOf(segment)];
    const base = byteOf(segment) >> 2;
    const first = base + HEADER_WORDS;
    const behind = first + words[base + SLOTS] * 2;
    const lowWords = i32[chunkOf(low)];
    const lowBase = byteOf(low) >> 2;
    const highWords = i32[chunkOf(high)];
    const highBase = byteOf(high) >> 2;
    const depth = highWords[highBase + DEPTH];
    let i = 0;
    for (let slot = first; slot < behind; slot += 2) {
      const ref = words[slot];
      if (ref === 0) continue;
      const hash = HASHED[i++];
      const isHigh = low !== high && inUpperHalf(hash, depth);
      const target = isHigh ? highWords : lowWords;
      const targetBase = isHigh ? highBase : lowBase;
      const free = freeSlot(target, targetBase, hash);
      target[free] = ref;
      target[free + 1] = words[slot + 1];
      target[targetBase + COUNT]++;
    }
    this.#releaseSegment(segment);
  }

  /** Makes the directory name `segment` wherever it serves, given one of its hashes. */
  #assign(hash: number, segment: number): void {
    const depth = this.#arena.i32[chunkOf(segment)][(byteOf(segment) >> 2) + DEPTH];
    const span = this.#directory.length / 2 ** depth;
    const start = Math.floor((hash >>> this.#shift) / span) * span;
    this.#directory.fill(segment, start, start + span);
  }

  #doubleDirectory(): void {
    const old = this.#directory;
    const directory = new Int32Array(old.length * 2);
    for (let i = 0; i < old.length; i++) directory[2 * i] = directory[2 * i + 1] = old[i];
    this.#directory = directory;
    this.#arena.outsideBytes += directory.byteLength - old.byteLength;
    this.#shift--;
  }

  #halveDirectory(): void {
    const old = this.#directory;
    const directory = new Int32Array(old.length / 2);
    for (let i = 0; i < directory.length; i++) directory[i] = old[2 * i];
    this.#directory = directory;
    this.#arena.outsideBytes += directory.byteLength - old.byteLength;
    this.#shift++;
  }
}

const NO_WORDS = new Int32Array(0);

/** How many entries are drawn at a time. */
export const DRAWS_MAX = 16;
/** Scratch: segments, and slots in them. */
const DRAWN = new Int32Array(DRAWS_MAX);
const DRAWN_SLOTS = new Int32Array(DRAWS_MAX);

/** Scratch: the hashes of one segment's entries. */
const HASHED = new Int32Array(2 * SLOTS_MAX);

function segmentBytes(slots: number): number {
  return (HEADER_WORDS + slots * 2) * 4;
}

/** Slots for a segment of `count` entries: half full, in eights. */
function roomFor(count: number): number {
  return Math.max(SLOTS_MIN, Math.ceil((count + 1) / REBUILT / 8) * 8);
}

function inUpperHalf(hash: number, depth: number): boolean {
  return ((hash >>> (32 - depth)) & 1) === 1;
}

function freeSlot(words: Int32Array, base: number, hash: number): number {
  const slots = words[base + SLOTS];
  const first = base + HEADER_WORDS;
  const behind = first + slots * 2;
  let slot = first + ((((hash << words[base + DEPTH]) >>> 16) * slots) >>> 16) * 2;
  while (words[slot] !== 0) {
    slot += 2;
    if (slot === behind) slot = first;
  }
  return slot;
}

/** Whether the entry at `at` has this key. */
function hasKey(
  entry: Uint8Array,
  at: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): boolean {
  const length = end - start;
  if (length >= 0x80) {
    return keyLength(entry, at) === length &&
      equalBytes(bytes, start, end, entry, keyOffset(entry, at));
  }
  // The common case, spelt out: flags, a key length and a value length of a byte each.
  if (entry[at + 1] !== length) return false;
  const lengths = entry[at + 2] < 0x80 ? 3 : skipVarint(entry, at + 3) - at;
  return equalBytes(bytes, start, end, entry, at + lengths + ((entry[at] & 0x20) >> 2));
}

function skipVarint(bytes: Uint8Array, at: number): number {
  while (bytes[at++] >= 0x80);
  return at;
}

function keyLength(entry: Uint8Array, at: number): number {
  let length = entry[++at];
  if (length < 0x80) return length;
  length &= 0x7f;
  for (let shift = 7;; shift += 7) {
    const byte = entry[++at];
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return length;
  }
}

function keyOffset(entry: Uint8Array, at: number): number {
  return skipVarint(entry, skipVarint(entry, at + 1)) + ((entry[at] & 0x20) >> 2);
}
