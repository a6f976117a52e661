/**
 * Editing with the keys of vi. Keys of the insert mode, and those of the normal mode that vi has no
 * meaning for, are those of emacs, as far as they do not begin with Escape.
 *
 * A command of the normal mode is read by a generator, which waits for each key of it: `2d3w` is a
 * count, an operator, another count and a motion. Escape abandons the generator.
 */

import type { EditBuffer } from "./buffer.ts";
import { EmacsKeys } from "./emacs.ts";
import type { CursorShape, KeyMap, Wish } from "./key_map.ts";
import { type Key, key } from "./keys.ts";
import { charAt, firstNonBlank, isBlank, lineEnd, lineStart, next, previous } from "./motions.ts";
import { type Find, find, type Goal, MOTIONS, OBJECTS, reversed, wordsEnd } from "./vi_motions.ts";

type Mode = "insert" | "normal" | "replace";

/** What came of a command. */
interface Outcome {
  readonly wish?: Wish;
  /** The mode that it leads to; else it stays the normal one. */
  readonly mode?: Mode;
  /** Whether `.` does it again. */
  readonly isChange?: boolean;
  /** Keys to be pressed in its place. */
  readonly keys?: readonly Key[];
}

const NOTHING: Outcome = {};
const CHANGED: Outcome = { isChange: true };
const INSERT: Outcome = { mode: "insert", isChange: true };

/** Reads keys until it has its part of a command. */
type Reading<T> = Generator<void, T, Key>;

/** A part of the text that a command is about. */
interface Range {
  readonly start: number;
  readonly end: number;
  /** Whether it is all of some lines. */
  readonly isLines?: boolean;
}

/** Commands that are short for others. */
const SHORT: Readonly<Record<string, string>> = {
  "x": "dl",
  "Delete": "dl",
  "X": "dh",
  "D": "d$",
  "C": "c$",
  "s": "cl",
  "S": "cc",
  "Y": "yy",
};

const WISHES: Readonly<Record<string, Wish>> = {
  "/": "search-older",
  "?": "search-newer",
  "n": "search-again",
  "N": "search-back",
  "v": "open-editor",
};

const COUNT_MAX = 9999;

/** Commands that are neither operators nor motions. */
const COMMANDS: Readonly<Record<string, (buffer: EditBuffer, count: number) => Outcome>> = {
  "i": () => INSERT,
  "a": (buffer) => {
    buffer.moveTo(Math.min(next(buffer.text, buffer.cursor), lineEnd(buffer.text, buffer.cursor)));
    return INSERT;
  },
  "I": (buffer) => {
    buffer.moveTo(firstNonBlank(buffer.text, buffer.cursor));
    return INSERT;
  },
  "A": (buffer) => {
    buffer.moveTo(lineEnd(buffer.text, buffer.cursor));
    return INSERT;
  },
  "o": (buffer) => {
    const end = lineEnd(buffer.text, buffer.cursor);
    buffer.replace(end, end, "\n");
    return INSERT;
  },
  "O": (buffer) => {
    const start = lineStart(buffer.text, buffer.cursor);
    buffer.replace(start, start, "\n", start);
    return INSERT;
  },
  "R": () => ({ mode: "replace", isChange: true }),
  "p": (buffer, count) => put(buffer, count, true),
  "P": (buffer, count) => put(buffer, count, false),
  "u": (buffer, count) => {
    for (let left = count; left > 0 && buffer.undo(); left--);
    return NOTHING;
  },
  "C-r": (buffer, count) => {
    for (let left = count; left > 0 && buffer.redo(); left--);
    return NOTHING;
  },
  "~": (buffer, count) => {
    const { text, cursor } = buffer;
    const end = ahead(text, cursor, count);
    const changed = Array.from(text.slice(cursor, end), swapCase).join("");
    buffer.replace(cursor, end, changed);
    return CHANGED;
  },
  "J": (buffer) => {
    const { text } = buffer;
    const end = lineEnd(text, buffer.cursor);
    if (end === text.length) return NOTHING;
    const start = firstNonBlank(text, end + 1);
    const gap = end === 0 || start === text.length || isBlank(text[end - 1]) ? "" : " ";
    buffer.replace(end, start, gap, end);
    return CHANGED;
  },
};

/** Behind so many characters of the line. */
function ahead(text: string, at: number, count: number): number {
  const end = lineEnd(text, at);
  for (let left = count; left > 0 && at < end; left--) at = next(text, at);
  return at;
}

function swapCase(char: string): string {
  return char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase();
}

/** Puts in what was cut out last: behind the cursor or before it, whole lines below or above. */
function put(buffer: EditBuffer, count: number, isBehind: boolean): Outcome {
  const { text, cursor } = buffer;
  const cut = buffer.kills.at(0).repeat(count);
  if (cut === "") return NOTHING;
  if (!cut.endsWith("\n")) {
    const at = isBehind ? ahead(text, cursor, 1) : cursor;
    buffer.replace(at, at, cut, previous(cut, cut.length) + at);
  } else if (text === "") {
    buffer.replace(0, 0, cut.slice(0, -1), 0);
  } else if (isBehind) {
    const end = lineEnd(text, cursor);
    buffer.replace(end, end, `\n${cut.slice(0, -1)}`, end + 1);
  } else {
    const start = lineStart(text, cursor);
    buffer.replace(start, start, cut, start);
  }
  return CHANGED;
}

export class ViKeys implements KeyMap {
  readonly #emacs = new EmacsKeys();
  #mode: Mode = "insert";
  /** Reads the command that has begun; null between commands. */
  #reading: Reading<Outcome> | null = null;
  /** The keys of this command, and of the typing that it led to. */
  #keys: Key[] = [];
  /** The keys of the last command that changed the text. */
  #change: readonly Key[] = [];
  #isChange = false;
  #find: Find | null = null;
  /** What has been written over in the replace mode. */
  #overwritten: string[] = [];

  get mode(): string {
    return this.#mode.toUpperCase();
  }

  get pending(): string {
    if (this.#mode !== "normal") return this.#emacs.pending;
    return this.#reading === null ? "" : this.#keys.map(({ text, name }) => text || name).join("");
  }

  get cursorShape(): CursorShape {
    return this.#mode === "normal" ? "block" : this.#mode === "insert" ? "bar" : "underline";
  }

  reset(buffer: EditBuffer): void {
    this.#mode = "insert";
    this.#reading = null;
    this.#keys = [];
    this.#isChange = false;
    this.#emacs.reset(buffer);
    buffer.beginGroup();
  }

  press(pressed: Key, buffer: EditBuffer): Wish | null {
    // Escape and a key soon after it are two keys here.
    const quick = /^M-(.)$/u.exec(pressed.name);
    if (quick !== null) {
      this.press(key("Escape"), buffer);
      return this.press({ name: "text", text: quick[1] }, buffer);
    }
    return this.#mode === "normal" ? this.#command(pressed, buffer) : this.#type(pressed, buffer);
  }

  #type(pressed: Key, buffer: EditBuffer): Wish | null {
    this.#keys.push(pressed);
    if (pressed.name === "Escape") {
      const { text, cursor } = buffer;
      buffer.moveTo(Math.max(lineStart(text, cursor), previous(text, cursor)));
      this.#overwritten = [];
      this.#emacs.reset(buffer);
      this.#rest(buffer);
      return null;
    }
    if (this.#mode === "replace" && this.#overwrite(pressed, buffer)) return null;
    return this.#emacs.press(pressed, buffer);
  }

  /** A character in place of the next one; Backspace brings that back. */
  #overwrite({ name, text }: Key, buffer: EditBuffer): boolean {
    const at = buffer.cursor;
    if (name === "text") {
      const end = ahead(buffer.text, at, 1);
      this.#overwritten.push(buffer.text.slice(at, end));
      buffer.replace(at, end, text);
      return true;
    }
    if (name !== "Backspace" && name !== "C-h") return false;
    const start = previous(buffer.text, at);
    const before = this.#overwritten.pop();
    if (before === undefined) buffer.moveTo(start);
    else buffer.replace(start, at, before, start);
    return true;
  }

  #command(pressed: Key, buffer: EditBuffer): Wish | null {
    if (pressed.name === "Escape" || pressed.name === "C-c" && this.#reading !== null) {
      this.#reading = null;
      return null;
    }
    if (this.#reading === null) {
      this.#keys = [];
      this.#isChange = false;
      buffer.beginGroup();
      this.#reading = this.#read(buffer);
      this.#reading.next();
    }
    this.#keys.push(pressed);
    const step = this.#reading.next(pressed);
    if (!step.done) return null;
    this.#reading = null;
    const { wish = null, mode = "normal", isChange = false, keys = [] } = step.value;
    this.#isChange = isChange;
    if (mode === "normal") this.#rest(buffer);
    else this.#mode = mode;
    for (const each of keys) this.press(each, buffer);
    return wish;
  }

  /** The normal mode, after a command or typing: the cursor stands on a character. */
  #rest(buffer: EditBuffer): void {
    this.#mode = "normal";
    if (this.#isChange) this.#change = this.#keys;
    this.#isChange = false;
    buffer.endGroup();
    const { text, cursor } = buffer;
    const start = lineStart(text, cursor);
    if (cursor > start && cursor === lineEnd(text, cursor)) buffer.moveTo(previous(text, cursor));
  }

  *#read(buffer: EditBuffer): Reading<Outcome> {
    const { count, part, pressed } = yield* counted();
    const [operator, rest] = operatorOf(SHORT[part] ?? part);
    if (operator !== "") {
      const range = yield* this.#range(operator, rest, count, buffer);
      return range === null ? NOTHING : operate(operator, range, buffer);
    }
    if (part === ".") return { keys: this.#again(count) };
    if (part === "r") return replaceCharacters((yield).text, count, buffer);
    if (part in COMMANDS) return COMMANDS[part](buffer, count || 1);
    if (part in WISHES) return { wish: WISHES[part] };
    const goal = yield* this.#goal(part, count, buffer);
    if (goal !== undefined) return go(part, goal, count, buffer);
    if (pressed.name === "text") return NOTHING;
    return { wish: this.#emacs.press(pressed, buffer) ?? undefined };
  }

  /** What an operator is to work on; `said` is its motion, if that is known. */
  *#range(
    operator: string,
    said: string,
    count: number,
    buffer: EditBuffer,
  ): Reading<Range | null> {
    const { text, cursor } = buffer;
    let part = said;
    if (part === "") {
      const rest = yield* counted();
      part = rest.part;
      if (count !== 0 && rest.count !== 0) count = Math.min(count * rest.count, COUNT_MAX);
      else count ||= rest.count;
    }
    if (part === operator) {
      let end = cursor;
      for (let left = (count || 1) - 1; left > 0 && lineEnd(text, end) < text.length; left--) {
        end = lineEnd(text, end) + 1;
      }
      return linesOf(text, cursor, end);
    }
    if (part === "i" || part === "a") {
      const around = OBJECTS[(yield).text]?.(text, cursor, part === "a") ?? null;
      return around === null ? null : { start: around[0], end: around[1] };
    }
    if (operator === "c" && /^[wW]$/.test(part) && !isBlank(charAt(text, cursor) || " ")) {
      return { start: cursor, end: wordsEnd(text, cursor, count, part === "W") };
    }
    const goal = (yield* this.#goal(part, count, buffer)) ?? null;
    if (goal === null) return null;
    const [start, end] = [Math.min(cursor, goal.to), Math.max(cursor, goal.to)];
    if (goal.isLines) return linesOf(text, start, end);
    if (goal.isInclusive) return { start, end: next(text, end) };
    const isWord = part === "w" || part === "W";
    return { start, end: isWord ? withoutLineEnd(text, start, end) : end };
  }

  /** Where a motion leads; null if nowhere, undefined if it is none. */
  *#goal(
    part: string,
    count: number,
    { text, cursor }: EditBuffer,
  ): Reading<Goal | null | undefined> {
    if (/^[fFtT]$/.test(part)) {
      this.#find = { how: part, char: (yield).text };
      return this.#find.char === "" ? null : find(this.#find, text, cursor, count, false);
    }
    if (part === ";" || part === ",") {
      if (this.#find === null) return null;
      const wanted = part === ";" ? this.#find : reversed(this.#find);
      return find(wanted, text, cursor, count, true);
    }
    if (part === "g") part += (yield).text;
    return MOTIONS[part]?.(text, cursor, count);
  }

  /** The keys of the last change, with another count if there is one. */
  #again(count: number): readonly Key[] {
    if (count === 0) return this.#change;
    const first = this.#change.findIndex(({ text }) => !/^\d$/.test(text));
    const digits = Array.from(`${count}`, (text) => ({ name: "text", text }));
    return [...digits, ...this.#change.slice(first)];
  }
}

/** A count, 0 if there is none, and the key behind it. */
function* counted(): Reading<{ count: number; part: string; pressed: Key }> {
  for (let digits = "";;) {
    const pressed = yield;
    const part = pressed.text || pressed.name;
    if (!/^\d$/.test(part) || part === "0" && digits === "") {
      return { count: Math.min(Number(digits), COUNT_MAX), part, pressed };
    }
    digits += part;
  }
}

/** The operator that a command begins with, and the rest of it. */
function operatorOf(said: string): [operator: string, rest: string] {
  return /^[dcy].?$/.test(said) ? [said[0], said.slice(1)] : ["", said];
}

/** The lines from one place to another. */
function linesOf(text: string, from: number, to: number): Range {
  return { start: lineStart(text, from), end: lineEnd(text, to), isLines: true };
}

/** dw of a line's last word leaves the end of the line alone. */
function withoutLineEnd(text: string, start: number, end: number): number {
  const at = text.slice(start, end).lastIndexOf("\n");
  return at > 0 && text.slice(start + at, end).trim() === "" ? start + at : end;
}

function operate(operator: string, { start, end, isLines }: Range, buffer: EditBuffer): Outcome {
  const { text } = buffer;
  const hasSeveralLines = text.includes("\n");
  const cut = text.slice(start, end) + (isLines && hasSeveralLines ? "\n" : "");
  buffer.kills.push(cut);
  if (operator === "y") {
    if (!isLines) buffer.moveTo(start);
    return NOTHING;
  }
  if (operator === "c") {
    buffer.replace(start, end, "");
    return INSERT;
  }
  if (!isLines) buffer.replace(start, end, "");
  else {
    // A line goes with one of its ends.
    const [from, to] = end < text.length ? [start, end + 1] : [Math.max(0, start - 1), end];
    buffer.replace(from, to, "");
    buffer.moveTo(firstNonBlank(buffer.text, buffer.cursor));
  }
  return CHANGED;
}

/** Moves; where the text has but one line, from line to line is through the history. */
function go(part: string, goal: Goal | null, count: number, buffer: EditBuffer): Outcome {
  if (part === "j" || part === "k") {
    if (buffer.moveLines((part === "j" ? 1 : -1) * (count || 1))) return NOTHING;
    return { wish: part === "j" ? "newer" : "older" };
  }
  if (goal?.isLines && !buffer.text.includes("\n")) {
    return { wish: part === "G" ? "newest" : "oldest" };
  }
  if (goal !== null) buffer.moveTo(goal.to);
  return NOTHING;
}

/** r: the same character in place of each of so many; nothing if there are not as many. */
function replaceCharacters(char: string, count: number, buffer: EditBuffer): Outcome {
  const { text, cursor } = buffer;
  const end = ahead(text, cursor, count || 1);
  const length = [...characters(text.slice(cursor, end))].length;
  if (char === "" || length < (count || 1)) return NOTHING;
  buffer.replace(cursor, end, char.repeat(length), cursor + char.length * (length - 1));
  return CHANGED;
}

function* characters(text: string): Generator<string> {
  for (let at = 0; at < text.length; at = next(text, at)) yield charAt(text, at);
}
