import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Key, KeyDecoder } from "../../../lib/repl/edit/keys.ts";

const UTF8 = new TextEncoder();

/** Keys as words: their names, or what they insert in quotes. */
function words(keys: readonly Key[]): string {
  return keys.map(({ name, text }) =>
    name === "text" ? `'${text}'` : name === "paste" ? `paste${JSON.stringify(text)}` : name
  ).join(" ");
}

const KEYS: readonly (readonly [bytes: string, keys: string])[] = [
  ["aß東", "'a' 'ß' '東'"],
  ["\x01\x1f\x00\x08\x7f", "C-a C-_ C-Space C-h Backspace"],
  ["\r\t\n", "Enter Tab C-j"],
  ["a\r\nb", "'a' Enter 'b'"],
  ["\x1b[A\x1b[B\x1b[C\x1b[D", "Up Down Right Left"],
  ["\x1bOA\x1bOH\x1bOF", "Up Home End"],
  ["\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "Home End Home End Home End"],
  ["\x1b[3~\x1b[5~\x1b[6~\x1b[2~", "Delete PageUp PageDown Insert"],
  ["\x1b[Z", "S-Tab"],
  ["\x1b[1;5C\x1b[1;3D\x1b[1;2A\x1b[3;5~", "C-Right M-Left S-Up C-Delete"],
  ["\x1b[1;6C\x1b[1;7C", "C-S-Right C-M-Right"],
  ["\x1bOc\x1b[d\x1b[3^", "C-Right S-Left C-Delete"], // As rxvt says them.
  ["\x1b\x1b[D", "M-Left"],
  ["\x1b[[A\x1b[15~", "F1 F5"],
  ["\x1bf\x1bF\x1b.\x1b\x7f\x1b\r", "M-f M-F M-. M-Backspace M-Enter"],
  ["\x1b\x01", "C-M-a"],
  ["\x1bé", "M-é"],
  ["\x1b[97;5u\x1b[13;2u\x1b[13;3u\x1b[127u", "C-a S-Enter M-Enter Backspace"],
  ["\x1b[27;5;13~\x1b[27u\x1b[233u", "C-Enter Escape 'é'"],
  ["\x1b[102;3u\x1b[102;7u", "M-f C-M-f"],
  ["\x1b[200~get a\rget\x1b[Cb\x1b[201~x", "paste\"get a\\rget\\u001b[Cb\" 'x'"],
  ["\x1b[200~\x1b[201~", 'paste""'],
  ["\x1b[I\x1b[O\x1b[?1;2c\x1b[<0;1;1Mx", "'x'"], // What terminals report is nobody's key.
];

for (const [bytes, expected] of KEYS) {
  test(`keys: ${JSON.stringify(bytes)} is ${expected}, wherever it is cut`, () => {
    const whole = UTF8.encode(bytes);
    for (let cut = 0; cut <= whole.length; cut++) {
      if (bytes[cut - 1] === "\r" && bytes[cut] === "\n") continue;
      const decoder = new KeyDecoder();
      const keys = [...decoder.push(whole.subarray(0, cut)), ...decoder.push(whole.subarray(cut))];
      assert.equal(words(keys), expected, `cut at ${cut}`);
      assert.equal(decoder.isWaiting, false);
    }
  });
}

test("keys: Escape waits for what may follow, until told that nothing does", () => {
  const decoder = new KeyDecoder();
  assert.equal(words(decoder.push(UTF8.encode("\x1b"))), "");
  assert.equal(decoder.isWaiting, true);
  assert.equal(words(decoder.flush()), "Escape");
  assert.equal(decoder.isWaiting, false);
  assert.equal(words(decoder.push(UTF8.encode("\x1b["))), "");
  assert.equal(words(decoder.flush()), "M-[");
  assert.equal(words(decoder.push(UTF8.encode("f"))), "'f'");
});

test("keys: a paste may take any time", () => {
  const decoder = new KeyDecoder();
  assert.equal(words(decoder.push(UTF8.encode("\x1b[200~get "))), "");
  assert.equal(decoder.isWaiting, false);
  assert.equal(words(decoder.flush()), "");
  assert.equal(words(decoder.push(UTF8.encode("a\x1b[201"))), "");
  assert.equal(words(decoder.push(UTF8.encode("~"))), 'paste"get a"');
});

test("keys: any bytes are decoded, and characters never get lost", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 8 }), (pieces) => {
    const decoder = new KeyDecoder();
    for (const piece of pieces) decoder.push(piece);
    decoder.flush();
  }));
  fc.assert(fc.property(fc.array(fc.string({ unit: "grapheme" })), (pieces) => {
    const decoder = new KeyDecoder();
    const keys = pieces.flatMap((piece) => decoder.push(UTF8.encode(piece)));
    // deno-lint-ignore no-control-regex
    const visible = pieces.join("").replace(/[\0-\x1f\x7f]/g, "");
    const text = keys.map((each) => each.text).join("");
    if (!pieces.join("").includes("\x1b")) assert.equal(text, visible);
  }));
});
