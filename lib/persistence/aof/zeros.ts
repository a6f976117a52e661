/**
 * Zeros at the end of a file: after a loss of power a file may have its new length and not the bytes
 * that came with it, and then reads as zeros there. No command ends so.
 */

import type { ReadableFile } from "../storage.ts";

const PIECE = 4096;

/** A file as if it ended before the zeros at its end. */
export function withoutZeros(file: ReadableFile): ReadableFile {
  const size = sizeWithoutZeros(file);
  if (size === file.size) return file;
  let left = size;
  return {
    size,
    read(into, start, end) {
      const count = file.read(into, start, Math.min(end, start + left));
      left -= count;
      return count;
    },
    seek(position) {
      file.seek(position);
      left = Math.max(0, size - position);
    },
    close: () => file.close(),
  };
}

/** Leaves the file at its beginning. */
function sizeWithoutZeros(file: ReadableFile): number {
  const piece = new Uint8Array(PIECE);
  let end = file.size;
  while (end > 0) {
    const start = Math.max(0, end - PIECE);
    file.seek(start);
    let count = 0;
    for (let more = -1; more !== 0 && count < end - start; count += more) {
      more = file.read(piece, count, end - start);
    }
    while (count > 0 && piece[count - 1] === 0) count--;
    end = start + count;
    if (count > 0) break;
  }
  file.seek(0);
  return end;
}
