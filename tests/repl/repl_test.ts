import assert from "node:assert/strict";
import { test } from "node:test";
import { runRepl } from "../../lib/repl/mod.ts";
import type { ReplOptions } from "../../lib/repl/options.ts";
import { fromLatin1 } from "../../lib/resp/args.ts";
import { type Answer, fakeServer, fakeStreams } from "./talk.ts";

/** Runs with a server that answers thus; `input` is what a pipe holds. */
async function run(options: ReplOptions, answer: Answer, input = "") {
  const server = fakeServer(answer);
  const streams = fakeStreams(false);
  streams.input.end(fromLatin1(input));
  const status = await runRepl(
    { transport: server.transport, ...options },
    () => Promise.resolve([]),
    streams,
  );
  await new Promise((resolve) => setImmediate(resolve));
  return { status, written: streams.written(), heard: server.heard };
}

const ARGUMENTS: readonly (readonly [
  name: string,
  options: ReplOptions,
  answer: string | null,
  status: number,
  written: string,
])[] = [
  ["a reply is printed bare into a pipe", {}, "$1|v|", 0, "v\n"],
  ["--no-raw marks its type", { format: "standard" }, "$1|v|", 0, '"v"\n'],
  ["an error is a reply", {}, "-ERR no|", 0, "ERR no\n\n"],
  ["-e makes an error the end", { failOnError: true }, "-ERR no|", 1, "ERR no\n"],
  ["-e lets replies be", { failOnError: true }, ":1|", 0, "1\n"],
  ["no reply is a failure", {}, null, 1, "Error: Server closed the connection\n"],
  ["what is not RESP is a failure", {}, "what?|", 1, "Error: expected a type, got 'w'\n"],
  ["pushes are not the reply", {}, ">1|+tick|:1|", 0, "1\n"],
];

for (const [name, options, answer, status, written] of ARGUMENTS) {
  test(`repl: with a command as arguments, ${name}`, async () => {
    const result = await run({ words: ["get", "a b"], ...options }, () => answer);
    assert.deepEqual(result, { status, written, heard: ["get a b"] });
  });
}

test("repl: a server that is not there ends a command with status 1", async () => {
  const server = fakeServer(() => ":1|");
  server.isUp = false;
  const streams = fakeStreams(false);
  const options = { transport: server.transport, words: ["ping"] };
  assert.equal(await runRepl(options, () => Promise.resolve([]), streams), 1);
  assert.equal(streams.written(), "Could not connect to Redis at embedded: Connection refused\n");
});

test("repl: a URL that cannot be read is one line and status 1", async () => {
  const streams = fakeStreams(false);
  assert.equal(
    await runRepl({ url: "ftp://h", words: ["ping"] }, () => Promise.resolve([]), streams),
    1,
  );
  assert.match(streams.written(), /^Cannot read the URL ftp:\/\/h: expected redis.*\n$/);
});

test("repl: SHUTDOWN is answered by the end of the connection", async () => {
  const result = await run({ words: ["shutdown"] }, () => null);
  assert.deepEqual([result.status, result.written], [0, ""]);
});

test("repl: messages are printed until the connection ends", async () => {
  const server = fakeServer((_, say) => {
    setImmediate(() => {
      say("*3|$7|message|$1|a|$3|end|");
      server.hangUp();
    });
    return "*3|$9|subscribe|$1|a|:1|*3|$7|message|$1|a|$2|hi|";
  });
  const streams = fakeStreams(false);
  const options = { transport: server.transport, words: ["subscribe", "a"] };
  assert.equal(await runRepl(options, () => Promise.resolve([]), streams), 1);
  assert.equal(streams.written(), "subscribe\na\n1\nmessage\na\nhi\nmessage\na\nend\n");
});

const echo: Answer = (request) => `+${request.replaceAll("\r\n", " ")}|`;

/** What the lines of a pipe print, by a server that repeats what it hears. */
const PIPED: readonly (readonly [name: string, lines: string, written: string])[] = [
  ["each line is a command", "get a\nget b", "get a\nget b\n"],
  ["blank lines are nothing", "\n  \nget a\n\t\n", "get a\n"],
  ["Windows' line ends are blanks", "get a\r\nget b\r\n", "get a\nget b\n"],
  ["quotes and escapes are redis-cli's", `get "a b" 'c d' "\\x41"\n`, "get a b c d A\n"],
  ["bytes stay bytes", "get \xff\xe9\n", "get \xff\xe9\n"],
  ["an empty word is a word", '""\n', "\n"],
  ["open quotes are told", 'get "a\nget b\n', "Invalid argument(s)\nget b\n"],
  ["a number repeats a command", "3 incr a\n", "incr a\nincr a\nincr a\n"],
  ["a number alone is a command", "3\n", "3\n"],
  ["a number must be positive", "0 incr a\n-1 incr a\n", "Invalid repeat count.\n".repeat(2)],
  ["quit ends, in any case", "get a\nQUIT\nget b\n", "get a\n"],
  ["exit ends, too", "exit\nget b\n", ""],
];

for (const [name, lines, written] of PIPED) {
  test(`repl: from a pipe, ${name}`, async () => {
    const result = await run({}, echo, lines);
    assert.deepEqual([result.status, result.written], [0, written]);
  });
}

test("repl: from a pipe, a lost connection is told and made anew; -e makes it the status", async () => {
  const answer: Answer = (request) => request === "drop" ? null : echo(request, () => {});
  const lost = "Error: Server closed the connection\n";
  const { status, written } = await run({}, answer, "select 2\ndrop\nget a\n");
  assert.deepEqual([status, written], [0, `select 2\n${lost}get a\n`]);
  assert.equal((await run({}, answer, "get a\ndrop\n")).status, 0);
  assert.equal((await run({ failOnError: true }, answer, "drop\nget a\n")).status, 1);
});

test("repl: what the handshake is refused is told, and the commands run", async () => {
  const { written, heard } = await run(
    { password: "x", db: 99, words: ["ping"] },
    (request) => request === "ping" ? "+PONG|" : `-ERR ${request}|`,
  );
  assert.equal(written, "AUTH failed: ERR AUTH x\nSELECT 99 failed: ERR SELECT 99\nPONG\n");
  assert.deepEqual(heard, ["AUTH x", "SELECT 99", "ping"]);
});

test("repl: in the miniature dialect, arguments are typed and replies are JSON", async () => {
  const options: ReplOptions = { dialect: "miniature" };
  const answer = () => "*2|$2|\xc3\xa9|*1|:1|";
  const lines = await run(options, answer, 'set k [1] 2 "3" \n\n');
  assert.deepEqual(lines.heard, ["set k <array> <integer> 3"]);
  assert.equal(lines.written, '["\xc3\xa9", [1]]\n');
  const words = ["set", "a b", '{"x": 1}', "null", '"12"', "c d", ""];
  const once = await run({ ...options, words }, answer);
  assert.deepEqual(once.heard, ["set a b <map> <nil> 12 c d "]);
});
