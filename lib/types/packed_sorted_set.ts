/**
 * A small sorted set: one listpack in which each member is followed by its score, in the order of
 * scores and, among equal ones, of the members' bytes.
 *
 *   | listpack header | member | score | member | score | … | end |
 *
 * A score is stored as the text that is replied for it; whole numbers thereby become integer
 * elements. Everything here works on bytes that somebody else holds: `at` is where the listpack
 * begins, `p` where a member or the end mark stands.
 */

import { compareBytes } from "../memory/bytes.ts";
import {
  addToHeader,
  Element,
  encodedBytes,
  findElement,
  firstElement,
  integerAt,
  isListpackEnd,
  isStringElement,
  listpackBytes,
  nextElement,
  writeElement,
} from "../memory/listpack.ts";
import { DOUBLE_BYTES_MAX, parseDouble, writeDouble } from "../resp/numbers.ts";

const ELEMENT = new Element();
const SCORE_TEXT = new Uint8Array(DOUBLE_BYTES_MAX);

/** The score of the member at `p`. */
export function pairScore(bytes: Uint8Array, p: number): number {
  const at = nextElement(bytes, p);
  if (!isStringElement(bytes, at)) {
    const integer = integerAt(bytes, at);
    if (integer === integer) return integer;
  }
  ELEMENT.read(bytes, at);
  return parseDouble(ELEMENT.bytes, ELEMENT.start, ELEMENT.end);
}

/** The pair behind the one at `p`, or the end mark. */
export function nextPair(bytes: Uint8Array, p: number): number {
  return nextElement(bytes, nextElement(bytes, p));
}

/** Where a member stands, or -1. */
export function findMember(
  bytes: Uint8Array,
  at: number,
  member: Uint8Array,
  start: number,
  end: number,
): number {
  return findElement(bytes, firstElement(at), 2, member, start, end);
}

/** How many pairs stand before `p`. */
export function pairRank(bytes: Uint8Array, at: number, p: number): number {
  let rank = 0;
  for (let q = firstElement(at); q < p; q = nextPair(bytes, q)) rank++;
  return rank;
}

/** Where a new member with this score belongs. */
export function placeOf(
  bytes: Uint8Array,
  at: number,
  member: Uint8Array,
  start: number,
  end: number,
  score: number,
): number {
  let p = firstElement(at);
  for (; !isListpackEnd(bytes, p); p = nextPair(bytes, p)) {
    const other = pairScore(bytes, p);
    if (other > score) break;
    if (other === score && compareMember(bytes, p, member, start, end) > 0) break;
  }
  return p;
}

/** How many members have a lower score; with `orEqual`, a lower one or this one. */
export function countBelow(
  bytes: Uint8Array,
  at: number,
  score: number,
  orEqual: boolean,
): number {
  let count = 0;
  for (let p = firstElement(at); !isListpackEnd(bytes, p); p = nextPair(bytes, p)) {
    const other = pairScore(bytes, p);
    if (other > score || (other === score && !orEqual)) break;
    count++;
  }
  return count;
}

/** How many members, from the first on, are less than these bytes; with `orEqual`, or the same. */
export function countBelowMember(
  bytes: Uint8Array,
  at: number,
  member: Uint8Array,
  start: number,
  end: number,
  orEqual: boolean,
): number {
  let count = 0;
  for (let p = firstElement(at); !isListpackEnd(bytes, p); p = nextPair(bytes, p)) {
    const order = compareMember(bytes, p, member, start, end);
    if (order > 0 || (order === 0 && !orEqual)) break;
    count++;
  }
  return count;
}

/** Bytes that a new pair will take. */
export function newPairBytes(
  member: Uint8Array,
  start: number,
  end: number,
  score: number,
): number {
  return encodedBytes(member, start, end) + encodedBytes(SCORE_TEXT, 0, writeScore(score));
}

/** Writes a pair at `p`, where room has been made, and brings the header up to date. */
export function writePair(
  bytes: Uint8Array,
  at: number,
  p: number,
  member: Uint8Array,
  start: number,
  end: number,
  score: number,
): number {
  const behind = writeElement(bytes, p, member, start, end);
  const next = writeElement(bytes, behind, SCORE_TEXT, 0, writeScore(score));
  addToHeader(bytes, at, next - p, 2);
  return next;
}

/** Whether a listpack stays within its limits with so many bytes more. */
export function isSafeToGrow(bytes: Uint8Array, at: number, more: number): boolean {
  return listpackBytes(bytes, at) + more <= LISTPACK_BYTES_MAX;
}

const LISTPACK_BYTES_MAX = 2 ** 30;

/** Negative zero is stored as zero, as Redis does. */
function writeScore(score: number): number {
  return writeDouble(SCORE_TEXT, 0, score === 0 ? 0 : score);
}

function compareMember(
  bytes: Uint8Array,
  p: number,
  member: Uint8Array,
  start: number,
  end: number,
): number {
  ELEMENT.read(bytes, p);
  return compareBytes(ELEMENT.bytes, ELEMENT.start, ELEMENT.end, member, start, end);
}
