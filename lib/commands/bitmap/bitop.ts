/** BITOP: bitwise operations over strings, stored at a key. */

import { RAW } from "../../keyspace/types.ts";
import { ReplyError } from "../../resp/errors.ts";
import {
  BIT_OPERATIONS,
  type BitOperation,
  bitOperation,
  bitOperationSourcesMin,
} from "../../types/bit_operation.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readString } from "../values.ts";

export const BITOP = command({
  name: "BITOP",
  summary: "Combines strings bit by bit and stores the result.",
  since: "2.6.0",
  group: "bitmap",
  complexity: "O(N)",
  arity: -4,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 2), keyRange(["RO", "access"], 3, -1)],
  args: [
    {
      name: "operation",
      type: "oneof",
      args: [
        { name: "and", type: "pure-token", token: "AND" },
        { name: "or", type: "pure-token", token: "OR" },
        { name: "xor", type: "pure-token", token: "XOR" },
        { name: "not", type: "pure-token", token: "NOT" },
        { name: "diff", type: "pure-token", token: "DIFF", since: "8.2.0" },
        { name: "diff1", type: "pure-token", token: "DIFF1", since: "8.2.0" },
        { name: "andor", type: "pure-token", token: "ANDOR", since: "8.2.0" },
        { name: "one", type: "pure-token", token: "ONE", since: "8.2.0" },
      ],
    },
    { name: "destkey", type: "key", keySpec: 0 },
    { name: "key", type: "key", multiple: true, keySpec: 1 },
  ],
  history: [["8.2.0", "Accepts `DIFF`, `DIFF1`, `ANDOR` and `ONE`."]],
}, (context) => {
  const { args, db, reply } = context;
  const result = bitOperation(readOperation(context), sources(context));
  const { bytes, starts, ends } = args;
  if (result.length > 0) {
    db.setString(bytes, starts[2], ends[2], result, 0, result.length, RAW, 0);
    context.changed(2, "string", "set");
  } else if (db.delete(bytes, starts[2], ends[2])) {
    context.changed(2, "generic", "del");
  }
  reply.integer(result.length);
});

function readOperation({ args }: Context): BitOperation {
  const operation = BIT_OPERATIONS.find((name) => args.is(1, name));
  if (operation === undefined) throw syntaxError();
  const count = args.count - 3;
  if (operation === "NOT" && count > 1) {
    throw new ReplyError("ERR BITOP NOT must be called with a single source key.");
  }
  if (count < bitOperationSourcesMin(operation)) {
    throw new ReplyError(`ERR BITOP ${operation} must be called with at least two source keys.`);
  }
  return operation;
}

const EMPTY = new Uint8Array(0);

/**
 * Views of the source strings; empty for missing keys. They stay valid while further keys are
 * looked up: at most an expired key is deleted, which moves no other.
 */
function sources(context: Context): Uint8Array[] {
  return Array.from({ length: context.args.count - 3 }, (_, i) => {
    const entry = readString(context, i + 3);
    return entry?.valueBytes.subarray(entry.valueStart, entry.valueEnd) ?? EMPTY;
  });
}
