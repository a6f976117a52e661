/** PFDEBUG and PFSELFTEST, for those who test HyperLogLogs. */

import type { Entry } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import {
  denseRegister,
  HLL_HEADER_BYTES,
  HLL_REGISTERS,
  HLL_SPARSE,
  hllEncoding,
} from "../../types/hyperloglog.ts";
import { hllSelfTest } from "../../types/hyperloglog_selftest.ts";
import { describeSparse } from "../../types/hyperloglog_sparse.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { edit, editor, findHll, refusingCorrupted, storeEdited } from "./values.ts";

export const PFDEBUG = command({
  name: "PFDEBUG",
  summary: "Inspects the registers of a HyperLogLog; meant for tests.",
  since: "2.8.9",
  group: "hyperloglog",
  complexity: "O(N), N being the number of registers.",
  arity: 3,
  flags: ["write", "denyoom", "admin"],
  isInternal: true,
  keys: [keyRange(["RW", "access"], 2)],
  args: [{ name: "subcommand", type: "string" }, { name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  const { args, reply } = context;
  const entry = findHll(context, 2);
  if (entry === null) throw new ReplyError("ERR The specified key does not exist");
  switch (args.word(1)) {
    case "GETREG":
      return replyRegisters(context, entry);
    case "DECODE":
      return replyRuns(context, entry);
    case "ENCODING":
      return reply.simple(isSparse(entry) ? "sparse" : "dense");
    case "TODENSE":
      return reply.integer(makeDense(context, entry) ? 1 : 0);
    default:
      throw new ReplyError(`ERR Unknown PFDEBUG subcommand '${args.text(1)}'`);
  }
});

function isSparse({ valueBytes, valueStart }: Entry): boolean {
  return hllEncoding(valueBytes, valueStart) === HLL_SPARSE;
}

/** As in Redis, looking at the registers makes a sparse HyperLogLog dense. */
function replyRegisters(context: Context, entry: Entry): void {
  const { reply } = context;
  makeDense(context, entry);
  reply.array(HLL_REGISTERS);
  for (let i = 0; i < HLL_REGISTERS; i++) {
    reply.integer(denseRegister(editor.bytes, editor.start, i));
  }
}

function replyRuns({ reply }: Context, entry: Entry): void {
  if (!isSparse(entry)) throw new ReplyError("ERR HLL encoding is not sparse");
  const { valueBytes, valueStart, valueEnd } = entry;
  reply.text(describeSparse(valueBytes, valueStart + HLL_HEADER_BYTES, valueEnd));
}

/** Leaves the editor on the dense form; true if it was not the form before. */
function makeDense(context: Context, entry: Entry): boolean {
  edit(entry);
  const isConverted = refusingCorrupted(() => editor.toDense());
  if (isConverted) {
    storeEdited(context, 2);
    context.server.dirty++; // The value is the same: nobody who watches the key is told.
  }
  return isConverted;
}

export const PFSELFTEST = command({
  name: "PFSELFTEST",
  summary: "Tests the HyperLogLog implementation; meant for developers.",
  since: "2.8.9",
  group: "hyperloglog",
  complexity: "O(N), N being the number of registers tried.",
  arity: 1,
  flags: ["admin"],
  isInternal: true,
}, ({ reply, server }) => {
  const failure = hllSelfTest(server.random);
  if (failure === undefined) reply.ok();
  else reply.error(failure);
});
