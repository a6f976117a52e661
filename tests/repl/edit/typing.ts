/** For tests of editing: texts with their cursor, and keys as a terminal sends them. */

import { EditBuffer } from "../../../lib/repl/edit/buffer.ts";
import type { KeyMap, Wish } from "../../../lib/repl/edit/key_map.ts";
import { type Key, KeyDecoder } from "../../../lib/repl/edit/keys.ts";

/** The keys of some bytes, given as a string. */
export function keysOf(typed: string): Key[] {
  const decoder = new KeyDecoder();
  return [...decoder.push(new TextEncoder().encode(typed)), ...decoder.flush()];
}

/** A buffer with a text in which `|` is the cursor. */
export function bufferOf(marked: string): EditBuffer {
  const buffer = new EditBuffer();
  buffer.load(marked.replace("|", ""), marked.indexOf("|"));
  return buffer;
}

/** The text with its cursor. */
export function marked({ text, cursor }: EditBuffer): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

/** Presses keys, and returns what they asked for. */
export function press(keys: KeyMap, buffer: EditBuffer, typed: string): Wish[] {
  return keysOf(typed).map((key) => keys.press(key, buffer)).filter((wish) => wish !== null);
}
