/** What the motions and text objects of vi name. Pure; places are as in `motions.ts`. */

import {
  bracketsAround,
  charAt,
  columnOf,
  firstNonBlank,
  isBlank,
  kindOf,
  lineEnd,
  lineStart,
  matchingBracket,
  next,
  previous,
  quotedAround,
  skip,
  skipBack,
  vertical,
  viBack,
  viEnd,
  viWord,
  wordAround,
} from "./motions.ts";

/** Where a motion leads. */
export interface Goal {
  readonly to: number;
  /** Whether an operator takes the character there, too. */
  readonly isInclusive?: boolean;
  /** Whether an operator takes all lines from here to there. */
  readonly isLines?: boolean;
}

/** A motion; null if it leads nowhere. `count` is 0 if none was typed. */
export type Motion = (text: string, at: number, count: number) => Goal | null;

type Step = (text: string, at: number) => number;

function repeated(step: Step, isInclusive = false): Motion {
  return (text, at, count) => {
    let to = at;
    for (let left = count || 1; left > 0; left--) to = step(text, to);
    return { to, isInclusive };
  };
}

function lines(direction: 1 | -1): Motion {
  return (text, at, count) => {
    const to = vertical(text, at, direction * (count || 1), columnOf(text, at));
    return to === null ? null : { to, isLines: true };
  };
}

/** To a line by its number; without one, to where `otherwise` says. */
function line(otherwise: (text: string) => number): Motion {
  return (text, _at, count) => {
    const start = count === 0 ? otherwise(text) : vertical(text, 0, count - 1, 0);
    return start === null ? null : { to: firstNonBlank(text, start), isLines: true };
  };
}

const stepLeft: Step = (text, at) => Math.max(lineStart(text, at), previous(text, at));
const stepRight: Step = (text, at) => Math.min(lineEnd(text, at), next(text, at));
const left = repeated(stepLeft);
const right = repeated(stepRight);
const toStart: Motion = (text, at) => ({ to: lineStart(text, at) });
const toEnd: Motion = (text, at) => ({ to: lineEnd(text, at) });

export const MOTIONS: Readonly<Record<string, Motion>> = {
  "h": left,
  "Left": left,
  "Backspace": left,
  "C-h": left,
  "l": right,
  "Right": right,
  " ": right,
  "0": toStart,
  "Home": toStart,
  "$": toEnd,
  "End": toEnd,
  "^": (text, at) => ({ to: firstNonBlank(text, at) }),
  "|": (text, at, count) => {
    const start = lineStart(text, at);
    return count > 1 ? right(text, start, count - 1) : { to: start };
  },
  "w": repeated((text, at) => viWord(text, at, false)),
  "W": repeated((text, at) => viWord(text, at, true)),
  "b": repeated((text, at) => viBack(text, at, false)),
  "B": repeated((text, at) => viBack(text, at, true)),
  "e": repeated((text, at) => viEnd(text, at, false), true),
  "E": repeated((text, at) => viEnd(text, at, true), true),
  "ge": repeated((text, at) => viEndBefore(text, at, false), true),
  "gE": repeated((text, at) => viEndBefore(text, at, true), true),
  "C-Right": repeated((text, at) => viWord(text, at, true)),
  "C-Left": repeated((text, at) => viBack(text, at, true)),
  "%": (text, at) => {
    const to = matchingBracket(text, at);
    return to === null ? null : { to, isInclusive: true };
  },
  "j": lines(1),
  "k": lines(-1),
  "G": line((text) => lineStart(text, text.length)),
  "gg": line(() => 0),
};

/** The last character of the word before. */
function viEndBefore(text: string, at: number, isBig: boolean): number {
  const kind = kindOf(charAt(text, at), isBig);
  if (kind !== "blank") at = skipBack(text, at, (char) => kindOf(char, isBig) === kind);
  return previous(text, skipBack(text, at, isBlank));
}

/** Behind `count` words from here, without the blanks behind the last one: what cw changes. */
export function wordsEnd(text: string, at: number, count: number, isBig: boolean): number {
  for (let left = count || 1; left > 0; left--) {
    if (left < (count || 1)) at = skip(text, at, isBlank);
    const kind = kindOf(charAt(text, at), isBig);
    at = skip(text, at, (char) => kindOf(char, isBig) === kind);
  }
  return at;
}

/** f, F, t or T, and the character that it looks for. */
export interface Find {
  readonly how: string;
  readonly char: string;
}

/** The same in the other direction. */
export function reversed({ how, char }: Find): Find {
  return { how: how === how.toLowerCase() ? how.toUpperCase() : how.toLowerCase(), char };
}

/** Where a character is found in the line; null if it is not. A repeated t passes by the nearest. */
export function find(
  { how, char }: Find,
  text: string,
  at: number,
  count: number,
  isAgain: boolean,
): Goal | null {
  const [start, end] = [lineStart(text, at), lineEnd(text, at)];
  const isForward = how === "f" || how === "t";
  const isTill = how === "t" || how === "T";
  const step = isForward ? stepRight : stepLeft;
  let to = at;
  if (isTill && isAgain && charAt(text, step(text, at)) === char) to = step(text, to);
  for (let left = count || 1; left > 0; left--) {
    to = isForward
      ? text.indexOf(char, step(text, to))
      : to === 0
      ? -1
      : text.lastIndexOf(char, to - 1);
    if (to < start || to >= end) return null;
  }
  if (isTill) to = isForward ? previous(text, to) : next(text, to);
  return { to, isInclusive: isForward };
}

type TextObject = (text: string, at: number, isAround: boolean) => [number, number] | null;

/** What stands behind i and a, and what it names there. */
export const OBJECTS: Readonly<Record<string, TextObject>> = {
  "w": (text, at, isAround) => wordAround(text, at, isAround, false),
  "W": (text, at, isAround) => wordAround(text, at, isAround, true),
  '"': quoted('"'),
  "'": quoted("'"),
  "`": quoted("`"),
  ...brackets("()", "()b"),
  ...brackets("[]", "[]"),
  ...brackets("{}", "{}B"),
  ...brackets("<>", "<>"),
};

function quoted(quote: string): TextObject {
  return (text, at, isAround) => quotedAround(text, at, quote, isAround);
}

function brackets(pair: string, names: string): Record<string, TextObject> {
  const object: TextObject = (text, at, isAround) => bracketsAround(text, at, pair, isAround);
  return Object.fromEntries([...names].map((name) => [name, object]));
}
