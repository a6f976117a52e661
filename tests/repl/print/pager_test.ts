/** Long replies on a screen of ten rows and twenty columns. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type PagerProgram,
  rowsOf,
  Screen,
  type ScreenHost,
} from "../../../lib/repl/print/pager.ts";
import { pagerCommand, startPager } from "../../../lib/repl/print/pager_program.ts";
import { fromBytesText, toBytesText } from "../../../lib/repl/print/utf8.ts";

interface FakePager extends PagerProgram {
  text: string;
  isLeft: boolean;
  hasEnded: boolean;
}

function fakeHost(
  withPager: boolean,
  rowsUncut = 10,
): ScreenHost & { text: string; pager: FakePager | null } {
  const host = {
    rows: 10,
    columns: 20,
    rowsUncut,
    text: "",
    pager: null as FakePager | null,
    write: (text: string) => {
      host.text += text;
      return true;
    },
    drained: () => Promise.resolve(),
    startPager: () => {
      if (!withPager) return null;
      const pager: FakePager = {
        text: "",
        isLeft: false,
        hasEnded: false,
        write: (text) => {
          pager.text += text;
          return pager.text.length < 50;
        },
        drained: () => Promise.resolve(),
        end: () => {
          pager.hasEnded = true;
          return Promise.resolve();
        },
      };
      return host.pager = pager;
    },
  };
  return host;
}

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${from + i}\n`).join("");

test("pager: rows, when long lines wrap", () => {
  assert.equal(rowsOf("a\nb\n", 20), 2);
  assert.equal(rowsOf("x".repeat(20) + "\n", 20), 1);
  assert.equal(rowsOf("x".repeat(21) + "\n", 20), 2);
  assert.equal(rowsOf(`\x1b[32m${"x".repeat(20)}\x1b[39m\n`, 20), 1);
  assert.equal(rowsOf(toBytesText("é".repeat(20)), 20), 1);
  assert.equal(rowsOf("\n\n", 20), 2);
});

test("pager: what fits is printed, with and without one", async () => {
  for (const withPager of [true, false]) {
    const host = fakeHost(withPager);
    const screen = new Screen(host);
    await screen.show(lines(1, 9));
    assert.equal(host.text, lines(1, 9));
    assert.equal(host.pager, null);
    assert.equal(screen.more(), null);
  }
});

test("pager: what does not fit goes there, all of it", async () => {
  const host = fakeHost(true);
  await new Screen(host).show(lines(1, 10));
  assert.equal(host.text, "");
  assert.equal(host.pager?.text, lines(1, 10));
  assert.equal(host.pager?.hasEnded, true);
});

test("pager: how long it was there is known", async () => {
  const host = fakeHost(true);
  const screen = new Screen(host);
  await screen.show(lines(1, 9));
  assert.equal(screen.readMs, 0);
  await screen.show(lines(1, 10));
  assert.ok(screen.readMs > 0);
});

test("pager: many announced elements go there from the first one on, with back pressure", () => {
  const host = fakeHost(true);
  const page = new Screen(host).begin(1000);
  assert.equal(page.write("1\n"), true);
  assert.equal(host.pager?.text, "1\n");
  assert.equal(page.write("x".repeat(50)), false);
  assert.equal(page.isFull, false);
  host.pager!.isLeft = true;
  assert.equal(page.isFull, true);
  assert.equal(page.write("never\n"), true);
  assert.ok(!host.pager?.text.includes("never"));
});

test("pager: without one, elements are cut, and come screen by screen", async () => {
  const host = fakeHost(false);
  const screen = new Screen(host);
  const page = screen.begin(100);
  for (let i = 1; i <= 100; i++) page.write(`${i}\n`, 1);
  await page.end();
  const notice = fromBytesText(host.text).slice(lines(1, 8).length);
  assert.equal(host.text.startsWith(lines(1, 8)), true);
  assert.match(notice, /^… 92 more lines; \\more shows more, .*\n$/);
  assert.equal(screen.more(), lines(9, 17));
  assert.equal(screen.more(), lines(18, 26));
  for (let i = 0; i < 8; i++) screen.more();
  assert.equal(screen.more(), lines(99, 100));
  assert.equal(screen.more(), null);
});

test("pager: without one, a long text is cut, and the lines are counted", async () => {
  const host = fakeHost(false);
  const screen = new Screen(host);
  await screen.show(lines(1, 2000));
  assert.match(fromBytesText(host.text), /\n8\n… 1,992 more lines; /);
});

test("pager: without one, as many rows as the person wants are shown, or all", async () => {
  const host = fakeHost(false, 100);
  await new Screen(host).show(lines(1, 2000));
  assert.match(fromBytesText(host.text), /\n98\n… 1,902 more lines; /);
  const endless = fakeHost(false, Infinity);
  const page = new Screen(endless).begin(5000);
  page.write(lines(1, 2500));
  assert.equal(endless.text, lines(1, 2500));
  page.write(lines(2501, 5000));
  await page.end();
  assert.equal(endless.text, lines(1, 5000));
});

test("pager: a line longer than the screen is shown whole", async () => {
  const host = fakeHost(false);
  const screen = new Screen(host);
  await screen.show(`${"x".repeat(500)}\nend\n`);
  assert.equal(host.text.startsWith("x".repeat(500) + "\n"), true);
  assert.equal(screen.more(), "end\n");
});

test("pager: behind a long line that is the only one there is nothing more", async () => {
  const host = fakeHost(false);
  const screen = new Screen(host);
  await screen.show(`${"x".repeat(500)}\n`);
  assert.equal(host.text, `${"x".repeat(500)}\n`);
  assert.equal(screen.more(), null);
});

test("pager: what was cut is kept up to a limit, and no more is wanted behind it", async () => {
  const host = fakeHost(false);
  const screen = new Screen(host);
  const page = screen.begin(1_000_000);
  const mebibyte = `${"x".repeat(1024 * 1024 - 1)}\n`;
  let written = 0;
  for (; !page.isFull; written++) page.write(mebibyte);
  assert.equal(written, 9);
  await page.end();
  for (let i = 0; i < 7; i++) assert.equal(screen.more(), mebibyte);
  assert.match(screen.more()!, /not kept/);
  assert.equal(screen.more(), null);
});

test("pager: the setting says which; $PAGER, or less, if it leaves it open", () => {
  assert.equal(pagerCommand("off"), null);
  assert.equal(pagerCommand("more -s"), "more -s");
});

test("pager: a program gets the text, and has the terminal until it ends", async () => {
  const events: string[] = [];
  const lend = async (act: () => Promise<void>) => {
    events.push("lent");
    await act();
    events.push("back");
  };
  const program = startPager("cat >/dev/null", lend)!;
  while (program.write("x".repeat(100_000)));
  await program.drained();
  assert.equal(program.isLeft, false);
  await program.end();
  assert.equal(program.isLeft, true);
  assert.deepEqual(events, ["lent", "back"]);
});

test("pager: who leaves it early reads no more", async () => {
  const program = startPager("exit 0", (act) => act())!;
  while (!program.isLeft) {
    if (!program.write("x".repeat(1000))) await program.drained();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(program.isLeft, true);
  await program.end();
});
