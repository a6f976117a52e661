/** From a typed line to the words of a command. */

import { Args, latin1 } from "../resp/args.ts";
import { splitWords } from "../resp/inline.ts";

const UTF8 = new TextEncoder();

/** The line's words by redis-cli's quoting; null if the quotes do not match. */
export function wordsOf(line: string | Uint8Array): Uint8Array[] | null {
  const bytes = typeof line === "string" ? UTF8.encode(line) : line;
  const args = new Args();
  if (!splitWords(bytes, 0, bytes.length, args)) return null;
  return Array.from({ length: args.count }, (_, i) => args.copy(i));
}

/** The words as text, one character a byte. */
export function textsOf(words: readonly Uint8Array[]): string[] {
  return words.map((word) => latin1(word, 0, word.length));
}
