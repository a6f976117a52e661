/**
 * The three things done to bytes on every command: copy, compare, hash.
 *
 * Short runs are copied by a loop, because making a view for `TypedArray.set` costs more than the
 * copy; where the loop stops winning depends on the JavaScript engine, so `lib/runtime` sets it.
 */

let loopCopyMax = 32;

/** Sets up to how many bytes a copy is done by a loop. Called once, by the runtime's adapter. */
export function tuneCopy(loopMax: number): void {
  loopCopyMax = loopMax;
}

/** Copies `source[start, end)` to `target` at `at`. The ranges may overlap in one buffer. */
export function copyBytes(
  target: Uint8Array,
  at: number,
  source: Uint8Array,
  start: number,
  end: number,
): void {
  if (end - start > loopCopyMax) {
    if (target === source) target.copyWithin(at, start, end);
    else target.set(source.subarray(start, end), at);
  } else if (target !== source || at <= start) {
    while (start < end) target[at++] = source[start++];
  } else {
    at += end - start;
    while (start < end) target[--at] = source[--end];
  }
}

/** Whether `a[start, end)` holds the same bytes as `b` at `at`. */
export function equalBytes(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  at: number,
): boolean {
  while (start < end) if (a[start++] !== b[at++]) return false;
  return true;
}

/** The order of two runs of bytes: negative, 0 or positive, as `memcmp` and then the lengths have it. */
export function compareBytes(
  a: Uint8Array,
  start: number,
  end: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const order = end - start - (bEnd - bStart);
  const behind = order < 0 ? end : start + bEnd - bStart;
  while (start < behind) {
    const difference = a[start++] - b[bStart++];
    if (difference !== 0) return difference;
  }
  return order;
}

/**
 * MurmurHash3 (x86, 32 bits; Austin Appleby, public domain) of `bytes[start, end)`, seeded, so
 * that nobody outside can choose keys that collide. Returns a signed 32-bit integer.
 */
export function hashBytes(bytes: Uint8Array, start: number, end: number, seed: number): number {
  const length = end - start;
  let h = seed;
  const blocksEnd = end - (length & 3);
  let i = start;
  for (; i < blocksEnd; i += 4) {
    let k = bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    k = Math.imul(k, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  if (i < end) {
    let k = 0;
    for (let j = end - 1; j >= i; j--) k = (k << 8) | bytes[j];
    k = Math.imul(k, 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
  }
  h ^= length;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
