import assert from "node:assert/strict";
import { test } from "node:test";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { encodeRequest } from "../../lib/resp/encode_request.ts";

const REQUESTS: readonly (readonly [words: readonly string[], wire: string])[] = [
  [[], "*0\r\n"],
  [["PING"], "*1\r\n$4\r\nPING\r\n"],
  [["GET", ""], "*2\r\n$3\r\nGET\r\n$0\r\n\r\n"],
  [["a\r\n\xff"], "*1\r\n$4\r\na\r\n\xff\r\n"],
  [["x".repeat(1000)], `*1\r\n$1000\r\n${"x".repeat(1000)}\r\n`],
  [new Array(100).fill("v"), `*100\r\n${"$1\r\nv\r\n".repeat(100)}`],
];

for (const [words, wire] of REQUESTS) {
  test(`encodeRequest() of ${words.length} words, ${words.join("").length} bytes`, () => {
    const frame = encodeRequest(words.map(fromLatin1));
    assert.equal(latin1(frame, 0, frame.length), wire);
  });
}
