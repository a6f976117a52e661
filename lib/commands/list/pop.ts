/** LPOP, RPOP, LMPOP and the forms that wait: elements are taken from an end. */

import { LIST } from "../../keyspace/types.ts";
import { HEAD, type List, TAIL } from "../../types/list.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { wrongNumberOfArguments } from "../messages.ts";
import { PopChoice } from "../pop_choice.ts";
import { keyCount, keyRange } from "../spec.ts";
import { readTimeout } from "../timeout.ts";
import { findList, removed } from "./values.ts";

const NOT_POSITIVE = "ERR value is out of range, must be positive";

const choice = new PopChoice();

export const LPOP = command({
  name: "LPOP",
  summary: "Removes and returns elements at the head of a list.",
  since: "1.0.0",
  group: "list",
  complexity: "O(N), N being the number of returned elements.",
  arity: -2,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "count", type: "integer", since: "6.2.0", optional: true },
  ],
  history: [["6.2.0", "Accepts a count."]],
}, (context) => pop(context, HEAD, "lpop"));

export const RPOP = command({
  name: "RPOP",
  summary: "Removes and returns elements at the tail of a list.",
  since: "1.0.0",
  group: "list",
  complexity: "O(N), N being the number of returned elements.",
  arity: -2,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "count", type: "integer", since: "6.2.0", optional: true },
  ],
  history: [["6.2.0", "Accepts a count."]],
}, (context) => pop(context, TAIL, "rpop"));

export const LMPOP = command({
  name: "LMPOP",
  summary: "Removes and returns elements of the first list that is not empty.",
  since: "7.0.0",
  group: "list",
  complexity: "O(N+M), N being the number of keys and M that of returned elements.",
  arity: -4,
  flags: ["write", "movablekeys"],
  keys: [keyCount(["RW", "access", "delete"], 1)],
  args: [
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    {
      name: "where",
      type: "oneof",
      args: [
        { name: "left", type: "pure-token", token: "LEFT" },
        { name: "right", type: "pure-token", token: "RIGHT" },
      ],
    },
    { name: "count", type: "integer", token: "COUNT", optional: true },
  ],
}, (context) => {
  choice.read(context.args, 1, "LEFT", "RIGHT");
  const { first, last, count, isSecond } = choice;
  if (!popFirst(context, first, last, count, !isSecond)) context.reply.nullArray();
});

export const BLPOP = command({
  name: "BLPOP",
  summary: "Removes and returns the first element of a list, waiting until there is one.",
  since: "2.0.0",
  group: "list",
  complexity: "O(N), N being the number of keys.",
  arity: -3,
  flags: ["write", "blocking"],
  keys: [keyRange(["RW", "access", "delete"], 1, -2)],
  args: [
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    { name: "timeout", type: "double" },
  ],
  history: [["6.0.0", "The timeout may have a fraction."]],
}, (context) => waitAndPop(context, HEAD));

export const BRPOP = command({
  name: "BRPOP",
  summary: "Removes and returns the last element of a list, waiting until there is one.",
  since: "2.0.0",
  group: "list",
  complexity: "O(N), N being the number of keys.",
  arity: -3,
  flags: ["write", "blocking"],
  keys: [keyRange(["RW", "access", "delete"], 1, -2)],
  args: [
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    { name: "timeout", type: "double" },
  ],
  history: [["6.0.0", "The timeout may have a fraction."]],
}, (context) => waitAndPop(context, TAIL));

export const BLMPOP = command({
  name: "BLMPOP",
  summary:
    "Removes and returns elements of the first list that is not empty, waiting until one is.",
  since: "7.0.0",
  group: "list",
  complexity: "O(N+M), N being the number of keys and M that of returned elements.",
  arity: -5,
  flags: ["write", "blocking", "movablekeys"],
  keys: [keyCount(["RW", "access", "delete"], 2)],
  args: [
    { name: "timeout", type: "double" },
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    {
      name: "where",
      type: "oneof",
      args: [
        { name: "left", type: "pure-token", token: "LEFT" },
        { name: "right", type: "pure-token", token: "RIGHT" },
      ],
    },
    { name: "count", type: "integer", token: "COUNT", optional: true },
  ],
}, (context) => {
  const { args, nowMs } = context;
  choice.read(args, 2, "LEFT", "RIGHT");
  const { first, last, count, isSecond } = choice;
  const timeoutMs = readTimeout(args, 1, nowMs);
  if (popFirst(context, first, last, count, !isSecond)) return;
  context.block(LIST, first, last, timeoutMs);
});

function pop(context: Context, isHead: boolean, name: string): void {
  const { args, reply } = context;
  if (args.count > 3) throw wrongNumberOfArguments(name);
  const hasCount = args.count === 3;
  const count = hasCount ? args.integerWithin(2, 0, Infinity, NOT_POSITIVE) : 1;
  const list = findList(context, 1);
  if (list === null) return hasCount ? reply.nullArray() : reply.null();
  if (!hasCount) replyEnd(context, list, isHead);
  else if (count === 0) return reply.array(0);
  else replyEnds(context, list, count, isHead);
  list.removeEnd(isHead, Math.min(count, list.size));
  removed(context, 1, name, list);
}

function waitAndPop(context: Context, isHead: boolean): void {
  const { args, nowMs } = context;
  const last = args.count - 2;
  const timeoutMs = readTimeout(args, last + 1, nowMs);
  if (!popFirst(context, 1, last, 0, isHead)) {
    context.block(LIST, 1, last, timeoutMs);
  }
}

/**
 * Takes up to `count` elements from the first of the keys that holds some, 0 standing for a single
 * one that is replied as such; false if none does.
 */
function popFirst(
  context: Context,
  first: number,
  last: number,
  count: number,
  isHead: boolean,
): boolean {
  const { args, reply } = context;
  for (let i = first; i <= last; i++) {
    const list = findList(context, i);
    if (list === null) continue;
    reply.array(2);
    reply.bulk(args.bytes, args.starts[i], args.ends[i]);
    if (count === 0) replyEnd(context, list, isHead);
    else replyEnds(context, list, count, isHead);
    const taken = Math.min(Math.max(count, 1), list.size);
    if (context.hasEffectListeners) {
      const word = isHead ? "LPOP" : "RPOP";
      if (count === 0) context.effect(word, arg(i));
      else context.effect(word, arg(i), taken);
    }
    list.removeEnd(isHead, taken);
    removed(context, i, isHead ? "lpop" : "rpop", list);
    return true;
  }
  return false;
}

/** Replies the element at an end. */
function replyEnd({ reply }: Context, list: List, isHead: boolean): void {
  list.seek(isHead ? 0 : -1);
  const { element } = list;
  reply.bulk(element.bytes, element.start, element.end);
}

/** Replies up to `count` elements from an end on, in the order in which they are taken. */
function replyEnds(context: Context, list: List, count: number, isHead: boolean): void {
  const { reply } = context;
  const taken = Math.min(count, list.size);
  reply.array(taken);
  list.seek(isHead ? 0 : -1);
  if (isHead) return list.write(taken, reply);
  const { element } = list;
  for (let left = taken; left > 0; left--) {
    reply.bulk(element.bytes, element.start, element.end);
    list.previous();
  }
}
