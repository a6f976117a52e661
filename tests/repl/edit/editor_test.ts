/** Keys go in, and what is on the screen and what was said is looked at. */

import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import type { Assistant, Candidate, Look } from "../../../lib/repl/edit/assistant.ts";
import { Editor, type EditorOptions } from "../../../lib/repl/edit/editor.ts";
import { History } from "../../../lib/repl/edit/history.ts";
import { Screen } from "../../support/screen.ts";
import { settle } from "../talk.ts";

const [COLUMNS, ROWS] = [40, 8];

/** Knows `get` and `set`, and that a quote may be open. */
class Helper implements Assistant {
  candidates: readonly Candidate[] = [];
  /** Whether completions come only when `answer` is called. */
  isSlow = false;
  answer: () => void = () => {};
  signals: AbortSignal[] = [];

  look(text: string): Look {
    const isOpen = text.split('"').length % 2 === 0;
    const name = /^(get|set)\b/.exec(text)?.[0] ?? "";
    return {
      spans: name === "" ? [] : [{ start: 0, end: name.length, kind: "command" }],
      hint: text === "get" ? " key" : "",
      status: name === "" ? "" : `about ${name}`,
      isOpen,
    };
  }

  async complete(text: string, cursor: number, signal: AbortSignal) {
    this.signals.push(signal);
    if (this.isSlow) await new Promise<void>((resolve) => this.answer = resolve);
    const start = text.lastIndexOf(" ", cursor - 1) + 1;
    const word = text.slice(start, cursor);
    return { start, candidates: this.candidates.filter((each) => each.text.startsWith(word)) };
  }
}

interface Scene {
  readonly editor: Editor;
  readonly helper: Helper;
  readonly history: History;
  /** What has been written, piece by piece. */
  readonly written: string[];
  /** What is on the screen. */
  shown(): string;
  cursor(): readonly [row: number, column: number];
  /** Types, and returns what is then on the screen. */
  type(...keys: string[]): Promise<string>;
  /** The lines that were said; each one is answered by its length. */
  readonly said: (string | null)[];
}

/** An editor that is asked for line after line. */
function scene(options: Partial<EditorOptions> = {}, lines: readonly string[] = []): Scene {
  const input = new PassThrough();
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: COLUMNS, rows: ROWS });
  const screen = new Screen(COLUMNS, ROWS);
  const written: string[] = [];
  output.on("data", (bytes: Uint8Array) => {
    const text = new TextDecoder().decode(bytes);
    written.push(text);
    screen.write(text);
  });
  const history = new History(null);
  for (const line of lines.toReversed()) history.add(line);
  const helper = new Helper();
  const editor = new Editor({
    input,
    output,
    assistant: helper,
    history,
    isColoured: false,
    isDumb: false,
    escapeMs: 1,
    ...options,
  });
  const said: (string | null)[] = [];
  const converse = async () => {
    for (let line; (line = await editor.read("> ")) !== null;) {
      said.push(line);
      history.add(line);
      output.write(`${line.length}\r\n`);
    }
    said.push(null);
  };
  void converse();
  const type = async (...keys: string[]) => {
    for (const each of keys) {
      input.write(each);
      await settle();
      if (each === "\x1b") await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await settle();
    return screen.text;
  };
  return {
    editor,
    helper,
    history,
    written,
    said,
    type,
    shown: () => screen.text,
    cursor: () => screen.cursor,
  };
}

test("editor: a line is said with Enter, and what helped to type it goes", async () => {
  const { type, said } = scene();
  assert.equal(await type("get"), "> get key\nabout get");
  assert.equal(await type(" a"), "> get a\nabout get");
  assert.equal(await type("\r"), "> get a\n5\n>");
  assert.deepEqual(said, ["get a"]);
});

test("editor: a key is answered by one piece of output", async () => {
  const { type, written } = scene();
  await type("get");
  for (const key of [" ", "a", "\x7f", "\x01", "\x0b", "\x19"]) {
    written.length = 0;
    await type(key);
    assert.equal(written.length, 1);
  }
});

test("editor: colours are there if wanted", async () => {
  const { type, written } = scene({ isColoured: true });
  await type("get");
  // deno-lint-ignore no-control-regex
  assert.match(written.join(""), /\x1b\[0;1;36mget\x1b\[0;90m key/);
  const plain = scene();
  await plain.type("get");
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(plain.written.join(""), /\x1b\[[\d;]*3\dm/);
});

test("editor: Enter in open quotes begins another line, and so does Alt-Enter anywhere", async () => {
  const { type, said } = scene();
  assert.equal(await type('set a "x', "\r", '  y"'), '> set a "x\n.   y"\nabout set');
  await type("\r", "get", "\x1b\r", "b", "\r");
  assert.deepEqual(said, ['set a "x\n  y"', "get\nb"]);
});

test("editor: arrows move within several lines first, then through the history", async () => {
  const { type, said } = scene({}, ["newest", "old\nolder", "oldest"]);
  await type("\x1b[A\x1b[A", "\x1b[A", "X", "\r");
  assert.deepEqual(said, ["oldX\nolder"]);
  await type("\x1b[A".repeat(6), "\r");
  assert.deepEqual(said.slice(1), ["oldest"]);
});

test("editor: what was typed goes on as the newest line that begins so", async () => {
  const { type, said, cursor } = scene({}, ["get user:10 x", "get other", "set b\n1"]);
  assert.equal(await type("get u"), "> get user:10 x\nabout get");
  assert.deepEqual(cursor(), [0, 7]);
  await type("\x1bf", "\r");
  await type("get o", "\x1b[C", "\r");
  await type("get ", "\x05", "!\r");
  assert.match(await type("set"), /\n> set b …\nabout set$/);
  await type("\x06\r");
  assert.deepEqual(said, ["get user", "get other", "get other!", "set b\n1"]);
});

test("editor: pasted lines are said one after the other, each answered before the next", async () => {
  const { type, said } = scene();
  const shown = await type("\x1b[200~get a\r\nget\tbc\nget d\x1b[201~");
  assert.deepEqual(said, ["get a", "get\tbc"]);
  assert.equal(shown, "> get a\n5\n> get    bc\n6\n> get d\nabout get");
});

test("editor: a pasted block with open quotes is one text, to be edited", async () => {
  const { type, said } = scene();
  const shown = await type('set \x1b[200~a "x\ny"\n\x1b[201~');
  assert.equal(shown, '> set a "x\n. y"\nabout set');
  await type("\x7f!\r\r".slice(0, 2));
  assert.deepEqual(said, []);
  await type('"\r');
  assert.deepEqual(said, ['set a "x\ny!"']);
});

const NAMES: readonly Candidate[] = [
  { text: "user:", isPrefix: true },
  { text: "user:1", note: "a string" },
  { text: "user:22", note: "a hash" },
  { text: "other" },
];

test("editor: Tab puts in what is sure, and a blank behind a whole word", async () => {
  const { type, helper, said } = scene();
  helper.candidates = NAMES;
  assert.equal(await type("get u", "\t"), "> get user:\nabout get");
  await type("\x15get ot", "\t", "x\r");
  helper.candidates = NAMES.slice(0, 1);
  await type("get u", "\t", "x\r");
  await type("get u x\x02\x02", "\t", "\r");
  assert.deepEqual(said, ["get other x", "get user:x", "get user: x"]);
});

test("editor: Tab again shows a menu, in which Tab and arrows choose and Enter takes", async () => {
  const { type, helper, said } = scene();
  helper.candidates = NAMES;
  const menu = "user:              user:22  a hash\nuser:1   a string\nabout get";
  assert.equal(await type("get u", "\t", "\t"), `> get user:\n${menu}`);
  assert.equal(await type("\t", "\t"), `> get user:1\n${menu}`);
  assert.equal(await type("\x1b[B"), `> get user:22\n${menu}`);
  assert.equal(await type("\x1b[Z"), `> get user:1\n${menu}`);
  assert.equal(await type("\r"), "> get user:1\nabout get");
  assert.equal(await type("\x7f\x7f", "\t", "\t"), `> get user:\n${menu}`);
  assert.equal(await type("\x1b"), "> get user:\nabout get"); // As it was.
  await type("\t", "\t", "\t", "x", "\r");
  assert.deepEqual(said, ["get user:1x"]);
});

test("editor: a menu that is too high shows the part around what is chosen", async () => {
  const { type, helper } = scene();
  helper.candidates = Array.from(
    { length: 30 },
    (_, i) => ({ text: `k${i}`, note: "n".repeat(40) }),
  );
  const shown = await type("get k", "\t", "\x1b[Z");
  assert.match(
    shown,
    /^> get k29\nk27 +n+…\nk28 +n+…\nk29 +n+…\nrows 28 to 30 of 30, 30 in all\nabout get$/,
  );
});

test("editor: the next key ends a completion that is under way", async () => {
  const { type, helper, said } = scene();
  helper.candidates = NAMES;
  helper.isSlow = true;
  await type("get ot", "\t");
  assert.equal(helper.signals[0].aborted, false);
  await type("x");
  assert.equal(helper.signals[0].aborted, true);
  helper.answer();
  await type("\r");
  assert.deepEqual(said, ["get otx"]);
  await type("get ot", "\t");
  helper.answer();
  await type("", "\r");
  assert.deepEqual(said, ["get otx", "get other "]);
});

test("editor: keys that came together with Tab wait for what can be answered at once", async () => {
  const { type, helper, said } = scene();
  helper.candidates = NAMES;
  await type("get ot\tx\r");
  assert.deepEqual(said, ["get other x"]);
});

test("editor: Ctrl-R searches, shows, and gives back", async () => {
  const { type, said } = scene({}, ["get b", "set a 1", "get a"]);
  assert.equal(await type("draft", "\x12", "get"), "(reverse-i-search)`get': get b");
  assert.equal(await type("\x12"), "(reverse-i-search)`get': get a");
  assert.equal(await type("\x12"), "(failed reverse-i-search)`get': get a");
  assert.equal(await type("\x07"), "> draft");
  await type("\x12", "set", "\x1b", "0\r");
  assert.deepEqual(said, ["set a 10"]);
});

test("editor: with vi's keys the mode is told, / finds, n goes on, and Enter runs", async () => {
  const { type, said, written } = scene({ editing: "vi" }, ["get b", "set a 1", "get a"]);
  assert.equal(await type(""), ">\n-- INSERT --");
  // deno-lint-ignore no-control-regex
  assert.match(written.join(""), /\x1b\[6 q/);
  assert.equal(await type("x", "\x1b"), "> x\n-- NORMAL --");
  // deno-lint-ignore no-control-regex
  assert.match(written.join(""), /\x1b\[2 q/);
  assert.equal(await type("2d"), "> x\n-- NORMAL -- 2d");
  assert.equal(await type("\x1b", "/get\r"), "> get b\n-- NORMAL -- about get");
  assert.equal(await type("n"), "> get a\n-- NORMAL -- about get");
  await type("\r", "i");
  assert.deepEqual(said, ["get a"]);
});

test("editor: the keys may be changed at any time", async () => {
  const { type, editor } = scene();
  await type("get");
  editor.editing = "vi";
  assert.equal(await type(""), "> get key\n-- INSERT -- about get");
  editor.editing = "emacs";
  assert.equal(await type(""), "> get key\nabout get");
});

test("editor: without hints there is the text, and nothing besides", async () => {
  const { type, editor, said } = scene({ hasHints: false }, ["get user"]);
  assert.equal(await type("get"), "> get");
  assert.equal(await type("\x1b[C", " a"), "> get a");
  editor.hasHints = true;
  assert.equal(await type("\r", "get"), "> get a\n5\n> get a\nabout get");
  assert.deepEqual(said, ["get a"]);
});

test("editor: Ctrl-C drops the line; on an empty one it leaves, as Ctrl-D does", async () => {
  for (const key of ["\x03", "\x04"]) {
    const { type, said } = scene();
    assert.equal(await type('set "', "\r", "x", "\x03"), '> set "\n. x^C\n>');
    await type(key);
    assert.deepEqual(said, [null]);
  }
});

test("editor: what is typed between lines waits; only Ctrl-C is heard at once, and drops it", async () => {
  const { type, editor, said } = scene();
  const events: string[] = [];
  editor.onInterrupt = () => events.push("interrupt");
  await type("get a\rget b\rget c");
  assert.deepEqual(said, ["get a", "get b"]);
  await type("\r");
  const busy = editor.lend(() => new Promise<void>((resolve) => setTimeout(resolve, 30)));
  await busy;
  assert.deepEqual(events, []);
  assert.deepEqual(said, ["get a", "get b", "get c"]);
});

test("editor: messages come above the line, those of a lent terminal when it is back", async () => {
  const { type, editor, shown, written } = scene();
  await type('get "x', "\r", "y");
  const say = (text: string) => editor.interject(() => written.push(text));
  say("message");
  say("another"); // The line makes room but once for both.
  await type("");
  const at = written.indexOf("message");
  assert.equal(written[at + 1], "another");
  // deno-lint-ignore no-control-regex
  assert.match(written[at - 1], /\x1b\[1A\r\x1b\[J$/);
  let end = () => {};
  const lent = editor.lend(() => new Promise<void>((resolve) => end = resolve));
  written.length = 0;
  say("later");
  assert.deepEqual(written, []);
  end();
  await lent;
  await type("");
  assert.equal(written[1], "later");
  assert.equal(shown(), '> get "x\n. y\nabout get');
});

test("editor: a question is answered by itself, unseen if it must be", async () => {
  const { type, editor, said, history, shown } = scene();
  await type("get a");
  const answers: (string | null)[] = [];
  await type("\r");
  // In place of the next line.
  void editor.ask("Sure? ").then((answer) => answers.push(answer));
  await type("yes\x1b[A", "\r");
  void editor.ask("Password: ", true).then((answer) => answers.push(answer));
  assert.match(await type("secret"), /Password:$/);
  await type("\r");
  void editor.ask("Sure? ").then((answer) => answers.push(answer));
  await type("y\x03");
  assert.deepEqual(answers, ["yes", "secret", null]);
  assert.deepEqual(history.lines, ["get a"]);
  assert.doesNotMatch(shown(), /secret/);
  assert.deepEqual(said, ["get a"]);
});

test("editor: what was drafted stands in the next line", async () => {
  const { type, editor, said } = scene();
  await type("");
  editor.draft("get drafted");
  await type("get a\r", "!\r");
  assert.deepEqual(said, ["get a", "get drafted!"]);
});

test("editor: Alt-. brings the last words of the lines before", async () => {
  const { type, said } = scene({}, ["set k 2", "get key"]);
  await type("get ", "\x1b.", "\x1b.", "\r");
  assert.deepEqual(said, ["get key"]);
});

test("editor: on a dumb terminal there is the line, and nothing else", async () => {
  const { type, written, said } = scene({ isDumb: true }, ["get user"]);
  assert.equal(await type("get"), "> get");
  await type(" a\x02x", "\r");
  assert.deepEqual(said, ["get xa"]);
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(written.join(""), /\x1b/);
});

const ANY_KEYS = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: "grapheme", maxLength: 4 }) },
  fc.constantFrom(..."\r\n\t\x03\x12\x13\x15\x17\x19\x1f\x0b\x0c\x01\x05\x10\x0e\x7f\x1b"),
  fc.constantFrom(
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\x1b[Z",
    "\x1bf",
    "\x1b.",
    "\x1b\r",
    "dw",
  ),
  fc.constantFrom("get ", 'set "', "\x1b[200~a\nb", "\x1b[201~", "ciw", "/g", "u", "get us\t"),
);

for (const editing of ["emacs", "vi"] as const) {
  test(`editor: whatever is typed with the keys of ${editing}, the editor goes on`, async () => {
    const typed = fc.array(ANY_KEYS, { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(typed, async (keys) => {
        const { type, helper, said, editor } = scene({ editing }, ["get user:1", "a\nb", "set x"]);
        helper.candidates = NAMES;
        await type(...keys.filter((each) => each !== "\x1b"));
        // Whatever has begun comes to an end, and a line can be said.
        await type("\x1b[201~", "\x07", "x\x03");
        if (!said.includes(null)) {
          await type("last\r");
          assert.equal(said.at(-1), "last");
        }
        editor.close();
      }),
      { numRuns: 40 },
    );
  });
}
