/** Every recorded dialogue is played to our server, and its replies held against the recorded. */

import { test } from "node:test";
import assert from "node:assert/strict";
import fs from "node:fs";
import { type Case, escape, expected, parseDialogue } from "./harness/dialogue.ts";
import { dialogueFiles } from "./harness/files.ts";
import { embedded } from "./harness/link.ts";
import { has, matches, play } from "./harness/play.ts";
import { isKnown } from "./differences.ts";

for (const { name, url } of dialogueFiles()) {
  const { needs, cases } = parseDialogue(fs.readFileSync(url, "latin1"));
  for (const protocol of [2, 3] as const) {
    test(`conformance: ${name} in RESP${protocol} is answered as by redis-server`, async () => {
      const faults: string[] = [];
      for (const each of cases) {
        if (!await has(embedded(), [...needs, ...each.needs])) continue;
        faults.push(...await differences(each, protocol));
      }
      assert.equal(faults.length, 0, `${faults.length} replies differ\n${faults.join("\n")}`);
    });
  }
}

async function differences(each: Case, protocol: 2 | 3): Promise<string[]> {
  const replies = await play(each, embedded(), protocol);
  return each.steps.flatMap((step, i) => {
    const recorded = expected(step, protocol);
    if (recorded === undefined || isKnown(step.text)) return [];
    const actual = replies[i] ?? "";
    if (matches(step.match, actual, recorded)) return [];
    return [`${each.title}\n> ${step.text}\n  ours ${escape(actual)}\n  real ${escape(recorded)}`];
  });
}
