import { test } from "node:test";
import assert from "node:assert/strict";
import { Redis } from "ioredis";
import process from "node:process";
import { createClient } from "redis";
import { testServer } from "../server/support.ts";

/** What every client library must be able to do, whatever it calls it. */
interface Library {
  call(...words: string[]): Promise<unknown>;
  pipeline(commands: string[][]): Promise<unknown[]>;
  transaction(commands: string[][]): Promise<unknown[]>;
  close(): Promise<void> | void;
}

const LIBRARIES: [name: string, open: (port: number) => Promise<Library>][] = [
  ["ioredis", openIoredis],
  ["node-redis in RESP2", (port) => openNodeRedis(port, 2)],
  ["node-redis in RESP3", (port) => openNodeRedis(port, 3)],
];

if ("bun" in process.versions) LIBRARIES.push(["Bun's own client", openBun]);
else test("clients: Bun's own client", { skip: "it exists only in Bun" }, () => {});

async function openIoredis(port: number): Promise<Library> {
  const client = new Redis(port, "127.0.0.1", { maxRetriesPerRequest: 1 });
  const run = async (chain: ReturnType<typeof client.multi>, commands: string[][]) => {
    for (const [name, ...args] of commands) chain.call(name, ...args);
    return (await chain.exec())!.map(([error, reply]) => error ?? reply);
  };
  await client.ping();
  return {
    call: (name, ...args) => client.call(name, ...args),
    pipeline: (commands) => run(client.pipeline(), commands),
    transaction: (commands) => run(client.multi(), commands),
    close: () => client.disconnect(),
  };
}

async function openNodeRedis(port: number, RESP: 2 | 3): Promise<Library> {
  const client = createClient({ socket: { host: "127.0.0.1", port }, RESP });
  await client.connect();
  return {
    call: (...words) => client.sendCommand(words),
    pipeline: (commands) => Promise.all(commands.map((words) => client.sendCommand(words))),
    transaction: async (commands) => {
      const chain = client.multi();
      for (const words of commands) chain.addCommand(words);
      return await chain.exec() as unknown[];
    },
    close: () => client.close(),
  };
}

/** What is used of `RedisClient`, which only Bun knows. */
interface BunClient {
  connect(): Promise<void>;
  send(name: string, args: readonly string[]): Promise<unknown>;
  close(): void;
}

async function openBun(port: number): Promise<Library> {
  const { RedisClient } = await import("bun" as string);
  const client: BunClient = new RedisClient(`redis://127.0.0.1:${port}`, { autoReconnect: false });
  await client.connect();
  const pipeline = (commands: string[][]) =>
    Promise.all(commands.map(([name, ...args]) => client.send(name, args)));
  return {
    call: (name, ...args) => client.send(name, args),
    pipeline,
    transaction: async (commands) => {
      const replies = await pipeline([["MULTI"], ...commands, ["EXEC"]]);
      return replies.at(-1) as unknown[];
    },
    close: () => client.close(),
  };
}

for (const [name, open] of LIBRARIES) {
  test(`clients: ${name} connects, stores, counts and expires`, async () => {
    await using server = await testServer();
    const client = await open(server.port);
    assert.equal(await client.call("SET", "k", "värde", "EX", "60"), "OK");
    assert.equal(await client.call("GET", "k"), "värde");
    assert.equal(await client.call("TTL", "k"), 60);
    assert.equal(await client.call("INCRBY", "n", "41"), 41);
    assert.equal(await client.call("GET", "missing"), null);
    server.clock.advance(61_000);
    assert.equal(await client.call("EXISTS", "k"), 0);
    await assert.rejects(client.call("INCR", "k", "x"), /wrong number of arguments/);
    await client.close();
  });

  test(`clients: ${name} pipelines a thousand commands and gets their replies in order`, async () => {
    await using server = await testServer();
    const client = await open(server.port);
    const commands = Array.from({ length: 1000 }, (_, i) => ["SETRANGE", `k${i % 7}`, `${i}`, "x"]);
    const replies = await client.pipeline(commands);
    assert.deepEqual(replies, commands.map((_, i) => i + 1));
    await client.close();
  });

  test(`clients: ${name} runs a transaction`, async () => {
    await using server = await testServer();
    const client = await open(server.port);
    const replies = await client.transaction([["SET", "a", "1"], ["INCR", "a"], ["GET", "a"]]);
    assert.deepEqual(replies, ["OK", 2, "2"]);
    await client.close();
  });
}

test("clients: node-redis reads typed replies of RESP3", async () => {
  await using server = await testServer();
  const client = createClient({ socket: { host: "127.0.0.1", port: server.port }, RESP: 3 });
  await client.connect();
  await client.mSet({ a: "1", b: "2" });
  assert.deepEqual(await client.mGet(["a", "b", "c"]), ["1", "2", null]);
  const seen: string[] = [];
  for await (const keys of client.scanIterator()) seen.push(...keys);
  assert.deepEqual(seen.sort(), ["a", "b"]);
  assert.equal((await client.configGet("maxmemory")).maxmemory, "0");
  assert.match(await client.info("server"), /redis_version:7\.4\.0/);
  await client.close();
});
