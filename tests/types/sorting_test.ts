import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { compareBytes } from "../../lib/memory/bytes.ts";
import { sortedIndexes, StringPool, textWeight } from "../../lib/types/sorting.ts";

test("sorting: by weight, then as told, and otherwise in the order that there was", () => {
  const weights = fc.array(fc.constantFrom(-Infinity, -1, 0, 1.5, 2, Infinity), { maxLength: 100 });
  fc.assert(fc.property(weights, fc.boolean(), fc.boolean(), (list, isDescending, hasTies) => {
    const compare = (i: number, j: number) => hasTies ? i % 3 - j % 3 : 0;
    const sign = isDescending ? -1 : 1;
    const expected = list.map((_, i) => i).sort((i, j) =>
      sign * (list[i] === list[j] ? compare(i, j) : list[i] < list[j] ? -1 : 1)
    );
    const actual = sortedIndexes(Float64Array.from(list), isDescending, compare);
    assert.deepEqual([...actual], expected);
  }));
});

test("sorting: texts of any bytes by their weights, which never contradict the bytes", () => {
  const text = fc.uint8Array({ maxLength: 9 }).map((bytes) => bytes.map((byte) => byte % 3));
  fc.assert(fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
    const pool = new StringPool();
    for (const bytes of texts) pool.bulk(bytes, 0, bytes.length);
    const { bytes, count, starts } = pool;
    const of = (i: number): [number, number] => [starts[i], starts[i + 1]];
    const weights = new Float64Array(count).map((_, i) => textWeight(bytes, ...of(i)));
    const order = sortedIndexes(
      weights,
      false,
      (i, j) => compareBytes(bytes, ...of(i), bytes, ...of(j)),
    );
    const sorted = [...order].map((i) => [...bytes.subarray(...of(i))]);
    const expected = texts.map((each) => [...each]).sort((a, b) =>
      compareBytes(Uint8Array.from(a), 0, a.length, Uint8Array.from(b), 0, b.length)
    );
    assert.deepEqual(sorted, expected);
  }));
});
