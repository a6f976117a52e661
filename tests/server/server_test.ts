import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { PROTECTED_MODE, TOO_MANY_CLIENTS } from "../../lib/server/refusal.ts";
import { ListenError } from "../../lib/server/tcp_listeners.ts";
import { frame, RawClient, type TestServer, testServer, until } from "./support.ts";

const OK = "+OK\r\n";

test("server: a frame may arrive one byte at a time", async () => {
  await using redis = await testServer();
  const client = await redis.client();
  client.socket.setNoDelay(true);
  const request = frame("SET", "key", "va\r\nlue") + "GET key\r\n" + frame("GET", "key");
  for (const byte of request) {
    client.send(byte);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const value = "$7\r\nva\r\nlue\r\n";
  assert.equal(await client.receive(OK.length + 2 * value.length), OK + value + value);
  client.close();
});

test("server: ten thousand commands in one write are answered in order", async () => {
  await using redis = await testServer();
  const client = await redis.client();
  let request = "";
  let reply = "";
  for (let i = 0; i < 5000; i++) {
    request += frame("SET", `key:${i}`, `${i}`) + frame("GET", `key:${i}`);
    reply += `${OK}$${`${i}`.length}\r\n${i}\r\n`;
  }
  assert.equal(await client.expect(request, reply), reply);
  client.close();
});

test("server: a value of 20 MB goes in and comes out", async () => {
  await using redis = await testServer();
  const client = await redis.client();
  const value = "0123456789abcdef".repeat(1.25 * 1024 * 1024);
  assert.equal(await client.expect(frame("SET", "big", value), OK), OK);
  const reply = `$${value.length}\r\n${value}\r\n`;
  assert.ok(await client.expect(frame("GET", "big"), reply) === reply);
  client.close();
});

test("server: a client that does not read its replies is not executed further", async () => {
  await using redis = await testServer();
  const writer = await redis.client();
  const value = "x".repeat(1 << 20);
  assert.equal(await writer.expect(frame("SET", "k", value), OK), OK);
  const slow = await redis.client();
  slow.socket.pause();
  const wanted = 50;
  slow.send(frame("GET", "k").repeat(wanted));
  const session = () => [...redis.server.engine.server.sessions.values()].at(-1)!;
  await until(() => session().commandsDone > 0);
  // Another client is served meanwhile, and nothing piles up for the slow one.
  for (let i = 0; i < 50; i++) {
    assert.equal(await writer.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  }
  const { reply, peer } = session();
  assert.ok(session().commandsDone < wanted);
  assert.ok(reply.length + peer.outputBytes < 4 << 20, `${reply.length + peer.outputBytes} wait`);
  slow.socket.resume();
  const each = value.length + `$${value.length}\r\n\r\n`.length;
  assert.equal((await slow.receive(wanted * each)).length, wanted * each);
  assert.equal(await slow.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  slow.close();
  writer.close();
});

test("server: a client that sends without pause does not keep others waiting", async () => {
  await using redis = await testServer();
  const busy = await redis.client();
  const other = await redis.client();
  await other.expect(frame("PING"), "+PONG\r\n");
  const batch = Array.from({ length: 1000 }, (_, i) => frame("SET", `k${i}`, "x".repeat(100)));
  const count = 200;
  for (let i = 0; i < count; i++) busy.send(batch.join(""));
  let isDone = false;
  const done = busy.receive(count * 1000 * OK.length).then(() => isDone = true);
  let pings = 0;
  while (!isDone) {
    await other.expect(frame("PING"), "+PONG\r\n");
    pings++;
  }
  await done;
  assert.ok(pings >= 3, `${pings} PINGs were answered meanwhile`);
  for (const client of [busy, other]) client.close();
});

test("server: a client that goes away in the middle of a frame is forgotten", async () => {
  await using redis = await testServer();
  const { sessions } = redis.server.engine.server;
  for (const part of ["*2\r\n$3\r\nGET", "*1\r\n$100000000\r\nabc", "PIN", ""]) {
    const client = await redis.client();
    client.send(part);
    await until(() => sessions.size === 1);
    client.close();
    await until(() => sessions.size === 0);
  }
});

test("server: a client that goes away without reading its replies is forgotten", async () => {
  await using redis = await testServer();
  const { sessions } = redis.server.engine.server;
  const client = await redis.client();
  client.socket.pause();
  client.send(frame("SET", "k", "x".repeat(1 << 20)) + frame("GET", "k").repeat(20));
  await until(() => [...sessions.values()].some(({ commandsDone }) => commandsDone > 1));
  client.socket.resetAndDestroy?.();
  client.close();
  await until(() => sessions.size === 0);
});

const MALFORMED: [wire: string, message: string][] = [
  ["*1\r\n$-1\r\n", "invalid bulk length"],
  ["*1\r\n$999999999999\r\n", "invalid bulk length"],
  ["*1\r\n$600000000\r\n", "invalid bulk length"],
  ["*99999999999\r\n", "invalid multibulk length"],
  ["*abc\r\n", "invalid multibulk length"],
  ["*1\r\nPING\r\n", "expected '$', got 'P'"],
  ['SET "a\r\n', "unbalanced quotes in request"],
  ["x".repeat(65 * 1024 + 1), "too big inline request"],
  ["*" + "1".repeat(65 * 1024 + 1), "too big mbulk count string"],
  ["*1\r\n$" + "1".repeat(65 * 1024 + 1), "too big bulk count string"],
];

test("server: a malformed frame is answered once, and the connection closes", async () => {
  await using redis = await testServer();
  for (const [wire, message] of MALFORMED) {
    const client = await redis.client();
    client.send(frame("PING") + wire);
    assert.equal(await client.rest(), `+PONG\r\n-ERR Protocol error: ${message}\r\n`, wire);
  }
});

test("server: what a length announces is not allocated before it arrives", async () => {
  await using redis = await testServer();
  const client = await redis.client();
  const announced = 500 * 1024 * 1024;
  client.send(`*2\r\n$4\r\nECHO\r\n$${announced}\r\n` + "x".repeat(100_000));
  const session = () => [...redis.server.engine.server.sessions.values()][0];
  await until(() => session()?.peer.inputBytes > 100_000);
  assert.ok(session().peer.inputRoom < 1 << 20);
  client.close();
});

test("server: a thousand clients are served at once", async () => {
  await using redis = await testServer();
  const clients = await Promise.all(Array.from({ length: 1000 }, () => redis.client()));
  const replies = await Promise.all(
    clients.map((client, i) => client.expect(frame("SET", `k${i}`, "v"), OK)),
  );
  assert.ok(replies.every((reply) => reply === OK));
  assert.equal(redis.server.engine.server.keyspace.databases[0].size, 1000);
  for (const client of clients) client.close();
});

test("server: maxclients refuses the one too many, and has a place again later", async () => {
  await using redis = await testServer({ maxclients: "2" });
  const first = await redis.client();
  const second = await redis.client();
  assert.equal(await second.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  const third = await redis.client();
  assert.equal(await third.rest(), TOO_MANY_CLIENTS);
  assert.equal(redis.server.engine.server.stats.connectionsRejected, 1);
  first.close();
  await until(() => redis.server.engine.server.sessions.size === 1);
  const fourth = await redis.client();
  assert.equal(await fourth.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  second.close();
  fourth.close();
});

test("server: timeout closes clients that were idle for longer", async () => {
  await using redis = await testServer({ timeout: "10" });
  const idle = await redis.client();
  const busy = await redis.client();
  await idle.expect(frame("PING"), "+PONG\r\n");
  redis.clock.advance(9_000);
  await busy.expect(frame("PING"), "+PONG\r\n");
  redis.clock.advance(2_000);
  redis.server.engine.tick();
  assert.equal(await idle.rest(), "");
  assert.equal(await busy.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  busy.close();
});

/** An address of this machine that is not the loopback one. */
const OUTSIDE = Object.values(os.networkInterfaces()).flat()
  .find((each) => each?.family === "IPv4" && !each.internal)?.address;

test("server: protected-mode denies clients from elsewhere until there is a password", {
  skip: OUTSIDE === undefined,
}, async () => {
  await using redis = await testServer({ bind: "*" });
  const elsewhere = { port: redis.port, host: OUTSIDE! };
  const local = await redis.client();
  assert.equal(await local.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  assert.equal(await (await RawClient.connect(elsewhere)).rest(), PROTECTED_MODE);
  redis.config.set([["requirepass", "secret"]]);
  const known = await RawClient.connect(elsewhere);
  assert.match(await known.expect(frame("GET", "k"), "-NOAUTH"), /-NOAUTH/);
  redis.config.set([["requirepass", ""], ["protected-mode", "no"]]);
  const free = await RawClient.connect(elsewhere);
  assert.equal(await free.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  for (const client of [local, known, free]) client.close();
});

test("server: bind takes IPv4 and IPv6 together, and leaves out what is optional", async () => {
  await using redis = await testServer({ bind: "* -::* -192.0.2.250" });
  for (const host of ["127.0.0.1", ...(hasIPv6() ? ["::1"] : [])]) {
    const client = await redis.client({ host, port: redis.port });
    assert.equal(await client.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
    const { address, isLocal } = [...redis.server.engine.server.sessions.values()].at(-1)!.peer;
    assert.ok(isLocal);
    assert.match(address, host === "::1" ? /^\[::1\]:\d+$/ : /^127\.0\.0\.1:\d+$/);
    client.close();
  }
});

function hasIPv6(): boolean {
  return Object.values(os.networkInterfaces()).flat().some((each) => each?.address === "::1");
}

test("server: a port in use and an address of another machine are errors that say so", async () => {
  await using redis = await testServer();
  await assert.rejects(
    testServer({ port: `${redis.port}` }),
    (error: Error) =>
      error instanceof ListenError &&
      error.message === `Cannot listen on 127.0.0.1:${redis.port}: Address already in use`,
  );
  await assert.rejects(testServer({ bind: "192.0.2.250" }), /Cannot assign requested address/);
});

test("server: CONFIG SET port listens there; if it cannot, the old port stays", async () => {
  await using redis = await testServer();
  await using other = await testServer();
  const first = redis.port;
  const free = await freePort();
  redis.config.set([["port", `${free}`]]);
  const client = await redis.client({ port: free, host: "127.0.0.1" });
  assert.equal(await client.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  await assert.rejects(redis.client({ port: first, host: "127.0.0.1" }));
  assert.throws(
    () => redis.config.set([["port", `${other.port}`]]),
    /possibly related to argument 'port'\) - Unable to listen on this port. Check server logs\.$/,
  );
  assert.equal(redis.config.values.port, free);
  assert.equal(redis.server.port, free);
  const again = await redis.client({ port: free, host: "127.0.0.1" });
  assert.equal(await again.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
  client.close();
  again.close();
});

test("server: CONFIG SET bind may widen an address and narrow it again", async () => {
  await using redis = await testServer();
  for (const bind of ["*", "127.0.0.1", "127.0.0.1 -::1", "* -::*"]) {
    redis.config.set([["bind", bind]]);
    await reconnected(redis);
    assert.deepEqual(redis.log, []);
  }
});

/** Resolves when clients are served. The system may need a moment to let go of the old address. */
async function reconnected(redis: TestServer): Promise<void> {
  for (let pong = ""; pong !== "+PONG\r\n";) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const client = await redis.client().catch(() => null);
    if (client === null) continue;
    pong = await client.expect(frame("PING"), "+PONG\r\n");
    client.close();
  }
}

async function freePort(): Promise<number> {
  const probe = net.createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address() as net.AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

test("server: a Unix socket has its permissions, and one left behind, or an empty file, is replaced", async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const file = path.join(folder, "socket");
  const left = net.createServer();
  await new Promise<void>((resolve) => left.listen(path.join(folder, "old"), resolve));
  fs.linkSync(path.join(folder, "old"), file);
  await new Promise((resolve) => left.close(resolve));
  {
    await using redis = await testServer({ unixsocket: file, unixsocketperm: "700" });
    assert.equal(fs.statSync(file).mode & 0o777, 0o700);
    const client = await redis.client({ path: file });
    assert.equal(await client.expect(frame("PING"), "+PONG\r\n"), "+PONG\r\n");
    const { peer } = [...redis.server.engine.server.sessions.values()].at(-1)!;
    assert.equal(peer.address, `${file}:0`);
    assert.ok(peer.isLocal);
    client.close();
  }
  assert.equal(fs.existsSync(file), false);
  fs.writeFileSync(file, "");
  {
    await using _redis = await testServer({ unixsocket: file });
    assert.ok(fs.statSync(file).isSocket());
  }
  fs.writeFileSync(file, "a file of somebody's");
  await assert.rejects(testServer({ unixsocket: file }), ListenError);
  assert.equal(fs.readFileSync(file, "utf8"), "a file of somebody's");
  fs.rmSync(folder, { recursive: true });
});

test("server: stop accepts nobody any more, and what was answered still arrives", async () => {
  const redis = await testServer();
  const client = await redis.client();
  const value = "x".repeat(8 << 20);
  await client.expect(frame("SET", "k", value), OK);
  client.socket.pause();
  client.send(frame("GET", "k"));
  const [session] = redis.server.engine.server.sessions.values();
  await until(() => session.commandsDone === 2);
  const stopped = redis.server.stop();
  await assert.rejects(redis.client());
  client.socket.resume();
  assert.equal((await client.rest()).length, value.length + `$${value.length}\r\n\r\n`.length);
  await stopped;
});
