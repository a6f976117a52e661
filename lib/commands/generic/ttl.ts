/** TTL, PTTL, EXPIRETIME and PEXPIRETIME: how long a key has, or until when. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";

export const TTL = command({
  name: "TTL",
  summary: "Returns the time that a key has left to live, in seconds.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
  tips: ["nondeterministic_output"],
  history: [["2.8.0", "A missing key is answered with -2."]],
}, (context) => replyExpiry(context, true, context.nowMs));

export const PTTL = command({
  name: "PTTL",
  summary: "Returns the time that a key has left to live, in milliseconds.",
  since: "2.6.0",
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
  tips: ["nondeterministic_output"],
  history: [["2.8.0", "A missing key is answered with -2."]],
}, (context) => replyExpiry(context, false, context.nowMs));

export const EXPIRETIME = command({
  name: "EXPIRETIME",
  summary: "Returns the moment a key expires as a Unix time in seconds.",
  since: "7.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => replyExpiry(context, true, 0));

export const PEXPIRETIME = command({
  name: "PEXPIRETIME",
  summary: "Returns the moment a key expires as a Unix time in milliseconds.",
  since: "7.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => replyExpiry(context, false, 0));

/** Replies the time of expiry counted from `baseMs`; -1 if there is none, -2 without a key. */
function replyExpiry({ args, db, reply }: Context, inSeconds: boolean, baseMs: number): void {
  const entry = db.inspect(args.bytes, args.starts[1], args.ends[1]);
  if (entry === null) return reply.integer(-2);
  const atMs = entry.expireAtMs;
  if (atMs === 0) return reply.integer(-1);
  if (atMs < Number.MAX_SAFE_INTEGER) {
    const ms = Math.max(atMs - baseMs, 0);
    return reply.integer(inSeconds ? Math.floor((ms + 500) / 1000) : ms);
  }
  const ms = entry.expireAt64 - BigInt(baseMs);
  reply.int64(inSeconds ? (ms + 500n) / 1000n : ms);
}
