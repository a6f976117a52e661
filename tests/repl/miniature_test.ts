import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeLine, formatJson } from "../../lib/repl/miniature.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { ReplyDecoder } from "../../lib/resp/reply_decoder.ts";

/** Line, and its request with `|` for line ends. */
const LINES: readonly (readonly [line: string, wire: string | null])[] = [
  ["get k", "*2|$3|get|$1|k|"],
  ["set k 12", "*3|$3|set|$1|k|:12|"],
  ['set k "12"', "*3|$3|set|$1|k|$2|12|"],
  ["set k 1.5", "*3|$3|set|$1|k|,1.5|"],
  ["set k null", "*3|$3|set|$1|k|$-1|"],
  ["set k true", "*3|$3|set|$1|k|#t|"],
  ['set k "a b\\x00"', "*3|$3|set|$1|k|$4|a b\0|"],
  ["set k é", "*3|$3|set|$1|k|$2|\xc3\xa9|"],
  ['mset a [1, "]", [null]] b 2', "*5|$4|mset|$1|a|*3|:1|$1|]|*1|$-1|$1|b|:2|"],
  ['set k {"vx": {"vy": 0, "vz": [1,2]}}', "*3|$3|set|$1|k|%1|$2|vx|%2|$2|vy|:0|$2|vz|*2|:1|:2|"],
  ["", "*0|"],
  ["set k [1", null],
  ["set k [x]", null],
  ['set k "open', null],
];

for (const [line, wire] of LINES) {
  test(`repl: in the miniature dialect, ${JSON.stringify(line)} is typed`, () => {
    const frame = encodeLine(line);
    const sent = frame && latin1(frame, 0, frame.length).replaceAll("\r\n", "|");
    assert.equal(sent, wire);
  });
}

const REPLIES: readonly (readonly [wire: string, json: string])[] = [
  [":3|", "3"],
  ["$-1|", "null"],
  ["$2|\xc3\xa9|", '"é"'],
  ["$1|\xff|", '"\\xff"'],
  ["*2|$1|a|*0|", '["a", []]'],
  ["%2|$1|a|:1|:2|%0|", '{"a": 1, "2": {}}'],
  ["-ERR unknown command|", "(error) ERR unknown command"],
  [",1.5|", "1.5"],
  ["#t|", "true"],
];

for (const [wire, json] of REPLIES) {
  test(`repl: in the miniature dialect, the reply ${JSON.stringify(wire)} is JSON`, () => {
    const decoder = new ReplyDecoder();
    decoder.push(fromLatin1(wire.replaceAll("|", "\r\n")));
    assert.equal(formatJson(decoder.next()!), `${json}\n`);
  });
}
