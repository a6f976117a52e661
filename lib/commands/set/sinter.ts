/** SINTER, SINTERSTORE and SINTERCARD: what all of several sets have. */

import { INTSET, LISTPACK } from "../../keyspace/types.ts";
import { SetBuilder } from "../../types/set_builder.ts";
import type { SetMembers } from "../../types/set_members.ts";
import { intersect } from "../../types/set_operations.ts";
import { command } from "../command.ts";
import { keyCount, keyRange } from "../spec.ts";
import { readCount } from "./cardinality.ts";
import { store } from "./store.ts";
import { readSets, replySet } from "./values.ts";

export const SINTER = command({
  name: "SINTER",
  summary: "Returns the members that all of several sets have.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N*M) at worst, N being the size of the smallest set and M the number of sets.",
  arity: -2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
  tips: ["nondeterministic_output_order"],
}, (context) => {
  const sets = readSets(context, 1, context.args.count);
  replySet(context, (visit) => intersect(sets, visit));
});

export const SINTERSTORE = command({
  name: "SINTERSTORE",
  summary: "Stores the members that all of several sets have.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N*M) at worst, N being the size of the smallest set and M the number of sets.",
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
  const smallest = smallestOf(sets);
  const { size, encoding } = smallest ?? { size: 0, encoding: INTSET };
  const packed = encoding === INTSET ? INTSET : LISTPACK;
  const common = new SetBuilder(db, server.config.values, size, packed);
  intersect(sets, ({ bytes, start, end }) => void common.add(bytes, start, end));
  common.preferIntset();
  store(context, common, "sinterstore");
});

/** The smallest set, the first of several; null if one is missing. */
function smallestOf(sets: readonly (SetMembers | null)[]): SetMembers | null {
  let smallest = sets[0];
  for (const set of sets) {
    if (set === null || smallest === null) return null;
    if (set.size < smallest.size) smallest = set;
  }
  return smallest;
}

export const SINTERCARD = command({
  name: "SINTERCARD",
  summary: "Counts the members that all of several sets have, up to a limit.",
  since: "7.0.0",
  group: "set",
  complexity: "O(N*M) at worst, N being the size of the smallest set and M the number of sets.",
  arity: -3,
  flags: ["readonly", "movablekeys"],
  keys: [keyCount(["RO", "access"], 1)],
  args: [
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    { name: "limit", type: "integer", token: "LIMIT", optional: true },
  ],
}, (context) => {
  const { behind, limit } = readCount(context, false);
  const sets = readSets(context, 2, behind);
  let count = 0;
  intersect(sets, () => ++count < limit);
  context.reply.integer(count);
});
