/** Shows two replies that differ. */

import { escape } from "./dialogue.ts";

/** Longer than this, what both begin and end with is left out. */
const SHOWN = 160;

/** Two indented lines: what we say, and what the real server says. */
export function contrast(actual: string, recorded: string): string {
  let from = 0;
  if (Math.max(actual.length, recorded.length) > SHOWN) {
    while (from < actual.length && actual[from] === recorded[from]) from++;
    from = Math.max(0, from - SHOWN / 2);
  }
  return `  ours ${excerpt(actual, from)}\n  real ${excerpt(recorded, from)}`;
}

function excerpt(reply: string, from: number): string {
  const head = from > 0 ? `(behind ${from} bytes) ` : "";
  const rest = reply.length - from - SHOWN;
  const tail = rest > 0 ? ` (and ${rest} more)` : "";
  return head + escape(reply.slice(from, from + SHOWN)) + tail;
}
