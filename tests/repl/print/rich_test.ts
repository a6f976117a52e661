/** Replies as people see them on a terminal. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PRETTY, type Printer } from "../../../lib/repl/print/printer.ts";
import { RichPrinter } from "../../../lib/repl/print/rich.ts";
import { COLOURED, PLAIN, withoutColours } from "../../../lib/repl/print/theme.ts";
import { toBytesText } from "../../../lib/repl/print/utf8.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { ReplyDecoder, type ReplyHead } from "../../../lib/resp/reply_decoder.ts";
import type { Reply } from "../../../lib/resp/value.ts";
import { REPLY } from "./arbitrary.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const SECONDS = NOW / 1000;
const base = { columns: () => 60, now: () => NOW };
const recognising = new RichPrinter({ ...base, theme: PLAIN, isRecognising: true });
const coloured = new RichPrinter({ ...base, theme: COLOURED, isRecognising: true });

const words = (line: string) => line.split(" ").map(fromLatin1);

function decoded(wire: string): Reply {
  const decoder = new ReplyDecoder();
  decoder.push(fromLatin1(wire.replaceAll("|", "\r\n")));
  return decoder.next()!;
}

/** Arrays of strings; numbers are integers. */
type Plain = string | number | null | readonly Plain[];

function replyOf(value: Plain): Reply {
  if (value === null) return { type: "nil", of: "bulk" };
  if (typeof value === "number") return { type: "integer", value: BigInt(value) };
  if (typeof value === "string") return { type: "bulk", bytes: fromLatin1(toBytesText(value)) };
  return { type: "array", items: value.map(replyOf) };
}

test("rich: colours change no character", () => {
  fc.assert(
    fc.property(
      REPLY,
      fc.constantFrom("GET k", "HGETALL h", "XRANGE s", "TTL k"),
      (reply, line) => {
        const texts = [coloured, recognising].map((printer) => printer.reply(reply, words(line)));
        assert.equal(withoutColours(texts[0]), withoutColours(texts[1]));
      },
    ),
    { numRuns: 300 },
  );
});

test("rich: what a command says of itself is text, and no list", () => {
  const manual = decoded("*2|+OBJECT <subcommand>. Subcommands are:|+    ENCODING <key>|");
  const text = "OBJECT <subcommand>. Subcommands are:\n    ENCODING <key>\n";
  assert.equal(recognising.reply(manual, words("object help")), text);
  assert.match(recognising.reply(manual, words("HGET help x")), /^1\) OBJECT/);
  assert.equal(recognising.reply(decoded("*1|$1|a|"), words("LPOP help")), '1) "a"\n');
});

/** The reply printed piece by piece. */
function inPieces(printer: Printer, reply: Reply, line: string): string {
  const { attributes } = reply;
  const count = reply.type === "map"
    ? reply.pairs.length
    : (reply as Extract<Reply, { items: unknown }>).items.length;
  const head: ReplyHead = { type: reply.type as ReplyHead["type"], count };
  const pieces = printer.pieces!(
    attributes === undefined ? head : { ...head, attributes },
    words(line),
  );
  let text = pieces.begin();
  if (reply.type === "map") { for (const pair of reply.pairs) text += pieces.pair(pair); }
  else if ("items" in reply) { for (const item of reply.items) text += pieces.item(item); }
  return text + pieces.end();
}

test("rich: printed while it arrives, a reply is what it is when it is printed whole", () => {
  const lines = ["LRANGE l 0 -1", "HGETALL h", "ZRANGE z 0 -1 WITHSCORES", "XRANGE s - +", "TIME"];
  const aggregate = REPLY.filter(({ type }) => ["array", "set", "map"].includes(type));
  fc.assert(
    fc.property(aggregate, fc.constantFrom(...lines), (reply, line) => {
      // A mixture of pairs and others is no reply of these commands.
      const isMixed = reply.type === "array" && lines.indexOf(line) > 0 &&
        lines.indexOf(line) < 3 &&
        (reply.items.length % 2 !== 0 ||
          reply.items.some((item) => "items" in item && item.items.length === 2));
      fc.pre(!isMixed);
      assert.equal(inPieces(coloured, reply, line), coloured.reply(reply, words(line)));
      assert.equal(inPieces(PRETTY, reply, line), PRETTY.reply(reply, words(line)));
    }),
    { numRuns: 300 },
  );
});

test("rich: pairs that come nested are pairs, in pieces as well", () => {
  const nested = replyOf([["a", "1"], ["b", "2"]]);
  const text = '1) "a" => 1\n2) "b" => 2\n';
  assert.equal(recognising.reply(nested, words("ZRANGE z 0 -1 WITHSCORES")), text);
  assert.equal(inPieces(recognising, nested, "ZRANGE z 0 -1 WITHSCORES"), text);
});

const SHAPES: readonly (readonly [line: string, reply: Plain, text: string])[] = [
  ["GET k", "mañana 東京 👩‍👩‍👧", '"mañana 東京 👩‍👩‍👧"\n'],
  [
    "GET k",
    "tab\tbell\x07 esc\x1b[31m \u202e \u0085",
    '"tab\\tbell\\a esc\\x1b[31m \\xe2\\x80\\xae \\xc2\\x85"\n',
  ],
  ["GET k", '{"b":1, "a":[1,2.50,null]}', '{"b": 1, "a": [1, 2.50, null]}\n'],
  ["GET k", '{"b": nonsense}', '"{\\"b\\": nonsense}"\n'],
  ["GET k", "[1,2]", "[1, 2]\n"],
  ["GET k", "12", '"12"\n'],
  [
    "LRANGE l 0 -1",
    ['{"id":12345678901234567890,"text":"a text that does not fit on a line"}', "x"],
    '1) {\n     "id": 12345678901234567890,\n     "text": "a text that does not fit on a line"\n   }\n2) "x"\n',
  ],
  ["TTL k", 300, "(integer) 300  5m, until 2026-11-21 12:05:00Z\n"],
  ["PTTL k", 1500, "(integer) 1500  1.5s, until 2026-11-21 12:00:01Z\n"],
  ["TTL k", -1, "(integer) -1\n"],
  ["STRLEN k", 300, "(integer) 300\n"],
  ["EXPIRETIME k", SECONDS, `(integer) ${SECONDS}  2026-11-21 12:00:00Z\n`],
  ["EXPIRETIME k", 12, "(integer) 12\n"],
  [
    "HTTL h FIELDS 2 a b",
    [60, -2],
    "1) (integer) 60  1m, until 2026-11-21 12:01:00Z\n2) (integer) -2\n",
  ],
  ["LASTSAVE", SECONDS, `(integer) ${SECONDS}  2026-11-21 12:00:00Z\n`],
  ["time", [`${SECONDS}`, "12"], `1) "${SECONDS}"  2026-11-21 12:00:00Z\n2) "12"\n`],
  ["OBJECT IDLETIME k", 90, "(integer) 90  1m 30s\n"],
  ["HGETALL h", ["a", "1", "b", '{"x":1}'], '1# "a" => "1"\n2# "b" => {"x": 1}\n'],
  [
    "HGETALL h",
    ["document", '{"some":"text","and":["more","of","it"]}'],
    '1# "document" => {\n     "some": "text",\n     "and": ["more", "of", "it"]\n   }\n',
  ],
  ["HGETALL h", [], "(empty array)\n"],
  ["CONFIG GET max*", ["maxmemory", "0"], '1# "maxmemory" => "0"\n'],
  ["ZRANGE z 0 -1 WITHSCORES", ["a", "1", "b", "inf"], '1) "a" => 1\n2) "b" => inf\n'],
  ["ZRANGE z 0 -1", ["a", "1"], '1) "a"\n2) "1"\n'],
  ["HSCAN h 0", ["0", ["f", "v"]], '1) "0"\n2) 1# "f" => "v"\n'],
  ["XADD s * f v", `${NOW}-0`, `"${NOW}-0"  2026-11-21 12:00:00Z\n`],
  [
    "XRANGE s - +",
    [[`${NOW}-1`, ["f", "v", "g", "w"]], ["5-1", ["f", "v"]]],
    `1) "${NOW}-1"  2026-11-21 12:00:00Z\n   "f" => "v"\n   "g" => "w"\n2) "5-1"\n   "f" => "v"\n`,
  ],
  [
    "XREAD STREAMS s 0",
    [["s", [["5-1", ["f", "v"]]]]],
    '1# "s" => \n   1) "5-1"\n      "f" => "v"\n',
  ],
  ["XCLAIM s g c 0 5-1 JUSTID", ["5-1"], '1) "5-1"\n'],
  [
    "GEOPOS g a b",
    [["13.361389", "38.115556"], null],
    "1) 13.361389, 38.115556  longitude, latitude\n2) (nil)\n",
  ],
  [
    "SLOWLOG GET",
    [[7, SECONDS, 15200, ["KEYS", "a b"], "127.0.0.1:1", "me"]],
    '1) #7  2026-11-21 12:00:00Z  15.2ms  127.0.0.1:1  me\n   "KEYS" "a b"\n',
  ],
  [
    "COMMAND INFO get nothing",
    [["get", 2, ["readonly", "fast"], 1, 1, 1, ["@read"]], null],
    "1) get  arity 2  keys 1..1 step 1  readonly fast  @read\n2) (nil)\n",
  ],
  [
    "XPENDING s g",
    [1, "5-1", "5-1", [["c", "1"]]],
    '1) (integer) 1\n2) "5-1"\n3) "5-1"\n4) 1) 1) "c"\n      2) "1"\n',
  ],
  ["INFO", "# Server\r\nrole:master\r\n", "# Server\r\nrole:master\r\n"],
];

for (const [line, reply, text] of SHAPES) {
  test(`rich: ${line} → ${JSON.stringify(text)}`, () => {
    assert.equal(recognising.reply(replyOf(reply), words(line)), toBytesText(text));
  });
}

test("rich: bytes that are no text are dumped, short ones escaped", () => {
  const bytes = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\x56\xca\x48\xcd\xc9\xff\xfe";
  assert.equal(
    recognising.reply(decoded(`*2|$3|\x00\x01\x02|$18|${bytes}|`), words("LRANGE l 0 -1")),
    '1) "\\x00\\x01\\x02"\n' +
      "2) (18 bytes, gzip)  \\as gzip shows what is in it\n" +
      "   00000000  1f 8b 08 00 00 00 00 00  00 03 ab 56 ca 48 cd c9  |...........V.H..|\n" +
      "   00000010  ff fe                                             |..|\n",
  );
  const long = recognising.reply(decoded(`$600|${"\x01".repeat(600)}|`), words("GET k"));
  assert.match(long, /^\(600 bytes\)\n0{8} {2}(?:.*\n){32}\.\.\. 88 more bytes\n$/);
});

const grey = (text: string) => `\x1b[90m${text}\x1b[39m`;
const yellow = (text: string) => `\x1b[33m${text}\x1b[39m`;
const green = (text: string) => `\x1b[32m${text}\x1b[39m`;
const cyan = (text: string) => `\x1b[36m${text}\x1b[39m`;

const COLOURS: readonly (readonly [line: string, wire: string, text: string])[] = [
  ["GET k", "$1|a|", green('"a"')],
  ["SET k v", "+OK|", "\x1b[1mOK\x1b[22m"],
  ["INCR k", ":1|", grey("(integer) ") + yellow("1")],
  ["ZSCORE k", ",1.5|", grey("(double) ") + yellow("1.5")],
  ["X", `(${10n ** 20n}|`, grey("(big number) ") + yellow(`${10n ** 20n}`)],
  ["X", "#t|", "\x1b[35m(true)\x1b[39m"],
  ["GET k", "_|", grey("(nil)")],
  ["GET k", "-ERR no|", "\x1b[31m(error) ERR no\x1b[39m"],
  ["X", "=5|txt:a|", "a"],
  ["X", "~1|+x|", `${grey("1~ ")}\x1b[1mx\x1b[22m`],
  ["X", "*0|", grey("(empty array)")],
  ["X", "%1|$1|a|:1|", grey("1# ") + cyan('"a"') + grey(" => ") + grey("(integer) ") + yellow("1")],
  ["TTL k", ":60|", grey("(integer) ") + yellow("60") + grey("  1m, until 2026-11-21 12:01:00Z")],
  ["GET k", '$9|{"a":"b"}|', grey("{") + cyan('"a"') + grey(":") + " " + green('"b"') + grey("}")],
];

for (const [line, wire, text] of COLOURS) {
  test(`rich: the colours of ${JSON.stringify(wire)}`, () => {
    assert.equal(coloured.reply(decoded(wire), words(line)), `${text}\n`);
  });
}

test("rich: texts for people have coloured headings, names and numbers", () => {
  const text = "# Server\r\nversion:7.0\r\nrole:master\r\ndb0:keys=1,ttl=0\r\n";
  const info = decoded(`$${text.length}|${text}|`);
  assert.equal(
    coloured.reply(info, words("INFO")),
    "\x1b[1m\x1b[4m# Server\x1b[24m\x1b[22m\r\n" +
      `${cyan("version")}${grey(":")}${yellow("7.0")}\r\n` +
      `${cyan("role")}${grey(":")}${green("master")}\r\n` +
      `${cyan("db0")}${grey(":")}${cyan("keys")}${grey("=")}${yellow("1")}${grey(",")}` +
      `${cyan("ttl")}${grey("=")}${yellow("0")}\r\n`,
  );
  const clients = coloured.reply(decoded("$9|id=3 a=b\n|"), words("client list"));
  assert.equal(
    clients,
    `${cyan("id")}${grey("=")}${yellow("3")} ${cyan("a")}${grey("=")}${green("b")}\n`,
  );
  const lolwut = "Georg Nees\n";
  assert.equal(coloured.reply(decoded(`$11|${lolwut}|`), words("LOLWUT")), lolwut);
});

test("rich: attributes and pushes", () => {
  const reply: Reply = {
    type: "integer",
    value: 1n,
    attributes: [[{ type: "simple", text: "ttl" }, { type: "integer", value: 3n }]],
  };
  assert.equal(recognising.reply(reply, words("GET k")), "1| ttl => (integer) 3\n(integer) 1\n");
  const push = decoded(">3|$7|message|$1|c|$1|m|");
  assert.equal(recognising.push(push), '1> "message"\n2> "c"\n3> "m"\n');
});
