import { test } from "node:test";
import assert from "node:assert/strict";
import fs from "node:fs";
import { escape, parseDialogue } from "./harness/dialogue.ts";
import { embedded } from "./harness/link.ts";
import { matches, play } from "./harness/play.ts";
import { isKnown } from "./differences.ts";

const FOLDER = new URL("./dialogues/", import.meta.url);

for (const file of fs.readdirSync(FOLDER).sort()) {
  const cases = parseDialogue(fs.readFileSync(new URL(file, FOLDER), "latin1"));
  for (const protocol of [2, 3] as const) {
    test(`conformance: ${file} in RESP${protocol} is answered as by redis-server`, async () => {
      for (const each of cases) {
        const replies = await play(each, embedded(), protocol);
        each.steps.forEach((step, i) => {
          const expected = (protocol === 3 ? step.reply3 : undefined) ?? step.reply;
          if (expected === undefined || isKnown(step.text)) return;
          const actual = replies[i] ?? "";
          if (matches(step.match, actual, expected)) return;
          assert.equal(escape(actual), escape(expected), `${each.title}\n> ${step.text}`);
        });
      }
    });
  }
}
