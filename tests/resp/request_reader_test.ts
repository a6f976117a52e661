import { test } from "node:test";
import assert from "node:assert/strict";
import process from "node:process";
import { Buffer } from "node:buffer";
import { ProtocolError } from "../../lib/resp/errors.ts";
import { RequestReader } from "../../lib/resp/request_reader.ts";
import { randomFrom } from "../support/random.ts";

const LIMITS = { bulkBytesMax: 512 * 1024 * 1024 };

/** Reads all commands, the bytes arriving in pieces that end at the given cuts. */
function readAll(wire: string, cuts: readonly number[] = []): string[][] {
  const bytes = new Uint8Array(Buffer.from(wire, "latin1"));
  const reader = new RequestReader(LIMITS);
  const commands: string[][] = [];
  let start = 0;
  for (const end of [...cuts, bytes.length]) {
    for (;;) {
      const next = reader.read(bytes, start, end);
      if (next < 0) break;
      const { args } = reader;
      if (args.count > 0) {
        commands.push(Array.from({ length: args.count }, (_, i) => args.text(i)));
      }
      start = next;
    }
  }
  return commands;
}

const WELL_FORMED: readonly [name: string, wire: string, commands: string[][]][] = [
  ["an array of bulk strings", "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", [["GET", "k"]]],
  ["an empty bulk string", "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n", [["ECHO", ""]]],
  [
    "a bulk string of more than nine bytes",
    "*2\r\n$4\r\nECHO\r\n$12\r\nhello\r\nworld\r\n",
    [["ECHO", "hello\r\nworld"]],
  ],
  [
    "a bulk string of a hundred bytes",
    `*2\r\n$4\r\nECHO\r\n$100\r\n${"x".repeat(100)}\r\n`,
    [["ECHO", "x".repeat(100)]],
  ],
  ["ten arguments", "*10\r\n" + "$1\r\na\r\n".repeat(10), [[..."aaaaaaaaaa"]]],
  ["binary", "*1\r\n$3\r\n\x00\xff\n\r\n", [["\x00\xff\n"]]],
  ["an inline command", "SET  k\tv\r\n", [["SET", "k", "v"]]],
  ["an inline command that ends in LF only", "PING\n", [["PING"]]],
  ["quotes", 'SET "a b" \'c"\' "\\x00\\n\\"" \'\\\'\'\r\n', [["SET", "a b", 'c"', '\x00\n"', "'"]]],
  ["empty quotes", "SET \"\" ''\r\n", [["SET", "", ""]]],
  ["empty lines", "\r\n\r\n\nPING\r\n", [["PING"]]],
  ["empty and negative arrays", "*0\r\n*-1\r\n*-100\r\n*1\r\n$4\r\nPING\r\n", [["PING"]]],
  [
    "both forms one after the other",
    "PING\r\n*1\r\n$4\r\nPING\r\nECHO a\r\n",
    [["PING"], ["PING"], ["ECHO", "a"]],
  ],
];

for (const [name, wire, commands] of WELL_FORMED) {
  test(`request: ${name} is read whole and at every cut`, () => {
    assert.deepEqual(readAll(wire), commands);
    for (let cut = 0; cut < wire.length; cut++) assert.deepEqual(readAll(wire, [cut]), commands);
    assert.deepEqual(readAll(wire, Array.from({ length: wire.length }, (_, i) => i)), commands);
  });
}

const MALFORMED: readonly [wire: string, message: string][] = [
  ["*3000000000\r\n", "invalid multibulk length"],
  ["*abc\r\n", "invalid multibulk length"],
  ["*1\r\nfoo\r\n", "expected '$', got 'f'"],
  ["*1\r\n:1\r\n", "expected '$', got ':'"],
  ["*1\r\n$-10\r\n", "invalid bulk length"],
  ["*1\r\n$2000000000\r\n", "invalid bulk length"],
  ["*1\r\n$blabla\r\n", "invalid bulk length"],
  ["*1\r\n$+1\r\n", "invalid bulk length"],
  ['SET "a\r\n', "unbalanced quotes in request"],
  ["SET 'a\r\n", "unbalanced quotes in request"],
  ['SET "a"b\r\n', "unbalanced quotes in request"],
  [`*${"1".repeat(70_000)}`, "too big mbulk count string"],
  [`*1\r\n$${"1".repeat(70_000)}`, "too big bulk count string"],
  ["x".repeat(70_000), "too big inline request"],
];

for (const [wire, message] of MALFORMED) {
  test(`request: ${JSON.stringify(wire.slice(0, 24))} is refused: ${message}`, () => {
    assert.throws(() => readAll(wire), new ProtocolError(message));
  });
}

test("request: before authentication, arrays and strings are kept short", () => {
  for (
    const [wire, message] of [
      ["*11\r\n", "unauthenticated multibulk length"],
      ["*1\r\n$16385\r\n", "unauthenticated bulk length"],
    ]
  ) {
    const reader = new RequestReader(LIMITS);
    reader.isRestricted = true;
    const bytes = new Uint8Array(Buffer.from(wire));
    assert.throws(() => reader.read(bytes, 0, bytes.length), new ProtocolError(message));
  }
});

test("request: a giant announced length allocates nothing", () => {
  const reader = new RequestReader(LIMITS);
  const bytes = new Uint8Array(Buffer.from("*2147483647\r\n$536870912\r\nabc"));
  assert.equal(reader.read(bytes, 0, bytes.length), -1);
  assert.equal(reader.missingBytes, 536870912 + 2 - 3);
  assert.ok(reader.args.starts.length <= 16);
});

test("request: a frame that moves in its buffer while it arrives is read all the same", () => {
  const wire = "*3\r\n$3\r\nSET\r\n$5\r\nhello\r\n$11\r\nworld world\r\n";
  for (let cut = 1; cut < wire.length; cut++) {
    const reader = new RequestReader(LIMITS);
    const first = new Uint8Array(Buffer.from("....." + wire));
    assert.equal(reader.read(first, 5, 5 + cut), -1);
    const second = new Uint8Array(Buffer.from(wire));
    reader.rebase(second, -5);
    assert.equal(reader.read(second, 0, second.length), second.length);
    const { args } = reader;
    assert.deepEqual([args.text(0), args.text(1), args.text(2)], ["SET", "hello", "world world"]);
  }
});

test("request: mutated frames neither crash nor hang nor exceed their bounds", () => {
  const random = randomFrom(7);
  const below = (n: number) => Math.floor(random() * n);
  const seeds = WELL_FORMED.map(([, wire]) => new Uint8Array(Buffer.from(wire, "latin1")));
  const alphabet = Buffer.from("*$:+-\r\n0123456789 \"'\\x\x00\xff", "latin1");
  const rounds = Number(process.env.RESPITE_FUZZ_ROUNDS ?? 200_000);
  let refused = 0;
  for (let round = 0; round < rounds; round++) {
    const parts = [seeds[below(seeds.length)], seeds[below(seeds.length)]];
    const bytes = new Uint8Array(Buffer.concat(parts));
    for (let i = below(4); i >= 0; i--) {
      bytes[below(bytes.length)] = alphabet[below(alphabet.length)];
    }
    const reader = new RequestReader(LIMITS);
    let start = 0;
    try {
      for (let end = below(bytes.length); start <= end;) {
        const next = reader.read(bytes, start, end);
        if (next < 0) {
          if (end === bytes.length) break;
          end = Math.min(bytes.length, end + 1 + below(8));
          continue;
        }
        assert.ok(next > start && next <= end);
        const { args } = reader;
        for (let i = 0; i < args.count; i++) {
          assert.ok(args.start(i) <= args.end(i) && args.end(i) <= args.bytes.length);
        }
        start = next;
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      refused++;
    }
    assert.ok(reader.args.starts.length <= 64);
  }
  assert.ok(refused > rounds / 100);
});
