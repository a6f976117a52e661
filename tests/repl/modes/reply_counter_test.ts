import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ReplyCounter } from "../../../lib/repl/modes/reply_counter.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";

/** In the wire, `|` stands for a line end, and `^` for `|`. */
const WIRES: readonly (readonly [
  name: string,
  wire: string,
  replies: number,
  errors?: readonly string[],
])[] = [
  ["lines", "+OK|:1|,1.5|#t|_|(99999999999999999999|", 6],
  ["strings, and null", "$3|a\r\n|$0||$-1|=7|txt:abc|", 4],
  ["errors", "+OK|-ERR one|!7|ERR two|:1|", 4, ["ERR one", "ERR two"]],
  ["an array as one", "*3|+a|$1|b|*2|:1|*0|", 1],
  ["arrays that are nothing", "*0|*-1|%0|~0|", 4],
  ["no errors within others", "*2|-ERR in|+OK|-ERR out|", 2, ["ERR out"]],
  ["a map as one, with its keys and values", "%2|+a|:1|+b|*2|:2|:3|:9|", 2],
  ["no pushes", ">2|+message|*1|+a|+OK|>0|", 1],
  ["no attributes", "^1|+ttl|:1|+OK|^0|*2|+a|^1|+x|+y|+b|", 2],
];

for (const [name, wire, replies, errors = []] of WIRES) {
  test(`ReplyCounter counts ${name}, wherever the pieces end`, () => {
    const bytes = fromLatin1(wire.replaceAll("|", "\r\n").replaceAll("^", "|"));
    for (let cut = 0; cut < bytes.length; cut++) {
      const texts: string[] = [];
      const counter = new ReplyCounter((text) => texts.push(text));
      counter.push(bytes.slice(0, cut));
      counter.push(bytes.slice(cut));
      assert.deepEqual(
        [counter.replies, counter.errors, texts],
        [replies, errors.length, errors],
        `cut at ${cut}`,
      );
    }
  });
}

test("ReplyCounter: the last reply ends the count, and nothing that looks like it", () => {
  const last = "0123456789\r\n01234567";
  const wire = `*1\r\n$20\r\n${last}\r\n$20\r\n${last.replace("7", "8")}\r\n$20\r\n${last}\r\n`;
  fc.assert(
    fc.property(fc.array(fc.nat(wire.length - 1), { maxLength: 5 }), (cuts) => {
      const counter = new ReplyCounter(() => {});
      counter.expectLast(fromLatin1(last));
      let at = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), wire.length]) {
        assert.equal(counter.isDone, false);
        counter.push(fromLatin1(wire.slice(at, cut)));
        at = cut;
      }
      assert.deepEqual([counter.isDone, counter.replies], [true, 2]);
    }),
    { numRuns: 50 },
  );
});

for (const wire of ["what?\r\n", "$x\r\n", "*1\r\n$\r\n", "*?\r\n"]) {
  test(`ReplyCounter refuses ${JSON.stringify(wire)}`, () => {
    assert.throws(() => new ReplyCounter(() => {}).push(fromLatin1(wire)), /Protocol|got|length/);
  });
}
