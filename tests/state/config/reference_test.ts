import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { NAMES, parameter } from "../../../lib/state/config/table.ts";
import { configReference, REFERENCE } from "../../../tools/config_reference.ts";

const LIB = fileURLToPath(new URL("../../../lib", import.meta.url));

/** Parameters that are shown or announced, though they have no effect yet; or read in their table. */
const EXCEPTIONS = ["appendonly", "dbfilename", "enable-protected-configs", "repl-backlog-size"];

/** The code of the server, without the table itself. */
function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "config" ? [] : sources(name);
    return name.endsWith(".ts") ? [fs.readFileSync(name, "utf8")] : [];
  });
}

test("config: the reference in docs says what the table says", () => {
  // After a change of the table: deno run --allow-write=docs tools/config_reference.ts
  assert.equal(fs.readFileSync(REFERENCE, "utf8"), configReference());
});

test("config: a parameter is read by the server exactly if it is said to have an effect", () => {
  const words = new Set(sources(LIB).join("\n").match(/\w+/g));
  for (const name of NAMES.filter((each) => !EXCEPTIONS.includes(each) && each.includes("-"))) {
    const property = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    assert.equal(words.has(property), parameter(name).inert === undefined, name);
  }
});
