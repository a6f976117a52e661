/** Collections as the client libraries know them: their own methods, and the types they return. */

import { test } from "node:test";
import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { testServer } from "../server/support.ts";

async function openNodeRedis(port: number, RESP: 2 | 3) {
  const client = createClient({ socket: { host: "127.0.0.1", port }, RESP });
  await client.connect();
  return client;
}

for (const protocol of [2, 3] as const) {
  test(`clients: node-redis in RESP${protocol} keeps lists, hashes and sets`, async () => {
    await using server = await testServer();
    const client = await openNodeRedis(server.port, protocol);
    assert.equal(await client.rPush("list", ["a", "b", "c"]), 3);
    assert.deepEqual(await client.lRange("list", 0, -1), ["a", "b", "c"]);
    assert.equal(await client.lMove("list", "list", "LEFT", "RIGHT"), "a");
    assert.deepEqual(await client.lmPop("list", "LEFT", { COUNT: 2 }), ["list", ["b", "c"]]);
    assert.equal(await client.hSet("hash", { name: "ann", age: "30" }), 2);
    assert.deepEqual({ ...await client.hGetAll("hash") }, { name: "ann", age: "30" });
    assert.equal(await client.hIncrBy("hash", "age", 5), 35);
    assert.deepEqual(await client.hExpire("hash", "age", 60), [1]);
    server.clock.advance(61_000);
    assert.deepEqual(await client.hmGet("hash", ["name", "age"]), ["ann", null]);
    assert.equal(await client.sAdd("one", ["1", "2", "3"]), 3);
    assert.equal(await client.sAdd("two", ["2", "3", "4"]), 3);
    assert.deepEqual((await client.sInter(["one", "two"])).sort(), ["2", "3"]);
    assert.deepEqual(await client.smIsMember("one", ["1", "4"]), [1, 0]);
    await client.close();
  });

  test(`clients: node-redis in RESP${protocol} ranks members, and finds what is near`, async () => {
    await using server = await testServer();
    const client = await openNodeRedis(server.port, protocol);
    const scores = [{ score: 0.1, value: "a" }, { score: Infinity, value: "b" }, {
      score: -2,
      value: "c",
    }];
    assert.equal(await client.zAdd("z", scores), 3);
    assert.deepEqual((await client.zRangeWithScores("z", 0, -1)).map((each) => ({ ...each })), [
      { value: "c", score: -2 },
      { value: "a", score: 0.1 },
      { value: "b", score: Infinity },
    ]);
    assert.equal(await client.zScore("z", "a"), 0.1);
    assert.equal(await client.zRank("z", "b"), 2);
    assert.deepEqual({ ...await client.zPopMin("z") }, { value: "c", score: -2 });
    assert.equal(await client.zIncrBy("z", 0.2, "a"), 0.1 + 0.2);
    await client.geoAdd("places", [
      { member: "Palermo", longitude: 13.361389, latitude: 38.115556 },
      { member: "Catania", longitude: 15.087269, latitude: 37.502669 },
    ]);
    assert.equal(await client.geoDist("places", "Palermo", "Catania", "km"), 166.2742);
    const centre = { longitude: 15, latitude: 37 };
    assert.deepEqual(await client.geoSearch("places", centre, { radius: 100, unit: "km" }), [
      "Catania",
    ]);
    await client.close();
  });

  test(`clients: node-redis in RESP${protocol} iterates over large collections`, async () => {
    await using server = await testServer();
    const client = await openNodeRedis(server.port, protocol);
    const names = Array.from({ length: 1000 }, (_, i) => `n${i}`);
    await client.sAdd("s", names);
    await client.hSet("h", names.map((name): [string, string] => [name, name]));
    await client.zAdd("z", names.map((value, score) => ({ value, score })));
    const found = { s: new Set<string>(), h: new Set<string>(), z: new Set<string>() };
    for await (const members of client.sScanIterator("s")) members.forEach((m) => found.s.add(m));
    for await (const entries of client.hScanIterator("h")) {
      for (const { field } of entries) found.h.add(field);
    }
    for await (const members of client.zScanIterator("z")) {
      for (const { value } of members) found.z.add(value);
    }
    for (const each of Object.values(found)) assert.deepEqual([...each].sort(), names.toSorted());
    await client.close();
  });

  test(`clients: node-redis in RESP${protocol} waits for elements`, async () => {
    await using server = await testServer();
    const [waiting, other] = await Promise.all([
      openNodeRedis(server.port, protocol),
      openNodeRedis(server.port, protocol),
    ]);
    const popped = waiting.blPop(["l1", "l2"], 0);
    const lowest = openNodeRedis(server.port, protocol).then(async (client) => {
      const reply = await client.bzPopMin("z", 0);
      await client.close();
      return reply;
    });
    await other.rPush("l2", "x");
    await other.zAdd("z", { score: 1.5, value: "m" });
    assert.deepEqual({ ...await popped }, { key: "l2", element: "x" });
    assert.deepEqual({ ...await lowest }, { key: "z", value: "m", score: 1.5 });
    await waiting.close();
    await other.close();
  });
}

test("clients: ioredis keeps collections, streams scans and sorts", async () => {
  await using server = await testServer();
  const client = new Redis(server.port, "127.0.0.1", { maxRetriesPerRequest: 1 });
  await client.hset("user:1", { name: "ann", score: 70 });
  await client.hset("user:2", new Map([["name", "bob"], ["score", "90"]]));
  assert.deepEqual(await client.hgetall("user:2"), { name: "bob", score: "90" });
  await client.sadd("users", 1, 2);
  const best = await client.call(
    "SORT",
    "users",
    "BY",
    "user:*->score",
    "DESC",
    "GET",
    "user:*->name",
  );
  assert.deepEqual(best, ["bob", "ann"]);
  await client.zadd("z", 1, "one", "2.5", "two");
  assert.deepEqual(await client.zrange("z", "0", "-1", "WITHSCORES"), ["one", "1", "two", "2.5"]);
  const seen: string[] = [];
  for await (const batch of client.hscanStream("user:1")) seen.push(...batch);
  assert.deepEqual(seen.sort(), ["70", "ann", "name", "score"]);
  await assert.rejects(client.lpush("users", "x"), /WRONGTYPE/);
  client.disconnect();
});

test("clients: a queue of jobs as libraries build it: waiting, active, delayed, done", async () => {
  await using server = await testServer();
  const producer = new Redis(server.port, "127.0.0.1");
  const worker = new Redis(server.port, "127.0.0.1");
  const taken = worker.blmove("wait", "active", "RIGHT", "LEFT", 0);
  const added = await producer.multi()
    .incr("id").hset("job:1", "data", "{}", "attempts", 0).lpush("wait", "1").exec();
  assert.deepEqual(added, [[null, 1], [null, 2], [null, 1]]);
  assert.equal(await taken, "1");
  assert.equal(await worker.hincrby("job:1", "attempts", 1), 1);

  // It fails, and shall be tried again later.
  await worker.multi().lrem("active", 1, "1").zadd("delayed", 5000, "1").exec();
  assert.deepEqual(await worker.zrangebyscore("delayed", 0, 4999, "LIMIT", 0, 10), []);
  const [due] = await worker.zrangebyscore("delayed", 0, 5000, "LIMIT", 0, 10);
  await worker.multi().zrem("delayed", due).rpush("wait", due).exec();

  assert.equal(await worker.rpoplpush("wait", "active"), "1");
  await worker.multi().lrem("active", 1, "1").zadd("done", 6000, "1").hset("job:1", "result", 42)
    .exec();
  assert.equal(await producer.hget("job:1", "result"), "42");
  assert.equal(await producer.exists("wait", "active", "delayed"), 0);
  assert.equal(await producer.zremrangebyrank("done", 0, -1), 1);
  producer.disconnect();
  worker.disconnect();
});

test("clients: ioredis sees that a watched collection was changed", async () => {
  await using server = await testServer();
  const client = new Redis(server.port, "127.0.0.1");
  const other = new Redis(server.port, "127.0.0.1");
  await client.zadd("z", 1, "a");
  await client.watch("z");
  await other.zincrby("z", 1, "a");
  assert.equal(await client.multi().zadd("z", 5, "a").exec(), null);
  assert.equal(await client.zscore("z", "a"), "2");
  client.disconnect();
  other.disconnect();
});
