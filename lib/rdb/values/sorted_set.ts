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
import { nextPair, pairScore } from "../../types/packed_sorted_set.ts";
import { SortedSet } from "../../types/sorted_set.ts";
import { checkListpack, visitListpack, visitZiplist } from "../elements.ts";
import { KIND } from "../format.ts";
import type { RdbReader } from "../reader.ts";
import type { RdbWriter } from "../writer.ts";
import { BadValueError, putPacked, Repetition, type Target } from "./target.ts";

export function kindOfSortedSet({ encoding }: Entry): number {
  return encoding === LISTPACK ? KIND.ZSET_LISTPACK : KIND.ZSET_2;
}

export function writeSortedSet(db: Database, entry: Entry, out: RdbWriter): void {
  if (entry.encoding === LISTPACK) {
    return out.string(entry.valueBytes, entry.valueStart, entry.valueEnd);
  }
  const set = new SortedSet().open(db, entry);
  const { member } = set;
  out.size(set.size);
  set.seek(set.size - 1);
  do {
    out.string(member.bytes, member.start, member.end);
    out.double(set.score);
  } while (set.previous());
}

/** Reads a sorted set into the target; an empty one makes no key. */
export function readSortedSet(kind: number, reader: RdbReader, target: Target): void {
  if (kind === KIND.ZSET || kind === KIND.ZSET_2) return readPairs(kind, reader, target);
  const bytes = reader.copy();
  if (kind === KIND.ZSET_ZIPLIST) {
    const made = new MadeSortedSet(target, 0);
    visitZiplist(bytes, (element) => made.element(element));
    return made.end();
  }
  const { count, isCanonical } = checkListpack(bytes);
  if (count === 0) return;
  if (count % 2 === 0 && isCanonical && fits(bytes, count / 2, target)) {
    putPacked(target, ZSET, LISTPACK, bytes);
    return;
  }
  const made = new MadeSortedSet(target, count / 2);
  visitListpack(bytes, (element) => made.element(element));
  made.end();
}

function readPairs(kind: number, reader: RdbReader, target: Target): void {
  const count = reader.count(2);
  const made = new MadeSortedSet(target, count);
  let member: Uint8Array = new Uint8Array(64);
  for (let i = 0; i < count; i++) {
    reader.string();
    const { text, start, end } = reader;
    const length = end - start;
    // The score comes behind the member, and reading it ends what was read.
    if (length > member.length) member = new Uint8Array(2 * length);
    member.set(text.subarray(start, end));
    const score = kind === KIND.ZSET ? reader.oldDouble() : reader.double();
    made.add(member, 0, length, score);
  }
}

/** Whether a listpack can stay one: it is small, and its pairs are in order. */
function fits(bytes: Uint8Array, count: number, { limits, isTrusted }: Target): boolean {
  if (count > limits.zsetMaxListpackEntries) return false;
  const repetition = isTrusted ? null : new Repetition();
  let isWithin = true;
  let isMember = true;
  visitListpack(bytes, ({ bytes, start, end }) => {
    if (isMember) {
      if (end - start > limits.zsetMaxListpackValue) isWithin = false;
      repetition?.check(bytes, start, end);
    }
    isMember = !isMember;
  });
  return isWithin && ascends(bytes);
}

/** Whether the pairs are in order: by score, and by member where scores are equal. */
function ascends(bytes: Uint8Array): boolean {
  const [member, next] = [new Element(), new Element()];
  let score = -Infinity;
  for (let p = firstElement(0); !isListpackEnd(bytes, p); p = nextPair(bytes, p)) {
    const nextScore = pairScore(bytes, p);
    next.read(bytes, p);
    if (!(nextScore >= score)) return false;
    if (p > firstElement(0) && nextScore === score) {
      const { bytes: a, start, end } = member;
      if (compareBytes(a, start, end, next.bytes, next.start, next.end) >= 0) return false;
    }
    member.read(bytes, p);
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
