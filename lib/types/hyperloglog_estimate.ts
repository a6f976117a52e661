/**
 * The cardinality that a HyperLogLog's registers suggest, by Otmar Ertl's improved estimator
 * ("New cardinality estimation algorithms for HyperLogLog sketches", 2017, algorithm 6): one
 * formula for small, middle and large sets, with no tables of corrections.
 */

const REGISTERS = 1 << 14;
/** The bits of a hash that a register looks at: registers hold 0 to Q + 1. */
const Q = 50;
/** 1 / (2 ln 2) */
const ALPHA_INFINITY = 0.721347520444481703680;

/** Registers are six bits wide: forged ones may hold up to 63. */
export const HISTOGRAM_SIZE = 64;

/** The estimate, rounded, from how many registers hold each value. */
export function estimateCardinality(histogram: Uint32Array): number {
  let z = REGISTERS * tau((REGISTERS - histogram[Q + 1]) / REGISTERS);
  for (let value = Q; value >= 1; value--) z = (z + histogram[value]) * 0.5;
  z += REGISTERS * sigma(histogram[0] / REGISTERS);
  return Math.round(ALPHA_INFINITY * REGISTERS * REGISTERS / z);
}

function sigma(x: number): number {
  if (x === 1) return Infinity;
  let y = 1;
  let z = x;
  let previous: number;
  do {
    x *= x;
    previous = z;
    z += x * y;
    y += y;
  } while (previous !== z);
  return z;
}

function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let y = 1;
  let z = 1 - x;
  let previous: number;
  do {
    x = Math.sqrt(x);
    previous = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  } while (previous !== z);
  return z / 3;
}
