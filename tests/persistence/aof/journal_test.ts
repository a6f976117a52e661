/** When the append-only file is written and synchronised, and who waits for that. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestClient } from "../../support/engine.ts";
import { contents, type Logged, startLogged } from "./support.ts";

/** Lets what synchronises in the background come to its end. */
async function breathe(server: Logged): Promise<void> {
  for (let i = 0; i < 6; i++) {
    server.settle();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

async function second(server: Logged): Promise<void> {
  server.redis.clock.advance(1001);
  server.redis.engine.tick();
  await breathe(server);
}

/** A line of INFO persistence. */
function info({ redis }: Logged, name: string): string {
  return new RegExp(`${name}:(.*)\r\n`).exec(redis.command("INFO", "persistence"))![1];
}

/** Has a client note when its replies are sent. */
function watchReplies(client: TestClient, server: Logged, name: string, sent: string[]): void {
  const { peer } = client.session;
  peer.flush = () => {
    if (!server.file.holds(peer)) sent.push(name);
  };
}

test("appendfsync always: one synchronisation a turn, however many clients wrote, and readers wait too", () => {
  const server = startLogged();
  const clients = Array.from({ length: 50 }, () => server.redis.client());
  const sent: string[] = [];
  for (const [i, client] of clients.entries()) watchReplies(client, server, `${i}`, sent);
  const { storage } = server;
  for (let turn = 1; turn <= 10; turn++) {
    const before = storage.syncs;
    clients[49].command("GET", "k");
    clients[49].session.peer.flush();
    assert.deepEqual(sent.splice(0), ["49"], "who reads before anybody wrote waits for nothing");
    for (const client of clients) {
      client.command("INCR", "k");
      client.session.peer.flush();
    }
    clients[0].command("GET", "k");
    clients[0].session.peer.flush();
    assert.deepEqual([storage.syncs, sent], [before, []]);
    server.settle();
    assert.deepEqual([storage.syncs, sent.splice(0).length], [before + 1, 50]);
  }
});

test("appendfsync everysec: once a second, in the background; no: never", async () => {
  for (const [policy, expected] of [["everysec", 1], ["no", 0]] as const) {
    const server = startLogged(undefined, { appendfsync: policy });
    await second(server);
    const before = server.storage.syncs;
    for (let i = 0; i < 20; i++) {
      server.redis.command("INCR", "n");
      server.redis.clock.advance(50);
      server.redis.engine.tick();
      await breathe(server);
    }
    await second(server);
    assert.ok(Math.abs(server.storage.syncs - before - 2 * expected) <= expected);
    await second(server);
    const idle = server.storage.syncs;
    await second(server);
    assert.equal(server.storage.syncs, idle, "nothing was written");
  }
});

test("appendfsync everysec: what is written while the disk is busy waits, for two seconds at most", async () => {
  const server = startLogged(undefined, { appendfsync: "everysec" });
  const { redis, storage } = server;
  const size = () => storage.files.get("appendonlydir/appendonly.aof.1.incr.aof")!.length;
  let isDone = () => {};
  storage.slowness = new Promise((resolve) => isDone = resolve);
  redis.command("SET", "a", "1");
  await second(server);
  assert.equal(info(server, "aof_pending_bio_fsync"), "1");
  const before = size();
  redis.command("SET", "b", "2");
  await breathe(server);
  redis.clock.advance(1900);
  redis.engine.tick();
  assert.equal(size(), before);
  assert.notEqual(info(server, "aof_buffer_length"), "0");
  redis.clock.advance(200);
  redis.engine.tick();
  assert.ok(size() > before);
  assert.equal(info(server, "aof_delayed_fsync"), "1");
  redis.command("SET", "c", "3");
  await breathe(server);
  assert.notEqual(info(server, "aof_buffer_length"), "0");
  isDone();
  storage.slowness = null;
  await breathe(server);
  assert.equal(info(server, "aof_buffer_length"), "0");
  assert.equal(info(server, "aof_pending_bio_fsync"), "0");
});

test("no-appendfsync-on-rewrite: the disk is left alone meanwhile", async () => {
  const server = startLogged(undefined, { "no-appendfsync-on-rewrite": "yes" });
  const { redis, storage } = server;
  redis.command("INCR", "n");
  server.settle();
  redis.command("BGREWRITEAOF");
  const before = storage.syncs;
  redis.command("INCR", "n");
  assert.equal(server.file.holds(redis.session.peer), true);
  server.settle();
  assert.equal(server.file.holds(redis.session.peer), false);
  assert.equal(info(server, "aof_rewrite_in_progress"), "1");
  assert.ok(storage.syncs <= before + 1, "the base alone");
  await breathe(server);
  assert.equal(info(server, "aof_rewrite_in_progress"), "0");
  const after = storage.syncs;
  redis.command("INCR", "n");
  server.settle();
  assert.equal(storage.syncs, after + 1);
});

test("aof: what the disk may have lost is written anew, and no write is taken until then", async () => {
  const server = startLogged(undefined, { appendfsync: "everysec" });
  const { redis, storage } = server;
  redis.command("SET", "a", "1");
  storage.syncFailure = "EIO";
  await second(server);
  assert.equal(redis.command("SET", "b", "2"), "-MISCONF Errors writing to the AOF file: EIO\r\n");
  assert.equal(redis.command("GET", "a"), "$1\r\n1\r\n");
  assert.match(redis.log.join("\n"), /Fail to fsync the AOF file: EIO/);
  storage.syncFailure = "";
  for (let i = 0; i < 6; i++) await second(server);
  assert.equal(redis.command("SET", "b", "2"), "+OK\r\n");
  server.settle();
  assert.equal(contents(startLogged(storage.restarted())), contents(server));
  assert.equal(info(server, "aof_last_write_status"), "ok");
});

test("aof: after three failures rewriting waits a minute, then two", async () => {
  const server = startLogged(undefined, {
    "auto-aof-rewrite-min-size": "1",
    "auto-aof-rewrite-percentage": "1",
  });
  server.redis.command("SET", "a", "x".repeat(100));
  server.settle();
  server.storage.syncFailure = "EIO";
  server.redis.command("CONFIG", "SET", "appendfsync", "no");
  const tries = async (seconds: number) => {
    const before = Number(info(server, "aof_rewrites_consecutive_failures"));
    for (let i = 0; i < seconds; i++) await second(server);
    return Number(info(server, "aof_rewrites_consecutive_failures")) - before;
  };
  assert.equal(await tries(10), 3);
  assert.equal(await tries(40), 0);
  assert.equal(await tries(20), 1);
  assert.equal(await tries(90), 0);
  server.storage.syncFailure = "";
  await tries(60);
  assert.equal(info(server, "aof_last_bgrewrite_status"), "ok");
});
