import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { lzfCompress, lzfExpand } from "../../lib/rdb/lzf.ts";

/** Bytes that repeat themselves now and then. */
const bytes = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 4 }), fc.nat({ max: 400 })).map(
      ([run, count]) => Uint8Array.from({ length: count }, (_, i) => run[i % run.length]),
    ),
  ),
  { maxLength: 20 },
).map((runs) => Uint8Array.from(runs.flatMap((run) => [...run])));

test("LZF: what was compressed comes back", () => {
  fc.assert(fc.property(bytes, fc.nat({ max: 9 }), (source, start) => {
    if (start > source.length) return;
    const out = new Uint8Array(source.length * 2 + 16);
    const size = lzfCompress(source, start, source.length, out);
    assert.ok(size > 0 || start === source.length);
    const back = new Uint8Array(source.length - start);
    assert.ok(lzfExpand(out, 0, size, back));
    assert.deepEqual(back, source.slice(start));
    if (size > 1) assert.ok(!lzfExpand(out, 0, size - 1, back), "cut short");
    assert.ok(!lzfExpand(out, 0, size, new Uint8Array(back.length + 1)));
  }));
});

test("LZF: compression gives up when there is no room, and writes nowhere else", () => {
  fc.assert(fc.property(bytes, fc.nat({ max: 100 }), (source, room) => {
    const out = new Uint8Array(room);
    const size = lzfCompress(source, 0, source.length, out);
    assert.ok(size <= room);
    if (size === 0) return;
    const back = new Uint8Array(source.length);
    assert.ok(lzfExpand(out, 0, size, back));
    assert.deepEqual(back, source);
  }));
});

test("LZF: repetitions become short", () => {
  const out = new Uint8Array(2000);
  const size = lzfCompress(new Uint8Array(1000).fill(97), 0, 1000, out);
  assert.ok(size > 0 && size < 25, `${size} bytes`);
});

test("LZF: garbage is refused or expanded, but nothing else happens", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat({ max: 300 }), (garbage, room) => {
      lzfExpand(garbage, 0, garbage.length, new Uint8Array(room));
    }),
    { numRuns: 2000 },
  );
});
