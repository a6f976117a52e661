/** A RESP2 reply as plain values: texts (also for integers), null, lists of these. */

export type PlainReply = string | null | PlainReply[];

/** The first reply of a wire text; errors are thrown. */
export function plainReply(wire: string): PlainReply {
  let at = 0;
  const line = (): string => {
    const end = wire.indexOf("\r\n", at);
    const text = wire.slice(at, end);
    at = end + 2;
    return text;
  };
  const next = (): PlainReply => {
    const head = line();
    const rest = head.slice(1);
    const count = Number(rest);
    switch (head[0]) {
      case "-":
        throw new Error(rest);
      case "$": {
        if (count < 0) return null;
        const text = wire.slice(at, at + count);
        at += count + 2;
        return text;
      }
      case "*":
        return count < 0 ? null : Array.from({ length: count }, next);
    }
    return rest;
  };
  return next();
}
