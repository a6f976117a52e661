/** PFCOUNT and PFMERGE: the cardinality of one HyperLogLog or a union, and the union itself. */

import type { Entry } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import {
  cachedHllCount,
  cacheHllCount,
  CORRUPTED_HLL,
  countHll,
  countRegisters,
  HLL_DENSE,
  HLL_REGISTERS,
  hllEncoding,
} from "../../types/hyperloglog.ts";
import { collectHll } from "../../types/hyperloglog_editor.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { edit, editor, findHll, readHll, refusingCorrupted, storeEdited } from "./values.ts";

/** The registers of a union, one byte each. */
const union = new Uint8Array(HLL_REGISTERS);

export const PFCOUNT = command({
  name: "PFCOUNT",
  summary: "Estimates how many distinct elements one or more HyperLogLogs have seen.",
  since: "2.8.9",
  group: "hyperloglog",
  complexity: "O(1) for one key, O(N) with a large constant for N keys.",
  arity: -2,
  flags: ["readonly", "may_replicate"],
  keys: [{
    ...keyRange(["RW", "access"], 1, -1),
    notes: "The cached count inside the value is updated.",
  }],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
}, (context) => {
  const { args, reply } = context;
  if (args.count === 2) return countOne(context, readHll(context, 1));
  collect(context);
  reply.integer(countRegisters(union));
});

/** Counts anew only after a change: the value remembers its last count. */
function countOne(context: Context, entry: Entry | null): void {
  const { reply } = context;
  if (entry === null) return reply.integer(0);
  const { valueBytes, valueStart, valueEnd } = entry;
  const cached = cachedHllCount(valueBytes, valueStart);
  if (typeof cached === "bigint") return reply.int64(BigInt.asIntN(64, cached));
  if (cached >= 0) return reply.integer(cached);
  const count = countHll(valueBytes, valueStart, valueEnd);
  if (count < 0) throw new ReplyError(CORRUPTED_HLL);
  cacheHllCount(valueBytes, valueStart, count);
  context.changed(1, "string", "");
  reply.integer(count);
}

export const PFMERGE = command({
  name: "PFMERGE",
  summary: "Merges HyperLogLogs into one.",
  since: "2.8.9",
  group: "hyperloglog",
  complexity: "O(N) with a large constant, N being the number of HyperLogLogs.",
  arity: -2,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RW", "access", "insert"], 1), keyRange(["RO", "access"], 2, -1)],
  args: [
    { name: "destkey", type: "key", keySpec: 0 },
    { name: "sourcekey", type: "key", optional: true, multiple: true, keySpec: 1 },
  ],
}, (context) => {
  const isDense = collect(context);
  const { hllSparseMaxBytes } = context.server.config.values;
  edit(findHll(context, 1));
  refusingCorrupted(() => editor.mergeRegisters(union, isDense, hllSparseMaxBytes));
  storeEdited(context, 1);
  context.changed(1, "string", "pfadd");
  context.reply.ok();
});

/** Collects the registers of all keys named; true if one of them is dense. */
function collect(context: Context): boolean {
  let isDense = false;
  union.fill(0);
  for (let i = 1; i < context.args.count; i++) {
    const entry = readHll(context, i);
    if (entry === null) continue;
    const { valueBytes, valueStart, valueEnd } = entry;
    if (hllEncoding(valueBytes, valueStart) === HLL_DENSE) isDense = true;
    refusingCorrupted(() => collectHll(union, valueBytes, valueStart, valueEnd));
  }
  return isDense;
}
