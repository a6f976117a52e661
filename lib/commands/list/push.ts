/** LPUSH, RPUSH, LPUSHX and RPUSHX: elements are added at an end. */

import { HEAD, TAIL } from "../../types/list.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { createList, findList } from "./values.ts";

export const LPUSH = command({
  name: "LPUSH",
  summary: "Adds elements at the head of a list.",
  since: "1.0.0",
  group: "list",
  complexity: "O(N), N being the number of added elements.",
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "insert"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "element", type: "string", multiple: true },
  ],
  history: [["2.4.0", "Accepts several elements."]],
}, (context) => push(context, HEAD, true));

export const RPUSH = command({
  name: "RPUSH",
  summary: "Adds elements at the tail of a list.",
  since: "1.0.0",
  group: "list",
  complexity: "O(N), N being the number of added elements.",
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "insert"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "element", type: "string", multiple: true },
  ],
  history: [["2.4.0", "Accepts several elements."]],
}, (context) => push(context, TAIL, true));

export const LPUSHX = command({
  name: "LPUSHX",
  summary: "Adds elements at the head of a list that exists.",
  since: "2.2.0",
  group: "list",
  complexity: "O(N), N being the number of added elements.",
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "insert"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "element", type: "string", multiple: true },
  ],
  history: [["4.0.0", "Accepts several elements."]],
}, (context) => push(context, HEAD, false));

export const RPUSHX = command({
  name: "RPUSHX",
  summary: "Adds elements at the tail of a list that exists.",
  since: "2.2.0",
  group: "list",
  complexity: "O(N), N being the number of added elements.",
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "insert"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "element", type: "string", multiple: true },
  ],
  history: [["4.0.0", "Accepts several elements."]],
}, (context) => push(context, TAIL, false));

function push(context: Context, isHead: boolean, creates: boolean): void {
  const { args, reply } = context;
  const { bytes, count, starts, ends } = args;
  let list = findList(context, 1);
  if (list === null) {
    if (!creates) return reply.integer(0);
    list = createList(context, 1);
  }
  let added = 0;
  for (let i = 2; i < count; i++) added += ends[i] - starts[i];
  list.expect(added, count - 2);
  for (let i = 2; i < count; i++) list.push(isHead, bytes, starts[i], ends[i]);
  context.changed(1, "list", isHead ? "lpush" : "rpush");
  reply.integer(list.size);
}
