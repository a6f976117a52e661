/** The lines of a stream, as bytes. */

const LF = 10;

/** Yields each line without its end; the last one needs none. */
export async function* linesOf(
  stream: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let pieces: Uint8Array[] = [];
  for await (const chunk of stream) {
    const bytes = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
    let start = 0;
    for (let end; (end = bytes.indexOf(LF, start)) >= 0; start = end + 1) {
      yield joined(pieces, bytes.subarray(start, end));
      pieces = [];
    }
    if (start < bytes.length) pieces.push(bytes.slice(start));
  }
  if (pieces.length > 0) yield joined(pieces, new Uint8Array(0));
}

function joined(pieces: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  if (pieces.length === 0) return last;
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, last.length));
  let at = 0;
  for (const piece of [...pieces, last]) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
