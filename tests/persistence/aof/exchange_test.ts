/** Append-only files between this server and redis-server, where there is one on this machine. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { AppendOnlyFile } from "../../../lib/persistence/aof/append_only_file.ts";
import { FileStorage } from "../../../lib/persistence/file_storage.ts";
import { TestEngine } from "../../support/engine.ts";
import { hasRedis, startRedis } from "../../support/redis_server.ts";

interface Ours {
  readonly redis: TestEngine;
  /** Does what is put off, until nothing is. */
  settle(): Promise<void>;
  close(): void;
}

function startOurs(folder: string, parameters: Record<string, string>): Ours {
  const redis = new TestEngine({
    "appendonly": "yes",
    "enable-debug-command": "yes",
    ...parameters,
  });
  redis.clock.advance(Date.now() - redis.clock.nowMs());
  const deferred: (() => void)[] = [];
  const file = new AppendOnlyFile({
    engine: redis.engine,
    storage: new FileStorage(folder),
    defer: (action) => void deferred.push(action),
    pause: (_ms, action) => void deferred.push(action),
    abort: (reason) => assert.fail(reason),
  });
  file.start();
  return {
    redis,
    async settle() {
      do {
        for (const action of deferred.splice(0)) action();
        await new Promise((resolve) => setTimeout(resolve, 5));
      } while (deferred.length > 0 || file.isRewriting || hasHistory(folder));
    },
    close: () => file.close(),
  };
}

/** Whether files wait to be removed. */
function hasHistory(folder: string): boolean {
  const manifest = path.join(folder, "appendonlydir", "appendonly.aof.manifest");
  return fs.readFileSync(manifest, "utf8").includes("type h");
}

/** Keys of all types that redis-server 7.0 has, small and large. */
function fill(redis: TestEngine): void {
  for (let i = 0; i < 300; i++) {
    redis.command("SET", `number:${i}`, i ** 3);
    redis.command("APPEND", "text", `compress me ${i % 7} `);
    redis.command("RPUSH", "large list", `element ${i}`.repeat(20));
    redis.command("SADD", "large set", `member ${i}`);
    redis.command("SADD", "large intset", i * 70_000);
    redis.command("ZADD", "large zset", i / 7, `member ${i}`);
    redis.command("HSET", "large hash", `field ${i}`, `value ${i}`);
    redis.command("XADD", "stream", `${i + 1}-1`, "f", i, i % 3 === 0 ? "g" : "h", "v");
  }
  redis.command("XDEL", "stream", "5-1", "299-1");
  redis.command("XGROUP", "CREATE", "stream", "g", "0");
  redis.command("XGROUP", "CREATECONSUMER", "stream", "g", "idle");
  redis.command("XREADGROUP", "GROUP", "g", "c", "COUNT", 10, "STREAMS", "stream", ">");
  redis.command("XADD", "empty stream", "MAXLEN", "0", "7-7", "f", "v");
  redis.command("RPUSH", "list", "a", "-1", "", "two\r\nlines");
  redis.command("SADD", "set", "a", "1");
  redis.command("ZADD", "zset", "-inf", "a", "0.1", "b", "1e300", "c");
  redis.command("HSET", "hash", "f", "v", "", "\x00\xff");
  redis.command("PFADD", "hll", "a", "b", "c");
  redis.command("PEXPIREAT", "hash", Date.UTC(2100, 0));
  redis.command("SELECT", 9);
  redis.command("SET", "nine", "\x00\xff", "EX", 1_000_000);
  redis.command("MULTI");
  redis.command("SPOP", "nothing");
  redis.command("INCR", "n");
  redis.command("INCRBYFLOAT", "n", "0.1");
  redis.command("EXEC");
  redis.command("SELECT", 0);
}

for (const preamble of ["yes", "no"]) {
  test(
    `append-only files: redis-server goes on with ours, and we go on with its; aof-use-rdb-preamble ${preamble}`,
    {
      skip: !hasRedis,
    },
    async () => {
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), "respite-"));
      const parameters = { "aof-use-rdb-preamble": preamble, "aof-timestamp-enabled": "yes" };
      const options = ["--appendonly", "yes", "--aof-use-rdb-preamble", preamble];
      try {
        const first = startOurs(folder, parameters);
        fill(first.redis);
        await first.settle();
        first.redis.command("BGREWRITEAOF");
        await first.settle();
        first.redis.command("DEL", "number:1");
        first.redis.command("RPOPLPUSH", "list", "list 2");
        await first.settle();
        first.close();
        const digest = first.redis.command("DEBUG", "DIGEST");

        const manifest = path.join(folder, "appendonlydir", "appendonly.aof.manifest");
        const checked = spawnSync("redis-check-aof", [manifest]);
        assert.match(checked.stdout.toString(), /All AOF files and manifest are valid/);

        const real = startRedis(folder, ...options);
        assert.equal(await real.ask("DEBUG DIGEST"), digest);
        await real.ask("INCR real");
        await real.ask("BGREWRITEAOF");
        await real.ask("HSET hash more fields");
        while (!/aof_rewrite_in_progress:0/.test(await real.ask("INFO persistence")));
        await real.ask("ZADD zset 5 d");
        const realDigest = await real.ask("DEBUG DIGEST");
        await real.stop();

        const again = startOurs(folder, parameters);
        assert.equal(again.redis.command("DEBUG", "DIGEST"), realDigest);
        again.redis.command("INCR", "ours");
        await again.settle();
        again.close();
        assert.equal(
          startOurs(folder, parameters).redis.command("DEBUG", "DIGEST"),
          again.redis.command("DEBUG", "DIGEST"),
        );
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    },
  );
}
