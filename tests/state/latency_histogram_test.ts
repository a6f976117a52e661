import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bucketOf, LatencyHistogram } from "../../lib/state/latency_histogram.ts";

test("histogram: a percentile is never below the truth, and at most an eighth above", () => {
  const times = fc.array(fc.double({ min: 1.1, max: 1e9, noNaN: true }), { minLength: 1 });
  fc.assert(fc.property(times, fc.integer({ min: 0, max: 100 }), (micros, percent) => {
    const histogram = new LatencyHistogram();
    for (const each of micros) histogram.add(bucketOf(each));
    const rank = Math.max(1, Math.ceil(micros.length * percent / 100));
    const truth = micros.toSorted((a, b) => a - b)[rank - 1];
    const told = histogram.percentile(percent);
    assert.ok(told >= truth * (1 - 1e-9) && told <= truth * 1.125 + 1e-9, `${told} for ${truth}`);
  }));
});

test("histogram: longer times never fall into lower buckets", () => {
  const time = fc.double({ min: 0, max: 1e12, noNaN: true });
  fc.assert(fc.property(time, time, (a, b) => {
    if (a <= b) assert.ok(bucketOf(a) <= bucketOf(b));
  }));
});

test("histogram: cumulative counts end with all calls", () => {
  const histogram = new LatencyHistogram();
  assert.deepEqual(histogram.cumulative(), []);
  assert.equal(histogram.percentile(50), 0);
  for (const micros of [0, 0.5, 3, 3, 40, 1e15]) histogram.add(bucketOf(micros));
  const rows = histogram.cumulative();
  assert.deepEqual(rows.slice(0, 3), [[1, 2], [4, 4], [66, 5]]);
  assert.equal(rows.at(-1)![1], histogram.count);
  histogram.clear();
  assert.deepEqual(histogram.cumulative(), []);
});
