/** The pure parts of own commands. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { markChanges } from "../../../lib/repl/own/changes.ts";
import { bar, doublings, percentile, sparkline } from "../../../lib/repl/own/charts.ts";
import { globTest, isPattern } from "../../../lib/repl/own/glob.ts";
import { KeyTree, treeLines } from "../../../lib/repl/own/key_tree.ts";
import { bytesText, countText } from "../../../lib/repl/own/look.ts";
import {
  keysIn,
  monitoredText,
  monitorTest,
  readMonitored,
} from "../../../lib/repl/own/monitor_line.ts";
import { optionsIn, positive } from "../../../lib/repl/own/options.ts";
import { PLAIN } from "../../../lib/repl/print/theme.ts";

test("own: a tree of keys counts what is deeper, or too wide", () => {
  const tree = new KeyTree("::", 2);
  for (const key of ["a::b::c::1", "a::b::c::2", "a::d", "a::", "::x", "", "z"]) tree.add(key);
  const look = { width: 10, name: String, mark: String };
  assert.deepEqual(treeLines(tree.root, look), [
    "├─ a::  4",
    "│  ├─ b::  2",
    "│  └─ d",
    "├─ ::x",
    "└─ z",
  ]);
  assert.equal(tree.root.count, 7);
  const wide = new KeyTree(":", 1);
  for (let i = 0; i < 30_000; i++) wide.add(`k${i}`);
  assert.equal(wide.root.children.size, 20_000);
  assert.deepEqual(treeLines(wide.root, { ...look, width: 1 }), ["├─ k0", "└─ … more  29,999"]);
});

test("own: names with one way on are joined; numbers are in their order", () => {
  const tree = new KeyTree(":", 4);
  for (const key of ["app:prod:user:10", "app:prod:user:9", "app:prod:user:9:x"]) tree.add(key);
  assert.deepEqual(treeLines(tree.root, { width: 10, name: String, mark: String }), [
    "└─ app:prod:user:  3",
    "   ├─ 9",
    "   ├─ 9:x",
    "   └─ 10",
  ]);
});

test("own: words that changed are marked where they stand", () => {
  const paint = (text: string) => `<${text}>`;
  assert.deepEqual(markChanges(["a 1"], null, paint), ["a 1"]);
  assert.deepEqual(markChanges(["a 1", "b 2"], ["a 1", "b 3"], paint), ["a 1", "b <2>"]);
  assert.deepEqual(markChanges(["a 1 x"], ["a 2 y"], paint), ["a <1> <x>"]);
  assert.deepEqual(markChanges(["new"], [], paint), ["<new>"]);
  assert.deepEqual(markChanges(["\x1b[31ma\x1b[39m"], ["a"], paint), ["\x1b[31ma\x1b[39m"]);
  assert.deepEqual(markChanges(["\x1b[31ma b\x1b[39m"], ["a c"], paint), ["a <b>"]);
});

test("own: charts", () => {
  assert.equal(sparkline([0, 1, 2, 4, 8], 10), "▁▂▃▅█");
  assert.equal(sparkline([1, 2, 3], 2), "▆█");
  assert.equal(sparkline([0, 0], 5), "▁▁");
  assert.equal(sparkline([undefined, 1, undefined, 2], 5), " ▅ █");
  assert.equal(bar(5, 10, 4), "██");
  assert.equal(bar(1, 16, 4), "▎");
  assert.equal(bar(0, 10, 4), "");
  assert.equal(percentile([1, 2, 3, 4], 0.5), 2);
  assert.equal(percentile(Array.from({ length: 100 }, (_, i) => i + 1), 0.99), 99);
  assert.equal(percentile([7], 0.99), 7);
  assert.deepEqual(doublings([0.1, 0.9, 3.5], 1), [
    { upTo: 1, count: 2 },
    { upTo: 2, count: 0 },
    { upTo: 4, count: 1 },
  ]);
});

const GLOBS: readonly (readonly [pattern: string, hits: string[], misses: string[]])[] = [
  ["user:*", ["user:", "user:1\n2"], ["xuser:1"]],
  ["h?llo", ["hello"], ["hllo"]],
  ["h[ae]llo", ["hallo"], ["hillo"]],
  ["h[^e]llo", ["hallo"], ["hello"]],
  ["h[a-c]llo", ["hbllo"], ["hdllo"]],
  ["a\\*", ["a*"], ["ab"]],
  ["a.c(", ["a.c("], ["abc("]],
  ["a[", ["a["], ["a"]],
];
for (const [pattern, hits, misses] of GLOBS) {
  test(`own: the pattern ${pattern}`, () => {
    const matches = globTest(pattern);
    for (const text of hits) assert.ok(matches(text), text);
    for (const text of misses) assert.ok(!matches(text), text);
  });
}

test("own: what is a pattern, and what a name", () => {
  assert.deepEqual(["a*", "a?", "[a]", "a\\*", "a"].map(isPattern), [
    true,
    true,
    true,
    false,
    false,
  ]);
});

test("own: lines of MONITOR", () => {
  const line = String.raw`1339518083.107412 [0 127.0.0.1:60866] "set" "k" "a \"b\"\x00"`;
  const read = readMonitored(line)!;
  assert.deepEqual({ ...read, timeMs: Math.floor(read.timeMs) }, {
    timeMs: 1339518083107,
    db: "0",
    client: "127.0.0.1:60866",
    words: ["set", "k", 'a "b"\0'],
  });
  assert.equal(
    monitoredText(read, PLAIN),
    '16:21:23.107 127.0.0.1:60866 set "k" "a \\"b\\"\\x00"\n',
  );
  assert.equal(readMonitored('1.5 [3 lua] "GET" "k"')?.client, "lua");
  assert.equal(readMonitored('1.5 [3 [::1]:50] "GET" "k"')?.client, "[::1]:50");
  assert.equal(readMonitored("OK"), null);
});

const KEYS: readonly (readonly [line: string, keys: string])[] = [
  ["GET k", "k"],
  ["mset a 1 b 2", "a b"],
  ["DEL a b c", "a b c"],
  ["ZUNIONSTORE d 2 a b WEIGHTS 1 2", "d a b"],
  ["XREAD COUNT 1 STREAMS a b 0 0", "a b"],
  ["OBJECT ENCODING k", "k"],
  ["PING", ""],
  ["LMPOP 2 a b LEFT", "a b"],
  ["NOSUCH a b", "a b"],
];
for (const [line, keys] of KEYS) {
  test(`own: the keys of ${line}`, () => {
    assert.equal(keysIn(line.split(" "), COMMANDS).join(" "), keys);
  });
}

test("own: MONITOR's lines are sifted by all that is asked", () => {
  const one = { timeMs: 0, db: "1", client: "10.0.0.7:5", words: ["set", "user:1", "x"] };
  const holds = (filter: Parameters<typeof monitorTest>[0]) => monitorTest(filter, COMMANDS)(one);
  assert.ok(holds({}));
  assert.ok(holds({ client: "10.0.*:5", key: "user:*", command: "GET,set", db: "1" }));
  assert.ok(!holds({ key: "x" }));
  assert.ok(!holds({ db: "0" }));
  assert.ok(!holds({ command: "get" }));
  assert.ok(!holds({ client: "10.0.1" }));
});

test("own: options among words, numbers and sizes", () => {
  assert.deepEqual(optionsIn(["a", "depth=2", "--max=3", "x=1"], ["depth", "max"]), {
    options: { depth: "2", max: "3" },
    rest: ["a", "x=1"],
  });
  assert.equal(positive(undefined, "n", 7), 7);
  assert.throws(() => positive("1.5", "n", 7), /n must be a whole number/);
  assert.equal(bytesText(1), "1 byte");
  assert.equal(bytesText(1536), "1.5 KB");
  assert.equal(countText(1, "entry", "entries"), "1 entry");
  assert.equal(countText(1234, "key"), "1,234 keys");
});
