/**
 * Finds the end of one RESP reply in raw text (Latin-1). Deliberately not the project's decoder,
 * which is one of the things that are held against it.
 */

/** The offset behind the reply that begins at `at`, or -1 if it is not all here. */
export function frameEnd(wire: string, at: number): number {
  const line = wire.indexOf("\r\n", at);
  if (line < 0) return -1;
  const next = line + 2;
  const count = Number(wire.slice(at + 1, line));
  switch (wire[at]) {
    case "$":
    case "=":
    case "!":
      if (count < 0) return next;
      return next + count + 2 <= wire.length ? next + count + 2 : -1;
    case "*":
    case "~":
    case ">":
      return framesEnd(wire, next, count);
    case "%":
      return framesEnd(wire, next, 2 * count);
    case "|": {
      const attributed = framesEnd(wire, next, 2 * count);
      return attributed < 0 ? -1 : frameEnd(wire, attributed);
    }
    default:
      return next;
  }
}

function framesEnd(wire: string, at: number, count: number): number {
  for (; count > 0 && at >= 0; count--) at = frameEnd(wire, at);
  return at;
}

/** The parts of an aggregate: its replies, in order. */
export function elements(frame: string): string[] {
  const parts: string[] = [];
  for (let at = frame.indexOf("\r\n") + 2; at < frame.length;) {
    const end = frameEnd(frame, at);
    parts.push(frame.slice(at, end));
    at = end;
  }
  return parts;
}
