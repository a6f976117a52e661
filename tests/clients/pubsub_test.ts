import assert from "node:assert/strict";
import { test } from "node:test";
import { Redis } from "ioredis";
import process from "node:process";
import { BasicClientSideCache, createClient } from "redis";
import { testServer, until } from "../server/support.ts";

/** What a library does for those who listen; what arrives goes to `hear` as `channel: message`. */
interface Listener {
  subscribe(channel: string): Promise<unknown>;
  psubscribe(pattern: string): Promise<unknown>;
  ssubscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  close(): Promise<unknown> | unknown;
}

type Open = (port: number, hear: (heard: string) => void) => Promise<Listener>;

const LIBRARIES: [name: string, open: Open][] = [
  ["ioredis in RESP2", (port, hear) => listenWithIoredis(port, hear, 2)],
  ["ioredis in RESP3", (port, hear) => listenWithIoredis(port, hear, 3)],
  ["node-redis in RESP2", (port, hear) => listenWithNodeRedis(port, hear, 2)],
  ["node-redis in RESP3", (port, hear) => listenWithNodeRedis(port, hear, 3)],
];

async function listenWithIoredis(
  port: number,
  hear: (heard: string) => void,
  protocol: 2 | 3,
): Promise<Listener> {
  const client = new Redis(port, "127.0.0.1", { maxRetriesPerRequest: 1, protocol });
  client.on("message", (channel, message) => hear(`${channel}: ${message}`));
  client.on("pmessage", (pattern, channel, message) => hear(`${pattern} ${channel}: ${message}`));
  client.on("smessage", (channel, message) => hear(`${channel}: ${message}`));
  await client.ping();
  return {
    subscribe: (channel) => client.subscribe(channel),
    psubscribe: (pattern) => client.psubscribe(pattern),
    ssubscribe: (channel) => client.ssubscribe(channel),
    unsubscribe: (channel) => client.unsubscribe(channel),
    close: () => client.disconnect(),
  };
}

async function listenWithNodeRedis(
  port: number,
  hear: (heard: string) => void,
  RESP: 2 | 3,
): Promise<Listener> {
  const client = createClient({ socket: { host: "127.0.0.1", port }, RESP });
  await client.connect();
  const listen = (message: string, channel: string) => hear(`${channel}: ${message}`);
  return {
    subscribe: (channel) => client.subscribe(channel, listen),
    psubscribe: (pattern) =>
      client.pSubscribe(
        pattern,
        (message, channel) => hear(`${pattern} ${channel}: ${message}`),
      ),
    ssubscribe: (channel) => client.sSubscribe(channel, listen),
    unsubscribe: (channel) => client.unsubscribe(channel),
    close: () => client.close(),
  };
}

for (const [name, open] of LIBRARIES) {
  test(`clients: ${name} listens to channels, patterns and shard channels`, async () => {
    await using server = await testServer();
    const publisher = new Redis(server.port, "127.0.0.1");
    const heard: string[] = [];
    const listener = await open(server.port, (each) => heard.push(each));
    await listener.subscribe("news");
    await listener.psubscribe("n?ws");
    await listener.ssubscribe("news");
    assert.equal(await publisher.publish("news", "värld"), 2);
    assert.equal(await publisher.spublish("news", "shard"), 1);
    await until(() => heard.length === 3);
    assert.deepEqual(heard.sort(), ["n?ws news: värld", "news: shard", "news: värld"]);
    await listener.unsubscribe("news");
    assert.equal(await publisher.publish("news", "again"), 1);
    await until(() => heard.length === 4);
    assert.equal(heard[3], "n?ws news: again");
    await listener.close();
    publisher.disconnect();
  });

  test(`clients: ${name} hears of keys that expire`, async () => {
    await using server = await testServer({ "notify-keyspace-events": "Ex" });
    const writer = new Redis(server.port, "127.0.0.1");
    const heard: string[] = [];
    const listener = await open(server.port, (each) => heard.push(each));
    await listener.subscribe("__keyevent@0__:expired");
    await writer.set("session:1", "x", "EX", 60);
    await writer.set("session:2", "x");
    server.clock.advance(61_000);
    server.server.engine.tick();
    await until(() => heard.length === 1);
    assert.deepEqual(heard, ["__keyevent@0__:expired: session:1"]);
    await listener.close();
    writer.disconnect();
  });
}

test("clients: ten thousand messages arrive in order, in RESP2 and RESP3", async () => {
  await using server = await testServer();
  const publisher = createClient({ socket: { host: "127.0.0.1", port: server.port } });
  await publisher.connect();
  for (const RESP of [2, 3] as const) {
    const listener = createClient({ socket: { host: "127.0.0.1", port: server.port }, RESP });
    await listener.connect();
    const heard: number[] = [];
    await listener.subscribe("numbers", (message) => void heard.push(Number(message)));
    const count = 10_000;
    await Promise.all(
      Array.from({ length: count }, (_, i) => publisher.publish("numbers", String(i))),
    );
    await until(() => heard.length === count);
    assert.ok(heard.every((number, i) => number === i));
    await listener.close();
  }
  await publisher.close();
});

test("clients: node-redis answers from its cache until another client changes the key", async () => {
  await using server = await testServer();
  const cache = new BasicClientSideCache({ ttl: 0, maxEntries: 100, evictPolicy: "LRU" });
  const socket = { host: "127.0.0.1", port: server.port };
  const client = createClient({ socket, RESP: 3, clientSideCache: cache });
  const other = createClient({ socket });
  await Promise.all([client.connect(), other.connect()]);
  await other.set("k", "1");
  for (let i = 0; i < 5; i++) assert.equal(await client.get("k"), "1");
  assert.deepEqual([cache.stats().missCount, cache.stats().hitCount], [1, 4]);
  await other.set("k", "2");
  await until(() => cache.size() === 0);
  assert.equal(await client.get("k"), "2");
  await other.hSet("h", { a: "1" });
  assert.deepEqual({ ...await client.hGetAll("h") }, { a: "1" });
  assert.equal(cache.size(), 2);
  await other.flushAll();
  await until(() => cache.size() === 0);
  assert.equal(await client.get("k"), null);
  await Promise.all([client.close(), other.close()]);
});

test("clients: ioredis keeps a cache, told by a second connection in RESP2", async () => {
  await using server = await testServer();
  const [client, teller, other] = Array.from(
    { length: 3 },
    () => new Redis(server.port, "127.0.0.1", { protocol: 2 }),
  );
  const forgotten: string[] = [];
  const id = await teller.client("ID");
  // ioredis gives an array of keys as one text, joined by commas.
  teller.on("message", (_channel, keys) => forgotten.push(String(keys)));
  await teller.subscribe("__redis__:invalidate");
  await client.call("CLIENT", "TRACKING", "ON", "REDIRECT", String(id));
  assert.equal(await client.get("k"), null);
  await other.set("k", "1");
  await until(() => forgotten.length === 1);
  assert.deepEqual(forgotten, ["k"]);
  for (const each of [client, teller, other]) each.disconnect();
});

/** What is used of `RedisClient`, which only Bun knows. */
interface BunClient {
  connect(): Promise<void>;
  subscribe(channel: string, hear: (message: string, channel: string) => void): Promise<unknown>;
  publish(channel: string, message: string): Promise<number>;
  close(): void;
}

test("clients: Bun's own client publishes and listens", {
  skip: "bun" in process.versions ? false : "it exists only in Bun",
}, async () => {
  const { RedisClient } = await import("bun" as string);
  await using server = await testServer();
  const url = `redis://127.0.0.1:${server.port}`;
  const [listener, publisher]: BunClient[] = [new RedisClient(url), new RedisClient(url)];
  await Promise.all([listener.connect(), publisher.connect()]);
  const heard: string[] = [];
  await listener.subscribe("news", (message, channel) => heard.push(`${channel}: ${message}`));
  assert.equal(await publisher.publish("news", "hello"), 1);
  await until(() => heard.length === 1);
  assert.deepEqual(heard, ["news: hello"]);
  listener.close();
  publisher.close();
});
