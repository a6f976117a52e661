/** Our own formats. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Format, FORMATS } from "../../../lib/repl/options.ts";
import { printerFor } from "../../../lib/repl/print/printer.ts";
import { fromBytesText, toBytesText } from "../../../lib/repl/print/utf8.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { ReplyDecoder } from "../../../lib/resp/reply_decoder.ts";
import { runRepl } from "../../../lib/repl/mod.ts";
import { fakeServer, fakeStreams } from "../talk.ts";
import { REPLIES } from "./replies.ts";

/** What a reply (in UTF-8, with `|` for line ends) looks like. */
function print(format: Format, wire: string, command = "x"): string {
  const decoder = new ReplyDecoder();
  decoder.push(fromLatin1(toBytesText(wire).replaceAll("|", "\r\n")));
  const words = command.split(" ").map(fromLatin1);
  return fromBytesText(printerFor({ format }, false).reply(decoder.next()!, words));
}

const MAP = "%3|$4|name|$7|Jürgen|$3|age|:42|$4|tags|*2|$1|a|$1|b|";
const MAPS = "*2|%2|+id|:1|+name|+one|%2|+id|:22|+note|$3|a\nb|";
const SCORES = "*2|*2|$1|a|,1.5|*2|$1|b|,10|";

const CASES: readonly (readonly [format: Format, wire: string, lines: readonly string[]])[] = [
  ["table", MAP, [
    "┌──────┬───────────┐",
    "│ key  │ value     │",
    "├──────┼───────────┤",
    "│ name │ Jürgen    │",
    "│ age  │ 42        │",
    '│ tags │ ["a","b"] │',
    "└──────┴───────────┘",
  ]],
  ["table", MAPS, [
    "┌────┬──────┬──────┐",
    "│ id │ name │ note │",
    "├────┼──────┼──────┤",
    "│  1 │ one  │      │",
    "│ 22 │      │ a\\nb │",
    "└────┴──────┴──────┘",
  ]],
  ["table", SCORES, [
    "┌───┬───┬─────┐",
    "│ # │ 1 │   2 │",
    "├───┼───┼─────┤",
    "│ 1 │ a │ 1.5 │",
    "│ 2 │ b │  10 │",
    "└───┴───┴─────┘",
  ]],
  ["table", "*2|$6|漢字|_|", [
    "┌───┬───────┐",
    "│ # │ value │",
    "├───┼───────┤",
    "│ 1 │ 漢字  │",
    "│ 2 │ (nil) │",
    "└───┴───────┘",
  ]],
  ["table", "*0|", ["(empty)"]],
  ["table", "-ERR no|", ["(error) ERR no"]],
  ["table", "$5|a\nb c|", ["a", "b c"]],
  ["markdown", MAP, [
    "| key | value |",
    "| --- | --- |",
    "| name | Jürgen |",
    "| age | 42 |",
    '| tags | \\["a","b"] |',
  ]],
  ["markdown", "*2|$5|a*b\\n|$4|x\r\ny|", [
    "| # | value |",
    "| --: | --- |",
    "| 1 | a\\*b\\\\n |",
    "| 2 | x<br>y |",
  ]],
  ["ndjson", MAPS, ['{"id":1,"name":"one"}', '{"id":22,"note":"a\\nb"}']],
  ["ndjson", "*3|:9007199254740993|_|-ERR no|", ["9007199254740993", "null", '{"error":"ERR no"}']],
  ["ndjson", "%2|:1|,inf|*1|:1|#t|", ['{"1":"inf","[1]":true}']],
  ["ndjson", "+OK|", ['"OK"']],
  [
    "yaml",
    MAP,
    ["name: Jürgen", "age: 42", "tags:", "  - a", "  - b"],
  ],
  ["yaml", "*3|*2|:1|*0|%1|+a|%1|+b|_|%0|", ["- - 1", "  - []", "- a:", "    b: null", "- {}"]],
  ["yaml", "%3|+text|$8|one\n two|+bool|$4|true|+n|$1|5|", [
    "text: |-",
    "  one",
    "   two",
    'bool: "true"',
    '"n": "5"',
  ]],
  ["yaml", "$4|a\nb\n|", ["|", "  a", "  b"]],
  ["yaml", "-ERR no|", ["{error: ERR no}"]],
];

for (const [format, wire, lines] of CASES) {
  test(`print: ${JSON.stringify(wire)} as ${format}`, () => {
    assert.equal(print(format, wire), `${lines.join("\n")}\n`);
  });
}

test("print: fields and scores in RESP2 look as in RESP3", () => {
  const [fields, scores] = ["*4|+a|+1|+b|*1|+2|", "*4|+a|$1|1|+b|$1|2|"];
  assert.equal(print("ndjson", fields, "hgetall h"), '{"a":"1","b":["2"]}\n');
  assert.equal(print("yaml", fields, "hgetall h"), print("yaml", fields.replace("*4", "%2")));
  assert.equal(print("ndjson", scores, "zrange z 0 -1 withscores"), '["a","1"]\n["b","2"]\n');
  assert.equal(print("ndjson", SCORES, "zrange z 0 -1 withscores"), '["a",1.5]\n["b",10]\n');
  assert.equal(print("ndjson", "*0|", "hgetall h"), "{}\n");
  assert.equal(print("ndjson", fields), '"a"\n"1"\n"b"\n["2"]\n');
});

test("print: bytes that are no text are base64 in our own formats", () => {
  const decoder = new ReplyDecoder();
  const shown = (format: Format) => {
    decoder.push(fromLatin1("$2\r\n\xff\x01\r\n"));
    return printerFor({ format }, false).reply(decoder.next()!, [fromLatin1("x")]);
  };
  assert.equal(shown("ndjson"), '{"base64":"/wE="}\n');
  assert.equal(shown("yaml"), "!!binary /wE=\n");
  assert.equal(shown("table"), "base64:/wE=\n");
});

test("print: every format prints every reply, and lines of JSON are JSON", () => {
  for (const [name, wire] of Object.entries(REPLIES)) {
    const decoder = new ReplyDecoder();
    decoder.push(fromLatin1(wire));
    const reply = decoder.next()!;
    for (const format of FORMATS) {
      const text = printerFor({ format }, false).reply(reply, [fromLatin1("x")]);
      if (format !== "ndjson") continue;
      for (const line of fromBytesText(text).split("\n").slice(0, -1)) {
        assert.doesNotThrow(() => JSON.parse(line), `${name}: ${line}`);
      }
    }
  }
});

test("print: a large reply looks the same when it is printed while it arrives", async () => {
  const count = 1000;
  const bulk = (text: string) => `$${text.length}|${text}|`;
  const items = Array.from({ length: count }, (_, i) => bulk(`item ${i}`)).join("");
  const pairs = Array.from({ length: count }, (_, i) => `:${i}|*2|${bulk("a")}${bulk("b")}`);
  for (const wire of [`*${count}|${items}`, `~${count}|${items}`, `%${count}|${pairs.join("")}`]) {
    for (const [elementDelimiter, replyDelimiter] of [["\n", "\n"], [", ", ""]]) {
      const streams = fakeStreams(false);
      streams.input.end();
      const { transport } = fakeServer(() => wire);
      const options = { transport, words: ["x"], elementDelimiter, replyDelimiter };
      assert.equal(await runRepl(options, () => Promise.resolve([]), streams), 0);
      const decoder = new ReplyDecoder();
      decoder.push(fromLatin1(wire.replaceAll("|", "\r\n")));
      const whole = printerFor(options, false).reply(decoder.next()!, [fromLatin1("x")]);
      assert.equal(streams.written(), whole);
    }
  }
});
