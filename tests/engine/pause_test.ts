import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../support/dialogue.ts";
import { testEngine } from "../support/engine.ts";
import { Wire } from "../support/wire.ts";

/** A server with two clients. */
function pair() {
  const wire = new Wire();
  return { wire, one: wire.client(), other: wire.client() };
}

test("CLIENT PAUSE WRITE: what may write waits, and goes on in order at the end", () => {
  const { wire, one, other } = pair();
  assert.equal(one.send("CLIENT PAUSE 1000 WRITE\r\n"), "+OK\r\n");
  assert.equal(other.send("GET k\r\nSET k 1\r\nGET k\r\nINCR k\r\n"), "$-1\r\n");
  assert.equal(one.send("GET k\r\n"), "$-1\r\n");
  wire.clock.advance(999);
  wire.engine.tick();
  assert.equal(other.send(""), "");
  assert.equal(other.send("GET k\r\n"), "");
  wire.clock.advance(1);
  wire.engine.tick();
  assert.equal(other.send(""), "+OK\r\n$1\r\n1\r\n:2\r\n$1\r\n2\r\n");
});

test("CLIENT PAUSE WRITE: also what writes in passing, and transactions that write", () => {
  const { one, other } = pair();
  other.send("MULTI\r\nSET k 1\r\n");
  one.send("CLIENT PAUSE 1000 WRITE\r\nMULTI\r\nGET k\r\n");
  assert.equal(one.send("EXEC\r\n"), "*1\r\n$-1\r\n");
  assert.equal(other.send("EXEC\r\n"), "");
  assert.equal(one.send("CLIENT UNPAUSE\r\n"), "+OK\r\n");
  assert.equal(other.send(""), "*1\r\n+OK\r\n");
  one.send("CLIENT PAUSE 1000 WRITE\r\n");
  assert.equal(other.send("PFCOUNT none\r\n"), "");
});

test("CLIENT PAUSE: everything waits, CLIENT UNPAUSE too; but monitors do not", () => {
  const { wire, one, other } = pair();
  const monitor = wire.client();
  monitor.send("MONITOR\r\n");
  one.send("CLIENT PAUSE 1000\r\n");
  assert.equal(one.send("CLIENT UNPAUSE\r\n"), "");
  assert.equal(other.send("PING\r\nNOSUCH\r\n"), "");
  assert.match(monitor.send("PING\r\n"), /^\+PONG\r\n/);
  wire.clock.advance(1000);
  wire.engine.tick();
  assert.equal(one.send(""), "+OK\r\n");
  assert.match(other.send(""), /^\+PONG\r\n-ERR unknown command/);
});

test("CLIENT UNPAUSE: those who wait go on at once", () => {
  const { one, other } = pair();
  one.send("CLIENT PAUSE 100000 WRITE\r\n");
  assert.equal(other.send("SET k 1\r\n"), "");
  assert.match(one.send("CLIENT LIST\r\n"), / flags=b [^\n]* cmd=set /);
  one.send("CLIENT UNPAUSE\r\n");
  assert.equal(other.send(""), "+OK\r\n");
  assert.equal(other.send("SET k 2\r\n"), "+OK\r\n");
});

test("CLIENT PAUSE: may become longer and stricter, not the reverse", () => {
  const { wire, one, other } = pair();
  one.send("CLIENT PAUSE 1000 WRITE\r\nCLIENT PAUSE 100 WRITE\r\nCLIENT PAUSE 0 WRITE\r\n");
  wire.clock.advance(999);
  assert.equal(other.send("SET k 1\r\n"), "");
  one.send("CLIENT PAUSE 5 ALL\r\n");
  assert.equal(one.send("GET k\r\n"), "");
  wire.clock.advance(4);
  wire.engine.tick();
  assert.equal(one.send(""), "");
  wire.clock.advance(1);
  wire.engine.tick();
  assert.equal(other.send(""), "+OK\r\n");
  assert.equal(one.send(""), "$1\r\n1\r\n");
});

test("CLIENT PAUSE: a new one begins anew", () => {
  const { wire, one, other } = pair();
  one.send("CLIENT PAUSE 100 ALL\r\n");
  wire.clock.advance(100);
  wire.engine.tick();
  one.send("CLIENT PAUSE 10 WRITE\r\n");
  assert.equal(other.send("GET k\r\n"), "$-1\r\n");
  assert.equal(other.send("SET k 1\r\n"), "");
  wire.clock.advance(10);
  wire.engine.tick();
  assert.equal(other.send(""), "+OK\r\n");
});

test("CLIENT PAUSE: who waits can be killed, and who is killed does not go on", () => {
  const { one, other } = pair();
  one.send("CLIENT PAUSE 1000 WRITE\r\n");
  other.send("SET k 1\r\n");
  assert.equal(one.send("CLIENT KILL ID 2\r\n"), ":1\r\n");
  assert.ok(other.isClosed());
  one.send("CLIENT UNPAUSE\r\n");
  assert.equal(one.send("EXISTS k\r\n"), ":0\r\n");
});

test("CLIENT PAUSE: CLIENT REPLY SKIP is for the command that waits", () => {
  const { one, other } = pair();
  one.send("CLIENT PAUSE 1000 WRITE\r\n");
  other.send("CLIENT REPLY SKIP\r\nSET k 1\r\nGET k\r\n");
  one.send("CLIENT UNPAUSE\r\n");
  assert.equal(other.send(""), "$1\r\n1\r\n");
});

test("CLIENT PAUSE: no key goes; one whose time has passed is not seen", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SET gone v PX 10         → +OK
    SET kept v               → +OK
    CLIENT PAUSE 1000 WRITE  → +OK
    + 20 ms
    GET gone                 → $-1
    EXISTS gone              → :0
    TTL gone                 → :-2
    KEYS *                   → *1 $4 kept
    SCAN 0                   → *2 $1 0 *1 $4 kept
    RANDOMKEY                → $4 kept
    DBSIZE                   → :2
    `,
  );
  redis.engine.tick();
  assert.equal(redis.command("DBSIZE"), ":2\r\n");
  redis.command("CLIENT", "UNPAUSE");
  assert.equal(redis.command("GET", "gone"), "$-1\r\n");
  assert.equal(redis.command("DBSIZE"), ":1\r\n");
});

test("CLIENT PAUSE: RANDOMKEY gives up when all keys have expired", () => {
  dialogue(
    testEngine(),
    `
    SET gone v PX 10         → +OK
    CLIENT PAUSE 1000 WRITE  → +OK
    + 20 ms
    RANDOMKEY                → $4 gone
    CLIENT UNPAUSE           → +OK
    RANDOMKEY                → $-1
    `,
  );
});

test("CLIENT PAUSE: nothing is evicted meanwhile, and nothing refused for lack of memory", () => {
  const redis = testEngine({ "maxmemory-policy": "allkeys-random" });
  for (let i = 0; i < 100; i++) redis.command("SET", `key:${i}`, "x".repeat(100));
  redis.command("MULTI");
  redis.command("CLIENT", "PAUSE", "1000", "WRITE");
  redis.command("CONFIG", "SET", "maxmemory", "1");
  redis.command("SET", "one", "more");
  assert.equal(redis.command("EXEC"), "*3\r\n+OK\r\n+OK\r\n+OK\r\n");
  redis.engine.tick();
  assert.equal(redis.command("DBSIZE"), ":101\r\n");
  redis.command("CLIENT", "UNPAUSE");
  redis.engine.tick();
  assert.equal(redis.command("DBSIZE"), ":0\r\n");
});

test("CLIENT PAUSE: wrong requests", () => {
  dialogue(
    testEngine(),
    `
    CLIENT PAUSE                      → -ERR wrong number of arguments for 'client|pause' command
    CLIENT PAUSE x                    → -ERR timeout is not an integer or out of range
    CLIENT PAUSE x some               → -ERR CLIENT PAUSE mode must be WRITE or ALL
    CLIENT PAUSE -1                   → -ERR timeout is negative
    CLIENT PAUSE 9223372036854775807  → -ERR timeout is out of range
    CLIENT PAUSE 1 ALL more           → -ERR unknown subcommand or wrong number of arguments for 'PAUSE'. Try CLIENT HELP.
    CLIENT UNPAUSE now                → -ERR wrong number of arguments for 'client|unpause' command
    `,
  );
});
