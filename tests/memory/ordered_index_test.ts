/** The ordered index beside an array that is sorted after every change. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena, byteOf, chunkOf } from "../../lib/memory/arena.ts";
import { Entry, entryBytes, writeVarint } from "../../lib/memory/entry.ts";
import { OrderedIndex } from "../../lib/memory/ordered_index.ts";
import { randomFrom } from "../support/random.ts";

interface Item {
  readonly member: Uint8Array;
  readonly ref: number;
  score: number;
}

/** An index over members of its own, and what it should hold. */
class Walk {
  readonly arena = new Arena();
  readonly index = new OrderedIndex(this.arena);
  readonly items: Item[] = [];
  readonly emptyBytes = this.arena.usedBytes;
  readonly #entry = new Entry();

  add(member: string, score: number): void {
    const bytes = Uint8Array.from(member, (char) => char.charCodeAt(0));
    const ref = makeEntry(this.arena, bytes);
    this.index.insert(score, ref);
    this.items.splice(this.#placeOf(score, bytes), 0, { member: bytes, ref, score });
  }

  remove(rank: number): void {
    const [{ ref, score }] = this.items.splice(rank, 1);
    this.index.remove(score, ref);
    this.#release(ref);
  }

  removeAt(rank: number): void {
    const [{ ref }] = this.items.splice(rank, 1);
    assert.equal(this.index.removeAt(rank), ref);
    this.#release(ref);
  }

  move(rank: number, score: number): void {
    const [item] = this.items.splice(rank, 1);
    this.index.move(item.score, item.ref, score);
    item.score = score;
    this.items.splice(this.#placeOf(score, item.member), 0, item);
  }

  /** Compares everything there is to ask. */
  check(): void {
    const { index, items } = this;
    assert.equal(index.size, items.length);
    assert.deepEqual(this.walk(0, () => index.next()), items.map(({ ref }) => ref));
    assert.deepEqual(
      this.walk(items.length - 1, () => index.previous()),
      items.map(({ ref }) => ref).reverse(),
    );
    items.forEach(({ ref, score }, rank) => {
      assert.equal(index.rankOf(score, ref), rank);
      assert.equal(index.ref, ref);
      assert.equal(index.score, score);
      index.seek(rank);
      assert.equal(index.ref, ref);
    });
  }

  walk(rank: number, step: () => boolean): number[] {
    const refs: number[] = [];
    if (this.items.length === 0) return refs;
    this.index.seek(rank);
    do refs.push(this.index.ref); while (step());
    return refs;
  }

  checkBounds(score: number, member: Uint8Array): void {
    const { index, items } = this;
    const count = (isBelow: (item: Item) => boolean) => items.filter(isBelow).length;
    assert.equal(index.countBelow(score, false), count((item) => item.score < score));
    assert.equal(index.countBelow(score, true), count((item) => item.score <= score));
    if (items.some((item) => item.score !== items[0].score)) return;
    for (const orEqual of [false, true]) {
      assert.equal(
        index.countBelowMember(member, 0, member.length, orEqual),
        count((item) => compare(item.member, member) < (orEqual ? 1 : 0)),
      );
    }
  }

  #placeOf(score: number, member: Uint8Array): number {
    const place = this.items.findIndex((other) =>
      other.score > score || (other.score === score && compare(other.member, member) > 0)
    );
    return place < 0 ? this.items.length : place;
  }

  #release(ref: number): void {
    this.#entry.load(this.arena, ref);
    const { flags, keyStart, keyEnd, valueLength } = this.#entry;
    this.arena.release(ref, entryBytes(flags, keyEnd - keyStart, valueLength));
  }
}

function makeEntry(arena: Arena, member: Uint8Array): number {
  const ref = arena.allocate(entryBytes(0, member.length, 8));
  const bytes = arena.u8[chunkOf(ref)];
  bytes[byteOf(ref)] = 0;
  const at = writeVarint(bytes, byteOf(ref) + 1, member.length);
  bytes[at] = 8;
  bytes.set(member, at + 1);
  return ref;
}

function compare(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return a.length - b.length;
}

/** How scores are drawn; the walk visits each. */
const SCORES: [name: string, draw: (random: () => number) => number][] = [
  ["scores far apart", (random) => random() * 1e6 - 5e5],
  ["a few scores that many share", (random) => Math.floor(random() * 4)],
  ["one score", () => 0],
  ["infinities and both zeros", (random) => {
    return [Infinity, -Infinity, 0, -0, 1, Number.MIN_VALUE][Math.floor(random() * 6)];
  }],
];

for (const [name, draw] of SCORES) {
  test(`ordered index: ${name}, in a random walk beside a sorted array`, () => {
    const random = randomFrom(7);
    const below = (n: number) => Math.floor(random() * n);
    const walk = new Walk();
    const { items } = walk;
    for (let step = 0; step < 6000; step++) {
      // It grows to some 600 items and shrinks again, several times.
      const isGrowing = Math.floor(step / 1000) % 2 === 0;
      const choice = random();
      if (items.length === 0 || choice < (isGrowing ? 0.75 : 0.15)) {
        const stem = String.fromCharCode(...Array.from({ length: below(4) }, () => below(256)));
        walk.add(`${stem}${step}${"x".repeat(below(20) === 0 ? 200 : 0)}`, draw(random));
      } else if (choice < 0.85) {
        if (random() < 0.5) walk.remove(below(items.length));
        else walk.removeAt(below(items.length));
      } else {
        walk.move(below(items.length), draw(random));
      }
      if (step % 97 === 0) walk.check();
      const member = Uint8Array.from([below(256), below(256)].slice(below(3)));
      walk.checkBounds(draw(random), items[below(items.length)]?.member ?? member);
      walk.checkBounds(Infinity, member);
    }
    while (items.length > 0) walk.removeAt(below(items.length));
    walk.check();
    assert.equal(walk.index.release(1), true);
    assert.equal(walk.arena.usedBytes, walk.emptyBytes, "everything was given back");
  });
}

test("ordered index: what arrives in order, from either end, fills its nodes", () => {
  const COUNT = 100_000;
  for (const sign of [1, -1]) {
    const walk = new Walk();
    const refs = Array.from(
      { length: COUNT },
      (_, i) => makeEntry(walk.arena, Uint8Array.of(i >> 16, i >> 8, i)),
    );
    refs.forEach((ref, i) => walk.index.insert(sign * i, ref));
    assert.equal(walk.index.size, COUNT);
    assert.ok(walk.index.bytes / COUNT < 13, `${walk.index.bytes / COUNT} bytes an item`);
    for (let i = 0; i < COUNT; i += 97) {
      assert.equal(walk.index.rankOf(sign * i, refs[i]), sign > 0 ? i : COUNT - 1 - i);
    }
  }
});

test("ordered index: a hundred thousand items in any order, ranks and removal from both ends", () => {
  const COUNT = 100_000;
  const random = randomFrom(3);
  const walk = new Walk();
  const byScore = new Map<number, number>();
  for (let i = 0; i < COUNT; i++) {
    const score = Math.floor(random() * 2 ** 50);
    if (byScore.has(score)) continue;
    const ref = makeEntry(walk.arena, Uint8Array.of(i >> 16, i >> 8, i));
    byScore.set(score, ref);
    walk.index.insert(score, ref);
  }
  const scores = Float64Array.from(byScore.keys()).sort();
  for (let rank = 0; rank < scores.length; rank += 101) {
    assert.equal(walk.index.countBelow(scores[rank], false), rank);
    walk.index.seek(rank);
    assert.equal(walk.index.score, scores[rank]);
    assert.equal(walk.index.rankOf(scores[rank], byScore.get(scores[rank])!), rank);
  }
  let first = 0;
  let last = scores.length - 1;
  while (first <= last) {
    assert.equal(walk.index.removeAt(0), byScore.get(scores[first++]));
    if (first <= last) {
      assert.equal(walk.index.removeAt(walk.index.size - 1), byScore.get(scores[last--]));
    }
  }
  assert.equal(walk.index.size, 0);
  assert.ok(walk.index.bytes <= 1024, "one leaf is left at most");
});

test("ordered index: it is released in slices, node by node", () => {
  const walk = new Walk();
  const refs = Array.from(
    { length: 20_000 },
    (_, i) => makeEntry(walk.arena, Uint8Array.of(i >> 8, i)),
  );
  const before = walk.arena.usedBytes;
  refs.forEach((ref, i) => walk.index.insert(i * 7919 % 20_000, ref));
  let slices = 1;
  while (!walk.index.release(10)) slices++;
  assert.ok(slices > 20, `${slices} slices`);
  assert.equal(walk.arena.usedBytes, before);
  assert.equal(walk.index.bytes, 0);
});

test("ordered index: a score that keeps its place is changed in place, next to its neighbours", () => {
  const walk = new Walk();
  for (let i = 0; i < 500; i++) walk.add(`m${i}`, i * 10);
  for (let i = 0; i < 500; i++) {
    walk.move(i, i * 10 + 3);
    walk.move(i, i * 10 - 3);
  }
  walk.check();
  walk.move(0, -Infinity);
  walk.move(499, Infinity);
  walk.move(250, 2507);
  walk.check();
});
