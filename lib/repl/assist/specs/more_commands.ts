/**
 * Commands of other servers that our own does not have, for those that do not describe themselves
 * (Redis before 7, servers that are like it). What the manual says, in short.
 */

import type { ArgSpec, CommandFacts } from "./facts.ts";

const value = (name: string, more: Partial<ArgSpec> = {}): ArgSpec => ({
  name,
  type: "string",
  ...more,
});
const number = (name: string, more: Partial<ArgSpec> = {}): ArgSpec => ({
  name,
  type: "integer",
  ...more,
});
const word = (token: string, more: Partial<ArgSpec> = {}): ArgSpec => ({
  name: token.toLowerCase(),
  type: "pure-token",
  token,
  ...more,
});
const choice = (name: string, args: readonly ArgSpec[], more: Partial<ArgSpec> = {}): ArgSpec => ({
  name,
  type: "oneof",
  args,
  ...more,
});
const block = (name: string, args: readonly ArgSpec[], more: Partial<ArgSpec> = {}): ArgSpec => ({
  name,
  type: "block",
  args,
  ...more,
});

const OPTIONAL = { optional: true };
const REPEATED = { optional: true, multiple: true };
const KEY: ArgSpec = { name: "key", type: "key" };
const KEYS_AND_ARGS = [number("numkeys"), { ...KEY, ...REPEATED }, value("arg", REPEATED)];
const WHEN = choice("flush-type", [word("ASYNC"), word("SYNC")], OPTIONAL);

/** name, since, complexity, arity, arguments, summary; with the summary of subcommands below. */
type Row = readonly [
  name: string,
  since: string,
  complexity: string,
  arity: number,
  args: readonly ArgSpec[],
  summary: string,
];

function described(group: string, rows: readonly Row[]): CommandFacts[] {
  return rows.map(([name, since, complexity, arity, args, summary]) => ({
    name,
    since,
    complexity,
    arity,
    args,
    summary,
    group,
  }));
}

function container(
  name: string,
  since: string,
  group: string,
  summary: string,
  rows: readonly Row[],
): CommandFacts {
  const help: Row = ["HELP", since, "O(1)", 2, [], `Explains the subcommands of ${name}`];
  const subcommands = described(group, [...rows, help]);
  return { name, since, group, summary, complexity: "", arity: -2, subcommands };
}

const SCRIPTS = "Depends on the script";
const REPLICATION = [
  choice("source", [
    block("server", [value("host"), number("port")]),
    block("none", [word("NO"), word("ONE")]),
  ]),
];

export const MORE_COMMANDS: readonly CommandFacts[] = [
  ...described("scripting", [
    ["EVAL", "2.6.0", SCRIPTS, -3, [value("script"), ...KEYS_AND_ARGS], "Runs a Lua script"],
    [
      "EVALSHA",
      "2.6.0",
      SCRIPTS,
      -3,
      [value("sha1"), ...KEYS_AND_ARGS],
      "Runs a script that was loaded, by its SHA-1",
    ],
    [
      "EVAL_RO",
      "7.0.0",
      SCRIPTS,
      -3,
      [value("script"), ...KEYS_AND_ARGS],
      "Runs a Lua script that only reads",
    ],
    [
      "EVALSHA_RO",
      "7.0.0",
      SCRIPTS,
      -3,
      [value("sha1"), ...KEYS_AND_ARGS],
      "Runs a loaded script that only reads, by its SHA-1",
    ],
    [
      "FCALL",
      "7.0.0",
      "Depends on the function",
      -3,
      [value("function"), ...KEYS_AND_ARGS],
      "Calls a function",
    ],
    [
      "FCALL_RO",
      "7.0.0",
      "Depends on the function",
      -3,
      [value("function"), ...KEYS_AND_ARGS],
      "Calls a function that only reads",
    ],
  ]),
  container("SCRIPT", "2.6.0", "scripting", "Groups the commands about Lua scripts", [
    [
      "DEBUG",
      "3.2.0",
      "O(1)",
      3,
      [choice("mode", [word("YES"), word("SYNC"), word("NO")])],
      "Sets whether the next EVAL runs in the debugger",
    ],
    [
      "EXISTS",
      "2.6.0",
      "O(N)",
      -3,
      [value("sha1", { multiple: true })],
      "Says which scripts are loaded",
    ],
    ["FLUSH", "2.6.0", "O(N)", -2, [WHEN], "Forgets all scripts"],
    ["KILL", "2.6.0", "O(1)", 2, [], "Ends the script that is running, if it wrote nothing yet"],
    ["LOAD", "2.6.0", "O(N)", 3, [value("script")], "Loads a script and returns its SHA-1"],
  ]),
  container("FUNCTION", "7.0.0", "scripting", "Groups the commands about functions", [
    ["DELETE", "7.0.0", "O(1)", 3, [value("library-name")], "Deletes a library and its functions"],
    ["DUMP", "7.0.0", "O(N)", 2, [], "Returns all libraries in serialized form"],
    ["FLUSH", "7.0.0", "O(N)", -2, [WHEN], "Deletes all libraries"],
    ["KILL", "7.0.0", "O(1)", 2, [], "Ends the function that is running, if it wrote nothing yet"],
    ["LIST", "7.0.0", "O(N)", -2, [
      value("library-name-pattern", { token: "LIBRARYNAME", ...OPTIONAL }),
      word("WITHCODE", OPTIONAL),
    ], "Lists libraries and their functions"],
    [
      "LOAD",
      "7.0.0",
      "O(1)",
      -3,
      [word("REPLACE", OPTIONAL), value("function-code")],
      "Creates a library",
    ],
    ["RESTORE", "7.0.0", "O(N)", -3, [
      value("serialized-value"),
      choice("policy", [word("FLUSH"), word("APPEND"), word("REPLACE")], OPTIONAL),
    ], "Restores libraries from their serialized form"],
    ["STATS", "7.0.0", "O(1)", 2, [], "Says which function is running"],
  ]),
  ...described("generic", [
    ["MIGRATE", "2.6.0", "O(N)", -6, [
      value("host"),
      number("port"),
      choice("key-or-empty", [KEY, word("")]),
      number("destination-db"),
      number("timeout"),
      word("COPY", OPTIONAL),
      word("REPLACE", OPTIONAL),
      choice("authentication", [
        value("password", { token: "AUTH" }),
        block("user", [value("username"), value("password")], { token: "AUTH2" }),
      ], OPTIONAL),
      { ...KEY, token: "KEYS", ...REPEATED },
    ], "Moves keys to another server"],
  ]),
  ...described("server", [
    [
      "REPLICAOF",
      "5.0.0",
      "O(1)",
      3,
      REPLICATION,
      "Makes the server a replica of another one, or of none",
    ],
    [
      "SLAVEOF",
      "1.0.0",
      "O(1)",
      3,
      REPLICATION,
      "Makes the server a replica of another one, or of none",
    ],
    ["FAILOVER", "6.2.0", "O(1)", -1, [
      block("target", [value("host"), number("port"), word("FORCE", OPTIONAL)], {
        token: "TO",
        ...OPTIONAL,
      }),
      word("ABORT", OPTIONAL),
      number("milliseconds", { token: "TIMEOUT", ...OPTIONAL }),
    ], "Lets a replica take over"],
    [
      "PSYNC",
      "2.8.0",
      "",
      -3,
      [value("replicationid"), number("offset")],
      "Begins replication where it was left",
    ],
    ["SYNC", "1.0.0", "", 1, [], "Begins replication"],
  ]),
];
