import assert from "node:assert/strict";
import { test } from "node:test";
import { CATEGORIES, categoriesOf } from "../../lib/commands/categories.ts";
import type { CommandSpec } from "../../lib/commands/spec.ts";

/** A command reduced to what its categories depend on. */
function spec(facts: Partial<CommandSpec>): CommandSpec {
  return {
    name: "X",
    summary: "",
    since: "1.0.0",
    group: "string",
    complexity: "O(1)",
    arity: 1,
    ...facts,
  };
}

/** Facts of commands and the categories that COMMAND INFO of Redis 7.0.15 reports for them. */
const REPORTED: readonly (readonly [name: string, Partial<CommandSpec>, categories: string])[] = [
  ["GET", { group: "string", flags: ["readonly", "fast"] }, "read string fast"],
  ["SET", { group: "string", flags: ["write", "denyoom"] }, "write string slow"],
  ["BITPOS", { group: "bitmap", flags: ["readonly"] }, "read bitmap slow"],
  [
    "PFADD",
    { group: "hyperloglog", flags: ["write", "denyoom", "fast"] },
    "write hyperloglog fast",
  ],
  ["DEL", { group: "generic", flags: ["write"] }, "keyspace write slow"],
  [
    "KEYS",
    { group: "generic", flags: ["readonly"], categories: ["dangerous"] },
    "keyspace read slow dangerous",
  ],
  [
    "WAIT",
    { group: "generic", flags: ["noscript"], categories: ["connection"] },
    "slow connection",
  ],
  [
    "BLPOP",
    { group: "list", flags: ["write", "noscript", "blocking"] },
    "write list slow blocking",
  ],
  ["ZADD", { group: "sorted-set", flags: ["write", "denyoom", "fast"] }, "write sortedset fast"],
  ["XACK", { group: "stream", flags: ["write", "fast"] }, "write stream fast"],
  ["PUBLISH", { group: "pubsub", flags: ["pubsub", "loading", "stale", "fast"] }, "pubsub fast"],
  ["PUBSUB HELP", { group: "pubsub", flags: ["loading", "stale"] }, "slow"],
  ["EVAL", { group: "scripting", flags: ["noscript", "stale", "movablekeys"] }, "slow scripting"],
  ["EVAL_RO", { group: "scripting", flags: ["readonly", "noscript"] }, "slow scripting"],
  ["FUNCTION FLUSH", { group: "scripting", flags: ["write", "noscript"] }, "write slow scripting"],
  ["MULTI", { group: "transactions", flags: ["noscript", "fast"] }, "fast transaction"],
  ["PING", { group: "connection", flags: ["fast"] }, "fast connection"],
  [
    "CLIENT KILL",
    { group: "connection", flags: ["admin", "noscript"] },
    "admin slow dangerous connection",
  ],
  [
    "DBSIZE",
    { group: "server", flags: ["readonly", "fast"], categories: ["keyspace"] },
    "keyspace read fast",
  ],
  ["CONFIG SET", { group: "server", flags: ["admin", "noscript"] }, "admin slow dangerous"],
  ["TIME", { group: "server", flags: ["loading", "stale", "fast"] }, "fast"],
  [
    "ROLE",
    { group: "server", flags: ["noscript", "fast"], categories: ["admin", "dangerous"] },
    "admin fast dangerous",
  ],
  [
    "COMMAND",
    { group: "server", flags: ["loading", "stale"], categories: ["connection"] },
    "slow connection",
  ],
];

for (const [name, facts, expected] of REPORTED) {
  test(`categories: ${name} is in ${expected.replaceAll(" ", ", ")}`, () => {
    assert.equal(categoriesOf(spec(facts)).join(" "), expected);
  });
}

test("categories: SORT belongs to the types it sorts and not to the keyspace", () => {
  const sort = spec({
    group: "generic",
    flags: ["write", "denyoom", "movablekeys"],
    categories: ["dangerous", "list", "set", "sortedset"],
  });
  assert.deepEqual(categoriesOf(sort), ["write", "set", "sortedset", "list", "slow", "dangerous"]);
});

test("categories: a container is only slow, its subcommands have the rest", () => {
  const help = spec({ name: "HELP", group: "stream", flags: ["loading", "stale"] });
  const xinfo = spec({ name: "XINFO", group: "stream", subcommands: [help] });
  assert.deepEqual(categoriesOf(xinfo), ["slow"]);
  assert.deepEqual(categoriesOf(help), ["stream", "slow"]);
});

test("categories: there are twenty-one, each once", () => {
  assert.equal(new Set(CATEGORIES).size, 21);
});
