/**
 * `deno task bench`: throughput; `deno task bench memory`: memory, stops, start-up, latency;
 * `deno task bench expiry`: stops while many keys expire; `deno task bench pubsub`: messages to many;
 * `deno task bench loading`: start-up with data; `deno task bench snapshots`: what they cost.
 */

import process from "node:process";
import { expiry } from "./expiry.ts";
import { loading } from "./loading.ts";
import { memory } from "./memory.ts";
import { pubsub } from "./pubsub.ts";
import { fail } from "./report.ts";
import { snapshots } from "./snapshots.ts";
import { throughput } from "./throughput.ts";

const BENCHMARKS = { throughput, memory, expiry, pubsub, loading, snapshots };

const args = process.argv.slice(2);
const name = args[0] === undefined || args[0].startsWith("-") ? "throughput" : args.shift()!;
if (!(name in BENCHMARKS)) {
  fail(`there is no '${name}', only ${Object.keys(BENCHMARKS).join(", ")}`);
}
await BENCHMARKS[name as keyof typeof BENCHMARKS](args);
