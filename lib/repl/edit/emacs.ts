/** Editing with the keys of emacs, as readline has them. */

import type { EditBuffer } from "./buffer.ts";
import type { KeyMap, Wish } from "./key_map.ts";
import type { Key } from "./keys.ts";
import {
  blankWordStart,
  lineEnd,
  lineStart,
  next,
  previous,
  skip,
  skipBack,
  wordEnd,
  wordStart,
} from "./motions.ts";

/** What a key does; `count` is how often (M-3), and 1 unless told. */
type Act = (buffer: EditBuffer, count: number, map: EmacsKeys) => Wish | void;
/** From one place of a text to another. */
type Motion = (text: string, at: number) => number;

function wish(what: Wish): Act {
  return () => what;
}

function repeated(motion: Motion, { text, cursor }: EditBuffer, count: number): number {
  for (let left = count; left > 0; left--) cursor = motion(text, cursor);
  return cursor;
}

function move(motion: Motion): Act {
  return (buffer, count) => buffer.moveTo(repeated(motion, buffer, count));
}

/** Moves forward, or, where there is nothing more, takes what is suggested. */
function moveOrTake(motion: Motion, suggestion: Wish): Act {
  return (buffer, count) => {
    if (buffer.isAtEnd) return suggestion;
    buffer.moveTo(repeated(motion, buffer, count));
  };
}

function removeTo(motion: Motion): Act {
  return (buffer, count) => {
    const to = repeated(motion, buffer, count);
    buffer.remove(Math.min(to, buffer.cursor), Math.max(to, buffer.cursor));
  };
}

function killTo(motion: Motion): Act {
  return (buffer, count, map) => {
    const to = repeated(motion, buffer, count);
    const isBehind = to > buffer.cursor;
    const joins = map.previousDeed !== "kill" ? null : isBehind ? "behind" : "before";
    buffer.kill(Math.min(to, buffer.cursor), Math.max(to, buffer.cursor), joins);
    map.deed = "kill";
  };
}

/** Changes the words ahead, and moves behind them. */
function changeWord(change: (word: string) => string): Act {
  return (buffer, count) => {
    const { text, cursor } = buffer;
    const end = repeated(wordEnd, buffer, count);
    const changed = text.slice(cursor, end).replace(/[\p{L}\p{N}\p{M}]+/gu, change);
    buffer.replace(cursor, end, changed);
  };
}

function capitalized(word: string): string {
  const [first] = word;
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}

function vertically(lines: 1 | -1): Act {
  return (buffer) => buffer.moveLines(lines) ? undefined : lines < 0 ? "older" : "newer";
}

/** C-d: on an empty line it leaves. */
function deleteOrLeave(buffer: EditBuffer, count: number, map: EmacsKeys): Wish | void {
  return buffer.text === "" ? "leave" : removeTo(next)(buffer, count, map);
}

/** The end of the line; its end mark, if there already. */
const toLineEnd: Motion = (text, at) => text[at] === "\n" ? at + 1 : lineEnd(text, at);
const toLineStart: Motion = (text, at) => text[at - 1] === "\n" ? at - 1 : lineStart(text, at);

/** C-t: the character before the cursor goes behind the next one; at the end, the last two change. */
function transposeCharacters(buffer: EditBuffer): void {
  const { text } = buffer;
  const at = buffer.cursor === lineEnd(text, buffer.cursor)
    ? previous(text, buffer.cursor)
    : buffer.cursor;
  const [start, end] = [previous(text, at), next(text, at)];
  if (start === at || text.slice(start, end).includes("\n")) return;
  buffer.replace(start, end, text.slice(at, end) + text.slice(start, at));
}

/** M-t: the word before the cursor goes behind the next one. */
function transposeWords(buffer: EditBuffer): void {
  const { text, cursor } = buffer;
  let end = wordEnd(text, cursor);
  let start = wordStart(text, end);
  if (end === cursor || start >= end) [start, end] = [wordStart(text, cursor), cursor];
  if (!/[\p{L}\p{N}]/u.test(text.slice(start, end))) {
    start = wordStart(text, start);
    end = wordEnd(text, start);
  }
  const before = wordStart(text, start);
  const beforeEnd = wordEnd(text, before);
  if (beforeEnd > start) return;
  const swapped = text.slice(start, end) + text.slice(beforeEnd, start) +
    text.slice(before, beforeEnd);
  buffer.replace(before, end, swapped);
}

/** M-\: the blanks around the cursor go. */
function deleteBlanks(buffer: EditBuffer): void {
  const isSpace = (char: string) => char === " " || char === "\t";
  const { text, cursor } = buffer;
  buffer.remove(skipBack(text, cursor, isSpace), skip(text, cursor, isSpace));
}

const ACTS: Readonly<Record<string, Act>> = {
  "Enter": wish("accept"),
  "C-j": wish("accept"),
  "M-Enter": wish("newline"),
  "M-C-j": wish("newline"),
  "S-Enter": wish("newline"),
  "C-Enter": wish("newline"),
  "C-c": wish("interrupt"),
  "C-d": deleteOrLeave,
  "C-z": wish("suspend"),
  "C-l": wish("clear-screen"),
  "C-x C-e": wish("open-editor"),
  "Tab": wish("complete"),
  "S-Tab": wish("complete-back"),
  "C-r": wish("search-older"),
  "C-s": wish("search-newer"),
  "Up": vertically(-1),
  "C-p": vertically(-1),
  "Down": vertically(1),
  "C-n": vertically(1),
  "M-<": wish("oldest"),
  "M->": wish("newest"),
  "M-p": wish("older-alike"),
  "PageUp": wish("older-alike"),
  "M-n": wish("newer-alike"),
  "PageDown": wish("newer-alike"),
  "M-.": wish("last-argument"),
  "M-_": wish("last-argument"),
  "C-b": move(previous),
  "Left": move(previous),
  "C-f": moveOrTake(next, "take-suggestion"),
  "Right": moveOrTake(next, "take-suggestion"),
  "M-b": move(wordStart),
  "C-Left": move(wordStart),
  "M-Left": move(wordStart),
  "M-f": moveOrTake(wordEnd, "take-suggested-word"),
  "C-Right": moveOrTake(wordEnd, "take-suggested-word"),
  "M-Right": moveOrTake(wordEnd, "take-suggested-word"),
  "C-a": move(lineStart),
  "Home": move(lineStart),
  "C-e": moveOrTake(lineEnd, "take-suggestion"),
  "End": moveOrTake(lineEnd, "take-suggestion"),
  "C-Home": (buffer) => buffer.moveTo(0),
  "C-End": (buffer) => buffer.moveTo(buffer.text.length),
  "Backspace": removeTo(previous),
  "C-h": removeTo(previous),
  "Delete": removeTo(next),
  "C-k": killTo(toLineEnd),
  "C-u": killTo(toLineStart),
  "C-w": killTo(blankWordStart),
  "M-d": killTo(wordEnd),
  "C-Delete": killTo(wordEnd),
  "M-Backspace": killTo(wordStart),
  "C-M-h": killTo(wordStart),
  "M-\\": deleteBlanks,
  "C-y": (buffer, _, map) => map.yank(buffer),
  "M-y": (buffer, _, map) => map.yankOlder(buffer),
  "C-t": transposeCharacters,
  "M-t": transposeWords,
  "M-u": changeWord((word) => word.toUpperCase()),
  "M-l": changeWord((word) => word.toLowerCase()),
  "M-c": changeWord(capitalized),
  "C-_": (buffer) => void buffer.undo(),
  "C-x C-u": (buffer) => void buffer.undo(),
  "C-x C-r": (buffer) => void buffer.redo(),
  "C-M-_": (buffer) => void buffer.redo(),
};

const COUNT_DIGITS_MAX = 3;

/** Keys that mean something only together with the next one. */
const PREFIXES: ReadonlySet<string> = new Set(["C-x", "Escape", "C-q", "C-v"]);

/** What a key did that matters to the next one. */
type Deed = "kill" | "yank" | "other";

export class EmacsKeys implements KeyMap {
  readonly mode = "";
  readonly cursorShape = null;
  previousDeed: Deed = "other";
  deed: Deed = "other";
  #prefix = "";
  /** How often to do what the next key says; empty unless told. */
  #count = "";
  /** What was put in from the kill ring last, and which of its texts that was. */
  #yanked = { start: 0, end: 0, index: 0 };

  get pending(): string {
    return [this.#count && `M-${this.#count}`, this.#prefix].filter(Boolean).join(" ");
  }

  reset(_buffer: EditBuffer): void {
    this.deed = "other";
    this.#prefix = "";
    this.#count = "";
  }

  press(pressed: Key, buffer: EditBuffer): Wish | null {
    const prefix = this.#prefix;
    this.#prefix = "";
    if (prefix === "C-q" || prefix === "C-v") {
      buffer.insert(characterOf(pressed));
      return null;
    }
    const name = nameAfter(prefix, pressed);
    if (this.#countsOn(name, pressed.text)) return null;
    if (PREFIXES.has(name)) {
      this.#prefix = name;
      return null;
    }
    const count = Number(this.#count || 1);
    this.#count = "";
    this.previousDeed = this.deed;
    this.deed = "other";
    if (name !== "text") return ACTS[name]?.(buffer, count, this) ?? null;
    buffer.type(pressed.text.repeat(count));
    return null;
  }

  yank(buffer: EditBuffer): void {
    const start = buffer.cursor;
    buffer.insert(buffer.kills.at(0));
    this.#yanked = { start, end: buffer.cursor, index: 0 };
    this.deed = "yank";
  }

  /** In place of what was just put in, the text that was cut out before it. */
  yankOlder(buffer: EditBuffer): void {
    if (this.previousDeed !== "yank") return;
    const { start, end, index } = this.#yanked;
    buffer.replace(start, end, buffer.kills.at(index + 1));
    this.#yanked = { start, end: buffer.cursor, index: index + 1 };
    this.deed = "yank";
  }

  /** Whether a key is a digit of a count: M-1 2 is twelve. */
  #countsOn(name: string, text: string): boolean {
    const digit = /^M-\d$/.test(name)
      ? name[2]
      : this.#count !== "" && /^\d$/.test(text)
      ? text
      : "";
    if (digit === "" || this.#count.length >= COUNT_DIGITS_MAX) return false;
    this.#count += digit;
    return true;
  }
}

/** The name of a key behind a prefix; Escape is as good as Alt. */
function nameAfter(prefix: string, { name, text }: Key): string {
  if (prefix === "") return name;
  const whole = text || name;
  if (prefix !== "Escape") return `${prefix} ${whole}`;
  return whole.startsWith("C-") ? `C-M-${whole.slice(2)}` : `M-${whole}`;
}

/** What C-q inserts for a key: the character itself, even if it is a control character. */
function characterOf({ name, text }: Key): string {
  const named: Readonly<Record<string, string>> = {
    Enter: "\n",
    Tab: "\t",
    Escape: "\x1b",
    Backspace: "\x7f",
    "C-Space": "\0",
  };
  const control = /^C-(.)$/.exec(name);
  if (control !== null) return String.fromCharCode(control[1].toUpperCase().charCodeAt(0) - 64);
  return text || (named[name] ?? "");
}
