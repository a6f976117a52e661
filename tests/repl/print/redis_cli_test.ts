/** What ours prints, held against what redis-cli 7.0.15 printed (`record.ts`). */

import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { readArguments } from "../../../lib/repl/arguments.ts";
import { runRepl } from "../../../lib/repl/mod.ts";
import { fakeServer, fakeStreams } from "../talk.ts";
import type { Recorded } from "./record.ts";
import { REPLIES, TEXT_COMMANDS, WAYS } from "./replies.ts";

interface Recording {
  readonly replies: Readonly<Record<string, Readonly<Record<string, Recorded>>>>;
  /** Command, flag: what was printed. */
  readonly texts: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const FILE = new URL("recorded/redis-cli-7.0.15.json", import.meta.url);
const { replies, texts }: Recording = JSON.parse(fs.readFileSync(FILE, "utf8"));

/** Runs the prompt with these arguments, against a server that answers thus. */
async function run(args: readonly string[], wire: string) {
  const plan = readArguments(args);
  if (plan.kind !== "run") throw new Error(`${args} ask for ${plan.kind}`);
  const server = fakeServer((request) => request === "HELLO 3" ? "%0|" : wire);
  const streams = fakeStreams(false);
  streams.input.end();
  let stderr = "";
  streams.errors.on("data", (bytes) => stderr += bytes.toString("latin1"));
  const status = await runRepl(
    { ...plan.options, transport: server.transport },
    () => Promise.resolve([]),
    streams,
  );
  await new Promise((resolve) => setImmediate(resolve));
  return { status, stdout: streams.written().replace(stderr, ""), stderr };
}

for (const [name, wire] of Object.entries(REPLIES)) {
  test(`print: ${name} looks as redis-cli prints it, in all its ways`, async () => {
    for (const way of WAYS) {
      const recorded = replies[name][way.join(" ")];
      // What redis-cli cannot read has tests of its own.
      if (recorded.status !== 0 && recorded.stderr.match(/^(Error: |Unknown reply type)/)) continue;
      assert.deepEqual(await run([...way, "x"], wire), recorded, way.join(" "));
    }
  });
}

test("print: texts to be read are shown as redis-cli shows them, whatever the format", async () => {
  for (const command of TEXT_COMMANDS) {
    for (const way of ["--no-raw", "--raw", "--csv", "--json"]) {
      const { stdout } = await run([way, ...command.split(" ")], '$7|a:"1"\r\n|');
      assert.equal(stdout, texts[command][way], `${way} ${command}`);
    }
  }
});

/** What redis-cli 7.0.15 ends at: big numbers, NaN, bulk errors, attributes. */
const BEYOND: readonly (readonly [wire: string, way: string, stdout: string])[] = [
  ["(123456789012345678901|", "--no-raw", "(big number) 123456789012345678901\n"],
  ["(123456789012345678901|", "--raw", "123456789012345678901\n"],
  ["(123456789012345678901|", "--csv", "123456789012345678901\n"],
  ["(-123456789012345678901|", "--json", "-123456789012345678901\n"],
  [",nan|", "--no-raw", "(double) nan\n"],
  [",nan|", "--raw", "nan\n"],
  ["!21|SYNTAX invalid syntax|", "--no-raw", "(error) SYNTAX invalid syntax\n"],
  ["!21|SYNTAX invalid syntax|", "--csv", 'ERROR,"SYNTAX invalid syntax"\n'],
  ["%1|+a|(1|", "--json", '{"a":1}\n'],
];

for (const [wire, way, stdout] of BEYOND) {
  test(`print: ${JSON.stringify(wire)} is printed, which ends redis-cli, with ${way}`, async () => {
    assert.deepEqual(await run([way, "x"], wire), { status: 0, stdout, stderr: "" });
  });
}
