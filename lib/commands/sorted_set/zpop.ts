/** ZPOPMIN, ZPOPMAX, ZMPOP and the forms that wait: members are taken from one end. */

import { ZSET } from "../../keyspace/types.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { SortedSet } from "../../types/sorted_set.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { PopChoice } from "../pop_choice.ts";
import { keyCount, keyRange } from "../spec.ts";
import { readTimeout } from "../timeout.ts";
import { findSortedSet, removed, replyMembers } from "./values.ts";

const NOT_POSITIVE = "ERR value is out of range, must be positive";

const choice = new PopChoice();

export const ZPOPMIN = command({
  name: "ZPOPMIN",
  summary: "Removes and returns the members with the lowest scores.",
  since: "5.0.0",
  group: "sorted-set",
  complexity:
    "O(M*log(N)), M being the number of returned members and N the size of the sorted set.",
  arity: -2,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "count", type: "integer", optional: true },
  ],
}, (context) => pop(context, false));

export const ZPOPMAX = command({
  name: "ZPOPMAX",
  summary: "Removes and returns the members with the highest scores.",
  since: "5.0.0",
  group: "sorted-set",
  complexity:
    "O(M*log(N)), M being the number of returned members and N the size of the sorted set.",
  arity: -2,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "count", type: "integer", optional: true },
  ],
}, (context) => pop(context, true));

export const ZMPOP = command({
  name: "ZMPOP",
  summary: "Removes and returns members of the first sorted set that is not empty.",
  since: "7.0.0",
  group: "sorted-set",
  complexity:
    "O(K+M*log(N)), K being the number of keys, M that of returned members and N the size of the sorted set.",
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
        { name: "min", type: "pure-token", token: "MIN" },
        { name: "max", type: "pure-token", token: "MAX" },
      ],
    },
    { name: "count", type: "integer", token: "COUNT", optional: true },
  ],
}, (context) => {
  choice.read(context.args, 1, "MIN", "MAX");
  const { first, last, count, isSecond: isMax } = choice;
  if (!popFirst(context, first, last, count, isMax, true)) context.reply.nullArray();
});

export const BZPOPMIN = command({
  name: "BZPOPMIN",
  summary: "Removes and returns the member with the lowest score, waiting until there is one.",
  since: "5.0.0",
  group: "sorted-set",
  complexity: "O(log(N)), N being the size of the sorted set.",
  arity: -3,
  flags: ["write", "blocking", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1, -2)],
  args: [
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    { name: "timeout", type: "double" },
  ],
  history: [["6.0.0", "The timeout may have a fraction."]],
}, (context) => waitAndPop(context, false));

export const BZPOPMAX = command({
  name: "BZPOPMAX",
  summary: "Removes and returns the member with the highest score, waiting until there is one.",
  since: "5.0.0",
  group: "sorted-set",
  complexity: "O(log(N)), N being the size of the sorted set.",
  arity: -3,
  flags: ["write", "blocking", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1, -2)],
  args: [
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    { name: "timeout", type: "double" },
  ],
  history: [["6.0.0", "The timeout may have a fraction."]],
}, (context) => waitAndPop(context, true));

export const BZMPOP = command({
  name: "BZMPOP",
  summary:
    "Removes and returns members of the first sorted set that is not empty, waiting until one is.",
  since: "7.0.0",
  group: "sorted-set",
  complexity:
    "O(K+M*log(N)), K being the number of keys, M that of returned members and N the size of the sorted set.",
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
        { name: "min", type: "pure-token", token: "MIN" },
        { name: "max", type: "pure-token", token: "MAX" },
      ],
    },
    { name: "count", type: "integer", token: "COUNT", optional: true },
  ],
}, (context) => {
  const { args, nowMs } = context;
  choice.read(args, 2, "MIN", "MAX");
  const { first, last, count, isSecond: isMax } = choice;
  const timeoutMs = readTimeout(args, 1, nowMs);
  if (popFirst(context, first, last, count, isMax, true)) return;
  context.block(ZSET, first, last, timeoutMs);
});

function pop(context: Context, isMax: boolean): void {
  const { args, reply } = context;
  if (args.count > 3) throw syntaxError();
  const hasCount = args.count === 3;
  const count = hasCount ? args.integer(2, NOT_POSITIVE) : 1;
  if (count < 0) throw new ReplyError(NOT_POSITIVE);
  const set = findSortedSet(context, 1);
  if (set.size === 0 || count === 0) return reply.array(0);
  replyEnd(context, set, count, isMax, hasCount && reply.protocol === 3);
  dropEnd(context, set, 1, count, isMax);
}

function waitAndPop(context: Context, isMax: boolean): void {
  const { args, nowMs } = context;
  const last = args.count - 2;
  const timeoutMs = readTimeout(args, last + 1, nowMs);
  if (!popFirst(context, 1, last, 1, isMax, false)) {
    context.block(ZSET, 1, last, timeoutMs);
  }
}

/** Takes from the first of the keys that holds members; false if none does. */
function popFirst(
  context: Context,
  first: number,
  last: number,
  count: number,
  isMax: boolean,
  isNested: boolean,
): boolean {
  const { args, reply } = context;
  for (let i = first; i <= last; i++) {
    const set = findSortedSet(context, i);
    if (set.size === 0) continue;
    reply.array(isNested ? 2 : 3);
    reply.bulk(args.bytes, args.starts[i], args.ends[i]);
    if (isNested) replyEnd(context, set, count, isMax, true);
    else replyMember(context, set, isMax);
    if (context.hasEffectListeners) {
      tellEffect(context, i, isNested ? Math.min(count, set.size) : 0, isMax);
    }
    dropEnd(context, set, i, count, isMax);
    return true;
  }
  return false;
}

/** Logged is what was taken from which key; `count` 0 stands for one. */
function tellEffect(context: Context, i: number, count: number, isMax: boolean): void {
  const word = isMax ? "ZPOPMAX" : "ZPOPMIN";
  if (count === 0) context.effect(word, arg(i));
  else context.effect(word, arg(i), count);
}

/** Replies members from an end, with their scores. */
function replyEnd(
  context: Context,
  set: SortedSet,
  count: number,
  isMax: boolean,
  isNested: boolean,
): void {
  const taken = Math.min(count, set.size);
  const from = isMax ? set.size - taken : 0;
  replyMembers(context, set, from, from + taken, isMax, true, isNested);
}

/** Replies the member at an end, and its score. */
function replyMember({ reply }: Context, set: SortedSet, isMax: boolean): void {
  set.seek(isMax ? set.size - 1 : 0);
  const { member } = set;
  reply.bulk(member.bytes, member.start, member.end);
  reply.double(set.score);
}

/** Removes up to `count` members from an end of the set at key `i`. */
function dropEnd(context: Context, set: SortedSet, i: number, count: number, isMax: boolean): void {
  const { size } = set;
  const taken = Math.min(count, size);
  set.removeRange(isMax ? size - taken : 0, isMax ? size : taken);
  removed(context, i, isMax ? "zpopmax" : "zpopmin", set);
}
