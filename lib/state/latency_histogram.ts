/**
 * How long the calls of one command took: counts in buckets that double in width, each cut in
 * eight, which is exact enough for percentiles (within an eighth) and costs one increment.
 *
 * The doublings end where those of Redis's LATENCY HISTOGRAM do: at 1.032 µs, 2.064 µs, 4.128 µs and
 * so on, which it prints as 1, 2, 4, 8, 16, 33, 66, 132 …
 */

const FIRST_MICROS = 1.032;
const CUTS = 8;
const BUCKETS = 40 * CUTS;

export class LatencyHistogram {
  count = 0;
  #buckets: Uint32Array | null = null;

  /** Adds one call, given the bucket of its time (`bucketOf`). */
  add(bucket: number): void {
    this.#buckets ??= new Uint32Array(BUCKETS);
    this.#buckets[bucket]++;
    this.count++;
  }

  /** The microseconds that `percent` of all calls did not exceed. */
  percentile(percent: number): number {
    if (this.#buckets === null) return 0;
    const wanted = Math.max(1, Math.ceil(this.count * percent / 100));
    let seen = 0;
    for (let i = 0; i < BUCKETS; i++) {
      seen += this.#buckets[i];
      if (seen >= wanted) return upperBound(i);
    }
    return upperBound(BUCKETS - 1);
  }

  /** How many calls took at most so many microseconds, for each doubling that has calls of its own. */
  cumulative(): [micros: number, count: number][] {
    const rows: [number, number][] = [];
    if (this.#buckets === null) return rows;
    let seen = 0;
    for (let power = 0; power * CUTS < BUCKETS; power++) {
      let inside = 0;
      for (let i = power * CUTS; i < (power + 1) * CUTS; i++) inside += this.#buckets[i];
      if (inside === 0) continue;
      seen += inside;
      rows.push([Math.floor(FIRST_MICROS * 2 ** power - 0.001), seen]);
    }
    return rows;
  }

  clear(): void {
    this.count = 0;
    this.#buckets = null;
  }
}

/** The bucket of a time: number `power * 8 + cut` ends at `1.032 * 2^(power-1) * (1 + (cut+1)/8)`. */
export function bucketOf(micros: number): number {
  const ratio = micros / FIRST_MICROS;
  if (ratio <= 1) return 0;
  const power = Math.ceil(Math.log2(ratio));
  const low = 2 ** (power - 1);
  const cut = Math.min(CUTS - 1, Math.ceil((ratio / low - 1) * CUTS) - 1);
  return Math.min(BUCKETS - 1, power * CUTS + Math.max(cut, 0));
}

function upperBound(bucket: number): number {
  const power = Math.floor(bucket / CUTS);
  if (power === 0) return FIRST_MICROS;
  return FIRST_MICROS * 2 ** (power - 1) * (1 + (bucket % CUTS + 1) / CUTS);
}
