/**
 * How sizes are spread, to four digits: an HDR histogram (Gil Tene's), whose buckets hold one value
 * each below 32768, and double their width with every power of two above.
 */

/** Values below are kept exactly. */
const EXACT = 32768;

export interface DistributionRow {
  /** So large at most. */
  readonly size: number;
  /** So many values are no larger. */
  readonly count: number;
}

export class SizeDistribution {
  /** How many values fell into the bucket that begins there. */
  readonly #buckets = new Map<number, number>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Takes a note of a size, in whole bytes. */
  add(size: number): void {
    const start = size - size % widthAt(size);
    this.#buckets.set(start, (this.#buckets.get(start) ?? 0) + 1);
    this.#count++;
  }

  /**
   * The size of the smallest, of the one in the middle, and then of the last in each half of what
   * is left (75 %, 87.5 %, …), up to the largest.
   */
  rows(): DistributionRow[] {
    const rows: DistributionRow[] = [];
    let [seen, target] = [0, 0];
    for (const [start, count] of this.#sorted()) {
      seen += count;
      const share = 100 * seen / this.#count;
      if (share < target && seen < this.#count) continue;
      rows.push({ size: start + widthAt(start) - 1, count: seen });
      while (target <= share && target < 100) target += (100 - target) / 2;
    }
    return rows;
  }

  /** The mean of the sizes; 0 if there are none. */
  mean(): number {
    let sum = 0;
    for (const [start, count] of this.#buckets) sum += count * middleOf(start);
    return this.#count === 0 ? 0 : sum / this.#count;
  }

  /** The standard deviation of the sizes; 0 if there are none. */
  deviation(): number {
    const mean = this.mean();
    let sum = 0;
    for (const [start, count] of this.#buckets) sum += count * (middleOf(start) - mean) ** 2;
    return this.#count === 0 ? 0 : Math.sqrt(sum / this.#count);
  }

  #sorted(): [number, number][] {
    return [...this.#buckets].sort(([a], [b]) => a - b);
  }
}

/** How many values share a bucket with this one. */
function widthAt(size: number): number {
  let width = 1;
  for (let bound = EXACT; size >= bound; bound *= 2) width *= 2;
  return width;
}

function middleOf(start: number): number {
  return start + Math.floor(widthAt(start) / 2);
}
