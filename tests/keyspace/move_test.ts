import { Buffer } from "node:buffer";
import { test } from "node:test";
import assert from "node:assert/strict";
import type { Database } from "../../lib/keyspace/database.ts";
import { Keyspace } from "../../lib/keyspace/keyspace.ts";
import { EMBSTR, RAW } from "../../lib/keyspace/types.ts";
import { INLINE_BYTES_MAX } from "../../lib/memory/entry.ts";
import { fromLatin1 } from "../../lib/resp/args.ts";
import { randomFrom } from "../support/random.ts";
import { put, remove, touch } from "./keys.ts";

const NOW = 1_700_000_000_000;

interface Value {
  readonly bytes: Uint8Array;
  readonly encoding: number;
  readonly expireAtMs: number;
}

/** Two databases beside two Maps. */
class Walk {
  readonly keyspace: Keyspace;
  readonly models: Map<string, Value>[] = [new Map(), new Map()];
  readonly random: () => number;

  constructor(seed: number) {
    this.random = randomFrom(seed);
    this.keyspace = new Keyspace(2, this.random);
    this.keyspace.env.setTime(NOW);
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  set(at: number, name: string, lengthMax: number): void {
    const key = fromLatin1(name);
    const bytes = new Uint8Array(this.below(lengthMax)).fill(this.below(256));
    const encoding = this.random() < 0.5 ? RAW : EMBSTR;
    const expireAtMs = this.random() < 0.4 ? NOW + 1 + this.below(1e9) : 0;
    const db = this.keyspace.databases[at];
    db.setString(key, 0, key.length, bytes, 0, bytes.length, encoding, expireAtMs);
    this.models[at].set(name, { bytes, encoding, expireAtMs });
  }

  step(keys: number, lengthMax: number): void {
    const { models, keyspace: { databases } } = this;
    const [from, to] = [this.below(2), this.below(2)];
    const [name, other] = [`key:${this.below(keys)}`, `key:${this.below(keys)}`];
    const action = this.below(5);
    if (action < 2) return this.set(from, name, lengthMax);
    if (action === 2) {
      assert.equal(remove(databases[from], name), models[from].delete(name));
      return;
    }
    const known = models[from].get(name);
    const [key, target] = [fromLatin1(name), fromLatin1(other)];
    const entry = databases[from].find(key, 0, key.length);
    assert.equal(entry !== null, known !== undefined);
    if (entry === null || known === undefined || (from === to && name === other)) return;
    if (action === 3) {
      databases[from].copyTo(databases[to], entry, target, 0, target.length);
    } else {
      databases[from].moveTo(databases[to], entry, target, 0, target.length);
      models[from].delete(name);
    }
    models[to].set(other, known);
  }

  checkAll(): void {
    this.models.forEach((model, i) => {
      const db = this.keyspace.databases[i];
      assert.equal(db.size, model.size);
      assert.equal(db.volatileSize, [...model.values()].filter((v) => v.expireAtMs > 0).length);
      for (const [name, value] of model) check(db, name, value);
    });
  }
}

function check(db: Database, name: string, { bytes, encoding, expireAtMs }: Value): void {
  const key = fromLatin1(name);
  const entry = db.find(key, 0, key.length);
  assert.ok(entry !== null, name);
  assert.deepEqual([entry.encoding, entry.expireAtMs], [encoding, expireAtMs]);
  const value = entry.valueBytes.subarray(entry.valueStart, entry.valueEnd);
  assert.equal(Buffer.compare(value, bytes), 0);
}

for (
  const [what, seed, steps, keys, lengthMax] of [
    ["small values", 1, 40_000, 60, 100],
    ["many keys", 2, 40_000, 4000, 300],
    ["values beyond the inline limit", 3, 1000, 8, 2 * INLINE_BYTES_MAX],
  ] as const
) {
  test(`copyTo, moveTo: a walk over two databases beside Maps holds the same, with ${what}`, () => {
    const walk = new Walk(seed);
    for (let i = 0; i < steps; i++) {
      walk.step(keys, lengthMax);
      if (i % Math.ceil(steps / 20) === 0) walk.checkAll();
    }
    walk.checkAll();
    walk.models.forEach((model, i) => {
      const db = walk.keyspace.databases[i];
      for (const name of model.keys()) assert.ok(remove(db, name));
      assert.ok(db.usedBytes < 500, `${db.usedBytes} bytes are left`);
    });
  });
}

test("moveTo keeps the memory of accesses, copyTo begins it anew", () => {
  const { databases: [db, other], env } = new Keyspace(2, randomFrom(1));
  env.isLfu = true;
  env.lfuLogFactor = 0;
  env.setTime(NOW);
  put(db, "k");
  for (let i = 0; i < 10; i++) touch(db, "k");
  const key = fromLatin1("k");
  const counterOf = (where: Database) => {
    where.peek(key, 0, 1);
    return where.access & 0xff;
  };
  assert.equal(counterOf(db), 15);
  db.copyTo(other, db.peek(key, 0, 1)!, key, 0, 1);
  assert.deepEqual([counterOf(db), counterOf(other)], [15, 5]);
  db.moveTo(other, db.peek(key, 0, 1)!, key, 0, 1);
  assert.deepEqual([db.size, counterOf(other)], [0, 15]);
});

test("swap, clear: all keys change places, or go, and memory with them", () => {
  const keyspace = new Keyspace(2, randomFrom(1));
  const { databases: [a, b], env } = keyspace;
  env.setTime(NOW);
  const empty = a.usedBytes;
  for (let i = 0; i < 5000; i++) put(a, `key:${i}`, i % 2 === 0 ? NOW + 1000 : 0, 50);
  put(a, "large", 0, 2 * INLINE_BYTES_MAX);
  const used = a.usedBytes;
  keyspace.swap(0, 1);
  assert.deepEqual([a.size, a.volatileSize, a.usedBytes], [0, 0, empty]);
  assert.deepEqual([b.size, b.volatileSize, b.usedBytes], [5001, 2500, used]);
  assert.equal(touch(b, "key:4999") && touch(b, "large"), true);
  put(a, "other");
  b.clear();
  assert.deepEqual([b.size, b.volatileSize, b.usedBytes], [0, 0, empty]);
  assert.equal(touch(a, "other"), true);
  put(b, "again");
  assert.equal(touch(b, "again"), true);
});
