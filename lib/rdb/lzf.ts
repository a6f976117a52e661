/**
 * LZF (Marc Lehmann's LibLZF): the compression of long strings in RDB files. A stream of
 *
 *   000lllll                 literal run: the l + 1 bytes that follow
 *   lllooooo oooooooo        back reference: l + 2 bytes (l from 1 to 6) from o + 1 bytes before
 *   111ooooo llllllll o…     the same for l + 9 bytes
 */

const HASH_BITS = 14;
const OFFSET_MAX = 1 << 13;
const LENGTH_MAX = 264;
const LITERALS_MAX = 32;
/** Longer repetitions of one byte are filled in. */
const FILLED_MIN = 16;

/**
 * Scratch: where a run of three bytes with this hash was seen last, counted through all that was ever
 * compressed, so that it need not be emptied for each string. What is not above `seenBefore` is old.
 */
const SEEN = new Int32Array(1 << HASH_BITS);
const SEEN_MAX = 2 ** 31 - 1;
let seenBefore = 0;

/**
 * Compresses `bytes[start, end)` into `out`; returns how many bytes that took, or 0 if `out` is too
 * short for them.
 */
export function lzfCompress(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
): number {
  if (end - start > SEEN_MAX - seenBefore) {
    SEEN.fill(0);
    seenBefore = 0;
  }
  // A place in `SEEN` is that of the first of the three bytes, plus this.
  const shift = seenBefore + 1 - start;
  seenBefore += end - start;
  let from = start;
  let to = 1;
  let literals = 0;
  const limit = out.length;
  while (from < end) {
    let length = 0;
    let offset = 0;
    if (from + 2 < end) {
      const three = bytes[from] | (bytes[from + 1] << 8) | (bytes[from + 2] << 16);
      const hash = Math.imul(three, 0x9e3779b1) >>> (32 - HASH_BITS);
      const seen = SEEN[hash] - shift;
      SEEN[hash] = from + shift;
      offset = from - seen - 1;
      if (seen >= start && offset < OFFSET_MAX) {
        const most = Math.min(end - from, LENGTH_MAX);
        while (length < most && bytes[seen + length] === bytes[from + length]) length++;
      }
    }
    if (length < 3) {
      if (to >= limit) return 0;
      out[to++] = bytes[from++];
      if (++literals === LITERALS_MAX) {
        out[to - literals - 1] = literals - 1;
        literals = 0;
        to++;
      }
      continue;
    }
    // The place for the length of the literals is kept for the next ones if there were none.
    if (literals > 0) out[to - literals - 1] = literals - 1;
    else to--;
    literals = 0;
    if (to + 4 > limit) return 0;
    if (length < 9) {
      out[to++] = ((length - 2) << 5) | (offset >> 8);
    } else {
      out[to++] = (7 << 5) | (offset >> 8);
      out[to++] = length - 9;
    }
    out[to++] = offset;
    to++;
    from += length;
  }
  if (literals > 0) out[to - literals - 1] = literals - 1;
  else to--;
  return to > limit ? 0 : to;
}

/** Expands `bytes[start, end)` into `out[0, size)`; false if they do not hold just so much. */
export function lzfExpand(
  bytes: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  size = out.length,
): boolean {
  let from = start;
  let to = 0;
  while (from < end) {
    const control = bytes[from++];
    if (control < 32) {
      const length = control + 1;
      if (from + length > end || to + length > size) return false;
      for (let i = 0; i < length; i++) out[to++] = bytes[from++];
      continue;
    }
    let length = (control >> 5) + 2;
    if (length === 9) {
      if (from >= end) return false;
      length += bytes[from++];
    }
    if (from >= end) return false;
    const offset = ((control & 0x1f) << 8) | bytes[from++];
    let source = to - 1 - offset;
    if (source < 0 || to + length > size) return false;
    if (offset === 0 && length > FILLED_MIN) {
      out.fill(out[source], to, to += length);
      continue;
    }
    while (length-- > 0) out[to++] = out[source++]; // Byte by byte: the runs may overlap.
  }
  return to === size;
}
