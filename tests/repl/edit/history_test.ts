import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { History } from "../../../lib/repl/edit/history.ts";
import { editingOf } from "../../../lib/repl/edit/inputrc.ts";
import { Recall } from "../../../lib/repl/edit/recall.ts";
import { HistorySearch } from "../../../lib/repl/edit/search.ts";
import { holdsSecret } from "../../../lib/repl/edit/secrets.ts";
import { Suggester } from "../../../lib/repl/edit/suggest.ts";
import { keysOf } from "./typing.ts";

const SECRETS: readonly (readonly [line: string, isSecret: boolean])[] = [
  ["auth x", true],
  ['  "AUTH" me x', true],
  ["'auth' x", true],
  ['"\\x61uth" x', true],
  ['auth "unbalanced', true],
  ["3 auth x", true],
  ["auth \\\nx", true],
  ["hello 3 auth me x", true],
  ["HELLO 3 AUTH me x", true],
  ["hello 3", false],
  ["config set maxmemory 1 requirepass x", true],
  ["CONFIG SET MasterAuth x", true],
  ["config set tls-key-file-pass x", true],
  ["config set maxmemory 1", false],
  ["config get requirepass", false],
  ["acl setuser me >x", true],
  ['acl "setuser" me >x', true],
  ["acl getuser me", false],
  ["migrate h 6379 k 0 5000 AUTH x", true],
  ["migrate h 6379 '' 0 5000 auth2 me x KEYS k", true],
  ["migrate h 6379 k 0 5000 COPY", false],
  ["sentinel set main auth-pass x", true],
  ["get auth", false],
  ["set auth x", false],
  ["\\connect redis://me:x@host", true],
  ["\\connect redis://host/1", false],
  ["\\connect host -a x", true],
  ["\\connect host --pass=x", true],
  ["\\watch 2 auth x", true],
  ["\\watch 2 get a", false],
  ["\\repeat 3 config set requirepass x", true],
  ["\\ts await r.auth('x')", true],
  ["\\ts await r.get('x')", false],
];

for (const [line, isSecret] of SECRETS) {
  test(`history: ${JSON.stringify(line)} is ${isSecret ? "not " : ""}kept`, () => {
    assert.equal(holdsSecret(line), isSecret);
  });
}

/** A file that is gone when it is no longer needed. */
function temporaryFile(): { file: string } & Disposable {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "history-"));
  return {
    file: path.join(folder, "lines"),
    [Symbol.dispose]: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}

test("history: it outlives a session, without passwords, repetitions and what begins with a blank", () => {
  using temporary = temporaryFile();
  const { file } = temporary;
  const history = new History(file);
  const lines = ["get a", "get a", "auth x", "", " get hidden", "set é 1", "get b", "get a "];
  for (const line of lines) history.add(line);
  assert.deepEqual(history.lines, ["get a", "get b", "set é 1"]);
  assert.deepEqual(new History(file).lines, ["get a", "get b", "set é 1"]);
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
});

test("history: any texts come back, those of several lines, too", () => {
  using temporary = temporaryFile();
  const { file } = temporary;
  const anyText = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\r", "\n"));
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 5 }), (texts) => {
      const history = new History(file);
      for (const text of ['set a "one\n  two"', ...texts]) history.add(text);
      assert.deepEqual(new History(file).lines, history.lines);
    }),
    { numRuns: 30 },
  );
});

test("history: several prompts add to one file", () => {
  using temporary = temporaryFile();
  const { file } = temporary;
  const [one, other] = [new History(file), new History(file)];
  one.add("get a");
  other.add("get b");
  one.add("get c");
  assert.deepEqual(new History(file).lines, ["get c", "get b", "get a"]);
});

test("history: a file that has grown too long is shortened, and loses nothing to other prompts", async () => {
  using temporary = temporaryFile();
  const { file } = temporary;
  const lines = Array.from({ length: 3000 }, (_, i) => `get ${i}`);
  fs.writeFileSync(file, lines.map((line) => `${line}\n`).join(""));
  const late = fs.openSync(file, "a");
  const history = new History(file, 1000);
  assert.equal(history.lines.length, 1000);
  assert.equal(history.lines[0], "get 2999");
  fs.writeSync(late, "get late\n"); // Into the old file, by somebody who had opened it before.
  history.add("get new");
  fs.closeSync(late);
  assert.equal(history.lines.length, 1000);
  const end = performance.now() + 60_000;
  const text = () => fs.readFileSync(file, "utf8");
  while (!text().includes("get late") && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.match(text(), /^get 2000\n[^]*get 2999\nget new\nget late\n$/);
});

test("history: one that cannot be written is kept in memory", () => {
  const history = new History("/nonexistent/folder/lines");
  history.add("get a");
  assert.deepEqual(history.lines, ["get a"]);
});

const LINES = ["get c", "set b 1", "get a"];

/** Keys, what is then shown or taken over, and the key left. */
const SEARCHES: readonly (readonly [keys: string, shown: string, kind?: string, key?: string])[] = [
  ["", "(reverse-i-search)`': typed"],
  ["ge", "(reverse-i-search)`ge': get c"],
  ["ge\x12", "(reverse-i-search)`ge': get a"],
  ["ge\x12\x12", "(failed reverse-i-search)`ge': get a"],
  ["ge\x12\x13", "(i-search)`ge': get c"],
  ["gex", "(failed reverse-i-search)`gex': get c"],
  ["gex\x7f", "(reverse-i-search)`ge': get c"],
  ["t a", "(reverse-i-search)`t a': get a"],
  ["b\r", "set b 1", "accepted", "Enter"],
  ["b\x1b", "set b 1", "accepted"],
  ["b\x1b[D", "set b 1", "accepted", "Left"],
  ["b\x07", "typed", "cancelled"],
  ["b\x03", "typed", "cancelled"],
  ["\r", "typed", "accepted", "Enter"],
];

for (const [typed, shown, kind = "searching", key = null] of SEARCHES) {
  test(`history: Ctrl-R ${JSON.stringify(typed)} is ${kind}, ${shown}`, () => {
    const search = new HistorySearch(LINES, "typed", "older");
    const [step = { kind: "searching" }] = keysOf(typed).map((each) => search.type(each)).slice(-1);
    assert.equal(step.kind, kind);
    if (step.kind === "searching") assert.equal(search.prompt + search.line, shown);
    else if (step.kind === "accepted") {
      assert.deepEqual([search.line, step.key?.name ?? null], [shown, key]);
    }
  });
}

test("history: what is typed on is suggested by the newest line, letter by letter", () => {
  const lines = ["get user:2", "set x 1", "get user:10", "get user:1"];
  const suggester = new Suggester(lines);
  const typed = ["", "g", "get user:", "get user:1", "get user:1x", "get user:1", "set", "s"];
  assert.deepEqual(typed.map((text) => suggester.suggest(text)), [
    "",
    "et user:2",
    "2",
    "0",
    "",
    "0",
    " x 1",
    "et x 1",
  ]);
});

test("history: what is typed on is not looked for anew among 100,000 lines", () => {
  const lines = Array.from({ length: 100_000 }, (_, i) => `set user:${i}:name value${i}`);
  let looks = 0;
  const watched = new Proxy(lines, {
    get(target, name) {
      looks++;
      return Reflect.get(target, name);
    },
  });
  const suggester = new Suggester(watched);
  const typed = "set user:99999:name value99999!";
  for (let end = 1; end <= typed.length; end++) suggester.suggest(typed.slice(0, end));
  // Each line once, and where the lines end.
  assert.ok(looks < 2.1 * lines.length, `${looks}`);
});

test("history: suggestions are those of a plain search, whatever is typed in whatever order", () => {
  const anyLine = fc.string({ unit: fc.constantFrom(..."ab "), maxLength: 6 });
  fc.assert(fc.property(fc.array(anyLine), fc.array(anyLine), (lines, typed) => {
    const suggester = new Suggester(lines);
    for (const text of typed) {
      const line = lines.find((each) => each.length > text.length && each.startsWith(text));
      assert.equal(
        suggester.suggest(text),
        text.trim() === "" ? "" : (line ?? text).slice(text.length),
      );
    }
  }));
});

test("history: entries are gone through one by one, and come back as they were left", () => {
  const recall = new Recall(LINES);
  assert.equal(recall.step(1, "draft"), "get c");
  assert.equal(recall.step(1, "get cx"), "set b 1");
  assert.equal(recall.step(-1, "set b 1"), "get cx");
  assert.equal(recall.step(-1, "get cx"), "draft");
  assert.equal(recall.step(-1, "draft"), null);
  assert.equal(recall.step(Infinity, "draft"), "get a");
  assert.equal(recall.step(1, "get a"), null);
  recall.reset();
  assert.equal(recall.alike(1, "set", "set"), "set b 1");
  assert.equal(recall.alike(1, "set", "set b 1"), null);
  assert.equal(recall.alike(-1, "set", "set b 1"), "set");
  assert.equal(recall.lastWord(1), "1");
});

const INPUTRC: readonly (readonly [text: string, editing: string])[] = [
  ["", "emacs"],
  ["set editing-mode vi\n", "vi"],
  ["# set editing-mode vi\n", "emacs"],
  ["  Set Editing-Mode VI\nset bell-style none", "vi"],
  ["set editing-mode vi\nset editing-mode emacs", "emacs"],
];

for (const [text, editing] of INPUTRC) {
  test(`inputrc: ${JSON.stringify(text)} means the keys of ${editing}`, () => {
    assert.equal(editingOf(text), editing);
  });
}
