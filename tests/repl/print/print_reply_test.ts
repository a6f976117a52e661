/** What is expected here was printed by redis-cli 7.0.15, except where a test says otherwise. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatInvalidation,
  formatRaw,
  formatText,
  isText,
} from "../../../lib/repl/print/print_reply.ts";
import { PRETTY } from "../../../lib/repl/print/printer.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { ReplyDecoder } from "../../../lib/resp/reply_decoder.ts";
import type { Reply } from "../../../lib/resp/value.ts";

const formatPretty = (reply: Reply) => PRETTY.reply(reply, []);

function decoded(wire: string): Reply {
  const decoder = new ReplyDecoder();
  decoder.push(fromLatin1(wire.replaceAll("|", "\r\n").replaceAll("¦", "|")));
  return decoder.next()!;
}

const ELEVEN = `*11|${":7|".repeat(11)}`;

/** Wire with `|` for line ends (and `¦` for the type), for people, for programs. */
const REPLIES: readonly (readonly [wire: string, pretty: string, raw: string])[] = [
  ["+OK|", "OK\n", "OK\n"],
  ["-ERR no|", "(error) ERR no\n", "ERR no\n\n"],
  [":12345|", "(integer) 12345\n", "12345\n"],
  ["$11|Hello World|", '"Hello World"\n', "Hello World\n"],
  ['$6|a"b\\n\xff|', '"a\\"b\\\\n\\xff"\n', 'a"b\\n\xff\n'],
  [",3.141|", "(double) 3.141\n", "3.141\n"],
  ["$-1|", "(nil)\n", "\n"],
  ["*-1|", "(nil)\n", "\n"],
  ["_|", "(nil)\n", "\n"],
  ["#t|", "(true)\n", "(true)\n"],
  ["#f|", "(false)\n", "(false)\n"],
  ["=8|txt:a\nb\xe9|", "a\nb\xe9\n", "a\nb\xe9\n"],
  ["*0|", "(empty array)\n", "\n"],
  ["~0|", "(empty set)\n", "\n"],
  ["%0|", "(empty hash)\n", "\n"],
  ["*3|:0|:1|:2|", "1) (integer) 0\n2) (integer) 1\n3) (integer) 2\n", "0\n1\n2\n"],
  ["~2|:0|:1|", "1~ (integer) 0\n2~ (integer) 1\n", "0\n1\n"],
  [">2|:0|:1|", "1> (integer) 0\n2> (integer) 1\n", "0\n1\n"],
  [
    "%2|:0|#f|:1|#t|",
    "1# (integer) 0 => (false)\n2# (integer) 1 => (true)\n",
    "0 (false)\n1 (true)\n",
  ],
  [
    "*3|:1|*3|:2|*3|:3|$1|x|*0|$-1|*1|$1|y|",
    "1) (integer) 1\n" +
    "2) 1) (integer) 2\n" +
    "   2) 1) (integer) 3\n" +
    '      2) "x"\n' +
    "      3) (empty array)\n" +
    "   3) (nil)\n" +
    '3) 1) "y"\n',
    "1\n2\n3\nx\n\n\ny\n",
  ],
  [
    "*1|%3|$1|a|,3.5|$1|c|%0|$1|b|~1|$1|x|",
    '1) 1# "a" => (double) 3.5\n   2# "c" => (empty hash)\n   3# "b" => 1~ "x"\n',
    "a 3.5\nc \nb x\n",
  ],
  [
    ELEVEN,
    Array.from({ length: 11 }, (_, i) => `${String(i + 1).padStart(2)}) (integer) 7\n`).join(""),
    "7\n".repeat(11),
  ],
];

for (const [wire, pretty, raw] of REPLIES) {
  test(`repl: the reply ${JSON.stringify(wire.slice(0, 40))} is printed as redis-cli does`, () => {
    assert.equal(formatPretty(decoded(wire)), pretty);
    assert.equal(formatRaw(decoded(wire)), raw);
  });
}

// redis-cli 7.0.15 knows neither of the two.
test("repl: big numbers and attributes are printed in the same manner", () => {
  assert.equal(
    formatPretty(decoded("(123456789012345678901|")),
    "(big number) 123456789012345678901\n",
  );
  assert.equal(
    formatPretty(decoded("*2|:1|¦1|+ttl|:9|$1|v|")),
    '1) (integer) 1\n2) 1| ttl => (integer) 9\n   "v"\n',
  );
});

test("repl: INFO and CLIENT LIST are texts to be read, GET is not", () => {
  const isShown = (line: string) => isText(line.split(" ").map(fromLatin1));
  assert.equal(isShown("info server"), true);
  assert.equal(isShown("client list"), true);
  assert.equal(isShown("client getname"), false);
  assert.equal(isShown("get info"), false);
  assert.equal(formatText(decoded("$6|a:1|b|")), "a:1\r\nb");
  assert.equal(formatText(decoded("-ERR no|")), "ERR no\n");
});

test("repl: keys that are no longer valid are told in one line", () => {
  assert.equal(
    formatInvalidation(decoded(">2|$10|invalidate|*2|$1|a|$1|b|")),
    "-> invalidate: 'a', 'b'\n",
  );
  assert.equal(formatInvalidation(decoded(">2|$7|message|*0|")), null);
});
