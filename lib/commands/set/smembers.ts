/** SCARD, SISMEMBER, SMISMEMBER and SMEMBERS: questions about one set. */

import { hasMember, membersOf, setSize } from "../../types/set.ts";
import { command } from "../command.ts";
import { keyRange } from "../spec.ts";
import { readSet } from "./values.ts";

export const SCARD = command({
  name: "SCARD",
  summary: "Returns the number of members of a set.",
  since: "1.0.0",
  group: "set",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  const entry = readSet(context, 1);
  context.reply.integer(entry === null ? 0 : setSize(context.db, entry));
});

export const SISMEMBER = command({
  name: "SISMEMBER",
  summary: "Says whether a set has a member.",
  since: "1.0.0",
  group: "set",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "member", type: "string" }],
}, (context) => {
  const { args: { bytes, starts, ends }, db, reply } = context;
  const entry = readSet(context, 1);
  reply.integer(entry !== null && hasMember(db, entry, bytes, starts[2], ends[2]) ? 1 : 0);
});

export const SMISMEMBER = command({
  name: "SMISMEMBER",
  summary: "Says of each of several members whether a set has it.",
  since: "6.2.0",
  group: "set",
  complexity: "O(N), N being the number of members given.",
  arity: -3,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "member", type: "string", multiple: true },
  ],
}, (context) => {
  const { args: { bytes, starts, ends, count }, db, reply } = context;
  const entry = readSet(context, 1);
  reply.array(count - 2);
  for (let i = 2; i < count; i++) {
    reply.integer(entry !== null && hasMember(db, entry, bytes, starts[i], ends[i]) ? 1 : 0);
  }
});

export const SMEMBERS = command({
  name: "SMEMBERS",
  summary: "Returns all members of a set.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N), N being the size of the set.",
  arity: 2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
  tips: ["nondeterministic_output_order"],
}, (context) => {
  const { db, reply } = context;
  const entry = readSet(context, 1);
  if (entry === null) return reply.set(0);
  const members = membersOf(db, entry);
  reply.set(members.size);
  while (members.next()) reply.bulk(members.bytes, members.start, members.end);
});
