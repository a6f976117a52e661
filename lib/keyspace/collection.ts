/**
 * A collection that is too large to be packed into its entry: an object of its own, whose data lie
 * in blocks of the database's memory. The entry's value is its handle.
 */

import type { Memory } from "../memory/memory.ts";

export interface Collection {
  /**
   * Bytes of the elements and of what holds them together, reckoned from so many of the elements;
   * exact with 0, from all of them.
   */
  bytes(samples: number): number;
  /** A copy in another memory, or in the same one. */
  copy(memory: Memory): Collection;
  /**
   * Gives back some of the memory, in well under a millisecond, and true once all has been given
   * back. From the first call on nothing else may be done with the collection.
   */
  drain(): boolean;
}

/** About what a collection's JavaScript objects take, in bytes. */
const OBJECT_BYTES = 256;
/** Elements from which the bytes of a collection are reckoned. */
const SAMPLES = 16;

/** The collections of one database, by handle. */
export class Collections {
  readonly #memory: Memory;
  readonly #objects: (Collection | undefined)[] = [];
  readonly #spare: number[] = [];
  /** Collections whose keys are gone, and whose memory is still to be given back. */
  readonly #dying: Collection[] = [];
  /** Collections that somebody still reads; and their bytes once their keys are gone, else 0. */
  readonly #held: Map<Collection, number> = new Map();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** How many are still to be given back. */
  get dying(): number {
    return this.#dying.length;
  }

  add(object: Collection): number {
    const handle = this.#spare.pop() ?? this.#objects.length;
    this.#objects[handle] = object;
    this.#memory.arena.outsideBytes += OBJECT_BYTES;
    return handle;
  }

  get(handle: number): Collection {
    return this.#objects[handle]!;
  }

  /** Gives up a collection: a small one at once, a large one in slices (see `reclaim`). */
  remove(handle: number): void {
    const object = this.#objects[handle]!;
    this.#objects[handle] = undefined;
    this.#spare.push(handle);
    this.#memory.arena.outsideBytes -= OBJECT_BYTES;
    if (this.#held.has(object)) {
      const { arena } = this.#memory;
      const bytes = Math.min(object.bytes(SAMPLES), arena.usedBytes);
      this.#held.set(object, bytes);
      arena.outsideBytes -= bytes;
    } else if (!object.drain()) {
      this.#dying.push(object);
    }
  }

  /**
   * A collection is being read from time to time, and must outlive its key until it is let go. What
   * has no key does not count as used memory: no eviction could bring it back.
   */
  hold(object: Collection): void {
    this.#held.set(object, 0);
  }

  /** Nobody reads a collection any more; if its key is gone, it goes too. */
  letGo(object: Collection): void {
    const bytes = this.#held.get(object)!;
    this.#held.delete(object);
    if (bytes === 0) return;
    this.#memory.arena.outsideBytes += bytes;
    this.#dying.push(object);
  }

  /** Gives back a slice of the memory of a collection that was given up; true if that was the end. */
  reclaim(): boolean {
    const isGone = this.#dying.at(-1)?.drain() ?? false;
    if (isGone) this.#dying.pop();
    return isGone;
  }
}
