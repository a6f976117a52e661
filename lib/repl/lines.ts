/** The lines of a stream, as bytes. */

import { joined } from "../resp/joined.ts";

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
      const rest = bytes.subarray(start, end);
      yield pieces.length === 0 ? rest : joined([...pieces, rest]);
      pieces = [];
    }
    if (start < bytes.length) pieces.push(bytes.slice(start));
  }
  if (pieces.length > 0) yield joined(pieces);
}
