import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("SHUTDOWN: ends the server, and the client gets no reply", () => {
  for (const options of [[], ["NOSAVE"], ["SAVE"], ["now", "force"], ["NOSAVE", "NOSAVE"]]) {
    const redis = testEngine();
    assert.equal(redis.command("SHUTDOWN", ...options), "");
    assert.equal(redis.isShutDown(), true, options.join(" "));
  }
});

test("SHUTDOWN: wrong options end nothing", () => {
  const redis = testEngine();
  dialogue(
    redis,
    `
    SHUTDOWN SAVE NOSAVE → -ERR syntax error
    SHUTDOWN FOO         → -ERR syntax error
    SHUTDOWN ABORT NOW   → -ERR syntax error
    SHUTDOWN ABORT       → -ERR No shutdown in progress.
    `,
  );
  assert.equal(redis.isShutDown(), false);
});

test("TIME: the clock of the server", () => {
  const redis = testEngine();
  redis.clock.advance(1234);
  dialogue(redis, "TIME → *2 $10 1700000001 $6 234000");
});

test("ROLE, WAIT, LASTSAVE: a master without replicas, never saved", () => {
  dialogue(
    testEngine(),
    `
    ROLE        → *3 $6 master :0 *0
    WAIT 0 0    → :0
    WAIT x 0    → -ERR value is not an integer or out of range
    WAIT 0 x    → -ERR timeout is not an integer or out of range
    WAIT 0 -1   → -ERR timeout is negative
    LASTSAVE    → :1700000000
    WAITAOF 0 0 0 → *2 :0 :0
    WAITAOF 1 0 0 → -ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.
    WAITAOF 2 0 0 → -ERR value is out of range, value must between 0 and 1
    WAITAOF 0 -1 0 → -ERR value is out of range, must be positive
    WAITAOF 0 0 -1 → -ERR timeout is negative
    `,
  );
});

test("CLUSTER and its relatives: there is no cluster", () => {
  const disabled = "-ERR This instance has cluster support disabled";
  dialogue(
    testEngine(),
    `
    CLUSTER INFO      → ${disabled}
    CLUSTER SLOTS     → ${disabled}
    CLUSTER KEYSLOT k → ${disabled}
    CLUSTER HELP      → ${disabled}
    CLUSTER MEET      → -ERR wrong number of arguments for 'cluster|meet' command
    CLUSTER FOO       → -ERR unknown subcommand 'FOO'. Try CLUSTER HELP.
    CLUSTER           → -ERR wrong number of arguments for 'cluster' command
    READONLY          → ${disabled}
    READWRITE         → ${disabled}
    ASKING            → ${disabled}
    `,
  );
});

test("LOLWUT: a picture, and the version that clients look for", () => {
  const redis = testEngine();
  for (const words of [[], ["VERSION", "5"], ["VERSION", "5", "1", "1"], ["anything"]]) {
    assert.match(redis.command("LOLWUT", ...words), /\nRedis ver\. 7\.4\.0\n\r\n$/);
  }
  const reply = "-ERR value is not an integer or out of range\r\n";
  assert.equal(redis.command("LOLWUT", "VERSION", "x"), reply);
});
