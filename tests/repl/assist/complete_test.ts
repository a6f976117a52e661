import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { completeAt } from "../../../lib/repl/assist/complete.ts";
import type { OwnEntry } from "../../../lib/repl/assist/mod.ts";
import { AskedServer } from "../../../lib/repl/assist/names/asked_server.ts";
import { CommandBook } from "../../../lib/repl/assist/specs/book.ts";
import { MORE_COMMANDS } from "../../../lib/repl/assist/specs/more_commands.ts";
import { BOX } from "./box.ts";
import { type Plain, scriptedServer } from "./scripted.ts";

const OWN: readonly OwnEntry[] = [
  { name: "peek", usage: "KEY", summary: "show a key", args: ["key"] },
  { name: "output", usage: "FORMAT", summary: "set the format", args: [["table", "json"]] },
  { name: "watch", usage: "SECONDS COMMAND", summary: "run again", args: [null, "line"] },
  {
    name: "connect",
    usage: "NAME",
    summary: "turn to another server",
    complete: () => Promise.resolve([{ text: "home" }, { text: "work", note: "production" }]),
  },
];

const MANY = Array.from({ length: 30 }, (_, i) => `user:${i}:name`);

/** A server with something of everything. */
const ANSWERS: Record<string, Plain | ((request: string) => Plain)> = {
  "SCAN 0 MATCH * COUNT 1000 TYPE hash": ["0", ["user:1", "user:2"]],
  "SCAN 0 MATCH us*": ["0", ["user:1", "user:2"]],
  "SCAN 0 MATCH z*": ["0", ["z\xff\x00", "zoo key", "z\xc3\xa9", 'z"']],
  "SCAN 0 MATCH zoo*": ["0", ["zoo key"]],
  "SCAN 0 MATCH m*": ["17", MANY.map((name) => `m${name}`)],
  "SCAN 17 MATCH m*": ["0", ["mine"]],
  "SCAN 0 MATCH *": ["0", ["a", "b"]],
  "SCAN 0 MATCH a\\**": ["0", ["a*c"]],
  "TYPE": "string",
  "HLEN": 2,
  "HKEYS user:1": ["name", "email", "n\xc3\xa9"],
  "SSCAN tags 0": ["5", ["red"]],
  "SSCAN tags 5": ["0", ["rose"]],
  "ZSCAN board 0": ["0", ["ada", "10", "bob", "20"]],
  "XINFO GROUPS events": [["name", "workers", "consumers", 1, "pending", 3]],
  "XINFO CONSUMERS events workers": [{ name: "w1", pending: 2, idle: 900 }],
  "XREVRANGE events": [["5-1", ["a", "1"]], ["4-1", ["a", "1"]]],
  "XPENDING events workers - +": [["4-1", "w1", 100, 1]],
  "PUBSUB CHANNELS": ["news", "notes"],
  "PUBSUB SHARDCHANNELS": ["shard"],
  "CONFIG GET *": [
    "maxmemory",
    "0",
    "maxmemory-policy",
    "noeviction",
    "appendonly",
    "no",
    "requirepass",
    "x",
  ],
  "CONFIG GET databases": { databases: "4" },
  "INFO keyspace": "# Keyspace\r\ndb0:keys=5,expires=0,avg_ttl=0\r\n",
  "ACL USERS": ["ada", "default"],
  "ACL CAT": ["read", "write"],
  "CLIENT LIST": "id=5 addr=127.0.0.1:5000 laddr=127.0.0.1:6379 name=web cmd=get user=ada\n" +
    "id=6 addr=[::1]:6 laddr=[::1]:6379 name= cmd=ping user=ada\n",
  "LATENCY LATEST": [["command", 1, 250, 300]],
  "FUNCTION LIST": [["library_name", "lib", "engine", "LUA", "functions", [["name", "f"]]]],
  "CLUSTER NODES": "abc 10.0.0.1:7000@17000 myself,master - 0 0 1 connected 0-5\n",
};

function assistant(isProduction = false) {
  const { ask, heard } = scriptedServer(ANSWERS);
  const book = new CommandBook([COMMANDS, MORE_COMMANDS, [BOX]], true);
  const server = new AskedServer({ ask, isProduction: () => isProduction, now: () => 0 });
  const complete = (text: string, cursor = text.length) =>
    completeAt(text, cursor, { book, own: OWN }, server, new AbortController().signal);
  return { complete, heard };
}

/** What is offered behind a line; `~` marks a beginning. */
const OFFERS: readonly (readonly [line: string, offers: string])[] = [
  ["getd", "getdel"],
  ["GETD", "GETDEL"],
  ["3 getd", "getdel"],
  ["clea", "clear"],
  ["nothing ", ""],
  ["config re", "resetstat rewrite"],
  ["BOX PU", "PUT"],
  ["box ", "peek pick put"],
  ["expire k 10 ", "nx xx gt lt"],
  ["EXPIRE k 10 ", "NX XX GT LT"],
  ["expire k 10 g", "gt"],
  ["box put 1 m ", "get asc desc"],
  ["box put 1 m asc ", "get"],
  ["bitfield k get u8 0 ", "get overflow set incrby"],
  ["bitfield k get u", "u8 u16 u32 u63"],
  ["client reply ", "on off skip"],
  ["client list type nor", "normal"],
  ["help getd", "getdel"],
  ["help box p", "peek pick put"],
  ["help @bit", "@bitmap"],
  ["\\", "\\peek \\output \\watch \\connect"],
  ["\\pe", "\\peek"],
  ["\\output ", "table json"],
  ["\\output j", "json"],
  ["\\peek us", "user:1 user:2"],
  ["\\watch 2 getd", "getdel"],
  ["\\watch 2 get us", "user:1 user:2"],
  ["\\connect ", "home work"],
  ["\\connect w", "work"],
  ["get k | wc", ""],
  ["hget ", "user:1 user:2"],
  ["del us", "user:1 user:2"],
  ["del user:1 us", "user:2"],
  ["del z", '"z\\"" "zoo key" z\\xc3\\xa9 "z\\xff\\x00"'],
  ['del "zoo', '"zoo key"'],
  ["del m", "muser:~ mine"],
  ["get a*", "a*c"],
  ["hget user:1 ", "name email n\\xc3\\xa9"],
  ["hget user:1 e", "email"],
  ["hset user:1 name x ", "email n\\xc3\\xa9"],
  ["hset user:1 ", "name email n\\xc3\\xa9"],
  ["srem tags r", "red rose"],
  ["srem tags red ", "rose"],
  ["zincrby board 5 ", "ada bob"],
  ["geodist board a", "ada"],
  ["xinfo consumers events ", "workers"],
  ["xgroup delconsumer events workers ", "w1"],
  ["xack events workers ", "4-1"],
  ["xadd events * ", "a"],
  ["keys us", "user:1 user:2"],
  ["scan 0 match m", "muser:~ mine"],
  ["xdel events ", "5-1 4-1"],
  ["xrange events ", "- 5-1 4-1"],
  ["xrange events - ", "+ 5-1 4-1"],
  ["xread streams events ", "a b $ 0 + 5-1 4-1"],
  ["xgroup create events g ", "$ 0 5-1 4-1"],
  ["publish n", "news notes"],
  ["subscribe news n", "notes"],
  ["spublish ", "shard"],
  ["config get maxmemory-", "maxmemory-policy"],
  ["config set app", "appendonly"],
  ["config set appendonly ", "yes no"],
  ["config set maxmemory-policy volatile-l", "volatile-lru volatile-lfu"],
  ["config set maxmemory 0 ", "maxmemory-policy appendonly requirepass"],
  ["acl getuser ", "ada default"],
  ["acl cat ", "read write"],
  ["acl setuser ada +@", "+@all +@read +@write"],
  ["acl setuser ada -dbs", "-dbsize"],
  ["acl setuser ada re", "resetpass resetkeys resetchannels reset"],
  ["acl setuser ada %", "%R~~ %W~~"],
  ["acl dryrun ada getd", "getdel"],
  ["command info getd", "getdel"],
  ["command getkeys getd", "getdel"],
  ["client kill id ", "5 6"],
  ["client kill addr ", "127.0.0.1:5000 [::1]:6"],
  ["client kill skipme ", "yes no"],
  ["client kill user ", "ada default"],
  ["client unblock ", "5 6"],
  ["select ", "0 1 2 3"],
  ["latency history ", "command"],
  ["info k", "keyspace"],
  ["scan 0 type s", "string set stream"],
  ["fcall ", "f"],
  ["function delete ", "lib"],
  ["cluster forget ", "abc"],
  ["hello ", "2 3"],
  ["ping\nhget ", "user:1 user:2"],
];

for (const [line, offers] of OFFERS) {
  test(`repl: ${JSON.stringify(line)} is completed to ${offers || "nothing"}`, async () => {
    const { candidates } = await assistant().complete(line);
    const shown = candidates.map(({ text, isPrefix }) => {
      const plain = text.replace(
        /[\u0080-\uffff]/g,
        (char) =>
          [...new TextEncoder().encode(char)].map((byte) => `\\x${byte.toString(16)}`).join(""),
      );
      return plain + (isPrefix ? "~" : "");
    });
    assert.equal(shown.join(" "), offers);
  });
}

test("repl: SET's options are offered until they are given", async () => {
  const { complete } = assistant();
  const options = (await complete("set k v ")).candidates.map(({ text }) => text);
  for (const option of ["nx", "xx", "ex", "px", "keepttl", "get"]) {
    assert.ok(options.includes(option));
  }
  const fewer = (await complete("set k v ex 10 ")).candidates.map(({ text }) => text);
  assert.ok(fewer.includes("nx") && !fewer.includes("px") && !fewer.includes("ex"));
});

test("repl: what is offered says what it is", async () => {
  const { complete } = assistant();
  const notes = async (line: string) => (await complete(line)).candidates.map(({ note }) => note);
  assert.match((await notes("getd"))[0]!, /string/);
  assert.deepEqual(await notes("set k v e"), ["EX seconds", "EXAT unix-time-seconds"]);
  assert.deepEqual(await notes("del a*"), ["string"]);
  assert.deepEqual(await notes("del m"), ["30 names", undefined]);
  assert.deepEqual(await notes("zrem board "), ["10", "20"]);
  assert.deepEqual(await notes("xinfo consumers events "), ["3 pending"]);
  assert.deepEqual(await notes("config get "), ["0", "noeviction", "no", "(secret)"]);
  assert.deepEqual(await notes("client kill id "), [
    "127.0.0.1:5000 web ada get",
    "[::1]:6 ada ping",
  ]);
  assert.deepEqual(await notes("select "), ["5 keys", undefined, undefined, undefined]);
});

test("repl: the word that is completed begins where it begins, quotes included", async () => {
  const { complete } = assistant();
  assert.equal((await complete("hget us")).start, 5);
  assert.equal((await complete('del "zoo')).start, 4);
  assert.equal((await complete("hget ")).start, 5);
  assert.equal((await complete("hget us name", 7)).start, 5);
  assert.deepEqual((await complete("hget us name", 7)).candidates.map(({ text }) => text), [
    "user:1",
    "user:2",
  ]);
});

test("repl: keys are asked for by type where the command says it", async () => {
  const { complete, heard } = assistant();
  await complete("hget us");
  await complete("del us");
  assert.deepEqual(heard.filter((request) => request.startsWith("SCAN")), [
    "SCAN 0 MATCH us* COUNT 1000 TYPE hash",
    "SCAN 0 MATCH us* COUNT 1000",
  ]);
});

test("repl: on a production server nobody looks around among its data", async () => {
  const { complete, heard } = assistant(true);
  const lines = ["get us", "del ", "hget user:1 ", "srem tags ", "zrem board ", "xdel events "];
  for (const line of [...lines, "publish ", "\\peek ", "xread streams events "]) {
    await complete(line);
  }
  assert.deepEqual(heard, []);
  assert.equal((await complete("config get maxmemory-")).candidates.length, 1);
});

test("repl: without a connection, what needs none is offered", async () => {
  const book = new CommandBook([COMMANDS]);
  const ask = () => Promise.reject(new Error("Not connected"));
  const server = new AskedServer({ ask, isProduction: () => false });
  const { signal } = new AbortController();
  const offered = async (line: string) =>
    (await completeAt(line, line.length, { book, own: [] }, server, signal)).candidates
      .map(({ text }) => text);
  assert.deepEqual(await offered("get "), []);
  assert.deepEqual(await offered("expire k 1 n"), ["nx"]);
  assert.deepEqual(await offered("scan 0 type st"), ["string", "stream"]);
});
