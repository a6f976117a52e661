import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { Element } from "../../lib/memory/listpack.ts";
import { Memory } from "../../lib/memory/memory.ts";
import { exceedsFill, packedThreshold, Quicklist } from "../../lib/memory/quicklist.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";

/** A quicklist beside an array. */
class Pair {
  readonly memory = new Memory(1);
  readonly list = new Quicklist(this.memory);
  readonly model: string[] = [];
  readonly fill: number;
  readonly #element = new Element();

  constructor(fill: number) {
    this.fill = fill;
  }

  push(isHead: boolean, text: string): void {
    this.list.push(isHead, fromLatin1(text), 0, text.length, this.fill);
    if (isHead) this.model.unshift(text);
    else this.model.push(text);
  }

  here(): string {
    this.list.read(this.#element);
    return latin1(this.#element.bytes, this.#element.start, this.#element.end);
  }

  check(): void {
    const { list, model } = this;
    assert.equal(list.length, model.length);
    const forwards: string[] = [];
    if (list.seek(0)) { do forwards.push(this.here()); while (list.next()); }
    assert.deepEqual(forwards, model);
    const backwards: string[] = [];
    if (list.seek(-1)) { do backwards.push(this.here()); while (list.previous()); }
    assert.deepEqual(backwards, model.toReversed());
    for (const index of [0, 1, Math.floor(model.length / 2), model.length - 1, -2]) {
      assert.equal(list.seek(index), model.at(index) !== undefined && -index <= model.length);
      if (model.at(index) !== undefined) assert.equal(this.here(), model.at(index));
    }
    assert.ok(!list.seek(model.length));
    assert.ok(!list.seek(-model.length - 1));
    let nodes = 0;
    list.forEachNode((_bytes, start, end, isPlain) => {
      nodes++;
      if (!isPlain) assert.ok(!exceedsFill(this.fill, end - start, 0), "a node is too large");
    });
    assert.equal(list.nodes, nodes);
    assert.ok(this.memory.arena.usedBytes >= list.nodeBytes);
    assert.ok(this.memory.arena.usedBytes <= list.nodeBytes + 8 * nodes);
  }
}

const value = fc.oneof(
  fc.integer().map(String),
  fc.string({ maxLength: 20 }),
  fc.nat({ max: 3000 }).map((length) => "x".repeat(length)),
  fc.constantFrom("a", "b", "7", "y".repeat(5000), "z".repeat(9000)),
);

const operation = fc.record({
  kind: fc.constantFrom("push", "push", "push", "insert", "set", "remove", "end", "walk"),
  where: fc.nat(),
  flag: fc.boolean(),
  text: value,
});

function apply(
  pair: Pair,
  { kind, where, flag, text }: typeof operation extends fc.Arbitrary<infer T> ? T : never,
): void {
  const { list, model, fill } = pair;
  if (kind === "push" || model.length === 0) return pair.push(flag, text);
  const index = where % model.length;
  const bytes = fromLatin1(text);
  switch (kind) {
    case "insert":
      list.seek(index);
      list.insert(flag, bytes, 0, bytes.length, fill);
      model.splice(index + (flag ? 1 : 0), 0, text);
      break;
    case "set":
      list.set(flag ? index : index - model.length, bytes, 0, bytes.length, fill);
      model[index] = text;
      break;
    case "remove": {
      list.seek(index);
      model.splice(index, 1);
      const hasNext = list.remove();
      assert.equal(hasNext, index < model.length);
      if (hasNext) assert.equal(pair.here(), model[index]);
      break;
    }
    case "end": {
      const count = 1 + where % Math.min(model.length, 10);
      list.removeEnd(flag, count);
      model.splice(flag ? 0 : model.length - count, count);
      break;
    }
    case "walk":
      // Removes every second element on a walk backwards.
      list.seek(-1);
      for (let i = model.length - 1; i >= 0; i -= 2) {
        model.splice(i, 1);
        if (!list.remove() && model.length > 0) list.seek(-1);
        else if (model.length > 0) list.previous();
        if (i > 1) list.previous();
      }
  }
}

for (const fill of [-1, -2, -5, 1, 3, 128]) {
  test(`quicklist: behaves as an array, with a fill of ${fill}`, () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const pair = new Pair(fill);
        for (const each of operations) {
          apply(pair, each);
          pair.check();
        }
        while (!pair.list.drain());
        assert.equal(pair.memory.arena.usedBytes, 0);
      }),
      { numRuns: 60 },
    );
  });
}

test("quicklist: a long list takes little more than its elements", () => {
  for (const isHead of [true, false]) {
    const pair = new Pair(-2);
    for (let i = 0; i < 30_000; i++) pair.push(isHead, "xxx");
    const perElement = pair.memory.arena.usedBytes / 30_000;
    assert.ok(perElement < 5.2, `${perElement} bytes each`);
    pair.check();
  }
});

test("quicklist: nodes limited to few elements do not keep room for more", () => {
  const pair = new Pair(100);
  for (let i = 0; i < 10_000; i++) pair.push(false, "xxx");
  assert.equal(pair.list.nodes, 100);
  assert.ok(pair.memory.arena.usedBytes < 10_000 * 5.8, `${pair.memory.arena.usedBytes} bytes`);
});

test("quicklist: a queue gives back what it has passed", () => {
  const pair = new Pair(-2);
  for (let i = 0; i < 50_000; i++) {
    pair.list.push(false, fromLatin1(`job:${i}`), 0, `job:${i}`.length, -2);
    if (i >= 100) pair.list.removeEnd(true, 1);
  }
  assert.equal(pair.list.length, 100);
  assert.ok(pair.memory.arena.usedBytes < 3 * 8192, `${pair.memory.arena.usedBytes} bytes`);
});

test("quicklist: what is thinned out gives back the room of what went", () => {
  const pair = new Pair(-2);
  for (let i = 0; i < 20_000; i++) pair.push(false, `element:${i}`);
  const { list, memory } = pair;
  const full = memory.arena.usedBytes;
  list.seek(0);
  for (let i = 0; i < 20_000; i++) {
    if (i % 50 === 0) list.next();
    else list.remove();
  }
  pair.model.splice(0, Infinity, ...pair.model.filter((_, i) => i % 50 === 0));
  // A fiftieth of the elements stays, in at most four times the room.
  assert.ok(memory.arena.usedBytes < 4 * full / 50, `${memory.arena.usedBytes} of ${full} bytes`);
  pair.check();
});

test("quicklist: elements beyond the threshold of DEBUG are nodes of their own", () => {
  packedThreshold.bytes = 10;
  try {
    const pair = new Pair(-2);
    for (const text of ["a", "b".repeat(9), "c".repeat(10), "d", "e".repeat(11)]) {
      pair.push(false, text);
    }
    assert.equal(pair.list.nodes, 4);
    pair.check();
  } finally {
    packedThreshold.bytes = 0;
  }
});
