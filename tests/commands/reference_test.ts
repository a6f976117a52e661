import assert from "node:assert/strict";
import fs from "node:fs";
import { test } from "node:test";
import { commandReference, REFERENCE } from "../../tools/command_reference.ts";

test("commands: the list in docs is that of the commands", () => {
  // After a change: deno run --allow-write=docs tools/command_reference.ts
  assert.equal(fs.readFileSync(REFERENCE, "utf8"), commandReference());
});
