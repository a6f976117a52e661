import { test } from "node:test";
import assert from "node:assert/strict";
import { synopsis } from "../../lib/commands/help.ts";
import { COMMANDS } from "../../lib/commands/mod.ts";

const EXPECTED: [command: string, synopsis: string][] = [
  ["DBSIZE", ""],
  ["DEL", "<key> [<key> ...]"],
  ["COPY", "<source> <destination> [DB <destination-db>] [REPLACE]"],
  ["EXPIRE", "<key> <seconds> [NX|XX|GT|LT]"],
  ["SCAN", "<cursor> [MATCH <pattern>] [COUNT <count>] [TYPE <type>]"],
  ["FLUSHALL", "[ASYNC|SYNC]"],
];

for (const [name, expected] of EXPECTED) {
  test(`synopsis: ${name} ${expected}`, () => {
    assert.equal(synopsis(COMMANDS.find((spec) => spec.name === name)!.args), expected);
  });
}
