/** ZUNION and ZUNIONSTORE: what any of several sorted sets has. */

import { uniteScored } from "../../../types/sorted_set_operations.ts";
import { command } from "../../command.ts";
import { keyCount, keyRange } from "../../spec.ts";
import { COMBINING_ARGS, readInputs, readOptions, WITHSCORES_ARG } from "./inputs.ts";
import { replySortedSet, storeSortedSet } from "./store.ts";

const COMPLEXITY =
  "O(N+M*log(M)), N being the number of members of all sets and M the size of the result.";

export const ZUNION = command({
  name: "ZUNION",
  summary: "Returns the members that any of several sorted sets has.",
  since: "6.2.0",
  group: "sorted-set",
  complexity: COMPLEXITY,
  arity: -3,
  flags: ["readonly", "movablekeys"],
  keys: [keyCount(["RO", "access"], 1)],
  args: [
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    ...COMBINING_ARGS,
    WITHSCORES_ARG,
  ],
  history: [["8.8.0", "`AGGREGATE` accepts `COUNT`."]],
}, (context) => {
  const all = readInputs(context, 1);
  const options = readOptions(context.args, all, { weights: true, scores: true });
  const limits = context.server.config.values;
  replySortedSet(context, options.withScores, (made) => {
    uniteScored(all.inputs, options.aggregate, made, limits);
  });
});

export const ZUNIONSTORE = command({
  name: "ZUNIONSTORE",
  summary: "Stores the members that any of several sorted sets has.",
  since: "2.0.0",
  group: "sorted-set",
  complexity: COMPLEXITY,
  arity: -4,
  flags: ["write", "denyoom", "movablekeys"],
  keys: [keyRange(["OW", "update"], 1), keyCount(["RO", "access"], 2)],
  args: [
    { name: "destination", type: "key", keySpec: 0 },
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 1 },
    ...COMBINING_ARGS,
  ],
  history: [["8.8.0", "`AGGREGATE` accepts `COUNT`."]],
}, (context) => {
  const all = readInputs(context, 2);
  const { aggregate } = readOptions(context.args, all, { weights: true });
  const limits = context.server.config.values;
  storeSortedSet(context, 1, "zunionstore", (made) => {
    uniteScored(all.inputs, aggregate, made, limits);
  });
});
