/**
 * Sorted sets in RDB files: members with scores as text (before 4.0) or in eight bytes, a listpack,
 * or a ziplist (before 7.0).
 */

import type { Database } from "../../keyspace/database.ts";
import { LISTPACK, ZSET } from "../../keyspace/types.ts";
import { compareBytes } from "../../memory/bytes.ts";
import type { Entry } from "../../memory/entry.ts";
import { Element, firstElement, isListpackEnd } from "../../memory/listpack.ts";
import { parseDouble } from "../../resp/numbers.ts";
import { LargeSortedSet, scoreOf } from "../../types/large_sorted_set.ts";
import { nextPair, pairScore } from "../../types/packed_sorted_set.ts";
import { SortedSet } from "../../types/sorted_set.ts";
import { checkListpack, visitListpack, visitZiplist } from "../elements.ts";
import { KIND } from "../format.ts";
import type { RdbReader } from "../reader.ts";
import { ScoreWalk } from "../walks/score_walk.ts";
import type { Walk } from "../walks/walk.ts";
import type { RdbWriter } from "../writer.ts";
import {
  BadValueError,
  checkRepetition,
  ELEMENTS,
  putPacked,
  settleElements,
  type Target,
} from "./target.ts";

/** Scratch: two members that are compared. */
const MEMBER = new Element();
const NEXT_MEMBER = new Element();

export function kindOfSortedSet({ encoding }: Entry): number {
  return encoding === LISTPACK ? KIND.ZSET_LISTPACK : KIND.ZSET_2;
}

/** Writes a packed sorted set. */
export function writeSortedSet(_db: Database, entry: Entry, out: RdbWriter): void {
  out.string(entry.valueBytes, entry.valueStart, entry.valueEnd);
}

/** Begins to write a large sorted set. */
export function openSortedSet(set: LargeSortedSet, out: RdbWriter): Walk {
  const { size, table } = set;
  out.size(size);
  return new ScoreWalk(set, (refs) => {
    for (const ref of refs) {
      const entry = table.load(ref);
      out.string(entry.bytes, entry.keyStart, entry.keyEnd);
      out.double(scoreOf(entry));
    }
  });
}

/** Reads a sorted set into the target; an empty one makes no key. */
export function readSortedSet(kind: number, reader: RdbReader, target: Target): void {
  const { limits } = target;
  if (kind === KIND.ZSET || kind === KIND.ZSET_2) return readPairs(kind, reader, target);
  reader.string();
  const { text, start, end } = reader;
  if (kind === KIND.ZSET_ZIPLIST) {
    const made = new MadeSortedSet(target, 0);
    visitZiplist(text.slice(start, end), (element) => made.element(element));
    return made.end();
  }
  const { count, isCanonical, longest } = checkListpack(text, start, end);
  if (count === 0) return;
  const isSmall = count <= 2 * limits.zsetMaxListpackEntries &&
    longest <= limits.zsetMaxListpackValue;
  if (count % 2 === 0 && isCanonical && isSmall && ascends(text, start)) {
    if (!target.isTrusted) checkRepetition(text, start, 2);
    putPacked(target, ZSET, LISTPACK, text, start, end);
    return;
  }
  const made = new MadeSortedSet(target, count / 2);
  visitListpack(text, start, (element) => made.element(element));
  made.end();
}

function readPairs(kind: number, reader: RdbReader, target: Target): void {
  const count = reader.count(2);
  if (count > target.limits.zsetMaxListpackEntries) return readLarge(kind, reader, target, count);
  const made = new MadeSortedSet(target, count);
  for (let i = 0; i < count; i++) {
    const length = reader.keep();
    made.add(reader.kept, 0, length, readScore(kind, reader));
  }
}

/** Pairs of a sorted set that is too large to be packed. */
function readLarge(kind: number, reader: RdbReader, target: Target, count: number): void {
  const { db, key, expireAtMs } = target;
  const set = new LargeSortedSet(db.memory, count);
  db.putObject(key, 0, key.length, ZSET, set, expireAtMs);
  const refs = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const length = reader.keep();
    refs[i] = set.addTo(ELEMENTS, reader.kept, 0, length, readScore(kind, reader));
  }
  settleElements();
  set.putInOrder(refs);
}

function readScore(kind: number, reader: RdbReader): number {
  const score = kind === KIND.ZSET ? reader.oldDouble() : reader.double();
  if (score !== score) throw new BadValueError("a score is no number");
  return score;
}

/** Whether the pairs are in order: by score, and by member where scores are equal. */
function ascends(bytes: Uint8Array, start: number): boolean {
  let score = -Infinity;
  for (let p = firstElement(start); !isListpackEnd(bytes, p); p = nextPair(bytes, p)) {
    const nextScore = pairScore(bytes, p);
    if (!(nextScore >= score)) return false;
    NEXT_MEMBER.read(bytes, p);
    if (nextScore === score && p > firstElement(start)) {
      const { bytes: a, start, end } = MEMBER;
      const { bytes: b, start: bStart, end: bEnd } = NEXT_MEMBER;
      if (compareBytes(a, start, end, b, bStart, bEnd) >= 0) return false;
    }
    MEMBER.read(bytes, p);
    score = nextScore;
  }
  return true;
}

/** A sorted set that is made member by member. */
class MadeSortedSet {
  readonly #target: Target;
  readonly #expected: number;
  readonly #set = new SortedSet();
  #isMade = false;
  /** The member whose score is still to come. */
  #member: Uint8Array | null = null;

  constructor(target: Target, expected: number) {
    this.#target = target;
    this.#expected = expected;
  }

  /** Takes members and scores in turn. */
  element({ bytes, start, end }: Element): void {
    if (this.#member === null) {
      this.#member = bytes.slice(start, end);
    } else {
      this.add(this.#member, 0, this.#member.length, parseDouble(bytes, start, end));
      this.#member = null;
    }
  }

  /** Nothing follows. */
  end(): void {
    if (this.#member !== null) throw new BadValueError("a member has no score");
  }

  add(member: Uint8Array, start: number, end: number, score: number): void {
    const { db, key, limits } = this.#target;
    if (score !== score) throw new BadValueError("a score is no number");
    if (!this.#isMade) {
      db.find(key, 0, key.length);
      this.#set.create(db, key, 0, key.length, this.#expected, end - start, limits);
      this.#isMade = true;
    }
    if (this.#set.find(member, start, end)) throw new BadValueError("a member occurs twice");
    this.#set.insert(member, start, end, score, limits);
  }
}
