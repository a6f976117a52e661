/** HEXPIRE, HPEXPIRE, HEXPIREAT and HPEXPIREAT: when the time of fields is over. */

import type { Args } from "../../resp/args.ts";
import type { Hash } from "../../types/hash.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { COUNT_OF_SETTERS, readFields } from "./fields.ts";
import { readFieldExpiry } from "./lifetime.ts";
import { findHash } from "./lookup.ts";

export const HEXPIRE = command(
  {
    name: "HEXPIRE",
    summary: "Sets the time to live of fields of a hash in seconds.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -6,
    flags: ["write", "fast"],
    keys: [keyRange(["RW", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "seconds", type: "integer" },
      {
        name: "condition",
        type: "oneof",
        optional: true,
        args: [
          { name: "nx", type: "pure-token", token: "NX" },
          { name: "xx", type: "pure-token", token: "XX" },
          { name: "gt", type: "pure-token", token: "GT" },
          { name: "lt", type: "pure-token", token: "LT" },
        ],
      },
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
  (context) => expire(context, 1000, context.nowMs, "hexpire"),
);

export const HPEXPIRE = command(
  {
    name: "HPEXPIRE",
    summary: "Sets the time to live of fields of a hash in milliseconds.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -6,
    flags: ["write", "fast"],
    keys: [keyRange(["RW", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "milliseconds", type: "integer" },
      {
        name: "condition",
        type: "oneof",
        optional: true,
        args: [
          { name: "nx", type: "pure-token", token: "NX" },
          { name: "xx", type: "pure-token", token: "XX" },
          { name: "gt", type: "pure-token", token: "GT" },
          { name: "lt", type: "pure-token", token: "LT" },
        ],
      },
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
  (context) => expire(context, 1, context.nowMs, "hpexpire"),
);

export const HEXPIREAT = command(
  {
    name: "HEXPIREAT",
    summary: "Sets the moment fields of a hash expire as a Unix time in seconds.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -6,
    flags: ["write", "fast"],
    keys: [keyRange(["RW", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "unix-time-seconds", type: "unix-time" },
      {
        name: "condition",
        type: "oneof",
        optional: true,
        args: [
          { name: "nx", type: "pure-token", token: "NX" },
          { name: "xx", type: "pure-token", token: "XX" },
          { name: "gt", type: "pure-token", token: "GT" },
          { name: "lt", type: "pure-token", token: "LT" },
        ],
      },
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
  (context) => expire(context, 1000, 0, "hexpireat"),
);

export const HPEXPIREAT = command(
  {
    name: "HPEXPIREAT",
    summary: "Sets the moment fields of a hash expire as a Unix time in milliseconds.",
    since: "7.4.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -6,
    flags: ["write", "fast"],
    keys: [keyRange(["RW", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "unix-time-milliseconds", type: "unix-time" },
      {
        name: "condition",
        type: "oneof",
        optional: true,
        args: [
          { name: "nx", type: "pure-token", token: "NX" },
          { name: "xx", type: "pure-token", token: "XX" },
          { name: "gt", type: "pure-token", token: "GT" },
          { name: "lt", type: "pure-token", token: "LT" },
        ],
      },
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
  (context) => expire(context, 1, 0, "hpexpireat"),
);

/** What is replied for a field. */
const NO_FIELD = -2;
const NOT_MET = 0;
const IS_SET = 1;
const IS_REMOVED = 2;

type Condition = "NX" | "XX" | "GT" | "LT" | "";

function expire(context: Context, unitMs: number, baseMs: number, name: string): void {
  const { args, reply, nowMs } = context;
  // In Redis 7.4 a key of another type comes before everything else.
  let hash = findHash(context);
  const atMs = readFieldExpiry(args, 2, unitMs, baseMs, name);
  const condition = readCondition(args);
  const first = condition === "" ? 5 : 6;
  readFields(args, first - 2, COUNT_OF_SETTERS);
  const isPast = atMs <= nowMs;
  const changed: number[] = [];
  let isThere = true;
  reply.array(args.count - first);
  for (let i = first; i < args.count; i++) {
    if (hash === null || !hash.find(args.bytes, args.starts[i], args.ends[i])) {
      reply.integer(NO_FIELD);
    } else if (!isMet(condition, hash, atMs)) {
      reply.integer(NOT_MET);
    } else {
      changed.push(i);
      if (isPast) {
        isThere = hash.remove();
        if (!isThere) hash = null;
      } else hash.expire(atMs);
      reply.integer(isPast ? IS_REMOVED : IS_SET);
    }
  }
  if (changed.length === 0) return;
  tellExpiry(context, isPast, isThere);
  if (!context.hasEffectListeners) return;
  if (isPast) tellRemovedFields(context, changed);
  else tellMoment(context, atMs, condition, changed);
}

/** Gives the commands that remove the fields that these arguments name, at any time. */
export function tellRemovedFields(context: Context, fields: readonly number[]): void {
  for (const i of fields) context.effect("HDEL", arg(1), arg(i));
}

/** Tells that fields got an expiry, or, as it is past, were removed. */
export function tellExpiry(context: Context, isPast: boolean, isKeyThere: boolean): void {
  context.changed(1, "hash", isPast ? "hdel" : "hexpire");
  if (!isKeyThere) context.notify(1, "generic", "del");
}

function readCondition(args: Args): Condition {
  if (args.is(3, "NX")) return "NX";
  if (args.is(3, "XX")) return "XX";
  if (args.is(3, "GT")) return "GT";
  return args.is(3, "LT") ? "LT" : "";
}

/** Whether a field's expiry may become this one. A field without expiry lasts for ever. */
function isMet(condition: Condition, { expireAtMs }: Hash, atMs: number): boolean {
  switch (condition) {
    case "":
      return true;
    case "NX":
      return expireAtMs === 0;
    case "XX":
      return expireAtMs !== 0;
    case "GT":
      return expireAtMs !== 0 && atMs > expireAtMs;
    case "LT":
      return expireAtMs === 0 || atMs < expireAtMs;
  }
}

/** Gives the command that does the same at any time. */
function tellMoment(
  context: Context,
  atMs: number,
  condition: Condition,
  fields: readonly number[],
): void {
  const words = condition === "" ? [] : [condition];
  context.effect(
    "HPEXPIREAT",
    arg(1),
    atMs,
    ...words,
    "FIELDS",
    fields.length,
    ...fields.map(arg),
  );
}
