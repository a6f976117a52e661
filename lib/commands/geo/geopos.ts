/** GEOPOS, GEOHASH, GEODIST: where places are, and how far apart. */

import { ReplyError } from "../../resp/errors.ts";
import {
  coordinateText,
  DISTANCE_BYTES_MAX,
  distanceBetween,
  writeDistance,
} from "../../types/geo_distance.ts";
import { geohashText, latitudeOf, longitudeOf } from "../../types/geohash.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { SYNTAX_ERROR } from "../messages.ts";
import { readSortedSet } from "../sorted_set/values.ts";
import { keyRange } from "../spec.ts";
import { KEY_ARG, readUnit, UNIT_ARG } from "./arguments.ts";

export const GEOPOS = command({
  name: "GEOPOS",
  summary: "Returns the longitude and latitude of places.",
  since: "3.2.0",
  group: "geo",
  complexity: "O(1) for each place.",
  arity: -2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [KEY_ARG, { name: "member", type: "string", optional: true, multiple: true }],
}, (context) => {
  const { args, reply } = context;
  const set = readSortedSet(context, 1);
  reply.array(args.count - 2);
  for (let i = 2; i < args.count; i++) {
    const score = set.scoreOf(args.bytes, args.starts[i], args.ends[i]);
    if (score === score) replyPlace(context, score);
    else reply.nullArray();
  }
});

export const GEOHASH = command({
  name: "GEOHASH",
  summary: "Returns the standard geohash of places.",
  since: "3.2.0",
  group: "geo",
  complexity: "O(1) for each place.",
  arity: -2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [KEY_ARG, { name: "member", type: "string", optional: true, multiple: true }],
}, (context) => {
  const { args, reply } = context;
  const set = readSortedSet(context, 1);
  reply.array(args.count - 2);
  for (let i = 2; i < args.count; i++) {
    const score = set.scoreOf(args.bytes, args.starts[i], args.ends[i]);
    if (score === score) reply.text(geohashText(score));
    else reply.null();
  }
});

export const GEODIST = command({
  name: "GEODIST",
  summary: "Returns the distance between two places.",
  since: "3.2.0",
  group: "geo",
  complexity: "O(log(N))",
  arity: -4,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    KEY_ARG,
    { name: "member1", type: "string" },
    { name: "member2", type: "string" },
    { ...UNIT_ARG, optional: true },
  ],
}, (context) => {
  const { args, reply } = context;
  if (args.count > 5) throw new ReplyError(SYNTAX_ERROR);
  const unit = args.count === 5 ? readUnit(args, 4) : 1;
  const set = readSortedSet(context, 1);
  const a = set.scoreOf(args.bytes, args.starts[2], args.ends[2]);
  const b = set.scoreOf(args.bytes, args.starts[3], args.ends[3]);
  if (a !== a || b !== b) return reply.null();
  const metres = distanceBetween(longitudeOf(a), latitudeOf(a), longitudeOf(b), latitudeOf(b));
  replyDistance(context, metres / unit);
});

/** Replies longitude and latitude of the place that a score stands for. */
export function replyPlace({ reply }: Context, score: number): void {
  reply.array(2);
  reply.doubleText(coordinateText(longitudeOf(score)));
  reply.doubleText(coordinateText(latitudeOf(score)));
}

const DIGITS = new Uint8Array(DISTANCE_BYTES_MAX);

export function replyDistance({ reply }: Context, distance: number): void {
  reply.bulk(DIGITS, 0, writeDistance(DIGITS, 0, distance));
}
