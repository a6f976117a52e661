/** What values are recognised as, and how they are shown. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { PLAIN } from "../../../../lib/repl/print/theme.ts";
import { fromBytesText, toBytesText } from "../../../../lib/repl/print/utf8.ts";
import { hexDump, sniff } from "../../../../lib/repl/print/values/hex.ts";
import { formatJsonText, jsonTextOf } from "../../../../lib/repl/print/values/json.ts";
import { isMostlyBinary, quotedText, shownText } from "../../../../lib/repl/print/values/text.ts";
import { dateText, durationText } from "../../../../lib/repl/print/values/time.ts";
import { fromLatin1 } from "../../../../lib/resp/args.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

test("values: what is UTF-8 is shown as text, what steers a terminal is not", () => {
  assert.equal(quotedText(utf8('é "\\ \n')), toBytesText('"é \\"\\\\ \\n"'));
  assert.equal(quotedText(utf8("\x1b[2J")), '"\\x1b[2J"');
  assert.equal(quotedText(utf8("é\u2066\ufeff")), toBytesText('"é\\xe2\\x81\\xa6\\xef\\xbb\\xbf"'));
  assert.equal(quotedText(fromLatin1("caf\xe9")), '"caf\\xe9"');
  assert.equal(shownText("é\n\x1b"), toBytesText("é\n\\x1b"));
});

test("values: binary is what is mostly not printable", () => {
  assert.equal(isMostlyBinary(utf8("naïve 東京")), false);
  assert.equal(isMostlyBinary(new Uint8Array(0)), false);
  assert.equal(isMostlyBinary(fromLatin1("text with one \xff")), false);
  assert.equal(isMostlyBinary(fromLatin1("\x00\x01\x02abc")), true);
  assert.equal(isMostlyBinary(fromLatin1("a\nb\nc\n")), false);
});

const JSONS: readonly (readonly [json: string, width: number, text: string])[] = [
  ["{}", 1, "{}"],
  ["[ ]", 1, "[]"],
  ['{"a":1}', 80, '{"a": 1}'],
  ['{"a":1}', 5, '{\n>  "a": 1\n>}'],
  ["[1,[2,3]]", 8, "[\n>  1,\n>  [2, 3]\n>]"],
  ['{"a":{"b":[]},"c":"x:,{"}', 12, '{\n>  "a": {\n>    "b": []\n>  },\n>  "c": "x:,{"\n>}'],
  ["[1.0e5,12345678901234567890]", 80, "[1.0e5, 12345678901234567890]"],
  ['["\u009b31m","\u202e","\ud83d\ude00"]', 80, '["\\u009b31m", "\\u202e", "😀"]'],
];

for (const [json, width, text] of JSONS) {
  test(`values: the JSON ${JSON.stringify(json)} in ${width} columns`, () => {
    const found = jsonTextOf(utf8(json));
    assert.equal(found, json);
    assert.equal(fromBytesText(formatJsonText(json, PLAIN, ">", width)), text);
    if (width === 5) assert.deepEqual(JSON.parse(text.replaceAll(">", "")), JSON.parse(json));
  });
}

test("values: scalars, broken JSON and huge values are not taken for JSON", () => {
  for (const text of ["1", '"a"', "null", "{", "{a:1}", "[1,]", "x[1]", ""]) {
    assert.equal(jsonTextOf(utf8(text)), null);
  }
  assert.equal(jsonTextOf(fromLatin1('["\xff"]')), null);
  assert.equal(jsonTextOf(utf8(`[${" ".repeat(1024 * 1024)}]`)), null);
});

test("values: JSON that is nested very deeply is shown all the same", () => {
  const json = "[".repeat(5000) + "]".repeat(5000);
  assert.equal(jsonTextOf(utf8(json)), json);
  assert.ok(formatJsonText(json, PLAIN, "", 80).includes("[[[["));
});

test("values: a hex dump", () => {
  assert.equal(
    hexDump(fromLatin1("0123456789abcdef\x00\xff"), "  "),
    "00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|\n" +
      "  00000010  00 ff                                             |..|",
  );
  assert.equal(hexDump(new Uint8Array(2000), "", 16).split("\n")[1], "... 1,984 more bytes");
  assert.equal(sniff(fromLatin1("\x1f\x8b\x08")), "gzip");
  assert.equal(sniff(fromLatin1("hello")), null);
});

test("values: durations and dates", () => {
  const durations: readonly (readonly [ms: number, text: string])[] = [
    [0, "0s"],
    [0.012, "12µs"],
    [15.2, "15.2ms"],
    [999, "999ms"],
    [1500, "1.5s"],
    [10_000, "10s"],
    [60_000, "1m"],
    [299_000, "4m 59s"],
    [3_600_000, "1h"],
    [90_000_000, "1d 1h"],
    [86_400_000 * 400, "400d"],
  ];
  for (const [ms, text] of durations) assert.equal(durationText(ms), text);
  assert.equal(dateText(0), "1970-01-01 00:00:00Z");
  assert.equal(dateText(1500), "1970-01-01 00:00:01.500Z");
});
