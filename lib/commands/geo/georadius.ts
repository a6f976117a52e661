/** GEORADIUS, GEORADIUSBYMEMBER and their read-only kin: the older ways to search a circle. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { readSortedSet } from "../sorted_set/values.ts";
import { type ArgSpec, type CommandSpec, keyRange, type KeySpec } from "../spec.ts";
import { countArg, KEY_ARG, ORDER_ARG, UNIT_ARG, WITH_ARGS } from "./arguments.ts";
import { replySearch } from "./reply_search.ts";
import { readRadiusOptions, Search } from "./search.ts";

const COMPLEXITY =
  "O(N+log(M)), N being the number of places in the bounding box and M that within the distance.";

const HISTORY: CommandSpec["history"] = [
  ["6.2.0", "`COUNT` accepts `ANY`."],
  ["7.0.0", "Units may be in capitals."],
];

const PLACE_ARGS: readonly ArgSpec[] = [
  KEY_ARG,
  { name: "longitude", type: "double" },
  { name: "latitude", type: "double" },
  { name: "radius", type: "double" },
  UNIT_ARG,
  ...WITH_ARGS,
  countArg({ since: "6.2.0" }),
  ORDER_ARG,
];

const MEMBER_ARGS: readonly ArgSpec[] = [
  KEY_ARG,
  { name: "member", type: "string" },
  { name: "radius", type: "double" },
  UNIT_ARG,
  ...WITH_ARGS,
  countArg(),
  ORDER_ARG,
];

const STORE_ARGS: readonly ArgSpec[] = [
  {
    name: "store",
    type: "oneof",
    optional: true,
    args: [
      { name: "storekey", type: "key", display: "key", token: "STORE", keySpec: 1 },
      { name: "storedistkey", type: "key", display: "key", token: "STOREDIST", keySpec: 2 },
    ],
  },
];

/** The key behind one of these words, which may stand from here on. */
function storedKey(keyword: string, startFrom: number): KeySpec {
  return {
    flags: ["OW", "update"],
    begin: { keyword, startFrom },
    find: { last: 0, step: 1, limit: 0 },
  };
}

export const GEORADIUS = command({
  name: "GEORADIUS",
  summary: "Returns or stores the places within a distance of a point.",
  since: "3.2.0",
  group: "geo",
  complexity: COMPLEXITY,
  arity: -6,
  flags: ["write", "denyoom", "movablekeys"],
  keys: [keyRange(["RO", "access"], 1), storedKey("STORE", 6), storedKey("STOREDIST", 6)],
  args: [...PLACE_ARGS, ...STORE_ARGS],
  history: HISTORY,
  deprecated: {
    since: "6.2.0",
    replacedBy: "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` argument",
  },
}, (context) => searchAroundPlace(context, true));

export const GEORADIUS_RO = command({
  name: "GEORADIUS_RO",
  summary: "Returns the places within a distance of a point.",
  since: "3.2.10",
  group: "geo",
  complexity: COMPLEXITY,
  arity: -6,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: PLACE_ARGS,
  history: HISTORY,
  deprecated: { since: "6.2.0", replacedBy: "`GEOSEARCH` with the `BYRADIUS` argument" },
}, (context) => searchAroundPlace(context, false));

export const GEORADIUSBYMEMBER = command({
  name: "GEORADIUSBYMEMBER",
  summary: "Returns or stores the places within a distance of another place.",
  since: "3.2.0",
  group: "geo",
  complexity: COMPLEXITY,
  arity: -5,
  flags: ["write", "denyoom", "movablekeys"],
  keys: [keyRange(["RO", "access"], 1), storedKey("STORE", 5), storedKey("STOREDIST", 5)],
  args: [...MEMBER_ARGS, ...STORE_ARGS],
  history: HISTORY,
  deprecated: {
    since: "6.2.0",
    replacedBy: "`GEOSEARCH` and `GEOSEARCHSTORE` with the `BYRADIUS` and `FROMMEMBER` arguments",
  },
}, (context) => searchAroundMember(context, true));

export const GEORADIUSBYMEMBER_RO = command({
  name: "GEORADIUSBYMEMBER_RO",
  summary: "Returns the places within a distance of another place.",
  since: "3.2.10",
  group: "geo",
  complexity: COMPLEXITY,
  arity: -5,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: MEMBER_ARGS,
  history: HISTORY,
  deprecated: {
    since: "6.2.0",
    replacedBy: "`GEOSEARCH` with the `BYRADIUS` and `FROMMEMBER` arguments",
  },
}, (context) => searchAroundMember(context, false));

function searchAroundPlace(context: Context, mayStore: boolean): void {
  const { args } = context;
  const set = readSortedSet(context, 1);
  const search = new Search();
  search.readPlace(args, 2);
  search.readRadius(args, 4);
  readRadiusOptions(search, args, 6, mayStore);
  replySearch(context, set, search, "georadiusstore");
}

function searchAroundMember(context: Context, mayStore: boolean): void {
  const { args } = context;
  const set = readSortedSet(context, 1);
  const search = new Search();
  // Without the key the radius is not even looked at.
  if (set.size > 0) {
    search.readMember(args, 2, set);
    search.readRadius(args, 3);
  }
  readRadiusOptions(search, args, 5, mayStore);
  replySearch(context, set, search, "georadiusstore");
}
