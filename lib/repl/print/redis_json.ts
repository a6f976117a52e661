/**
 * Replies as redis-cli's `--json` and `--quoted-json`, which is JSON as long as there are no errors,
 * no infinite numbers, and no keys of maps but strings and numbers. Bytes that are no UTF-8 stay as
 * they are in the one, and are escaped twice in the other: `"\\xff"`.
 */

import { fromLatin1, latin1 } from "../../resp/args.ts";
import { quoted } from "../../resp/quoted.ts";
import type { Reply } from "../../resp/value.ts";

/** In Latin-1, one character a byte. Ends with a line end. */
export function formatRedisJson(reply: Reply, isQuoted: boolean): string {
  return `${jsonOf(reply, isQuoted ? twiceQuoted : jsonString)}\n`;
}

type Quote = (bytes: Uint8Array) => string;

function jsonOf(reply: Reply, quote: Quote): string {
  switch (reply.type) {
    case "error":
      return `error:${quote(fromLatin1(reply.text))}`;
    case "simple":
      return quote(fromLatin1(reply.text));
    case "bulk":
    case "verbatim":
      return quote(reply.bytes);
    case "integer":
    case "bignumber":
    case "boolean":
      return String(reply.value);
    case "double":
      return reply.text;
    case "nil":
      return "null";
    case "map":
      return `{${
        reply.pairs.map(([key, value]) => `${keyOf(key, quote)}:${jsonOf(value, quote)}`).join(",")
      }}`;
    default:
      return `[${reply.items.map((item) => jsonOf(item, quote)).join(",")}]`;
  }
}

function keyOf(key: Reply, quote: Quote): string {
  const json = jsonOf(key, quote);
  const isString = key.type === "simple" || key.type === "bulk" || key.type === "verbatim";
  return isString || key.type === "error" ? json : `"${json}"`;
}

function twiceQuoted(bytes: Uint8Array): string {
  return quoted(bytes, 0, bytes.length).replaceAll("\\", "\\\\");
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function jsonString(bytes: Uint8Array): string {
  // deno-lint-ignore no-control-regex
  const escaped = latin1(bytes, 0, bytes.length).replace(/["\\\x00-\x1f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, "0");
    return ESCAPES[character] ?? `\\u${code}`;
  });
  return `"${escaped}"`;
}
