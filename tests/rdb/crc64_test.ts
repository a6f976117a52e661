import { test } from "node:test";
import assert from "node:assert/strict";
import { Crc64 } from "../../lib/rdb/crc64.ts";
import { fromLatin1 } from "../../lib/resp/args.ts";

function sumOf(text: string, ...cuts: readonly number[]): string {
  const bytes = fromLatin1(text);
  const crc = new Crc64();
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    crc.update(bytes, start, cut);
    start = cut;
  }
  const sum = new Uint8Array(8);
  crc.write(sum, 0);
  assert.ok(crc.matches(sum, 0));
  sum[3] ^= 1;
  assert.ok(!crc.matches(sum, 0));
  sum[3] ^= 1;
  return [...sum.reverse()].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("CRC-64: the check value of the catalogue", () => {
  assert.equal(sumOf(""), "0000000000000000");
  assert.equal(sumOf("123456789"), "e9c6d914c4b8d9ca");
});

test("CRC-64: wherever the bytes are cut, the sum is the same", () => {
  const text = "The quick brown fox jumps over the lazy dog, twice.";
  const whole = sumOf(text);
  for (let i = 0; i <= text.length; i++) {
    for (let j = i; j <= text.length; j++) assert.equal(sumOf(text, i, j), whole);
  }
});
