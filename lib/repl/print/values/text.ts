/** Bytes that are text, and what of it may be shown on a terminal. */

import { quoted } from "../../../resp/quoted.ts";
import { toBytesText, utf8TextOf } from "../utf8.ts";

/** Letters of any script, digits, marks, symbols, blanks; and what joins and varies emoji. */
const PRINTABLE = /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\u200d]/u;
const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\x07": "\\a",
  "\b": "\\b",
};
const UTF8 = new TextEncoder();

/** Whether all of it is printable ASCII. */
function isPlain(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
}

/**
 * The bytes in quotes: UTF-8 as the characters it is, but what steers a terminal (controls, changes
 * of direction) escaped byte by byte. What is not UTF-8 is escaped as Redis does. In Latin-1.
 */
export function quotedText(bytes: Uint8Array): string {
  if (isPlain(bytes)) return quoted(bytes, 0, bytes.length);
  const text = utf8TextOf(bytes);
  if (text === null) return quoted(bytes, 0, bytes.length);
  let shown = '"';
  for (const char of text) {
    shown += ESCAPES[char] ?? (PRINTABLE.test(char) ? toBytesText(char) : escaped(char));
  }
  return shown + '"';
}

/** UTF-8 text as it is, with line ends, for where no quotes are; other controls escaped. Latin-1. */
export function shownText(text: string): string {
  let shown = "";
  for (const char of text) {
    const isFine = char === "\n" || char === "\t" || PRINTABLE.test(char);
    shown += isFine ? toBytesText(char) : escaped(char);
  }
  return shown;
}

function escaped(char: string): string {
  return Array.from(UTF8.encode(char), (byte) => `\\x${byte.toString(16).padStart(2, "0")}`)
    .join("");
}

/** Whether more than three in ten of the characters (bytes, if it is not UTF-8) cannot be shown. */
export function isMostlyBinary(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || isPlain(bytes)) return false;
  const text = utf8TextOf(bytes);
  const chars = text === null ? Array.from(bytes, (byte) => String.fromCharCode(byte)) : [...text];
  const isShown = (char: string) =>
    char in ESCAPES || (text === null ? char >= " " && char < "\x7f" : PRINTABLE.test(char));
  const hidden = chars.reduce((count, char) => count + (isShown(char) ? 0 : 1), 0);
  return hidden > chars.length * 0.3;
}
