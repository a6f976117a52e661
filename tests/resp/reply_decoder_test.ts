import assert from "node:assert/strict";
import { test } from "node:test";
import { fromLatin1 } from "../../lib/resp/args.ts";
import { ProtocolError } from "../../lib/resp/errors.ts";
import { bulkOf, REPLY_LIMITS, ReplyDecoder } from "../../lib/resp/reply_decoder.ts";
import type { Reply } from "../../lib/resp/value.ts";

const one: Reply = { type: "integer", value: 1n };
const simple = (text: string): Reply => ({ type: "simple", text });

const WIRE: readonly (readonly [name: string, wire: string, reply: Reply])[] = [
  ["a simple string", "+OK\r\n", simple("OK")],
  ["an empty simple string", "+\r\n", simple("")],
  ["an error", "-ERR no\r\n", { type: "error", text: "ERR no" }],
  ["a bulk error", "!6\r\nERR\r\nx\r\n", { type: "error", text: "ERR\r\nx" }],
  ["an integer", ":-9223372036854775808\r\n", { type: "integer", value: -(2n ** 63n) }],
  ["a bulk string", "$4\r\na\r\n\xff\r\n", bulkOf("a\r\n\xff")],
  ["an empty bulk string", "$0\r\n\r\n", bulkOf("")],
  ["the null string of RESP2", "$-1\r\n", { type: "nil", of: "bulk" }],
  ["the null array of RESP2", "*-1\r\n", { type: "nil", of: "array" }],
  ["the null of RESP3", "_\r\n", { type: "nil", of: "any" }],
  ["an empty array", "*0\r\n", { type: "array", items: [] }],
  ["a nested array", "*2\r\n:1\r\n*2\r\n*0\r\n:1\r\n", {
    type: "array",
    items: [one, { type: "array", items: [{ type: "array", items: [] }, one] }],
  }],
  ["a set", "~1\r\n:1\r\n", { type: "set", items: [one] }],
  ["a push", ">2\r\n+message\r\n:1\r\n", { type: "push", items: [simple("message"), one] }],
  ["a map", "%1\r\n+k\r\n%0\r\n", {
    type: "map",
    pairs: [[simple("k"), { type: "map", pairs: [] }]],
  }],
  ["booleans", "*2\r\n#t\r\n#f\r\n", {
    type: "array",
    items: [{ type: "boolean", value: true }, { type: "boolean", value: false }],
  }],
  ["doubles", "*4\r\n,3.10\r\n,-inf\r\n,nan\r\n,1e-7\r\n", {
    type: "array",
    items: [
      { type: "double", value: 3.1, text: "3.10" },
      { type: "double", value: -Infinity, text: "-inf" },
      { type: "double", value: NaN, text: "nan" },
      { type: "double", value: 1e-7, text: "1e-7" },
    ],
  }],
  ["a big number", `(${10n ** 30n}\r\n`, { type: "bignumber", value: 10n ** 30n }],
  ["a verbatim string", "=6\r\ntxt:\r\n\r\n", {
    type: "verbatim",
    format: "txt",
    bytes: fromLatin1("\r\n"),
  }],
  ["attributes", "|1\r\n+ttl\r\n:1\r\n*1\r\n|1\r\n+a\r\n+b\r\n:1\r\n", {
    type: "array",
    items: [{ ...one, attributes: [[simple("a"), simple("b")]] }],
    attributes: [[simple("ttl"), one]],
  }],
  ["attributes of an empty array", "|1\r\n+a\r\n+b\r\n*0\r\n", {
    type: "array",
    items: [],
    attributes: [[simple("a"), simple("b")]],
  }],
  ["no attributes", "|0\r\n:1\r\n", { ...one, attributes: [] }],
  ["a streamed string", "$?\r\n;2\r\nab\r\n;1\r\n\n\r\n;0\r\n", bulkOf("ab\n")],
  ["streamed aggregates", "*?\r\n%?\r\n+k\r\n~?\r\n.\r\n.\r\n:1\r\n.\r\n", {
    type: "array",
    items: [{ type: "map", pairs: [[simple("k"), { type: "set", items: [] }]] }, one],
  }],
];

for (const [name, wire, reply] of WIRE) {
  test(`reply decoder: ${name} is read whole, and waits at every cut`, () => {
    const bytes = fromLatin1(wire);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const decoder = new ReplyDecoder();
      decoder.push(bytes.slice(0, cut));
      if (cut < bytes.length) assert.equal(decoder.next(), undefined);
      decoder.push(bytes.slice(cut));
      assert.deepEqual(decoder.next(), reply);
      assert.equal(decoder.next(), undefined);
      assert.equal(decoder.pendingBytes, 0);
    }
  });
}

test("reply decoder: all values one after another, byte by byte", () => {
  const decoder = new ReplyDecoder();
  const replies: Reply[] = [];
  for (const byte of fromLatin1(WIRE.map(([, wire]) => wire).join(""))) {
    decoder.push(Uint8Array.of(byte));
    for (let reply; (reply = decoder.next()) !== undefined;) replies.push(reply);
  }
  assert.deepEqual(replies, WIRE.map(([, , reply]) => reply));
});

const WRONG: readonly (readonly [wire: string, message: RegExp])[] = [
  ["x\r\n", /expected a type, got 'x'/],
  ["\r\n", /expected a type/],
  [":1x\r\n", /invalid integer/],
  ["(1.5\r\n", /invalid big number/],
  [",one\r\n", /invalid double/],
  ["#x\r\n", /invalid boolean/],
  ["_1\r\n", /invalid null/],
  ["$-2\r\n", /invalid bulk length/],
  ["$2\r\nabc\r\n", /without its line end/],
  ["=3\r\nabc\r\n", /invalid verbatim/],
  ["*-2\r\n", /invalid multibulk length/],
  [";1\r\nx\r\n", /expected a type, got ';'/],
  ["$?\r\n+x\r\n", /expected ';', got '\+'/],
  [".\r\n", /not begun/],
  ["*1\r\n.\r\n", /not begun/],
  ["%?\r\n+k\r\n.\r\n", /key without a value/],
  ["$101\r\n", /invalid bulk length/],
  ["*11\r\n", /invalid multibulk length/],
  ["%6\r\n", /invalid multibulk length/],
  ["$?\r\n;60\r\n" + "x".repeat(60) + "\r\n;60\r\n", /invalid bulk length/],
  ["+" + "x".repeat(200), /too long a line/],
  ["*1\r\n".repeat(4), /too deeply nested/],
];

for (const [wire, message] of WRONG) {
  test(`reply decoder: ${JSON.stringify(wire.slice(0, 30))} is refused`, () => {
    const decoder = new ReplyDecoder({
      bulkBytesMax: 100,
      lineBytesMax: 100,
      countMax: 10,
      depthMax: 3,
    });
    decoder.push(fromLatin1(wire));
    assert.throws(() => {
      while (decoder.next() !== undefined);
    }, (error) => error instanceof ProtocolError && message.test(error.message));
  });
}

test("reply decoder: a reply keeps its bytes when the buffer is used again", () => {
  const decoder = new ReplyDecoder(REPLY_LIMITS);
  const bytes = fromLatin1("$3\r\nabc\r\n");
  decoder.push(bytes);
  const reply = decoder.next();
  bytes.fill(0);
  assert.deepEqual(reply, bulkOf("abc"));
});

/** Numbers that look random and come again from the same seed (Marsaglia's xorshift). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const TYPES = "+-:$*_#,(!=%~>|;.?\r\n-0129";

/** Valid frames in a row, with a few bytes changed, lost, added or repeated. */
function mutated(random: (below: number) => number): Uint8Array {
  const frames = Array.from({ length: 1 + random(4) }, () => WIRE[random(WIRE.length)][1]);
  const chars = [...frames.join("")];
  for (let changes = random(5); changes > 0; changes--) {
    const at = random(chars.length);
    const char = random(3) > 0 ? TYPES[random(TYPES.length)] : String.fromCharCode(random(256));
    const length = random(3);
    if (random(5) > 0) chars.splice(at, length, char);
    else chars.splice(at, 0, ...chars.slice(random(chars.length), at + 8));
  }
  return fromLatin1(chars.join(""));
}

/** What comes of these bytes, cut where `next` says: replies, and the message of the failure. */
function outcome(
  bytes: Uint8Array,
  next: (at: number) => number,
): { replies: Reply[]; end: string } {
  const decoder = new ReplyDecoder({ ...REPLY_LIMITS, depthMax: 8, bulkBytesMax: 4096 });
  const replies: Reply[] = [];
  try {
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(next(at), bytes.length);
      decoder.push(bytes.subarray(at, end));
      at = end;
      for (let reply; (reply = decoder.next()) !== undefined;) replies.push(reply);
    }
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    return { replies, end: error.message };
  }
  return { replies, end: "" };
}

test("reply decoder: mutated frames end in values or a ProtocolError, however they are cut", () => {
  const random = seeded(20240229);
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const bytes = mutated(random);
    const whole = outcome(bytes, () => bytes.length);
    assert.deepEqual(outcome(bytes, (at) => at + 1 + random(6)), whole);
    if (whole.end !== "") refused++;
  }
  assert.ok(refused > 2000 && refused < 18_000, `${refused} of 20000 were refused`);
});

test("reply decoder: elements that were read wait no longer in the buffer", () => {
  const bytes = fromLatin1(`*50000\r\n${":1\r\n".repeat(50_000)}`);
  const decoder = new ReplyDecoder();
  for (let at = 0; at < bytes.length - 16; at += 16) {
    decoder.push(bytes.subarray(at, at + 16));
    assert.equal(decoder.next(), undefined);
    assert.ok(decoder.pendingBytes < 4);
  }
});
