/** SDIFF, SDIFFSTORE and SDIFFCARD: what only the first of several sets has. */

import type { SetMembers } from "../../types/set_members.ts";
import { SetBuilder } from "../../types/set_builder.ts";
import { prefersLookup, subtractByLookup, subtractByRemoval } from "../../types/set_operations.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyCount, keyRange } from "../spec.ts";
import { readCount } from "./cardinality.ts";
import { store } from "./store.ts";
import { readSets, replySet } from "./values.ts";

export const SDIFF = command({
  name: "SDIFF",
  summary: "Returns the members that only the first of several sets has.",
  since: "1.0.0",
  group: "set",
  complexity: "O(N), N being the number of members of all sets.",
  arity: -2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
  tips: ["nondeterministic_output_order"],
}, (context) => {
  const { reply } = context;
  const sets = readSets(context, 1, context.args.count);
  if (prefersLookup(sets)) return replySet(context, (visit) => subtractByLookup(sets, visit));
  const rest = remainder(context, sets);
  reply.set(rest.size);
  const members = rest.members();
  while (members.next()) reply.bulk(members.bytes, members.start, members.end);
  rest.release();
});

export const SDIFFSTORE = command({
  name: "SDIFFSTORE",
  summary: "Stores the members that only the first of several sets has.",
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
  const sets = readSets(context, 2, context.args.count);
  store(context, remainder(context, sets), "sdiffstore");
});

export const SDIFFCARD = command({
  name: "SDIFFCARD",
  summary: "Counts the members that only the first of several sets has, up to a limit.",
  since: "8.10.0",
  group: "set",
  complexity: "O(N), N being the number of members of all sets.",
  arity: -3,
  flags: ["readonly", "movablekeys"],
  keys: [keyCount(["RO", "access"], 1)],
  args: [
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    { name: "limit", type: "integer", token: "LIMIT", optional: true },
  ],
}, (context) => {
  const { reply } = context;
  const { behind, limit } = readCount(context, false);
  const sets = readSets(context, 2, behind);
  if (prefersLookup(sets)) {
    let count = 0;
    subtractByLookup(sets, () => ++count < limit);
    return reply.integer(count);
  }
  const rest = remainder(context, sets);
  reply.integer(Math.min(limit, rest.size));
  rest.release();
});

/** The difference as a set, to be stored or released. */
function remainder({ db, server }: Context, sets: readonly (SetMembers | null)[]): SetBuilder {
  const rest = new SetBuilder(db, server.config.values, sets[0]?.size ?? 0);
  if (prefersLookup(sets)) {
    subtractByLookup(sets, ({ bytes, start, end }) => void rest.add(bytes, start, end));
  } else {
    subtractByRemoval(sets, rest);
  }
  return rest;
}
