/** LMOVE, RPOPLPUSH and the forms that wait: an element goes from one list to another. */

import { LIST } from "../../keyspace/types.ts";
import type { Args } from "../../resp/args.ts";
import { HEAD, TAIL } from "../../types/list.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readTimeout } from "../timeout.ts";
import { createList, findList, removed } from "./values.ts";

export const LMOVE = command({
  name: "LMOVE",
  summary: "Moves an element from one end of a list to an end of another and returns it.",
  since: "6.2.0",
  group: "list",
  complexity: "O(1)",
  arity: 5,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RW", "access", "delete"], 1), keyRange(["RW", "insert"], 2)],
  args: [
    { name: "source", type: "key", keySpec: 0 },
    { name: "destination", type: "key", keySpec: 1 },
    {
      name: "wherefrom",
      type: "oneof",
      args: [
        { name: "left", type: "pure-token", token: "LEFT" },
        { name: "right", type: "pure-token", token: "RIGHT" },
      ],
    },
    {
      name: "whereto",
      type: "oneof",
      args: [
        { name: "left", type: "pure-token", token: "LEFT" },
        { name: "right", type: "pure-token", token: "RIGHT" },
      ],
    },
  ],
}, (context) => {
  const { args, reply } = context;
  const from = readEnd(args, 3);
  const to = readEnd(args, 4);
  if (!move(context, from, to)) reply.null();
});

export const RPOPLPUSH = command({
  name: "RPOPLPUSH",
  summary: "Moves the last element of a list to the head of another and returns it.",
  since: "1.2.0",
  group: "list",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RW", "access", "delete"], 1), keyRange(["RW", "insert"], 2)],
  args: [
    { name: "source", type: "key", keySpec: 0 },
    { name: "destination", type: "key", keySpec: 1 },
  ],
  deprecated: { since: "6.2.0", replacedBy: "`LMOVE` with the `RIGHT` and `LEFT` arguments" },
}, (context) => {
  if (!move(context, TAIL, HEAD)) context.reply.null();
});

export const BLMOVE = command({
  name: "BLMOVE",
  summary:
    "Moves an element from one end of a list to an end of another, waiting until there is one.",
  since: "6.2.0",
  group: "list",
  complexity: "O(1)",
  arity: 6,
  flags: ["write", "denyoom", "blocking"],
  keys: [keyRange(["RW", "access", "delete"], 1), keyRange(["RW", "insert"], 2)],
  args: [
    { name: "source", type: "key", keySpec: 0 },
    { name: "destination", type: "key", keySpec: 1 },
    {
      name: "wherefrom",
      type: "oneof",
      args: [
        { name: "left", type: "pure-token", token: "LEFT" },
        { name: "right", type: "pure-token", token: "RIGHT" },
      ],
    },
    {
      name: "whereto",
      type: "oneof",
      args: [
        { name: "left", type: "pure-token", token: "LEFT" },
        { name: "right", type: "pure-token", token: "RIGHT" },
      ],
    },
    { name: "timeout", type: "double" },
  ],
}, (context) => {
  const { args } = context;
  const from = readEnd(args, 3);
  const to = readEnd(args, 4);
  waitAndMove(context, 5, from, to);
});

export const BRPOPLPUSH = command({
  name: "BRPOPLPUSH",
  summary: "Moves the last element of a list to the head of another, waiting until there is one.",
  since: "2.2.0",
  group: "list",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "denyoom", "blocking"],
  keys: [keyRange(["RW", "access", "delete"], 1), keyRange(["RW", "insert"], 2)],
  args: [
    { name: "source", type: "key", keySpec: 0 },
    { name: "destination", type: "key", keySpec: 1 },
    { name: "timeout", type: "double" },
  ],
  history: [["6.0.0", "The timeout may have a fraction."]],
  deprecated: { since: "6.2.0", replacedBy: "`BLMOVE` with the `RIGHT` and `LEFT` arguments" },
}, (context) => {
  waitAndMove(context, 3, TAIL, HEAD);
});

function readEnd(args: Args, i: number): boolean {
  if (args.is(i, "LEFT")) return HEAD;
  if (args.is(i, "RIGHT")) return TAIL;
  throw syntaxError();
}

function waitAndMove(context: Context, timeout: number, from: boolean, to: boolean): void {
  const timeoutMs = readTimeout(context.args, timeout, context.nowMs);
  if (move(context, from, to)) {
    if (context.hasEffectListeners) {
      const [keyFrom, keyTo] = [arg(1), arg(2)];
      // BRPOPLPUSH becomes what it was before there were ends to choose.
      if (timeout === 3) context.effect("RPOPLPUSH", keyFrom, keyTo);
      else context.effect("LMOVE", keyFrom, keyTo, from ? "LEFT" : "RIGHT", to ? "LEFT" : "RIGHT");
    }
  } else if (context.isInTransaction) {
    context.reply.null();
  } else {
    context.block(LIST, 1, 1, timeoutMs);
  }
}

/** Holds the element on its way: it must not lie in a list that is being changed. */
let carried: Uint8Array = new Uint8Array(64);
/** What is larger is not kept. */
const CARRIED_MAX = 64 * 1024;

/** Moves an element from one end to another and replies it; false if there is none. */
function move(context: Context, from: boolean, to: boolean): boolean {
  const { reply } = context;
  const source = findList(context, 1);
  if (source === null) return false;
  source.seek(from ? 0 : -1);
  const { element } = source;
  const { length } = element;
  let bytes = carried;
  if (length > bytes.length) bytes = new Uint8Array(2 * length);
  if (length <= CARRIED_MAX) carried = bytes;
  bytes.set(element.bytes.subarray(element.start, element.end));
  // Checked before anything is taken from the source.
  const target = findList(context, 2) ?? createList(context, 2);
  target.expect(length, 1);
  target.push(to, bytes, 0, length);
  context.changed(2, "list", to ? "lpush" : "rpush");
  const emptied = findList(context, 1)!;
  emptied.removeEnd(from, 1);
  context.server.dirty--; // Two lists, but one change.
  removed(context, 1, from ? "lpop" : "rpop", emptied);
  reply.bulk(bytes, 0, length);
  return true;
}
