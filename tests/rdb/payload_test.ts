import { test } from "node:test";
import assert from "node:assert/strict";
import { Crc64 } from "../../lib/rdb/crc64.ts";
import { fromLatin1, latin1 } from "../../lib/resp/args.ts";
import { randomFrom } from "../support/random.ts";
import { type TestEngine, testEngine } from "../support/engine.ts";

function fill(redis: TestEngine): string[] {
  redis.command("SET", "number", "-12345");
  redis.command("SET", "text", "a text that is long enough to be compressed ".repeat(50));
  redis.command("SET", "binary", "\x00\xff\r\n");
  redis.command("SET", "empty", "");
  redis.command("RPUSH", "list", "a", "1", "", "-70000", "x".repeat(100));
  redis.command("SADD", "intset", "1", "2", "70000", "-5000000000");
  redis.command("SADD", "set", "a", "b", "1", "");
  redis.command("ZADD", "zset", "1", "a", "2.5", "b", "-inf", "c", "1", "d", "0", "");
  redis.command("HSET", "hash", "a", "1", "b", "", "", "x");
  redis.command("HSET", "expiring", "a", "1", "b", "2", "c", "3");
  redis.command("HPEXPIRE", "expiring", "100000", "FIELDS", "1", "b");
  for (let i = 0; i < 300; i++) {
    redis.command("RPUSH", "long list", `element ${i}`.repeat(8));
    redis.command("SADD", "large set", `member ${i}`);
    redis.command("SADD", "large intset", i * 1_000_000);
    redis.command("ZADD", "large zset", i % 7, `member ${i}`);
    redis.command("HSET", "large hash", `field ${i}`, `value ${i}`);
    redis.command("HSET", "large expiring", `field ${i}`, `value ${i}`);
    if (i % 3 === 0) {
      redis.command("HPEXPIRE", "large expiring", 100_000 + i, "FIELDS", "1", `field ${i}`);
    }
  }
  redis.command("RPUSH", "plain", "a", "y".repeat(20_000), "b");
  return [...redis.command("KEYS", "*").matchAll(/\$\d+\r\n(.*)\r\n/g)].map(([, key]) => key);
}

function bulk(wire: string): string {
  const start = wire.indexOf("\r\n") + 2;
  return wire.slice(start, start + Number(wire.slice(1, start - 2)));
}

test("DUMP and RESTORE: every value comes back, in the same encoding", () => {
  for (const rdbcompression of ["yes", "no"]) {
    const redis = testEngine({ "enable-debug-command": "yes", rdbcompression });
    const other = testEngine({ "enable-debug-command": "yes" });
    for (const key of fill(redis)) {
      const payload = bulk(redis.command("DUMP", key));
      assert.equal(other.command("RESTORE", key, 0, payload), "+OK\r\n", key);
      for (const what of ["DEBUG DIGEST-VALUE", "OBJECT ENCODING"]) {
        const words = [...what.split(" "), key];
        assert.equal(other.command(...words), redis.command(...words), `${what} ${key}`);
      }
      assert.equal(bulk(other.command("DUMP", key)).length > 0, true);
    }
  }
});

test("DUMP: only the expiry of fields needs a version newer than 10", () => {
  const redis = testEngine();
  for (const key of fill(redis)) {
    const payload = bulk(redis.command("DUMP", key));
    const version = payload.charCodeAt(payload.length - 10);
    assert.equal(version, key.includes("expiring") ? 12 : 10, key);
  }
});

/** A payload whose sum fits its bytes again. */
function sealed(body: string): string {
  const bytes = fromLatin1(body + "\0".repeat(8));
  const crc = new Crc64();
  crc.update(bytes, 0, bytes.length - 8);
  crc.write(bytes, bytes.length - 8);
  return latin1(bytes, 0, bytes.length);
}

test("RESTORE: a damaged payload is refused by its sum, and nothing is changed", () => {
  const redis = testEngine();
  const random = randomFrom(3);
  redis.command("SET", "old", "value");
  for (const key of fill(redis)) {
    if (key === "old") continue;
    const payload = bulk(redis.command("DUMP", key));
    for (let i = 0; i < 20; i++) {
      const at = Math.floor(random() * payload.length);
      const damaged = payload.slice(0, at) +
        String.fromCharCode(payload.charCodeAt(at) ^ (1 + Math.floor(random() * 255))) +
        payload.slice(at + 1);
      const reply = redis.command("RESTORE", "old", 0, damaged, "REPLACE");
      assert.equal(reply, "-ERR DUMP payload version or checksum are wrong\r\n");
    }
  }
  assert.equal(redis.command("GET", "old"), "$5\r\nvalue\r\n");
});

test("RESTORE: bytes of malice with a right sum are refused or make a sound value", () => {
  const redis = testEngine();
  const random = randomFrom(4);
  const keys = fill(redis);
  redis.command("SET", "old", "value");
  let restored = 0;
  for (let i = 0; i < 4000; i++) {
    const payload = bulk(redis.command("DUMP", keys[i % keys.length]));
    let body = payload.slice(0, -8);
    for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
      const at = Math.floor(random() * (body.length - 2));
      const byte = random() < 0.3
        ? [0, 1, 0xff, 0x80, 0xc3][Math.floor(random() * 5)]
        : random() * 256;
      const rest = random() < 0.1 ? at + Math.floor(random() * 5) : at + 1;
      body = body.slice(0, at) + String.fromCharCode(byte) + body.slice(rest);
    }
    const reply = redis.command("RESTORE", "new", 0, sealed(body));
    if (reply !== "+OK\r\n") {
      assert.match(reply, /^-ERR (Bad data format|DUMP payload version)/);
      assert.equal(redis.command("EXISTS", "new"), ":0\r\n");
      continue;
    }
    restored++;
    // Whatever it is now, it can be read whole, dumped, and deleted.
    const again = bulk(redis.command("DUMP", "new"));
    assert.equal(redis.command("RESTORE", "copy", 0, again), "+OK\r\n");
    assert.equal(redis.command("DEL", "new", "copy"), ":2\r\n");
  }
  assert.ok(restored > 50, `${restored} restored`);
  assert.equal(redis.command("GET", "old"), "$5\r\nvalue\r\n");
});

test("RESTORE: a zipmap that ends before the free bytes of a value are told is refused", () => {
  const redis = testEngine();
  redis.command("SET", "old", "value");
  const zipmap = `\x02\x00\x00\x00\x0a${"\x00".repeat(10)}\x00\x05${"\x00".repeat(10)}\x00`;
  const body = `\x09${String.fromCharCode(zipmap.length)}${zipmap}\x0a\x00`;
  assert.equal(redis.command("RESTORE", "new", 0, sealed(body)), "-ERR Bad data format\r\n");
  assert.equal(redis.command("KEYS", "*"), "*1\r\n$3\r\nold\r\n");
});

test("RESTORE: time to live, in the past, absolute, and with REPLACE", () => {
  const redis = testEngine();
  redis.command("SET", "k", "v");
  const payload = bulk(redis.command("DUMP", "k"));
  assert.match(redis.command("RESTORE", "k", 0, payload), /^-BUSYKEY /);
  assert.equal(redis.command("RESTORE", "a", 5000, payload), "+OK\r\n");
  assert.equal(redis.command("PTTL", "a"), ":5000\r\n");
  const at = redis.clock.nowMs() + 7000;
  assert.equal(redis.command("RESTORE", "a", at, payload, "ABSTTL", "REPLACE"), "+OK\r\n");
  assert.equal(redis.command("PEXPIRETIME", "a"), `:${at}\r\n`);
  assert.equal(redis.command("RESTORE", "a", 1, payload, "ABSTTL", "REPLACE"), "+OK\r\n");
  assert.equal(redis.command("EXISTS", "a"), ":0\r\n");
  assert.equal(redis.command("RESTORE", "a", 0, payload, "IDLETIME", 1000), "+OK\r\n");
  assert.equal(redis.command("OBJECT", "IDLETIME", "a"), ":1000\r\n");
  redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lfu");
  assert.equal(redis.command("RESTORE", "a", 0, payload, "REPLACE", "FREQ", 77), "+OK\r\n");
  assert.equal(redis.command("OBJECT", "FREQ", "a"), ":77\r\n");
});

test("RESTORE: who waits for a list gets it", () => {
  const redis = testEngine();
  redis.command("RPUSH", "l", "1", "2");
  const payload = bulk(redis.command("DUMP", "l"));
  const waiting = redis.client();
  assert.equal(waiting.command("BLPOP", "other", 0), "");
  redis.command("RESTORE", "other", 0, payload);
  assert.equal(waiting.output(), "*2\r\n$5\r\nother\r\n$1\r\n1\r\n");
});
