/** SUNION, SUNIONSTORE and SUNIONCARD: what any of several sets has. */

import { countRegisters, HLL_REGISTERS, hllElement } from "../../types/hyperloglog.ts";
import type { SetMembers } from "../../types/set_members.ts";
import { SetBuilder } from "../../types/set_builder.ts";
import { areFew, largest, unite, uniteByLookup } from "../../types/set_operations.ts";
import { command } from "../command.ts";
import { keyCount, keyRange } from "../spec.ts";
import { readCount } from "./cardinality.ts";
import { store } from "./store.ts";
import { readSets, replySet } from "./values.ts";

export const SUNION = command({
  name: "SUNION",
  summary: "Returns the members that any of several sets has.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N), N being the number of members of all sets.",
  arity: -2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
  tips: ["nondeterministic_output_order"],
}, (context) => {
  const { args, db, reply, server } = context;
  const sets = readSets(context, 1, args.count);
  if (areFew(sets)) return replySet(context, (visit) => uniteByLookup(sets, visit));
  const union = new SetBuilder(db, server.config.values, largest(sets));
  unite(sets, union);
  reply.set(union.size);
  const members = union.members();
  while (members.next()) reply.bulk(members.bytes, members.start, members.end);
  union.release();
});

export const SUNIONSTORE = command({
  name: "SUNIONSTORE",
  summary: "Stores the members that any of several sets has.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N), N being the number of members of all sets.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 1), keyRange(["RO", "access"], 2, -1)],
  args: [
    { name: "destination", type: "key", keySpec: 0 },
    { name: "key", type: "key", multiple: true, keySpec: 1 },
  ],
}, (context) => {
  const { args, db, server } = context;
  const sets = readSets(context, 2, args.count);
  const union = new SetBuilder(db, server.config.values, largest(sets));
  unite(sets, union);
  store(context, union, "sunionstore");
});

export const SUNIONCARD = command({
  name: "SUNIONCARD",
  summary: "Counts the members of the union of sets, up to a limit.",
  since: "8.10.0",
  group: "set",
  complexity: "O(N), N being the number of members of all sets.",
  arity: -3,
  flags: ["readonly", "movablekeys"],
  keys: [keyCount(["RO", "access"], 1)],
  args: [
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    { name: "approx", type: "pure-token", token: "APPROX", optional: true },
    { name: "limit", type: "integer", token: "LIMIT", optional: true },
  ],
}, (context) => {
  const { db, reply, server } = context;
  const { behind, limit, isApproximate } = readCount(context, true);
  const sets = readSets(context, 2, behind);
  if (isApproximate) return reply.integer(Math.min(limit, estimate(sets)));
  if (areFew(sets)) {
    let count = 0;
    uniteByLookup(sets, () => ++count < limit);
    return reply.integer(count);
  }
  const union = new SetBuilder(db, server.config.values, largest(sets));
  unite(sets, union, limit);
  reply.integer(union.size);
  union.release();
});

/** About how many members a union has, by a HyperLogLog: its memory does not grow with them. */
function estimate(sets: readonly (SetMembers | null)[]): number {
  const registers = new Uint8Array(HLL_REGISTERS);
  for (const set of sets) {
    while (set?.next()) {
      const element = hllElement(set.bytes, set.start, set.end);
      const register = element & (HLL_REGISTERS - 1);
      registers[register] = Math.max(registers[register], element >> 14);
    }
  }
  return countRegisters(registers);
}
