/** Large replies in parts: put together again they are what is read whole, however they are cut. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fromLatin1 } from "../../lib/resp/args.ts";
import {
  bulkOf,
  ReplyDecoder,
  type ReplyHead,
  type ReplyPart,
} from "../../lib/resp/reply_decoder.ts";
import type { Reply, ReplyPair } from "../../lib/resp/value.ts";

const one: Reply = { type: "integer", value: 1n };

/** All parts of these bytes, which arrive in pieces that end at the cuts. */
function partsOf(wire: string, piecesFrom: number, cuts: readonly number[] = []): ReplyPart[] {
  const bytes = fromLatin1(wire);
  const decoder = new ReplyDecoder();
  decoder.piecesFrom = piecesFrom;
  const parts: ReplyPart[] = [];
  let start = 0;
  for (const cut of [...cuts, bytes.length]) {
    decoder.push(bytes.slice(start, cut));
    start = cut;
    for (let part; (part = decoder.nextPart()) !== undefined;) parts.push(part);
  }
  assert.equal(decoder.pendingBytes, 0);
  return parts;
}

/** The replies that parts make up. */
function together(parts: readonly ReplyPart[]): Reply[] {
  const replies: Reply[] = [];
  let head: ReplyHead | null = null;
  let items: Reply[] = [];
  let pairs: ReplyPair[] = [];
  for (const part of parts) {
    if (part.part === "whole") replies.push(part.reply);
    else if (part.part === "head") [head, items, pairs] = [part.head, [], []];
    else if (part.part === "item") items.push(part.item);
    else if (part.part === "pair") pairs.push(part.pair);
    else {
      const { type, count, attributes }: ReplyHead = head!;
      const body: Reply = type === "map" ? { type, pairs } : { type, items };
      assert.ok(count === Infinity || count === pairs.length + items.length);
      replies.push(attributes === undefined ? body : { ...body, attributes });
    }
  }
  return replies;
}

const WIRE: readonly (readonly [name: string, wire: string, parts: string])[] = [
  ["an array", "*2\r\n:1\r\n$2\r\nab\r\n", "head item item end"],
  ["a map", "%2\r\n+a\r\n:1\r\n+b\r\n*1\r\n:2\r\n", "head pair pair end"],
  ["a set", "~1\r\n:1\r\n", "head item end"],
  ["arrays in an array", "*2\r\n*2\r\n:1\r\n:2\r\n%1\r\n+a\r\n*0\r\n", "head item item end"],
  ["an empty array", "*0\r\n", "whole"],
  ["an empty map", "%0\r\n", "whole"],
  ["a push", ">2\r\n+message\r\n:1\r\n", "whole"],
  ["what is no aggregate", "+OK\r\n", "whole"],
  ["a streamed array", "*?\r\n:1\r\n*?\r\n:2\r\n.\r\n.\r\n", "head item item end"],
  ["a streamed array of nothing", "*?\r\n.\r\n", "head end"],
  ["a streamed map", "%?\r\n+a\r\n$?\r\n;2\r\nhi\r\n;0\r\n.\r\n", "head pair end"],
  ["attributes", "|1\r\n+a\r\n+b\r\n*1\r\n|1\r\n+c\r\n*1\r\n:1\r\n:1\r\n", "head item end"],
  ["two replies", "*1\r\n:1\r\n*1\r\n:2\r\n", "head item end head item end"],
];

for (const [name, wire, kinds] of WIRE) {
  test(`reply parts: ${name} comes as ${kinds}, at every cut`, () => {
    const whole = together(partsOf(wire, Infinity));
    for (let cut = 0; cut <= wire.length; cut++) {
      const parts = partsOf(wire, 1, [cut]);
      assert.equal(parts.map(({ part }) => part).join(" "), kinds);
      assert.deepEqual(together(parts), whole);
    }
    const bytewise = partsOf(wire, 1, Array.from({ length: wire.length }, (_, i) => i));
    assert.deepEqual(together(bytewise), whole);
  });
}

test("reply parts: elements are handed out before the rest is there", () => {
  const decoder = new ReplyDecoder();
  decoder.piecesFrom = 3;
  decoder.push(fromLatin1("*3\r\n:1\r\n$2\r\nab"));
  assert.deepEqual(decoder.nextPart(), { part: "head", head: { type: "array", count: 3 } });
  assert.deepEqual(decoder.nextPart(), { part: "item", item: one });
  assert.equal(decoder.nextPart(), undefined);
  decoder.push(fromLatin1("\r\n"));
  assert.deepEqual(decoder.nextPart(), { part: "item", item: bulkOf("ab") });
  assert.equal(decoder.nextPart(), undefined);
});

test("reply parts: a smaller aggregate comes whole; a map counts its pairs", () => {
  assert.deepEqual(partsOf("*2\r\n:1\r\n:1\r\n", 3).map(({ part }) => part), ["whole"]);
  assert.deepEqual(partsOf("%1\r\n:1\r\n:1\r\n", 2).map(({ part }) => part), ["whole"]);
  const [{ part }] = partsOf("%2\r\n:1\r\n:1\r\n:1\r\n:1\r\n", 2);
  assert.equal(part, "head");
});

test("reply parts: errors in the middle are those of the whole", () => {
  const decoder = new ReplyDecoder();
  decoder.piecesFrom = 1;
  decoder.push(fromLatin1("*2\r\n:1\r\n:x\r\n"));
  decoder.nextPart();
  decoder.nextPart();
  assert.throws(() => decoder.nextPart(), /invalid integer/);
  const streamed = new ReplyDecoder();
  streamed.piecesFrom = 1;
  streamed.push(fromLatin1("%?\r\n+a\r\n.\r\n"));
  streamed.nextPart();
  assert.throws(() => streamed.nextPart(), /key without a value/);
});

test("reply parts: any replies, cut anywhere, are what is read whole", () => {
  const leaf = fc.constantFrom(":1\r\n", "$3\r\na\r\n\r\n", "+x\r\n", "_\r\n", "*-1\r\n", "-E\r\n");
  const { wire } = fc.letrec<{ wire: string }>((tie) => {
    const list = fc.array(tie("wire"), { maxLength: 4 });
    return {
      wire: fc.oneof(
        { maxDepth: 3 },
        leaf,
        list.map((items) => `*${items.length}\r\n${items.join("")}`),
        list.map((items) => `~?\r\n${items.join("")}.\r\n`),
        list.map((items) => `%${items.length}\r\n${items.map((item) => `+k\r\n${item}`).join("")}`),
        tie("wire").map((item) => `|1\r\n+k\r\n+v\r\n${item}`),
      ),
    };
  });
  fc.assert(
    fc.property(
      fc.array(wire, { minLength: 1, maxLength: 3 }),
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
      (wires, piecesFrom, shares) => {
        const text = wires.join("");
        const cuts = shares.map((share) => Math.floor(share * text.length)).sort((a, b) => a - b);
        assert.deepEqual(
          together(partsOf(text, piecesFrom, cuts)),
          together(partsOf(text, Infinity)),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("reply parts: a piecewise reply of a million elements leaves nothing behind", () => {
  const chunk = fromLatin1(":1\r\n".repeat(10_000));
  const decoder = new ReplyDecoder();
  decoder.piecesFrom = 1000;
  decoder.push(fromLatin1("*1000000\r\n"));
  assert.equal(decoder.nextPart()?.part, "head");
  let items = 0;
  for (let i = 0; i < 100; i++) {
    decoder.push(chunk);
    for (let part; (part = decoder.nextPart()) !== undefined;) if (part.part === "item") items++;
    assert.equal(decoder.pendingBytes, 0);
  }
  assert.equal(items, 1_000_000);
});
