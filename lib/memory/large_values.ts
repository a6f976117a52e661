/**
 * Values too large for the arena: one buffer each, named by a small number, its handle.
 * A buffer may be longer than its value, so that appending is cheap.
 */
export class LargeValues {
  /** Bytes of all buffers. */
  bytes = 0;
  readonly #buffers: Uint8Array[] = [];
  readonly #spare: number[] = [];

  /** A zeroed buffer of `length` bytes; returns its handle. */
  add(length: number): number {
    const handle = this.#spare.pop() ?? this.#buffers.length;
    this.#buffers[handle] = new Uint8Array(length);
    this.bytes += length;
    return handle;
  }

  get(handle: number): Uint8Array {
    return this.#buffers[handle];
  }

  /** The size of a buffer. */
  room(handle: number): number {
    return this.#buffers[handle].length;
  }

  /** Makes a buffer hold at least `length` bytes; what it holds is kept. */
  resize(handle: number, length: number): void {
    const old = this.#buffers[handle];
    if (length <= old.length) return;
    const room = length + Math.min(length, 1 << 20);
    const grown = new Uint8Array(room);
    grown.set(old);
    this.#buffers[handle] = grown;
    this.bytes += room - old.length;
  }

  /** Exchanges a buffer with one of the same or another store. */
  exchange(handle: number, other: LargeValues, otherHandle: number): void {
    const own = this.#buffers[handle];
    const theirs = other.#buffers[otherHandle];
    this.#buffers[handle] = theirs;
    other.#buffers[otherHandle] = own;
    this.bytes += theirs.length - own.length;
    other.bytes += own.length - theirs.length;
  }

  release(handle: number): void {
    this.bytes -= this.#buffers[handle].length;
    this.#buffers[handle] = NOTHING;
    this.#spare.push(handle);
  }
}

const NOTHING = new Uint8Array(0);
