/** What keys do: the seam between the editor and its two ways to edit. */

import type { EditBuffer } from "./buffer.ts";
import type { Key } from "./keys.ts";

/** What a key asks for that is more than an edit of the text. */
export type Wish =
  | "accept"
  | "newline"
  | "interrupt"
  | "leave"
  | "suspend"
  | "clear-screen"
  | "open-editor"
  | "complete"
  | "complete-back"
  | "older"
  | "newer"
  | "oldest"
  | "newest"
  | "older-alike" // The newest line before this one that begins with what stands before the cursor.
  | "newer-alike"
  | "last-argument"
  | "take-suggestion"
  | "take-suggested-word"
  | "search-older"
  | "search-newer"
  | "search-again"
  | "search-back";

export type CursorShape = "block" | "bar" | "underline";

/** The two ways to edit. */
export type Editing = "emacs" | "vi";

export interface KeyMap {
  /** The mode, for people; empty if there is but one. */
  readonly mode: string;
  /** Keys that wait for others, for people. */
  readonly pending: string;
  /** Null: as the terminal has it. */
  readonly cursorShape: CursorShape | null;
  /** A new line begins. */
  reset(buffer: EditBuffer): void;
  /** Does what the key says to the text, and returns what else it asks for. */
  press(key: Key, buffer: EditBuffer): Wish | null;
}
