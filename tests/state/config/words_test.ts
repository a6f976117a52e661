import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bytesToText,
  quoteWord,
  splitWords,
  textToBytes,
  textToUtf8,
  utf8ToText,
} from "../../../lib/state/config/text.ts";
import {
  formatMemory,
  parseInteger,
  parseLooseInteger,
  parseMemory,
  parseOctal,
} from "../../../lib/state/config/units.ts";

const SPLITS: [line: string, words: string[] | undefined][] = [
  ["", []],
  ["  a\tb  c\r\n", ["a", "b", "c"]],
  ["\"a b\" 'c d'", ["a b", "c d"]],
  ['"\\n\\r\\t\\b\\a\\x41\\x4z\\q\\""', ['\n\r\t\b\x07Ax4zq"']],
  ["'\\n\\'\\x41'", ["\\n'\\x41"]],
  ['""', [""]],
  ['a"b c"', ["ab c"]],
  ['"a"b', undefined],
  ["'a'b", undefined],
  ['"a', undefined],
  ["'a", undefined],
  ['"a\\', undefined],
  ["a\\ b", ["a\\", "b"]],
  ["a\0b", ["a"]],
];

for (const [line, words] of SPLITS) {
  test(`splitWords() of ${JSON.stringify(line)} is ${JSON.stringify(words)}`, () => {
    assert.deepEqual(splitWords(line), words);
  });
}

test("quoteWord() makes a word of any bytes, which splitWords() reads back", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const text = bytesToText(bytes);
    assert.match(quoteWord(text), /^"[\x20-\x7e]*"$/);
    assert.deepEqual(splitWords(`x ${quoteWord(text)}`), ["x", text]);
    assert.deepEqual([...textToBytes(text)], [...bytes]);
  }));
});

test("text holds UTF-8 as bytes and gives it back", () => {
  assert.equal(utf8ToText("é"), "\xc3\xa9");
  assert.equal(textToUtf8("\xc3\xa9"), "é");
});

const SIZES: [text: string, bytes: bigint | undefined][] = [
  ["0", 0n],
  ["1b", 1n],
  ["1k", 1000n],
  ["1KB", 1024n],
  ["01Mb", 1048576n],
  ["1m", 1000000n],
  ["1g", 1000000000n],
  ["2gB", 2147483648n],
  ["", 0n],
  ["kb", 0n],
  ["18446744073709551616", 18446744073709551615n],
  ["18014398509481984kb", 0n],
  ["1t", undefined],
  ["1 kb", undefined],
  ["-1", undefined],
  ["+1", undefined],
  ["1.5gb", undefined],
  ["1e3", undefined],
];

for (const [text, bytes] of SIZES) {
  test(`parseMemory() of "${text}" is ${bytes}`, () => {
    assert.equal(parseMemory(text), bytes);
  });
}

test("formatMemory() is the shortest exact form, and reads back", () => {
  assert.equal(formatMemory(0n), "0");
  assert.equal(formatMemory(1000n), "1000");
  assert.equal(formatMemory(3072n), "3kb");
  assert.equal(formatMemory(104857600n), "100mb");
  assert.equal(formatMemory(1n << 40n), "1024gb");
  fc.assert(fc.property(fc.bigInt(0n, (1n << 64n) - 1n), (bytes) => {
    assert.equal(parseMemory(formatMemory(bytes)), bytes);
    assert.equal(parseMemory(formatMemory(bytes >> 10n << 10n)), bytes >> 10n << 10n);
  }));
});

test("parseInteger() takes the canonical form only, within 64 bits", () => {
  for (
    const text of ["", "+1", "01", "-0", " 1", "1 ", "1.0", "1e3", "0x1", "9223372036854775808"]
  ) {
    assert.equal(parseInteger(text), undefined, text);
  }
  assert.equal(parseInteger("-9223372036854775808"), -(1n << 63n));
});

test("parseLooseInteger() reads like strtoll: blanks, sign, zeros, clamped", () => {
  assert.equal(parseLooseInteger(""), 0n);
  assert.equal(parseLooseInteger(" +010"), 10n);
  assert.equal(parseLooseInteger("-7"), -7n);
  assert.equal(parseLooseInteger("99999999999999999999"), (1n << 63n) - 1n);
  assert.equal(parseLooseInteger("-99999999999999999999"), -(1n << 63n));
  assert.equal(parseLooseInteger("1 "), undefined);
  assert.equal(parseLooseInteger("-"), undefined);
});

test("parseOctal() reads permissions", () => {
  assert.equal(parseOctal("0700"), 0o700n);
  assert.equal(parseOctal("8"), undefined);
  assert.equal(parseOctal("0o7"), undefined);
});
