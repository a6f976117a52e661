/** The parts of `\ts`: lines rewritten, and values from replies and back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { redisOver } from "../../../lib/repl/script/redis.ts";
import { isOpenScript, rewrite } from "../../../lib/repl/script/rewrite.ts";
import {
  type Argument,
  RedisError,
  valueOf,
  wordsOfArgument,
} from "../../../lib/repl/script/values.ts";
import { textsOf } from "../../../lib/repl/words.ts";
import { stripTypes } from "../../../lib/runtime/typescript.ts";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import { ReplyDecoder } from "../../../lib/resp/reply_decoder.ts";
import type { Reply } from "../../../lib/resp/value.ts";

function decoded(wire: string): Reply {
  const decoder = new ReplyDecoder();
  decoder.push(fromLatin1(wire.replaceAll("|", "\r\n")));
  return decoder.next()!;
}

const BODIES: readonly (readonly [source: string, body: string, names: string])[] = [
  ["1; 2", "1;\nreturn (2);", ""],
  [
    "const a = 1, { b, c: [d, ...e], ...f } = g",
    "void (a = 1, { b, c: [d, ...e], ...f } = g);",
    "a b d e f",
  ],
  ["let a", "void (a = undefined);", "a"],
  ["var a", "void (undefined);", "a"],
  ["let { a = 1 } = {}; a", "void ({ a = 1 } = {});\nreturn (a);", "a"],
  ["async function f() { await 1 }", "f = async function f() { await 1 };\n", "f"],
  ["f(); function f() {}", "f = function f() {};\nf();\n", "f"],
  ["class A {}", "A = class A {};", "A"],
  ["for (const k of await x) k", "for (const k of await x) k", ""],
  ["'use strict'; 1", "'use strict';\nreturn (1);", ""],
];
for (const [source, body, names] of BODIES) {
  test(`script: ${source} is rewritten`, async () => {
    assert.deepEqual(await rewrite(source), { body, names: names.split(" ").filter(Boolean) });
  });
}

test("script: mistakes are shown where they are", async () => {
  await assert.rejects(rewrite("a = 1\nb = = 2"), {
    name: "SyntaxError",
    message: "Unexpected token\n  b = = 2\n      ^",
  });
});

test("script: what takes the place of import is told", async () => {
  await assert.rejects(
    rewrite('import a from "b"'),
    /use await import\(…\)\n {2}import a from "b"/,
  );
});

test("script: types are stripped, statements stay", () => {
  const source = stripTypes("type T = 1; const a: number = f<string>(x!) as T;");
  assert.match(source.replace(/\s+/g, " "), /const a = f ?\(x ?\) ?;/);
  assert.throws(() => stripTypes("const = 1"), SyntaxError);
});

const OPEN: readonly (readonly [text: string, isOpen: boolean])[] = [
  ["f(", true],
  ["{ a: [", true],
  ["f()", false],
  ["`a", true],
  ["`a ${b", true],
  ["`a ${`b`} c`", false],
  ["'('", false],
  ["'it", false],
  ['"\\""', false],
  ["// (", false],
  ["f( // )", true],
  ["/* a", true],
  ["/* a */ 1", false],
  ["x =>", true],
  ["1 +", true],
  ["i++", false],
  ["a)", false],
  ["if (a) { b } else", true],
];
for (const [text, isOpen] of OPEN) {
  test(`script: ${text} ${isOpen ? "goes on" : "is all"}`, () => {
    assert.equal(isOpenScript(text), isOpen);
  });
}

const VALUES: readonly (readonly [command: string, wire: string, value: unknown])[] = [
  ["GET k", "$2|\xc3\xa9|", "é"],
  ["GET k", "$1|\xff|", Uint8Array.of(255)],
  ["GET k", "$-1|", null],
  ["INCR k", ":5|", 5],
  ["INCR k", ":9007199254740993|", 9007199254740993n],
  ["X", "#t|", true],
  ["X", ",1.5|", 1.5],
  ["X", "(100|", 100n],
  ["X", "=5|txt:a|", "a"],
  ["X", "~2|:1|:2|", [1, 2]],
  ["X", "%1|+a|*1|:1|", { a: [1] }],
  ["HGETALL h", "*4|$1|a|$1|1|$1|b|$1|2|", { a: "1", b: "2" }],
  ["HGETALL h", "*0|", {}],
  ["ZRANGE z 0 -1 WITHSCORES", "*2|$1|a|$3|1.5|", [["a", 1.5]]],
  ["ZRANGE z 0 -1 WITHSCORES", "*1|*2|$1|a|,1.5|", [["a", 1.5]]],
  ["XRANGE s - +", "*1|*2|$3|1-0|*2|$1|f|$1|v|", [["1-0", { f: "v" }]]],
  ["XREAD STREAMS s 0", "*1|*2|$1|s|*1|*2|$3|1-0|*2|$1|f|$1|v|", { s: [["1-0", { f: "v" }]] }],
  ["GEOPOS g a", "*2|*2|$3|1.5|$1|2|*-1|", [[1.5, 2], null]],
  ["TIME", "*2|$2|17|$1|2|", ["17", "2"]],
];
for (const [command, wire, value] of VALUES) {
  test(`script: ${JSON.stringify(wire)} for ${command} is a value`, () => {
    assert.deepEqual(valueOf(decoded(wire), command.split(" ")), value);
  });
}

test("script: errors are values, and are thrown where they answer", async () => {
  const error = valueOf(decoded("-ERR no|"));
  assert.ok(error instanceof RedisError && error.message === "ERR no");
  const redis = redisOver(() => Promise.resolve(decoded("-ERR no|")));
  await assert.rejects(redis.get("k"), { name: "RedisError", message: "ERR no" });
  assert.equal((await redis.pipeline([["GET", "k"]]))[0] instanceof RedisError, true);
});

const ARGUMENTS: readonly (readonly [argument: Argument, words: string[]])[] = [
  ["é", ["\xc3\xa9"]],
  [5, ["5"]],
  [5n, ["5"]],
  [true, ["1"]],
  [Uint8Array.of(0), ["\0"]],
  [["a", ["b", 1]], ["a", "b", "1"]],
  [{ EX: 10, NX: true, XX: false, GET: undefined }, ["EX", "10", "NX"]],
];
for (const [argument, words] of ARGUMENTS) {
  test(`script: the argument ${typeof argument} ${String(argument)} is ${JSON.stringify(words)}`, () => {
    assert.deepEqual(textsOf(wordsOfArgument(argument)), words);
  });
}

test("script: what is no argument is refused", () => {
  for (const wrong of [null, undefined, () => {}, Symbol("s")]) {
    assert.throws(() => wordsOfArgument(wrong as unknown as Argument), TypeError);
  }
});

test("script: methods are commands, in one word or two", async () => {
  const sent: string[] = [];
  const redis = redisOver((words) => {
    sent.push(textsOf(words).join(" "));
    return Promise.resolve(decoded("+OK|"));
  });
  await redis.get("k");
  await redis.configGet("max*");
  await redis.config("SET", "a", 1);
  await redis["json.get"]("k");
  await redis.set("k", "v", { EX: 5 });
  await redis.hset("h", { a: 1 }, ["b", 2]);
  await redis.pipeline((pipe) => {
    pipe.get("a");
    pipe.objectEncoding("a");
  });
  assert.deepEqual(sent, [
    "GET k",
    "CONFIG GET max*",
    "CONFIG SET a 1",
    "JSON.GET k",
    "SET k v EX 5",
    "HSET h a 1 b 2",
    "GET a",
    "OBJECT ENCODING a",
  ]);
});

test("script: a scan goes on to its end, with each key once when all are awaited", async () => {
  const pages: Record<string, string> = {
    "SCAN 0 MATCH a:* COUNT 1000": "*2|$1|7|*2|$1|x|$1|y|",
    "SCAN 7 MATCH a:* COUNT 1000": "*2|$1|0|*1|$1|x|",
  };
  const redis = redisOver((words) => Promise.resolve(decoded(pages[textsOf(words).join(" ")])));
  assert.deepEqual(await redis.scan("a:*"), ["x", "y"]);
  const found: string[] = [];
  for await (const key of redis.scan("a:*")) found.push(key);
  assert.deepEqual(found, ["x", "y", "x"]);
});
