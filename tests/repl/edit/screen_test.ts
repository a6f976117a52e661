import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DumbScreen } from "../../../lib/repl/edit/dumb_screen.ts";
import type { Picture } from "../../../lib/repl/edit/layout.ts";
import { type Canvas, Screen } from "../../../lib/repl/edit/screen.ts";
import { Screen as Model } from "../../support/screen.ts";

const [COLUMNS, ROWS] = [20, 6];
const SIZE = { columns: COLUMNS, rows: ROWS };

interface Drawn {
  readonly model: Model;
  readonly screen: Canvas;
  /** Draws, and returns what was written. */
  draw(picture: Partial<Picture> & { text: string }): string;
}

function drawn(
  screen: Canvas = new Screen(() => SIZE),
  model: Model = new Model(COLUMNS, ROWS),
): Drawn {
  const draw = (picture: Partial<Picture> & { text: string }) => {
    const written = screen.draw({ prompt: "> ", cursor: picture.text.length, ...picture });
    model.write(written);
    return written;
  };
  return { model, screen, draw };
}

test("screen: a key costs a character", () => {
  const { draw } = drawn();
  assert.equal(draw({ text: "ge" }), "> ge");
  assert.equal(draw({ text: "get" }), "t");
  assert.equal(draw({ text: "get", cursor: 2 }), "\b");
  assert.equal(draw({ text: "get", cursor: 2 }), "");
  assert.equal(draw({ text: "ge" }), "\x1b[K");
});

test("screen: only what has changed of a row is drawn", () => {
  const { draw } = drawn();
  draw({ text: "get a" });
  const styles = [{ start: 0, end: 3, style: "1;36" }];
  assert.equal(draw({ text: "get a", styles }), "\x1b[3G\x1b[0;1;36mget\x1b[8G\x1b[m");
  assert.equal(draw({ text: "set a", styles }), "\x1b[3G\x1b[0;1;36ms\x1b[8G\x1b[m");
});

/** Pictures, and what is then seen, with the cursor's place. */
const PICTURES: readonly (readonly [
  title: string,
  picture: Partial<Picture> & { text: string },
  seen: string,
  cursor: readonly [row: number, column: number],
])[] = [
  ["a line", { text: "get a" }, "> get a", [0, 7]],
  ["a cursor within", { text: "get a", cursor: 0 }, "> get a", [0, 2]],
  ["several lines", { text: "get\na" }, "> get\n. a", [1, 3]],
  ["a long line", { text: "x".repeat(20) }, `> ${"x".repeat(18)}\nxx`, [1, 2]],
  ["a full row", { text: "x".repeat(18) }, `> ${"x".repeat(18)}`, [1, 0]],
  ["a full row, cursor within", { text: "x".repeat(18), cursor: 17 }, `> ${"x".repeat(18)}`, [
    0,
    19,
  ]],
  ["a full line above", { text: `${"x".repeat(18)}\ny` }, `> ${"x".repeat(18)}\n. y`, [1, 3]],
  [
    "a full line above, cursor there",
    { text: `${"x".repeat(18)}\ny`, cursor: 18 },
    `> ${"x".repeat(18)}\n\n. y`,
    [1, 0],
  ],
  ["wide characters", { text: "東京" }, "> 東京", [0, 6]],
  ["a wide one that has no room", { text: `${"x".repeat(17)}東` }, `> ${"x".repeat(17)}\n東`, [
    1,
    2,
  ]],
  ["control characters", { text: "a\x01\x7f\tb" }, "> a^A^?    b", [0, 12]],
  ["control characters beyond ASCII", { text: "é\x9b1mé" }, "> é<9b>1mé", [0, 10]],
  ["a ghost", { text: "get", ghost: [" key", "90"] }, "> get key", [0, 5]],
  [
    "a ghost as far as there is room",
    { text: "get", ghost: [" 3456789012345678", ""] },
    "> get 345678901234…",
    [0, 5],
  ],
  ["rows below", { text: "get", below: [[["a", ""]], [["b", "7"], ["c", ""]]] }, "> get\na\nbc", [
    0,
    5,
  ]],
  ["a prompt with colours", { prompt: "\x1b[31mr\x1b[1m>\x1b[0m ", text: "a" }, "r> a", [0, 4]],
  ["a prompt that is too long", { prompt: "0123456789abcdef> ", text: "a" }, "6789abcdef> a", [
    0,
    13,
  ]],
  [
    "the rows around the cursor of a high text",
    { text: "1\n2\n3\n4\n5\n6\n7\n8" },
    "... 3\n... 4\n... 5\n... 6\n... 7\n... 8".replaceAll("... ", ". "),
    [5, 3],
  ],
  [
    "a high text from its beginning, above what is below",
    { text: "1\n2\n3\n4\n5\n6\n7\n8", cursor: 0, below: [[["status", ""]]] },
    "> 1\n. 2\n. 3\n. 4\n. 5\nstatus",
    [0, 2],
  ],
];

for (const [title, picture, seen, cursor] of PICTURES) {
  test(`screen: ${title}`, () => {
    const { model, draw } = drawn();
    draw(picture);
    assert.equal(model.text, seen);
    assert.deepEqual(model.cursor, cursor);
  });
}

const anyPicture = fc.record({
  text: fc.string({
    unit: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(..."abc def") },
      { weight: 2, arbitrary: fc.constantFrom("\n", "東", "é", "e\u0301", "\t") },
    ),
    maxLength: 70,
  }),
  place: fc.nat(),
  styled: fc.nat(30),
  ghost: fc.constantFrom("", " ghost", " a ghost that is too long for it"),
  below: fc.array(fc.constantFrom("status", "menu", "a menu that is too long"), { maxLength: 4 }),
}).map(({ text, place, styled, ghost, below }): Picture => {
  const places = [
    0,
    ...Array.from(
      new Intl.Segmenter().segment(text),
      ({ index, segment }) => index + segment.length,
    ),
  ];
  return {
    prompt: "> ",
    text,
    cursor: places[place % places.length],
    styles: [{ start: 0, end: styled, style: "1" }],
    ghost: [ghost, "90"],
    below: below.map((line) => [[line, ""]]),
  };
});

test("screen: what is drawn bit by bit is what is drawn at once", () => {
  fc.assert(fc.property(fc.array(anyPicture, { minLength: 1, maxLength: 8 }), (pictures) => {
    const { screen, model, draw } = drawn();
    for (const picture of pictures) draw(picture);
    const last = pictures.at(-1)!;
    const fresh = drawn();
    fresh.draw(pictures.at(-1)!);
    assert.deepEqual(model.cursor[1], fresh.model.cursor[1]);
    // The height of what is seen may depend on what was seen before, but not what it is.
    if (!last.text.includes("\n") && last.text.length < 60) {
      assert.equal(model.text.trim(), fresh.model.text.trim());
    }
    model.write(screen.finish(last) + "reply\r\n");
    assert.match(model.text, /reply$/);
    model.write("\x1b[2J\x1b[H");
    draw(last);
    model.write(screen.erase());
    assert.equal(model.text, "");
    assert.deepEqual(model.cursor, [0, 0]);
  }));
});

test("screen: a line that is done stays, without what stood behind and below it", () => {
  const { screen, model, draw } = drawn();
  const picture = { text: "get", ghost: [" key", ""] as const, below: [[["status", ""] as const]] };
  draw(picture);
  model.write(screen.finish({ prompt: "> ", cursor: 0, ...picture }, "^C"));
  draw({ text: "" });
  assert.equal(model.text, "> get^C\n>");
});

test("screen: after the terminal has become narrower, all is taken away and drawn again", () => {
  const size = { columns: 20, rows: 6 };
  const screen = new Screen(() => size);
  const wide = new Model(20, 6);
  wide.write("before\r\n");
  const picture = { prompt: "> ", text: "x".repeat(30), cursor: 30 };
  wide.write(screen.draw(picture));
  assert.equal(wide.text, `before\n> ${"x".repeat(18)}\n${"x".repeat(12)}`);
  size.columns = 10;
  // As a terminal breaks it: four rows of ten.
  const narrow = new Model(10, 6);
  narrow.write(`before\r\n> ${"x".repeat(30)}`);
  narrow.write(screen.eraseResized());
  assert.equal(narrow.text, "before");
  narrow.write(screen.draw(picture));
  assert.equal(narrow.text, `before\n> xxxxxxxx\nxxxxxxxxxx\nxxxxxxxxxx\nxx`);
});

test("screen: a dumb terminal has one row, which shows the text around the cursor", () => {
  const { screen, model, draw } = drawn(new DumbScreen(() => SIZE));
  const seen = [];
  for (
    const [text, cursor] of [
      ["get a", 5],
      ["get", 1],
      ["0123456789abcdefghij", 20],
      ["0123456789abcdefghij", 3],
      ["a\nb", 3],
    ] as const
  ) {
    assert.ok(!draw({ text, cursor }).includes("\x1b"));
    seen.push([model.text, model.cursor[1]]);
  }
  assert.deepEqual(seen, [
    ["> get a", 7],
    ["> get", 3],
    ["789abcdefghij", 13],
    ["> 0123456789abcdefg", 5],
    ["> a^Jb", 6],
  ]);
  model.write(screen.finish({ prompt: "> ", text: "a\nb", cursor: 0 }) + "reply");
  assert.equal(model.text, "> a^Jb\nreply");
});
