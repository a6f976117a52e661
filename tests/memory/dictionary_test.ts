import { test } from "node:test";
import assert from "node:assert/strict";
import { Arena, byteOf, chunkOf } from "../../lib/memory/arena.ts";
import { Dictionary } from "../../lib/memory/dictionary.ts";
import { Entry, entryBytes, writeVarint } from "../../lib/memory/entry.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { randomFrom } from "../support/random.ts";

/** A dictionary whose entries are keys alone, beside a Map from key to user bits. */
class Pair {
  readonly arena = new Arena();
  readonly dictionary: Dictionary;
  readonly model = new Map<string, number>();
  readonly #entry = new Entry();

  constructor(seed: number) {
    this.dictionary = new Dictionary(this.arena, seed);
  }

  find(name: string): number {
    const key = fromLatin1(name);
    const { dictionary } = this;
    return dictionary.find(key, 0, key.length, dictionary.hash(key, 0, key.length));
  }

  /** Adds a key, or gives one that is there other user bits. */
  set(name: string, userBits: number): void {
    const { dictionary } = this;
    const known = this.find(name);
    assert.equal(known !== 0, this.model.has(name));
    if (known !== 0) {
      dictionary.userBits = userBits;
    } else {
      const key = fromLatin1(name);
      const ref = this.makeEntry(key);
      dictionary.insert(ref, dictionary.hash(key, 0, key.length), userBits);
      assert.equal(dictionary.userBits, userBits);
    }
    this.model.set(name, userBits);
  }

  remove(name: string): void {
    const ref = this.find(name);
    assert.equal(ref !== 0, this.model.delete(name));
    if (ref === 0) return;
    const key = fromLatin1(name);
    this.dictionary.remove(this.dictionary.hash(key, 0, key.length));
    this.arena.release(ref, entryBytes(0, key.length, 0));
  }

  makeEntry(key: Uint8Array): number {
    const ref = this.arena.allocate(entryBytes(0, key.length, 0));
    const bytes = this.arena.u8[chunkOf(ref)];
    let at = byteOf(ref);
    bytes[at++] = 0;
    at = writeVarint(bytes, at, key.length);
    at = writeVarint(bytes, at, 0);
    bytes.set(key, at);
    return ref;
  }

  nameOf(ref: number): string {
    const entry = this.#entry;
    entry.load(this.arena, ref);
    return latin1(entry.bytes, entry.keyStart, entry.keyEnd);
  }

  checkAll(): void {
    const { dictionary, model } = this;
    assert.equal(dictionary.count, model.size);
    for (const [name, bits] of model) {
      assert.ok(this.find(name) !== 0, name);
      assert.equal(dictionary.userBits, bits);
    }
    const seen = new Set<string>();
    dictionary.forEach((ref) => seen.add(this.nameOf(ref)));
    assert.deepEqual(seen, new Set(model.keys()));
  }
}

for (
  const [what, seed, steps, keys] of [
    ["few keys", 1, 20_000, 20],
    ["hundreds of keys", 2, 40_000, 800],
    ["many keys", 3, 150_000, 30_000],
  ] as const
) {
  test(`dictionary: a random walk beside a Map holds the same, with ${what}`, () => {
    const pair = new Pair(seed);
    const random = randomFrom(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    for (let i = 0; i < steps; i++) {
      // Waves, so that it grows and shrinks by much.
      const grows = Math.sin(i / steps * 20) > 0;
      const name = random() < 0.01 ? "long:".repeat(60) + below(keys) : `key:${below(keys)}`;
      if (random() < (grows ? 0.8 : 0.2)) pair.set(name, below(2 ** 24));
      else pair.remove(name);
      if (i % Math.ceil(steps / 10) === 0) pair.checkAll();
    }
    pair.checkAll();
    for (const name of [...pair.model.keys()]) pair.remove(name);
    assert.equal(pair.dictionary.count, 0);
    assert.equal(pair.find("key:1"), 0);
    assert.ok(pair.arena.usedBytes < 500, `${pair.arena.usedBytes} bytes are left`);
  });
}

test("dictionary: keys of any bytes and lengths, the empty one included", () => {
  const pair = new Pair(9);
  const names = ["", "\0", "\0\0", "\xff", "a\r\nb"];
  for (const length of [126, 127, 128, 129, 16_383, 16_384, 70_000]) {
    names.push("x".repeat(length), "x".repeat(length - 1) + "y");
  }
  names.forEach((name, i) => pair.set(name, i));
  pair.checkAll();
  for (const name of names) pair.remove(name);
  pair.checkAll();
});

test("dictionary: grows in small steps, one segment more at most, and stays dense", () => {
  const pair = new Pair(4);
  const { arena, dictionary } = pair;
  let segments = dictionary.segmentCount;
  for (let i = 0; i < 100_000; i++) {
    const key = fromLatin1(`key:${i}`);
    const ref = pair.makeEntry(key);
    const hash = dictionary.hash(key, 0, key.length);
    assert.equal(dictionary.find(key, 0, key.length, hash), 0);
    const used = arena.usedBytes;
    dictionary.insert(ref, hash, 0);
    const grown = arena.usedBytes - used;
    assert.ok(grown < 16_384, `${grown} bytes more at key ${i}`);
    assert.ok(dictionary.segmentCount <= segments + 1);
    segments = dictionary.segmentCount;
  }
  let entries = 0;
  dictionary.forEach((ref) => {
    entries += (entryBytes(0, pair.nameOf(ref).length, 0) + 7) & ~7;
  });
  const bytesAKey = (arena.usedBytes - entries + arena.outsideBytes) / dictionary.count;
  assert.ok(bytesAKey > 9 && bytesAKey < 16, `${bytesAKey} bytes of table for each key`);
  assert.ok(segments > 100_000 / 900 && segments < 100_000 / 350, `${segments} segments`);
});

test("dictionary: keys that come in the order of their hashes are all found", () => {
  const names = Array.from({ length: 60_000 }, (_, i) => `key:${i}`);
  const { dictionary } = new Pair(1);
  const hashes = new Map(names.map((name) => {
    const key = fromLatin1(name);
    return [name, dictionary.hash(key, 0, key.length) >>> 0];
  }));
  names.sort((a, b) => hashes.get(a)! - hashes.get(b)!);
  for (const order of [names, [...names].reverse()]) {
    const pair = new Pair(1);
    for (const name of order) pair.set(name, 0);
    assert.equal(names.filter((name) => pair.find(name) === 0).length, 0);
    assert.ok(pair.dictionary.bytes / names.length < 20);
    const found: number[] = [];
    let cursor = 0;
    do cursor = pair.dictionary.scan(cursor, 10, found); while (cursor !== 0);
    assert.equal(new Set(found).size, names.length);
    for (const name of names) pair.remove(name);
    assert.equal(pair.dictionary.count, 0);
  }
});

test("dictionary: shrinks and merges while keys go, in small steps", () => {
  const pair = new Pair(6);
  const { arena, dictionary } = pair;
  for (let i = 0; i < 50_000; i++) pair.set(`key:${i}`, 0);
  let segments = dictionary.segmentCount;
  for (let i = 0; i < 50_000; i++) {
    pair.remove(`key:${i}`);
    assert.ok(dictionary.segmentCount >= segments - 3);
    segments = dictionary.segmentCount;
  }
  assert.equal(segments, 1);
  assert.ok(arena.usedBytes < 100);
  assert.ok(arena.outsideBytes <= 16, `a directory of ${arena.outsideBytes} bytes`);
});

test("dictionary: removing in the order of a scan shrinks it all the same", () => {
  const pair = new Pair(7);
  for (let i = 0; i < 100_000; i++) pair.set(`key:${i}`, 0);
  let cursor = 0;
  do {
    const found: number[] = [];
    cursor = pair.dictionary.scan(cursor, 50, found);
    for (const name of found.map((ref) => pair.nameOf(ref))) pair.remove(name);
  } while (cursor !== 0);
  assert.equal(pair.dictionary.count, 0);
  assert.equal(pair.dictionary.segmentCount, 1);
  assert.ok(pair.arena.usedBytes < 100, `${pair.arena.usedBytes} bytes are left`);
});

test("dictionary: an entry that moved is found under its new reference", () => {
  const pair = new Pair(8);
  for (let i = 0; i < 3000; i++) pair.set(`key:${i}`, i);
  const key = fromLatin1("key:77");
  const old = pair.find("key:77");
  const fresh = pair.makeEntry(key);
  pair.dictionary.replace(fresh);
  pair.arena.release(old, entryBytes(0, key.length, 0));
  assert.equal(pair.find("key:77"), fresh);
  pair.checkAll();
});

test("dictionary: the key of before is found again, whatever came between", () => {
  const pair = new Pair(6);
  const { dictionary } = pair;
  for (let i = 0; i < 300; i++) pair.set(`key:${i}`, i);
  const between: [what: string, action: () => void][] = [
    ["nothing", () => {}],
    ["another key", () => pair.find("key:8")],
    ["a key that is missing", () => pair.find("none")],
    ["a new key", () => pair.set("new", 1)],
    ["a removal", () => pair.remove("new")],
    ["a random entry", () => dictionary.random(() => 0.4)],
    ["growth", () => {
      for (let i = 300; i < 3000; i++) pair.set(`key:${i}`, i);
    }],
    ["shrinking", () => {
      for (let i = 300; i < 3000; i++) pair.remove(`key:${i}`);
    }],
  ];
  for (const [what, action] of between) {
    assert.equal(pair.nameOf(pair.find("key:7")), "key:7", what);
    action();
    assert.equal(pair.nameOf(pair.find("key:7")), "key:7", what);
    assert.equal(dictionary.userBits, 7, what);
  }
  const old = pair.find("key:7");
  pair.remove("key:7");
  assert.equal(pair.find("key:7"), 0);
  pair.set("key:7", 70);
  assert.ok(pair.find("key:7") !== 0 && old !== 0);
  assert.equal(dictionary.userBits, 70);
  dictionary.replace(pair.makeEntry(fromLatin1("key:7")));
  assert.equal(pair.nameOf(pair.find("key:7")), "key:7");
  pair.checkAll();
});

test("dictionary: drain hands out each entry once, a segment at a time, and gives all back", () => {
  const pair = new Pair(10);
  for (let i = 0; i < 5000; i++) pair.set(`key:${i}`, 0);
  let entries = 0;
  for (const name of pair.model.keys()) entries += (entryBytes(0, name.length, 0) + 7) & ~7;
  const seen = new Set<number>();
  let most = 0;
  for (let isEmpty = false; !isEmpty;) {
    const before = seen.size;
    isEmpty = pair.dictionary.drain((ref) => seen.add(ref));
    most = Math.max(most, seen.size - before);
  }
  assert.equal(seen.size, 5000);
  assert.ok(most < 1024, `${most} at once`);
  assert.equal(pair.arena.usedBytes, entries);
  assert.equal(pair.arena.outsideBytes, 0);
});
