/** ZRANGE and its older kin: the members in a range, in order or backwards. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import { ANY, BY_LEX, BY_RANK, BY_SCORE, Range } from "./ranges.ts";
import { readSortedSet, replyMembers } from "./values.ts";

export const ZRANGE = command({
  name: "ZRANGE",
  summary: "Returns the members of a sorted set in a range of ranks, scores or names.",
  since: "1.2.0",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of returned members.",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "start", type: "string" },
    { name: "stop", type: "string" },
    {
      name: "sortby",
      type: "oneof",
      since: "6.2.0",
      optional: true,
      args: [
        { name: "byscore", type: "pure-token", token: "BYSCORE" },
        { name: "bylex", type: "pure-token", token: "BYLEX" },
      ],
    },
    { name: "rev", type: "pure-token", token: "REV", since: "6.2.0", optional: true },
    {
      name: "limit",
      type: "block",
      token: "LIMIT",
      since: "6.2.0",
      optional: true,
      args: [
        { name: "offset", type: "integer" },
        { name: "count", type: "integer" },
      ],
    },
    { name: "withscores", type: "pure-token", token: "WITHSCORES", optional: true },
  ],
  history: [["6.2.0", "Accepts `REV`, `BYSCORE`, `BYLEX` and `LIMIT`."]],
}, (context) => replyRange(context, ANY, null));

export const ZREVRANGE = command({
  name: "ZREVRANGE",
  summary: "Returns the members of a sorted set in a range of ranks, highest score first.",
  since: "1.2.0",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of returned members.",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "start", type: "integer" },
    { name: "stop", type: "integer" },
    { name: "withscores", type: "pure-token", token: "WITHSCORES", optional: true },
  ],
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` argument" },
}, (context) => replyRange(context, BY_RANK, true));

export const ZRANGEBYSCORE = command({
  name: "ZRANGEBYSCORE",
  summary: "Returns the members of a sorted set with scores in a range.",
  since: "1.0.5",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of returned members.",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "min", type: "double" },
    { name: "max", type: "double" },
    { name: "withscores", type: "pure-token", token: "WITHSCORES", since: "2.0.0", optional: true },
    {
      name: "limit",
      type: "block",
      token: "LIMIT",
      optional: true,
      args: [
        { name: "offset", type: "integer" },
        { name: "count", type: "integer" },
      ],
    },
  ],
  history: [["2.0.0", "Accepts `WITHSCORES`."]],
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `BYSCORE` argument" },
}, (context) => replyRange(context, BY_SCORE, false));

export const ZREVRANGEBYSCORE = command({
  name: "ZREVRANGEBYSCORE",
  summary: "Returns the members of a sorted set with scores in a range, highest score first.",
  since: "2.2.0",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of returned members.",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "max", type: "double" },
    { name: "min", type: "double" },
    { name: "withscores", type: "pure-token", token: "WITHSCORES", optional: true },
    {
      name: "limit",
      type: "block",
      token: "LIMIT",
      optional: true,
      args: [
        { name: "offset", type: "integer" },
        { name: "count", type: "integer" },
      ],
    },
  ],
  history: [["2.1.6", "Bounds may be exclusive."]],
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` and `BYSCORE` arguments" },
}, (context) => replyRange(context, BY_SCORE, true));

export const ZRANGEBYLEX = command({
  name: "ZRANGEBYLEX",
  summary: "Returns the members of a sorted set in a range of names.",
  since: "2.8.9",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of returned members.",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "min", type: "string" },
    { name: "max", type: "string" },
    {
      name: "limit",
      type: "block",
      token: "LIMIT",
      optional: true,
      args: [
        { name: "offset", type: "integer" },
        { name: "count", type: "integer" },
      ],
    },
  ],
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `BYLEX` argument" },
}, (context) => replyRange(context, BY_LEX, false));

export const ZREVRANGEBYLEX = command({
  name: "ZREVRANGEBYLEX",
  summary: "Returns the members of a sorted set in a range of names, last name first.",
  since: "2.8.9",
  group: "sorted-set",
  complexity:
    "O(log(N)+M), N being the size of the sorted set and M the number of returned members.",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "max", type: "string" },
    { name: "min", type: "string" },
    {
      name: "limit",
      type: "block",
      token: "LIMIT",
      optional: true,
      args: [
        { name: "offset", type: "integer" },
        { name: "count", type: "integer" },
      ],
    },
  ],
  deprecated: { since: "6.2.0", replacedBy: "`ZRANGE` with the `REV` and `BYLEX` arguments" },
}, (context) => replyRange(context, BY_LEX, true));

const range = new Range();

/** `isReverse` null: an option may say so, as `kind` `ANY` leaves the kind to one. */
function replyRange(context: Context, kind: number, isReverse: boolean | null): void {
  range.read(context.args, 2, kind, isReverse);
  const set = readSortedSet(context, 1);
  range.locate(set);
  replyMembers(context, set, range.from, range.to, range.isReverse, range.withScores);
}
