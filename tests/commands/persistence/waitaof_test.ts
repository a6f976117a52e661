import assert from "node:assert/strict";
import { test } from "node:test";
import { TestEngine } from "../../support/engine.ts";
import { type Logged, startLogged } from "../../persistence/aof/support.ts";

async function second(server: Logged): Promise<void> {
  server.redis.clock.advance(1001);
  server.redis.engine.tick();
  for (let i = 0; i < 4; i++) {
    server.settle();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

test("WAITAOF: words that make no sense, and a server without an append-only file", () => {
  const redis = new TestEngine();
  const range = "-ERR value is out of range, value must between 0 and 1\r\n";
  assert.equal(redis.command("WAITAOF", 2, 0, 0), range);
  assert.equal(
    redis.command("WAITAOF", "x", 0, 0),
    "-ERR value is not an integer or out of range\r\n",
  );
  assert.equal(
    redis.command("WAITAOF", 0, -1, 0),
    "-ERR value is out of range, must be positive\r\n",
  );
  assert.equal(redis.command("WAITAOF", 0, 0, -1), "-ERR timeout is negative\r\n");
  assert.equal(
    redis.command("WAITAOF", 0, 0, "x"),
    "-ERR timeout is not an integer or out of range\r\n",
  );
  assert.equal(
    redis.command("WAITAOF", 1, 0, 0),
    "-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.\r\n",
  );
  assert.equal(redis.command("WAITAOF", 0, 0, 0), "*2\r\n:0\r\n:0\r\n");
});

test("WAITAOF: answers when what this client wrote is on the disk", async () => {
  const server = startLogged(undefined, { appendfsync: "everysec" });
  const { redis } = server;
  const [reader, writer] = [redis.client(), redis.client()];
  assert.equal(redis.command("WAITAOF", 1, 0, 0), "*2\r\n:1\r\n:0\r\n");
  writer.command("SET", "k", "v");
  assert.equal(reader.command("WAITAOF", 1, 0, 0), "*2\r\n:1\r\n:0\r\n");
  assert.equal(writer.command("WAITAOF", 1, 0, 0), "");
  assert.match(redis.command("INFO", "clients"), /blocked_clients:1/);
  await second(server);
  assert.equal(writer.output(), "*2\r\n:1\r\n:0\r\n");
  assert.match(redis.command("INFO", "clients"), /blocked_clients:0/);
  assert.equal(writer.command("WAITAOF", 1, 0, 0), "*2\r\n:1\r\n:0\r\n");
});

test("WAITAOF: within a transaction, after its time, for replicas, when the file is switched off", async () => {
  const server = startLogged(undefined, { appendfsync: "everysec" });
  const { redis } = server;
  for (const words of [["MULTI"], ["SET", "k", "v"], ["WAITAOF", "1", "0", "0"]]) {
    redis.command(...words);
  }
  assert.equal(redis.command("EXEC"), "*2\r\n+OK\r\n*2\r\n:1\r\n:0\r\n");
  redis.command("SET", "k", "w");
  assert.equal(redis.command("WAITAOF", 1, 0, 100), "");
  redis.clock.advance(101);
  redis.engine.takeTurn();
  assert.equal(redis.output(), "*2\r\n:0\r\n:0\r\n");
  await second(server);
  assert.equal(redis.command("WAITAOF", 1, 2, 100), "");
  redis.clock.advance(101);
  redis.engine.takeTurn();
  assert.equal(redis.output(), "*2\r\n:1\r\n:0\r\n");
  redis.command("SET", "k", "x");
  assert.equal(redis.command("WAITAOF", 1, 0, 0), "");
  redis.client().command("CONFIG", "SET", "appendonly", "no");
  server.settle();
  assert.match(redis.output(), /^-ERR WAITAOF cannot be used when numlocal is set/);
});

test("WAITAOF: until the first base is whole, nothing is on the disk", async () => {
  const server = startLogged(undefined, { appendonly: "no", appendfsync: "always" });
  const { redis } = server;
  redis.command("CONFIG", "SET", "appendonly", "yes");
  redis.command("SET", "k", "v");
  assert.equal(redis.command("WAITAOF", 1, 0, 0), "");
  server.settle();
  assert.equal(redis.output(), "");
  await second(server);
  assert.equal(redis.output(), "*2\r\n:1\r\n:0\r\n");
});

test("WAIT: there are no replicas to wait for, so time decides", () => {
  const redis = new TestEngine();
  assert.equal(redis.command("WAIT", 0, 0), ":0\r\n");
  assert.equal(redis.command("WAIT", 1, 100), "");
  redis.clock.advance(101);
  redis.engine.takeTurn();
  assert.equal(redis.output(), ":0\r\n");
});
