/** Values that are unpacked on request. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { RichPrinter } from "../../../../lib/repl/print/rich.ts";
import { PLAIN } from "../../../../lib/repl/print/theme.ts";
import { fromBytesText } from "../../../../lib/repl/print/utf8.ts";
import { decoderFor } from "../../../../lib/repl/print/values/decode.ts";
import { fromLatin1 } from "../../../../lib/resp/args.ts";
import { bulkOf } from "../../../../lib/resp/reply_decoder.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const place = { theme: PLAIN, indent: "", width: 40 };
const JSON_TEXT = '{"a":[1,null],"é":true}';

const VALUES: readonly (readonly [format: string, bytes: Uint8Array, shown: string])[] = [
  ["gzip", gzipSync(JSON_TEXT), '{"a": [1, null], "é": true}'],
  ["zlib", deflateSync("plain"), '"plain"'],
  ["deflate", deflateRawSync("plain"), '"plain"'],
  ["brotli", brotliCompressSync("plain"), '"plain"'],
  ["base64", utf8("aGVsbG8="), '"hello"'],
  ["base64", utf8("aGVs\nbG8"), '"hello"'],
  ["base64", utf8("_-8"), `00000000  ff ef${" ".repeat(45)}|..|`],
  ["base64,gzip", utf8(gzipSync("deep").toString("base64")), '"deep"'],
  ["GZIP,text", gzipSync("two\nlines\n"), "two\nlines"],
  ["text", utf8("é\x1b[0m"), "é\\x1b[0m"],
  ["json", utf8('{"a":1}'), '{\n  "a": 1\n}'],
  ["json", utf8("12"), "12"],
  ["hex", utf8("hi"), `00000000  68 69${" ".repeat(45)}|hi|`],
  ["date", utf8("1795000000"), "1795000000  2026-11-18 11:06:40Z"],
  ["date", utf8("1795000000123-4"), "1795000000123-4  2026-11-18 11:06:40.123Z"],
  [
    "msgpack",
    fromLatin1("\x82\xa1a\x01\xa1b\x93\xc3\xc0\xcb\x3f\xf8\0\0\0\0\0\0"),
    '{"a": 1, "b": [true, null, 1.5]}',
  ],
  ["msgpack", fromLatin1("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), "18446744073709551615"],
  [
    "msgpack",
    fromLatin1("\x92\xc4\x02\x00\xff\xd4\x05\x07"),
    '[\n  {"bytes": "00ff"},\n  {"extension": 5, "bytes": "07"}\n]',
  ],
];

for (const [format, bytes, shown] of VALUES) {
  test(`decode: ${format} shows ${JSON.stringify(shown)}`, async () => {
    const decoder = await decoderFor(format);
    assert.equal(fromBytesText(decoder(bytes, place)), shown);
  });
}

const WRONG: readonly (readonly [format: string, bytes: Uint8Array, problem: RegExp])[] = [
  ["gzip", utf8("plain"), /^not gzip: /],
  ["brotli", fromLatin1("\xff".repeat(40)), /^not brotli/],
  ["base64", utf8("a b!"), /^not base64$/],
  ["base64,gzip", utf8("aGVsbG8="), /^not gzip: /],
  ["json", utf8("{"), /^not json: /],
  ["text", fromLatin1("\xff"), /^not text: the bytes are not UTF-8$/],
  ["date", utf8("12"), /^not date$/],
  ["msgpack", fromLatin1("\x92\x01"), /^not msgpack: /],
];

for (const [format, bytes, problem] of WRONG) {
  test(`decode: what is not ${format} is told`, async () => {
    const decoder = await decoderFor(format);
    assert.throws(() => decoder(bytes, place), { name: "DecodeError", message: problem });
  });
}

test("decode: formats that do not exist, or cannot stand in front, are refused", async () => {
  await assert.rejects(decoderFor("zip"), /no format zip: use gzip, /);
  await assert.rejects(decoderFor("json,gzip"), /json can only be the last/);
});

test("decode: what grows beyond all measure is refused", async () => {
  const decoder = await decoderFor("gzip");
  const bomb = gzipSync(new Uint8Array(65 * 1024 * 1024));
  assert.throws(() => decoder(bomb, place), /^DecodeError: not gzip: /);
});

test("decode: all strings of a reply are decoded; what cannot be is shown with the reason", async () => {
  const printer = new RichPrinter({
    theme: PLAIN,
    isRecognising: true,
    columns: () => 40,
    now: () => 0,
    decoder: await decoderFor("base64"),
  });
  const reply = { type: "array", items: ["a", "aGVsbG8=", "b", "!"].map(bulkOf) } as const;
  assert.equal(
    printer.reply(reply, [fromLatin1("HGETALL"), fromLatin1("h")]),
    '1# "a" => "hello"\n2# "b" => "!"  not base64\n',
  );
});
