/** The harness itself: how dialogues are read and written, and how replies are compared. */

import { test } from "node:test";
import assert from "node:assert/strict";
import fs from "node:fs";
import { Alikeness } from "./fuzz/alike.ts";
import { contrast } from "./harness/contrast.ts";
import { escape, expected, parseDialogue, printDialogue, USUAL } from "./harness/dialogue.ts";
import { dialogueFiles } from "./harness/files.ts";
import { elements, frameEnd } from "./harness/frames.ts";
import { matches, sorted, words } from "./harness/play.ts";

test("conformance: every dialogue is written as the recorder would write it", () => {
  for (const { name, url } of dialogueFiles()) {
    const text = fs.readFileSync(url, "latin1");
    assert.equal(printDialogue(parseDialogue(text)), text, name);
  }
});

test("conformance: every step of every dialogue has its reply", () => {
  for (const { name, url } of dialogueFiles()) {
    for (const { title, steps } of parseDialogue(fs.readFileSync(url, "latin1")).cases) {
      for (const step of steps) {
        const isTold = step.reply !== undefined || step.silent || step.kind === "wait";
        assert(isTold, `${name}: ${title}: ${step.text}`);
      }
    }
  }
});

test("conformance: a dialogue keeps its server, comments, needs and marks", () => {
  const text = [
    "# About the file.",
    "from: Redis 8.0",
    "needs: CLIENT",
    "",
    "# About the case.",
    "## SET: a title",
    "needs: RPUSH SADD",
    "# About the step.",
    '> SET k "a\\x00b"',
    "< +OK\\r\\n",
    "b-> GET k",
    "b..",
    "< $-1\\r\\n",
    "<3 _\\r\\n",
    "wait 1500",
    "> CLIENT ID",
    "<. :...\\r\\n",
    'raw> "*1\\r\\n" 3',
    "< (closed)",
    "",
  ].join("\n");
  const dialogue = parseDialogue(text);
  assert.equal(printDialogue(dialogue), text);
  assert.equal(dialogue.from, "Redis 8.0");
  const [{ needs, steps }] = dialogue.cases;
  assert.deepEqual(needs, ["RPUSH", "SADD"]);
  assert.deepEqual(steps.map(({ kind }) => kind), ["send", "send", "read", "wait", "send", "raw"]);
  assert.equal(expected(steps[2], 2), "$-1\r\n");
  assert.equal(expected(steps[2], 3), "_\r\n");
  assert.equal(expected(steps[0], 3), "+OK\r\n");
});

test("conformance: a line that is none is refused with its number", () => {
  assert.throws(() => parseDialogue("## a\n> PING\nPONG"), /line 3: PONG/);
  assert.throws(() => parseDialogue("> PING"), /line 1/);
  assert.throws(() => parseDialogue("from: somewhere"), /line 1/);
});

test("conformance: commands are quoted as for redis-cli", () => {
  assert.deepEqual(words(`SET "a b" 'c\\'d' "\\x00\\n" ""`), ["SET", "a b", "c'd", "\x00\n", ""]);
  assert.throws(() => words('SET "a'), SyntaxError);
});

const FRAMES = [
  "+OK\r\n",
  ":1\r\n",
  "$-1\r\n",
  "$0\r\n\r\n",
  "$4\r\n\r\n\r\n\r\n",
  "*-1\r\n",
  "*2\r\n:1\r\n*1\r\n$1\r\na\r\n",
  "%1\r\n+a\r\n~2\r\n:1\r\n:2\r\n",
  "|1\r\n+a\r\n+b\r\n:7\r\n",
  "=5\r\ntxt:a\r\n",
  ">1\r\n,1.5\r\n",
];

test("conformance: the end of a frame is found, and waited for", () => {
  for (const frame of FRAMES) {
    assert.equal(frameEnd(frame + "+more\r\n", 0), frame.length, escape(frame));
    for (let cut = 1; cut < frame.length; cut++) {
      assert.equal(frameEnd(frame.slice(0, cut), 0), -1, escape(frame.slice(0, cut)));
    }
  }
  assert.deepEqual(elements("*2\r\n:1\r\n*1\r\n:2\r\n"), [":1\r\n", "*1\r\n:2\r\n"]);
});

test("conformance: replies match exactly, in any order, by type or by pattern", () => {
  const [one, other] = ["*2\r\n:1\r\n:2\r\n", "*2\r\n:2\r\n:1\r\n"];
  assert(!matches("exact", one, other));
  assert(matches("unordered", one, other));
  assert(!matches("unordered", one, "*2\r\n:2\r\n:2\r\n"));
  assert.equal(sorted("*1\r\n" + other), sorted("*1\r\n" + one));
  assert(matches("type", ":5\r\n", ":"));
  assert(!matches("type", "$1\r\n5\r\n", ":"));
  assert(matches("pattern", "+id=17 name=(a)\r\n", "+id=... name=(a)\r\n"));
  assert(!matches("pattern", "+id=17 name=(a)\r\n", "+id=... name=(b)\r\n"));
});

test("conformance: within EXEC, order and times are free where they are outside", () => {
  const play = (actual: string, expected: string): boolean => {
    const alikeness = new Alikeness(USUAL);
    const ask = (command: string, ours: string, real: string) =>
      alikeness.isAlike({ who: "", words: command.split(" ") }, ours, real);
    ask("MULTI", "+OK\r\n", "+OK\r\n");
    ask("KEYS *", "+QUEUED\r\n", "+QUEUED\r\n");
    ask("MULTI", "-ERR nested\r\n", "-ERR nested\r\n");
    ask("PTTL k", "+QUEUED\r\n", "+QUEUED\r\n");
    ask("MGET a b", "+QUEUED\r\n", "+QUEUED\r\n");
    return ask("EXEC", actual, expected);
  };
  const reply = (keys: string, time: number, values: string) =>
    `*3\r\n*2\r\n${keys}:${time}\r\n*2\r\n${values}`;
  const [ab, ba] = ["+a\r\n+b\r\n", "+b\r\n+a\r\n"];
  assert(play(reply(ab, 1_000_000, ab), reply(ba, 1_000_900, ab)));
  assert(!play(reply(ab, 1_000_000, ab), reply(ab, 1_000_000, ba)));
  assert(!play(reply(ab, 1_000_000, ab), reply(ab, 1_100_000, ab)));
});

test("conformance: of long replies the part is shown where they part", () => {
  const [ours, real] = ["x".repeat(1000) + "a", "x".repeat(1000) + "b"];
  assert.match(contrast(ours, real), /ours \(behind 920 bytes\) x{80}a\n {2}real .*x{80}b$/);
  assert.equal(contrast(":1\r\n", ":2\r\n"), "  ours :1\\r\\n\n  real :2\\r\\n");
});
