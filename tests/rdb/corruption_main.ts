/**
 * Damages many payloads and files, see `corruption.ts`.
 *
 *   deno run -A tests/rdb/corruption_main.ts [--count 1000000] [--files 1000] [--seed 1]
 */

import process from "node:process";
import { parseArgs } from "node:util";
import { damageFiles, damagePayloads, type Outcome } from "./corruption.ts";

/** Payloads before the store is made anew. */
const BATCH = 5000;
const SANITIZE = ["no", "yes", "clients"];

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    files: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const [count, files, seed] = [values.count, values.files, values.seed].map(Number);
const began = performance.now();
const total: Outcome = { refused: 0, accepted: 0 };
for (let done = 0, round = 0; done < count; done += BATCH, round++) {
  const size = Math.min(BATCH, count - done);
  const outcome = damagePayloads(size, seed + round, SANITIZE[round % SANITIZE.length]);
  total.refused += outcome.refused;
  total.accepted += outcome.accepted;
  if (round % 20 === 19) console.error(`${done + size} payloads`);
}
const seconds = () => ((performance.now() - began) / 1000).toFixed(0);
console.log(`payloads: ${total.refused} refused, ${total.accepted} restored, ${seconds()} s`);
const outcome = damageFiles(files, seed);
console.log(`files: ${outcome.refused} refused, ${outcome.accepted} loaded, ${seconds()} s`);
process.exit(0);
