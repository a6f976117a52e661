/** GEOADD: places go into a sorted set, their geohashes being the scores. */

import { ReplyError } from "../../resp/errors.ts";
import { geohashOf } from "../../types/geohash.ts";
import { ADDED, UNCHANGED } from "../../types/sorted_set.ts";
import { command } from "../command.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { findSortedSet } from "../sorted_set/values.ts";
import { keyRange } from "../spec.ts";
import { KEY_ARG, readPlace } from "./arguments.ts";

export const GEOADD = command({
  name: "GEOADD",
  summary: "Adds places to a geospatial index or changes where they are.",
  since: "3.2.0",
  group: "geo",
  complexity: "O(log(N)) for each place, N being the size of the index.",
  arity: -5,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    KEY_ARG,
    {
      name: "condition",
      type: "oneof",
      since: "6.2.0",
      optional: true,
      args: [
        { name: "nx", type: "pure-token", token: "NX" },
        { name: "xx", type: "pure-token", token: "XX" },
      ],
    },
    { name: "change", type: "pure-token", token: "CH", since: "6.2.0", optional: true },
    {
      name: "data",
      type: "block",
      multiple: true,
      args: [
        { name: "longitude", type: "double" },
        { name: "latitude", type: "double" },
        { name: "member", type: "string" },
      ],
    },
  ],
  history: [["6.2.0", "Accepts `CH`, `NX` and `XX`."]],
}, (context) => {
  const { args, db, reply, server } = context;
  const { bytes, starts, ends } = args;
  let i = 2;
  let [nx, xx, ch] = [false, false, false];
  for (; i < args.count; i++) {
    if (args.is(i, "NX")) nx = true;
    else if (args.is(i, "XX")) xx = true;
    else if (args.is(i, "CH")) ch = true;
    else break;
  }
  const count = (args.count - i) / 3;
  if (count === 0 || !Number.isInteger(count) || (nx && xx)) throw new ReplyError(SYNTAX_ERROR);
  const scores: number[] = [];
  for (let place = i; place < args.count; place += 3) {
    scores.push(geohashOf(...readPlace(args, place)));
  }

  const limits = server.config.values;
  const set = findSortedSet(context, 1);
  if (set.size === 0 && !xx) {
    set.create(db, bytes, starts[1], ends[1], count, args.length(i + 2), limits);
  }
  let added = 0;
  let moved = 0;
  for (let n = 0; n < count; n++) {
    const member = i + 3 * n + 2;
    if (nx || xx) {
      const isThere = set.size > 0 && set.find(bytes, starts[member], ends[member]);
      if (isThere ? nx : xx) continue;
    }
    const done = set.add(bytes, starts[member], ends[member], scores[n], limits);
    if (done === ADDED) added++;
    else if (done !== UNCHANGED) moved++;
  }
  reply.integer(ch ? added + moved : added);
  if (added + moved > 0) context.changed(1, "zset", "zadd");
});
