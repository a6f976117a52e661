/** Arguments that several geo commands share: how they are described, and how they are read. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { isOnMap } from "../../types/geohash.ts";
import type { ArgSpec } from "../spec.ts";

const UNKNOWN_UNIT = "ERR unsupported unit provided. please use M, KM, FT, MI";

export const KEY_ARG: ArgSpec = { name: "key", type: "key", keySpec: 0 };

export const UNIT_ARG: ArgSpec = {
  name: "unit",
  type: "oneof",
  args: [
    { name: "m", type: "pure-token", token: "M" },
    { name: "km", type: "pure-token", token: "KM" },
    { name: "ft", type: "pure-token", token: "FT" },
    { name: "mi", type: "pure-token", token: "MI" },
  ],
};

export const ORDER_ARG: ArgSpec = {
  name: "order",
  type: "oneof",
  optional: true,
  args: [
    { name: "asc", type: "pure-token", token: "ASC" },
    { name: "desc", type: "pure-token", token: "DESC" },
  ],
};

const ANY_ARG: ArgSpec = { name: "any", type: "pure-token", token: "ANY", optional: true };

/** `COUNT count [ANY]`. */
export function countArg(any: Partial<ArgSpec> = {}): ArgSpec {
  return {
    name: "count-block",
    type: "block",
    optional: true,
    args: [{ name: "count", type: "integer", token: "COUNT" }, { ...ANY_ARG, ...any }],
  };
}

export const WITH_ARGS: readonly ArgSpec[] = [
  { name: "withcoord", type: "pure-token", token: "WITHCOORD", optional: true },
  { name: "withdist", type: "pure-token", token: "WITHDIST", optional: true },
  { name: "withhash", type: "pure-token", token: "WITHHASH", optional: true },
];

/** Argument `i`, a unit of length, in metres. */
export function readUnit(args: Args, i: number): number {
  if (args.is(i, "M")) return 1;
  if (args.is(i, "KM")) return 1000;
  if (args.is(i, "FT")) return 0.3048;
  if (args.is(i, "MI")) return 1609.34;
  throw new ReplyError(UNKNOWN_UNIT);
}

/** Arguments `i` and `i + 1`, the longitude and latitude of a place on the map. */
export function readPlace(args: Args, i: number): [longitude: number, latitude: number] {
  const longitude = args.double(i);
  const latitude = args.double(i + 1);
  if (!isOnMap(longitude, latitude)) {
    const pair = `${sixDecimals(longitude)},${sixDecimals(latitude)}`;
    throw new ReplyError(`ERR invalid longitude,latitude pair ${pair}`);
  }
  return [longitude, latitude];
}

/** A double as C's `%f` prints it: six decimals, half to even. */
function sixDecimals(x: number): string {
  if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
  const sign = x < 0 || Object.is(x, -0) ? "-" : "";
  const size = Math.abs(x);
  if (size >= 1e21) return `${sign}${BigInt(size)}.000000`;
  const text = size.toFixed(6);
  // JavaScript rounds a tie up. One has seven decimals and no more.
  const isTie = /[02468]50{20}$/.test(size.toFixed(27));
  return sign + (isTie ? size.toFixed(27).slice(0, -21) : text);
}
