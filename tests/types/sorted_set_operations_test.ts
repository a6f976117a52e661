/** Operations on sorted sets, packed and large, beside maps. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Database } from "../../lib/keyspace/database.ts";
import { Environment } from "../../lib/keyspace/environment.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import type { Members } from "../../lib/types/members.ts";
import { SortedSet, type SortedSetLimits } from "../../lib/types/sorted_set.ts";
import { SortedSetMembers } from "../../lib/types/sorted_set_members.ts";
import {
  type Aggregate,
  AGGREGATES,
  type Input,
  intersectScored,
  subtractScored,
  uniteScored,
} from "../../lib/types/sorted_set_operations.ts";
import { randomFrom } from "../support/random.ts";

const PACKED: SortedSetLimits = { zsetMaxListpackEntries: 128, zsetMaxListpackValue: 64 };
const LARGE: SortedSetLimits = { zsetMaxListpackEntries: 0, zsetMaxListpackValue: 0 };

type Scores = ReadonlyMap<string, number>;

/** Makes a key hold a sorted set, and opens its members; null for none. */
function store(db: Database, name: string, scores: Scores, limits: SortedSetLimits) {
  if (scores.size === 0) return null;
  const key = fromLatin1(name);
  assert.equal(db.find(key, 0, key.length), null);
  const set = new SortedSet().create(db, key, 0, key.length, 1, 1, limits);
  for (const [member, score] of scores) {
    const bytes = fromLatin1(member);
    set.add(bytes, 0, bytes.length, score, limits);
  }
  return new SortedSetMembers(db, db.find(key, 0, key.length)!);
}

function textOf({ bytes, start, end }: Members): string {
  return latin1(bytes, start, end);
}

function scoresOf(set: SortedSet): [string, number][] {
  const found: [string, number][] = [];
  set.forEach((bytes, start, end, score) => found.push([latin1(bytes, start, end), score]));
  return found;
}

interface Given {
  readonly scores: Scores;
  readonly weight: number;
  readonly isPacked: boolean;
}

const anyMember = fc.oneof(
  fc.integer({ min: 0, max: 9 }).map(String),
  fc.constantFrom("a", "b", "ab", "\xff", "", "c".repeat(70)),
);
/** Small ones: their sums are exact, in whatever order. */
const anyScore = fc.oneof(
  fc.integer({ min: -8, max: 8 }).map((n) => n / 4),
  fc.constantFrom(Infinity, -Infinity),
);
const anyInput: fc.Arbitrary<Given> = fc.record({
  scores: fc.array(fc.tuple(anyMember, anyScore), { maxLength: 12 }).map((all) => new Map(all)),
  weight: fc.constantFrom(1, 1, 2, -1, 0.5),
  isPacked: fc.boolean(),
});
const anyInputs = fc.array(anyInput, { minLength: 1, maxLength: 4 });

function open(db: Database, given: readonly Given[]): Input[] {
  return given.map(({ scores, weight, isPacked }, i) => ({
    members: store(db, `key${i}`, scores, isPacked ? PACKED : LARGE),
    weight,
  }));
}

/** What several scores of one member make, by the manual; the order is by the sizes of the sets. */
function combine(given: readonly Given[], member: string, aggregate: Aggregate): number {
  const parts = given.toSorted((a, b) => a.scores.size - b.scores.size)
    .filter(({ scores }) => scores.has(member))
    .map(({ scores, weight }) => aggregate === "COUNT" ? weight : scores.get(member)! * weight);
  switch (aggregate) {
    case "MIN":
      return Math.min(...parts);
    case "MAX":
      return Math.max(...parts);
    default:
      return parts.reduce((sum, part) => Number.isNaN(sum + part) ? 0 : sum + part);
  }
}

const byScore = ([a, x]: [string, number], [b, y]: [string, number]) =>
  x < y ? -1 : x > y ? 1 : a < b ? -1 : 1;

function assertSame(found: [string, number][], expected: [string, number][]): void {
  // To `deepEqual` a negative zero is another number.
  const plain = (all: [string, number][]) => all.map(([member, score]) => [member, score + 0]);
  assert.deepEqual(plain(found), plain(expected.sort(byScore)));
}

function newDatabase(): Database {
  return new Database(0, new Environment(randomFrom(1)));
}

/** Runs an operation that adds to a new set, and checks that all memory comes back. */
function made(db: Database, fill: (made: SortedSet) => void): [string, number][] {
  const before = db.usedBytes;
  const set = new SortedSet().make(db.memory);
  fill(set);
  const found = scoresOf(set);
  set.discard();
  assert.equal(db.usedBytes, before);
  return found;
}

test("union: the members of any set, with the aggregate of their scores", () => {
  fc.assert(fc.property(anyInputs, fc.constantFrom(...AGGREGATES), (given, aggregate) => {
    const db = newDatabase();
    const inputs = open(db, given);
    const found = made(db, (set) => uniteScored(inputs, aggregate, set, PACKED));
    const members = new Set(given.flatMap(({ scores }) => [...scores.keys()]));
    assertSame(found, [...members].map((each) => [each, combine(given, each, aggregate)]));
  }));
});

test("intersection: the members of all sets, with the aggregate of their scores", () => {
  fc.assert(fc.property(anyInputs, fc.constantFrom(...AGGREGATES), (given, aggregate) => {
    const db = newDatabase();
    const found: [string, number][] = [];
    intersectScored(open(db, given), aggregate, (member, score) => {
      found.push([textOf(member), score]);
    });
    const members = [...given[0].scores.keys()]
      .filter((each) => given.every(({ scores }) => scores.has(each)));
    assertSame(
      found.sort(byScore),
      members.map((each) => [each, combine(given, each, aggregate)]),
    );
  }));
});

test("difference: the members of the first set only, with their scores", () => {
  fc.assert(fc.property(anyInputs, (given) => {
    const db = newDatabase();
    const found: [string, number][] = [];
    subtractScored(open(db, given), (member, score) => void found.push([textOf(member), score]));
    const [first, ...others] = given;
    const expected = [...first.scores].filter(([each]) =>
      others.every(({ scores }) => !scores.has(each))
    );
    assertSame(found, expected);
  }));
});

test("intersection and difference: end where no more members are wanted", () => {
  const scores = new Map([["a", 1], ["b", 2], ["c", 3]]);
  let count = 0;
  const visit = () => ++count % 2 === 1;
  intersectScored(open(newDatabase(), [{ scores, weight: 1, isPacked: true }]), "SUM", visit);
  assert.equal(count, 2);
  subtractScored(open(newDatabase(), [{ scores, weight: 1, isPacked: false }]), visit);
  assert.equal(count, 4);
});

test("union: smaller sets are added up first", () => {
  const db = newDatabase();
  const large = new Map([["x", 2 ** 53], ["y", 0], ["z", 0]]);
  const [a, b] = [new Map([["x", 1]]), new Map([["x", 1], ["y", 0]])];
  const inputs = open(db, [large, a, b].map((scores) => ({ scores, weight: 1, isPacked: true })));
  const found = made(db, (set) => uniteScored(inputs, "SUM", set, PACKED));
  // One after the other, the ones would have been lost.
  assert.deepEqual(new Map(found).get("x"), 2 ** 53 + 2);
});

test("members: of a sorted set come in order, again after a rewind, while others are asked for", () => {
  const db = newDatabase();
  const scores = new Map([["3", 3], ["a", 1], ["2", 2]]);
  for (const limits of [PACKED, LARGE]) {
    const members = store(db, `${limits.zsetMaxListpackEntries}`, scores, limits)!;
    assert.equal(members.size, 3);
    for (let round = 0; round < 2; round++) {
      for (const expected of ["a", "2", "3"]) {
        assert.ok(members.next());
        assert.equal(textOf(members), expected);
        assert.equal(members.score, scores.get(expected));
        assert.ok(members.has(fromLatin1("a"), 0, 1));
        assert.equal(members.scoreOf(fromLatin1("x2"), 1, 2), 2);
        assert.ok(Number.isNaN(members.scoreOf(fromLatin1("b"), 0, 1)));
        assert.equal(textOf(members), expected, "the cursor stays");
      }
      assert.ok(!members.next());
      members.rewind();
    }
  }
});
