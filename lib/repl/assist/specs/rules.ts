/**
 * What commands refuse though their descriptions do not say so, and where the descriptions that
 * servers give are wrong. By full name in capitals.
 */

import type { ArgSpec, CommandFacts } from "./facts.ts";

/** Options of which at most one may be given. */
export const EXCLUSIVE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  SET: [
    ["NX", "XX", "IFEQ", "IFNE", "IFDEQ", "IFDNE"],
    ["EX", "PX", "EXAT", "PXAT", "KEEPTTL"],
  ],
  GETEX: [["EX", "PX", "EXAT", "PXAT", "PERSIST"]],
  HGETEX: [["EX", "PX", "EXAT", "PXAT", "PERSIST"]],
  HSETEX: [["FNX", "FXX"], ["EX", "PX", "EXAT", "PXAT", "KEEPTTL"]],
  MSETEX: [["NX", "XX"], ["EX", "PX", "EXAT", "PXAT", "KEEPTTL"]],
  ...forEach(["EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"], [["NX", "XX"], ["NX", "GT", "LT"]]),
  ...forEach(["HEXPIRE", "HPEXPIRE", "HEXPIREAT", "HPEXPIREAT"], [["NX", "XX", "GT", "LT"]]),
  ZADD: [["NX", "XX"], ["NX", "GT", "LT"]],
  GEOADD: [["NX", "XX"]],
  ...forEach(["GEOSEARCH", "GEOSEARCHSTORE"], [
    ["FROMMEMBER", "FROMLONLAT"],
    ["BYRADIUS", "BYBOX", "BYPOLYGON"],
  ]),
  ...forEach(["XADD", "XTRIM"], [["MAXLEN", "MINID"]]),
  RESTORE: [["IDLETIME", "FREQ"]],
  SHUTDOWN: [["SAVE", "NOSAVE"]],
  "CLIENT TRACKING": [["OPTIN", "OPTOUT"], ["BCAST", "OPTIN"], ["BCAST", "OPTOUT"]],
};

/** Options that are refused when they come twice. */
export const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  LMPOP: ["COUNT"],
  BLMPOP: ["COUNT"],
  ZMPOP: ["COUNT"],
  BZMPOP: ["COUNT"],
  SINTERCARD: ["LIMIT"],
  ZINTERCARD: ["LIMIT"],
};

/** Options that may stand anywhere among others, though they are described as part of one. */
export const LOOSE: Readonly<Record<string, readonly string[]>> = forEach(
  ["GEORADIUS", "GEORADIUS_RO", "GEORADIUSBYMEMBER", "GEORADIUSBYMEMBER_RO"].concat(
    ["GEOSEARCH", "GEOSEARCHSTORE"],
  ),
  ["ANY"],
);

/** Commands that take no notice of what is wrong with their arguments, or whose syntax is open. */
export const LENIENT: ReadonlySet<string> = new Set(["LOLWUT", "DEBUG"]);

/** The facts, with what is known to be wrong in them put right. */
export function corrected(facts: CommandFacts): CommandFacts {
  const change = CORRECTIONS[facts.name];
  return change === undefined || facts.args === undefined
    ? facts
    : { ...facts, args: change(facts.args) };
}

const CORRECTIONS: Readonly<Record<string, (args: readonly ArgSpec[]) => readonly ArgSpec[]>> = {
  REPLICAOF: orNoOne,
  SLAVEOF: orNoOne,
};

/** `host port`, as Redis 7.0 has it, is not all. */
function orNoOne(args: readonly ArgSpec[]): readonly ArgSpec[] {
  if (args.length !== 2) return args;
  const word = (token: string): ArgSpec => ({
    name: token.toLowerCase(),
    type: "pure-token",
    token,
  });
  return [{
    name: "source",
    type: "oneof",
    args: [
      { name: "host-port", type: "block", args },
      { name: "no-one", type: "block", args: [word("NO"), word("ONE")] },
    ],
  }];
}

function forEach<T>(names: readonly string[], value: T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value]));
}
