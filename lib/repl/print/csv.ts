/** Replies as redis-cli's `--csv`: one line, nested or not; strings are quoted as Redis does. */

import { fromLatin1 } from "../../resp/args.ts";
import { quoted } from "../../resp/quoted.ts";
import type { Reply } from "../../resp/value.ts";

/** In Latin-1, one character a byte. Ends with a line end. */
export function formatCsv(reply: Reply): string {
  return `${csvOf(reply)}\n`;
}

function csvOf(reply: Reply): string {
  switch (reply.type) {
    case "error":
      return `ERROR,${quotedBytes(fromLatin1(reply.text))}`;
    case "simple":
      return quotedBytes(fromLatin1(reply.text));
    case "bulk":
    case "verbatim":
      return quotedBytes(reply.bytes);
    case "integer":
    case "bignumber":
    case "boolean":
      return String(reply.value);
    case "double":
      return reply.text;
    case "nil":
      return "NULL";
    case "map":
      return reply.pairs.map((pair) => pair.map(csvOf).join(",")).join(",");
    default:
      return reply.items.map(csvOf).join(",");
  }
}

function quotedBytes(bytes: Uint8Array): string {
  return quoted(bytes, 0, bytes.length);
}
