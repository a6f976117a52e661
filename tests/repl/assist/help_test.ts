import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { CommandBook, help, type HelpStyle } from "../../../lib/repl/assist/mod.ts";
import { BOX } from "./box.ts";

const PLAIN: HelpStyle = { name: String, syntax: String, label: String };

function helpOn(...words: string[]): string {
  return help(new CommandBook([COMMANDS, [BOX]]), words, PLAIN);
}

test("repl: help says what a command is for", () => {
  assert.match(
    helpOn("get"),
    /^\n {2}GET key\n {2}summary: .+\n {2}since: 1\.0\.0\n {2}group: string\n {2}complexity: O\(1\)\n/,
  );
});

test("repl: help explains arguments that have parts", () => {
  assert.match(
    helpOn("box", "put"),
    new RegExp([
      "^\n  BOX PUT score member \\[score member \\.\\.\\.\\] .*",
      "  summary: Puts\\.",
      "  since: 1\\.0\\.0",
      "  group: server",
      "  complexity: O\\(1\\)",
      "  arguments:",
      "    all of \\.\\.\\.",
      "      score +double",
      "      member +string",
      "    \\[GET pattern\\] \\.\\.\\.",
      "    \\[one of\\]",
      "      ASC",
      "      DESC",
      "\n$",
    ].join("\n")),
  );
});

test("repl: help tells since when there are which options, and what changed", () => {
  const text = helpOn("SET");
  assert.match(text, /\n {2}arguments:\n {4}key\n/);
  assert.match(text, /\n {4}\[one of\] .*\n {6}NX\n/);
  assert.match(text, /EX seconds +integer, since 2\.6\.12\n/);
  assert.match(text, /\n {2}history:\n {4}2\.6\.12 +\S/);
});

test("repl: help on a deprecated command names another one", () => {
  assert.match(helpOn("getset"), /\n {2}deprecated: since 6\.2\.0, use .*SET/);
});

test("repl: help on a container lists its subcommands", () => {
  assert.match(helpOn("box"), /BOX PUT .*BOX PICK .*BOX PEEK/s);
});

test("repl: help lists the commands of a group in short", () => {
  const text = helpOn("@hyperloglog");
  assert.match(text, /PFADD key .*PFCOUNT key /s);
  assert.doesNotMatch(text, /arguments:|complexity:/);
  assert.equal(helpOn("@SORTED_SET"), helpOn("@sorted-set"));
});

test("repl: help alone says what there is, and on what there is not, what was meant", () => {
  assert.match(helpOn(), /help COMMAND.*\nGroups: @bitmap .*@string/s);
  assert.equal(helpOn("nothing"), "There is no command nothing\n");
  assert.equal(helpOn("gte"), "There is no command gte; did you mean GET?\n");
  assert.match(helpOn("@nothing"), /^There is no group @nothing\n\nGroups: @bitmap .*@string/);
});
