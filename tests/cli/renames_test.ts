import assert from "node:assert/strict";
import { test } from "node:test";
import { renameCommands } from "../../lib/cli/renames.ts";
import { Args } from "../../lib/resp/args.ts";
import type { Directive } from "../../lib/state/config/file.ts";
import { dialogue } from "../support/dialogue.ts";
import { type TestEngine, testEngine } from "../support/engine.ts";

function renamed(...pairs: readonly (readonly [from: string, to: string])[]): TestEngine {
  const redis = testEngine();
  const lines = pairs.map(([from, to], i): Directive => ({
    name: "rename-command",
    words: [from, to],
    text: `rename-command ${from} ${to}`,
    file: "redis.conf",
    line: i + 1,
  }));
  renameCommands(redis.engine.commands, lines);
  return redis;
}

test("rename-command: a command is found by its new name only, or not at all", () => {
  dialogue(
    renamed(["flushall", "Wipe-It"], ["DEBUG", ""], ["CONFIG", "cfg"]),
    `
    SET k v                 → +OK
    FLUSHALL                → -ERR unknown command 'FLUSHALL', with args beginning with: 
    DEBUG JMAP              → -ERR unknown command 'DEBUG', with args beginning with: 'JMAP' 
    cfg GET port            → *2 $4 port $4 6379
    CFG NOSUCH              → -ERR unknown subcommand 'NOSUCH'. Try CONFIG HELP.
    MULTI                   → +OK
    wipe-it                 → +QUEUED
    EXEC                    → *1 +OK
    DBSIZE                  → :0
    ACL SETUSER u on nopass +@all -flushall → +OK
    AUTH u x                → +OK
    WIPE-IT                 → -NOPERM User u has no permissions to run the 'flushall' command
    `,
  );
});

test("rename-command: names can be exchanged, and what is wrong is told with its place", () => {
  const redis = renamed(["GET", "X"], ["SET", "GET"], ["X", "SET"], ["PING", "ping"]);
  dialogue(redis, "GET k v → +OK\nSET k → $1 v\nPING → +PONG");
  assert.throws(() => renamed(["PING", "GET"]), {
    message: "redis.conf:1: 'rename-command PING GET': Target command name already exists",
  });
  assert.throws(() => renamed(["PING", ""], ["ping", "x"]), {
    message: "redis.conf:2: 'rename-command ping x': No such command in rename-command",
  });
});

test("rename-command: logged commands are found by either name", () => {
  const redis = renamed(["SET", "put"], ["DEL", "put2"]);
  redis.engine.load((session) => {
    const logged = ["put a 1", "put b 2", "put c 3", "DEL a", "put2 b"];
    for (const line of logged) {
      assert.ok(redis.engine.replay(session, Args.of(...line.split(" "))), line);
    }
  });
  assert.equal(redis.command("KEYS", "*"), "*1\r\n$1\r\nc\r\n");
});
