/**
 * A key whose collection is too large to be written at once. It is written behind all other keys,
 * part by part (see `walks/walk.ts`). What must be written before its turn is gathered here.
 */

import type { Database } from "../keyspace/database.ts";
import { isObject } from "../keyspace/types.ts";
import type { Entry } from "../memory/entry.ts";
import type { Memory } from "../memory/memory.ts";
import type { Walk } from "./walks/walk.ts";

/** From this size on a collection is large: some thousand elements, or half a millisecond. */
export const LARGE_BYTES = 64 * 1024;
/** Elements from which the size is reckoned. */
const SAMPLES = 8;
/** What is gathered is put away in pieces of this size, so that no buffer must grow for long. */
const PIECE_BYTES = 64 * 1024;

/** A buffer that something is written into. */
export interface Output {
  readonly bytes: Uint8Array;
  readonly length: number;
  clear(): void;
}

/** Takes the next part of a large key, valid during the call only. */
export type TakePart = (bytes: Uint8Array, start: number, end: number) => void;

/** Whether an entry's collection has so many bytes or more. */
export function isLarge(db: Database, entry: Entry, bytes: number): boolean {
  return isObject(entry.flags) && db.objectOf(entry).bytes(SAMPLES) >= bytes;
}

export class LargeKey {
  readonly #out: Output;
  readonly #walk: Walk;
  /** What was written before its turn; from the first on that was not taken yet. */
  #pieces: Uint8Array[] = [];
  #taken = 0;

  /** `walk` writes to `out`, where everything up to its beginning is written already. */
  constructor(out: Output, walk: Walk) {
    this.#out = out;
    this.#walk = walk;
  }

  /** From now on the collection may change, until the key is written. */
  watch(memory: Memory): void {
    this.#walk.watch(memory, () => {
      const { bytes, length } = this.#out;
      if (length < PIECE_BYTES) return;
      this.#pieces.push(bytes.slice(0, length));
      this.#out.clear();
    });
  }

  /** Hands on the next part; true if that was the last one. */
  step(take: TakePart): boolean {
    const piece = this.#pieces[this.#taken];
    if (piece !== undefined) {
      this.#pieces[this.#taken++] = NOTHING;
      take(piece, 0, piece.length);
      return false;
    }
    const isDone = this.#walk.step();
    const { bytes, length } = this.#out;
    if (isDone || length >= PIECE_BYTES) {
      take(bytes, 0, length);
      this.#out.clear();
    }
    return isDone;
  }

  /** Ends it, written or not: the collection may be given back. */
  close(): void {
    this.#walk.close();
  }
}

const NOTHING = new Uint8Array(0);
