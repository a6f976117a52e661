import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("CONFIG GET: names in the caller's spelling, patterns in alphabetical order", () => {
  dialogue(
    testEngine(),
    `
    CONFIG GET MaxMemory           → *2 $9 MaxMemory $1 0
    CONFIG GET hz maxmemory        → *4 $2 hz $2 10 $9 maxmemory $1 0
    CONFIG GET slowlog*            → *4 $23 slowlog-log-slower-than $5 10000 $15 slowlog-max-len $3 128
    CONFIG GET nothing             → *0
    CONFIG GET lua-time-limit      → *2 $14 lua-time-limit $4 5000
    CONFIG GET                     → -ERR wrong number of arguments for 'config|get' command
    CONFIG                         → -ERR wrong number of arguments for 'config' command
    CONFIG FOO                     → -ERR unknown subcommand 'FOO'. Try CONFIG HELP.
    `,
  );
});

test("CONFIG GET: a map in RESP3", () => {
  const redis = testEngine();
  redis.protocol(3);
  assert.equal(redis.command("CONFIG", "GET", "hz"), "%1\r\n$2\r\nhz\r\n$2\r\n10\r\n");
});

test("CONFIG SET: all parameters or none", () => {
  dialogue(
    testEngine(),
    `
    CONFIG SET hz 20 maxmemory 1mb           → +OK
    CONFIG GET hz maxmemory                  → *4 $2 hz $2 20 $9 maxmemory $7 1048576
    CONFIG SET hz 30 maxmemory abc           → -ERR CONFIG SET failed (possibly related to argument 'maxmemory') - argument must be a memory value
    CONFIG GET hz                            → *2 $2 hz $2 20
    CONFIG SET hz 30 nothing 1               → -ERR Unknown option or number of arguments for CONFIG SET - 'nothing'
    CONFIG SET hz 30 hz 40                   → -ERR CONFIG SET failed (possibly related to argument 'hz') - duplicate parameter
    CONFIG SET databases 5                   → -ERR CONFIG SET failed (possibly related to argument 'databases') - can't set immutable config
    CONFIG SET dir /tmp                      → -ERR CONFIG SET failed (possibly related to argument 'dir') - can't set protected config
    CONFIG SET hz                            → -ERR wrong number of arguments for 'config|set' command
    CONFIG SET hz 30 port                    → -ERR syntax error
    `,
  );
});

test("CONFIG SET maxmemory: keys go at once, and a warning says so", () => {
  const redis = testEngine({ "maxmemory-policy": "allkeys-random" });
  for (let i = 0; i < 1000; i++) redis.command("SET", `key:${i}`, "x".repeat(100));
  const used = redis.engine.server.keyspace.usedBytes;
  const limit = Math.floor(used * 0.9);
  assert.equal(redis.command("CONFIG", "SET", "maxmemory", limit), "+OK\r\n");
  assert.ok(redis.engine.server.keyspace.usedBytes <= limit);
  assert.match(redis.log.join("\n"), /The new maxmemory of \d+ bytes is less than the \d+ in use/);
});

test("CONFIG SET maxmemory-clients: the largest clients go, those under NO-EVICT stay", () => {
  const redis = testEngine();
  const [large, spared] = [redis.client(), redis.client()];
  large.session.reply.bytes = new Uint8Array(1_000_000);
  spared.session.reply.bytes = new Uint8Array(2_000_000);
  spared.session.noEvict = true;
  redis.command("CONFIG", "SET", "maxmemory-clients", 500_000);
  assert.deepEqual([large.isClosed, spared.isClosed, redis.isClosed], [true, false, false]);
  assert.match(redis.command("INFO", "stats"), /\r\nevicted_clients:1\r\n/);
});

test("CONFIG SET maxmemory-clients: too little of it locks nobody out", () => {
  const redis = testEngine();
  const large = redis.client();
  large.session.reply.bytes = new Uint8Array(100_000);
  assert.equal(redis.command("CONFIG", "SET", "maxmemory-clients", 1), "+OK\r\n");
  assert.deepEqual([large.isClosed, redis.isClosed], [false, false]);
});

test("CONFIG REWRITE: needs a file", () => {
  dialogue(
    testEngine(),
    `
    CONFIG REWRITE     → -ERR The server is running without a config file
    CONFIG REWRITE now → -ERR wrong number of arguments for 'config|rewrite' command
    `,
  );
});

test("CONFIG REWRITE: says why it failed", () => {
  const redis = testEngine();
  const { host } = redis.engine.server as unknown as {
    host: { configFile: string; rewriteConfig: () => void };
  };
  host.configFile = "/etc/respite.conf";
  assert.equal(redis.command("CONFIG", "REWRITE"), "+OK\r\n");
  host.rewriteConfig = () => {
    throw new Error("Permission denied");
  };
  const reply = "-ERR Rewriting config file: Permission denied\r\n";
  assert.equal(redis.command("CONFIG", "REWRITE"), reply);
  assert.deepEqual(redis.log, ["CONFIG REWRITE failed: Permission denied"]);
});

test("CONFIG RESETSTAT: counts anew", () => {
  const redis = testEngine();
  redis.command("SET", "k", "v");
  redis.command("GET", "k");
  redis.command("GET", "nothing");
  redis.command("FOO");
  redis.command("CONFIG", "RESETSTAT");
  const info = redis.command("INFO", "everything");
  for (const name of ["keyspace_hits", "keyspace_misses", "total_error_replies"]) {
    assert.match(info, new RegExp(`\r\n${name}:0\r\n`));
  }
  assert.match(info, /\r\ntotal_commands_processed:1\r\n/, "RESETSTAT itself is counted after it");
  assert.doesNotMatch(info, /cmdstat_(get|set)|errorstat_ERR/);
});
