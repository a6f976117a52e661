import assert from "node:assert/strict";
import { test } from "node:test";
import { testEngine } from "../../support/engine.ts";

test("COMMANDLOG: large requests and replies, each in a log of its own", () => {
  const redis = testEngine();
  const value = "x".repeat(2 ** 20);
  redis.command("SET", "k", value);
  redis.command("GET", "k");
  redis.command("GET", "none");
  assert.equal(redis.command("COMMANDLOG", "LEN", "slow"), ":0\r\n");
  assert.equal(redis.command("COMMANDLOG", "LEN", "large-request"), ":1\r\n");
  assert.equal(redis.command("COMMANDLOG", "LEN", "LARGE-REPLY"), ":1\r\n");
  assert.match(
    redis.command("COMMANDLOG", "GET", "10", "large-reply"),
    /^\*1\r\n\*6\r\n:0\r\n:1700000000\r\n:1048588\r\n\*2\r\n\$3\r\nGET\r\n\$1\r\nk\r\n\$15\r\n127/,
  );
  assert.match(
    redis.command("COMMANDLOG", "GET", "-1", "large-request"),
    /^\*1\r\n\*6\r\n:0\r\n:1700000000\r\n:1048608\r\n\*3\r\n\$3\r\nSET\r\n.*more bytes/s,
  );
  assert.equal(redis.command("COMMANDLOG", "GET", "0", "large-reply"), "*0\r\n");
  assert.equal(redis.command("COMMANDLOG", "RESET", "large-reply"), "+OK\r\n");
  assert.equal(redis.command("COMMANDLOG", "LEN", "large-reply"), ":0\r\n");
  assert.equal(redis.command("COMMANDLOG", "LEN", "large-request"), ":1\r\n");
});

test("COMMANDLOG: thresholds and lengths are parameters, those of SLOWLOG under two names", () => {
  const redis = testEngine();
  const set = (...words: string[]) =>
    assert.equal(redis.command("CONFIG", "SET", ...words), "+OK\r\n");
  set("commandlog-reply-larger-than", "100", "commandlog-large-reply-max-len", "2");
  redis.command("ECHO", "x".repeat(92));
  redis.command("ECHO", "x".repeat(93)); // With "$93\r\n" and "\r\n" 100 bytes.
  assert.equal(redis.command("COMMANDLOG", "LEN", "large-reply"), ":1\r\n");
  for (let i = 0; i < 5; i++) redis.command("ECHO", "x".repeat(100));
  assert.equal(redis.command("COMMANDLOG", "LEN", "large-reply"), ":2\r\n");
  set("commandlog-reply-larger-than", "-1");
  redis.command("COMMANDLOG", "RESET", "large-reply");
  redis.command("ECHO", "x".repeat(1000));
  assert.equal(redis.command("COMMANDLOG", "LEN", "large-reply"), ":0\r\n");
  set("commandlog-execution-slower-than", "0", "commandlog-slow-execution-max-len", "1");
  assert.match(redis.command("CONFIG", "GET", "slowlog-*"), /slower-than\r\n\$1\r\n0\r\n/);
  redis.command("PING");
  assert.equal(redis.command("SLOWLOG", "LEN"), redis.command("COMMANDLOG", "LEN", "slow"));
  assert.match(redis.command("COMMANDLOG", "GET", "1", "slow"), /COMMANDLOG|LEN/);
});

test("COMMANDLOG: what is asked for has to make sense", () => {
  const redis = testEngine();
  const cases: [words: string[], message: string][] = [
    [["GET", "-2", "slow"], "ERR count should be greater than or equal to -1"],
    [["GET", "x", "slow"], "ERR count should be greater than or equal to -1"],
    [
      ["GET", "1", "x"],
      "ERR type should be one of the following: slow, large-request, large-reply",
    ],
    [["LEN", "x"], "ERR type should be one of the following: slow, large-request, large-reply"],
    [["GET", "1"], "ERR wrong number of arguments for 'commandlog|get' command"],
    [["NOSUCH"], "ERR unknown subcommand 'NOSUCH'. Try COMMANDLOG HELP."],
  ];
  for (const [words, message] of cases) {
    assert.equal(redis.command("COMMANDLOG", ...words), `-${message}\r\n`);
  }
});

test("COMMANDLOG: secrets are not shown", () => {
  const redis = testEngine({ "commandlog-request-larger-than": "0" });
  redis.command("AUTH", "secret");
  redis.command("CONFIG", "SET", "masterauth", "secret");
  const log = redis.command("COMMANDLOG", "GET", "-1", "large-request");
  assert.match(log, /AUTH/);
  assert.doesNotMatch(log, /secret/);
});
