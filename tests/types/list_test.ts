import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { Database } from "../../lib/keyspace/database.ts";
import { Environment } from "../../lib/keyspace/environment.ts";
import { LIST, OBJECT } from "../../lib/keyspace/types.ts";
import { listpackBytes } from "../../lib/memory/listpack.ts";
import { exceedsFill } from "../../lib/memory/quicklist.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { List } from "../../lib/types/list.ts";
import { randomFrom } from "../support/random.ts";

const KEY = fromLatin1("key");

/** Elements that one command adds, at most, and the bytes that a listpack puts around one. */
const PUSHED_MAX = 5;
const OVERHEAD_MAX = 10;

/** A list at a key of a database, beside an array. */
class Pair {
  readonly db = new Database(0, new Environment(randomFrom(1)));
  readonly list = new List();
  readonly fill: number;
  model: string[] = [];

  constructor(fill: number) {
    this.fill = fill;
  }

  /** Opens the list anew, as each command does; false if the key is not there. */
  open(): boolean {
    const entry = this.db.find(KEY, 0, KEY.length);
    if (entry !== null) this.list.open(this.db, entry, this.fill);
    return entry !== null;
  }

  push(isHead: boolean, texts: readonly string[]): void {
    const { db, list, fill, model } = this;
    if (!this.open()) list.create(db, KEY, 0, KEY.length, fill);
    list.expect(texts.join("").length, texts.length);
    for (const text of texts) list.push(isHead, fromLatin1(text), 0, text.length);
    if (isHead) model.unshift(...texts.toReversed());
    else model.push(...texts);
  }

  here(): string {
    const { bytes, start, end } = this.list.element;
    return latin1(bytes, start, end);
  }

  isLong(): boolean {
    return this.db.find(KEY, 0, KEY.length)!.encoding === OBJECT;
  }

  check(): void {
    const { db, list, model } = this;
    assert.equal(this.open(), model.length > 0, "an empty list is no key");
    if (model.length === 0) return;
    assert.equal(list.size, model.length);
    const forwards: string[] = [];
    for (let isThere = list.seek(0); isThere; isThere = list.next()) forwards.push(this.here());
    assert.deepEqual(forwards, model);
    const backwards: string[] = [];
    for (let isThere = list.seek(-1); isThere; isThere = list.previous()) {
      backwards.push(this.here());
    }
    assert.deepEqual(backwards, model.toReversed());
    const written: string[] = [];
    const middle = Math.floor(model.length / 2);
    list.seek(middle);
    list.write(model.length - middle, {
      bulk: (bytes, start, end) => written.push(latin1(bytes, start, end)),
    });
    assert.deepEqual(written, model.slice(middle));
    assert.ok(!list.seek(model.length) && !list.seek(-model.length - 1));
    const entry = db.find(KEY, 0, KEY.length)!;
    assert.equal(entry.type, LIST);
    assert.equal(entry.expireAtMs, 0);
    if (entry.encoding === OBJECT) return;
    const total = listpackBytes(entry.valueBytes, entry.valueStart);
    assert.equal(total, entry.valueLength);
    // As in Redis, what the last command added counted by its own bytes, without those around them.
    const counted = total - PUSHED_MAX * OVERHEAD_MAX;
    assert.ok(!exceedsFill(this.fill, counted, model.length) || model.length === 1);
  }
}

const value = fc.oneof(
  fc.integer().map(String),
  fc.string({ maxLength: 12 }),
  fc.nat({ max: 1500 }).map((length) => "x".repeat(length)),
  fc.constantFrom("", "a", "7", "-4097", "9223372036854775807", "y".repeat(4100)),
);

const operation = fc.record({
  kind: fc.constantFrom("push", "push", "push", "insert", "set", "find", "remove", "removeEnd"),
  where: fc.nat(),
  flag: fc.boolean(),
  texts: fc.array(value, { minLength: 1, maxLength: PUSHED_MAX }),
});

type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

function apply(pair: Pair, { kind, where, flag, texts }: Operation): void {
  const { list, model } = pair;
  if (kind === "push" || !pair.open()) return pair.push(flag, texts);
  const index = where % model.length;
  const [text] = texts;
  const bytes = fromLatin1(text);
  switch (kind) {
    case "insert":
      list.expect(bytes.length, 1);
      list.seek(index);
      list.insert(flag, bytes, 0, bytes.length);
      model.splice(flag ? index + 1 : index, 0, text);
      break;
    case "set":
      list.expect(bytes.length, 1);
      list.set(flag ? index : index - model.length, bytes, 0, bytes.length);
      model[index] = text;
      list.settle();
      break;
    case "find": {
      const wanted = fromLatin1(model[where % 3 === 0 ? 0 : (where >> 2) % model.length]);
      const text = latin1(wanted, 0, wanted.length);
      list.seek(index);
      const found = flag ? model.lastIndexOf(text, index) : model.indexOf(text, index);
      const passed = list.find(flag, wanted, 0, wanted.length);
      assert.equal(passed, found < 0 ? -1 : Math.abs(found - index));
      if (found < 0) break;
      // The position is at what was found.
      const hasNext = list.next();
      assert.equal(hasNext, found + 1 < model.length);
      if (hasNext) assert.equal(pair.here(), model[found + 1]);
      break;
    }
    case "remove": {
      list.seek(index);
      const hasNext = list.remove();
      model.splice(index, 1);
      assert.equal(hasNext, index < model.length);
      if (hasNext) assert.equal(pair.here(), model[index]);
      list.settle();
      break;
    }
    case "removeEnd": {
      const count = where % (model.length + 1);
      list.removeEnd(flag, count);
      model.splice(flag ? 0 : model.length - count, count);
      list.settle();
    }
  }
}

for (const fill of [-1, -2, -5, 0, 4, 128]) {
  test(`list: behaves as an array, list-max-listpack-size being ${fill}`, () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
        const pair = new Pair(fill);
        for (const each of operations) {
          apply(pair, each);
          pair.check();
        }
        if (pair.open()) {
          pair.list.removeEnd(true, pair.list.size);
          pair.list.settle();
        }
        pair.db.reclaim();
        assert.equal(pair.db.size, 0);
        // What stays is the dictionary of the keys.
        assert.ok(pair.db.usedBytes <= pair.db.tableBytes, `${pair.db.usedBytes} bytes`);
      }),
      { numRuns: 50 },
    );
  });
}

test("list: the bytes that are to come count, not those that they take once packed", () => {
  const pair = new Pair(-1);
  pair.push(false, ["1".repeat(18), "2".repeat(4071)]);
  assert.ok(!pair.isLong()); // 7 + 18 + 4071 are 4096.
  const longer = new Pair(-1);
  longer.push(false, ["1".repeat(18), "2".repeat(4072)]);
  assert.ok(longer.isLong());
});

test("list: all that one command pushes counts together", () => {
  const pair = new Pair(3);
  pair.push(false, ["a", "b", "c"]);
  assert.ok(!pair.isLong());
  pair.push(true, ["d"]);
  assert.ok(pair.isLong());
  pair.check();
  const atOnce = new Pair(3);
  atOnce.push(true, ["a", "b", "c", "d"]);
  assert.ok(atOnce.isLong());
  atOnce.check();
});

test("list: a list of one node becomes packed again at half of the limit, not above", () => {
  const pair = new Pair(8);
  pair.push(false, [..."abcdefghi"]);
  const lengths: number[] = [];
  while (pair.open() && pair.list.size > 1) {
    pair.list.removeEnd(false, 1);
    pair.list.settle();
    pair.model.pop();
    pair.check();
    if (!pair.isLong()) lengths.push(pair.model.length);
  }
  assert.deepEqual(lengths, [4, 3, 2, 1]);
});

test("list: a search ends soon after as many elements as it may look at", () => {
  const pair = new Pair(2);
  pair.push(false, [..."abcdefgh", "x"]);
  pair.open();
  const wanted = fromLatin1("x");
  pair.list.seek(0);
  assert.equal(pair.list.find(false, wanted, 0, 1, 3), -1);
  pair.list.seek(0);
  assert.equal(pair.list.find(false, wanted, 0, 1, 9), 8);
  pair.list.seek(-1);
  assert.equal(pair.list.find(true, fromLatin1("a"), 0, 1, 3), -1);
  pair.list.seek(-1);
  assert.equal(pair.list.find(true, fromLatin1("a"), 0, 1, 9), 8);
});
