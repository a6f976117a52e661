/** LSET, LINSERT, LREM and LTRIM: changes within a list. */

import { ReplyError } from "../../resp/errors.ts";
import type { Args } from "../../resp/args.ts";
import type { List } from "../../types/list.ts";
import { command } from "../command.ts";
import { NO_SUCH_KEY, syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findList, removed, symmetricInteger } from "./values.ts";

export const LSET = command({
  name: "LSET",
  summary: "Replaces the element at an index of a list.",
  since: "1.0.0",
  group: "list",
  complexity: "O(N), N being the distance from the nearer end.",
  arity: 4,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "index", type: "integer" },
    { name: "element", type: "string" },
  ],
}, (context) => {
  const { args, reply } = context;
  const { bytes, starts, ends } = args;
  const list = findList(context, 1);
  if (list === null) throw new ReplyError(NO_SUCH_KEY);
  const index = args.integer(2);
  if (index >= list.size || index < -list.size) throw new ReplyError("ERR index out of range");
  list.expect(ends[3] - starts[3], 1);
  list.set(index, bytes, starts[3], ends[3]);
  list.settle();
  context.changed(1, "list", "lset");
  reply.ok();
});

export const LINSERT = command({
  name: "LINSERT",
  summary: "Inserts an element into a list before or after another element.",
  since: "2.2.0",
  group: "list",
  complexity: "O(N), N being the number of elements passed before that element.",
  arity: 5,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RW", "insert"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "where",
      type: "oneof",
      args: [
        { name: "before", type: "pure-token", token: "BEFORE" },
        { name: "after", type: "pure-token", token: "AFTER" },
      ],
    },
    { name: "pivot", type: "string" },
    { name: "element", type: "string" },
  ],
}, (context) => {
  const { args, reply } = context;
  const { bytes, starts, ends } = args;
  const isBehind = args.is(2, "AFTER");
  if (!isBehind && !args.is(2, "BEFORE")) throw syntaxError();
  const list = findList(context, 1);
  if (list === null) return reply.integer(0);
  list.expect(ends[4] - starts[4], 1);
  list.seek(0);
  if (list.find(false, bytes, starts[3], ends[3]) < 0) return reply.integer(-1);
  list.insert(isBehind, bytes, starts[4], ends[4]);
  context.changed(1, "list", "linsert");
  reply.integer(list.size);
});

export const LREM = command({
  name: "LREM",
  summary: "Removes elements equal to a given one from a list.",
  since: "1.0.0",
  group: "list",
  complexity: "O(N+M), N being the length of the list and M the number of removed elements.",
  arity: 4,
  flags: ["write"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "count", type: "integer" },
    { name: "element", type: "string" },
  ],
}, (context) => {
  const { args, reply } = context;
  const count = symmetricInteger(args, 2);
  const list = findList(context, 1);
  if (list === null) return reply.integer(0);
  const most = count === 0 ? Infinity : Math.abs(count);
  const taken = count < 0 ? removeBackwards(list, args, most) : removeForwards(list, args, most);
  if (taken > 0) removed(context, 1, "lrem", list);
  reply.integer(taken);
});

export const LTRIM = command({
  name: "LTRIM",
  summary: "Removes all elements of a list outside a range.",
  since: "1.0.0",
  group: "list",
  complexity: "O(N), N being the number of removed elements.",
  arity: 4,
  flags: ["write"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "start", type: "integer" },
    { name: "stop", type: "integer" },
  ],
}, (context) => {
  const { args, reply } = context;
  let start = args.integer(2);
  let stop = args.integer(3);
  const list = findList(context, 1);
  if (list === null) return reply.ok();
  const { size } = list;
  if (start < 0) start = Math.max(start + size, 0);
  if (stop < 0) stop += size;
  if (start > stop || start >= size) {
    list.removeEnd(true, size);
  } else {
    list.removeEnd(false, Math.max(size - 1 - stop, 0));
    list.removeEnd(true, start);
  }
  removed(context, 1, "ltrim", list);
  reply.ok();
});

/** Removes up to `most` elements that are argument 3, from the head on; returns how many. */
function removeForwards(list: List, { bytes, starts, ends }: Args, most: number): number {
  let taken = 0;
  let isThere = list.seek(0);
  while (isThere && taken < most && list.find(false, bytes, starts[3], ends[3]) >= 0) {
    isThere = list.remove();
    taken++;
  }
  return taken;
}

/** The same from the tail on. */
function removeBackwards(list: List, { bytes, starts, ends }: Args, most: number): number {
  let taken = 0;
  let isThere = list.seek(-1);
  while (isThere && taken < most && list.find(true, bytes, starts[3], ends[3]) >= 0) {
    // Behind the one removed, all have been looked at.
    isThere = list.remove() ? list.previous() : list.seek(-1);
    taken++;
  }
  return taken;
}
