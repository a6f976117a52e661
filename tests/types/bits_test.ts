import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bitCount, countBits } from "../../lib/types/bit_count.ts";
import {
  BIT_OPERATIONS,
  type BitOperation,
  bitOperation,
  bitOperationSourcesMin,
} from "../../lib/types/bit_operation.ts";
import { bitPosition } from "../../lib/types/bit_position.ts";

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** All bits of a string, the first one first, as "0" and "1". */
const bitsOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");

/** Strings as found in memory: somewhere, at any alignment, with other bits around them. */
const strings = fc.tuple(
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.tuple(fc.nat(400), fc.constantFrom(0, 255), fc.nat(3200)).map(([length, fill, flipped]) => {
      const bytes = new Uint8Array(length).fill(fill);
      if (flipped < length * 8) bytes[flipped >> 3] ^= 0x80 >> (flipped & 7);
      return bytes;
    }),
  ),
  fc.nat(9),
  fc.constantFrom(0, 255),
).map(([text, offset, around]) => {
  const memory = new Uint8Array(offset + text.length + 5).fill(around);
  memory.set(text, offset);
  return { text, memory, start: offset, end: offset + text.length };
});

const index = fc.oneof(fc.integer({ min: -3500, max: 3500 }), fc.constantFrom(-1, 0, 2 ** 40));

test("countBits() counts at any alignment and length", () => {
  fc.assert(fc.property(strings, ({ text, memory, start, end }) => {
    assert.equal(countBits(memory, start, end), bitsOf(text).replaceAll("0", "").length);
  }));
});

/** The elements of a range with Redis's indexes, or undefined if it is empty. */
function range(length: number, from: number, to: number): [number, number] | undefined {
  const first = Math.max(0, from < 0 ? from + length : from);
  const last = Math.min(length - 1, Math.max(0, to < 0 ? to + length : to));
  return first > last || (from < 0 && to < 0 && from > to) ? undefined : [first, last];
}

test("BITCOUNT counts what a walk over the single bits counts", () => {
  fc.assert(
    fc.property(strings, index, index, fc.boolean(), (string, from, to, byBit) => {
      const { text, memory, start, end } = string;
      const unit = byBit ? 1 : 8;
      const found = range(text.length * 8 / unit, from, to);
      const bits = found ? bitsOf(text).slice(found[0] * unit, (found[1] + 1) * unit) : "";
      const expected = bits.replaceAll("0", "").length;
      assert.equal(bitCount(memory, start, end, from, to, byBit), expected);
    }),
    { numRuns: 1000 },
  );
});

test("BITPOS finds what a search among the single bits finds", () => {
  const bit = fc.constantFrom(0, 1);
  const last = fc.option(index, { nil: undefined });
  fc.assert(
    fc.property(strings, bit, index, last, fc.boolean(), (string, bit, from, to, byBit) => {
      const { text, memory, start, end } = string;
      const unit = byBit ? 1 : 8;
      const length = text.length * 8 / unit;
      const first = Math.max(0, from < 0 ? from + length : from);
      const until = to === undefined ? length - 1 : Math.max(0, to < 0 ? to + length : to);
      const rest = bitsOf(text).slice(0, (Math.min(until, length - 1) + 1) * unit);
      let expected = first > until ? -1 : rest.indexOf(String(bit), first * unit);
      const empty = first > Math.min(until, length - 1);
      if (expected < 0 && bit === 0 && to === undefined && !empty) expected = text.length * 8;
      assert.equal(bitPosition(memory, start, end, bit, from, to, byBit), expected);
    }),
    { numRuns: 1000 },
  );
});

test("BITPOS: the manual's examples, and zeros after the end only without an end", () => {
  const text = latin1("\xff\xf0\x00");
  assert.equal(bitPosition(text, 0, 3, 0, 0, undefined, false), 12);
  assert.equal(bitPosition(latin1("\x00\xff\xf0"), 0, 3, 1, 0, undefined, false), 8);
  assert.equal(bitPosition(latin1("\x00\xff\xf0"), 0, 3, 1, 2, undefined, false), 16);
  assert.equal(bitPosition(latin1("\x00\x00\x00"), 0, 3, 1, 0, undefined, false), -1);
  const ones = latin1("\xff\xff");
  assert.equal(bitPosition(ones, 0, 2, 0, 0, undefined, false), 16);
  assert.equal(bitPosition(ones, 0, 2, 0, 0, -1, false), -1);
  assert.equal(bitPosition(ones, 0, 2, 0, 5, undefined, false), -1);
  assert.equal(bitPosition(new Uint8Array(), 0, 0, 0, 0, undefined, false), -1);
});

/** The operations said once more, for one position of all sources. */
const MODEL: Record<BitOperation, (bits: boolean[]) => boolean> = {
  AND: (bits) => bits.every(Boolean),
  OR: (bits) => bits.some(Boolean),
  XOR: (bits) => bits.filter(Boolean).length % 2 === 1,
  NOT: ([bit]) => !bit,
  DIFF: ([first, ...others]) => first && !others.some(Boolean),
  DIFF1: ([first, ...others]) => !first && others.some(Boolean),
  ANDOR: ([first, ...others]) => first && others.some(Boolean),
  ONE: (bits) => bits.filter(Boolean).length === 1,
};

for (const operation of BIT_OPERATIONS) {
  test(`BITOP ${operation} agrees with its definition, bit by bit`, () => {
    const sourcesMax = operation === "NOT" ? 1 : 5;
    const sources = fc.array(strings, {
      minLength: bitOperationSourcesMin(operation),
      maxLength: sourcesMax,
    });
    fc.assert(
      fc.property(sources, (sources) => {
        const texts = sources.map(({ text }) => bitsOf(text));
        const length = Math.max(...texts.map((text) => text.length));
        let expected = "";
        for (let i = 0; i < length; i++) {
          expected += MODEL[operation](texts.map((text) => text[i] === "1")) ? "1" : "0";
        }
        const views = sources.map(({ memory, start, end }) => memory.subarray(start, end));
        assert.equal(bitsOf(bitOperation(operation, views)), expected);
        sources.forEach(({ text }, i) => assert.deepEqual(views[i], text));
      }),
      { numRuns: 60 },
    );
  });
}
