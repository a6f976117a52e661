/** Tables that are made for a known number of entries. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Entry } from "../../lib/memory/entry.ts";
import { Memory } from "../../lib/memory/memory.ts";
import { Table } from "../../lib/memory/table.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";

function filled(memory: Memory, names: readonly string[], reserved: number): Table {
  const table = new Table(memory, new Entry());
  table.reserve(reserved);
  for (const name of names) {
    const key = fromLatin1(name);
    table.put(key, 0, key.length, 0, 0);
  }
  return table;
}

function namesOf(table: Table): string[] {
  const names: string[] = [];
  table.forEach((ref) => {
    const { bytes, keyStart, keyEnd } = table.load(ref);
    names.push(latin1(bytes, keyStart, keyEnd));
  });
  return names;
}

/** All that a scan in small steps finds. */
function scanned(table: Table): number {
  const found: number[] = [];
  let cursor = 0;
  do cursor = table.scan(cursor, 7, found); while (cursor !== 0);
  return found.length;
}

test("table: with room reserved it holds the same, however many come after all", () => {
  const memory = new Memory(3);
  for (const count of [0, 1, 5, 6, 100, 716, 717, 1434, 1500, 5000]) {
    const names = Array.from({ length: count }, (_, i) => `name:${i}`);
    for (const reserved of [count, count >> 2, count * 3 + 10]) {
      const table = filled(memory, names, reserved);
      assert.equal(table.size, count);
      assert.deepEqual(namesOf(table).sort(), [...names].sort());
      assert.equal(scanned(table), count);
      for (const name of names) {
        const key = fromLatin1(name);
        assert.ok(table.remove(key, 0, key.length));
      }
      assert.equal(table.size, 0);
      while (!table.drain());
    }
  }
  assert.equal(memory.arena.usedBytes, 0);
});

test("table: in the order of another one's hashes it takes no more room", () => {
  const memory = new Memory(3);
  const names = Array.from({ length: 50_000 }, (_, i) => `name:${i}`);
  const first = filled(memory, names, 0);
  const second = filled(memory, namesOf(first), names.length);
  assert.deepEqual(namesOf(second).sort(), [...names].sort());
  assert.ok(second.dictionaryBytes <= first.dictionaryBytes);
});
