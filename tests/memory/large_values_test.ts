import { test } from "node:test";
import assert from "node:assert/strict";
import { LargeValues } from "../../lib/memory/large_values.ts";

test("large values: counted to the byte while they come, grow and go", () => {
  const values = new LargeValues();
  const a = values.add(1000);
  const b = values.add(2000);
  assert.equal(values.bytes, 3000);
  values.get(a).fill(7);
  values.resize(a, 1500);
  assert.ok(values.room(a) >= 1500);
  assert.equal(values.bytes, values.room(a) + 2000);
  assert.ok(values.get(a).subarray(0, 1000).every((byte) => byte === 7));
  assert.ok(values.get(a).subarray(1000).every((byte) => byte === 0));
  values.resize(a, 10);
  assert.ok(values.room(a) >= 1500, "it does not shrink");
  values.release(a);
  assert.equal(values.bytes, 2000);
  assert.equal(values.add(5), a, "handles are used again");
  values.release(b);
  assert.equal(values.bytes, 5);
});

test("large values: two stores exchange buffers, and their bytes", () => {
  const [one, two] = [new LargeValues(), new LargeValues()];
  const a = one.add(100);
  const b = two.add(30);
  one.get(a).fill(1);
  one.exchange(a, two, b);
  assert.deepEqual([one.bytes, two.bytes], [30, 100]);
  assert.deepEqual([one.room(a), two.room(b)], [30, 100]);
  assert.equal(two.get(b)[99], 1);
  const c = two.add(7);
  two.exchange(b, two, c);
  assert.deepEqual([two.bytes, two.room(b), two.room(c)], [107, 7, 100]);
});
