/** References of entries, with the hashes of their keys. */

const FIRST_ROOM = 64;
/** Upper bits of the hashes that are sorted by, and from how many on that is worth it. */
const SORT_BITS = 12;
const SORTED_MIN = 512;

/** Scratch: where the references with certain upper bits go; what is sorted. */
const PLACES = new Int32Array(2 ** SORT_BITS);
let sortedRefs: Int32Array = new Int32Array(0);
let sortedHashes: Int32Array = new Int32Array(0);

export class HashedRefs {
  count = 0;
  refs: Int32Array = new Int32Array(FIRST_ROOM);
  hashes: Int32Array = new Int32Array(FIRST_ROOM);

  add(ref: number, hash: number): void {
    if (this.count === this.refs.length) {
      this.refs = extended(this.refs);
      this.hashes = extended(this.hashes);
    }
    this.refs[this.count] = ref;
    this.hashes[this.count++] = hash;
  }

  /** Takes some of them out. */
  remove(refs: readonly number[]): void {
    const { count } = this;
    this.count = 0;
    for (let i = 0; i < count; i++) {
      if (!refs.includes(this.refs[i])) this.add(this.refs[i], this.hashes[i]);
    }
  }

  /** Brings them about into the order of their hashes, if there are many. */
  sort(): void {
    const { count, refs, hashes } = this;
    if (count < SORTED_MIN) return;
    if (sortedRefs.length < refs.length) {
      sortedRefs = new Int32Array(refs.length);
      sortedHashes = new Int32Array(refs.length);
    }
    PLACES.fill(0);
    for (let i = 0; i < count; i++) PLACES[hashes[i] >>> (32 - SORT_BITS)]++;
    for (let bits = 0, place = 0; bits < PLACES.length; bits++) {
      const behind = place + PLACES[bits];
      PLACES[bits] = place;
      place = behind;
    }
    for (let i = 0; i < count; i++) {
      const place = PLACES[hashes[i] >>> (32 - SORT_BITS)]++;
      sortedRefs[place] = refs[i];
      sortedHashes[place] = hashes[i];
    }
    this.refs = sortedRefs;
    this.hashes = sortedHashes;
    sortedRefs = refs;
    sortedHashes = hashes;
  }
}

function extended(numbers: Int32Array): Int32Array {
  const longer = new Int32Array(4 * numbers.length);
  longer.set(numbers);
  return longer;
}
