/** HGET, HMGET, HEXISTS, HSTRLEN and HLEN: questions about fields. */

import type { Hash } from "../../types/hash.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { readHash } from "./lookup.ts";

export const HGET = command(
  {
    name: "HGET",
    summary: "Returns the value of a field of a hash.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(1)",
    arity: 3,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [{ name: "key", type: "key", keySpec: 0 }, { name: "field", type: "string" }],
  },
  (context) => replyField(context, readHash(context), 2),
);

export const HMGET = command(
  {
    name: "HMGET",
    summary: "Returns the values of several fields of a hash.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(N), N being the number of fields given.",
    arity: -3,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "field", type: "string", multiple: true },
    ],
  },
  (context) => {
    const { args, reply } = context;
    const hash = readHash(context);
    reply.array(args.count - 2);
    for (let i = 2; i < args.count; i++) replyField(context, hash, i);
  },
);

export const HEXISTS = command(
  {
    name: "HEXISTS",
    summary: "Says whether a hash has a field.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(1)",
    arity: 3,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO"], 1)],
    args: [{ name: "key", type: "key", keySpec: 0 }, { name: "field", type: "string" }],
  },
  (context) => context.reply.integer(hasField(context, readHash(context), 2) ? 1 : 0),
);

export const HSTRLEN = command(
  {
    name: "HSTRLEN",
    summary: "Returns the length of the value of a field of a hash, in bytes.",
    since: "3.2.0",
    group: "hash",
    complexity: "O(1)",
    arity: 3,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO"], 1)],
    args: [{ name: "key", type: "key", keySpec: 0 }, { name: "field", type: "string" }],
  },
  (context) => {
    const hash = readHash(context);
    context.reply.integer(hasField(context, hash, 2) ? hash!.value.length : 0);
  },
);

export const HLEN = command(
  {
    name: "HLEN",
    summary: "Returns the number of fields of a hash.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(1)",
    arity: 2,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO"], 1)],
    args: [{ name: "key", type: "key", keySpec: 0 }],
  },
  (context) => context.reply.integer(readHash(context)?.size ?? 0),
);

/** Whether there is a hash with the field that argument `i` names; it is then found last. */
function hasField({ args }: Context, hash: Hash | null, i: number): boolean {
  return hash !== null && hash.find(args.bytes, args.starts[i], args.ends[i]);
}

/** Replies the value of the field that argument `i` names, or null; says whether there is one. */
export function replyField(context: Context, hash: Hash | null, i: number): boolean {
  const { reply } = context;
  if (!hasField(context, hash, i)) {
    reply.null();
    return false;
  }
  const { value } = hash!;
  reply.bulk(value.bytes, value.start, value.end);
  return true;
}
