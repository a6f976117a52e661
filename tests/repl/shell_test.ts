/** What lines mean: commands, several of them, pipes, transactions, and questions before danger. */

import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { test } from "node:test";
import type { Profile } from "../../lib/repl/profiles/profile.ts";
import { scripted, type ScriptedOptions } from "./own/scripted.ts";
import type { Answer } from "./talk.ts";

const echo: Answer = (request) => `+<${request}>|`;
const PROD: Profile = { name: "prod", url: "redis://host", isProduction: true, settings: {} };

const HEARD: [text: string, heard: string[]][] = [
  ["get a", ["get a"]],
  ["  get   a  ", ["get a"]],
  ["get a\nget b\n\n get c", ["get a", "get b", "get c"]],
  ["set a \\\n  1", ["set a 1"]],
  ['set a "one\ntwo"\nget a', ["set a one\ntwo", "get a"]],
  ["3 get a", ["get a", "get a", "get a"]],
  ["get a\nquit\nget b", ["get a"]],
  ["\\db 1\nget a", ["SELECT 1", "get a"]],
  ["", []],
  ["\n \n", []],
];

for (const [text, heard] of HEARD) {
  test(`shell: ${JSON.stringify(text)} is ${heard.length} commands`, async () => {
    const { shell, server } = scripted(echo);
    await shell.runText(text);
    assert.deepEqual(server.heard, heard);
  });
}

test("shell: what is wrong with a line is said, and nothing is sent", async () => {
  const { say, server } = scripted(echo);
  for (const line of ['get "a', 'get "a"b', "get 'a"]) {
    assert.equal(await say(line), "Invalid argument(s)\n", line);
  }
  assert.equal(await say("-1 get a"), "Invalid repeat count.\n");
  assert.deepEqual(server.heard, []);
});

test("shell: what EXEC is answered stands under the commands that were queued", async () => {
  const { say, shell } = scripted((request) => {
    if (request === "multi") return "+OK|";
    if (request === "exec") return "*3|+OK|*2|$1|x|$1|y|-WRONGTYPE no|";
    return "+QUEUED|";
  });
  await say("multi");
  await say('set a "two words"');
  await say("lrange l 0 -1");
  assert.equal(shell.standing.prompt, "embedded(TX 2)> ");
  await say("incr l");
  assert.equal(
    await say("exec"),
    '1) set a "two words"\n   OK\n2) lrange l 0 -1\n   1) "x"\n   2) "y"\n' +
      "3) incr l\n   (error) WRONGTYPE no\n",
  );
  assert.equal(shell.standing.prompt, "embedded> ");
});

test("shell: EXEC that carries nothing out is answered as it is", async () => {
  const { say } = scripted((request) =>
    request === "exec" ? "*-1|" : request === "multi" ? "+OK|" : "+QUEUED|"
  );
  await say("multi\nget a");
  assert.equal(await say("exec"), "(nil)\n");
  await say("multi");
  assert.equal(await say("discard"), "QUEUED\n");
});

test("shell: commands that are not answered are not waited for", async () => {
  let isMute = false;
  const { say, shell, server } = scripted((request) => {
    if (request === "client reply off") isMute = true;
    if (request === "client reply on") isMute = false;
    return isMute || request === "client reply skip" ? "" : "+OK|";
  });
  assert.equal(await say("client reply off"), "");
  assert.equal(shell.standing.prompt, "embedded(no replies)> ");
  assert.equal(await say("set a 1"), "");
  assert.equal(await say("client reply on"), "OK\n");
  assert.deepEqual(server.heard, ["client reply off", "set a 1", "client reply on"]);
});

const isUnix = process.platform !== "win32";

/** A place for what a shell writes. */
async function withFile(act: (file: string) => Promise<void>): Promise<string> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  try {
    const file = path.join(folder, "out");
    await act(file);
    return fs.existsSync(file) ? fs.readFileSync(file, "latin1") : "";
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const list: Answer = (request) =>
  request === "get missing" ? "-ERR no|" : "*3|$2|b\xff|$1|a|$4|x\r\ny|";

test("shell: a reply is piped into the shell, raw", { skip: !isUnix }, async () => {
  const written = await withFile(async (file) => {
    const { say, server } = scripted(list);
    assert.equal(await say(`lrange l 0 -1 | head -n 2 | cat - > '${file}'`), "");
    assert.deepEqual(server.heard, ["lrange l 0 -1"]);
  });
  assert.equal(written, "b\xff\na\n");
});

test("shell: Ctrl-C gives up what would be piped, and the prompt is back", async () => {
  const { say, shell, server } = scripted((request) => {
    if (request !== "blpop q 0") return echo(request, () => {});
    queueMicrotask(() => shell.interrupt());
    return "";
  });
  assert.equal(await say("blpop q 0 | cat"), "");
  assert.equal(shell.standing.prompt, "embedded> ");
  await say("get a");
  assert.deepEqual(server.heard, ["blpop q 0", "get a"]);
});

test("shell: | within quotes, or within a word, is none", async () => {
  const { say, server } = scripted(echo);
  await say('get "a | b"');
  await say("get a|b");
  assert.deepEqual(server.heard, ["get a | b", "get a|b"]);
});

test("shell: errors are not piped, and a line that fails is told", { skip: !isUnix }, async () => {
  const { say } = scripted(list);
  assert.equal(await say("get missing | cat"), "(error) ERR no\n");
  assert.equal(await say("lrange l 0 -1 | exit 3"), "! exit 3 ended with 3\n");
  assert.equal(await say("lrange l 0 -1 |"), "! Behind | there must be a command for the shell\n");
});

test("shell: on production nothing is piped unless that is set", { skip: !isUnix }, async () => {
  const written = await withFile(async (file) => {
    const { say, server } = scripted(list, { profile: PROD });
    assert.equal(
      await say(`get a | cat > ${file}`),
      "! Pipes are off on production: \\set pipes on\n",
    );
    assert.deepEqual(server.heard, []);
    await say("\\set pipes on");
    await say(`get a | cat >> ${file}`);
    await say("\\set pipes off");
    assert.equal(await say(`get a | cat >> ${file}`), "! Pipes are off: \\set pipes on\n");
  });
  assert.equal(written, "b\xff\na\nx\r\ny\n");
});

/** A server with keys, and whether something was lost. */
function guarded(options: ScriptedOptions = {}) {
  return scripted((request) => {
    if (request === "DBSIZE") return ":12345|";
    return request === "multi" ? "+OK|" : `+<${request}>|`;
  }, options);
}

test("shell: a dangerous command asks first, and is sent if the answer is yes", async () => {
  const { say, questions, server } = guarded({ answers: ["no", "yes"] });
  assert.equal(await say("flushdb"), "Not sent.\n");
  assert.equal(await say("flushdb"), "<flushdb>\n");
  assert.equal(
    questions[0],
    "FLUSHDB would remove 12,345 keys of database 0 on embedded.\nType yes to go on: ",
  );
  assert.deepEqual(server.heard, ["DBSIZE", "DBSIZE", "flushdb"]);
});

test("shell: with a number in front, and in \\repeat, it asks once", async () => {
  const { say, questions, server } = guarded({ answers: ["yes", "yes"] });
  await say("3 flushdb");
  await say("\\repeat 2 flushdb");
  assert.equal(questions.length, 2);
  assert.match(questions[0], /, 3 times\.\n/);
  assert.equal(server.heard.filter((line) => line === "flushdb").length, 5);
});

test("shell: in a transaction the question is asked beside it", async () => {
  const { say, questions, server } = guarded({ answers: ["no"] });
  await say("multi");
  assert.equal(await say("flushdb"), "Not sent.\n");
  assert.match(questions[0], /^FLUSHDB would remove 12,345 keys of database 0 on embedded/);
  assert.deepEqual(server.heard, ["multi", "DBSIZE"]);
});

test("shell: on production the profile's name must be typed", async () => {
  const { say, questions, server } = guarded({ profile: PROD, answers: ["yes", "prod"] });
  assert.equal(await say("flushdb"), "Not sent.\n");
  assert.equal(await say("config resetstat"), "<config resetstat>\n");
  assert.match(questions[0], /on prod \(redis:\/\/host\)\.\nType prod, the profile's name, to go/);
  assert.deepEqual(server.heard, ["DBSIZE", "config resetstat"]);
});

test("shell: nobody is asked when the guard is off, or where nobody is", async () => {
  for (const options of [{ settings: { guard: false } }, { isInteractive: false }]) {
    const { say, questions, server } = guarded(options);
    await say("flushdb");
    assert.deepEqual(questions, []);
    assert.deepEqual(server.heard, ["flushdb"]);
  }
  const { say, questions } = guarded();
  await say("\\set guard off");
  await say("flushdb");
  assert.deepEqual(questions, []);
});

test("shell: on a private server nobody is asked, until it is left for another one", async () => {
  const { say, questions, shell } = guarded({ isPlayground: true });
  assert.equal(await say("flushdb"), "<flushdb>\n");
  await say("\\connect 127.0.0.1 1");
  assert.equal(shell.standing.isPlayground, false);
  assert.deepEqual(questions, []);
});

test("shell: an answer that never comes is no yes, and a snippet ends there", async () => {
  const { say, snippets, server } = guarded({ answers: [null] });
  snippets.set("clean", ["flushdb", "ping"]);
  assert.match(await say("\\run clean"), /Not sent\.\n! 1 more line was not run\n$/);
  assert.deepEqual(server.heard, ["DBSIZE"]);
});
