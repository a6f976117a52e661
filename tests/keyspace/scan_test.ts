import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { Database } from "../../lib/keyspace/database.ts";
import { Environment } from "../../lib/keyspace/environment.ts";
import { randomFrom } from "../support/random.ts";
import { nameOf, put, remove } from "./keys.ts";

function database(seed = 1): Database {
  const env = new Environment(randomFrom(seed));
  env.setTime(1_700_000_000_000);
  return new Database(0, env);
}

/** A walk from 0 to 0; `between` is called after every step. */
function walk(db: Database, count: number, between: () => void = () => {}): string[] {
  const found: string[] = [];
  let cursor = 0;
  let steps = 0;
  do {
    cursor = db.scan(cursor, count, (entry) => found.push(nameOf(entry)));
    assert.ok(Number.isSafeInteger(cursor) && cursor >= 0);
    assert.ok(++steps < 1_000_000, "the walk does not end");
    between();
  } while (cursor !== 0);
  return found;
}

test("scan: an unchanged database is walked with each key once, in any steps", () => {
  for (const size of [0, 1, 7, 100, 5000, 30_000]) {
    const db = database(size + 1);
    for (let i = 0; i < size; i++) put(db, `key:${i}`);
    for (const count of [1, 10, 333, 1_000_000]) {
      if (size / count > 5000) continue;
      const found = walk(db, count);
      assert.equal(found.length, size);
      assert.equal(new Set(found).size, size);
    }
  }
});

test("scan: a step brings about as many keys as asked for", () => {
  const db = database();
  for (let i = 0; i < 50_000; i++) put(db, `key:${i}`);
  for (const count of [1, 10, 100, 1000, 10_000]) {
    let most = 0;
    let cursor = 0;
    do {
      let found = 0;
      cursor = db.scan(cursor, count, () => found++);
      most = Math.max(most, found);
    } while (cursor !== 0);
    assert.ok(most >= count && most <= count + 60, `${most} for ${count}`);
  }
});

test("scan: what stays from start to end is returned, however the database grows and shrinks", () => {
  const change = fc.record({
    isAdded: fc.boolean(),
    amount: fc.integer({ min: 0, max: 3000 }),
  });
  const property = fc.property(
    fc.integer({ min: 0, max: 3000 }), // Keys that stay.
    fc.integer({ min: 0, max: 6000 }), // Keys that may go.
    fc.integer({ min: 1, max: 500 }), // COUNT.
    fc.array(change, { minLength: 1, maxLength: 12 }),
    fc.integer(),
    (staying, passing, count, changes, seed) => {
      const db = database(seed);
      const known = new Set<string>();
      const guests: string[] = [];
      const invite = () => {
        const name = `guest:${known.size}`;
        known.add(name);
        guests.push(name);
        put(db, name);
      };
      for (let i = 0; i < staying; i++) put(db, `stays:${i}`);
      for (let i = 0; i < passing; i++) invite();
      let turn = 0;
      const found = walk(db, count, () => {
        // Each change once: a walk must not be outrun for ever.
        if (turn >= changes.length) return;
        const { isAdded, amount } = changes[turn++];
        for (let i = 0; i < amount; i++) {
          if (isAdded) invite();
          else if (guests.length > 0) assert.ok(remove(db, guests.pop()!));
        }
      });
      const seen = new Set(found);
      for (let i = 0; i < staying; i++) assert.ok(seen.has(`stays:${i}`), `stays:${i}`);
      for (const name of seen) assert.ok(name.startsWith("stays:") || known.has(name), name);
      assert.equal(found.filter((name) => name.startsWith("stays:")).length, staying);
    },
  );
  fc.assert(property, { numRuns: 40, seed: 7 });
});

test("scan: deleting each key as it comes leaves nothing", () => {
  const db = database();
  for (let i = 0; i < 20_000; i++) put(db, `key:${i}`);
  let cursor = 0;
  do {
    const found: string[] = [];
    cursor = db.scan(cursor, 10, (entry) => found.push(nameOf(entry)));
    for (const name of found) assert.ok(remove(db, name));
  } while (cursor !== 0);
  assert.equal(db.size, 0);
});

test("scan: a cursor from nowhere is harmless", () => {
  const db = database();
  for (let i = 0; i < 1000; i++) put(db, `key:${i}`);
  for (const cursor of [1, 12_345, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, 2 ** 64]) {
    const next = db.scan(cursor, 10, () => {});
    assert.ok(next === 0 || next > cursor);
  }
});
