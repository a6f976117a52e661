import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { HashNumbers } from "../../lib/memory/hash_numbers.ts";

test("hash numbers: a set of numbers of 32 bits, beside one of the language", () => {
  const number = fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.nat({ max: 40 }));
  fc.assert(fc.property(fc.array(number, { maxLength: 2000 }), (numbers) => {
    const set = new HashNumbers();
    const model = new Set<number>();
    for (const n of numbers) {
      assert.equal(set.has(n), model.has(n));
      assert.equal(set.add(n), !model.has(n));
      model.add(n);
      assert.ok(set.has(n));
    }
    assert.equal(set.size, model.size);
    for (const n of model) assert.ok(set.has(n));
  }));
});
