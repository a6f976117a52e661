/** Names of any bytes, and how they are typed. */

import { fromLatin1, latin1 } from "../../../resp/args.ts";

const UTF8 = new TextEncoder();
const UTF8_TEXT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Typed text as bytes, one Latin-1 character a byte. */
export function bytesOf(text: string): string {
  const bytes = UTF8.encode(text);
  return latin1(bytes, 0, bytes.length);
}

/** What nobody could see, or what would turn the text around. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
/** What would be read as something else: blanks, quotes, `| command`, `\own`, a line that goes on. */
const MISREAD = /[\s"']|^[|\\]|\\$|^$/;

/**
 * A name from the server (Latin-1, one character a byte) as it can be typed: as text, in quotes if
 * it must be, with escapes if it is no text.
 */
export function typeable(name: string): string {
  const text = decoded(name);
  if (text === null || INVISIBLE.test(text)) return `"${escaped(name, /[^ !#-[\]-~]/g)}"`;
  return MISREAD.test(text) ? `"${escaped(text, /["\\]/g)}"` : text;
}

/** What bytes say in UTF-8; null if they do not. */
export function decoded(name: string): string | null {
  try {
    return UTF8_TEXT.decode(fromLatin1(name));
  } catch {
    return null;
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\x07": "\\a",
};

function escaped(text: string, what: RegExp): string {
  return text.replace(
    what,
    (char) => ESCAPES[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
