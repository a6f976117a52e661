/** Random members: each has the same chances, whatever the encoding and the way they are found. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { randomFrom } from "../support/random.ts";
import { SetKey, testDatabase } from "./set_support.ts";

/**
 * Pearson's statistic of so many equally likely outcomes stays below this with a probability of
 * more than 0.9999; the chances here are seeded, so it does so always or never.
 */
function isFair(counts: readonly number[], draws: number): boolean {
  const expected = draws / counts.length;
  const sum = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const degrees = counts.length - 1;
  return sum < degrees + 4 * Math.sqrt(2 * degrees);
}

const KINDS: [encoding: string, size: number, member: (i: number) => string][] = [
  ["intset", 40, (i) => String(i * i)],
  ["listpack", 40, (i) => `member:${i}`],
  ["hashtable", 600, (i) => `member:${i}`],
];

function filled(size: number, member: (i: number) => string): SetKey {
  const set = new SetKey(testDatabase(), "key");
  for (let i = 0; i < size; i++) set.add(member(i));
  return set;
}

/** How often each member comes up. */
class Tally {
  readonly #members: string[];
  readonly #counts = new Map<string, number>();
  draws = 0;

  constructor(size: number, member: (i: number) => string) {
    this.#members = Array.from({ length: size }, (_, i) => member(i));
    for (const text of this.#members) this.#counts.set(text, 0);
  }

  add(found: readonly string[]): void {
    assert.equal(new Set(found).size, found.length, "all are different");
    for (const text of found) {
      assert.ok(this.#counts.has(text), text);
      this.#counts.set(text, this.#counts.get(text)! + 1);
    }
    this.draws += found.length;
  }

  get isFair(): boolean {
    return isFair([...this.#counts.values()], this.draws);
  }
}

for (const [encoding, size, member] of KINDS) {
  test(`set: a random member of a ${encoding} is any of them with equal chances`, () => {
    const set = filled(size, member);
    assert.equal(set.encoding, encoding);
    const tally = new Tally(size, member);
    for (let i = 0; i < size * 100; i++) tally.add([set.choose()]);
    assert.ok(tally.isFair);
  });

  test(`set: so many members of a ${encoding} are a fair choice, all different`, () => {
    const set = filled(size, member);
    for (const count of [1, 3, size >> 2, size >> 1, size - 3]) {
      const tally = new Tally(size, member);
      const rounds = Math.ceil(size * 60 / count);
      for (let i = 0; i < rounds; i++) {
        const found = set.sample(count);
        assert.equal(found.length, count);
        tally.add(found);
      }
      assert.ok(tally.isFair, `${count} of ${size}`);
    }
    assert.equal(set.sample(size).length, size);
    assert.equal(set.size, size);
  });

  test(`set: popping from a ${encoding} takes a fair choice and leaves the rest`, () => {
    const whole = filled(size, member);
    const set = new SetKey(whole.db, "copy");
    const before = whole.all();
    for (const count of [3, size >> 1, size - 3]) {
      const tally = new Tally(size, member);
      const rounds = Math.ceil(size * 20 / count);
      for (let i = 0; i < rounds; i++) {
        set.delete();
        whole.db.copyTo(whole.db, whole.entry()!, set.key, 0, set.key.length);
        const popped = set.popSeveral(count);
        assert.equal(popped.length, count);
        if (i === 0) assert.deepEqual([...set.all(), ...popped].sort(), before);
        tally.add(popped);
      }
      assert.ok(tally.isFair, `${count} of ${size}`);
    }
  });
}

test("set: a large one popped down to a few members becomes a listpack", () => {
  const set = filled(1000, (i) => `member:${i}`);
  set.popSeveral(900);
  assert.equal(set.encoding, "listpack");
  assert.equal(set.size, 100);
  const integers = filled(1000, String);
  integers.popSeveral(950);
  assert.equal(integers.encoding, "listpack");
  const long = filled(1000, (i) => `${i}`.padEnd(65, "x"));
  long.popSeveral(990);
  assert.equal(long.encoding, "hashtable");
  assert.equal(long.size, 10);
});

test("set: popped down to a few members it keeps its expiry, and gives back its memory", () => {
  const set = filled(20_000, (i) => `member:${i}`);
  const { db } = set;
  db.setExpiry(set.entry()!, 5_000);
  const before = db.memory.arena.usedBytes;
  set.popSeveral(19_990);
  while (db.dying > 0) db.reclaim();
  assert.equal(set.entry()!.expireAtMs, 5_000);
  assert.ok(db.memory.arena.usedBytes < before / 100);
});

test("set: popped one by one to the last, everything comes once", () => {
  for (const [, size, member] of KINDS) {
    const set = filled(size, member);
    const expected = set.all();
    const popped: string[] = [];
    while (set.size > 0) popped.push(set.pop());
    assert.deepEqual(popped.sort(), expected);
    assert.equal(set.entry(), null);
  }
});

test("set: members of a very large one are drawn ahead, and as fair", () => {
  const size = 6000;
  const set = filled(size, (i) => `member:${i}`);
  const draws = new Tally(size, (i) => `member:${i}`);
  for (let i = 0; i < size * 20; i++) draws.add([set.choose()]);
  assert.ok(draws.isFair);

  const pops = new Tally(size, (i) => `member:${i}`);
  for (let round = 0; round < 100; round++) {
    const popped = Array.from({ length: 1000 }, () => set.pop());
    pops.add(popped);
    for (const text of popped) assert.ok(!set.has(text) && set.add(text));
  }
  assert.ok(pops.isFair);
});

test("set: what was drawn ahead is forgotten when members come or go", () => {
  const model = new Set(Array.from({ length: 6000 }, (_, i) => `member:${i}`));
  const set = filled(6000, (i) => `member:${i}`);
  const other = new SetKey(set.db, "other");
  for (let i = 0; i < 5000; i++) other.add(`other:${i}`);
  const random = randomFrom(5);
  let newcomers = 0;
  for (let i = 0; i < 20_000; i++) {
    const what = random();
    if (what < 0.5) {
      const text = set.choose();
      assert.ok(model.has(text), text);
      if (text.startsWith("new")) newcomers++;
    } else if (what < 0.7) {
      assert.ok(model.delete(set.pop()));
    } else if (what < 0.75) {
      assert.match(other.choose(), /^other:/);
    } else if (what < 0.8) {
      const text = `member:${Math.floor(random() * 6000)}`;
      assert.equal(set.remove(text), model.delete(text));
    } else if (model.size < 6000) {
      assert.equal(set.add(`new:${i}`), !!model.add(`new:${i}`));
    }
  }
  assert.deepEqual(set.all(), [...model].sort());
  assert.ok(newcomers > 1000, `${newcomers} draws of new members`);
});
