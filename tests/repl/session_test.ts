/** What becomes of a connection: interrupted replies, replies that are switched off, other nodes. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { REDIS } from "../../lib/repl/dialect.ts";
import type { ReplOptions } from "../../lib/repl/options.ts";
import { Session } from "../../lib/repl/session.ts";
import { SideConnection } from "../../lib/repl/side_connection.ts";
import { wordsOf } from "../../lib/repl/words.ts";
import { type Answer, fakeServer, settle } from "./talk.ts";
import { scriptedServer } from "./print/scripted_server.ts";

/** A session with a server that answers thus; `written` is all that was said. */
function start(answer: Answer, options: ReplOptions = {}) {
  const server = fakeServer(answer);
  const said = { written: "" };
  const session = new Session({ transport: server.transport, ...options }, true, {
    text: (text) => void (said.written += text),
    problem: (line) => void (said.written += `! ${line}\n`),
  });
  return {
    server,
    session,
    said,
    run: (line: string) => session.execute(REDIS.readArguments(line.split(" "))!),
  };
}

test("session: Ctrl-C in the middle of a reply keeps the connection, and drops the rest", async () => {
  const { server, session, said, run } = start((request) => {
    if (request === "lrange l 0 -1") return "*3|$1|a|";
    return request === "get a" ? "$1|b|$1|c|+get a|" : `+${request}|`;
  });
  await run("select 2");
  const outcome = run("lrange l 0 -1");
  await settle();
  session.interrupt();
  assert.equal(await outcome, "lost");
  assert.equal(await run("get a"), "answered");
  assert.equal(said.written, "select 2\nget a\n");
  assert.deepEqual(server.heard, ["select 2", "lrange l 0 -1", "get a"]);
});

test("session: Ctrl-C in the middle of a large string drops it, too", async () => {
  let say = (_: string) => {};
  const { session, said, run } = start((request, speak) => {
    say = speak;
    return request === "get big" ? "$10|12345" : "+OK|";
  });
  const outcome = run("get big");
  await settle();
  session.interrupt();
  assert.equal(await outcome, "lost");
  say("67890|");
  assert.equal(await run("ping"), "answered");
  assert.equal(said.written, "OK\n");
});

test("session: Ctrl-C before a reply has begun ends the connection, and the next resumes", async () => {
  const { server, session, said, run } = start(
    (request) => request === "blpop l 0" ? "" : request === "HELLO 3" ? "%0|" : "+OK|",
    { protocol: 3, password: "p", user: "u" },
  );
  await run("select 2");
  await run("client setname me");
  const outcome = run("blpop l 0");
  await settle();
  session.interrupt();
  assert.equal(await outcome, "lost");
  await session.resume();
  await run("ping");
  assert.equal(said.written, "OK\nOK\nOK\n");
  assert.deepEqual(server.heard, [
    ...["AUTH u p", "HELLO 3", "select 2", "client setname me", "blpop l 0"],
    ...["AUTH u p", "HELLO 3", "SELECT 2", "CLIENT SETNAME me", "ping"],
  ]);
});

test("session: CLIENT REPLY OFF is not answered, nor is what follows, until ON", async () => {
  let isMute = false;
  const { session, said, run } = start((request) => {
    const answer = isMute ? "" : `+${request}|`;
    if (request === "client reply off") isMute = true;
    if (request === "client reply on") isMute = false;
    return request === "client reply off" ? "" : request === "client reply on" ? "+ON|" : answer;
  });
  for (const line of ["client reply off", "get a"]) assert.equal(await run(line), "answered");
  assert.equal(session.state.isMute, true);
  await settle();
  for (const line of ["client reply on", "get b"]) await run(line);
  assert.equal(said.written, "ON\nget b\n");
});

test("session: CLIENT REPLY SKIP keeps back one reply", async () => {
  const { said, run } = start((request) => /skip|1/.test(request) ? "" : `+${request}|`);
  for (const line of ["client reply skip", "get 1", "get 2"]) await run(line);
  assert.equal(said.written, "get 2\n");
});

test("session: RESP3 is asked for, and a server that does not know it is told about", async () => {
  const old: Answer = (request) => /^HELLO/.test(request) ? "-ERR unknown command|" : "+OK|";
  const explicit = start(old, { protocol: 3 });
  await explicit.run("ping");
  assert.equal(explicit.said.written, "! HELLO 3 failed: ERR unknown command\nOK\n");
  assert.equal(explicit.session.state.protocol, 2);
  const wished = start(old, { prefersResp3: true });
  await wished.run("ping");
  assert.equal(wished.said.written, "OK\n");
  assert.equal(wished.session.state.protocol, 2);
});

test("session: --verbose tells of every connection", async () => {
  const { server, said, run } = start(() => "+OK|", { isVerbose: true, user: "u", password: "p" });
  await run("select 2");
  server.hangUp();
  await run("ping");
  assert.equal(
    said.written,
    "! Connected to embedded by RESP2, as u, database 0\nOK\n" +
      "! Connected to embedded by RESP2, as u, database 2\nOK\n",
  );
});

test("session: nobody need be told of RESP2", async () => {
  const { server, run } = start(() => "+OK|", { protocol: 2 });
  await run("ping");
  assert.deepEqual(server.heard, ["ping"]);
});

test("session: the state tells of database, transaction and subscriptions", async () => {
  const { server, session, run } = start((request) => {
    if (/^subscribe/.test(request)) return "*3|$9|subscribe|$1|a|:1|";
    if (/^(multi|select|discard)/.test(request)) return "+OK|";
    return "+QUEUED|";
  });
  session.keepsPrompt = true;
  await run("select 3");
  await run("multi");
  await run("get a");
  assert.deepEqual([session.state.db, session.state.queued], [3, 1]);
  await run("discard");
  await run("subscribe a");
  assert.deepEqual([session.state.queued, session.state.subscriptions], [null, 1]);
  server.hangUp();
  await settle();
  assert.deepEqual([session.state.subscriptions, session.state.isConnected], [0, false]);
});

/** Two nodes: the first sends away. */
async function cluster(redirection: string, options: ReplOptions) {
  const [first, second] = [await scriptedServer(), await scriptedServer()];
  first.wire = `-${redirection.replace("PORT", `${second.port}`)}\r\n`;
  second.wire = "+here\r\n";
  const { session, said, run } = start(() => "", {
    ...options,
    transport: undefined,
    port: first.port,
  });
  await run("get a");
  session.close();
  first[Symbol.dispose]();
  second[Symbol.dispose]();
  const written = said.written.replaceAll(`${second.port}`, "PORT");
  return { written, heard: [first.heard, second.heard] };
}

test("session: -c follows MOVED to another node, and says so", async () => {
  assert.deepEqual(await cluster("MOVED 3999 127.0.0.1:PORT", { isCluster: true }), {
    written: "-> Redirected to slot [3999] located at 127.0.0.1:PORT\nhere\n",
    heard: [["get a"], ["get a"]],
  });
});

test("session: one command by -c follows silently", async () => {
  const options = { isCluster: true, words: ["get", "a"] };
  assert.equal((await cluster("MOVED 3999 127.0.0.1:PORT", options)).written, "here\n");
});

test("session: MOVED without a host means the host that was asked", async () => {
  const { written } = await cluster("MOVED 3999 :PORT", { isCluster: true });
  assert.equal(written, "-> Redirected to slot [3999] located at 127.0.0.1:PORT\nhere\n");
});

test("session: ASK is followed with ASKING", async () => {
  assert.deepEqual(await cluster("ASK 3999 127.0.0.1:PORT", { isCluster: true }), {
    written: "-> Redirected to slot [3999] located at 127.0.0.1:PORT\nhere\n",
    heard: [["get a"], ["ASKING", "get a"]],
  });
});

test("session: who asks in passing is answered by the node that has the key", async () => {
  const [first, second] = [await scriptedServer(), await scriptedServer()];
  first.wire = `-MOVED 1 :${second.port}\r\n`;
  second.answer = (request) => request === "get b" ? `-ASK 1 :${first.port}\r\n` : "+there\r\n";
  const options = { isCluster: true, transport: undefined, port: first.port };
  const { session, said } = start(() => "", options);
  const side = new SideConnection(session);
  const ask = (line: string) => session.send(wordsOf(line)!);
  assert.deepEqual(await ask("get a"), { type: "simple", text: "there" });
  assert.deepEqual(await side.ask(["get", "a"], new AbortController().signal), {
    type: "simple",
    text: "there",
  });
  first.answer = (request) =>
    request === "get b" && first.heard.at(-2) === "ASKING" ? "+asked\r\n" : first.wire;
  assert.deepEqual(await ask("get b"), { type: "simple", text: "asked" });
  assert.deepEqual([said.written, session.state.port], ["", `${first.port}`]);
  assert.deepEqual(second.heard, ["get a", "get a", "get b"]);
  side.close();
  session.close();
  first[Symbol.dispose]();
  second[Symbol.dispose]();
});

test("session: a server that one turns to may be a cluster, or none", async () => {
  const node = await scriptedServer();
  const other = await scriptedServer();
  node.wire = `-MOVED 1 127.0.0.1:${other.port}\r\n`;
  other.wire = "+there\r\n";
  const { session, said, run } = start(() => "+here|");
  await session.restart({ port: node.port, isCluster: true });
  await run("get a");
  assert.match(said.written, /located at 127.0.0.1:\d+\nthere\n$/);
  await session.restart({ port: node.port });
  await run("get a");
  assert.match(said.written, /\(error\) MOVED 1 .*\n$/);
  session.close();
  node[Symbol.dispose]();
  other[Symbol.dispose]();
});

test("session: without -c, MOVED is an error", async () => {
  const { written, heard } = await cluster("MOVED 3999 127.0.0.1:PORT", {});
  assert.equal(written, "(error) MOVED 3999 127.0.0.1:PORT\n");
  assert.deepEqual(heard, [["get a"], []]);
});

test("session: nodes that send to each other are not followed for ever", async () => {
  const node = await scriptedServer();
  node.wire = `-MOVED 1 127.0.0.1:${node.port}\r\n`;
  const options = { isCluster: true, port: node.port, transport: undefined, words: ["x"] };
  const { session, said, run } = start(() => "", options);
  assert.equal(await run("get a"), "refused");
  assert.match(said.written, /^\(error\) MOVED 1 /);
  session.close();
  node[Symbol.dispose]();
});
