import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fromLatin1, latin1 } from "../../../lib/resp/args.ts";
import { ReplyDecoder } from "../../../lib/resp/reply_decoder.ts";
import type { Reply } from "../../../lib/resp/value.ts";
import { ask, dialogue } from "../../support/dialogue.ts";
import { type TestEngine, testEngine } from "../../support/engine.ts";

/** A value in plain JavaScript; maps become objects, in RESP2 they stay arrays. */
// deno-lint-ignore no-explicit-any
type Plain = any;

function plain(reply: Reply): Plain {
  switch (reply.type) {
    case "integer":
      return Number(reply.value);
    case "simple":
      return reply.text;
    case "bulk":
      return latin1(reply.bytes, 0, reply.bytes.length);
    case "array":
    case "set":
      return reply.items.map(plain);
    case "map":
      return Object.fromEntries(reply.pairs.map(([key, value]) => [plain(key), plain(value)]));
    case "nil":
      return null;
    default:
      throw new TypeError(`Unexpected ${reply.type}`);
  }
}

/** Asks, and makes sure that the reply is exactly one value. */
function value(redis: TestEngine, ...words: string[]): Plain {
  const decoder = new ReplyDecoder();
  decoder.push(fromLatin1(redis.command(...words)));
  const reply = decoder.next();
  assert.ok(reply !== undefined);
  assert.equal(decoder.pendingBytes, 0);
  return plain(reply);
}

function asMaps(): TestEngine {
  const redis = testEngine();
  redis.protocol(3);
  return redis;
}

/** One line for a command, as in `recorded.txt`. */
function line([name, arity, flags, first, last, step, categories, tips, keys]: Plain): string {
  const search = ({ type, spec }: Plain) => `${type}:${Object.values(spec).join()}`;
  const keyLines = keys.map((each: Plain) =>
    `${each.flags.join()} ${search(each.begin_search)} ${search(each.find_keys)}`
  );
  return [
    name,
    arity,
    flags.join(" "),
    [first, last, step].join(" "),
    categories.join(" "),
    tips.join(" "),
    ...keyLines,
  ].join(" | ").replace(/ +\|/g, " |").trimEnd();
}

test("COMMAND INFO: says what Redis 8.0 says, and Valkey 9.1 of what only that has", () => {
  const infos: Plain[] = value(asMaps(), "COMMAND");
  const all = infos.flatMap((info) => [info, ...info[9]]);
  const ours = new Map(all.map((info) => [info[0], line(info)]));
  for (const theirs of recorded("recorded.txt")) {
    const name = theirs.slice(0, theirs.indexOf(" "));
    assert.equal(ours.get(name), theirs);
  }
});

/** The lines of a file beside this one. */
function recorded(name: string): string[] {
  return readFileSync(new URL(name, import.meta.url), "utf8").trim().split("\n");
}

/** An argument as in `arguments.txt`: `name:type=text!TOKEN#key@since^deprecated?*+(parts)`. */
function argument(arg: Plain): string {
  const { name, type, display_text: text = name, flags = [], arguments: parts } = arg;
  const optional = (mark: string, value: Plain) => value === undefined ? "" : mark + value;
  const flag = (mark: string, name: string) => flags.includes(name) ? mark : "";
  return [
    ...[name, ":", type, text === name ? "" : `=${text}`, optional("!", arg.token)],
    ...[optional("#", arg.key_spec_index), optional("@", arg.since)],
    optional("^", arg.deprecated_since),
    ...[flag("?", "optional"), flag("*", "multiple"), flag("+", "multiple_token")],
    parts === undefined ? "" : `(${parts.map(argument).join(" ")})`,
  ].join("");
}

/** One line for a command, as in `arguments.txt`. */
function docsLine(name: string, docs: Plain): string {
  const { since, group, deprecated_since: deprecated = "", arguments: args = [] } = docs;
  return [name, since, group, deprecated, args.map(argument).join(" ")].join(" | ")
    .replace("|  |", "| |").trimEnd();
}

/** Commands that take more than they did in the servers that were recorded. */
const EXTENDED: ReadonlySet<string> = new Set([
  ...["bitop", "geosearch", "geosearchstore", "hsetex", "msetex", "set"],
  ...["zinter", "zinterstore", "zscan", "zunion", "zunionstore"],
]);

test("COMMAND DOCS: arguments are those of Redis 8.0, and of Valkey 9.1 for what only that has", () => {
  const docs: Plain = value(asMaps(), "COMMAND", "DOCS");
  const all = Object.entries<Plain>(docs).flatMap((each) => [
    each,
    ...Object.entries<Plain>(each[1].subcommands ?? {}),
  ]);
  const ours = new Map(all.map(([name, each]) => [name, docsLine(name, each)]));
  for (const theirs of recorded("arguments.txt")) {
    const name = theirs.slice(0, theirs.indexOf(" "));
    if (EXTENDED.has(name)) assert.notEqual(ours.get(name), theirs);
    else assert.equal(ours.get(name), theirs);
  }
});

test("COMMAND INFO: an array of ten, in RESP3 with sets and maps", () => {
  const redis = testEngine();
  assert.equal(
    ask(redis, "COMMAND INFO get nosuch client|id"),
    "*3 *10 $3 get :2 *2 +readonly +fast :1 :1 :1 *3 +@read +@string +@fast *0 " +
      "*1 *6 $5 flags *2 +RO +access $12 begin_search *4 $4 type $5 index $4 spec *2 $5 index :1 " +
      "$9 find_keys *4 $4 type $5 range $4 spec *6 $7 lastkey :0 $7 keystep :1 $5 limit :0 *0 " +
      "$-1 " +
      "*10 $9 client|id :2 *3 +noscript +loading +stale :0 :0 :0 *2 +@slow +@connection *0 *0 *0",
  );
  redis.protocol(3);
  assert.equal(
    ask(redis, "COMMAND INFO GET nosuch"),
    "*2 *10 $3 get :2 ~2 +readonly +fast :1 :1 :1 ~3 +@read +@string +@fast ~0 " +
      "~1 %3 $5 flags ~2 +RO +access $12 begin_search %2 $4 type $5 index $4 spec %1 $5 index :1 " +
      "$9 find_keys %2 $4 type $5 range $4 spec %3 $7 lastkey :0 $7 keystep :1 $5 limit :0 ~0 " +
      "_",
  );
  assert.equal(ask(redis, "COMMAND INFO"), ask(redis, "COMMAND"));
  assert.equal(ask(redis, "COMMAND INFO nosuch|sub get|sub client|id|x"), "*3 _ _ _");
});

test("COMMAND DOCS: the facts of a command, and the shape of its arguments", () => {
  const redis = asMaps();
  const { getset, "client|kill": kill } = value(redis, "COMMAND", "DOCS", "GETSET", "client|kill");
  assert.deepEqual(Object.keys(getset), [
    "summary",
    "since",
    "group",
    "complexity",
    "doc_flags",
    "deprecated_since",
    "replaced_by",
    "arguments",
  ]);
  assert.deepEqual(getset.doc_flags, ["deprecated"]);
  assert.deepEqual(getset.arguments, [
    { name: "key", type: "key", display_text: "key", key_spec_index: 0 },
    { name: "value", type: "string", display_text: "value" },
  ]);
  const [oldForm, newForm] = kill.arguments[0].arguments;
  assert.deepEqual(oldForm, {
    name: "old-format",
    type: "string",
    display_text: "ip:port",
    deprecated_since: "2.8.12",
  });
  assert.deepEqual([newForm.type, newForm.flags], ["oneof", ["multiple"]]);
  assert.deepEqual(newForm.arguments.at(-1), {
    name: "maxage",
    type: "integer",
    display_text: "maxage",
    token: "MAXAGE",
    since: "7.4.0",
    flags: ["optional"],
  });
  assert.deepEqual(kill.history.at(-1), ["7.4.0", "Accepts `MAXAGE`."]);
});

test("COMMAND DOCS: subcommands by their full names; what does not exist is left out", () => {
  const redis = asMaps();
  const { object } = value(redis, "COMMAND", "DOCS", "object", "nosuch");
  assert.deepEqual(
    Object.keys(object.subcommands).sort(),
    ["object|encoding", "object|freq", "object|help", "object|idletime", "object|refcount"],
  );
  assert.deepEqual(value(redis, "COMMAND", "DOCS", "nosuch"), {});
  assert.deepEqual(value(redis, "COMMAND", "DOCS", "pfdebug").pfdebug.doc_flags, ["syscmd"]);
});

test("COMMAND DOCS: of all commands; each has its sentences, arguments refer to their keys", () => {
  for (const protocol of [2, 3] as const) {
    const redis = testEngine();
    redis.protocol(protocol);
    const docs = value(redis, "COMMAND", "DOCS");
    const count = value(redis, "COMMAND", "COUNT");
    assert.equal(
      protocol === 2 ? docs.length : Object.keys(docs).length,
      protocol === 2 ? 2 * count : count,
    );
  }
  const redis = asMaps();
  const keyCounts = new Map(
    value(redis, "COMMAND").map((info: Plain) => [info[0], info[8].length]),
  );
  const docs: Record<string, Plain> = value(redis, "COMMAND", "DOCS");
  for (const [name, doc] of Object.entries(docs)) {
    for (const field of ["summary", "since", "group", "complexity"]) {
      assert.ok(doc[field] !== "", `${name} ${field}`);
    }
    if (doc.subcommands !== undefined) continue;
    for (const arg of doc.arguments ?? []) {
      if (arg.type === "key") assert.ok(arg.key_spec_index < keyCounts.get(name)!, name);
    }
  }
});

test("COMMAND COUNT and LIST: all commands, without and with filters", () => {
  const redis = testEngine();
  const names: string[] = value(redis, "COMMAND", "LIST");
  const isContained = (name: string) => name.includes("|");
  assert.equal(names.filter((name) => !isContained(name)).length, value(redis, "COMMAND", "COUNT"));
  assert.ok(names.includes("get") && names.includes("client|id"));
  const list = (...filter: string[]) =>
    value(redis, "COMMAND", "LIST", "FILTERBY", ...filter).sort();
  assert.deepEqual(list("PATTERN", "GET*T"), ["getbit", "getset"]);
  assert.deepEqual(list("pattern", "object|?re*"), ["object|freq"]);
  assert.deepEqual(
    list("ACLCAT", "hyperloglog"),
    [
      "pfcount",
      "pfadd",
      "pfdebug",
      "pfmerge",
      "pfselftest",
    ].sort(),
  );
  assert.ok(list("ACLCAT", "CONNECTION").includes("client|id"));
  assert.deepEqual(list("ACLCAT", "@string"), []);
  assert.deepEqual(list("MODULE", "any"), []);
  dialogue(
    redis,
    `
    COMMAND LIST FILTERBY          → -ERR syntax error
    COMMAND LIST FILTERBY PATTERN  → -ERR syntax error
    COMMAND LIST FILTERBY NAME x   → -ERR syntax error
    COMMAND LIST BY PATTERN x      → -ERR syntax error
    COMMAND COUNT x                → -ERR wrong number of arguments for 'command|count' command
    COMMAND NOSUCH                 → -ERR unknown subcommand 'NOSUCH'. Try COMMAND HELP.
    `,
  );
});

test("COMMAND GETKEYS and GETKEYSANDFLAGS: the keys of a command", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    COMMAND GETKEYS GET key                → *1 $3 key
    COMMAND GETKEYS mset a 1 b 2           → *2 $1 a $1 b
    COMMAND GETKEYS OBJECT ENCODING key    → *1 $3 key
    COMMAND GETKEYS BITOP AND d a b        → *3 $1 d $1 a $1 b
    COMMAND GETKEYSANDFLAGS COPY a b       → *2 *2 $1 a *2 +RO +access *2 $1 b *2 +OW +update
    COMMAND GETKEYSANDFLAGS SET k v        → *1 *2 $1 k *2 +OW +update
    COMMAND GETKEYSANDFLAGS SET k v GET    → *1 *2 $1 k *3 +RW +access +update
    COMMAND GETKEYS NOSUCH key             → -ERR Invalid command specified
    COMMAND GETKEYS OBJECT NOSUCH key      → -ERR Invalid command specified
    COMMAND GETKEYS ECHO key               → -ERR The command has no key arguments
    COMMAND GETKEYS OBJECT HELP            → -ERR The command has no key arguments
    COMMAND GETKEYS GET a b                → -ERR Invalid number of arguments specified for command
    COMMAND GETKEYS MSETEX 3 a 1           → -ERR Invalid arguments specified for command
    COMMAND GETKEYS GET                    → -ERR Invalid number of arguments specified for command
    `,
  );
  redis.protocol(3);
  assert.equal(ask(redis, "COMMAND GETKEYSANDFLAGS GET k"), "*1 *2 $1 k ~2 +RO +access");
});

test("COMMAND HELP: a line for each subcommand, and one for COMMAND itself", () => {
  const lines: string[] = value(testEngine(), "COMMAND", "HELP");
  assert.equal(lines[0], "COMMAND <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
  assert.deepEqual(lines.slice(-2), ["HELP", "    Prints this help."]);
  for (const word of ["COUNT", "DOCS", "GETKEYS", "GETKEYSANDFLAGS", "INFO", "LIST"]) {
    assert.ok(lines.some((line) => line.startsWith(word)), word);
  }
});
