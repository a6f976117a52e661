/** HSET, HMSET and HSETNX. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { wrongNumberOfArguments } from "../messages.ts";
import { keyRange } from "../spec.ts";
import type { Hash } from "../../types/hash.ts";
import { makeHash, makeHashWith } from "./lookup.ts";

export const HSET = command(
  {
    name: "HSET",
    summary: "Sets fields of a hash and returns how many are new.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(N), N being the number of fields given.",
    arity: -4,
    flags: ["write", "denyoom", "fast"],
    keys: [keyRange(["RW", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "data",
        type: "block",
        multiple: true,
        args: [
          { name: "field", type: "string" },
          { name: "value", type: "string" },
        ],
      },
    ],
    history: [["4.0.0", "Accepts several pairs of field and value."]],
  },
  (context) => context.reply.integer(setFields(context, "hset")),
);

export const HMSET = command(
  {
    name: "HMSET",
    summary: "Sets several fields of a hash.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(N), N being the number of fields given.",
    arity: -4,
    flags: ["write", "denyoom", "fast"],
    keys: [keyRange(["RW", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "data",
        type: "block",
        multiple: true,
        args: [
          { name: "field", type: "string" },
          { name: "value", type: "string" },
        ],
      },
    ],
    deprecated: { since: "4.0.0", replacedBy: "`HSET` with multiple field-value pairs" },
  },
  (context) => {
    setFields(context, "hmset");
    context.reply.ok();
  },
);

export const HSETNX = command(
  {
    name: "HSETNX",
    summary: "Sets a field of a hash that does not exist yet.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(1)",
    arity: 4,
    flags: ["write", "denyoom", "fast"],
    keys: [keyRange(["RW", "insert"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "field", type: "string" },
      { name: "value", type: "string" },
    ],
  },
  (context) => {
    const { args, reply } = context;
    const hash = makeHash(context);
    if (hash.find(args.bytes, args.starts[2], args.ends[2])) return reply.integer(0);
    setField(context, hash, 2);
    context.changed(1, "hash", "hset");
    reply.integer(1);
  },
);

/** Sets fields to values, given in turn from argument 2 on; returns how many are new. */
function setFields(context: Context, name: string): number {
  const { args: { count } } = context;
  if (count % 2 !== 0) throw wrongNumberOfArguments(name);
  const hash = makeHashWith(context, 2);
  let added = 0;
  if (hash === null) {
    added = (count - 2) / 2;
  } else {
    expectFields(context, hash, (count - 2) / 2);
    for (let i = 2; i < count; i += 2) if (setField(context, hash, i)) added++;
  }
  context.changed(1, "hash", "hset");
  return added;
}

/** Lets a hash be large at once that is to get more fields than a packed one may have. */
export function expectFields({ server }: Context, hash: Hash, count: number): void {
  if (count > server.config.values.hashMaxListpackEntries) hash.becomeTable();
}

/** Sets the field at argument `i` to the value at the next; true if it is new. */
export function setField(
  { args, server }: Context,
  hash: Hash,
  i: number,
  keepsExpiry = false,
): boolean {
  const { bytes, starts, ends } = args;
  return hash.set(
    server.config.values,
    bytes,
    starts[i],
    ends[i],
    bytes,
    starts[i + 1],
    ends[i + 1],
    keepsExpiry,
  );
}
