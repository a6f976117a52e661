/** Every recorded dialogue is played to our server, and its replies held against the recorded. */

import { test } from "node:test";
import assert from "node:assert/strict";
import fs from "node:fs";
import { contrast } from "./harness/contrast.ts";
import { type Case, expected, parseDialogue, type Step, USUAL } from "./harness/dialogue.ts";
import { dialogueFiles } from "./harness/files.ts";
import { embedded } from "./harness/link.ts";
import { has, matches, play } from "./harness/play.ts";
import { DIFFERENCES, isKnown } from "./differences.ts";

const FILES = dialogueFiles().map(({ name, url }) => ({
  name,
  ...parseDialogue(fs.readFileSync(url, "latin1")),
}));

for (const { name, from, needs, cases } of FILES) {
  for (const protocol of [2, 3] as const) {
    test(`conformance: ${name} in RESP${protocol} is answered as by ${from}`, async () => {
      const faults: string[] = [];
      for (const each of cases) {
        if (!await has(embedded(), [...needs, ...each.needs])) continue;
        for (const { step, actual, recorded } of await differences(each, protocol)) {
          if (isKnown(from, step.text, actual)) continue;
          faults.push(`${each.title}\n> ${step.text}\n${contrast(actual, recorded)}`);
        }
      }
      assert.equal(faults.length, 0, `${faults.length} replies differ\n${faults.join("\n")}`);
    });
  }
}

test("conformance: each difference that is listed is one", async () => {
  const found: (Fault & { readonly server: string })[] = [];
  for (const { from: server, cases } of FILES) {
    const listed = DIFFERENCES.filter(({ from = USUAL }) => from === server);
    const concerns = ({ text }: Step) => listed.some(({ command }) => command.test(text));
    for (const each of cases.filter(({ steps }) => steps.some(concerns))) {
      for (const fault of await differences(each, 2)) found.push({ server, ...fault });
    }
  }
  for (const { from = USUAL, command, reply, reason } of DIFFERENCES) {
    const isThere = found.some(({ server, step, actual }) =>
      server === from && command.test(step.text) && (reply === undefined || reply.test(actual))
    );
    assert(isThere, `no longer differs: ${command} (${reason})`);
  }
});

interface Fault {
  readonly step: Step;
  readonly actual: string;
  readonly recorded: string;
}

async function differences(each: Case, protocol: 2 | 3): Promise<Fault[]> {
  const replies = await play(each, embedded(), protocol);
  return each.steps.flatMap((step, i) => {
    const recorded = expected(step, protocol);
    const actual = replies[i] ?? "";
    const isSame = recorded === undefined || matches(step.match, actual, recorded);
    return isSame ? [] : [{ step, actual, recorded }];
  });
}
