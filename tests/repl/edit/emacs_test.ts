import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EmacsKeys } from "../../../lib/repl/edit/emacs.ts";
import { bufferOf, marked, press } from "./typing.ts";

const EDITS: readonly (readonly [before: string, typed: string, after: string])[] = [
  // Moving.
  ["get a|", "\x01", "|get a"],
  ["|get a", "\x05", "get a|"],
  ["one\ntw|o\nthree", "\x01", "one\n|two\nthree"],
  ["one\nt|wo\nthree", "\x05", "one\ntwo|\nthree"],
  ["get a|", "\x02\x02", "get| a"],
  ["|get a", "\x06\x06", "ge|t a"],
  ["|get a", "\x1b3\x06", "get| a"],
  ["get |👨‍👩‍👧é", "\x06", "get 👨‍👩‍👧|é"],
  ["get 👨‍👩‍👧e\u0301|", "\x02\x02", "get |👨‍👩‍👧e\u0301"],
  ["|get user:1000", "\x1bf\x1bf", "get user|:1000"],
  ["get user:1000|", "\x1bb\x1b[1;5D", "get |user:1000"],
  ["get a|b", "\x1b[H", "|get ab"],
  ["get a|b", "\x1b[F", "get ab|"],
  ["one\nt|wo", "\x1b[A", "o|ne\ntwo"],
  ["on|e\ntwo", "\x0e", "one\ntw|o"],
  ["longer|\nx\nlonger", "\x0e\x0e", "longer\nx\nlonger|"],
  // Erasing, cutting and putting in.
  ["get a|b", "\x04", "get a|"],
  ["get a|b", "\x1b[3~", "get a|"],
  ["get a|b", "\x7f\x08", "get|b"],
  ["ge👍🏽|t", "\x7f", "ge|t"],
  ["get| a b", "\x0b", "get|"],
  ["on|e\ntwo", "\x0b\x0b", "on|two"],
  ["get a| b", "\x15", "| b"],
  ["get user:1 |", "\x17", "get |"],
  ["|get user:1", "\x1bd\x1bd", "|:1"],
  ["get user:1|", "\x1b\x7f", "get user:|"],
  ["get a|", "\x17\x19\x19", "get aa|"],
  ["a b c|", "\x17\x17\x01\x19", "b c|a "],
  ["a b c|", "\x15x\x19", "xa b c|"],
  ["|a b c", "\x1bd\x1bd\x05\x19", " ca b|"],
  ["a b|", "\x17\x02\x17\x19\x1by", "b| "],
  ["a b|", "\x1by", "a b|"],
  ["get  | a", "\x1b\\", "get|a"],
  // Changing.
  ["gte|", "\x14", "get|"],
  ["g|te", "\x14", "tg|e"],
  ["key| get", "\x1bt", "get key|"],
  ["get |key", "\x1bt", "key get|"],
  ["a b c|", "\x1bt", "a c b|"],
  ["|get a", "\x1bu", "GET| a"],
  ["|GET a", "\x1bl", "get| a"],
  ["get| user NAME", "\x1bc\x1bc", "get User Name|"],
  ["|", "abc \x1b3x", "abc xxx|"],
  ["|", "\x11\x01\x16\t", "\x01\t|"],
  // Undoing.
  ["|", "get a\x1f", "get |"],
  ["|", "get a\x1f\x1f", "|"],
  ["|", "get a\x1f\x1f\x1b\x1f\x1b\x1f", "get a|"],
  ["|", "get a\x17\x18\x15", "get a|"],
  // What nobody knows does nothing.
  ["get a|", "\x18z\x1b[20~\x1b[99~", "get a|"],
];

for (const [before, typed, after] of EDITS) {
  test(`emacs: ${JSON.stringify(before)} and ${JSON.stringify(typed)} is ${JSON.stringify(after)}`, () => {
    const buffer = bufferOf(before);
    const keys = new EmacsKeys();
    keys.reset(buffer);
    assert.deepEqual(press(keys, buffer, typed), []);
    assert.equal(marked(buffer), after);
  });
}

test("emacs: Escape and then a key is as good as Alt with it", () => {
  const buffer = bufferOf("get a|");
  const keys = new EmacsKeys();
  press(keys, buffer, "\x1b");
  assert.equal(keys.pending, "Escape");
  press(keys, buffer, "b");
  assert.equal(marked(buffer), "get |a");
});

const WISHES: readonly (readonly [before: string, typed: string, wishes: string])[] = [
  ["a|", "\r\n\x1b\r", "accept newline"],
  ["a|", "\x03\x1a\x0c", "interrupt suspend clear-screen"],
  ["|", "\x04", "leave"],
  ["a|", "\t\x1b[Z", "complete complete-back"],
  ["a|", "\x12\x13", "search-older search-newer"],
  ["a|", "\x10\x0e\x1b[A\x1b[B", "older newer older newer"],
  ["a|", "\x06\x05\x1b[C\x1b[F", "take-suggestion ".repeat(4).trim()],
  ["a|", "\x1bf\x1b[1;5C", "take-suggested-word take-suggested-word"],
  ["a|", "\x18\x05\x1b.", "open-editor last-argument"],
];

for (const [before, typed, wishes] of WISHES) {
  test(`emacs: at ${JSON.stringify(before)}, ${JSON.stringify(typed)} asks for ${wishes}`, () => {
    assert.equal(press(new EmacsKeys(), bufferOf(before), typed).join(" "), wishes);
  });
}

const anyKeys = fc.array(
  fc.oneof(
    fc.constantFrom(...EDITS.map(([, typed]) => typed)),
    fc.string({ unit: "grapheme", maxLength: 5 }),
    fc.constant("\n").map(() => "\x11\r"),
  ),
  { maxLength: 30 },
);

test("emacs: whatever is typed, the cursor stays in the text, and all can be undone and redone", () => {
  fc.assert(fc.property(anyKeys, (typed) => {
    const buffer = bufferOf("|");
    const keys = new EmacsKeys();
    for (const each of typed) {
      press(keys, buffer, each);
      assert.ok(buffer.cursor >= 0 && buffer.cursor <= buffer.text.length);
      assert.doesNotMatch(buffer.text.slice(0, buffer.cursor), /[\ud800-\udbff]$/);
    }
    while (buffer.redo());
    const { text } = buffer;
    while (buffer.undo());
    assert.equal(buffer.text, "");
    while (buffer.redo());
    assert.equal(buffer.text, text);
  }));
});
