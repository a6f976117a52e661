import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  commonRanges,
  lcsLength,
  lcsTableBytes,
  longestCommonSubsequence,
} from "../../lib/types/lcs.ts";
// [a, b, LCS, ranges as startA-endA:startB-endB], from redis-server 7.0.15.
import recorded from "./lcs_cases.json" with { type: "json" };

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const lcs = (a: string, b: string): string =>
  new TextDecoder().decode(longestCommonSubsequence(bytesOf(a), bytesOf(b)));

test("LCS: the manual's example", () => {
  const [a, b] = [bytesOf("ohmytext"), bytesOf("mynewtext")];
  assert.equal(lcs("ohmytext", "mynewtext"), "mytext");
  assert.equal(lcsLength(a, b), 6);
  const text = { startA: 4, endA: 7, startB: 5, endB: 8 };
  const my = { startA: 2, endA: 3, startB: 0, endB: 1 };
  assert.deepEqual(commonRanges(a, b, 0), { ranges: [text, my], length: 6 });
  assert.deepEqual(commonRanges(a, b, 4), { ranges: [text], length: 6 });
  assert.deepEqual(commonRanges(a, b, 5), { ranges: [], length: 6 });
});

test("LCS: of equally long subsequences, the one that redis-server finds", () => {
  for (const [a, b, common, ranges] of recorded) {
    assert.equal(lcs(a, b), common);
    const found = commonRanges(bytesOf(a), bytesOf(b), 0);
    assert.equal(found.length, common.length);
    const shown = found.ranges.map((r) => `${r.startA}-${r.endA}:${r.startB}-${r.endB}`);
    assert.equal(shown.join(" "), ranges);
  }
});

test("LCS of a string with nothing is nothing", () => {
  assert.equal(lcs("", "abc"), "");
  assert.equal(lcs("abc", ""), "");
  assert.equal(lcsLength(bytesOf("abc"), bytesOf("xyz")), 0);
  assert.deepEqual(commonRanges(bytesOf(""), bytesOf(""), 0), { ranges: [], length: 0 });
});

test("LCS gives a longest subsequence of both, and ranges that spell it", () => {
  const text = fc.array(fc.nat(3), { maxLength: 40 }).map((letters) => Uint8Array.from(letters));
  fc.assert(fc.property(text, text, (a, b) => {
    const common = longestCommonSubsequence(a, b);
    assert.equal(common.length, longest(a, b));
    assert.equal(common.length, lcsLength(a, b));
    const { ranges } = commonRanges(a, b, 0);
    const spelt = ranges.reverse().flatMap((range) => {
      const run = a.slice(range.startA, range.endA + 1);
      assert.deepEqual(b.slice(range.startB, range.endB + 1), run);
      return [...run];
    });
    assert.deepEqual(spelt, [...common]);
  }));
});

function longest(a: Uint8Array, b: Uint8Array): number {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i][j] = a[i - 1] === b[j - 1]
        ? table[i - 1][j - 1] + 1
        : Math.max(table[i - 1][j], table[i][j - 1]);
    }
  }
  return table[a.length][b.length];
}

test("lcsTableBytes() is what redis-server compares with proto-max-bulk-len", () => {
  assert.equal(lcsTableBytes(511, 511), 1048576); // Allowed at a limit of 1 MiB …
  assert.equal(lcsTableBytes(512, 511), 1050624); // … and refused.
});
