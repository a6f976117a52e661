import { test } from "node:test";
import assert from "node:assert/strict";
import { ExpiryCycle } from "../../lib/keyspace/expiry.ts";
import { Keyspace } from "../../lib/keyspace/keyspace.ts";
import { randomFrom } from "../support/random.ts";
import { holds, put, touch } from "./keys.ts";

const NOW = 1_700_000_000_000;
const BUDGET_MICROS = 25_000;

/** A clock on which each look takes so many microseconds. */
function tickingClock(microsALook: number): { micros(): number; looks: number } {
  return {
    looks: 0,
    micros() {
      return microsALook * this.looks++;
    },
  };
}

/** One cycle, given so much time. Returns whether that was too short. */
function expireCycle(keyspace: Keyspace, clock: { micros(): number }, micros: number): boolean {
  const cycle = new ExpiryCycle(keyspace, clock);
  cycle.begin();
  return cycle.run(micros);
}

function keyspaceAt(nowMs: number): Keyspace {
  const keyspace = new Keyspace(16, randomFrom(1));
  keyspace.env.setTime(nowMs);
  return keyspace;
}

test("expiry: a key is there until its millisecond, and gone from it on", () => {
  const { databases: [db], env } = keyspaceAt(NOW);
  put(db, "k", NOW + 10);
  env.setTime(NOW + 9);
  assert.equal(touch(db, "k"), true);
  env.setTime(NOW + 10);
  assert.equal(touch(db, "k"), false);
  assert.deepEqual([db.size, db.volatileSize, env.expiredKeys], [0, 0, 1]);
});

test("expiry cycle: deletes all that expired, nothing else, and tells", () => {
  const keyspace = keyspaceAt(NOW);
  const { databases, env } = keyspace;
  for (let i = 0; i < 3000; i++) {
    put(databases[i % 3], `gone:${i}`, NOW + 1 + (i % 50));
    put(databases[i % 3], `later:${i}`, NOW + 1_000_000);
    put(databases[i % 3], `never:${i}`);
  }
  let told = 0;
  env.onExpired = () => told++;
  env.setTime(NOW + 100);
  for (let i = 0; i < 2000; i++) expireCycle(keyspace, tickingClock(0), BUDGET_MICROS);
  assert.equal(told, 3000);
  assert.equal(env.expiredKeys, 3000);
  for (const db of databases.slice(0, 3)) {
    assert.deepEqual([db.size, db.volatileSize], [2000, 1000]);
  }
});

test("expiry cycle: ends with its time, and goes on where it was", () => {
  const keyspace = keyspaceAt(NOW);
  const { databases: [db], env } = keyspace;
  for (let i = 0; i < 50_000; i++) put(db, `key:${i}`, NOW + 1);
  env.setTime(NOW + 1);
  let cycles = 0;
  let left = db.size;
  while (db.size > 0) {
    const clock = tickingClock(1000);
    const isCutShort = expireCycle(keyspace, clock, BUDGET_MICROS);
    assert.ok(clock.looks <= BUDGET_MICROS / 1000 + 2);
    assert.equal(isCutShort, db.size > 0);
    assert.ok(left - db.size <= 27 * 8 * 30, "it looks at the clock every 160 keys or so");
    left = db.size;
    cycles++;
  }
  assert.ok(cycles > 5 && cycles < 25, `${cycles} cycles`);
});

test("expiry cycle: a database full of expired keys does not keep others from their turn", () => {
  const keyspace = keyspaceAt(NOW);
  const { databases, env } = keyspace;
  for (let i = 0; i < 20_000; i++) put(databases[0], `key:${i}`, NOW + 1);
  put(databases[5], "k", NOW + 1);
  env.setTime(NOW + 1);
  keyspace.expiryNext = 1;
  assert.equal(expireCycle(keyspace, tickingClock(10_000), BUDGET_MICROS), true);
  assert.equal(holds(databases[5], "k"), false);
  assert.ok(databases[0].size > 19_000);
});

test("expiry cycle: few expired keys among many are found, too, within 1000 cycles", () => {
  const keyspace = keyspaceAt(NOW);
  const { databases: [db], env } = keyspace;
  for (let i = 0; i < 40_000; i++) put(db, `key:${i}`, i % 100 === 0 ? NOW + 1 : NOW + 1_000_000);
  env.setTime(NOW + 1);
  for (let i = 0; i < 1000; i++) expireCycle(keyspace, tickingClock(0), BUDGET_MICROS);
  assert.equal(db.volatileSize, 40_000 - 400);
});

test("expiry cycle: goes on in slices, and looks at nothing again", () => {
  const keyspace = keyspaceAt(NOW);
  const { databases, env } = keyspace;
  for (let i = 0; i < 400_000; i++) put(databases[2], `key:${i}`, NOW + 1_000_000);
  for (let i = 0; i < 3000; i++) put(databases[3], `key:${i}`, NOW + 1);
  env.setTime(NOW + 1);
  const clock = tickingClock(1000);
  const cycle = new ExpiryCycle(keyspace, clock);
  cycle.begin();
  let slices = 1;
  while (cycle.run(500)) slices++;
  assert.equal(databases[3].size, 0);
  assert.ok(slices > 3 && slices <= (400 + 3000) / 160 + 2, `${slices} slices`);
  assert.equal(cycle.run(500), false);
});

test("expiry cycle: does nothing, and asks for no time, without volatile keys", () => {
  const keyspace = keyspaceAt(NOW);
  for (let i = 0; i < 100; i++) put(keyspace.databases[0], `key:${i}`);
  const clock = tickingClock(1);
  assert.equal(expireCycle(keyspace, clock, BUDGET_MICROS), false);
  assert.equal(clock.looks, 1);
  assert.equal(keyspace.databases[0].size, 100);
});

test("expiry: survives overwriting, resizing and persisting in any order", () => {
  const { databases: [db], env } = keyspaceAt(NOW);
  const random = randomFrom(5);
  for (let i = 0; i < 20_000; i++) {
    const name = `key:${Math.floor(random() * 500)}`;
    const isVolatile = random() < 0.5;
    put(db, name, isVolatile ? NOW + 1 + Math.floor(random() * 100) : 0, Math.floor(random() * 99));
  }
  let volatiles = 0;
  db.forEach((entry) => {
    if (entry.expireAtMs !== 0) volatiles++;
  });
  assert.equal(db.volatileSize, volatiles);
  env.setTime(NOW + 200);
  while (db.volatileSize > 0) db.expireSome(100);
  assert.equal(db.size, 500 - volatiles);
});
