/** GEOSEARCH and GEOSEARCHSTORE: the places in a circle, a box or a polygon. */

import { command } from "../command.ts";
import { readSortedSet } from "../sorted_set/values.ts";
import { type ArgSpec, keyRange } from "../spec.ts";
import { countArg, KEY_ARG, ORDER_ARG, UNIT_ARG, WITH_ARGS } from "./arguments.ts";
import { replySearch } from "./reply_search.ts";
import { readSearchOptions, Search } from "./search.ts";

const FROM_ARG: ArgSpec = {
  name: "from",
  type: "oneof",
  args: [
    { name: "member", type: "string", token: "FROMMEMBER" },
    {
      name: "fromlonlat",
      type: "block",
      token: "FROMLONLAT",
      args: [
        { name: "longitude", type: "double" },
        { name: "latitude", type: "double" },
      ],
    },
  ],
};

const BY_ARG: ArgSpec = {
  name: "by",
  type: "oneof",
  args: [
    {
      name: "circle",
      type: "block",
      args: [{ name: "radius", type: "double", token: "BYRADIUS" }, UNIT_ARG],
    },
    {
      name: "box",
      type: "block",
      args: [
        { name: "width", type: "double", token: "BYBOX" },
        { name: "height", type: "double" },
        UNIT_ARG,
      ],
    },
    {
      name: "polygon",
      type: "block",
      since: "9.0.0",
      args: [
        { name: "num-vertices", type: "integer", token: "BYPOLYGON" },
        {
          name: "vertex",
          type: "block",
          multiple: true,
          args: [
            { name: "longitude", type: "double" },
            { name: "latitude", type: "double" },
          ],
        },
      ],
    },
  ],
};

const HISTORY = [
  ["7.0.0", "Units may be in capitals."],
  ["9.0.0", "Accepts `BYPOLYGON`, as in Valkey; it needs no `FROM`."],
] as const;

const COMPLEXITY =
  "O(N+log(M)), N being the number of places in the grid cells around the shape and M that inside it.";

export const GEOSEARCH = command({
  name: "GEOSEARCH",
  summary: "Returns the places inside a circle, a box or a polygon.",
  since: "6.2.0",
  group: "geo",
  complexity: COMPLEXITY,
  arity: -7,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [KEY_ARG, FROM_ARG, BY_ARG, ORDER_ARG, countArg(), ...WITH_ARGS],
  history: HISTORY,
}, (context) => {
  const set = readSortedSet(context, 1);
  const search = new Search();
  readSearchOptions(search, context.args, 2, set);
  replySearch(context, set, search);
});

export const GEOSEARCHSTORE = command({
  name: "GEOSEARCHSTORE",
  summary: "Stores the places inside a circle, a box or a polygon.",
  since: "6.2.0",
  group: "geo",
  complexity: COMPLEXITY,
  arity: -8,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 1), keyRange(["RO", "access"], 2)],
  args: [
    { name: "destination", type: "key", keySpec: 0 },
    { name: "source", type: "key", keySpec: 1 },
    FROM_ARG,
    BY_ARG,
    ORDER_ARG,
    countArg(),
    { name: "storedist", type: "pure-token", token: "STOREDIST", optional: true },
  ],
  history: HISTORY,
}, (context) => {
  const set = readSortedSet(context, 2);
  const search = new Search();
  search.destination = 1;
  readSearchOptions(search, context.args, 3, set);
  replySearch(context, set, search, "geosearchstore");
});
