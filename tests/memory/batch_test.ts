/** Entries that are put into a table together. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Batch } from "../../lib/memory/batch.ts";
import { Entry } from "../../lib/memory/entry.ts";
import { Memory } from "../../lib/memory/memory.ts";
import { Table } from "../../lib/memory/table.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";

const SOON_MS = 1000;

function add(batch: Batch, table: Table, name: string, expireAtMs = 0): void {
  const key = fromLatin1(name);
  const { valueBytes, valueStart } = batch.add(table, 0, key, 0, key.length, 0, 1, expireAtMs);
  valueBytes[valueStart] = name.length;
}

function has(table: Table, name: string): boolean {
  const key = fromLatin1(name);
  const entry = table.find(key, 0, key.length);
  return entry !== null && entry.valueBytes[entry.valueStart] === name.length;
}

test("batch: all that was added is found once it is settled, few or many, expiring or not", () => {
  const memory = new Memory(3);
  for (const count of [1, 63, 64, 65, 511, 512, 5000, 150_000]) {
    for (const reserved of [0, count]) {
      const table = new Table(memory, new Entry());
      table.reserve(reserved, reserved >> 2);
      const batch = new Batch();
      for (let i = 0; i < count; i++) add(batch, table, `name:${i}`, i % 3 === 0 ? SOON_MS : 0);
      batch.settle();
      assert.equal(batch.repeated, null);
      assert.equal(table.size, count);
      assert.equal(table.volatileSize, Math.ceil(count / 3));
      for (let i = 0; i < count; i++) assert.ok(has(table, `name:${i}`));
      for (let i = 0; i < count; i++) {
        const key = fromLatin1(`name:${i}`);
        assert.ok(table.remove(key, 0, key.length));
      }
      assert.equal(table.volatileSize, 0);
      while (!table.drain());
    }
  }
  assert.equal(memory.arena.usedBytes, 0);
});

test("batch: of entries with the same key the first one stays, and the key is told", () => {
  const memory = new Memory(3);
  const long = "long".repeat(50);
  for (const count of [1, 600]) {
    const table = new Table(memory, new Entry());
    const batch = new Batch();
    for (const name of ["a", long]) add(batch, table, name);
    batch.settle();
    for (let i = 0; i < count; i++) add(batch, table, `name:${i}`, SOON_MS);
    for (const name of ["a", long]) add(batch, table, name, SOON_MS);
    batch.settle();
    const { repeated } = batch;
    assert.ok(["a", long].includes(latin1(repeated!, 0, repeated!.length)));
    assert.equal(table.size, 2 + count);
    assert.equal(table.volatileSize, count);
    assert.ok(has(table, "a") && has(table, long));
    while (!table.drain());
  }
  assert.equal(memory.arena.usedBytes, 0);
});

test("batch: what is abandoned leaves nothing behind", () => {
  const memory = new Memory(3);
  const table = new Table(memory, new Entry());
  const batch = new Batch();
  for (let i = 0; i < 1000; i++) add(batch, table, `name:${i}`, SOON_MS);
  batch.abandon();
  batch.settle();
  assert.equal(table.size + table.volatileSize, 0);
  while (!table.drain());
  assert.equal(memory.arena.usedBytes, 0);
});
