import assert from "node:assert/strict";
import { test } from "node:test";
import { dialogue } from "../../support/dialogue.ts";
import { testEngine } from "../../support/engine.ts";

test("MODULE: there are none, and none is loaded", () => {
  const redis = testEngine({ "enable-module-command": "yes" });
  dialogue(
    redis,
    `
    MODULE LIST                  → *0
    MODULE LOAD /m.so a b        → -ERR Error loading the extension. Please check the server logs.
    MODULE LOADEX /m.so ARGS a   → -ERR Error loading the extension. Please check the server logs.
    MODULE UNLOAD m              → -ERR Error unloading module: no such module with that name
    MODULE LIST                  → *0
    MODULE LIST x                → -ERR wrong number of arguments for 'module|list' command
    MODULE NOPE                  → -ERR unknown subcommand 'NOPE'. Try MODULE HELP.
    `,
  );
});

test("MODULE: loading is refused unless enable-module-command allows it", () => {
  const redis = testEngine({ "enable-debug-command": "yes" });
  assert.equal(redis.command("MODULE", "LIST"), "*0\r\n");
  for (const words of [["LOAD", "/m.so"], ["LOADEX", "/m.so"], ["UNLOAD", "m"]]) {
    assert.match(redis.command("MODULE", ...words), /^-ERR MODULE command not allowed\. .*"local"/);
  }
});
