import { test } from "node:test";
import assert from "node:assert/strict";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { testServer } from "../server/support.ts";

/** Jobs that workers of a group take from a stream, and what a worker left behind is claimed. */
test("ioredis: workers share a stream, and finish what one of them has left", async () => {
  await using server = await testServer();
  const connect = () => new Redis(server.port, "127.0.0.1", { maxRetriesPerRequest: 1 });
  const [producer, alice, bob] = [connect(), connect(), connect()];
  try {
    await producer.xgroup("CREATE", "jobs", "workers", "$", "MKSTREAM");
    const read = (worker: Redis, name: string) =>
      worker.xreadgroup(
        "GROUP",
        "workers",
        name,
        "COUNT",
        1,
        "BLOCK",
        5000,
        "STREAMS",
        "jobs",
        ">",
      );
    const waiting = [read(alice, "alice"), read(bob, "bob")];
    const ids = await Promise.all([
      producer.xadd("jobs", "*", "task", "wash"),
      producer.xadd("jobs", "*", "task", "dry"),
    ]);
    const replies = await Promise.all(waiting) as [string, [string, string[]][]][][];
    const taken = replies.map((reply) => reply[0][1][0]);
    assert.deepEqual(taken.map(([id]) => id).sort(), ids.sort());
    assert.deepEqual(taken.map(([, fields]) => fields[1]).sort(), ["dry", "wash"]);
    assert.equal(await bob.xack("jobs", "workers", taken[1][0]), 1);
    const [cursor, claimed] = await bob.xautoclaim("jobs", "workers", "bob", 0, "0") as [
      string,
      [string, string[]][],
    ];
    assert.equal(cursor, "0-0");
    assert.deepEqual(claimed, [taken[0]]);
    assert.equal(await bob.xack("jobs", "workers", taken[0][0]), 1);
    assert.deepEqual(await producer.xpending("jobs", "workers"), [0, null, null, null]);
  } finally {
    for (const client of [producer, alice, bob]) client.disconnect();
  }
});

for (const RESP of [2, 3] as const) {
  test(`node-redis in RESP${RESP}: a group reads, and the stream tells of it`, async () => {
    await using server = await testServer();
    const client = createClient({ socket: { host: "127.0.0.1", port: server.port }, RESP });
    await client.connect();
    try {
      await client.xGroupCreate("log", "readers", "0", { MKSTREAM: true });
      const first = await client.xAdd("log", "1-1", { level: "info", text: "hello" });
      await client.xAdd("log", "1-*", { level: "warn", text: "värde" });
      assert.equal(first, "1-1");
      const range = await client.xRange("log", "-", "+");
      assert.deepEqual(range?.map(({ id, message }) => [id, { ...message }]), [
        ["1-1", { level: "info", text: "hello" }],
        ["1-2", { level: "warn", text: "värde" }],
      ]);
      const [stream] = (await client.xReadGroup(
        "readers",
        "reader",
        { key: "log", id: ">" },
        { COUNT: 1, BLOCK: 100 },
      )) as { name: string; messages: { id: string; message: Record<string, string> }[] }[];
      assert.equal(stream.name, "log");
      assert.deepEqual(stream.messages.map(({ id }) => id), ["1-1"]);
      const pending = await client.xPendingRange("log", "readers", "-", "+", 10);
      assert.deepEqual(pending.map(({ id, consumer }) => [id, consumer]), [["1-1", "reader"]]);
      const [group] = await client.xInfoGroups("log");
      assert.equal(group.name, "readers");
      assert.equal(group.pending, 1);
      const info = await client.xInfoStream("log");
      assert.equal(info.length, 2);
      assert.equal(await client.xTrim("log", "MAXLEN", 1), 1);
      assert.equal(await client.xLen("log"), 1);
    } finally {
      await client.close();
    }
  });
}
