/**
 * The longest common subsequence of two strings: LCS.
 *
 * The textbook table of lengths (Wagner and Fischer, 1974), of which only two rows are kept. To
 * find the way back one bit a cell is enough: whether the cell above holds more than the cell to
 * the left. That is a 32nd of the table that Redis allocates; its limit is kept all the same.
 *
 * Where several subsequences are equally long, the way back decides: from the ends of both
 * strings, equal bytes are taken at once; otherwise the second string is shortened, unless
 * shortening the first leaves a longer one. Clients see this in LCS and LCS IDX.
 */

export const LCS_TOO_LARGE =
  "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len";

/** The bytes of Redis's table: more than proto-max-bulk-len are refused with LCS_TOO_LARGE. */
export function lcsTableBytes(lengthA: number, lengthB: number): number {
  return 4 * (lengthA + 1) * (lengthB + 1);
}

/** A run of bytes that both strings have in common; the ends are included. */
export interface CommonRange {
  startA: number;
  endA: number;
  startB: number;
  endB: number;
}

/** The length of the longest common subsequence. */
export function lcsLength(a: Uint8Array, b: Uint8Array): number {
  return lengths(a, b);
}

/** The longest common subsequence itself, as fresh bytes. */
export function longestCommonSubsequence(a: Uint8Array, b: Uint8Array): Uint8Array {
  const { directions, length } = solve(a, b);
  const out = new Uint8Array(length);
  let at = length;
  walkBack(a, b, directions, (i) => out[--at] = a[i]);
  return out;
}

/**
 * LCS IDX: the runs that make up the subsequence, from the last to the first, those of fewer than
 * `lengthMin` bytes left out; and the length of the whole.
 */
export function commonRanges(
  a: Uint8Array,
  b: Uint8Array,
  lengthMin: number,
): { ranges: CommonRange[]; length: number } {
  const { directions, length } = solve(a, b);
  const ranges: CommonRange[] = [];
  let range: CommonRange | undefined;
  walkBack(a, b, directions, (i, j) => {
    if (range !== undefined && range.startA === i + 1 && range.startB === j + 1) {
      range.startA = i;
      range.startB = j;
    } else ranges.push(range = { startA: i, endA: i, startB: j, endB: j });
  });
  return { ranges: ranges.filter(({ startA, endA }) => endA - startA + 1 >= lengthMin), length };
}

function solve(a: Uint8Array, b: Uint8Array): { directions: Uint8Array; length: number } {
  const directions = new Uint8Array(Math.ceil(a.length * b.length / 8));
  return { directions, length: lengths(a, b, directions) };
}

/** The length; and, in the bit of each cell of unequal bytes, whether the way back leads up. */
function lengths(a: Uint8Array, b: Uint8Array, directions?: Uint8Array): number {
  const row = new Uint32Array(b.length + 1);
  for (let i = 0, cell = 0; i < a.length; i++) {
    const byte = a[i];
    let diagonal = 0; // The cell above and to the left.
    let left = 0;
    for (let j = 1; j < row.length; j++, cell++) {
      const above = row[j];
      if (byte === b[j - 1]) left = diagonal + 1;
      else if (above > left) {
        left = above;
        if (directions !== undefined) directions[cell >>> 3] |= 1 << (cell & 7);
      }
      row[j] = left;
      diagonal = above;
    }
  }
  return row[b.length];
}

/** Visits the pairs of equal bytes that make up the subsequence, from the last to the first. */
function walkBack(
  a: Uint8Array,
  b: Uint8Array,
  directions: Uint8Array,
  visit: (i: number, j: number) => void,
): void {
  let i = a.length - 1;
  let j = b.length - 1;
  while (i >= 0 && j >= 0) {
    const cell = i * b.length + j;
    if (a[i] === b[j]) visit(i--, j--);
    else if (directions[cell >>> 3] & 1 << (cell & 7)) i--;
    else j--;
  }
}
