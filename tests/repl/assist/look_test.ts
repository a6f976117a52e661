import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { lookAt } from "../../../lib/repl/assist/look.ts";
import type { OwnEntry } from "../../../lib/repl/assist/mod.ts";
import { CommandBook } from "../../../lib/repl/assist/specs/book.ts";
import { syntaxOf } from "../../../lib/repl/assist/grammar/syntax.ts";
import { MORE_COMMANDS } from "../../../lib/repl/assist/specs/more_commands.ts";
import { BOX } from "./box.ts";

const OWN: readonly OwnEntry[] = [
  { name: "peek", aliases: ["p"], usage: "KEY [PAGE]", summary: "show a key", args: ["key", null] },
  { name: "watch", usage: "SECONDS COMMAND", summary: "run again", args: [null, "line"] },
  { name: "output", usage: "FORMAT", summary: "set the format", args: [["table", "json"]] },
  { name: "ts", usage: "CODE", summary: "run TypeScript", isText: true },
  { name: "quit", usage: "", summary: "leave" },
];
const BOOK = new CommandBook([COMMANDS, MORE_COMMANDS, [BOX]], true);
const VOCABULARY = { book: BOOK, own: OWN };

function look(text: string, cursor = text.length) {
  return lookAt(text, cursor, VOCABULARY);
}

const HINTS: readonly (readonly [line: string, hint: string])[] = [
  ["get", " key"],
  ["get ", "key"],
  ["GET k", ""],
  ["get k extra", ""],
  ["nothing", ""],
  ["expire k", " seconds [NX|XX|GT|LT]"],
  ["expire k 10 n", ""],
  ["expire k 10 nx", ""],
  ["append k ", "value"],
  ['append "a b', " value"],
  ["mget", " key [key ...]"],
  ["mget a ", "[key ...]"],
  ["mset a", " value [key value ...]"],
  ["mset a 1 ", "[key value ...]"],
  ["3 get ", "key"],
  ["box pick ", "address|ID number"],
  ["box pick id", " number"],
  ["box pick id 5", ""],
  ["config set a", " value [parameter value ...]"],
  ["box", " PUT|PICK|PEEK"],
  ["command", " [COUNT|DOCS|GETKEYS|GETKEYSANDFLAGS|INFO|…]"],
  ["box put", " score member [score member ...] [GET pattern [GET pattern ...]] [ASC|DESC]"],
  ["box put 1", " member [score member ...] [GET pattern [GET pattern ...]] [ASC|DESC]"],
  ["box put 1 m get", " pattern [GET pattern ...] [ASC|DESC]"],
  ["box put 1 m desc get a", " [GET pattern ...]"],
  ["box put 1 m get a asc", ""],
];

for (const [line, expected] of HINTS) {
  test(`repl: behind ${JSON.stringify(line)}, the hint is ${JSON.stringify(expected)}`, () => {
    assert.equal(look(line).hint, expected);
  });
}

test("repl: every command has a syntax that its hint repeats", () => {
  for (const facts of COMMANDS) {
    // QUIT is the prompt's own.
    if (facts.subcommands !== undefined || facts.name === "QUIT") continue;
    assert.equal(look(`${facts.name} `).hint, syntaxOf(facts));
  }
});

test("repl: hints are given at the end only", () => {
  assert.equal(look("set k", 3).hint, "");
  assert.equal(look("get k | wc").hint, "");
});

/** Each word with the first letter of what it is; `!` is an error, `-` nothing. */
const COLOURS: readonly (readonly [line: string, colours: string])[] = [
  ["get k", "ck"],
  ["GET k", "ck"],
  ["3 get k", "vck"],
  ["config get maxmemory", "ccv"],
  ["set k v ex 10 nx", "ckvovo"],
  ["set nx nx", "ckv"],
  ['"set" "a b" \'c\' "nx"', "ckvo"],
  ["set k v KEEPTTL get", "ckvoo"],
  ["mset a 1 b 2", "ckvkv"],
  ["blpop a b 0", "ckkv"],
  ["blpop a b", "ckk"],
  ["zinter 2 a b weights 1 2 aggregate max", "cvkkovvoo"],
  ["zinter 2 weights aggregate withscores", "cvkko"],
  ["zadd k nx ch 1 a 2 nx", "ckoovvvv"],
  ["xadd s nomkstream maxlen ~ 100 limit 5 * f v", "ckooovovovv"],
  ["xread count 1 block 0 streams a b 0 $", "covovokkvv"],
  ["xreadgroup group g c streams s >", "covvokv"],
  ["eval 'return 1' 1 k a b", "cvvkvv"],
  ["hexpire h 10 nx fields 2 a b", "ckvoovvv"],
  ["geosearch k byradius 1 km frommember m", "ckovoov"],
  ["georadius k 1 2 3 km asc store d", "ckvvvoook"],
  ['migrate h 6379 "" 0 10 keys a b', "cvvovvokk"],
  ["migrate h 6379 k 0 10 copy auth2 u p", "cvvkvvoovv"],
  ["sort l by w_* get # get o_* limit 0 5 alpha store d", "ckovovovovvook"],
  ["bitfield k get u8 #0 overflow sat incrby i5 1 1", "ckovvoo" + "ovvv"],
  ["client kill id 5 type normal skipme yes", "ccovoooo"],
  ["acl dryrun u get k", "ccvck"],
  ["command getkeys mset a 1", "ccckv"],
  ["help get", "oc".replace("o", "p")],
  ["help client list", "pcc"],
  ["clear", "p"],
  ["\\peek k 2", "pkv"],
  ["\\watch 2 get k", "pvck"],
  ["\\output table", "po"],
  ["\\output other", "pv"],
  ["\\ts const a = 'b", "p"],
  ["get k | grep 'x y", "ck|"],
  ["get '|x'", "ck"],
  ["debug object k", "c--"],
];

const LETTERS: Readonly<Record<string, string>> = {
  command: "c",
  key: "k",
  value: "v",
  option: "o",
  own: "p",
  pipe: "|",
  error: "!",
};

/** The colours of a line, word by word; the rest of the line behind a pipe is one. */
function coloursOf(line: string): string {
  const { spans } = look(line);
  const words = [...line.matchAll(/"[^"]*"|'[^']*'|\|.*|\S+/g)];
  return words.map((word) => {
    const span = spans.find(({ start }) => start === word.index);
    return span === undefined ? "-" : LETTERS[span.kind];
  }).join("").replace(/-+$/, (rest) => line.startsWith("\\ts") ? "" : rest);
}

for (const [line, colours] of COLOURS) {
  test(`repl: the words of ${line} are ${colours}`, () => {
    assert.equal(coloursOf(line), colours);
  });
}

const STATUSES: readonly (readonly [line: string, status: RegExp])[] = [
  ["get", /^Returns the string at a key · O\(1\) · since 1\.0\.0 · string$/],
  ["config get m", /parameters that match/],
  ["\\peek k", /^Show a key$/],
  ["\\watch 1 get k", /^Returns the string/],
  ["getset k v", /deprecated since 6\.2\.0: /],
  ["acl dryrun u get k", /^Returns the string/],
  ["", /^$/],
  ["gte k", /^unknown command gte; did you mean GET\?$/],
  ["xyzzy", /^unknown command xyzzy$/],
  ["\\waatch 1 ", /^unknown command \\waatch; did you mean \\watch\?$/],
  ["config gte x", /^CONFIG has no subcommand gte; did you mean GET\?$/],
  ["get k l", /^too many arguments: GET takes one$/],
  ["ping a b", /^too many arguments$/],
  ["dbsize x", /^too many arguments: DBSIZE takes none$/],
  ["expire k x ", /^seconds is a number$/],
  ["expire k 10 ny", /^expected NX, XX, GT or LT, not ny$/],
  ["set k v nx xx", /^NX and XX exclude each other$/],
  ["set k v ex 10 px 5", /^EX and PX exclude each other$/],
  ["lmpop 1 k left count 1 count 2", /^COUNT is given twice$/],
  ["client reply maybe ", /^expected ON, OFF or SKIP, not maybe$/],
  ['get "a"b', /^a blank must follow the closing quote$/],
  ["0 get k", /^how often must be more than 0$/],
];

for (const [line, status] of STATUSES) {
  test(`repl: below ${line || "nothing"} stands ${status.source}`, () => {
    assert.match(look(line).status, status);
  });
}

/** What may still become right is no error. */
const UNFINISHED = [
  ...["g", "conf", "config", "config g", "config ", "set k v e", "set k v ex", "expire k -"],
  ...["expire k 10 n", "zadd k +i", "\\", "\\w", "hel", "blpop a b", "mset a", "get"],
  ...["xread count 2 str", "client reply o", 'get "a', "get 'a", "bitcount k 0", "lmove a b l"],
];

for (const line of UNFINISHED) {
  test(`repl: ${line} may become something`, () => {
    assert.deepEqual(look(line).spans.filter(({ kind }) => kind === "error"), []);
  });
}

test("repl: a word that is put in before others may become something, too", () => {
  const errors = (line: string, cursor: number) =>
    look(line, cursor).spans.filter(({ kind }) => kind === "error").length;
  assert.equal(errors("ge k", 2), 0);
  assert.equal(errors("ge k", 4), 1);
  assert.equal(errors("config g x", 8), 0);
  assert.equal(errors("set k v e 5", 9), 0);
});

test("repl: a word that is not complete is wrong when another one follows", () => {
  for (const line of ["g k", "config g x", "set k v e 5", "lmove a b l left"]) {
    assert.equal(look(line).spans.filter(({ kind }) => kind === "error").length, 1, line);
  }
});

const OPEN: readonly (readonly [text: string, isOpen: boolean])[] = [
  ["get k", false],
  ['set k "a', true],
  ["set k 'a", true],
  ['set k "a\nb"', false],
  ['set k "a\\"', true],
  ["set k \\", true],
  ["set k \\\nv", false],
  ["\\", false],
  ["\\peek 'a", true],
  ["\\ts 'a", false],
  ["\\ts 'a \\", true],
  ["get k | sh -c 'x", false],
  ["get 'a\nget b", true],
];

for (const [text, isOpen] of OPEN) {
  test(`repl: ${JSON.stringify(text)} ${isOpen ? "goes on" : "is complete"}`, () => {
    assert.equal(look(text).isOpen, isOpen);
  });
}

test("repl: each line is a command of its own, and the one with the cursor is told about", () => {
  const text = "get k\nexpire k\nset a \\\n  b";
  const { spans, status } = look(text, 2);
  assert.match(status, /^Returns the string/);
  assert.match(look(text, 8).status, /^arguments are missing: EXPIRE key seconds/);
  assert.match(look(text).status, /^Stores a string|^Sets/);
  const errors = spans.filter(({ kind }) => kind === "error");
  assert.deepEqual(errors.map(({ start, end }) => text.slice(start, end)), ["expire"]);
});

test("repl: nothing is wrong as long as the server did not say what it knows", () => {
  const vocabulary = { book: new CommandBook([COMMANDS]), own: OWN };
  for (const line of ["xyzzy a", "get a b c", "expire k x", "config xyzzy"]) {
    const { spans } = lookAt(line, line.length, vocabulary);
    assert.deepEqual(spans.filter(({ kind }) => kind === "error"), [], line);
  }
});

/** Counts how often the text is read: work that does not depend on the machine. */
test("repl: a long line is looked at in proportion to its length", () => {
  const lines = [
    (n: number) => `mset ${"key value ".repeat(n)}`,
    (n: number) => `sadd k ${"m ".repeat(n)}`,
    (n: number) => `set k "${"x ".repeat(n)}`,
    (n: number) => `sort k ${"get a ".repeat(n)}`,
    (n: number) => `zinter ${n} ${"k ".repeat(n)}weights ${"1 ".repeat(n)}`,
    (n: number) => `client kill ${"id 5 ".repeat(n)}`,
    (n: number) => `bitfield k ${"get u8 0 ".repeat(n)}`,
    (n: number) => "get k\n".repeat(n),
    (n: number) => "\\x ".repeat(n),
    (n: number) => "'".repeat(4 * n),
    (n: number) => "x".repeat(4 * n),
    (n: number) => `config ${"x".repeat(4 * n)}`,
    (n: number) => `set k v ${"x".repeat(4 * n)}`,
    (n: number) => `del ${'"a\\x00" '.repeat(n)}`,
  ];
  for (const line of lines) {
    const [some, more] = [250, 1000].map((n) => slicesOf(() => look(line(n))));
    assert.ok(more <= 5 * some + 100, `${line(1)}: ${some}, then ${more}`);
  }
});

/** How many words are taken out of texts, put in capitals, or looked up meanwhile. */
function slicesOf(act: () => void): number {
  let count = 0;
  const { slice, toUpperCase, charCodeAt } = String.prototype;
  const has = Set.prototype.has;
  String.prototype.slice = function (...args: [number?, number?]) {
    count++;
    return slice.apply(this, args);
  };
  String.prototype.toUpperCase = function () {
    count++;
    return toUpperCase.call(this);
  };
  String.prototype.charCodeAt = function (index: number) {
    count++;
    return charCodeAt.call(this, index);
  };
  Set.prototype.has = function (value: unknown) {
    count++;
    return has.call(this, value);
  };
  try {
    act();
  } finally {
    Object.assign(String.prototype, { slice, toUpperCase, charCodeAt });
    Set.prototype.has = has;
  }
  return count;
}
