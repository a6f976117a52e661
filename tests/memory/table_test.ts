import { test } from "node:test";
import assert from "node:assert/strict";
import { copyBytes } from "../../lib/memory/bytes.ts";
import { Memory } from "../../lib/memory/memory.ts";
import { Table } from "../../lib/memory/table.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { randomFrom } from "../support/random.ts";

interface Model {
  readonly value: string;
  readonly expireAtMs: number;
}

/** A table beside a Map. */
class Pair {
  readonly memory = new Memory(42);
  readonly table = new Table(this.memory, this.memory.cursor);
  readonly model = new Map<string, Model>();

  put(name: string, value: string, expireAtMs: number): void {
    const key = fromLatin1(name);
    const entry = this.table.put(key, 0, key.length, 0, value.length, expireAtMs);
    copyBytes(entry.valueBytes, entry.valueStart, fromLatin1(value), 0, value.length);
    this.model.set(name, { value, expireAtMs });
  }

  expire(name: string, expireAtMs: number): void {
    const key = fromLatin1(name);
    const entry = this.table.find(key, 0, key.length);
    const known = this.model.get(name);
    assert.equal(entry === null, known === undefined);
    if (entry === null || known === undefined) return;
    this.table.reshape(entry, entry.flags, expireAtMs, entry.valueLength);
    this.model.set(name, { value: known.value, expireAtMs });
  }

  remove(name: string): void {
    const key = fromLatin1(name);
    assert.equal(this.table.remove(key, 0, key.length), this.model.delete(name));
  }

  check(): void {
    const found = new Map<string, Model>();
    this.table.forEach((ref) => {
      const { bytes, keyStart, keyEnd, valueBytes, valueStart, valueEnd, expireAtMs } = this.table
        .load(ref);
      const value = latin1(valueBytes, valueStart, valueEnd);
      found.set(latin1(bytes, keyStart, keyEnd), { value, expireAtMs });
    });
    assert.deepEqual([...found].sort(), [...this.model].sort());
    assert.equal(this.table.size, this.model.size);
    const volatile = [...this.model].filter(([, { expireAtMs }]) => expireAtMs > 0);
    assert.equal(this.table.volatileSize, volatile.length);
    const refs: number[] = [];
    for (let cursor = 0;;) {
      cursor = this.table.scanVolatile(cursor, 10, refs);
      if (cursor === 0) break;
    }
    const names = refs.map((ref) => {
      const { bytes, keyStart, keyEnd } = this.table.load(ref);
      return latin1(bytes, keyStart, keyEnd);
    });
    assert.deepEqual(names.sort(), volatile.map(([name]) => name).sort());
  }
}

function lengthOf(random: () => number): number {
  return random() < 0.02 ? 300_000 : Math.floor(random() * (random() < 0.1 ? 2000 : 20));
}

test("table: behaves as a Map, with a second one of what expires", () => {
  const random = randomFrom(5);
  const pair = new Pair();
  for (let i = 0; i < 6000; i++) {
    const name = `k${Math.floor(random() * 700)}${random() < 0.05 ? "x".repeat(200) : ""}`;
    const expireAtMs = random() < 0.3 ? 1 + Math.floor(random() * 1e12) : 0;
    const kind = random();
    if (kind < 0.5) pair.put(name, "v".repeat(lengthOf(random)), expireAtMs);
    else if (kind < 0.75) pair.remove(name);
    else pair.expire(name, expireAtMs);
    if (i % 1000 === 0) pair.check();
  }
  pair.check();
});

test("table: draining gives back every byte, some hundred entries at a time", () => {
  const random = randomFrom(6);
  const pair = new Pair();
  for (let i = 0; i < 20_000; i++) pair.put(`key:${i}`, "v", i % 3 === 0 ? 1e12 : 0);
  for (let i = 0; i < 5; i++) pair.put(`large:${i}`, "v".repeat(lengthOf(() => 0)), 0);
  for (let i = 0; i < 5000; i++) pair.remove(`key:${Math.floor(random() * 20_000)}`);
  let steps = 1;
  let before = pair.memory.usedBytes;
  while (!pair.table.drain()) {
    const { usedBytes } = pair.memory;
    assert.ok(before - usedBytes < 1024 * 40 + 5 * 300_000);
    before = usedBytes;
    steps++;
  }
  assert.ok(steps > 15, `${steps} steps`);
  assert.equal(pair.memory.arena.usedBytes, 0);
  assert.equal(pair.memory.usedBytes, 0);
});

test("table: several tables share one memory and one cursor", () => {
  const memory = new Memory(7);
  const tables = Array.from({ length: 50 }, () => new Table(memory, memory.cursor));
  for (let i = 0; i < 5000; i++) {
    const key = fromLatin1(`key:${i}`);
    tables[i % 50].put(key, 0, key.length, 0, 0);
  }
  for (let i = 0; i < 5000; i++) {
    const key = fromLatin1(`key:${i}`);
    assert.equal(tables.filter((table) => table.find(key, 0, key.length) !== null).length, 1);
  }
  for (const table of tables) while (!table.drain());
  assert.equal(memory.usedBytes, 0);
});
