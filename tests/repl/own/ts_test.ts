/** Lines of TypeScript at the prompt, with a server in the process. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { prompt, until } from "./embedded.ts";

const TALK: readonly (readonly [line: string, said: string])[] = [
  ["1 + 1", "2\n"],
  ["const x: number = 5, { a, ...rest } = { a: 1, b: 2 }", ""],
  ["[x, a, rest]", "[ 5, 1, { b: 2 } ]\n"],
  ["_[0]", "5\n"],
  ["let y = x as number; y++", "5\n"],
  ["y", "6\n"],
  ["function twice(n: number): number { return n * y }", ""],
  ["y = 10; twice(2)", "20\n"],
  ["class A { v = 3; get() { return twice(this.v) } }; new A().get()", "30\n"],
  ['await r.set("k", "é", { EX: 100, NX: true })', "'OK'\n"],
  ['await r.set("k", "é", { NX: true })', "null\n"],
  ['await r.get("k")', "'é'\n"],
  ['await r.ttl("k")', "100\n"],
  ['await r.hset("h", { f: 1, g: "w" })', "2\n"],
  ['await r.hgetall("h")', "{ f: '1', g: 'w' }\n"],
  ['await r.zadd("z", 1.5, "m"), await r.zrange("z", 0, -1, "WITHSCORES")', "[ [ 'm', 1.5 ] ]\n"],
  ['await r.configGet("maxmemory")', "{ maxmemory: '0' }\n"],
  ['await r.send(["ECHO", new Uint8Array([255])])', "Uint8Array(1) [ 255 ]\n"],
  ['await r.incrby("n", 9007199254740993n)', "9007199254740993n\n"],
  [
    "for (const k of (await r.scan('[hz]')).toSorted()) console.log(k, await r.type(k))",
    "h hash\nz zset\n",
  ],
  ["for await (const k of r.scan('z', { type: 'zset' })) console.log(k)", "z\n"],
  [
    "await r.pipeline([['INCR', 'c'], ['INCR', 'h']])",
    "[\n  1,\n  [RedisError: WRONGTYPE Operation against a key holding the wrong kind of value]\n]\n",
  ],
  ["await r.pipeline(p => { p.incr('c'); p.get('c') })", "[ 2, '2' ]\n"],
  [
    "await r.incr('h')",
    "(error) WRONGTYPE Operation against a key holding the wrong kind of value\n",
  ],
  ["{ a: 1, b: [1, 2] }", "{ a: 1, b: [ 1, 2 ] }\n"],
  ["if (y > 5) { console.log('large') }", "large\n"],
  ["const bad = ;", "SyntaxError: Unexpected token\n  const bad = ;\n              ^\n"],
  ["nothing.there", "ReferenceError: nothing is not defined\n"],
  ["throw 5", "thrown: 5\n"],
  ["r.set('k', null)", "TypeError: null cannot be an argument of a command\n"],
  ["var y; y", "10\n"],
  ["const [p, { q = 7 } = {}] = [1]; p + q", "8\n"],
  ["interface I { a: number } const i: I = { a: 4 }; i.a", "4\n"],
];

test("own: \\ts runs TypeScript, one line after the other", async () => {
  const { say, close } = await prompt();
  for (const [line, said] of TALK) assert.equal(await say(`\\ts ${line}`), said, line);
  assert.match(await say("\\ts"), /^! \\ts needs a line of TypeScript/);
  close();
});

test("own: $_ is the last reply of the prompt", async () => {
  const { say, close } = await prompt();
  assert.equal(await say("\\ts $_"), "null\n");
  await say("RPUSH l a b", "LRANGE l 0 -1");
  assert.equal(await say("\\ts $_.map(v => v.toUpperCase())"), "[ 'A', 'B' ]\n");
  close();
});

test("own: lines of several prompts know nothing of each other", async () => {
  const [one, other] = [await prompt(), await prompt()];
  await one.say("\\ts const mine = 1");
  assert.match(await other.say("\\ts mine"), /ReferenceError/);
  one.close();
  other.close();
});

test("own: Ctrl-C stops an await of \\ts, and a loop that asks the server", async () => {
  const { say, said, shell, ask, close } = await prompt();
  const waiting = say("\\ts console.log('here'); await new Promise(() => {})");
  await until(() => said() !== "");
  shell.interrupt();
  assert.equal(await waiting, "here\n");
  const looping = say("\\ts for (;;) { await r.incr('loops') }");
  await until(async () => {
    const reply = await ask("GET loops");
    return reply.type === "bulk" && Number(new TextDecoder().decode(reply.bytes)) > 3;
  });
  shell.interrupt();
  await looping;
  assert.equal(await say("\\ts 'still there'"), "'still there'\n");
  close();
});

test("own: dangerous commands of \\ts ask first", async () => {
  const { say, close } = await prompt({ isInteractive: true, answers: ["no", "yes"] });
  await say("SET k v");
  assert.match(await say("\\ts await r.flushall()"), /Not sent/);
  assert.equal(await say("GET k"), '"v"\n');
  assert.equal(await say("\\ts await r.flushall()"), "'OK'\n");
  assert.equal(await say("GET k"), "(nil)\n");
  close();
});
