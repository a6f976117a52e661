/** When two replies to the same command count as the same. */

import { USUAL } from "../harness/dialogue.ts";
import { elements } from "../harness/frames.ts";
import { sorted } from "../harness/play.ts";
import type { Sent } from "./fuzz.ts";

/** Commands whose replies may come in any order. */
const UNORDERED = new Set(
  ("KEYS SCAN CONFIG HGETALL HKEYS HRANDFIELD HSCAN HVALS SDIFF SINTER SMEMBERS SPOP SRANDMEMBER " +
    "SSCAN SUNION ZSCAN").split(" "),
);

/** Commands that tell scores: 7.0 writes doubles with 17 digits, 7.2 with as few as will do. */
const SCORED = /^B?Z/;

/** Commands that tell times, of keys or of fields, and by how much these may be apart. */
const TIMES = new Map([
  ...["TTL", "EXPIRETIME", "HTTL", "HEXPIRETIME"].map((name) => [name, 5] as const),
  ...["PTTL", "PEXPIRETIME", "HPTTL", "HPEXPIRETIME"].map((name) => [name, 5000] as const),
]);

/** Replies of 7.0, and what later versions reply in their place. */
const CHANGED: readonly (readonly [old: string, now: string])[] = [
  // 7.2 has listpacks for short lists.
  ["$9\r\nquicklist\r\n", "$8\r\nlistpack\r\n"],
  // And for short sets of any members.
  ["$9\r\nhashtable\r\n", "$8\r\nlistpack\r\n"],
  // SORT unpacks a sorted set there, for good.
  ["$8\r\nskiplist\r\n", "$8\r\nlistpack\r\n"],
  // 7.4 knows the ID +, and names the command that was called.
  ...(["XREAD", "XREADGROUP"].map((name) =>
    [
      "-ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.\r\n",
      `-ERR Unbalanced '${name.toLowerCase()}' list of streams: for each stream key an ID` +
      `${name === "XREAD" ? ", '+', or '$'" : " or '>'"} must be specified.\r\n`,
    ] as const
  )),
  // 7.0 lets the time-out overflow before it looks at it.
  ["-ERR timeout is negative\r\n", "-ERR timeout is out of range\r\n"],
];

/** Later servers make room for times of fields, HEXPIRE may find any or not. */
const ROOM_FOR_TIMES = ["$8\r\nlistpack\r\n", "$10\r\nlistpackex\r\n"] as const;

/** Commands that tell places: later servers write coordinates with as few digits as will do. */
const PLACED = /^GEO(POS|RADIUS|SEARCH)/;
/** How far such a number may be from the one that Redis 7.0 writes. */
const DIGITS_MORE = 1e-16;

/** What Redis 8.0 and Valkey 9.1 understand otherwise than 7.4: it is not sent to them. */
const NOT_FOR_LATER = [
  // Scores in hexadecimal or behind blanks are refused there.
  /^Z.* \(?( \d|0x)/i,
  // An offset below 0 counts from the end of a sorted set, if that is large.
  /^Z.* LIMIT -\d/i,
  // An index loses its upper 32 bits.
  /^LSET \S+ -?\d{10}/i,
  // Distances differ in their last digits.
  /^GEO.* STOREDIST\b/i,
  // Redis 8.0.6 loses the reply now and then, if the password is wrong.
  /^AUTH /i,
];

/** What is right in both; of what is wrong with a range, 7.4 speaks before it looks at the key. */
const RIGHT_RANGE = /^BIT(COUNT \S+|POS \S+ [01])(( (-?[1-9]\d{0,17}|0)){2}( BIT| BYTE)?)?$/i;
/** Without anything behind the name: 7.0 refuses that by its arity, so within MULTI at once. */
const BARE = /^COMMAND GETKEYS(ANDFLAGS)? \S+$/i;
/** Parentheses within parentheses: 7.4 takes what opens there for one more rule. */
const NESTED = /^ACL SETUSER .*\([^)]* \(/i;

/** Whether a command can be compared with that server's. */
export function isFor(server: string, { words }: Sent): boolean {
  const text = words.join(" ");
  if (server !== USUAL) return !NOT_FOR_LATER.some((each) => each.test(text));
  return !NESTED.test(text) && !BARE.test(text) &&
    (!/^BIT(COUNT|POS) /i.test(text) || RIGHT_RANGE.test(text));
}

/** Compares the replies of a stream of commands; knows what EXEC will answer to. */
export class Alikeness {
  readonly #server: string;
  /** Names of the commands that wait for EXEC, on each connection. */
  readonly #queued = { "": [] as string[], "b": [] as string[] };

  /** For a real server that is the one of this name. */
  constructor(server: string) {
    this.#server = server;
  }

  /** To be asked for every command in its turn. */
  isAlike({ who, words }: Sent, actual: string, expected: string): boolean {
    const name = words[0].toUpperCase();
    const queued = this.#queued[who];
    if (expected === "+QUEUED\r\n") queued.push(name);
    else if (name === "MULTI" && expected === "+OK\r\n") queued.length = 0;
    if (actual === expected) return true;
    if (name !== "EXEC") return this.#areClose(name, actual, expected);
    if (actual[0] !== "*" || expected[0] !== "*") return false;
    const [mine, theirs] = [elements(actual), elements(expected)];
    return mine.length === theirs.length && theirs.length > 0 &&
      theirs.every((part, i) => mine[i] === part || this.#areClose(queued[i], mine[i], part));
  }

  #areClose(name: string, actual: string, expected: string): boolean {
    if (this.#server !== USUAL) {
      if (PLACED.test(name)) return haveSameNumbers(actual, expected, DIGITS_MORE);
      const [without, withRoom] = ROOM_FOR_TIMES;
      if (actual === without && expected === withRoom) return true;
    }
    return areClose(name, actual, expected);
  }
}

function areClose(name: string, actual: string, expected: string): boolean {
  if (name === "COMMAND") return sorted(withoutNotes(actual)) === sorted(withoutNotes(expected));
  if (name === "ACL") return withoutNames(actual) === withoutNames(expected);
  if (UNORDERED.has(name) && sorted(actual) === sorted(expected)) return true;
  if (CHANGED.some(([old, now]) => expected === old && actual === now)) return true;
  if (SCORED.test(name) && haveSameNumbers(actual, expected)) return true;
  if (name === "XPENDING") return withoutIdle(actual) === withoutIdle(expected);
  if (name === "XINFO") return withoutConsumers(actual) === withoutConsumers(expected);
  if (name === "XGROUP" && ONE_OR_NONE.test(actual) && ONE_OR_NONE.test(expected)) return true;
  const tolerance = TIMES.get(name);
  return tolerance !== undefined && haveSameTimes(actual, expected, tolerance);
}

/** Whether replies are the same but for integers that are nearly the same. */
function haveSameTimes(actual: string, expected: string, tolerance: number): boolean {
  const [mine, theirs] = [actual.split("\r\n"), expected.split("\r\n")];
  return mine.length === theirs.length && mine.every((line, i) => {
    const other = theirs[i];
    if (line === other) return true;
    if (line[0] !== ":" || other[0] !== ":") return false;
    const time = Number(other.slice(1));
    return time > 100 && Math.abs(Number(line.slice(1)) - time) <= tolerance;
  });
}

/** What XGROUP CREATECONSUMER replies: 7.2 may have made the consumer already. */
const ONE_OR_NONE = /^:[01]\r\n$/;

/** XPENDING without the times since entries were delivered, which stand before the deliveries. */
function withoutIdle(frame: string): string {
  return frame.replace(/:\d+\r\n(?=:\d+\r\n)/g, ":\r\n");
}

/**
 * XINFO GROUPS without the number of consumers: 7.2 makes one even if there is nothing to read; and
 * without what 7.2 can tell more often, or more exactly, of what a group has read.
 */
function withoutConsumers(frame: string): string {
  return frame.replace(
    /(?<=\$\d+\r\n(?:consumers|entries-read|lag)\r\n)(?::-?\d+|\$-1|_)\r\n/g,
    ":\r\n",
  );
}

/** Whether replies are the same but for the way in which numbers, and so their lengths, are written. */
function haveSameNumbers(actual: string, expected: string, tolerance = 0): boolean {
  const [mine, theirs] = [actual.split("\r\n"), expected.split("\r\n")];
  return mine.length === theirs.length && mine.every((line, i) => {
    const other = theirs[i];
    if (line === other || (line[0] === "$" && other[0] === "$")) return true;
    const [a, b] = [line, other].map((text) => Number(text.replace(/^,/, "") || NaN));
    return a === b || Math.abs(a - b) <= tolerance;
  });
}

/** The notes on keys in COMMAND INFO are prose, in words of our own. */
function withoutNotes(frame: string): string {
  return frame.replace(/(?<=\$5\r\nnotes\r\n)\$\d+\r\n[^\r]*\r\n/g, "$0\r\n\r\n");
}

/**
 * ACL without what 7.2 changed: the user's name in refusals, the flag of a new user, and rules about
 * commands in the order in which they were given.
 */
function withoutNames(frame: string): string {
  return frame.replace(/^\$\d+\r\n(This user|User \w+) has/, "has")
    .replace(/(?<=\$5\r\nflags\r\n)[*~]\d/, "").replace("$16\r\nsanitize-payload\r\n", "")
    .replace(/(?<=\$8\r\ncommands\r\n)\$\d+\r\n[^\r]*/g, "");
}
