/** Keys that wait to be read, in order. */

import type { Key } from "./keys.ts";

export class KeyQueue {
  #keys: Key[] = [];
  /** How many of them have been read. */
  #read = 0;

  get isEmpty(): boolean {
    return this.#read === this.#keys.length;
  }

  push(keys: readonly Key[]): void {
    for (const key of keys) this.#keys.push(key);
  }

  /** Puts keys before those that wait. */
  putFirst(keys: readonly Key[]): void {
    this.#keys = [...keys, ...this.#keys.slice(this.#read)];
    this.#read = 0;
  }

  /** The next key; there must be one. */
  next(): Key {
    const key = this.#keys[this.#read++];
    if (this.isEmpty) this.clear();
    return key;
  }

  clear(): void {
    this.#keys = [];
    this.#read = 0;
  }

  /** Drops all up to the last key of that name; false if there is none. */
  dropThrough(name: string): boolean {
    const at = this.#keys.findLastIndex((key) => key.name === name);
    if (at < this.#read) return false;
    this.#read = at + 1;
    return true;
  }
}
