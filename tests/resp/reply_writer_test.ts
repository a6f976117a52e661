import { test } from "node:test";
import assert from "node:assert/strict";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { ReplyWriter } from "../../lib/resp/reply_writer.ts";

test("bulk: strings of every length, one behind the other, announce it and end", () => {
  const writer = new ReplyWriter();
  let expected = "";
  for (let length = 0; length <= 1100; length++) {
    const text = String.fromCharCode(length & 0xff).repeat(length);
    writer.bulk(fromLatin1(`<${text}>`), 1, 1 + length);
    expected += `$${length}\r\n${text}\r\n`;
  }
  assert.equal(latin1(writer.bytes, 0, writer.length), expected);
});

test("bulk: the buffer grows where it must, and not before", () => {
  for (let used = 1000; used <= 1024; used++) {
    for (const length of [0, 9, 10, 99, 100]) {
      const writer = new ReplyWriter();
      writer.append(new Uint8Array(used), 0, used);
      const text = "x".repeat(length);
      writer.bulk(fromLatin1(text), 0, length);
      assert.equal(latin1(writer.bytes, used, writer.length), `$${length}\r\n${text}\r\n`);
    }
  }
});
