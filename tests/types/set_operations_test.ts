/** Union, intersection and difference beside those of sets of strings. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { latin1 } from "../../lib/resp/args.ts";
import { SetBuilder } from "../../lib/types/set_builder.ts";
import type { SetMembers } from "../../lib/types/set_members.ts";
import {
  intersect,
  prefersLookup,
  subtractByLookup,
  subtractByRemoval,
  unite,
  uniteByLookup,
  type Visit,
} from "../../lib/types/set_operations.ts";
import { SetKey, testDatabase, textsOf } from "./set_support.ts";

const SMALL = { setMaxIntsetEntries: 10, setMaxListpackEntries: 8, setMaxListpackValue: 5 };

const member = fc.oneof(
  fc.integer({ min: -9, max: 9 }).map(String),
  fc.constantFrom("a", "b", "c", "", "longer", "123456789", "01"),
);
const sets = fc.array(fc.option(fc.uniqueArray(member, { minLength: 1, maxLength: 20 })), {
  minLength: 1,
  maxLength: 5,
});

/** Keys with these sets; null stands for a missing one. */
function sources(db: ReturnType<typeof testDatabase>, texts: (string[] | null)[]) {
  return texts.map((members, i) => {
    if (members === null) return null;
    const set = new SetKey(db, `key${i}`, SMALL);
    for (const text of members) set.add(text);
    return set;
  });
}

function open(keys: (SetKey | null)[]): (SetMembers | null)[] {
  return keys.map((key) => key === null ? null : key.members());
}

function collect(visitAll: (visit: Visit) => void): string[] {
  const found: string[] = [];
  visitAll(({ bytes, start, end }) => void found.push(latin1(bytes, start, end)));
  return found.sort();
}

test("set operations: are those of sets of strings, both ways of the difference alike", () => {
  fc.assert(
    fc.property(sets, (texts) => {
      const db = testDatabase();
      const keys = sources(db, texts);
      const used = db.memory.arena.usedBytes;
      const [first, ...others] = texts.map((members) => new Set(members ?? []));
      const common = [...first].filter((text) => others.every((other) => other.has(text)));
      const rest = [...first].filter((text) => !others.some((other) => other.has(text)));
      const all = new Set(texts.flatMap((members) => members ?? []));

      assert.deepEqual(collect((visit) => intersect(open(keys), visit)), common.sort());
      assert.deepEqual(collect((visit) => subtractByLookup(open(keys), visit)), rest.sort());
      const remainder = new SetBuilder(db, SMALL, 10);
      subtractByRemoval(open(keys), remainder);
      assert.deepEqual(textsOf(remainder.members()), rest.sort());
      remainder.release();
      const union = new SetBuilder(db, SMALL, 10);
      unite(open(keys), union);
      assert.deepEqual(textsOf(union.members()), [...all].sort());
      union.release();
      assert.deepEqual(collect((visit) => uniteByLookup(open(keys), visit)), [...all].sort());
      assert.equal(db.memory.arena.usedBytes, used, "nothing is left behind");
    }),
    { numRuns: 400 },
  );
});

test("set operations: stop when no more members are wanted", () => {
  const db = testDatabase();
  const [a, b] = sources(db, [["1", "2", "3", "4"], ["2", "3", "4", "5"]]);
  let count = 0;
  intersect(open([a, b]), () => ++count < 2);
  assert.equal(count, 2);
  subtractByLookup(open([a, null]), () => ++count < 4);
  assert.equal(count, 4);
  const union = new SetBuilder(db, SMALL, 10);
  unite(open([a, b]), union, 3);
  assert.equal(union.size, 3);
});

test("set operations: a builder stores what a key would hold that had grown so", () => {
  const texts = fc.array(member, { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(texts, (texts) => {
      const db = testDatabase();
      const grown = new SetKey(db, "grown", SMALL);
      const built = new SetBuilder(db, SMALL, 10);
      // A set of operations begins as an intset, so let the key begin with an integer.
      for (const text of ["0", ...texts]) {
        const bytes = Uint8Array.from(text, (char) => char.charCodeAt(0));
        assert.equal(built.add(bytes, 0, bytes.length), grown.add(text));
      }
      const stored = new SetKey(db, "stored", SMALL);
      stored.add("what was there before");
      built.store(stored.key, 0, stored.key.length);
      assert.deepEqual(stored.all(), grown.all());
      assert.equal(stored.encoding, grown.encoding);
    }),
    { numRuns: 300 },
  );
});

test("set operations: the difference is taken away from a copy when there are many small sets", () => {
  const db = testDatabase();
  const big = new SetKey(db, "big");
  for (let i = 0; i < 1000; i++) big.add(`member:${i}`);
  const small = new SetKey(db, "small");
  small.add("member:1");
  assert.equal(prefersLookup(open([big, small])), true);
  assert.equal(prefersLookup(open([big, ...Array(10).fill(small)])), false);
  assert.equal(prefersLookup(open([small, big, big])), true);
  assert.equal(prefersLookup([null, ...open([big])]), true);
});
