/**
 * Generators of users and of what they may do. Users are asked for with ACL DRYRUN, so that no
 * connection loses its rights; their names end in digits, which no known difference concerns.
 */

import type { Chance } from "./chance.ts";
import type { Generator } from "./generators.ts";

/** A command with its arguments, to be asked about. */
type CommandOf = (c: Chance) => string[];

const COMMANDS =
  "get set del append mget config config|get config|set client|id select sort zadd " +
  "bitop object|encoding publish psubscribe xadd nosuch config|nosuch config|get|x select|0 select|";
const CATEGORIES = "keyspace read write set sortedset list hash string bitmap hyperloglog geo " +
  "stream pubsub admin fast slow blocking dangerous connection transaction scripting all nosuch";
const PATTERNS = ["*", "k*", "k0", "k[0-3]", "?0", "z*", "s1", "", "a b", "[^k]*"];
const CHANNELS = ["*", "c*", "c1", "c?", "", "a b"];

const user = (c: Chance): string => `u${c.below(3)}`;
const sign = (c: Chance): string => c.pick(["+", "+", "-"]);

/** A rule about commands, keys or channels. */
function permission(c: Chance): string {
  switch (c.below(8)) {
    case 0:
      return sign(c) + c.word(c.pick(COMMANDS.split(" ")));
    case 1:
    case 2:
      return `${sign(c)}@${c.word(c.pick(CATEGORIES.split(" ")))}`;
    case 3:
    case 4:
      return c.pick(["~", "~", "%R~", "%W~", "%RW~", "%wr~", "%~", "%RR~"]) + c.pick(PATTERNS);
    case 5:
      return "&" + c.pick(CHANNELS);
    case 6:
      return "+@all";
    default:
      return c.word(
        c.pick("allkeys resetkeys allchannels resetchannels allcommands nocommands x".split(" ")),
      );
  }
}

/** A rule that is not about permissions only. */
function rule(c: Chance): string[] {
  switch (c.below(12)) {
    case 0:
      return [c.word(c.pick("on off nopass resetpass clearselectors reset".split(" ")))];
    case 1:
      return [
        c.pick([">", "<", "#", "!"]) + c.pick(["a", "b", "", "0".repeat(64), "g".repeat(64)]),
      ];
    case 2:
    case 3: {
      const words = c.times(c.below(4), () => permission(c)).join(" ");
      return `(${words}${c.is(0.95) ? ")" : ""}`.split(" ");
    }
    default:
      return [permission(c)];
  }
}

const setUser: Generator = (c) => [
  "SETUSER",
  user(c),
  ...(c.is(0.7) ? ["reset", "on"] : []),
  ...c.times(c.below(5), () => rule(c)).flat(),
];

/** ACL with its subcommands; `commandOf` makes what ACL DRYRUN asks about. */
export function aclGenerators(
  commandOf: CommandOf,
): readonly (readonly [string, number, Generator])[] {
  const channel: CommandOf = (c) => [
    c.pick(["PUBLISH", "SUBSCRIBE", "PSUBSCRIBE", "SPUBLISH", "SSUBSCRIBE", "UNSUBSCRIBE"]),
    c.pick(["c1", "c*", "c2", "d", "*"]),
    c.pick(["c1", "d", "c*"]),
  ];
  const other: CommandOf = (c) =>
    c.pick(["CONFIG GET x", "CONFIG SET a b", "SELECT 0", "SELECT 1", "CLIENT ID", "ACL LIST"])
      .split(" ");
  const dryRun: Generator = (c) => {
    const make = c.pick([commandOf, commandOf, commandOf, commandOf, channel, other]);
    return ["DRYRUN", user(c), ...make(c)];
  };
  return [
    ["ACL", 8, (c) => {
      const ticket = c.below(20);
      if (ticket < 6) return setUser(c);
      if (ticket < 18) return dryRun(c);
      return ticket < 19 ? ["GETUSER", user(c)] : ["DELUSER", user(c), user(c)];
    }],
  ];
}
