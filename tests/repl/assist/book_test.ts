import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { syntaxOf } from "../../../lib/repl/assist/grammar/syntax.ts";
import { lookAt } from "../../../lib/repl/assist/look.ts";
import { PromptAssistant } from "../../../lib/repl/assist/mod.ts";
import { asOf, CommandBook, isBefore } from "../../../lib/repl/assist/specs/book.ts";
import { MORE_COMMANDS } from "../../../lib/repl/assist/specs/more_commands.ts";
import { type Plain, replyOf, scriptedServer } from "./scripted.ts";
import { hasRedis, type LiveServer, ownServer, redisServer } from "./servers.ts";

const FOREVER = new AbortController().signal;

function errorsIn(line: string, book: CommandBook): string[] {
  const { spans } = lookAt(line, line.length, { book, own: [] });
  return spans.filter(({ kind }) => kind === "error").map(({ start, end }) =>
    line.slice(start, end)
  );
}

/** What Redis 6 says: names, arities, flags, first and last key, and no more. */
const REDIS_6: Record<string, Plain> = {
  "COMMAND": [
    ["get", 2, ["readonly", "fast"], 1, 1, 1, []],
    ["set", -3, ["write"], 1, 1, 1, []],
    ["config", -2, ["admin"], 0, 0, 0, []],
    ["my.cmd", -3, ["write"], 1, -1, 2, []],
    ["graph.query", 3, ["write"], 1, 1, 1, []],
  ],
  "COMMAND DOCS": new Error("ERR Unknown subcommand or wrong number of arguments for 'DOCS'"),
  "INFO server": "# Server\r\nredis_version:6.0.16\r\nredis_mode:standalone\r\n",
};

test("repl: a server that does not describe its commands has ours, as they were in its version", async () => {
  const book = new CommandBook([COMMANDS, MORE_COMMANDS]);
  await book.load(scriptedServer(REDIS_6).ask, FOREVER);
  assert.deepEqual(book.names, ["CONFIG", "GET", "GRAPH.QUERY", "MY.CMD", "SET"]);
  assert.equal(
    syntaxOf(book.facts("SET")!),
    "key value [NX|XX] [EX seconds|PX milliseconds|KEEPTTL]",
  );
  assert.deepEqual(errorsIn("set k v exat 5", book), ["exat"]);
  assert.deepEqual(errorsIn("hget k f", book), ["hget"]);
  assert.deepEqual(errorsIn("get a b", book), ["b"]);
});

test("repl: a command that nobody describes is known by name, number of arguments and keys", async () => {
  const book = new CommandBook([COMMANDS]);
  await book.load(scriptedServer(REDIS_6).ask, FOREVER);
  const look = (line: string) => lookAt(line, line.length, { book, own: [] });
  assert.equal(look("my.cmd").hint, " arg arg [arg ...]");
  assert.equal(look("graph.query").hint, " arg arg");
  const line = "my.cmd a b c d";
  const keys = look(line).spans.filter(({ kind }) => kind === "key");
  assert.deepEqual(keys.map(({ start }) => line[start]), ["a", "c"]);
  // It is not known well enough to find fault with it.
  assert.deepEqual(errorsIn("graph.query a b c", book), []);
});

test("repl: of a server that is like Redis only, no fault is found but unknown commands", async () => {
  const book = new CommandBook([COMMANDS]);
  const info = "# Server\r\nredis_version:7.4.0\r\ndragonfly_version:df-v1.27\r\n";
  await book.load(scriptedServer({ ...REDIS_6, "INFO server": info }).ask, FOREVER);
  assert.deepEqual(errorsIn("set k v unheard-of", book), []);
  assert.deepEqual(errorsIn("config unheard-of", book), []);
  assert.deepEqual(errorsIn("unheard-of k", book), ["unheard-of"]);
});

test("repl: where COMMAND is forbidden, nothing is known to be wrong", async () => {
  const book = new CommandBook([COMMANDS]);
  await book.load(scriptedServer({}).ask, FOREVER);
  await book.load(() => Promise.reject(new Error("gone")), FOREVER);
  assert.deepEqual(errorsIn("unheard-of k", book), []);
  assert.equal(lookAt("get", 3, { book, own: [] }).hint, " key");
});

test("repl: a renamed command is wrong until the server was asked about it", async () => {
  const { ask, heard } = scriptedServer({
    ...REDIS_6,
    "COMMAND INFO OBTAIN": [["get", 2, ["readonly"], 1, 1, 1, []]],
    "COMMAND INFO NOTHING": [null],
  });
  const book = new CommandBook([COMMANDS]);
  await book.load(ask, FOREVER);
  let changes = 0;
  book.onChange = () => changes++;
  for (let i = 0; i < 3; i++) {
    errorsIn("obtain k", book);
    errorsIn("nothing k", book);
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(errorsIn("obtain k", book), []);
  assert.deepEqual(errorsIn("nothing k", book), ["nothing"]);
  assert.equal(changes, 1);
  assert.equal(heard.filter((request) => request.startsWith("COMMAND INFO")).length, 2);
});

test("repl: the server that was turned to last is the one that is known", async () => {
  const book = new CommandBook([COMMANDS]);
  let answer: (plain: Plain) => void = () => {};
  const slow = book.load(
    () => new Promise((resolve) => answer = (plain) => resolve(replyOf(plain))),
    FOREVER,
  );
  await book.load(scriptedServer(REDIS_6).ask, FOREVER);
  for (let i = 0; i < 3; i++) {
    answer([["old", 2, [], 0, 0, 0]]);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await slow;
  assert.ok(!book.names.includes("OLD"));
  book.forget();
  assert.deepEqual(errorsIn("unheard-of k", book), []);
  assert.ok(book.names.includes("HGET"));
});

test("repl: an assistant learns from a connection, and tells that it did", async () => {
  const assistant = new PromptAssistant({ specs: COMMANDS });
  let changes = 0;
  assistant.onChange = () => changes++;
  assert.equal(assistant.look("hget k", 6).status.startsWith("Returns"), true);
  await assistant.connected(scriptedServer(REDIS_6).ask);
  assert.equal(changes, 1);
  assert.match(assistant.look("hget k", 6).status, /^unknown command hget/);
  assistant.disconnected();
  assert.match(assistant.look("hget k", 6).status, /^unknown command hget/);
  assistant.forget();
  assert.equal(assistant.look("hget k", 6).status.startsWith("Returns"), true);
});

const SERVERS: readonly (readonly [name: string, isThere: boolean, open: () => LiveServer])[] = [
  ["our own server", true, ownServer],
  ["redis-server", hasRedis, redisServer],
];

for (const [name, isThere, open] of SERVERS) {
  test(
    `repl: ${name} says the same of its commands in both protocols`,
    { skip: !isThere },
    async () => {
      await using server = open();
      const [two, three] = await Promise.all(([2, 3] as const).map(async (protocol) => {
        const book = new CommandBook([]);
        await book.load(await server.ask(protocol), FOREVER);
        return [...book.all()];
      }));
      assert.deepEqual(two, three);
      const set = two.find((facts) => facts.name === "SET")!;
      assert.equal(set.arity, -3);
      assert.equal(set.keys!.length, 1);
      assert.match(syntaxOf(set), /^key value \[NX\|XX.*\[EX seconds\|PX milliseconds\|/);
      const config = two.find((facts) => facts.name === "CONFIG")!;
      assert.ok(config.subcommands!.some((sub) => sub.name === "SET" && sub.arity === -4));
    },
  );
}

test("repl: our server says of its commands what our table says", async () => {
  await using server = ownServer();
  const book = new CommandBook([]);
  await book.load(await server.ask(3), FOREVER);
  for (const spec of COMMANDS) assert.equal(syntaxOf(book.facts(spec.name)!), syntaxOf(spec));
});

test("repl: versions are compared by their numbers", () => {
  assert.ok(isBefore("6.2.9", "6.2.10"));
  assert.ok(isBefore("6.2", "7.0.0"));
  assert.ok(!isBefore("7.4.0", "7.4"));
  assert.ok(!isBefore("10.0.0", "9.9.9"));
});

test("repl: a command as it was lacks options, alternatives and subcommands that came later", () => {
  const set = COMMANDS.find(({ name }) => name === "SET")!;
  assert.equal(syntaxOf(asOf(set, "2.6.0")), "key value");
  assert.equal(syntaxOf(asOf(set, "2.6.12")), "key value [NX|XX] [EX seconds|PX milliseconds]");
  const client = COMMANDS.find(({ name }) => name === "CLIENT")!;
  const names = asOf(client, "5.0.0").subcommands!.map(({ name }) => name);
  assert.ok(names.includes("KILL") && !names.includes("NO-EVICT"));
});
