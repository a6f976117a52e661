import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandSpec } from "../../../lib/commands/spec.ts";
import { COMMANDS } from "../../../lib/commands/mod.ts";
import { complete, help, hint } from "../../../lib/repl/assist/help.ts";
import { syntaxOf } from "../../../lib/repl/assist/syntax.ts";

const SPECS: readonly CommandSpec[] = COMMANDS;
const CONTAINER: CommandSpec = {
  name: "BOX",
  summary: "Holds subcommands.",
  since: "1.0.0",
  group: "server",
  complexity: "O(1)",
  arity: -2,
  subcommands: [
    {
      name: "PUT",
      summary: "Puts.",
      since: "1.0.0",
      group: "server",
      complexity: "O(1)",
      arity: -3,
      args: [
        {
          name: "data",
          type: "block",
          multiple: true,
          args: [
            { name: "score", type: "double" },
            { name: "member", type: "string" },
          ],
        },
        {
          name: "pattern",
          type: "pattern",
          token: "GET",
          optional: true,
          multiple: true,
          multipleToken: true,
        },
        {
          name: "order",
          type: "oneof",
          optional: true,
          args: [
            { name: "asc", type: "pure-token", token: "ASC" },
            { name: "desc", type: "pure-token", token: "DESC" },
          ],
        },
      ],
    },
    {
      name: "PICK",
      summary: "Picks.",
      since: "1.0.0",
      group: "server",
      complexity: "O(1)",
      arity: -3,
      args: [{
        name: "filter",
        type: "oneof",
        args: [
          { name: "address", type: "string" },
          { name: "number", type: "integer", token: "ID" },
        ],
      }],
    },
    {
      name: "PEEK",
      summary: "Peeks.",
      since: "1.0.0",
      group: "server",
      complexity: "O(1)",
      arity: 2,
    },
  ],
};

const HINTS: readonly (readonly [line: string, hint: string])[] = [
  ["get", " key"],
  ["get ", "key"],
  ["GET k", ""],
  ["get k extra", ""],
  ["nothing", ""],
  ["expire k", " seconds [NX|XX|GT|LT]"],
  ["expire k 10 n", ""],
  ["expire k 10 nx", ""],
  ["append k ", "value"],
  ['append "a b', " value"],
  ["mget", " key [key ...]"],
  ["mget a ", "[key ...]"],
  ["mset a", " value [key value ...]"],
  ["mset a 1 ", "[key value ...]"],
  ["3 get ", "key"],
  ["box pick ", "address|ID number"],
  ["box pick id", " number"],
  ["box pick id 5", ""],
  ["config set a", " value [parameter value ...]"],
  ["box", " subcommand"],
  ["box put", " score member [score member ...] [GET pattern [GET pattern ...]] [ASC|DESC]"],
  ["box put 1", " member [score member ...] [GET pattern [GET pattern ...]] [ASC|DESC]"],
  ["box put 1 m get", " pattern [GET pattern ...] [ASC|DESC]"],
  ["box put 1 m desc get a", " [GET pattern ...]"],
  ["box put 1 m get a asc", ""],
];

for (const [line, expected] of HINTS) {
  test(`repl: behind ${JSON.stringify(line)}, the hint is ${JSON.stringify(expected)}`, () => {
    assert.equal(hint([...SPECS, CONTAINER], line), expected);
  });
}

const COMPLETIONS: readonly (readonly [line: string, words: readonly string[]])[] = [
  ["getd", ["getdel"]],
  ["3 getd", ["getdel"]],
  ["bitfield k get u8 0 ", ["get", "incrby", "overflow", "set"]],
  ["GETD", ["GETDEL"]],
  ["qui", ["quit"]],
  ["clea", ["clear"]],
  ["box ", ["peek", "pick", "put"]],
  ["BOX PU", ["PUT"]],
  ["expire k 10 ", ["gt", "lt", "nx", "xx"]],
  ["EXPIRE k 10 ", ["GT", "LT", "NX", "XX"]],
  ["expire k 10 g", ["gt"]],
  ["expire k", []],
  ["box put 1 m ", ["asc", "desc", "get"]],
  ["box put 1 m asc ", ["get"]],
  ["help getd", ["getdel"]],
  ["help box p", ["peek", "pick", "put"]],
  ["help @bit", ["@bitmap"]],
  ["nothing ", []],
];

for (const [line, words] of COMPLETIONS) {
  test(`repl: ${JSON.stringify(line)} is completed to ${words.join(", ") || "nothing"}`, () => {
    assert.deepEqual(complete([...SPECS, CONTAINER], line)[0], words);
  });
}

test("repl: SET's options are offered until they are given", () => {
  const options = complete(SPECS, "set k v ")[0];
  for (const option of ["nx", "xx", "ex", "px", "keepttl", "get"]) {
    assert.ok(options.includes(option));
  }
  const fewer = complete(SPECS, "set k v ex 10 ")[0];
  assert.ok(fewer.includes("nx") && !fewer.includes("px"));
});

test("repl: help says what a command is for", () => {
  const plain = (text: string) => text;
  const text = help(SPECS, ["get"], { name: plain, syntax: plain, label: plain });
  assert.match(text, /^\n {2}GET key\n {2}summary: .+\n {2}since: 1\.0\.0\n {2}group: string\n\n$/);
  assert.match(help(SPECS, [], { name: plain, syntax: plain, label: plain }), /help COMMAND/);
});

test("repl: every command has a syntax that its hint repeats", () => {
  for (const spec of SPECS) {
    assert.equal(hint(SPECS, `${spec.name} `), syntaxOf(spec));
  }
});
