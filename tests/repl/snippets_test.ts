import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import { argumentsOf, filledIn, Snippets, snippetsFile } from "../../lib/repl/snippets.ts";
import { textsOf, wordsOf } from "../../lib/repl/words.ts";

const FILLED: [line: string, args: string[], words: string[]][] = [
  ["SET a $1", ["x"], ["SET", "a", "x"]],
  ["SET user:$1 $2", ["7", "y"], ["SET", "user:7", "y"]],
  ["SET a $1", ["two words"], ["SET", "a", "two words"]],
  ["SET a $1", [`a"b\\c'd`], ["SET", "a", `a"b\\c'd`]],
  [`SET a "<$1>"`, [`a"b c`], ["SET", "a", `<a"b c>`]],
  [`SET a '<$1>'`, [`it's`], ["SET", "a", `<it's>`]],
  ["SET a $1", ["two\nlines"], ["SET", "a", "two\nlines"]],
  ["SET a $1", [""], ["SET", "a", ""]],
  ["DEL $*", ["a", "b c"], ["DEL", "a", "b c"]],
  ["SET price $$5", [], ["SET", "price", "$5"]],
  ["SET a $1", ["|"], ["SET", "a", "|"]],
  ["GET $x $", [], ["GET", "$x", "$"]],
];

for (const [line, args, words] of FILLED) {
  test(`snippets: ${line} with ${JSON.stringify(args)}`, () => {
    assert.deepEqual(textsOf(wordsOf(filledIn(line, args))!), words);
  });
}

test("snippets: how many arguments lines need", () => {
  assert.equal(argumentsOf(["GET a", "SET $2 $1", "DEL $$9 $*"]), 2);
  assert.equal(argumentsOf(["GET a"]), 0);
});

test("snippets: they are kept beside the history", () => {
  assert.equal(snippetsFile("/home/me/.respite_history"), "/home/me/.respite_snippets");
  assert.equal(snippetsFile("/tmp/lines"), "/tmp/lines_snippets");
  assert.equal(snippetsFile(null), null);
});

test("snippets: what one prompt keeps, the other one finds; nobody else may read it", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  try {
    const file = path.join(folder, "snippets");
    const [one, other] = [new Snippets(file), new Snippets(file)];
    assert.equal(one.get("a"), null);
    one.set("a", ["SET a $1", "GET a"]);
    other.set("b", ["PING"]);
    assert.deepEqual(one.all(), [["a", ["SET a $1", "GET a"]], ["b", ["PING"]]]);
    assert.equal(one.get("toString"), null);
    one.set("a", null);
    assert.equal(other.get("a"), null);
    if (process.platform !== "win32") assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    fs.writeFileSync(file, '{"a": 1}');
    assert.throws(() => one.get("a"), /must map names to lists of lines/);
    fs.writeFileSync(file, "{");
    assert.throws(() => one.get("a"), /Cannot read .*snippets: /);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});

test("snippets: without a file they last as long as the prompt", () => {
  const snippets = new Snippets(null);
  snippets.set("a", ["PING"]);
  assert.deepEqual(snippets.get("a"), ["PING"]);
});
