/**
 * Places in a text, as editors name them: all functions take an index into a text, in UTF-16 units
 * and between two characters as people see them (grapheme clusters, Unicode annex 29), and return
 * another such index. Lines are separated by `\n`.
 */

const SEGMENTER = new Intl.Segmenter(undefined, { granularity: "grapheme" });
/** A cluster is hardly longer than this; more is not looked at. */
const CLUSTER_LENGTH_MAX = 128;

const WORD = /[\p{L}\p{N}\p{M}]/u;
const IDENTIFIER = /[\p{L}\p{N}\p{M}_]/u;
const BLANK = /\s/u;

/** Behind the character that begins at `at`; at the end, the end. */
export function next(text: string, at: number): number {
  const end = text.length;
  if (at >= end) return end;
  if (isSimple(text, at) && (at + 1 === end || isSimple(text, at + 1))) return at + 1;
  const window = text.slice(at, at + CLUSTER_LENGTH_MAX);
  for (const { segment } of SEGMENTER.segment(window)) return at + segment.length;
  return end;
}

/** Before the character that ends at `at`; at the beginning, 0. */
export function previous(text: string, at: number): number {
  if (at <= 1) return 0;
  if (isSimple(text, at - 1) && isSimple(text, at - 2)) return at - 1;
  return boundary(text, at - 1);
}

/** The place itself, or the last one before it that is between two characters. */
export function boundary(text: string, at: number): number {
  if (at <= 0) return 0;
  if (at >= text.length || isSimple(text, at) && isSimple(text, at - 1)) {
    return Math.min(at, text.length);
  }
  const start = surePlace(text, at);
  let place = start;
  for (const { index } of SEGMENTER.segment(text.slice(start, at + CLUSTER_LENGTH_MAX))) {
    if (start + index > at) break;
    place = start + index;
  }
  return place;
}

/** A place before `at` that is between two characters whatever they are, and not far away. */
function surePlace(text: string, at: number): number {
  const limit = Math.max(0, at - CLUSTER_LENGTH_MAX);
  for (let place = at - 1; place > limit; place--) {
    if (isSimple(text, place) && isSimple(text, place - 1)) return place;
  }
  return isLowSurrogate(text, limit) ? limit - 1 : limit;
}

/** Whether the code unit is a character by itself, if such ones stand on both sides of it. */
function isSimple(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // Latin letters, and dashes, quotes and dots; no marks that combine, no joiners.
  return code < 0x300 || code >= 0x2010 && code < 0x2028;
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}

/** The beginning of the line. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
}

/** The end of the line. */
export function lineEnd(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}

/** How many characters stand before `at` in its line. */
export function columnOf(text: string, at: number): number {
  let column = 0;
  for (let i = lineStart(text, at); i < at; i = next(text, i)) column++;
  return column;
}

/** The same column of the line `lines` below (or above, if negative); null if there is none. */
export function vertical(text: string, at: number, lines: number, column: number): number | null {
  let start = lineStart(text, at);
  for (let left = lines; left < 0; left++) {
    if (start === 0) return null;
    start = lineStart(text, start - 1);
  }
  for (let left = lines; left > 0; left--) {
    const end = lineEnd(text, start);
    if (end === text.length) return null;
    start = end + 1;
  }
  const end = lineEnd(text, start);
  let place = start;
  for (let left = column; left > 0 && place < end; left--) place = next(text, place);
  return place;
}

/** Behind the word at or after `at`; words are letters and digits. */
export function wordEnd(text: string, at: number): number {
  at = skip(text, at, (char) => !WORD.test(char));
  return skip(text, at, (char) => WORD.test(char));
}

/** The beginning of the word before `at`. */
export function wordStart(text: string, at: number): number {
  at = skipBack(text, at, (char) => !WORD.test(char));
  return skipBack(text, at, (char) => WORD.test(char));
}

/** The beginning of what stands before `at` up to a blank, as C-w erases it. */
export function blankWordStart(text: string, at: number): number {
  at = skipBack(text, at, isBlank);
  return skipBack(text, at, (char) => !isBlank(char));
}

/** Whether a character is a blank; the end of a line is one. */
export function isBlank(char: string): boolean {
  return BLANK.test(char);
}

/** What vi takes a character for: parts of a word are alike. `isBig`: all but blanks are. */
export function kindOf(char: string, isBig: boolean): "blank" | "word" | "mark" {
  if (char === "" || isBlank(char)) return "blank";
  return isBig || IDENTIFIER.test(char) ? "word" : "mark";
}

/** The character that begins at `at`; empty at the end. */
export function charAt(text: string, at: number): string {
  return text.slice(at, next(text, at));
}

/** vi's w: the beginning of the next word. */
export function viWord(text: string, at: number, isBig: boolean): number {
  const kind = kindOf(charAt(text, at), isBig);
  if (kind !== "blank") at = skip(text, at, (char) => kindOf(char, isBig) === kind);
  return skip(text, at, isBlank);
}

/** vi's b: the beginning of the word before. */
export function viBack(text: string, at: number, isBig: boolean): number {
  at = skipBack(text, at, isBlank);
  const kind = kindOf(text.slice(previous(text, at), at), isBig);
  return skipBack(text, at, (char) => kindOf(char, isBig) === kind);
}

/** vi's e: the last character of this word, or of the next one if `at` is there already. */
export function viEnd(text: string, at: number, isBig: boolean): number {
  at = skip(text, next(text, at), isBlank);
  const kind = kindOf(charAt(text, at), isBig);
  const end = skip(text, at, (char) => kindOf(char, isBig) === kind);
  return end === at ? at : previous(text, end);
}

/** vi's ^: the first character of the line that is no blank. */
export function firstNonBlank(text: string, at: number): number {
  const end = lineEnd(text, at);
  return Math.min(end, skip(text, lineStart(text, at), (char) => char !== "\n" && isBlank(char)));
}

/** vi's iw and aw: the word (or the blanks) at `at`; `isAround` takes the blanks behind, too. */
export function wordAround(
  text: string,
  at: number,
  isAround: boolean,
  isBig: boolean,
): [start: number, end: number] {
  const kind = kindOf(charAt(text, at), isBig);
  const isAlike = (char: string) => char !== "\n" && kindOf(char, isBig) === kind;
  const isSpace = (char: string) => char !== "\n" && isBlank(char);
  let start = skipBack(text, at, isAlike);
  let end = skip(text, at, isAlike);
  if (!isAround) return [start, end];
  if (kind === "blank") {
    const following = kindOf(charAt(text, end), isBig);
    end = skip(text, end, (char) => char !== "\n" && kindOf(char, isBig) === following);
    return [start, end];
  }
  const behind = skip(text, end, isSpace);
  if (behind > end) end = behind;
  else start = skipBack(text, start, isSpace);
  return [start, end];
}

/** vi's i" and a": the quoted part of the line at `at`, or the next one; null if there is none. */
export function quotedAround(
  text: string,
  at: number,
  quote: string,
  isAround: boolean,
): [start: number, end: number] | null {
  const end = lineEnd(text, at);
  for (let open = findQuote(text, lineStart(text, at), end, quote); open >= 0;) {
    const close = findQuote(text, open + 1, end, quote);
    if (close < 0) return null;
    if (close >= at) {
      if (!isAround) return [open + 1, close];
      const behind = skip(text, close + 1, (char) => char !== "\n" && isBlank(char));
      return [open, behind];
    }
    open = findQuote(text, close + 1, end, quote);
  }
  return null;
}

/** Where an unescaped quote stands in `[from, end)`; -1 if nowhere. */
function findQuote(text: string, from: number, end: number, quote: string): number {
  for (let i = from; i < end; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

/** vi's i( and a(: what the innermost pair of brackets around `at` holds; null if there is none. */
export function bracketsAround(
  text: string,
  at: number,
  [open, close]: string,
  isAround: boolean,
): [start: number, end: number] | null {
  const start = text[at] === open ? at : findBracket(text, at - 1, -1, open, close);
  const end = findBracket(text, start + 1, 1, close, open);
  if (start < 0 || end < 0) return null;
  return isAround ? [start, end + 1] : [start + 1, end];
}

/** Where the bracket stands that is not matched by `other` on the way from `at`; -1 if nowhere. */
function findBracket(
  text: string,
  at: number,
  step: 1 | -1,
  wanted: string,
  other: string,
): number {
  for (let depth = 0; at >= 0 && at < text.length; at += step) {
    if (text[at] === other) depth++;
    else if (text[at] === wanted && depth-- === 0) return at;
  }
  return -1;
}

/** vi's %: the bracket that belongs to the first one at or after `at` in its line; null if none. */
export function matchingBracket(text: string, at: number): number | null {
  for (const end = lineEnd(text, at); at < end; at++) {
    const pair = ["()", "[]", "{}"].find((each) => each.includes(text[at]));
    if (pair === undefined) continue;
    const around = bracketsAround(text, at, pair, true);
    if (around === null) return null;
    return text[at] === pair[0] ? around[1] - 1 : around[0];
  }
  return null;
}

/** Behind the characters from `at` on that fit. */
export function skip(text: string, at: number, fits: (char: string) => boolean): number {
  while (at < text.length) {
    const end = next(text, at);
    if (!fits(text.slice(at, end))) break;
    at = end;
  }
  return at;
}

/** Before the characters up to `at` that fit. */
export function skipBack(text: string, at: number, fits: (char: string) => boolean): number {
  while (at > 0) {
    const start = previous(text, at);
    if (!fits(text.slice(start, at))) break;
    at = start;
  }
  return at;
}
