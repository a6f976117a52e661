import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("SLOWLOG: what took as long as the limit, newest first", () => {
  const redis = testEngine({ "enable-debug-command": "yes" });
  redis.session.name = "worker";
  dialogue(
    redis,
    `
    DEBUG SLEEP 0.009  → +OK
    SLOWLOG LEN        → :0
    DEBUG SLEEP 0.01   → +OK
    DEBUG SLEEP 0.5    → +OK
    SLOWLOG LEN        → :2
    SLOWLOG GET 1      → *1 *6 :1 :1700000000 :500000 *3 $5 DEBUG $5 SLEEP $3 0.5 $15 127.0.0.1:50001 $6 worker
    SLOWLOG GET 0      → *0
    SLOWLOG RESET      → +OK
    SLOWLOG GET        → *0
    DEBUG SLEEP 1      → +OK
    SLOWLOG GET -1     → *1 *6 :2 :1700000001 :1000000 *3 $5 DEBUG $5 SLEEP $1 1 $15 127.0.0.1:50001 $6 worker
    `,
  );
});

test("SLOWLOG: wrong requests", () => {
  dialogue(
    testEngine(),
    `
    SLOWLOG GET -2   → -ERR count should be greater than or equal to -1
    SLOWLOG GET x    → -ERR count should be greater than or equal to -1
    SLOWLOG GET 1 2  → -ERR unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP.
    SLOWLOG LEN x    → -ERR wrong number of arguments for 'slowlog|len' command
    SLOWLOG FOO      → -ERR unknown subcommand 'FOO'. Try SLOWLOG HELP.
    SLOWLOG          → -ERR wrong number of arguments for 'slowlog' command
    `,
  );
});

test("SLOWLOG: a limit of 0 logs every command, a negative one none", () => {
  const redis = testEngine({ "enable-debug-command": "yes", "slowlog-log-slower-than": "0" });
  for (const word of ["a", "b", "c"]) redis.command("SET", word, word);
  redis.command("GET", "a");
  assert.equal(redis.command("SLOWLOG", "LEN"), ":4\r\n");
  redis.command("CONFIG", "SET", "slowlog-log-slower-than", "-1");
  redis.command("SLOWLOG", "RESET");
  redis.command("DEBUG", "SLEEP", "10");
  assert.equal(redis.command("SLOWLOG", "LEN"), ":0\r\n");
});

test("SLOWLOG: the commands within EXEC are logged, EXEC is not", () => {
  const redis = testEngine({ "enable-debug-command": "yes" });
  redis.command("MULTI");
  redis.command("DEBUG", "SLEEP", "0.02");
  redis.command("EXEC");
  assert.equal(redis.command("SLOWLOG", "LEN"), ":1\r\n");
  assert.match(redis.command("SLOWLOG", "GET"), /:20000\r\n\*3\r\n\$5\r\nDEBUG/);
});

test("SLOWLOG: at most slowlog-max-len entries of 32 words of 128 bytes", () => {
  const redis = testEngine({ "slowlog-log-slower-than": "0", "slowlog-max-len": "2" });
  redis.command("SET", "k", "x".repeat(200));
  assert.match(redis.command("SLOWLOG", "GET", "1"), /\r\nx{128}\.\.\. \(72 more bytes\)\r\n/);
  redis.command("MGET", ...Array.from({ length: 40 }, (_, i) => `key:${i}`));
  const entry = redis.command("SLOWLOG", "GET", "1");
  assert.match(entry, /\*32\r\n\$4\r\nMGET\r\n/);
  assert.match(entry, /\r\nkey:29\r\n\$\d+\r\n\.\.\. \(10 more arguments\)\r\n/);
  for (let i = 0; i < 5; i++) redis.command("PING");
  assert.equal(redis.command("SLOWLOG", "LEN"), ":2\r\n");
});

test("SLOWLOG: a quick command with a large request or reply is measured alone", () => {
  const redis = testEngine();
  let micros = 0;
  redis.clock.micros = () => micros += 15_000; // Every look at the clock takes 15 ms.
  redis.command("SET", "small", "x");
  assert.equal(redis.command("SLOWLOG", "LEN"), ":0\r\n");
  redis.command("SLOWLOG", "RESET");
  redis.command("SET", "large", "x".repeat(100_000));
  redis.command("GET", "large");
  assert.match(redis.command("SLOWLOG", "GET"), /\$3\r\nGET\r\n.*\$3\r\nSET\r\n/s);
});

test("SLOWLOG: with slowlog-max-len 0 no command gets a number", () => {
  const redis = testEngine({ "slowlog-log-slower-than": "0", "slowlog-max-len": "0" });
  for (let i = 0; i < 5; i++) redis.command("PING");
  redis.command("CONFIG", "SET", "slowlog-max-len", "1");
  redis.command("PING");
  assert.match(redis.command("SLOWLOG", "GET"), /^\*1\r\n\*6\r\n:1\r\n/);
});
