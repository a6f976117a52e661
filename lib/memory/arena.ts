/**
 * The arena: memory outside the JavaScript heap, in blocks named by one 31-bit number.
 *
 * Memory comes in chunks of 8 MiB. A block is a run of 8-byte granules inside one chunk; its
 * reference is `chunk << 20 | granule`, never 0, always a small integer for the engine, and
 * reaches 16 GiB. A block has no header: who frees it knows its size.
 *
 *   reference  0 ccccccccccc gggggggggggggggggggg      c chunk (2048), g granule (1,048,576)
 *
 * Free blocks are kept in lists by size: one list for each size up to 127 granules, then eight
 * lists to a doubling (the two-level scheme of TLSF, Masmano et al., 2004), with a bitmap of the
 * lists that are not empty. So allocation and release are O(1), and a released block merges
 * with its free neighbours at once. A free block says so in its own bytes:
 *
 *   1 granule     | next | prev |
 *   2 and more    | next | ~prev | size | … | -size |     signs tell the two forms apart
 *
 * and in a bitmap with a bit for its first and its last granule, which is what a neighbour looks
 * at. That bitmap exists only for chunks in which something was ever released, so plain growth
 * costs nothing beyond the blocks themselves.
 *
 * Invariant: no two free blocks touch, and none touches the unused top of the current chunk.
 */

const GRANULE_BITS = 20;
const CHUNK_GRANULES = 1 << GRANULE_BITS;
const GRANULE_MASK = CHUNK_GRANULES - 1;
const CHUNKS_MAX = 1 << (31 - GRANULE_BITS);
const EXACT_BINS = 128;
const BINS = EXACT_BINS + (GRANULE_BITS + 1 - 7) * 8;

/** Bytes in one chunk; a block as large or larger gets a chunk of its own. */
export const CHUNK_BYTES = CHUNK_GRANULES * 8;

/** Position of a block: `arena.u8[chunkOf(ref)]` from byte `byteOf(ref)` on. */
export function chunkOf(ref: number): number {
  return ref >>> GRANULE_BITS;
}

/** Byte offset of a block in its chunk; `byteOf(ref) >> 2` indexes the 32-bit view. */
export function byteOf(ref: number): number {
  return (ref & GRANULE_MASK) << 3;
}

/** Thrown when the address space of an arena is used up. */
export class ArenaFullError extends Error {
  constructor() {
    super("Cannot allocate: the arena's 16 GiB are used up");
  }
}

const NOTHING = new Uint8Array(0);
const NO_WORDS = new Int32Array(0);
const NO_DOUBLES = new Float64Array(0);

export class Arena {
  /** Each chunk's bytes. Use through `chunkOf` and `byteOf`. */
  readonly u8: Uint8Array[] = [];
  /** The same chunks as 32-bit words. */
  readonly i32: Int32Array[] = [];
  /** And as doubles: every block is aligned to them. */
  readonly f64: Float64Array[] = [];
  /** Bytes in blocks that are in use, exactly. */
  usedBytes = 0;
  /** Bytes that the structures of this arena keep beside it, which they account for themselves. */
  outsideBytes = 0;
  /** Bytes in all chunks that were ever touched: used and free blocks, without the unused top. */
  get reservedBytes(): number {
    return this.#chunkBytes - (this.#end - this.#top) * 8;
  }

  #chunkBytes = 0;
  #marks: (Int32Array | undefined)[] = [];
  #heads = new Int32Array(BINS);
  #binBits = new Int32Array((BINS + 31) >> 5);
  #spareChunks: number[] = [];
  /** The unused rest of the current chunk: granules [top, end) of `#current`. */
  #current = -1;
  #top = 0;
  #end = 0;

  /** A fresh block of at least `bytes` bytes (its content is arbitrary). */
  allocate(bytes: number): number {
    const granules = (bytes + 7) >>> 3;
    this.usedBytes += granules * 8;
    if (granules < EXACT_BINS) {
      const head = this.#heads[granules];
      if (head !== 0) {
        this.#unlink(head, granules, granules);
        this.#unmark(head, granules);
        return head;
      }
    } else if (granules >= CHUNK_GRANULES) {
      // Chunk 0 is always an ordinary one, so that no block of its own is named 0.
      if (this.u8.length === 0) this.#nextChunk();
      return this.#addChunk(granules) << GRANULE_BITS;
    }
    const bin = this.#findBin(granules);
    if (bin >= 0) return this.#carve(bin, granules);
    if (this.#top + granules > this.#end) this.#nextChunk();
    const ref = (this.#current << GRANULE_BITS) | this.#top;
    this.#top += granules;
    return ref;
  }

  /** Gives back a block that was allocated with this size. */
  release(ref: number, bytes: number): void {
    let granules = (bytes + 7) >>> 3;
    this.usedBytes -= granules * 8;
    const chunk = ref >>> GRANULE_BITS;
    if (granules >= CHUNK_GRANULES) return this.#dropChunk(chunk);
    const words = this.i32[chunk];
    const marks = this.#marks[chunk] ?? this.#addMarks(chunk);
    let start = ref & GRANULE_MASK;
    const after = start + granules;
    if (after < CHUNK_GRANULES && (marks[after >> 5] & (1 << (after & 31))) !== 0) {
      const size = words[after * 2 + 1] < 0 ? words[after * 2 + 2] : 1;
      this.#removeFree((chunk << GRANULE_BITS) | after, size);
      granules += size;
    }
    const before = start - 1;
    if (before >= 0 && (marks[before >> 5] & (1 << (before & 31))) !== 0) {
      const last = words[before * 2 + 1];
      const size = last < 0 ? -last : 1;
      start -= size;
      this.#removeFree((chunk << GRANULE_BITS) | start, size);
      granules += size;
    }
    if (chunk === this.#current && start + granules === this.#top) {
      this.#top = start;
    } else if (granules === CHUNK_GRANULES) {
      this.#dropChunk(chunk);
    } else {
      this.#addFree((chunk << GRANULE_BITS) | start, granules);
    }
  }

  #binOf(granules: number): number {
    if (granules < EXACT_BINS) return granules;
    const log = 31 - Math.clz32(granules);
    return EXACT_BINS + (log - 7) * 8 + ((granules >> (log - 3)) & 7);
  }

  /** The first list that is not empty and whose every block fits, or -1. */
  #findBin(granules: number): number {
    let bin = granules;
    if (granules >= EXACT_BINS) {
      const log = 31 - Math.clz32(granules);
      bin = this.#binOf(granules + (1 << (log - 3)) - 1);
    }
    let word = bin >> 5;
    const bits = this.#binBits;
    let masked = bits[word] & (-1 << (bin & 31));
    while (masked === 0) {
      if (++word === bits.length) return -1;
      masked = bits[word];
    }
    return (word << 5) + 31 - Math.clz32(masked & -masked);
  }

  /** Takes a block from a list, and returns what is too much of it to the lists. */
  #carve(bin: number, granules: number): number {
    const ref = this.#heads[bin];
    const words = this.i32[ref >>> GRANULE_BITS];
    const at = (ref & GRANULE_MASK) * 2;
    const size = words[at + 1] < 0 ? words[at + 2] : 1;
    this.#unlink(ref, size, bin);
    this.#unmark(ref, size);
    if (size > granules) this.#addFree(ref + granules, size - granules);
    return ref;
  }

  #addFree(ref: number, granules: number): void {
    const bin = this.#binOf(granules);
    const chunk = ref >>> GRANULE_BITS;
    const words = this.i32[chunk];
    const start = ref & GRANULE_MASK;
    const head = this.#heads[bin];
    if (head !== 0) {
      const at = (head & GRANULE_MASK) * 2 + 1;
      const other = this.i32[head >>> GRANULE_BITS];
      other[at] = other[at] < 0 ? ~ref : ref;
    } else {
      this.#binBits[bin >> 5] |= 1 << (bin & 31);
    }
    this.#heads[bin] = ref;
    words[start * 2] = head;
    if (granules === 1) {
      words[start * 2 + 1] = 0;
    } else {
      words[start * 2 + 1] = ~0;
      words[start * 2 + 2] = granules;
      words[(start + granules) * 2 - 1] = -granules;
    }
    const marks = this.#marks[chunk] ?? this.#addMarks(chunk);
    const last = start + granules - 1;
    marks[start >> 5] |= 1 << (start & 31);
    marks[last >> 5] |= 1 << (last & 31);
  }

  #removeFree(ref: number, granules: number): void {
    this.#unlink(ref, granules, this.#binOf(granules));
    this.#unmark(ref, granules);
  }

  #unlink(ref: number, granules: number, bin: number): void {
    const words = this.i32[ref >>> GRANULE_BITS];
    const at = (ref & GRANULE_MASK) * 2;
    const next = words[at];
    const prev = granules === 1 ? words[at + 1] : ~words[at + 1];
    if (prev !== 0) {
      this.i32[prev >>> GRANULE_BITS][(prev & GRANULE_MASK) * 2] = next;
    } else {
      this.#heads[bin] = next;
      if (next === 0) this.#binBits[bin >> 5] &= ~(1 << (bin & 31));
    }
    if (next !== 0) {
      const other = this.i32[next >>> GRANULE_BITS];
      const link = (next & GRANULE_MASK) * 2 + 1;
      other[link] = other[link] < 0 ? ~prev : prev;
    }
  }

  #unmark(ref: number, granules: number): void {
    const marks = this.#marks[ref >>> GRANULE_BITS]!;
    const start = ref & GRANULE_MASK;
    const last = start + granules - 1;
    marks[start >> 5] &= ~(1 << (start & 31));
    marks[last >> 5] &= ~(1 << (last & 31));
  }

  #addMarks(chunk: number): Int32Array {
    return this.#marks[chunk] = new Int32Array(CHUNK_GRANULES >> 5);
  }

  /** Turns the rest of the current chunk into a free block and opens a new chunk. */
  #nextChunk(): void {
    const [chunk, top, rest] = [this.#current, this.#top, this.#end - this.#top];
    this.#top = this.#end = 0;
    const fresh = this.#addChunk(CHUNK_GRANULES);
    if (rest > 0) this.#addFree((chunk << GRANULE_BITS) | top, rest);
    this.#current = fresh;
    this.#top = fresh === 0 ? 1 : 0; // Reference 0 means "none".
    this.#end = CHUNK_GRANULES;
  }

  #addChunk(granules: number): number {
    const chunk = this.#spareChunks.pop() ?? this.u8.length;
    if (chunk >= CHUNKS_MAX) throw new ArenaFullError();
    const buffer = new ArrayBuffer(granules * 8);
    this.u8[chunk] = new Uint8Array(buffer);
    this.i32[chunk] = new Int32Array(buffer);
    this.f64[chunk] = new Float64Array(buffer);
    this.#marks[chunk] = undefined;
    this.#chunkBytes += granules * 8;
    return chunk;
  }

  #dropChunk(chunk: number): void {
    this.#chunkBytes -= this.u8[chunk].length;
    this.u8[chunk] = NOTHING;
    this.i32[chunk] = NO_WORDS;
    this.f64[chunk] = NO_DOUBLES;
    this.#marks[chunk] = undefined;
    this.#spareChunks.push(chunk);
  }
}
