/**
 * Splits a line into words, with redis-cli's quoting: blanks separate; in "double quotes" the
 * escapes \n \r \t \b \a \xHH \" \\ are known; in 'single quotes' only \'. A closing quote must be
 * followed by a blank or the end.
 */

import type { Args } from "./args.ts";

const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, a: 7 };
const [DOUBLE, SINGLE, BACKSLASH, X] = [0x22, 0x27, 0x5c, 0x78];

/** Fills `args` with the words of `line[start, end)`; false if the quotes do not match. */
export function splitWords(line: Uint8Array, start: number, end: number, args: Args): boolean {
  for (let at = start; at < end; at++) {
    const byte = line[at];
    if (byte === DOUBLE || byte === SINGLE || byte === 0) {
      return splitQuoted(line, start, end, args);
    }
  }
  // Without quotes the words lie in the line as they are.
  args.count = 0;
  args.bytes = line;
  for (let at = start; at < end;) {
    while (at < end && isBlank(line[at])) at++;
    const word = at;
    while (at < end && !endsWord(line[at])) at++;
    if (at > word) args.push(word, at);
  }
  return true;
}

function splitQuoted(line: Uint8Array, start: number, end: number, args: Args): boolean {
  const words = new Uint8Array(end - start);
  let length = 0;
  let at = start;
  args.count = 0;
  args.bytes = words;
  for (;;) {
    while (at < end && isBlank(line[at])) at++;
    if (at === end || line[at] === 0) return true;
    const wordStart = length;
    let quote = 0;
    for (;; at++) {
      if (at === end) {
        if (quote !== 0) return false;
        break;
      }
      const byte = line[at];
      if (quote === 0) {
        if (endsWord(byte)) break;
        if (byte === DOUBLE || byte === SINGLE) quote = byte;
        else words[length++] = byte;
      } else if (byte === quote) {
        if (at + 1 < end && !isBlank(line[at + 1])) return false;
        at++;
        break;
      } else if (
        byte === BACKSLASH && quote === SINGLE && line[at + 1] === SINGLE && at + 1 < end
      ) {
        words[length++] = line[++at];
      } else if (byte === BACKSLASH && quote === DOUBLE && at + 1 < end) {
        const high = at + 3 < end && line[at + 1] === X ? hexDigit(line[at + 2]) : -1;
        const low = high >= 0 ? hexDigit(line[at + 3]) : -1;
        if (low >= 0) {
          words[length++] = high * 16 + low;
          at += 3;
        } else {
          const escaped = line[++at];
          words[length++] = ESCAPES[String.fromCharCode(escaped)] ?? escaped;
        }
      } else {
        words[length++] = byte;
      }
    }
    args.push(wordStart, length);
  }
}

/** What ends a word that is not quoted: fewer bytes than may stand before one, as in Redis. */
function endsWord(byte: number): boolean {
  return byte === 0x20 || byte === 10 || byte === 13 || byte === 9 || byte === 0;
}

/** What C's isspace() takes for a blank. */
function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 9 && byte <= 13);
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
