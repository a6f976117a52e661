/** The modes that play a replica. */

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { Transport } from "../../../lib/client/client.ts";
import type { ModeName, ReplOptions } from "../../../lib/repl/options.ts";
import { testServer } from "../../server/support.ts";
import { runModeHere, scripted } from "./support.ts";

const MARK = "0123456789abcdef0123456789abcdef01234567";
const CONFIGURED = "sending REPLCONF capa eof\nsending REPLCONF rdb-only 1\n";

/** A master that says `stream` when it is asked to, and hangs up behind it unless `isOpen`. */
function master(stream: readonly string[], isOpen = false): Transport {
  return scripted((text, say, hangUp) => {
    if (text.includes("ACK")) return say("*2\r\n$3\r\nSET\r\n$2\r\na\n\r\n*1\r\n$4\r\nPING\r\n");
    if (text !== "SYNC\r\n") return say("+OK\r\n");
    for (const piece of stream) say(piece);
    if (!isOpen) hangUp();
  });
}

async function fetch(mode: ModeName, transport: Transport, options: ReplOptions = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const file = path.join(folder, "dump.rdb");
  try {
    fs.writeFileSync(file, "older and longer than what comes");
    const run = await runModeHere(mode, { transport, modeOptions: { file }, ...options });
    const content = fs.readFileSync(file, "latin1");
    return {
      ...run,
      errors: run.errors.replaceAll(file, "FILE"),
      content,
      files: fs.readdirSync(folder),
    };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test("--rdb writes a snapshot of known size", async () => {
  const result = await fetch("rdb", master(["\n", "\n$9\r\nRED", "IS\x00\xff\r\nmore"]));
  assert.deepEqual(result, {
    status: 0,
    output: "",
    errors: `${CONFIGURED}SYNC sent to master, writing 9 bytes to 'FILE'\n` +
      "Transfer finished with success.\n",
    content: "REDIS\x00\xff\r\n",
    files: ["dump.rdb"],
  });
});

test("--rdb writes a snapshot that ends with a mark", async () => {
  const pieces = [`$EOF:${MARK}\r\nREDIS01`, `23${MARK.slice(0, 17)}`, MARK.slice(17)];
  const { status, errors, content } = await fetch("rdb", master(pieces, true));
  assert.deepEqual([status, content], [0, "REDIS0123"]);
  assert.equal(
    errors,
    `${CONFIGURED}SYNC sent to master, writing bytes of bulk transfer until EOF marker to 'FILE'\n` +
      "Transfer finished with success after 9 bytes\n",
  );
});

test("--rdb - writes to the output", async () => {
  const transport = master(["$9\r\nREDIS\x00\xff\r\n"]);
  const { status, output } = await runModeHere("rdb", { transport, modeOptions: { file: "-" } });
  assert.deepEqual([status, output], [0, "REDIS\x00\xff\r\n"]);
});

test("--rdb: a transfer that breaks off leaves the older file", async () => {
  const { status, errors, content, files } = await fetch("rdb", master(["$9\r\nREDIS"]));
  assert.equal(status, 1);
  assert.match(errors, /\nI\/O Error reading RDB payload from socket\n$/);
  assert.deepEqual([content, files], ["older and longer than what comes", ["dump.rdb"]]);
});

test("--rdb: a file that cannot be written is told", async () => {
  const modeOptions = { file: path.join(os.tmpdir(), "no such folder", "dump.rdb") };
  const { status, errors } = await fetch("rdb", master(["$1\r\nR"]), { modeOptions });
  assert.equal(status, 1);
  assert.match(errors, /\nError opening '.*dump\.rdb': No such file or directory\n$/);
});

test("--rdb: a server that knows no replication refuses", async () => {
  await using server = await testServer({ "rename-command": "" });
  const { status, errors } = await runModeHere("rdb", {
    port: server.port,
    modeOptions: { file: "-" },
  });
  if (status === 0) return; // It knows by now.
  assert.match(errors, /^REPLCONF capa error: ERR unknown command/m);
  assert.match(errors, /\nSYNC with master failed: -ERR unknown command 'SYNC'/);
});

test("--functions-rdb asks for functions only, and a server must know that", async () => {
  const { status, errors } = await fetch("functions-rdb", master(["$5\r\nREDIS"]));
  assert.equal(status, 0);
  assert.ok(errors.startsWith(`${CONFIGURED}sending REPLCONF rdb-filter-only functions\n`));
  const old = scripted((text, say) => say(text.includes("filter") ? "-ERR no\r\n" : "+OK\r\n"));
  const refused = await fetch("functions-rdb", old);
  assert.deepEqual([refused.status, refused.errors.split("\n").slice(3, 5)], [1, [
    "REPLCONF rdb-filter-only error: ERR no",
    "Failed requesting functions only RDB from server, aborting",
  ]]);
});

test("--replica prints the commands that replicas are sent", async () => {
  const transport = master([`$EOF:${MARK}\r\nREDIS${MARK}`], true);
  const { status, output, errors } = await runModeHere("replica", { transport }, {
    onOutput: (text, interrupt) => text.includes("PING") && interrupt(),
  });
  assert.deepEqual([status, output], [130, '"SET","a\\n"\n"PING"\n']);
  assert.equal(
    errors,
    "sending REPLCONF capa eof\nsending REPLCONF rdb-filter-only \n" +
      "SYNC with master, discarding bytes of bulk transfer until EOF marker...\n" +
      "SYNC done after 5 bytes. Logging commands from master.\nsending REPLCONF ACK 0\n",
  );
});

test("--replica: behind a snapshot of known size, commands come at once", async () => {
  const stream = ['$5\r\nREDIS*2\r\n$6\r\nSELECT\r\n$1\r\n"\r\n'];
  const { status, output, errors } = await runModeHere("replica", { transport: master(stream) });
  assert.deepEqual([status, output], [1, '"SELECT","\\""\n']);
  assert.match(errors, /\nSYNC done\. Logging commands from master\.\n.*Server closed/s);
});
