/**
 * Typed text, taken apart as it stands: each word with its place, even if a quote is still open.
 *
 * Lines are commands; one that ends with `\`, or in an open quote, goes on in the next. Words are
 * split as redis-cli does (`lib/resp/inline.ts`). A word of its own that begins with `|` ends the
 * command: the rest of the line is for the shell.
 */

import { bytesOf } from "./names/quoting.ts";
import { textsOf, wordsOf } from "../words.ts";

/** A command, or what is there of it. */
export class TypedCommand {
  readonly text: string;
  /** Of words, in UTF-16 units. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** Whether the command is one of the prompt's own: `\name`. */
  isOwn = false;
  /** Where `|` stands; -1 without one. */
  pipe = -1;
  /** The index of the word that is followed by something else than a blank, against the rules. */
  wrongWord = -1;
  /** Where its last line ends. */
  end = 0;
  readonly #quoted = new Set<number>();
  readonly #escaped = new Set<number>();
  readonly #texts: string[] = [];

  constructor(text: string) {
    this.text = text;
  }

  get count(): number {
    return this.starts.length;
  }

  /** Adds a word. */
  push(start: number, end: number, isQuoted: boolean): void {
    if (isQuoted) this.#quoted.add(this.count);
    this.starts.push(start);
    this.ends.push(end);
  }

  isQuoted(i: number): boolean {
    return this.#quoted.has(i);
  }

  /** The word without its quotes; in one with escapes, each byte is a character (Latin-1). */
  word(i: number): string {
    return this.#texts[i] ??= this.#read(i);
  }

  #read(i: number): string {
    const raw = this.text.slice(this.starts[i], this.ends[i]);
    if (!this.#quoted.has(i)) return raw;
    if (raw.includes("\\")) {
      this.#escaped.add(i);
      return unescaped(raw);
    }
    const quote = raw.search(/["']/);
    const isClosed = raw.length > quote + 1 && raw.at(-1) === raw[quote];
    return raw.slice(0, quote) + raw.slice(quote + 1, isClosed ? -1 : undefined);
  }

  /** The word as it would be sent: Latin-1, one character a byte. */
  bytes(i: number): string {
    const word = this.word(i);
    return this.#escaped.has(i) ? word : bytesOf(word);
  }

  /** Words from `from` on. */
  words(from: number, to = this.count): string[] {
    const words = new Array<string>(to - from);
    for (let i = from; i < to; i++) words[i - from] = this.word(i);
    return words;
  }

  /** The same without its last word. */
  without(): TypedCommand {
    const line = new TypedCommand(this.text);
    line.isOwn = this.isOwn;
    for (let i = 0; i + 1 < this.count; i++) {
      line.push(this.starts[i], this.ends[i], this.isQuoted(i));
    }
    return line;
  }
}

export interface TypedText {
  readonly commands: readonly TypedCommand[];
  /** Whether it goes on in another line. */
  readonly isOpen: boolean;
}

const [TAB, LF, CR, BLANK, DOUBLE, SINGLE, BACKSLASH, BAR] = [
  ...[9, 10, 13, 32, 34, 39, 92, 124],
];

/** What decides how the rest of an own command is read. */
export interface OwnReading {
  /** The rest is text, to its end, whatever it is. */
  readonly isText?: boolean;
  /** Whether such a text goes on in another line. */
  isOpen?(rest: string): boolean;
}

/**
 * Takes a text apart; lines without words are left out. `ownReading` knows about own commands, which
 * are given without the backslash.
 */
export function readText(
  text: string,
  ownReading: (name: string) => OwnReading | undefined = () => undefined,
): TypedText {
  const commands: TypedCommand[] = [];
  let isOpen = false;
  for (let at = 0; at < text.length;) {
    const command = new TypedCommand(text);
    isOpen = readOwnText(command, at, ownReading) ?? readCommand(command, at);
    at = command.end + 1;
    if (command.count > 0) commands.push(command);
  }
  return { commands, isOpen };
}

/** Reads an own command that takes text; null if this is none, and nothing is read. */
function readOwnText(
  command: TypedCommand,
  from: number,
  ownReading: (name: string) => OwnReading | undefined,
): boolean | null {
  const { text } = command;
  OWN_NAME.lastIndex = from;
  const [all, name] = OWN_NAME.exec(text) ?? [];
  const reading = name === undefined ? undefined : ownReading(name);
  if (all === undefined || !reading?.isText) return null;
  const nameEnd = from + all.length;
  command.isOwn = true;
  command.push(nameEnd - name.length - 1, nameEnd, false);
  const start = nameEnd + text.slice(nameEnd).search(/\S|$/);
  const end = start + text.slice(start).trimEnd().length;
  if (end > start) command.push(start, end, false);
  command.end = text.length;
  return reading.isOpen?.(text.slice(start)) ?? text.endsWith("\\");
}

const OWN_NAME = /[ \t]*\\(\S+)/y;

/** Reads up to the end of a line; whether the command goes on where the text ends. */
function readCommand(command: TypedCommand, from: number): boolean {
  const { text } = command;
  const { length } = text;
  for (let at = from;;) {
    while (at < length && isBlank(text.charCodeAt(at))) at++;
    const code = at < length ? text.charCodeAt(at) : LF;
    if (code === LF) {
      command.end = at;
      return false;
    }
    if (code === BACKSLASH && isLineEnd(text, at + 1)) {
      if (command.count === 0 && at + 1 === length) {
        // It may become an own command.
        command.isOwn = true;
        command.push(at, at + 1, false);
        command.end = length;
        return false;
      }
      at += 2;
      if (at < length) continue;
      command.end = length;
      return true;
    }
    if (code === BACKSLASH && command.count === 0) command.isOwn = true;
    if (code === BAR && command.count > 0 && !command.isOwn) {
      const end = text.indexOf("\n", at);
      command.pipe = at;
      command.end = end < 0 ? length : end;
      return false;
    }
    const end = command.isOwn && command.count === 0 ? ownNameEnd(text, at) : readWord(command, at);
    if (end < 0) {
      command.end = length;
      return true;
    }
    if (command.isOwn && command.count === 0) command.push(at, end, false);
    at = end;
  }
}

/** Adds the word that begins here, and returns where it ends; -1 if a quote is open. */
function readWord(command: TypedCommand, start: number): number {
  const { text } = command;
  const { length } = text;
  let quote = 0;
  let isQuoted = false;
  let at = start;
  for (; at < length; at++) {
    const code = text.charCodeAt(at);
    if (quote === 0) {
      if (isBlank(code) || code === LF) break;
      if (code === BACKSLASH && isLineEnd(text, at + 1)) break;
      if (code === DOUBLE || code === SINGLE) {
        quote = code;
        isQuoted = true;
      }
    } else if (code === quote) {
      at++;
      if (at < length && !isBlank(text.charCodeAt(at)) && text.charCodeAt(at) !== LF) {
        if (command.wrongWord < 0) command.wrongWord = command.count;
        quote = 0;
        at--;
        continue;
      }
      command.push(start, at, true);
      return at;
    } else if (code === BACKSLASH) {
      const next = text.charCodeAt(at + 1);
      if (quote === DOUBLE ? at + 1 < length : next === SINGLE) at++;
    }
  }
  command.push(start, at, isQuoted);
  return quote === 0 ? at : -1;
}

function ownNameEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && text.charCodeAt(end) !== LF && !isBlank(text.charCodeAt(end))) end++;
  return end;
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB || code === CR || code === 11 || code === 12;
}

function isLineEnd(text: string, at: number): boolean {
  return at === text.length || text.charCodeAt(at) === LF;
}

/** The word in quotes, as far as it goes. */
function unescaped(word: string): string {
  for (const end of ["", '"', "'", '\\"']) {
    const words = wordsOf(word + end);
    if (words !== null) return textsOf(words)[0] ?? "";
  }
  return word;
}
