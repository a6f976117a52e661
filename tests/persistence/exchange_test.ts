/** RDB files between this server and redis-server, where there is one on this machine. */

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { FileStorage } from "../../lib/persistence/file_storage.ts";
import { RdbSnapshots } from "../../lib/persistence/rdb_snapshots.ts";
import { testEngine } from "../support/engine.ts";

const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** A command to a server; its reply, once it ends with a line. Tries until the server listens. */
async function ask(socketPath: string, line: string): Promise<string> {
  for (let tries = 0;; tries++) {
    try {
      return await new Promise((resolve, reject) => {
        const socket = net.connect(socketPath, () => socket.write(`${line}\r\n`));
        socket.on("error", reject);
        socket.once("data", (reply) => {
          socket.destroy();
          resolve(reply.toString("latin1"));
        });
      });
    } catch (error) {
      if (tries === 1200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

test("RDB files: redis-server loads ours, and we load its own", { skip: !hasRedis }, async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
  const redis = testEngine({ "enable-debug-command": "yes" });
  const storage = new FileStorage(folder);
  const snapshots = new RdbSnapshots({ engine: redis.engine, storage, later: () => {} });
  for (let i = 0; i < 300; i++) {
    redis.command("SET", `number:${i}`, i ** 3);
    redis.command("SET", `text:${i}`, `compress me ${i % 7} `.repeat(i % 50));
    redis.command("RPUSH", "large list", `element ${i}`.repeat(20));
    redis.command("SADD", "large set", `member ${i}`);
    redis.command("SADD", "large intset", i * 70_000);
    redis.command("ZADD", "large zset", i / 7, `member ${i}`);
    redis.command("HSET", "large hash", `field ${i}`, `value ${i}`);
    redis.command("XADD", "stream", `${i + 1}-1`, "f", i, i % 3 === 0 ? "g" : "h", "v");
  }
  redis.command("XDEL", "stream", "5-1", "299-1");
  redis.command("XGROUP", "CREATE", "stream", "g", "0");
  redis.command("XREADGROUP", "GROUP", "g", "c", "COUNT", 10, "STREAMS", "stream", ">");
  redis.command("RPUSH", "list", "a", "-1", "");
  redis.command("SADD", "set", "a", "1");
  redis.command("ZADD", "zset", "-inf", "a", "0.1", "b");
  redis.command("HSET", "hash", "f", "v");
  redis.command("PFADD", "hll", "a", "b", "c");
  redis.command("PEXPIREAT", "hash", Date.UTC(2100, 0));
  redis.command("SELECT", 9);
  redis.command("SET", "nine", "\x00\xff");
  snapshots.save();

  const socketPath = path.join(folder, "s");
  const args = ["--port", "0", "--unixsocket", socketPath, "--dir", folder, "--save", ""];
  const child = spawn("redis-server", [...args, "--enable-debug-command", "yes"]);
  const ended = new Promise((resolve) => child.on("exit", resolve));
  try {
    while ((await ask(socketPath, "PING")).startsWith("-LOADING"));
    const digest = redis.command("DEBUG", "DIGEST");
    assert.equal(await ask(socketPath, "DEBUG DIGEST"), digest);
    await ask(socketPath, "DEL set");
    await ask(socketPath, "DEBUG POPULATE 1000");
    assert.equal(await ask(socketPath, "SAVE"), "+OK\r\n");
    snapshots.reload({ saves: false, flushes: true, merges: false });
    assert.notEqual(redis.command("DEBUG", "DIGEST"), digest);
    assert.equal(redis.command("DEBUG", "DIGEST"), await ask(socketPath, "DEBUG DIGEST"));
  } finally {
    child.kill("SIGKILL");
    await ended;
    fs.rmSync(folder, { recursive: true });
  }
});
