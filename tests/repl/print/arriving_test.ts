/** Large replies on the screen while they arrive. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type PagerProgram, Screen } from "../../../lib/repl/print/pager.ts";
import { RichPrinter } from "../../../lib/repl/print/rich.ts";
import { PLAIN } from "../../../lib/repl/print/theme.ts";
import { fromBytesText } from "../../../lib/repl/print/utf8.ts";
import { sessionFor } from "../../../lib/repl/session.ts";
import { fakeServer, settle } from "../talk.ts";

const COUNT = 5000;
const element = (i: number) => `$${String(i).length}|${i}|`;
const elements = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => element(from + i)).join("");

interface Stage {
  readonly execute: (line: string) => Promise<string>;
  readonly say: (wire: string) => void;
  readonly shown: () => string;
  readonly interrupt: () => void;
  readonly pager: { text: string; isLeft: boolean; isFull: boolean; drain: () => void };
  /** What was asked of the connection. */
  readonly flow: string[];
  readonly lastReply: () => unknown;
}

/** A screen of ten rows, and a server that says what the test says. */
function stage(withPager: boolean): Stage {
  let say: (wire: string) => void = () => {};
  const flow: string[] = [];
  const server = fakeServer((_, speak) => {
    say = speak;
    return "";
  });
  const pager = { text: "", isLeft: false, isFull: false, drain: () => {} };
  let shown = "";
  const program: PagerProgram = {
    write: (text) => {
      pager.text += text;
      return !pager.isFull;
    },
    drained: () => new Promise((resolve) => pager.drain = resolve),
    get isLeft() {
      return pager.isLeft;
    },
    end: () => Promise.resolve(),
  };
  const screen = new Screen({
    rows: 10,
    rowsUncut: 10,
    columns: 80,
    write: (text) => {
      shown += text;
      return true;
    },
    drained: () => Promise.resolve(),
    startPager: () => withPager ? program : null,
  });
  const output = {
    text: (text: string) => void (shown += text),
    problem: (line: string) => void (shown += `! ${line}\n`),
    screen,
  };
  const transport: typeof server.transport = async (events) => ({
    ...await server.transport(events),
    pause: () => void flow.push("pause"),
    resume: () => void flow.push("resume"),
  });
  const session = sessionFor({ transport }, true, output)!;
  session.keepsPrompt = true;
  session.printer = new RichPrinter({
    theme: PLAIN,
    isRecognising: true,
    columns: () => 80,
    now: () => 0,
  });
  return {
    execute: (line) => session.execute(session.dialect.readLine(new TextEncoder().encode(line))!),
    say: (wire) => say(wire),
    shown: () => fromBytesText(shown),
    interrupt: () => session.interrupt(),
    pager,
    flow,
    lastReply: () => session.lastReply,
  };
}

test("arriving: the first screen is shown before the rest is there", async () => {
  const { execute, say, shown, lastReply } = stage(false);
  const outcome = execute("LRANGE l 0 -1");
  await settle();
  say(`*${COUNT}|${elements(1, 20)}`);
  await settle();
  assert.match(shown(), /^ {3}1\) "1"\n[^]* {3}8\) "8"\n$/);
  say(elements(21, COUNT));
  assert.equal(await outcome, "answered");
  assert.match(shown(), / {3}8\) "8"\n… 4,992 more lines; \\more shows more/);
  const { items } = lastReply() as { items: unknown[] };
  assert.equal(items.length, COUNT);
});

test("arriving: Ctrl-C ends it at once, and the connection is kept", async () => {
  const { execute, say, shown, interrupt } = stage(true);
  const outcome = execute("LRANGE l 0 -1");
  await settle();
  say(`*${COUNT}|${elements(1, 20)}`);
  await settle();
  interrupt();
  assert.equal(await outcome, "lost");
  const next = execute("PING");
  await settle();
  say(`${elements(21, COUNT)}+PONG|`);
  assert.equal(await next, "answered");
  assert.ok(shown().endsWith("PONG\n"), shown());
});

test("arriving: how much came until Ctrl-C is told", async () => {
  const { execute, say, interrupt, pager } = stage(true);
  const outcome = execute("HGETALL h");
  await settle();
  say(`*${COUNT}|${elements(1, 20)}`);
  interrupt();
  await outcome;
  assert.match(
    fromBytesText(pager.text),
    /\n {2}10# "19" => "20"\n… interrupted after 20 of 5,000\n$/,
  );
});

test("arriving: a pager that is behind holds the server; one that is left ends the reply", async () => {
  const { execute, say, pager, flow } = stage(true);
  const outcome = execute("LRANGE l 0 -1");
  await settle();
  pager.isFull = true;
  say(`*${COUNT}|${elements(1, 20)}`);
  await settle();
  assert.deepEqual(flow, ["pause"]);
  pager.isFull = false;
  pager.drain();
  await settle();
  assert.deepEqual(flow, ["pause", "resume"]);
  pager.isLeft = true;
  say(elements(21, 40));
  assert.equal(await outcome, "lost");
  assert.ok(!pager.text.includes('"21"'));
});

test("arriving: a reply that is printed whole is shown on the screen, too", async () => {
  const { execute, say, shown } = stage(false);
  const outcome = execute("LRANGE l 0 -1");
  await settle();
  say(`*20|${elements(1, 20)}`);
  await outcome;
  assert.match(shown(), /^ 1\) "1"\n[^]* 8\) "8"\n… 12 more lines; /);
});
