/** ZDIFF and ZDIFFSTORE: what only the first of several sorted sets has. */

import { subtractScored } from "../../../types/sorted_set_operations.ts";
import { command } from "../../command.ts";
import type { Context } from "../../context.ts";
import { keyCount, keyRange } from "../../spec.ts";
import { type Inputs, readInputs, readOptions, WITHSCORES_ARG } from "./inputs.ts";
import { type Fill, replySortedSet, storeSortedSet } from "./store.ts";

const COMPLEXITY =
  "O(L+(N-K)*log(N)) at worst, L being the members of all sets, N the size of the first and K that of the result.";

export const ZDIFF = command({
  name: "ZDIFF",
  summary: "Returns the members that only the first of several sorted sets has.",
  since: "6.2.0",
  group: "sorted-set",
  complexity: COMPLEXITY,
  arity: -3,
  flags: ["readonly", "movablekeys"],
  keys: [keyCount(["RO", "access"], 1)],
  args: [
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    WITHSCORES_ARG,
  ],
}, (context) => {
  const all = readInputs(context, 1);
  const { withScores } = readOptions(context.args, all, { scores: true });
  replySortedSet(context, withScores, difference(context, all));
});

export const ZDIFFSTORE = command({
  name: "ZDIFFSTORE",
  summary: "Stores the members that only the first of several sorted sets has.",
  since: "6.2.0",
  group: "sorted-set",
  complexity: COMPLEXITY,
  arity: -4,
  flags: ["write", "denyoom", "movablekeys"],
  keys: [keyRange(["OW", "update"], 1), keyCount(["RO", "access"], 2)],
  args: [
    { name: "destination", type: "key", keySpec: 0 },
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 1 },
  ],
}, (context) => {
  const all = readInputs(context, 2);
  readOptions(context.args, all, {});
  storeSortedSet(context, 1, "zdiffstore", difference(context, all));
});

function difference({ server }: Context, { inputs }: Inputs): Fill {
  const limits = server.config.values;
  return (made) =>
    subtractScored(inputs, ({ bytes, start, end }, score) => {
      made.add(bytes, start, end, score, limits);
    });
}
