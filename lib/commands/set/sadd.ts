/** SADD, SREM and SMOVE: members come and go. */

import { equalBytes } from "../../memory/bytes.ts";
import type { Args } from "../../resp/args.ts";
import {
  addMember,
  createSet,
  expectMembers,
  hasMember,
  removeMember,
  setSize,
} from "../../types/set.ts";
import { command } from "../command.ts";
import { keyRange } from "../spec.ts";
import { findSet } from "./values.ts";

export const SADD = command({
  name: "SADD",
  summary: "Adds members to a set.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N), N being the number of members given.",
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "insert"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "member", type: "string", multiple: true },
  ],
  history: [["2.4.0", "Accepts several members."]],
}, (context) => {
  const { args, db, reply, server } = context;
  const { bytes, starts, ends, count } = args;
  const limits = server.config.values;
  let entry = findSet(context, 1);
  if (entry === null) {
    entry = createSet(
      db,
      bytes,
      starts[1],
      ends[1],
      limits,
      count - 2,
      bytes,
      starts[2],
      ends[2],
    );
  } else {
    expectMembers(db, entry, limits, count - 2);
  }
  let added = 0;
  for (let i = 2; i < count; i++) {
    if (addMember(db, entry, limits, bytes, starts[i], ends[i])) added++;
  }
  if (added > 0) context.changed(1, "set", "sadd");
  reply.integer(added);
});

export const SREM = command({
  name: "SREM",
  summary: "Removes members of a set.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N), N being the number of members given.",
  arity: -3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "member", type: "string", multiple: true },
  ],
  history: [["2.4.0", "Accepts several members."]],
}, (context) => {
  const { args: { bytes, starts, ends, count }, db, reply } = context;
  const entry = findSet(context, 1);
  let removed = 0;
  let isEmpty = entry === null;
  for (let i = 2; i < count && !isEmpty; i++) {
    if (!removeMember(db, entry!, bytes, starts[i], ends[i])) continue;
    removed++;
    if (setSize(db, entry!) === 0) {
      db.removeFound(entry!);
      isEmpty = true;
    }
  }
  if (removed > 0) {
    context.changed(1, "set", "srem");
    if (isEmpty) context.notify(1, "generic", "del");
  }
  reply.integer(removed);
});

export const SMOVE = command({
  name: "SMOVE",
  summary: "Moves a member from one set to another.",
  since: "1.0.0",
  group: "set",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1), keyRange(["RW", "insert"], 2)],
  args: [
    { name: "source", type: "key", keySpec: 0 },
    { name: "destination", type: "key", keySpec: 1 },
    { name: "member", type: "string" },
  ],
}, (context) => {
  const { args, db, reply, server } = context;
  const { bytes, starts, ends } = args;
  const [start, end] = [starts[3], ends[3]];
  if (findSet(context, 1) === null) return reply.integer(0);
  const isTargetThere = findSet(context, 2) !== null;
  const source = findSet(context, 1)!;
  if (areSame(args, 1, 2)) return reply.integer(hasMember(db, source, bytes, start, end) ? 1 : 0);
  if (!removeMember(db, source, bytes, start, end)) return reply.integer(0);
  const isEmpty = setSize(db, source) === 0;
  if (isEmpty) db.removeFound(source);
  context.changed(1, "set", "srem");
  if (isEmpty) context.notify(1, "generic", "del");

  const limits = server.config.values;
  let target = findSet(context, 2);
  if (!isTargetThere) {
    target = createSet(db, bytes, starts[2], ends[2], limits, 1, bytes, start, end);
  }
  if (addMember(db, target!, limits, bytes, start, end)) context.changed(2, "set", "sadd");
  reply.integer(1);
});

function areSame({ bytes, starts, ends }: Args, i: number, j: number): boolean {
  return ends[i] - starts[i] === ends[j] - starts[j] &&
    equalBytes(bytes, starts[i], ends[i], bytes, starts[j]);
}
