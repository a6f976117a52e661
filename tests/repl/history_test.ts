import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { History, holdsSecret } from "../../lib/repl/history.ts";
import { HistorySearch } from "../../lib/repl/search.ts";

const SECRETS: readonly (readonly [line: string, isSecret: boolean])[] = [
  ["auth x", true],
  ['  "AUTH" me x', true],
  ['auth "unbalanced', true],
  ["hello 3 auth me x", true],
  ["hello 3", false],
  ["config set maxmemory 1 requirepass x", true],
  ["config get requirepass", false],
  ["acl setuser me >x", true],
  ["get auth", false],
];

for (const [line, isSecret] of SECRETS) {
  test(`repl: ${line} is ${isSecret ? "not " : ""}kept in the history`, () => {
    assert.equal(holdsSecret(line), isSecret);
  });
}

test("repl: the history outlives a session, without passwords and repetitions", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "history-"));
  const file = path.join(folder, "lines");
  const history = new History(file);
  for (const line of ["get a", "get a", "auth x", "", "set é 1"]) history.add(line);
  assert.deepEqual(history.lines, ["set é 1", "get a"]);
  assert.deepEqual(new History(file).lines, ["set é 1", "get a"]);
  fs.rmSync(folder, { recursive: true });
});

test("repl: a history that cannot be written is kept in memory", () => {
  const history = new History("/nonexistent/folder/lines");
  history.add("get a");
  assert.deepEqual(history.lines, ["get a"]);
});

const LINES = ["get c", "set b 1", "get a"];

/** Keys, what is then shown or taken over, and the keys left. */
const SEARCHES: readonly (readonly [keys: string, kind: string, shown: string, rest?: string])[] = [
  ["", "searching", "(reverse-i-search)`': "],
  ["ge", "searching", "(reverse-i-search)`ge': get c"],
  ["ge\x12", "searching", "(reverse-i-search)`ge': get a"],
  ["ge\x12\x12", "searching", "(failed reverse-i-search)`ge': get a"],
  ["gex", "searching", "(failed reverse-i-search)`gex': get c"],
  ["gex\x7f", "searching", "(reverse-i-search)`ge': get c"],
  ["b\r", "accepted", "set b 1", "\r"],
  ["b\x1b", "accepted", "set b 1", ""],
  ["b\x1b[D", "accepted", "set b 1", "\x1b[D"],
  ["b\x07x", "cancelled", "typed", "x"],
  ["\r", "accepted", "typed", "\r"],
];

for (const [keys, kind, shown, rest] of SEARCHES) {
  test(`repl: Ctrl-R ${JSON.stringify(keys)}: ${kind}, ${shown}`, () => {
    const search = new HistorySearch(LINES, "typed");
    const step = search.type(keys);
    assert.equal(step.kind, kind);
    assert.equal(step.kind === "searching" ? search.prompt : step.line, shown);
    if (step.kind !== "searching") assert.equal(step.rest, rest);
  });
}
