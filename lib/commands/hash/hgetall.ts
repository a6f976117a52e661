/** HGETALL, HKEYS and HVALS: a hash as a whole. */

import { FIELDS, VALUES } from "../../types/hash.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { readHash } from "./lookup.ts";

export const HGETALL = command(
  {
    name: "HGETALL",
    summary: "Returns all fields of a hash with their values.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(N), N being the size of the hash.",
    arity: 2,
    flags: ["readonly"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [{ name: "key", type: "key", keySpec: 0 }],
    tips: ["nondeterministic_output_order"],
  },
  (context) => {
    const hash = readHash(context);
    context.reply.map(hash?.liveSize ?? 0);
    hash?.write(context.reply, FIELDS | VALUES);
  },
);

export const HKEYS = command(
  {
    name: "HKEYS",
    summary: "Returns all fields of a hash.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(N), N being the size of the hash.",
    arity: 2,
    flags: ["readonly"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [{ name: "key", type: "key", keySpec: 0 }],
    tips: ["nondeterministic_output_order"],
  },
  (context) => replyAll(context, FIELDS),
);

export const HVALS = command(
  {
    name: "HVALS",
    summary: "Returns all values of a hash.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(N), N being the size of the hash.",
    arity: 2,
    flags: ["readonly"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [{ name: "key", type: "key", keySpec: 0 }],
    tips: ["nondeterministic_output_order"],
  },
  (context) => replyAll(context, VALUES),
);

function replyAll(context: Context, what: number): void {
  const hash = readHash(context);
  context.reply.array(hash?.liveSize ?? 0);
  hash?.write(context.reply, what);
}
