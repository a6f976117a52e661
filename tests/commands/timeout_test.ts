import { test } from "node:test";
import assert from "node:assert/strict";
import { readTimeout } from "../../lib/commands/timeout.ts";
import { Args } from "../../lib/resp/args.ts";

const NOW_MS = 1_700_000_000_000;

const GOOD: [text: string, ms: number][] = [
  ["0", 0],
  ["-0", 0],
  ["1", 1000],
  ["0.25", 250],
  ["1e3", 1_000_000],
  ["0x1p-3", 125],
  // Rounded up: the least wait is a millisecond, also where a double would be zero.
  ["0.0000001", 1],
  ["1e-400", 1],
  // But what is not quite zero from below is for ever.
  ["-0.0001", 0],
  ["-1e-400", 0],
];

for (const [text, ms] of GOOD) {
  test(`a timeout of ${text} seconds is ${ms} ms`, () => {
    assert.equal(readTimeout(Args.of(text), 0, NOW_MS) + 0, ms);
  });
}

const BAD: [text: string, message: string][] = [
  ["", "not a float or out of range"],
  ["a", "not a float or out of range"],
  [" 1", "not a float or out of range"],
  ["1 ", "not a float or out of range"],
  ["nan", "not a float or out of range"],
  ["1e5000", "not a float or out of range"],
  ["1e-5000", "not a float or out of range"],
  ["-1", "negative"],
  ["-inf", "negative"],
  ["-1e400", "negative"],
  // 7.0 takes these, which overflow an integer, for negative.
  ["inf", "out of range"],
  ["1e400", "out of range"],
  ["1e16", "out of range"],
  ["9223372036854775", "out of range"],
];

for (const [text, message] of BAD) {
  test(`a timeout of "${text}" seconds is ${message}`, () => {
    const line = `ERR timeout is ${message}`;
    assert.throws(() => readTimeout(Args.of(text), 0, NOW_MS), { line });
  });
}
