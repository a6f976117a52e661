/**
 * One-shot use, side by side with the redis-cli that is installed: the same arguments, the same
 * server, the same output, errors and status. Without redis-cli these tests are skipped, which is
 * said aloud.
 */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { after, before, test } from "node:test";
import { runCommandLine } from "../../lib/cli/repl_command.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { type TestServer, testServer } from "../server/support.ts";
import { fakeStreams } from "./talk.ts";

/** What a program printed, one character a byte, and its status. */
interface Result {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Case {
  readonly args: readonly string[];
  readonly stdin?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Whether the words of the error are our own. */
  readonly saysOtherwise?: boolean;
}

const FOLDER = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
const SCRIPT = path.join(FOLDER, "script.lua");
fs.writeFileSync(SCRIPT, "return {KEYS[1], ARGV[1], ARGV[2]}");

const at = (line: string): readonly string[] => line.split(" ");

/** `PORT` is the server's, `CLOSED` one where nobody listens, `SCRIPT` a file. */
const CASES: Readonly<Record<string, Case>> = {
  "a reply": { args: at("-p PORT PING") },
  "a string into a pipe": { args: at("-p PORT GET k") },
  "a string for people": { args: at("-p PORT --no-raw GET k") },
  "an error is a reply": { args: at("-p PORT NOSUCH") },
  "-e makes an error the end": { args: at("-p PORT -e NOSUCH a b") },
  "-e lets replies be": { args: at("-p PORT -e GET k") },
  "-e is for commands of the server": { args: at("-p PORT -e --csv LPUSH k a") },
  "an empty word": { args: ["-p", "PORT", ""] },
  "words stay as they are": { args: ["-p", "PORT", "ECHO", `a "b" \\n 'c'  d`] },
  "flags end at the first word": { args: at("-p PORT ECHO --raw") },
  "flags behind the command are the command's": { args: at("-p PORT LRANGE l 0 -1 --csv") },
  "the last format counts": { args: at("-p PORT --csv --no-raw LRANGE l 0 -1") },
  "numbers are no repetitions": { args: at("-p PORT 2 PING") },
  "quit is a command": { args: at("-p PORT quit") },
  "-n chooses a database": { args: at("-p PORT -n 3 DBSIZE") },
  "-n out of range is told": { args: at("-p PORT -n 99 PING") },
  "a wrong password is told": { args: at("-p PORT -a wrong PING") },
  "--pass is -a": { args: at("-p PORT --pass wrong PING") },
  "a wrong user is told": { args: at("-p PORT --user me --pass wrong PING") },
  "a user without a password is nobody": { args: at("-p PORT --user me PING") },
  "--no-auth-warning": { args: at("-p PORT --no-auth-warning -a wrong PING") },
  "REDISCLI_AUTH": { args: at("-p PORT PING"), variables: { REDISCLI_AUTH: "wrong" } },
  "-a counts before REDISCLI_AUTH": {
    args: at("-p PORT -a wrong PING"),
    variables: { REDISCLI_AUTH: "x" },
  },
  "--askpass from a pipe": { args: at("-p PORT --askpass PING"), stdin: "wrong\n" },
  "-u": { args: ["-u", "redis://127.0.0.1:PORT/3", "DBSIZE"] },
  "-u with a password": { args: ["-u", "redis://wrong@127.0.0.1:PORT", "PING"] },
  "-u with a user": { args: ["-u", "redis://me:wrong@127.0.0.1:PORT", "PING"] },
  "-u of another kind": { args: ["-u", "ftp://h", "PING"], saysOtherwise: true },
  "-r": { args: at("-p PORT -r 3 INCR n") },
  "-r with -i": { args: at("-p PORT -r 2 -i 0.01 INCR n") },
  "-r 0": { args: at("-p PORT -r 0 PING") },
  "-r and an error": { args: at("-p PORT -r 2 NOSUCH") },
  "-r and -e": { args: at("-p PORT -r 2 -e NOSUCH") },
  "-x": { args: at("-p PORT -x ECHO"), stdin: "a\nb\r\n\xff\0" },
  "-x without input": { args: at("-p PORT -x ECHO"), stdin: "" },
  "-X": { args: at("-p PORT -X TAG SET TAG x"), stdin: "key" },
  "-X takes the first": { args: at("-p PORT -X T MGET T T"), stdin: "k" },
  "-X that is not there": { args: at("-p PORT -X TAG ECHO x"), stdin: "a" },
  "-x and -X": { args: at("-p PORT -x -X TAG ECHO x") },
  "--quoted-input": { args: ["-p", "PORT", "--quoted-input", "ECHO", '"\\x41\\n\\xff"'] },
  "--quoted-input of a bare word": { args: at("-p PORT --quoted-input ECHO a\\nb") },
  "--quoted-input of single quotes": { args: ["-p", "PORT", "--quoted-input", "ECHO", "'a\\n'"] },
  "--quoted-input that does not match": {
    args: ["-p", "PORT", "--quoted-input", "ECHO", '"abc'],
    saysOtherwise: true,
  },
  "--quoted-input with -x": {
    args: ["-p", "PORT", "--quoted-input", "-x", '"ECHO"'],
    stdin: '"a"',
  },
  "--eval": { args: at("-p PORT --eval SCRIPT k1 , a1 a2") },
  "--eval without arguments": { args: at("-p PORT --eval SCRIPT k1") },
  "--eval without keys": { args: at("-p PORT --eval SCRIPT , a1") },
  "--eval of no file": { args: at("-p PORT --eval /nowhere.lua") },
  "-d and -D": { args: ["-p", "PORT", "--raw", "-d", ", ", "-D", "!", "LRANGE", "l", "0", "-1"] },
  "an empty -D": { args: ["-p", "PORT", "-D", "", "GET", "k"] },
  "--csv": { args: at("-p PORT --csv LRANGE l 0 -1") },
  "--json": { args: at("-p PORT --json HGETALL h") },
  "--json -2": { args: at("-p PORT --json -2 HGETALL h") },
  "--quoted-json": { args: at("-p PORT --quoted-json HGETALL h") },
  "-3": { args: at("-p PORT -3 --no-raw HGETALL h") },
  "-2": { args: at("-p PORT -2 --no-raw HGETALL h") },
  "-2 and -3": { args: at("-p PORT -2 -3 PING") },
  "-c and -s": { args: at("-s /nowhere -c PING") },
  "-c without a cluster": { args: at("-p PORT -c PING") },
  "--show-pushes": { args: at("-p PORT --show-pushes no PING") },
  "--show-pushes of another word": { args: at("-p PORT --show-pushes maybe PING") },
  "--verbose": { args: at("-p PORT --verbose PING"), saysOtherwise: true },
  "an unknown flag": { args: at("-p PORT --nope PING") },
  "a flag without its value": { args: at("-p") },
  "-V is none": { args: at("-V") },
  "nobody listens": { args: at("-p CLOSED PING") },
  "nobody listens, with -e": { args: at("-p CLOSED -e PING") },
  "no socket": { args: at("-s /nowhere PING") },
  "--rdb and --functions-rdb": { args: at("-p PORT --rdb a --functions-rdb b") },
  "--quoted-pattern that does not match": {
    args: ["-p", "PORT", "--scan", "--quoted-pattern", '"a'],
  },
  "lines of a pipe": { args: at("-p PORT"), stdin: "GET k\n\nLRANGE l 0 -1\n" },
  "lines for people": { args: at("-p PORT --no-raw"), stdin: "GET k\nLRANGE l 0 -1" },
  "lines with errors": { args: at("-p PORT"), stdin: "NOSUCH\nGET k\n" },
  "lines with quotes": { args: at("-p PORT"), stdin: `ECHO "a\\x42 'c'"\nECHO 'a"\\'b'\n` },
  "lines with open quotes": { args: at("-p PORT"), stdin: 'ECHO "a\nECHO b\n' },
  "lines with a number in front": { args: at("-p PORT"), stdin: "3 INCR n\n 2  GET k\n" },
  "quit in a pipe": { args: at("-p PORT"), stdin: "PING\nquit\nPING\n" },
  "exit in a pipe": { args: at("-p PORT"), stdin: "PING\nEXIT\nPING\n" },
  "transactions in a pipe": {
    args: at("-p PORT --no-raw"),
    stdin: "MULTI\nSELECT 2\nINCR n\nEXEC\nMULTI\nNOSUCH\nEXEC\nMULTI\nPING\nDISCARD\n",
  },
  "databases in a pipe": { args: at("-p PORT"), stdin: "SELECT 3\nSET a 1\nDBSIZE\nFLUSHDB\n" },
  "HELLO in a pipe": { args: at("-p PORT --no-raw"), stdin: "HGETALL h\nHELLO 4\nHGETALL h\n" },
  "RESET in a pipe": { args: at("-p PORT"), stdin: "SELECT 3\nRESET\nGET k\n" },
};

/** What must be so before each case. */
const BEFORE = "*1\r\n$8\r\nFLUSHALL\r\n" +
  ["SET k v", "RPUSH l a b,c d", 'HSET h f 1 g "x"', "SET n 5"].map((line) => {
    const words = line.split(" ");
    return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join("")}`;
  }).join("");

const { stdout: version } = spawnSync("redis-cli", ["--version"], { encoding: "utf8" });
/** Later ones differ here and there. */
const skip = version?.startsWith("redis-cli 7.0.") ? false : "there is no redis-cli 7.0";
if (skip) console.warn(`tests of one-shot use SKIPPED: ${skip}`);

let server: TestServer;
before(async () => void (server = await testServer()));
after(async () => {
  await server[Symbol.asyncDispose]();
  fs.rmSync(FOLDER, { recursive: true });
});

async function prepare(): Promise<void> {
  const client = await server.client();
  await client.expect(BEFORE, "+OK\r\n+OK\r\n:3\r\n:2\r\n+OK\r\n");
  client.close();
}

function argumentsOf({ args }: Case): string[] {
  return args.map((arg) =>
    arg.replace("PORT", `${server.port}`).replace("CLOSED", "1").replace("SCRIPT", SCRIPT)
  );
}

async function theirs(one: Case): Promise<Result> {
  await prepare();
  const child = spawn("redis-cli", argumentsOf(one), {
    env: { PATH: process.env.PATH, HOME: FOLDER, ...one.variables },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (bytes) => stdout += bytes.toString("latin1"));
  child.stderr.on("data", (bytes) => stderr += bytes.toString("latin1"));
  child.stdin.on("error", () => {});
  child.stdin.end(fromLatin1(one.stdin ?? ""));
  const status = await new Promise<number>((resolve) =>
    child.on("close", (code) => resolve(code ?? -1))
  );
  return { status, stdout, stderr };
}

async function ours(one: Case): Promise<Result> {
  await prepare();
  const streams = fakeStreams(false);
  let stderr = "";
  streams.errors.on("data", (bytes: Uint8Array) => stderr += latin1(bytes, 0, bytes.length));
  let stdout = "";
  streams.output.on("data", (bytes: Uint8Array) => stdout += latin1(bytes, 0, bytes.length));
  streams.input.end(fromLatin1(one.stdin ?? ""));
  const before = process.env.REDISCLI_AUTH;
  Object.assign(process.env, one.variables);
  try {
    const status = await runCommandLine("cli", argumentsOf(one), streams);
    await new Promise((resolve) => setImmediate(resolve));
    return { status, stdout, stderr };
  } finally {
    if (before === undefined) delete process.env.REDISCLI_AUTH;
    else process.env.REDISCLI_AUTH = before;
  }
}

/** How long a command took is a matter of the machine. */
function withoutTime(result: Result): Result {
  return { ...result, stdout: result.stdout.replace(/^\(\d+\.\d\ds\)\n/gm, "") };
}

for (const [name, one] of Object.entries(CASES)) {
  test(`one shot: ${name}: as with redis-cli`, { skip }, async () => {
    const [expected, result] = [withoutTime(await theirs(one)), withoutTime(await ours(one))];
    if (one.saysOtherwise) {
      assert.deepEqual(result.status, expected.status);
      assert.notEqual(result.stderr, "");
    } else assert.deepEqual(result, expected);
  });
}
