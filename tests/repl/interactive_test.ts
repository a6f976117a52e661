/** Keys go in, and what reached server and screen is looked at; the screen itself is tmux's matter. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../lib/commands/mod.ts";
import { History } from "../../lib/repl/edit/history.ts";
import { converse } from "../../lib/repl/interactive.ts";
import type { ReplOptions } from "../../lib/repl/options.ts";
import { type Answer, type FakeServer, fakeServer, fakeStreams, settle } from "./talk.ts";

interface Conversation {
  readonly server: FakeServer;
  /** Types, and returns what was written since the last time: `<K>` and `<J>` erase. */
  type(...keys: string[]): Promise<string>;
  /** Resolves to the status when the person has left. */
  readonly left: Promise<number>;
  readonly history: History;
}

async function start(
  answer: Answer,
  options: ReplOptions = {},
  lines: string[] = [],
): Promise<Conversation> {
  const server = fakeServer(answer);
  const streams = fakeStreams(true);
  const history = new History(null);
  history.lines.push(...lines);
  const beginning = {
    options: { transport: server.transport, ...options },
    profile: null,
    settings: {},
    warnings: [],
  };
  const left = converse(beginning, COMMANDS, streams, history);
  let seen = 0;
  const type = async (...keys: string[]) => {
    for (const key of keys) {
      streams.input.write(key);
      await settle();
    }
    await settle();
    const written = streams.written().slice(seen);
    seen += written.length;
    // deno-lint-ignore no-control-regex
    return written.replaceAll(/\x1b\[[\d;]*([A-Za-z])/g, (_, act) => erasing(act));
  };
  await settle();
  return { server, type, left, history };
}

function erasing(act: string): string {
  return act === "K" || act === "J" ? `<${act}>` : "";
}

const echo: Answer = (request) => `+<${request}>|`;

test("repl: a line is sent with Enter, and its reply is printed before the next prompt", async () => {
  const { type, left } = await start(echo);
  assert.match(await type(), /embedded> /);
  assert.match(await type("get a", "\r"), /get a[^]*\r\n<get a>\n[^]*embedded> /);
  await type("\x04");
  assert.equal(await left, 0);
});

test("repl: Tab completes, with a blank when there is but one word", async () => {
  const { server, type } = await start(echo);
  await type("getd", "\t", "k", "\r");
  assert.deepEqual(server.heard, ["getdel k"]);
});

test("repl: pasted lines are answered one after the other", async () => {
  const { server, type } = await start(echo);
  const written = await type("get a\nget b\rget c\r\nget d");
  assert.deepEqual(server.heard, ["get a", "get b", "get c"]);
  assert.match(written, /get a[^]*<get a>[^]*get b[^]*<get b>[^]*get c[^]*<get c>[^]*get d/);
});

test("repl: what is typed while a command runs waits for the prompt", async () => {
  let finish = () => {};
  const { server, type } = await start((request, say) => {
    if (request !== "blpop q 0") return echo(request, say);
    finish = () => say("*-1|");
    return "";
  });
  await type("blpop q 0\r");
  assert.equal(await type("get a\r"), "");
  finish();
  assert.match(await type(), /\(nil\)\n[^]*embedded> [^]*get a[^]*<get a>/);
  assert.deepEqual(server.heard, ["blpop q 0", "get a"]);
});

test("repl: Ctrl-C ends a wait by a new connection to the same database", async () => {
  const { server, type } = await start((request, say) =>
    request === "blpop q 0" ? "" : echo(request, say)
  );
  await type("select 3\r", "blpop q 0\r");
  const written = await type("typed ahead\x03");
  assert.match(written, /\^C\r\n[^]*embedded\[3\]> $/);
  assert.doesNotMatch(written, /Error|typed/);
  await type("get a\r");
  assert.deepEqual(server.heard, ["select 3", "blpop q 0", "SELECT 3", "get a"]);
});

test("repl: Ctrl-C drops the line; on an empty one it leaves, as Ctrl-D does", async () => {
  for (const key of ["\x03", "\x04"]) {
    const { server, type, left } = await start(echo);
    assert.match(await type("flushall", "\x03"), /\^C/);
    await type("get a\r", key);
    assert.equal(await left, 0);
    assert.deepEqual(server.heard, ["get a"]);
  }
});

test("repl: the prompt shows database and transaction", async () => {
  const { type } = await start((request) =>
    request === "exec" ? "*-1|" : request === "multi" ? "+OK|" : "+QUEUED|"
  );
  assert.match(await type("multi\r"), /embedded\(TX\)> $/);
  assert.match(await type("select 2\r"), /embedded\[2\]\(TX 1\)> $/);
  assert.match(await type("exec\r"), /embedded> $/); // Nothing was carried out.
});

test("repl: without a server, each line tries to connect again", async () => {
  const { server, type } = await start(echo);
  await type("select 2\r");
  server.isUp = false;
  server.hangUp();
  const refused =
    /Could not connect to Redis at embedded: Connection refused\n[^]*not connected> $/;
  assert.match(await type("get a\r"), refused);
  server.isUp = true;
  assert.match(await type("get a\r"), /<get a>\n[^]*embedded\[2\]> $/);
  assert.deepEqual(server.heard, ["select 2", "SELECT 2", "get a"]);
});

test("repl: messages are printed above the prompt, until UNSUBSCRIBE", async () => {
  let send = (_: string) => {};
  const { type } = await start((request, say) => {
    send = say;
    if (request === "unsubscribe") return "*3|$11|unsubscribe|$1|a|:1|*3|$11|unsubscribe|$1|b|:0|";
    return "*3|$9|subscribe|$1|a|:1|*3|$9|subscribe|$1|b|:2|";
  });
  const written = await type("subscribe a b\r");
  assert.match(
    written,
    /Reading messages... \(Ctrl-C or UNSUBSCRIBE ends it\)\n1\) "subscribe"\n2\) "a"\n/,
  );
  assert.match(written, /1\) "subscribe"\n2\) "b"\n3\) \(integer\) 2\n/);
  assert.match(written, /\(subscribed 2\)> $/);
  await type("x");
  send("*3|$7|message|$1|a|$2|hi|");
  assert.match(await type(), /1\) "message"\n2\) "a"\n3\) "hi"\n[^]*\(subscribed 2\)> x$/);
  assert.match(await type("\x7funsubscribe\r"), /embedded> $/);
});

test("repl: a push is printed above the line that is being typed", async () => {
  let push = () => {};
  const { type } = await start((_, say) => {
    push = () => say(">2|$10|invalidate|*1|$1|k|");
    return "+OK|";
  });
  await type("client tracking on\r", "get ");
  push();
  assert.match(await type(), /^\r<J>-> invalidate: 'k'\n[^]*embedded> get /);
});

test("repl: what was typed before comes back, but no password", async () => {
  const { server, type, history } = await start(echo, {}, ["get old"]);
  await type("auth secret\r", "get a\r", "\x1b[A\x1b[A\r");
  assert.deepEqual(server.heard, ["auth secret", "get a", "get old"]);
  assert.deepEqual(history.lines, ["get old", "get a"]);
});

test("repl: Ctrl-R finds a line, which Enter runs, and keys change", async () => {
  const { server, type } = await start(echo, {}, ["get b", "set a 1", "get a"]);
  assert.match(await type("\x12", "get"), /\(reverse-i-search\)`[^]*get': get b$/);
  await type("\x12", "\r");
  await type("\x12set", "\x1b[C", "0\r");
  await type("draft", "\x12get\x07", "\r");
  assert.deepEqual(server.heard, ["get a", "set a 10", "draft"]);
});

test("repl: help, clear and connect are the prompt's own words", async () => {
  const { server, type } = await start(echo);
  assert.match(await type("help get\r"), /summary: [^]*since: 1\.0\.0/);
  assert.match(await type("?\r"), /help COMMAND/);
  assert.ok((await type("clear\r")).includes("<J>"));
  let written = await type("connect 127.0.0.1 1\r");
  while (!written.includes("not connected>")) written += await type();
  assert.match(written, /Could not connect to Redis at 127.0.0.1:1: Connection refused\n/);
  assert.deepEqual(server.heard, []);
});

test("repl: Ctrl-C gives up connecting to a server that does not answer", async () => {
  const { server, type } = await start(echo);
  await type("get a\r");
  server.hangUp();
  server.isSilent = true;
  assert.equal(await type("get b\r"), "get b\r\n");
  assert.match(await type("\x03"), /^\^C\r\n[^]*not connected> $/);
  server.isSilent = false;
  await type("get c\r");
  assert.deepEqual(server.heard, ["get a", "get c"]);
});

test("repl: Ctrl-C on an empty line ends subscriptions before it leaves", async () => {
  const { server, type, left } = await start((request, say) =>
    request === "subscribe a" ? "*3|$9|subscribe|$1|a|:1|" : echo(request, say)
  );
  assert.match(await type("subscribe a\r"), /embedded\(subscribed 1\)> $/);
  assert.match(await type("x\x03"), /\^C/);
  assert.match(await type("\x03"), /\^C[^]*embedded> $/);
  await type("get a\r");
  assert.deepEqual(server.heard, ["subscribe a", "get a"]);
  await type("\x03");
  assert.equal(await left, 0);
});

test("repl: the prompt tells at once when the connection is lost", async () => {
  const { server, type } = await start(echo);
  await type("get a\r", "get");
  server.hangUp();
  assert.match(await type(), /not connected> get[^]*$/);
});
