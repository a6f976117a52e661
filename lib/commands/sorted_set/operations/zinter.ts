/** ZINTER, ZINTERSTORE and ZINTERCARD: what all of several sorted sets have. */

import { intersectScored } from "../../../types/sorted_set_operations.ts";
import { command } from "../../command.ts";
import type { Context } from "../../context.ts";
import { keyCount, keyRange } from "../../spec.ts";
import {
  COMBINING_ARGS,
  type Inputs,
  type Options,
  readInputs,
  readLimit,
  readOptions,
  WITHSCORES_ARG,
} from "./inputs.ts";
import { type Fill, replySortedSet, storeSortedSet } from "./store.ts";

const COMPLEXITY =
  "O(N*K+M*log(M)) at worst, N being the size of the smallest set, K the number of sets and M the size of the result.";

export const ZINTER = command({
  name: "ZINTER",
  summary: "Returns the members that all of several sorted sets have.",
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
  replySortedSet(context, options.withScores, intersection(context, all, options));
});

export const ZINTERSTORE = command({
  name: "ZINTERSTORE",
  summary: "Stores the members that all of several sorted sets have.",
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
  const options = readOptions(context.args, all, { weights: true });
  storeSortedSet(context, 1, "zinterstore", intersection(context, all, options));
});

function intersection({ server }: Context, { inputs }: Inputs, { aggregate }: Options): Fill {
  const limits = server.config.values;
  return (made) =>
    intersectScored(inputs, aggregate, ({ bytes, start, end }, score) => {
      made.add(bytes, start, end, score, limits);
    });
}

export const ZINTERCARD = command({
  name: "ZINTERCARD",
  summary: "Counts the members that all of several sorted sets have, up to a limit.",
  since: "7.0.0",
  group: "sorted-set",
  complexity: "O(N*K) at worst, N being the size of the smallest set and K the number of sets.",
  arity: -3,
  flags: ["readonly", "movablekeys"],
  keys: [keyCount(["RO", "access"], 1)],
  args: [
    { name: "numkeys", type: "integer" },
    { name: "key", type: "key", multiple: true, keySpec: 0 },
    { name: "limit", type: "integer", token: "LIMIT", optional: true },
  ],
}, (context) => {
  const { inputs, behind } = readInputs(context, 1);
  const limit = readLimit(context.args, behind);
  let count = 0;
  intersectScored(inputs, "COUNT", () => ++count < limit);
  context.reply.integer(count);
});
