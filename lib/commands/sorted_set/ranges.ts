/**
 * Ranges of a sorted set: of ranks, of scores, of names. Each is first read from the arguments, and
 * then turned into ranks of the set it is asked of, [from, to), which is all that a command needs.
 */

import type { Args } from "../../resp/args.ts";
import { latin1 } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import {
  bitLength,
  DECIMAL_FLOAT,
  floatForm,
  HEX_FLOAT,
  INFINITE_FLOAT,
  scaledDigits,
} from "../../resp/float_syntax.ts";
import { parseDouble } from "../../resp/numbers.ts";
import type { SortedSet } from "../../types/sorted_set.ts";
import { syntaxError } from "../messages.ts";

const NOT_A_SCORE = "ERR min or max is not a float";
const NOT_A_NAME = "ERR min or max not valid string range item";
const LIMIT_OF_RANKS =
  "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX";
const SCORES_OF_NAMES = "ERR syntax error, WITHSCORES not supported in combination with BYLEX";

/** What the bounds of a range are; `ANY`, until an option of the command says. */
export const ANY = -1;
export const BY_RANK = 0;
export const BY_SCORE = 1;
export const BY_LEX = 2;

/** One end of a range. */
class Bound {
  /** Whether the bound itself is left out. */
  isExclusive = false;
  score = 0;
  rank = 0;
  /** For a name: -1 is before all names, 1 behind all, 0 the bytes of the argument. */
  side = 0;
  bytes: Uint8Array = NOTHING;
  start = 0;
  end = 0;

  /** `1.5`, `(1.5`, `-inf`. */
  readScore({ bytes, starts, ends }: Args, i: number): void {
    const start = starts[i];
    this.isExclusive = start < ends[i] && bytes[start] === LEFT_PARENTHESIS;
    this.score = parseBound(bytes, this.isExclusive ? start + 1 : start, ends[i]);
    if (this.score !== this.score) throw new ReplyError(NOT_A_SCORE);
  }

  /** `[name`, `(name`, `-`, `+`. */
  readName({ bytes, starts, ends }: Args, i: number): void {
    const start = starts[i];
    const length = ends[i] - start;
    const first = length === 0 ? 0 : bytes[start];
    this.isExclusive = first === LEFT_PARENTHESIS;
    this.bytes = bytes;
    this.start = start + 1;
    this.end = ends[i];
    this.side = first === MINUS ? -1 : first === PLUS ? 1 : 0;
    if (this.side !== 0) {
      if (length > 1 && bytes[start + 1] !== 0) throw new ReplyError(NOT_A_NAME);
    } else if (first !== LEFT_BRACKET && first !== LEFT_PARENTHESIS) {
      throw new ReplyError(NOT_A_NAME);
    }
  }

  /** How many members stand before the bound; those at it count with `orEqual`. */
  countBelow(set: SortedSet, kind: number, orEqual: boolean): number {
    if (kind === BY_SCORE) return set.countBelow(this.score, orEqual);
    if (this.side !== 0) return this.side < 0 ? 0 : set.size;
    return set.countBelowMember(this.bytes, this.start, this.end, orEqual);
  }
}

/** A range with all its options, reused from command to command. */
export class Range {
  kind = BY_RANK;
  isReverse = false;
  withScores = false;
  /** What is skipped and returned at most (negative: no limit) of a range of scores or names. */
  offset = 0;
  count = -1;
  /** The ranks in the set that `locate` was given last: [from, to), `to` not below `from`. */
  from = 0;
  to = 0;
  readonly #min = new Bound();
  readonly #max = new Bound();

  /**
   * Reads the bounds, arguments `first` and `first + 1`, and the options behind them, of which
   * there are fewer if kind and direction are known; to a store (`isStore`) scores go anyway.
   */
  read(args: Args, first: number, kind: number, isReverse: boolean | null, isStore = false): void {
    this.kind = kind;
    this.isReverse = isReverse === true;
    this.withScores = false;
    this.offset = 0;
    this.count = -1;
    for (let i = first + 2; i < args.count; i++) {
      if (!isStore && args.is(i, "WITHSCORES")) {
        this.withScores = true;
      } else if (i + 2 < args.count && args.is(i, "LIMIT")) {
        this.offset = args.integer(++i);
        this.count = args.integer(++i);
      } else if (isReverse === null && !this.isReverse && args.is(i, "REV")) {
        this.isReverse = true;
      } else if (this.kind === ANY && args.is(i, "BYLEX")) {
        this.kind = BY_LEX;
      } else if (this.kind === ANY && args.is(i, "BYSCORE")) {
        this.kind = BY_SCORE;
      } else {
        throw syntaxError();
      }
    }
    if (this.kind === ANY) this.kind = BY_RANK;
    if (this.count !== -1 && this.kind === BY_RANK) throw new ReplyError(LIMIT_OF_RANKS);
    if (this.withScores && this.kind === BY_LEX) throw new ReplyError(SCORES_OF_NAMES);
    this.#readBounds(args, first);
  }

  /** Reads two bounds of this kind, and no options. */
  readBounds(args: Args, first: number, kind: number): void {
    this.kind = kind;
    this.isReverse = false;
    this.offset = 0;
    this.count = -1;
    this.#readBounds(args, first);
  }

  /** Finds the range in a set, and returns how many members it has. */
  locate(set: SortedSet): number {
    if (this.kind === BY_RANK) this.#locateRanks(set.size);
    else this.#locateBounds(set);
    if (this.to < this.from) this.to = this.from;
    return this.to - this.from;
  }

  #readBounds(args: Args, first: number): void {
    const isSwapped = this.isReverse && this.kind !== BY_RANK;
    const min = isSwapped ? first + 1 : first;
    const max = isSwapped ? first : first + 1;
    if (this.kind === BY_RANK) {
      this.#min.rank = args.integer(min);
      this.#max.rank = args.integer(max);
    } else if (this.kind === BY_SCORE) {
      this.#min.readScore(args, min);
      this.#max.readScore(args, max);
    } else {
      this.#min.readName(args, min);
      this.#max.readName(args, max);
    }
  }

  #locateRanks(size: number): void {
    let start = this.#min.rank;
    let stop = this.#max.rank;
    if (start < 0) start += size;
    if (stop < 0) stop += size;
    if (start < 0) start = 0;
    if (stop >= size) stop = size - 1;
    this.from = this.isReverse ? size - 1 - stop : start;
    this.to = this.isReverse ? size - start : stop + 1;
  }

  #locateBounds(set: SortedSet): void {
    const min = this.#min;
    const max = this.#max;
    let from = min.countBelow(set, this.kind, min.isExclusive);
    let to = max.countBelow(set, this.kind, !max.isExclusive);
    if (this.offset < 0) {
      to = from;
    } else if (this.isReverse) {
      to -= this.offset;
      if (this.count >= 0 && from < to - this.count) from = to - this.count;
    } else {
      from += this.offset;
      if (this.count >= 0 && to > from + this.count) to = from + this.count;
    }
    this.from = from;
    this.to = to;
  }
}

const LEFT_PARENTHESIS = 0x28;
const LEFT_BRACKET = 0x5b;
const PLUS = 0x2b;
const MINUS = 0x2d;
const NOTHING = new Uint8Array(0);

/**
 * The score that a bound spells, or NaN. Bounds are read more leniently than scores, as C's
 * `strtod` does: nothing at all is 0, blanks may stand in front, a NUL ends the text, and what is
 * too big or too small for a double is infinite or zero.
 */
export function parseBound(bytes: Uint8Array, start: number, end: number): number {
  const plain = parseDouble(bytes, start, end);
  if (plain === plain) return plain;
  const nul = bytes.subarray(start, end).indexOf(0);
  if (nul >= 0) end = start + nul;
  if (start === end) return 0;
  while (start < end && (bytes[start] === 0x20 || (bytes[start] >= 9 && bytes[start] <= 13))) {
    start++;
  }
  const form = floatForm(bytes, start, end);
  if (form === DECIMAL_FLOAT) return Number(latin1(bytes, start, end));
  if (form === INFINITE_FLOAT) return bytes[start] === MINUS ? -Infinity : Infinity;
  if (form !== HEX_FLOAT) return NaN;
  const value = parseDouble(bytes, start, end);
  if (value === value) return value;
  const { digits, exponent } = scaledDigits(latin1(bytes, start, end), HEX_FLOAT);
  const size = exponent + bitLength(digits) > 0 ? Infinity : 0;
  return bytes[start] === MINUS ? -size : size;
}
