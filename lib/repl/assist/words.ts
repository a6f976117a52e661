/** From a typed line to the words of a command. */

import { Args, latin1 } from "../../resp/args.ts";
import { splitWords } from "../../resp/inline.ts";

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

/** A line that is being typed: the words that are complete, and the one under the cursor. */
export interface TypedLine {
  readonly done: readonly string[];
  /** Empty behind a blank. */
  readonly current: string;
}

/** Splits what stands before the cursor; an open quote makes the rest of the line one word. */
export function typedLine(text: string): TypedLine {
  const words: string[] = [];
  let end = 0;
  for (
    const match of text.matchAll(/(?:"(?:\\.|[^"\\])*(?:"|$)|'(?:\\.|[^'\\])*(?:'|$)|[^\s])+/gs)
  ) {
    words.push(match[0]);
    end = match.index + match[0].length;
  }
  if (words.length > 1 && /^\d+$/.test(words[0])) words.shift(); // How often to run the rest.
  return end === text.length && words.length > 0
    ? { done: words.slice(0, -1), current: words.at(-1)! }
    : { done: words, current: "" };
}
