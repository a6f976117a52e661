/**
 * A set of hashes, numbers of 32 bits: a table with linear probing for each value of the upper eight,
 * so that it grows a 256th at a time. Eight bytes a hash, or less.
 */

const TABLES = 256;
const FIRST_SLOTS = 16;
/** How full a table may be. */
const FULL = 0.7;

export class HashNumbers {
  /** How many there are. */
  size = 0;
  /** Hashes, where 0 is a free slot; whether 0 itself is there is kept apart. */
  readonly #tables: Int32Array[] = Array.from({ length: TABLES }, () => NONE);
  readonly #counts = new Int32Array(TABLES);
  #hasZero = false;

  has(hash: number): boolean {
    if (hash === 0) return this.#hasZero;
    const table = this.#tables[hash >>> 24];
    return table[slotOf(table, hash)] === hash;
  }

  /** Adds a hash; false if it is there. */
  add(hash: number): boolean {
    if (hash === 0) {
      if (this.#hasZero) return false;
      this.#hasZero = true;
      this.size++;
      return true;
    }
    const index = hash >>> 24;
    let table = this.#tables[index];
    let slot = slotOf(table, hash);
    if (table[slot] === hash) return false;
    if (this.#counts[index] + 1 > table.length * FULL) {
      table = this.#tables[index] = grown(table);
      slot = slotOf(table, hash);
    }
    table[slot] = hash;
    this.#counts[index]++;
    this.size++;
    return true;
  }
}

const NONE = new Int32Array(1);

/** The slot of a hash, or the free one where it belongs. A table has a power of two of them. */
function slotOf(table: Int32Array, hash: number): number {
  const mask = table.length - 1;
  let slot = hash & mask;
  while (table[slot] !== 0 && table[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

function grown(table: Int32Array): Int32Array {
  const larger = new Int32Array(Math.max(2 * table.length, FIRST_SLOTS));
  for (const hash of table) if (hash !== 0) larger[slotOf(larger, hash)] = hash;
  return larger;
}
