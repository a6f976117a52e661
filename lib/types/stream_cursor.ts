/** A walk over the entries of a stream, in either direction, between two IDs. */

import {
  Element,
  type ElementSink,
  firstElement,
  integerAt,
  isListpackEnd,
  listpackBytes,
  nextElement,
  passElement,
  previousElement,
} from "../memory/listpack.ts";
import type { StreamBlocks } from "./stream_blocks.ts";
import { compareIds, MIN_ID, StreamId } from "./stream_id.ts";

/** The flags of an entry (see `stream.ts`). */
export const DELETED = 1;
export const SAME_FIELDS = 2;

const WORD = 2 ** 32;

/** Valid until the stream changes; then it must be opened again. */
export class StreamCursor {
  /** The ID of the entry here. */
  readonly id: StreamId = new StreamId();
  /** How many fields it has. */
  fieldCount = 0;
  /** The block it lies in, and where there, counted from the beginning of the listpack. */
  block = 0;
  offset = 0;

  #blocks!: StreamBlocks;
  #start: StreamId = MIN_ID;
  #end: StreamId = MIN_ID;
  #isReverse = false;
  /** Whether all that follows lies within the near bound. */
  #isWithin = false;

  // The block: its bytes, its first ID, its first entry, and the fields that most entries have.
  #bytes: Uint8Array = NOTHING;
  #at = 0;
  readonly #master = new StreamId();
  #fields = 0;
  #masterCount = 0;
  #entries = 0;
  /** The entry: whether it has the block's fields, and where its own, or its values, begin. */
  #isSame = false;
  #content = 0;
  /** Backwards: where the entry begins, which ends the one before. Forwards: what comes next, or -1. */
  #p = 0;
  readonly #scratch = new Element();

  /** Goes before the first entry with an ID in [start, end], from the end backwards if `isReverse`. */
  open(blocks: StreamBlocks, start: StreamId, end: StreamId, isReverse: boolean): this {
    this.#blocks = blocks;
    this.#start = start;
    this.#end = end;
    this.#isReverse = isReverse;
    this.#isWithin = false;
    const first = blocks.find(isReverse ? end : start);
    this.block = isReverse ? first : Math.max(first, 0);
    if (this.block < 0 || this.block >= blocks.count) {
      this.block = -1;
      return this;
    }
    this.#enter();
    if (!isReverse && this.block === blocks.hintBlock && compareIds(blocks.hintId, start) <= 0) {
      this.#p = this.#at + blocks.hintOffset;
    }
    return this;
  }

  /** Goes to the next entry; false if there is none. */
  next(): boolean {
    if (this.block < 0) return false;
    return this.#isReverse ? this.#previous() : this.#next();
  }

  /** Writes the fields and values, in turn. */
  write(sink: ElementSink): void {
    const bytes = this.#bytes;
    const scratch = this.#scratch;
    let p = this.#content;
    if (this.#isSame) {
      let field = this.#fields;
      for (let i = this.#masterCount; i > 0; i--) {
        field = passElement(bytes, field, sink, scratch);
        p = passElement(bytes, p, sink, scratch);
      }
    } else {
      for (let i = 2 * this.fieldCount; i > 0; i--) p = passElement(bytes, p, sink, scratch);
    }
    if (!this.#isReverse) this.#p = nextElement(bytes, p);
  }

  #next(): boolean {
    for (;;) {
      let p = this.#p;
      if (p < 0) p = this.#behind();
      if (isListpackEnd(this.#bytes, p)) {
        if (++this.block === this.#blocks.count) return this.#leave();
        this.#enter();
        continue;
      }
      this.#p = -1;
      const isDeleted = this.#read(p);
      if (!this.#isWithin) {
        if (compareIds(this.id, this.#start) < 0) continue;
        this.#isWithin = true;
        this.#leaveHint();
      }
      if (compareIds(this.id, this.#end) > 0) return this.#leave();
      if (!isDeleted) return true;
    }
  }

  #previous(): boolean {
    for (;;) {
      let p = this.#p;
      if (p === this.#entries) {
        if (--this.block < 0) return false;
        this.#enter();
        continue;
      }
      p = previousElement(this.#bytes, p);
      for (let i = integerAt(this.#bytes, p); i > 0; i--) p = previousElement(this.#bytes, p);
      this.#p = p;
      const isDeleted = this.#read(p);
      if (!this.#isWithin) {
        if (compareIds(this.id, this.#end) > 0) continue;
        this.#isWithin = true;
      }
      if (compareIds(this.id, this.#start) < 0) return this.#leave();
      if (!isDeleted) return true;
    }
  }

  #leaveHint(): void {
    const blocks = this.#blocks;
    blocks.hintBlock = this.block;
    blocks.hintOffset = this.offset;
    blocks.hintId.copy(this.id);
  }

  #leave(): false {
    this.block = -1;
    return false;
  }

  /** Reads the beginning of the block, and goes before its first entry, or behind its last one. */
  #enter(): void {
    const blocks = this.#blocks;
    const bytes = this.#bytes = blocks.chunk(this.block);
    const at = this.#at = blocks.listpackAt(this.block);
    blocks.readId(this.block, this.#master);
    let p = nextElement(bytes, nextElement(bytes, firstElement(at)));
    this.#masterCount = integerAt(bytes, p);
    p = this.#fields = nextElement(bytes, p);
    for (let i = this.#masterCount; i >= 0; i--) p = nextElement(bytes, p);
    this.#entries = p;
    this.#p = this.#isReverse ? at + listpackBytes(bytes, at) - 1 : p;
  }

  /** Reads the beginning of the entry at `p`; true if it is deleted. */
  #read(p: number): boolean {
    const bytes = this.#bytes;
    const flags = bytes[p];
    this.offset = p - this.#at;
    p += 2;
    p = readEntryId(bytes, p, this.#master, this.id);
    this.#isSame = (flags & SAME_FIELDS) !== 0;
    if (this.#isSame) {
      this.fieldCount = this.#masterCount;
    } else {
      this.fieldCount = integerAt(bytes, p);
      p = nextElement(bytes, p);
    }
    this.#content = p;
    return (flags & DELETED) !== 0;
  }

  /** The place behind the entry that was read. */
  #behind(): number {
    const bytes = this.#bytes;
    let p = this.#content;
    for (let i = this.#isSame ? this.fieldCount : 2 * this.fieldCount; i >= 0; i--) {
      p = nextElement(bytes, p);
    }
    return p;
  }
}

const NOTHING = new Uint8Array(0);

/**
 * Reads the ID of an entry, whose differences from its block's first one begin at `p`; returns the
 * place behind.
 */
export function readEntryId(bytes: Uint8Array, p: number, first: StreamId, id: StreamId): number {
  const ms = integerAt(bytes, p) + first.msLow;
  if (ms >= 0 && ms < WORD) {
    id.msHigh = first.msHigh;
    id.msLow = ms;
  } else {
    addElement(bytes, p, first.msHigh, first.msLow);
    id.msHigh = sumHigh;
    id.msLow = sumLow;
  }
  p = nextElement(bytes, p);
  const seq = integerAt(bytes, p) + first.seqLow;
  if (seq >= 0 && seq < WORD) {
    id.seqHigh = first.seqHigh;
    id.seqLow = seq;
  } else {
    addElement(bytes, p, first.seqHigh, first.seqLow);
    id.seqHigh = sumHigh;
    id.seqLow = sumLow;
  }
  return nextElement(bytes, p);
}

/** What `addElement` gives: the two words of a sum. */
let sumHigh = 0;
let sumLow = 0;

/** Adds the integer at `p` to a number of 64 bits, modulo 2^64. */
function addElement(bytes: Uint8Array, p: number, high: number, low: number): void {
  const n = integerAt(bytes, p);
  const isWide = n !== n;
  const otherLow = isWide ? wordAt(bytes, p + 1) : n >>> 0;
  const otherHigh = isWide ? wordAt(bytes, p + 5) : Math.floor(n / WORD);
  const sum = low + otherLow;
  sumLow = sum >>> 0;
  sumHigh = (high + otherHigh + (sum >= WORD ? 1 : 0)) >>> 0;
}

function wordAt(bytes: Uint8Array, p: number): number {
  return (bytes[p] | (bytes[p + 1] << 8) | (bytes[p + 2] << 16) | (bytes[p + 3] << 24)) >>> 0;
}
