import assert from "node:assert/strict";
import { test } from "node:test";
import { REDIS } from "../../lib/server/dialect.ts";
import { Wire } from "../support/wire.ts";
import { frame, testServer } from "./support.ts";

const MESSAGE = "m".repeat(100_000);

test("client-output-buffer-limit: a subscriber that does not read is cut off", async () => {
  await using server = await testServer({ "client-output-buffer-limit": "pubsub 1mb 0 0" });
  const subscriber = await server.client();
  await subscriber.expect(frame("SUBSCRIBE", "c"), "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
  subscriber.socket.pause();
  const publisher = await server.client();
  // The system takes some megabytes before anything has to wait.
  let published = 0;
  while (await publisher.expect(frame("PUBLISH", "c", MESSAGE), ":1\r\n") === ":1\r\n") {
    assert.ok(++published < 1000, "it is never cut off");
  }
  assert.ok(published > 10);
  assert.equal(server.server.engine.server.stats.outputLimitClosings, 1);
  assert.match(server.log.join("\n"), /Closing client .* bytes of output wait for it/);
  publisher.close();
  subscriber.close();
});

test("client-output-buffer-limit: a soft limit may be exceeded for some seconds only", async () => {
  await using server = await testServer({ "client-output-buffer-limit": "pubsub 0 1mb 5" });
  const subscriber = await server.client();
  await subscriber.expect(frame("SUBSCRIBE", "c"), "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
  subscriber.socket.pause();
  const publisher = await server.client();
  const { engine } = server.server;
  const session = [...engine.server.sessions.values()].find((each) => each.subscriptions !== null)!;
  while (session.overSoftLimitMs === 0) {
    await publisher.expect(frame("PUBLISH", "c", MESSAGE), ":1\r\n");
  }
  server.clock.advance(4_000);
  engine.tick();
  assert.equal(engine.server.stats.outputLimitClosings, 0);
  server.clock.advance(2_000);
  engine.tick();
  assert.equal(engine.server.stats.outputLimitClosings, 1);
  publisher.close();
  subscriber.close();
});

test("client-output-buffer-limit: one message beyond it is enough, as in Redis", () => {
  const server = new Wire(REDIS, { "client-output-buffer-limit": "pubsub 150000 0 0" });
  const [subscriber, publisher] = [server.client(), server.client()];
  subscriber.send(frame("SUBSCRIBE", "c"));
  const publish = frame("PUBLISH", "c", MESSAGE);
  assert.equal(publisher.send(publish), ":1\r\n");
  assert.ok(!subscriber.isClosed());
  assert.equal(publisher.send(publish + publish), ":1\r\n:1\r\n");
  assert.ok(subscriber.isClosed());
  assert.equal(publisher.send(publish), ":0\r\n");
});

test("client-output-buffer-limit: other limits hold for those who subscribe to nothing", () => {
  const server = new Wire(REDIS, { "client-output-buffer-limit": "normal 150000 0 0" });
  const [subscriber, normal] = [server.client(), server.client()];
  subscriber.send(frame("SUBSCRIBE", "c"));
  normal.send(frame("SET", "k", MESSAGE));
  normal.send(frame("PUBLISH", "c", MESSAGE + MESSAGE));
  assert.ok(!subscriber.isClosed());
  normal.send(frame("GET", "k"));
  assert.ok(!normal.isClosed());
  normal.send(frame("GET", "k") + frame("GET", "k"));
  assert.ok(normal.isClosed());
});

test("a message is on its way when the command that published it is done", async () => {
  await using server = await testServer();
  const [subscriber, publisher] = [await server.client(), await server.client()];
  await subscriber.expect(frame("SUBSCRIBE", "c"), "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n");
  publisher.send(frame("PUBLISH", "c", "1"));
  const message = "*3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\n1\r\n";
  assert.equal(await subscriber.receive(message.length), message);
  subscriber.close();
  assert.equal(await publisher.receive(4), ":1\r\n");
  publisher.close();
});

test("maxmemory: keys go to make room for the buffers of clients", async () => {
  await using server = await testServer({ maxmemory: "8mb", "maxmemory-policy": "allkeys-lru" });
  const client = await server.client();
  for (let i = 0; i < 20; i++) {
    await client.expect(frame("SET", `key:${i}`, MESSAGE), "+OK\r\n");
  }
  const sender = await server.client();
  const { engine } = server.server;
  assert.equal(engine.server.keyspace.env.evictedKeys, 0);
  // A request that never becomes whole.
  sender.socket.write(`*2\r\n$3\r\nGET\r\n$8000000\r\n${"x".repeat(7_000_000)}`);
  while (engine.server.clientMemory.bytes < 7_000_000) {
    await client.expect(frame("PING"), "+PONG\r\n");
  }
  await client.expect(frame("PING"), "+PONG\r\n");
  assert.ok(engine.server.keyspace.env.evictedKeys > 0);
  sender.close();
  client.close();
});

test("maxmemory-clients: whoever holds most is cut off, unless CLIENT NO-EVICT keeps it", async () => {
  await using server = await testServer({ "maxmemory-clients": "1mb" });
  const { engine } = server.server;
  const request = `*2\r\n$3\r\nGET\r\n$8000000\r\n${"x".repeat(2_000_000)}`;
  const [kept, other, watcher] = [
    await server.client(),
    await server.client(),
    await server.client(),
  ];
  await kept.expect(frame("CLIENT", "NO-EVICT", "ON"), "+OK\r\n");
  kept.socket.write(request);
  other.socket.write(request);
  while (engine.server.stats.evictedClients === 0) {
    await watcher.expect(frame("PING"), "+PONG\r\n");
  }
  await other.ended;
  assert.equal(engine.server.sessions.size, 2);
  kept.close();
  watcher.close();
});

test("maxmemory-clients: what the server keeps for a client counts, too", async () => {
  await using server = await testServer({ "maxmemory-clients": "1mb" });
  const { engine } = server.server;
  const names = Array.from({ length: 3000 }, (_, i) => `name:${i}:`);
  const requests = [
    frame("MULTI") + frame("SET", "k", "x".repeat(300_000)).repeat(4),
    frame("WATCH", ...names),
    frame("SUBSCRIBE", ...names),
    frame("CLIENT", "TRACKING", "ON", "BCAST", ...names.flatMap((name) => ["PREFIX", name])),
  ];
  const watcher = await server.client();
  for (const [i, request] of requests.entries()) {
    const client = await server.client();
    client.socket.write(request);
    await client.ended;
    assert.equal(engine.server.stats.evictedClients, i + 1);
    await watcher.expect(frame("PING"), "+PONG\r\n");
  }
  watcher.close();
});

test("client-query-buffer-limit: a request beyond it is not executed, however it arrives", async () => {
  await using server = await testServer({ "client-query-buffer-limit": "1mb" });
  const { engine } = server.server;
  const sender = await server.client();
  await sender.expect(frame("SET", "k", "x".repeat(2 ** 20 - 100)), "+OK\r\n");
  sender.socket.write(frame("SET", "other", "x".repeat(2 ** 20)));
  await sender.ended;
  assert.equal(engine.server.stats.inputLimitClosings, 1);
  assert.equal(engine.server.keyspace.databases[0].size, 1);
});

test("client-output-buffer-limit: a reply of random draws ends where its client is cut off", async () => {
  await using server = await testServer({ "client-output-buffer-limit": "normal 1kb 0 0" });
  const { stats } = server.server.engine.server;
  const other = await server.client();
  await other.expect(frame("HSET", "h", "f", "v"), ":1\r\n");
  await other.expect(frame("SADD", "s", "m"), ":1\r\n");
  await other.expect(frame("ZADD", "z", "1", "m"), ":1\r\n");
  const draws = [["HRANDFIELD", "h"], ["SRANDMEMBER", "s"], ["ZRANDMEMBER", "z"]];
  for (const [i, [name, key]] of draws.entries()) {
    const client = await server.client();
    client.socket.write(frame(name, key, "-1000000000"));
    await client.ended;
    assert.equal(stats.outputLimitClosings, i + 1);
  }
  await other.expect(
    frame("CONFIG", "SET", "client-output-buffer-limit", "normal 0 0 0"),
    "+OK\r\n",
  );
  for (const [name, key] of draws) {
    await other.expect(frame(name, key, "-1000000000"), "-ERR value is out of range\r\n");
  }
  other.close();
});
