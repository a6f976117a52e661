import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EditBuffer, KillRing } from "../../../lib/repl/edit/buffer.ts";
import { boundary, next, previous } from "../../../lib/repl/edit/motions.ts";

const anyText = fc.string({ unit: "grapheme", maxLength: 20 })
  .map((text) => text.replaceAll("\r", "\n"));

test("buffer: going forward and back meets the same characters, as people see them", () => {
  fc.assert(fc.property(anyText, (text) => {
    const places: number[] = [];
    for (let at = 0; at < text.length; at = next(text, at)) places.push(at);
    const back: number[] = [];
    for (let at = text.length; at > 0;) back.unshift(at = previous(text, at));
    assert.deepEqual(back, places);
  }));
});

test("buffer: edits at any places keep the cursor between characters; undo takes them all back", () => {
  const edit = fc.record({
    act: fc.constantFrom("replace", "remove", "kill", "type", "move", "lines", "undo", "redo"),
    from: fc.nat(40),
    to: fc.nat(40),
    text: anyText,
  });
  fc.assert(fc.property(anyText, fc.array(edit, { maxLength: 20 }), (begin, edits) => {
    const buffer = new EditBuffer();
    buffer.load(begin);
    for (const { act, from, to, text } of edits) {
      const [start, end] = [Math.min(from, to), Math.max(from, to)]
        .map((at) => boundary(buffer.text, at));
      if (act === "replace") buffer.replace(start, end, text);
      else if (act === "remove") buffer.remove(start, end);
      else if (act === "kill") buffer.kill(start, end);
      else if (act === "type") buffer.type(text);
      else if (act === "move") buffer.moveTo(from);
      else if (act === "lines") buffer.moveLines(from - 20);
      else if (act === "undo") buffer.undo();
      else buffer.redo();
      const { cursor } = buffer;
      assert.ok(cursor >= 0 && cursor <= buffer.text.length);
      if (cursor > 0) assert.equal(next(buffer.text, previous(buffer.text, cursor)), cursor);
    }
    while (buffer.undo());
    assert.equal(buffer.text, begin);
  }));
});

test("buffer: typing is undone word by word, and what was grouped at once", () => {
  const buffer = new EditBuffer();
  for (const char of "set key  value") buffer.type(char);
  const seen = [];
  while (buffer.undo()) seen.push(buffer.text);
  assert.deepEqual(seen, ["set key  ", "set ", ""]);
  buffer.beginGroup();
  for (const char of "set key") buffer.type(char);
  buffer.remove(0, 1);
  buffer.endGroup();
  assert.equal(buffer.undo(), true);
  assert.equal(buffer.text, "");
});

test("buffer: the column is kept from line to line, as long as nothing else is done", () => {
  const buffer = new EditBuffer();
  buffer.load("long line\n東\nanother one", 6);
  assert.equal(buffer.moveLines(1), true);
  assert.equal(buffer.cursor, 11);
  assert.equal(buffer.moveLines(1), true);
  assert.equal(buffer.cursor, 18);
  assert.equal(buffer.moveLines(1), false);
});

test("buffer: what was cut out comes round and round", () => {
  const ring = new KillRing();
  assert.equal(ring.at(0), "");
  for (const text of ["a", "", "b"]) ring.push(text);
  ring.extend("c", true);
  ring.extend("<", false);
  assert.deepEqual([0, 1, 2].map((index) => ring.at(index)), ["<bc", "a", "<bc"]);
});
