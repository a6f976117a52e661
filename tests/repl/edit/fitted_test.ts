import assert from "node:assert/strict";
import { test } from "node:test";
import { cut } from "../../../lib/repl/edit/cells.ts";
import { fitted } from "../../../lib/repl/edit/fitted.ts";

const STATUS = "Returns the string at a key · O(1) · since 1.0.0 · string";

const FITTED: readonly (readonly [text: string, columns: number, shown: string])[] = [
  [STATUS, 57, STATUS],
  [STATUS, 56, "Returns the string at a key · O(1) · since 1.0.0"],
  [STATUS, 40, "Returns the string at a key · O(1)"],
  [STATUS, 27, "Returns the string at a key"],
  [STATUS, 26, "Returns the string at a…"],
  [STATUS, 5, "Retu…"],
  ["東京の天気 · O(1)", 10, "東京の天気"],
  ["東京の天気 · O(1)", 9, "東京の天…"],
  ["", 5, ""],
];

for (const [text, columns, shown] of FITTED) {
  test(`editor: of ${JSON.stringify(text)}, ${columns} columns show ${shown}`, () => {
    assert.equal(fitted(text, columns), shown);
  });
}

test("editor: a text that has room is not cut, and one that has none is not there", () => {
  assert.deepEqual([cut("get", 3), cut("get", 2), cut("get", 1)], ["get", "g…", "…"]);
});
