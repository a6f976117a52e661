import assert from "node:assert/strict";
import { test } from "node:test";
import { AskedServer, type Name } from "../../../lib/repl/assist/names/asked_server.ts";
import { grouped, naturally } from "../../../lib/repl/assist/names/groups.ts";
import { elementsWith, escapedPattern, keysWith } from "../../../lib/repl/assist/names/keys.ts";
import { typeable } from "../../../lib/repl/assist/names/quoting.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { textsOf, wordsOf } from "../../../lib/repl/words.ts";
import { type Plain, replyOf, scriptedServer } from "./scripted.ts";

/** A server whose clock is moved by hand; each answer takes `answerMs`. */
function served(answers: Parameters<typeof scriptedServer>[0], answerMs = 0) {
  const clock = { ms: 0 };
  const { ask, heard } = scriptedServer(answers);
  const server = new AskedServer({
    ask: (words, signal) => {
      clock.ms += answerMs;
      return ask(words, signal);
    },
    isProduction: () => false,
    now: () => clock.ms,
  });
  const begin = () => server.begin(new AbortController().signal);
  begin();
  return { server, heard, clock, begin };
}

/** An endless keyspace in which nothing is ever found. */
const ENDLESS = { SCAN: ["1", []] as Plain };

test("repl: keys are looked for among some thousand, and no more", async () => {
  const { server, heard } = served(ENDLESS);
  assert.deepEqual(await keysWith(server, "x"), []);
  assert.equal(heard.length, 10);
  assert.ok(heard.every((request) => request.endsWith(" COUNT 1000")));
});

test("repl: keys are looked for during 100 ms, and no longer", async () => {
  const { server, heard } = served(ENDLESS, 30);
  await keysWith(server, "x");
  assert.equal(heard.length, 4);
});

test("repl: some hundred keys are enough", async () => {
  const page = Array.from({ length: 300 }, (_, i) => `k${i}`);
  const { server, heard } = served({ SCAN: (request) => ["1", page.map((k) => k + request)] });
  assert.equal((await keysWith(server, "k")).length, 600);
  assert.equal(heard.length, 2);
});

test("repl: what was found is believed for some seconds, also for what is typed further", async () => {
  const { server, heard, clock, begin } = served({ SCAN: ["0", ["ab", "ac", "b"]], TYPE: "hash" });
  const names = async (prefix: string) => {
    begin();
    return (await keysWith(server, prefix, "hash")).map(({ name }) => name);
  };
  assert.deepEqual(await names(""), ["ab", "ac", "b"]);
  assert.deepEqual(await names("a"), ["ab", "ac"]);
  assert.deepEqual(await names("ab"), ["ab"]);
  assert.equal(heard.length, 1);
  clock.ms += 6000;
  await names("a");
  assert.equal(heard.length, 2);
  server.forget();
  await names("a");
  assert.equal(heard.length, 3);
});

test("repl: one answer is waited for, though it comes from far away", async () => {
  const { server, heard } = served({ HLEN: 1, HKEYS: ["f"] }, 400);
  assert.deepEqual(await elementsWith(server, "HSCAN", "h", ""), [{ name: "f" }]);
  assert.deepEqual(heard, ["HLEN h", "HKEYS h"]);
});

test("repl: what was cut short is asked for again", async () => {
  const { server, heard, begin } = served(ENDLESS, 60);
  await keysWith(server, "x");
  begin();
  await keysWith(server, "x");
  assert.equal(heard.length, 4);
});

test("repl: a server before Redis 6 is asked without a type", async () => {
  const { server } = served({
    SCAN: (request) => /TYPE/.test(request) ? new Error("ERR syntax error") : ["0", ["a"]],
  });
  assert.deepEqual(await keysWith(server, "", "hash"), [{ name: "a" }]);
});

test("repl: nobody waits for a server that does not answer, or when the person types on", async () => {
  const server = new AskedServer({
    ask: () => new Promise(() => {}),
    isProduction: () => false,
    patienceMs: 50,
  });
  server.begin(new AbortController().signal);
  assert.equal(await server.ask("PING"), null);
  const typing = new AbortController();
  server.begin(typing.signal);
  const asked = server.ask("PING");
  typing.abort();
  assert.equal(await asked, null);
});

test("repl: fields of a large hash are asked for in parts, with HSCAN", async () => {
  const { server, heard } = served({
    HLEN: 5000,
    "HSCAN h 0": ["3", ["fa", "1", "fb", "2"]],
    "HSCAN h 3": ["0", ["fc", "3"]],
  });
  const names = await elementsWith(server, "HSCAN", "h", "f");
  assert.deepEqual(names.map(({ name }) => name), ["fa", "fb", "fc"]);
  assert.ok(!heard.some((request) => request.startsWith("HKEYS")));
});

test("repl: a pattern stands for itself", () => {
  assert.equal(escapedPattern("a*[b]?\\"), "a\\*\\[b\\]\\?\\\\");
});

const many = (count: number, name: (i: number) => string): Name[] =>
  Array.from({ length: count }, (_, i) => ({ name: name(i) }));

const GROUPS: readonly (readonly [what: string, names: Name[], prefix: string, shown: string[]])[] =
  [
    ["few stand one by one", many(3, (i) => `user:${2 - i}`), "", ["user:0", "user:1", "user:2"]],
    ["many stand together", many(20, (i) => `${i % 2 ? "user" : "post"}:${i}`), "", [
      "post:~10 names",
      "user:~10 names",
    ]],
    [
      "what they all share is passed over",
      many(20, (i) => `app:${i % 2 ? "user" : "post"}:${i}`),
      "a",
      [
        "app:post:~10 names",
        "app:user:~10 names",
      ],
    ],
    [
      "single ones come behind",
      [...many(20, (i) => `user:${i}`), { name: "b:1" }, { name: "a" }],
      "",
      [
        "user:~20 names",
        "a",
        "b:1",
      ],
    ],
    ["the next part is grouped in its turn", many(24, (i) => `user:${i % 3}:${i}`), "user:", [
      ...["user:0:~8 names", "user:1:~8 names", "user:2:~8 names"],
    ]],
    ["a separator at the end is no separator", many(12, (i) => `k${i}:`), "k1", [
      ...Array.from({ length: 12 }, (_, i) => `k${i}:`),
    ]],
  ];

for (const [what, names, prefix, shown] of GROUPS) {
  test(`repl: of names that go on alike, ${what}`, () => {
    const groups = grouped(names, prefix);
    assert.deepEqual(
      groups.map(({ name, note, isPrefix }) => isPrefix ? `${name}~${note}` : name),
      shown,
    );
  });
}

test("repl: names that are not all there are say so", () => {
  assert.deepEqual(grouped(many(20, (i) => i % 2 ? `a:${i}` : `b:${i}`), "", false)[0], {
    name: "a:",
    note: "10+ names",
    isPrefix: true,
  });
});

test("repl: names are in the order in which people count", () => {
  const names = ["b", "a10", "a9", "a9b", "a", "a09", "a10b2", "a10b11", "10", "9"];
  assert.deepEqual(
    names.sort(naturally),
    ["9", "10", "a", "a09", "a9", "a9b", "a10", "a10b2", "a10b11", "b"],
  );
});

const TYPEABLE: readonly (readonly [name: string, text: string])[] = [
  ["plain", "plain"],
  ["", '""'],
  ["a b", '"a b"'],
  ['say "hi"', '"say \\"hi\\""'],
  ["it's", '"it\'s"'],
  ["C:\\dir", "C:\\dir"],
  ["ends\\", '"ends\\\\"'],
  ["\\own", '"\\\\own"'],
  ["|pipe", '"|pipe"'],
  ["a|b", "a|b"],
  ["line\n", '"line\\n"'],
  ["nul\0", '"nul\\x00"'],
  ["\xff\xfe", '"\\xff\\xfe"'],
  ["caf\xc3\xa9", "café"],
  ["caf\xc3\xa9 \xff", '"caf\\xc3\\xa9 \\xff"'],
  ["\xe2\x80\xae", '"\\xe2\\x80\\xae"'],
];

for (const [name, text] of TYPEABLE) {
  test(`repl: ${JSON.stringify(name)} is typed ${text}, and read as it was`, () => {
    assert.equal(typeable(name), text);
    assert.deepEqual(textsOf(wordsOf(text)!), [name]);
  });
}

test("repl: any bytes can be typed", () => {
  for (let byte = 0; byte < 256; byte++) {
    for (const name of [String.fromCharCode(byte), `a${String.fromCharCode(byte)}b`]) {
      assert.deepEqual(wordsOf(typeable(name))!, [fromLatin1(name)]);
    }
  }
});

test("repl: replies of a script are replies", () => {
  assert.deepEqual(replyOf(["a", 1, null]), {
    type: "array",
    items: [
      { type: "bulk", bytes: fromLatin1("a") },
      { type: "integer", value: 1n },
      { type: "nil", of: "any" },
    ],
  });
});
