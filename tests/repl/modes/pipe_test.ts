import assert from "node:assert/strict";
import { test } from "node:test";
import type { ReplOptions } from "../../../lib/repl/options.ts";
import { testServer } from "../../server/support.ts";
import { type ModeSetting, runModeHere, scripted } from "./support.ts";

const SENT = "All data transferred. Waiting for the last reply...\n";
const RECEIVED = "Last reply received from server.\n";

function pipe(options: ReplOptions, input: string, setting: ModeSetting = {}) {
  const isRealTime = options.transport === undefined;
  return runModeHere("pipe", options, { isRealTime, ...setting, input });
}

const INPUTS: readonly (readonly [
  name: string,
  input: string,
  counts: string,
  status?: number,
  errors?: string,
])[] = [
  [
    "requests in RESP",
    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n".repeat(3),
    "errors: 0, replies: 3",
  ],
  ["inline requests", "SET a 1\nGET a\r\nMGET a b", "errors: 0, replies: 3"],
  ["nothing", "", "errors: 0, replies: 0"],
  [
    "requests that are refused",
    "SET a\r\nGET a\r\nLPUSH a x\r\nINCR a\r\n",
    "errors: 2, replies: 4",
    1,
    "ERR wrong number of arguments for 'set' command\n" +
    "WRONGTYPE Operation against a key holding the wrong kind of value\n",
  ],
  ["errors within a reply", "MULTI\r\nSET a x\r\nINCR a\r\nEXEC\r\n", "errors: 0, replies: 4"],
];

for (const [name, input, counts, status = 0, errors = ""] of INPUTS) {
  test(`--pipe sends ${name}`, async () => {
    await using server = await testServer();
    const result = await pipe({ port: server.port }, input);
    assert.deepEqual(result, { status, output: `${SENT}${RECEIVED}${counts}\n`, errors });
  });
}

test("--pipe: many requests in many pieces", async () => {
  await using server = await testServer();
  const input = Array.from({ length: 20_000 }, (_, i) => `SET key:${i} ${i}\r\n`).join("");
  const result = await pipe({ port: server.port, db: 3 }, input);
  assert.deepEqual(result.output, `${SENT}${RECEIVED}errors: 0, replies: 20000\n`);
});

test("--pipe: a broken request ends with the server's error", async () => {
  await using server = await testServer();
  const { status, output, errors } = await pipe({ port: server.port }, "*1\r\nfoo\r\n");
  assert.deepEqual([status, output], [1, SENT]);
  assert.match(errors, /^ERR Protocol error: expected '\$', got 'f'\nError reading replies /);
});

test("--pipe: a server that falls silent is given up after --pipe-timeout", async () => {
  const transport = scripted((text, say) => say("+OK\r\n".repeat(text.split("PING").length - 1)));
  const options = { transport, modeOptions: { pipeTimeoutSeconds: 7 } };
  const { status, output, errors } = await pipe(options, "PING\r\nPING\r\n");
  assert.deepEqual([status, output, errors], [
    1,
    `${SENT}errors: 1, replies: 2\n`,
    "No replies for 7 seconds: exiting.\n",
  ]);
});

test("--pipe: what is not RESP is reported", async () => {
  const { status, errors } = await pipe(
    { transport: scripted((_, say) => say("HTTP/1.1\r\n")) },
    "x",
  );
  assert.equal(status, 1);
  assert.match(errors, /^Error reading replies from server: .*expected a type, got 'H'\n$/);
});

test("--pipe: Ctrl-C tells how far it came", async () => {
  const transport = scripted((text, say) => text.startsWith("PING") && say("+OK\r\n"));
  const onWait: ModeSetting["onWait"] = (_, interrupt) => interrupt();
  const { status, output } = await pipe({ transport }, "PING\r\n", { onWait });
  assert.deepEqual([status, output], [130, `${SENT}errors: 0, replies: 1\n`]);
});
