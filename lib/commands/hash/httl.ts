/** HTTL, HPTTL, HEXPIRETIME, HPEXPIRETIME and HPERSIST: the expiry that fields have. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { COUNT_OF_READERS, readFields } from "./fields.ts";
import { findHash, readHash } from "./lookup.ts";

export const HTTL = command(
  {
    name: "HTTL",
    summary: "Returns the time that fields of a hash have left to live, in seconds.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -5,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "fields",
        type: "block",
        token: "FIELDS",
        args: [
          { name: "numfields", type: "integer" },
          { name: "field", type: "string", multiple: true },
        ],
      },
    ],
    tips: ["nondeterministic_output"],
  },
  (context) => replyTimes(context, 1000, context.nowMs),
);

export const HPTTL = command(
  {
    name: "HPTTL",
    summary: "Returns the time that fields of a hash have left to live, in milliseconds.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -5,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "fields",
        type: "block",
        token: "FIELDS",
        args: [
          { name: "numfields", type: "integer" },
          { name: "field", type: "string", multiple: true },
        ],
      },
    ],
    tips: ["nondeterministic_output"],
  },
  (context) => replyTimes(context, 1, context.nowMs),
);

export const HEXPIRETIME = command(
  {
    name: "HEXPIRETIME",
    summary: "Returns the moment fields of a hash expire as a Unix time in seconds.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -5,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "fields",
        type: "block",
        token: "FIELDS",
        args: [
          { name: "numfields", type: "integer" },
          { name: "field", type: "string", multiple: true },
        ],
      },
    ],
  },
  (context) => replyTimes(context, 1000, 0),
);

export const HPEXPIRETIME = command(
  {
    name: "HPEXPIRETIME",
    summary: "Returns the moment fields of a hash expire as a Unix time in milliseconds.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -5,
    flags: ["readonly", "fast"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "fields",
        type: "block",
        token: "FIELDS",
        args: [
          { name: "numfields", type: "integer" },
          { name: "field", type: "string", multiple: true },
        ],
      },
    ],
  },
  (context) => replyTimes(context, 1, 0),
);

export const HPERSIST = command(
  {
    name: "HPERSIST",
    summary: "Removes the expiration of fields of a hash.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -5,
    flags: ["write", "fast"],
    keys: [keyRange(["RW", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "fields",
        type: "block",
        token: "FIELDS",
        args: [
          { name: "numfields", type: "integer" },
          { name: "field", type: "string", multiple: true },
        ],
      },
    ],
  },
  (context) => {
    const { args, reply } = context;
    const hash = findHash(context);
    readFields(args, 2, COUNT_OF_READERS);
    let changed = false;
    reply.array(args.count - FIRST);
    for (let i = FIRST; i < args.count; i++) {
      if (hash === null || !hash.find(args.bytes, args.starts[i], args.ends[i])) {
        reply.integer(NO_FIELD);
      } else if (hash.expireAtMs === 0) {
        reply.integer(NO_EXPIRY);
      } else {
        hash.expire(0);
        changed = true;
        reply.integer(1);
      }
    }
    if (changed) context.changed(1, "hash", "hpersist");
  },
);

/** The argument that is the first field. */
const FIRST = 4;

/** What is replied for a field that is not there, and for one that never expires. */
const NO_FIELD = -2;
const NO_EXPIRY = -1;

/** Replies when fields expire, in units of `unitMs` since `baseMs`, rounded up. */
function replyTimes(context: Context, unitMs: number, baseMs: number): void {
  const { args, reply } = context;
  const hash = readHash(context);
  readFields(args, 2, COUNT_OF_READERS);
  reply.array(args.count - FIRST);
  for (let i = FIRST; i < args.count; i++) {
    if (hash === null || !hash.find(args.bytes, args.starts[i], args.ends[i])) {
      reply.integer(NO_FIELD);
    } else if (hash.expireAtMs === 0) {
      reply.integer(NO_EXPIRY);
    } else {
      reply.integer(Math.ceil((hash.expireAtMs - baseMs) / unitMs));
    }
  }
}
