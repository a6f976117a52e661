import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ViKeys } from "../../../lib/repl/edit/vi.ts";
import { bufferOf, marked, press } from "./typing.ts";

/** In the normal mode the cursor stands on the character behind `|`. */
const EDITS: readonly (readonly [before: string, typed: string, after: string])[] = [
  // Moving.
  ["get a|b", "h", "get |ab"],
  ["|get", "hlll", "ge|t"],
  ["|get user:10 x", "w", "get |user:10 x"],
  ["|get user:10 x", "ww", "get user|:10 x"],
  ["|get user:10 x", "WW", "get user:10 |x"],
  ["|get user:10 x", "3w", "get user:|10 x"],
  ["get user:10 |x", "b", "get user:|10 x"],
  ["get user:10 |x", "B", "get |user:10 x"],
  ["|get user:10", "e", "ge|t user:10"],
  ["|get user:10", "ee", "get use|r:10"],
  ["|get user:10", "EE", "get user:1|0"],
  ["get user:1|0", "ge", "get user|:10"],
  ["  get| a", "0", "|  get a"],
  ["  get| a", "^", "  |get a"],
  ["|get a", "$", "get |a"],
  ["|set a:b:c", "f:", "set a|:b:c"],
  ["|set a:b:c", "f:;", "set a:b|:c"],
  ["|set a:b:c", "2f:", "set a:b|:c"],
  ["|set a:b:c", "t:", "set |a:b:c"],
  ["|set a:b:c", "t:;", "set a:|b:c"],
  ["set a:b:|c", "F:;", "set a|:b:c"],
  ["set a:b:|c", "F:;,", "set a:b|:c"],
  ["set a:b:|c", "T:", "set a:b:|c"],
  ["set a:b:|c", "T:;", "set a:|b:c"],
  ["|set a", "fz", "|set a"],
  ["eval '|{(a) b}'", "%", "eval '{(a) b|}'"],
  ["eval '{(a) b|}'", "%", "eval '|{(a) b}'"],
  ["one\n|two\nthree", "k", "|one\ntwo\nthree"],
  ["on|e\ntwo\nthree", "2j", "one\ntwo\nth|ree"],
  ["on|e\ntwo", "G", "one\n|two"],
  ["one\ntw|o", "gg", "|one\ntwo"],
  ["|one\ntwo\nthree", "2G", "one\n|two\nthree"],
  ["|abcdef", "3|", "ab|cdef"],
  // Erasing and cutting.
  ["g|et", "x", "g|t"],
  ["g|et", "5x", "|g"],
  ["ge|t", "X", "g|t"],
  ["get| a b", "D", "ge|t"],
  ["|get a b", "dw", "|a b"],
  ["|get a b", "d2w", "|b"],
  ["|a b c d e f", "2d2w", "|e f"],
  ["|get a b", "de", "| a b"],
  ["get a |b", "db", "get |b"],
  ["|set a:b", "df:", "|b"],
  ["|set a:b", "dt:", "|:b"],
  ["set a |b", "d0", "|b"],
  ["get |a b", "d$", "get| "],
  ["|get a", "dd", "|"],
  ["one\n|two\nthree", "dd", "one\n|three"],
  ["one\n|two", "dd", "|one"],
  ["|one\ntwo\nthree", "2dd", "|three"],
  ["one\n|two\nthree", "dk", "|three"],
  ["|one\ntwo", "dG", "|"],
  ["one |two\nthree", "dw", "one| \nthree"],
  ["get us|er x", "diw", "get | x"],
  ["get us|er x", "daw", "get |x"],
  ["get us|er:1 x", "daW", "get |x"],
  ["set k us|er", "daw", "set |k"],
  ['set k "a |b c" x', 'di"', 'set k "|" x'],
  ['set k "a |b c" x', 'da"', "set k |x"],
  ['set |k "a \\" c" x', 'di"', 'set k "|" x'],
  ["f(a, (b|), c)", "di(", "f(a, (|), c)"],
  ["f(a|, (b), c)", "da(", "|f"],
  ["get a", "d\x1b0", "|get a"],
  // Changing.
  ["get |a b", "Cx\x1b", "get |x"],
  ["get |abc", "sx\x1b", "get |xbc"],
  ["get |abc", "2sx\x1b", "get |xc"],
  ["get |abc", "Sx\x1b", "|x"],
  ["get |abc def", "cwx\x1b", "get |x def"],
  ["get |abc def x", "c2wy\x1b", "get |y x"],
  ["get |abc def", "ccx\x1b", "|x"],
  ["one\n|two", "ccx\x1b", "one\n|x"],
  ['set k "o|ld"', 'ci"new\x1b', 'set k "ne|w"'],
  ["get |abc", "rx", "get |xbc"],
  ["get |abc", "2rx", "get x|xc"],
  ["get |abc", "4rx", "get |abc"],
  ["get |abc", "~~", "get AB|c"],
  ["|get abc", "4~", "GET |abc"],
  ["get |abc", "Rxy\x1b", "get x|yc"],
  ["get |abc", "Rxy\x7f\x1b", "get |xbc"],
  ["|one\n  two", "J", "one| two"],
  // Typing.
  ["get |a", "ix\x1b", "get |xa"],
  ["get |ab", "ax\x1b", "get a|xb"],
  ["  get| a", "Ix\x1b", "  |xget a"],
  ["|get a", "Ax\x1b", "get a|x"],
  ["on|e\ntwo", "ox\x1b", "one\n|x\ntwo"],
  ["one\nt|wo", "Ox\x1b", "one\n|x\ntwo"],
  // Putting in.
  ["get |ab", "xp", "get b|a"],
  ["|get a b", "dwP", "get| a b"],
  ["|get a b", "dw$p", "a bget| "],
  ["|get a", "ywP", "get| get a"],
  ["get |a", "yyP", "get get |aa"],
  ["|one\ntwo", "yyp", "one\n|one\ntwo"],
  ["|one\ntwo", "ddp", "two\n|one"],
  ["one\n|two", "ddP", "|two\none"],
  ["|ab", "x3p", "baa|a"],
  ["|get a", "ddp", "get |a"],
  // Doing again, and undoing.
  ["|a b c d", "dw.", "|c d"],
  ["|a b c d e", "dw3.", "|e"],
  ["|a b c", "cwx\x1bw.", "x |x c"],
  ["|a b c", "Ax\x1b.", "a b cx|x"],
  ["a:|b:c", "xl.", "a:|:"],
  ["|get a", "xxu", "|et a"],
  ["|get a", "xxuu", "|get a"],
  ["|get a", "xxuu\x12", "|et a"],
  ["|get a", "cwset it\x1bu", "|get a"],
  // Keys that lead nowhere.
  ["get |a", "dzqgz5\x1b", "get |a"],
];

for (const [before, typed, after] of EDITS) {
  test(`vi: ${JSON.stringify(before)} and ${JSON.stringify(typed)} is ${JSON.stringify(after)}`, () => {
    const buffer = bufferOf(before.includes("|") ? before : `|${before}`);
    const keys = new ViKeys();
    keys.reset(buffer);
    const { cursor } = buffer;
    press(keys, buffer, "\x1b");
    buffer.moveTo(cursor);
    assert.deepEqual(press(keys, buffer, typed), []);
    assert.equal(marked(buffer), after);
    assert.equal(keys.mode, "NORMAL");
  });
}

const WISHES: readonly (readonly [before: string, typed: string, wishes: string])[] = [
  ["|", "\x04", "leave"],
  ["|", "\r\x1bl\r", "accept accept"],
  ["a|", "\x1bkj", "older newer"],
  ["a|", "\x1bGgg", "newest oldest"],
  ["a|", "\x1b/?nN", "search-older search-newer search-again search-back"],
  ["a|", "\x1bv", "open-editor"],
  ["a|", "\x03\x1b\x03d\x03", "interrupt interrupt"],
  ["a|", "\x12\x1b[C\t", "search-older take-suggestion complete"],
  ["a\n|b", "\x1bkk", "older"],
];

for (const [before, typed, wishes] of WISHES) {
  test(`vi: at ${JSON.stringify(before)}, ${JSON.stringify(typed)} asks for ${wishes}`, () => {
    const buffer = bufferOf(before);
    const keys = new ViKeys();
    keys.reset(buffer);
    assert.equal(press(keys, buffer, typed).join(" "), wishes);
  });
}

test("vi: the mode and the keys that wait are told", () => {
  const buffer = bufferOf("|get a");
  const keys = new ViKeys();
  keys.reset(buffer);
  assert.deepEqual([keys.mode, keys.cursorShape, keys.pending], ["INSERT", "bar", ""]);
  press(keys, buffer, "\x1b2d3");
  assert.deepEqual([keys.mode, keys.cursorShape, keys.pending], ["NORMAL", "block", "2d3"]);
  press(keys, buffer, "wR");
  assert.deepEqual([keys.mode, keys.cursorShape, keys.pending], ["REPLACE", "underline", ""]);
});

test("vi: whatever is typed, the cursor stays in the text, and undo comes to an end", () => {
  const parts = fc.oneof(
    fc.constantFrom(...EDITS.map(([, typed]) => typed)),
    fc.constantFrom(..."hlwbeWBE0^$;,xXDCsSr~dcyiapPuoOJR.IA\x1b\x12\x1f%|gG123(\"'"),
    fc.string({ unit: "grapheme", maxLength: 3 }),
  );
  fc.assert(fc.property(fc.array(parts, { maxLength: 30 }), (typed) => {
    const buffer = bufferOf("set k 👍🏽|\n  two");
    const keys = new ViKeys();
    keys.reset(buffer);
    for (const each of typed) {
      press(keys, buffer, each);
      const { text, cursor } = buffer;
      assert.ok(cursor >= 0 && cursor <= text.length);
      assert.doesNotMatch(text.slice(0, cursor), /[\ud800-\udbff]$/);
    }
    press(keys, buffer, "\x1b");
    while (buffer.undo());
    assert.equal(buffer.text, "set k 👍🏽\n  two");
  }));
});
