/** The sorted set, packed and large, beside a map. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Database } from "../../lib/keyspace/database.ts";
import { Environment } from "../../lib/keyspace/environment.ts";
import { ENCODING_NAMES, ZSET } from "../../lib/keyspace/types.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { ADDED, SortedSet, UNCHANGED, UPDATED } from "../../lib/types/sorted_set.ts";
import { randomFrom } from "../support/random.ts";

const LIMITS = { zsetMaxListpackEntries: 128, zsetMaxListpackValue: 64 };
const KEY = fromLatin1("key");

/** A database with one key, and what its sorted set should hold. */
class Walk {
  readonly db: Database = new Database(0, new Environment(randomFrom(1)));
  readonly set = new SortedSet();
  readonly scores = new Map<string, number>();
  limits = LIMITS;

  /** Opens the set as a command would. */
  open(): SortedSet {
    const entry = this.db.find(KEY, 0, KEY.length);
    return entry === null ? this.set.openMissing() : this.set.open(this.db, entry);
  }

  add(member: string, score: number): number {
    const set = this.open();
    const bytes = fromLatin1(member);
    if (set.size === 0) set.create(this.db, KEY, 0, KEY.length, 1, bytes.length, this.limits);
    this.scores.set(member, score);
    return set.add(bytes, 0, bytes.length, score, this.limits);
  }

  remove(member: string): boolean {
    const bytes = fromLatin1(member);
    assert.equal(this.open().remove(bytes, 0, bytes.length), this.scores.delete(member));
    return true;
  }

  removeRange(from: number, to: number): void {
    for (const [member] of this.expected().slice(from, to)) this.scores.delete(member);
    this.open().removeRange(from, to);
  }

  expected(): [member: string, score: number][] {
    return [...this.scores].sort(([a, x], [b, y]) => x < y ? -1 : x > y ? 1 : a < b ? -1 : 1);
  }

  get encoding(): string {
    const entry = this.db.find(KEY, 0, KEY.length)!;
    return ENCODING_NAMES[ZSET][entry.encoding];
  }

  /** Compares everything there is to ask. */
  check(): void {
    const set = this.open();
    const expected = this.expected();
    assert.equal(set.size, expected.length);
    assert.equal(this.db.size, expected.length === 0 ? 0 : 1, "no key holds an empty set");
    assert.deepEqual(listOf(set), expected);
    if (expected.length > 0) set.seek(expected.length - 1);
    for (let rank = expected.length - 1; rank >= 0; rank--) {
      assert.equal(latin1(set.member.bytes, set.member.start, set.member.end), expected[rank][0]);
      assert.equal(set.score, expected[rank][1]);
      assert.equal(set.previous(), rank > 0);
    }
    expected.forEach(([member, score], rank) => {
      const bytes = fromLatin1(member);
      assert.equal(set.rankOf(bytes, 0, bytes.length), rank);
      assert.equal(set.rankOf(bytes, 0, bytes.length, true), expected.length - 1 - rank);
      assert.equal(set.scoreOf(bytes, 0, bytes.length), score);
    });
    assert.ok(Number.isNaN(set.scoreOf(KEY, 0, KEY.length)));
    assert.equal(set.rankOf(KEY, 0, KEY.length), -1);
    for (const score of [-Infinity, -1, 0, 2.5, 40, Infinity]) {
      assert.equal(set.countBelow(score, false), expected.filter(([, s]) => s < score).length);
      assert.equal(set.countBelow(score, true), expected.filter(([, s]) => s <= score).length);
    }
    const scanned = new Map<string, number>();
    let cursor = 0;
    do {
      cursor = set.scan(cursor, 10, (bytes, start, end, score) => {
        scanned.set(latin1(bytes, start, end), score);
      });
    } while (cursor !== 0);
    assert.deepEqual(new Map([...scanned].sort()), new Map([...this.scores].sort()));
  }
}

function listOf(set: SortedSet): [member: string, score: number][] {
  const list: [string, number][] = [];
  set.forEach((bytes, start, end, score) => list.push([latin1(bytes, start, end), score]));
  return list;
}

for (const size of [20, 100, 1000]) {
  test(`sorted set: a random walk of up to ${size} members beside a map`, () => {
    const random = randomFrom(size);
    const below = (n: number) => Math.floor(random() * n);
    const walk = new Walk();
    const scores = [0, 1, -1, 2.5, 1e17, -1e300, 0.1, Infinity, -Infinity, 40, 127, 128, -4097];
    for (let step = 0; step < 3000; step++) {
      const member = below(3) === 0 ? String(below(size) - 5) : `m${below(size)}\xff\0`;
      const choice = random();
      if (choice < 0.6) {
        const score = below(2) === 0 ? scores[below(scores.length)] : below(100) / 4;
        const known = walk.scores.get(member);
        const done = walk.add(member, score);
        assert.equal(done, known === undefined ? ADDED : known === score ? UNCHANGED : UPDATED);
      } else if (choice < 0.95) {
        walk.remove(member);
      } else if (choice < 0.97 && walk.scores.size > 0) {
        const from = below(walk.scores.size);
        walk.removeRange(from, from + 1 + below(walk.scores.size - from));
      }
      if (step % 50 === 0) walk.check();
    }
    walk.check();
    if (walk.scores.size > 0) walk.removeRange(0, walk.scores.size);
    walk.check();
  });
}

test("sorted set: it is packed up to so many members of so many bytes, and never again", () => {
  const walk = new Walk();
  for (let i = 0; i < 128; i++) walk.add(`m${i}`, i);
  assert.equal(walk.encoding, "listpack");
  walk.add("m1", 5);
  assert.equal(walk.encoding, "listpack", "a member that is there needs no room");
  walk.add("m128", 128);
  assert.equal(walk.encoding, "skiplist");
  walk.check();
  walk.removeRange(1, 129);
  assert.equal(walk.encoding, "skiplist");
  walk.remove("m0");

  walk.add("x".repeat(64), 1);
  assert.equal(walk.encoding, "listpack");
  walk.add("x".repeat(65), 1);
  assert.equal(walk.encoding, "skiplist");
  walk.check();
  walk.removeRange(0, 2);
  walk.add("x".repeat(65), 1);
  assert.equal(walk.encoding, "skiplist", "the first member is too long already");
});

test("sorted set: bytes of a listpack are those that Redis makes", () => {
  const walk = new Walk();
  walk.add("b", 1.5);
  walk.add("12", -3);
  walk.add("a", 1e17);
  const { valueBytes, valueStart, valueEnd } = walk.db.find(KEY, 0, KEY.length)!;
  const hex = Array.from(
    valueBytes.subarray(valueStart, valueEnd),
    (byte) => byte.toString(16).padStart(2, "0"),
  ).join(" ");
  assert.equal(
    hex,
    "21 00 00 00 06 00 0c 01 df fd 02 81 62 02 83 31 2e 35 04 81 61 02 " +
      "f4 00 00 8a 5d 78 45 63 01 09 ff",
  );
});

test("sorted set: negative zero is kept by a large set, and is zero in a packed one", () => {
  const walk = new Walk();
  walk.add("a", -0);
  assert.ok(Object.is(walk.open().scoreOf(fromLatin1("a"), 0, 1), 0));
  walk.remove("a");
  walk.limits = { ...LIMITS, zsetMaxListpackEntries: 0 };
  walk.add("a", -0);
  assert.ok(Object.is(walk.open().scoreOf(fromLatin1("a"), 0, 1), -0));
});

test("sorted set: lexicographic bounds, in members of one score", () => {
  for (const entries of [128, 0]) {
    const walk = new Walk();
    walk.limits = { ...LIMITS, zsetMaxListpackEntries: entries };
    const members = ["", "a", "aa", "b", "b\0", "\x80", "\xff"];
    for (const member of members) walk.add(member, 0);
    const set = walk.open();
    for (const bound of [...members, "A", "ab", "c", "\xff\xff"]) {
      const bytes = fromLatin1(bound);
      for (const orEqual of [false, true]) {
        assert.equal(
          set.countBelowMember(bytes, 0, bytes.length, orEqual),
          members.filter((member) => member < bound || (orEqual && member === bound)).length,
        );
      }
    }
  }
});

test("sorted set: one that belongs to no key is stored, packed if it is small enough", () => {
  const { db } = new Walk();
  for (const [count, encoding] of [[3, 0], [128, 0], [129, 2]]) {
    const set = new SortedSet().make(db.memory);
    for (let i = 0; i < count; i++) {
      const member = fromLatin1(`m${i}`);
      set.add(member, 0, member.length, -i, LIMITS);
    }
    set.storeAt(db, KEY, 0, KEY.length, LIMITS);
    const entry = db.find(KEY, 0, KEY.length)!;
    assert.equal(entry.encoding, encoding);
    const stored = new SortedSet().open(db, entry);
    assert.equal(stored.size, count);
    assert.deepEqual(listOf(stored)[0], [`m${count - 1}`, 1 - count]);
    assert.equal(listOf(stored).at(-1)?.[0], "m0");
  }
  const before = db.usedBytes;
  const set = new SortedSet().make(db.memory);
  for (let i = 0; i < 5000; i++) {
    const member = fromLatin1(`m${i}`);
    set.add(member, 0, member.length, i, LIMITS);
  }
  set.discard();
  assert.equal(set.size, 0);
  assert.equal(db.usedBytes, before);
});

test("sorted set: a large one is copied whole, and all of its memory given back", () => {
  const random = randomFrom(5);
  const walk = new Walk();
  walk.add("stays", 0);
  const copyKey = fromLatin1("copy");
  // So many that the index is given back in more than one slice.
  for (let i = 0; i < 50_000; i++) walk.add(`m${i}`, Math.floor(random() * 100));
  walk.removeRange(0, 100);
  const entry = walk.db.find(KEY, 0, KEY.length)!;
  walk.db.copyTo(walk.db, entry, copyKey, 0, copyKey.length);
  const copy = walk.db.find(copyKey, 0, copyKey.length)!;
  assert.deepEqual(listOf(new SortedSet().open(walk.db, copy)), walk.expected());
  assert.ok(walk.db.delete(copyKey, 0, copyKey.length));
  assert.ok(walk.db.delete(KEY, 0, KEY.length));
  let slices = 0;
  while (walk.db.dying > 0) {
    walk.db.reclaim();
    slices++;
  }
  assert.ok(slices > 50, `${slices} slices`);
  const left = walk.db.usedBytes;
  assert.ok(left >= 0 && left < 4096, `${left} bytes are left`);
});

test("sorted set: every member is as likely as any other to be chosen", () => {
  const walk = new Walk();
  for (let i = 0; i < 10; i++) walk.add(`m${i}`, i);
  const random = randomFrom(9);
  const chosen = new Array(10).fill(0);
  for (let i = 0; i < 10_000; i++) {
    const set = walk.open();
    set.seekRandom(random);
    chosen[set.score]++;
  }
  for (const times of chosen) assert.ok(times > 850 && times < 1150, `${chosen}`);
});
