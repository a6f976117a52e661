/** The words of the command line as bytes. */

import fs from "node:fs";
import { mayReadFile } from "./permissions.ts";

const FILE = "/proc/self/cmdline";
const REPLACEMENT = "\ufffd";

/**
 * The last words of the command line; where one of them is no UTF-8, the runtimes have lost its
 * bytes, and it is taken from where Linux keeps them.
 */
export function bytesOfArguments<Word extends string | Uint8Array>(
  words: readonly Word[],
): readonly (Word | Uint8Array)[] {
  const isLost = (word: Word) => typeof word === "string" && word.includes(REPLACEMENT);
  if (!words.some(isLost) || !mayReadFile(FILE)) return words;
  let all: Uint8Array[];
  try {
    all = split(fs.readFileSync(FILE));
  } catch {
    return words;
  }
  return words.map((word, i) => isLost(word) ? all.at(i - words.length) ?? word : word);
}

/** Each word ends with a NUL. */
function split(bytes: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  for (let start = 0, end; (end = bytes.indexOf(0, start)) >= 0; start = end + 1) {
    words.push(bytes.slice(start, end));
  }
  return words;
}
