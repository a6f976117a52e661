/**
 * What is known of replies by the commands that they answer: which arrays are fields with values,
 * which numbers are times. RESP2 has no maps and no doubles; with a shape they are shown alike.
 */

import type { TimeUnit } from "./values/time.ts";

/** How a reply, or a part of one, is to be read. What does not fit it is shown as it is. */
export type Shape =
  /** A number (or a string of digits): the time since 1970; or how long; or how long from now. */
  | { readonly kind: "date" | "duration" | "left"; readonly unit: TimeUnit }
  /** The identifier of a stream's entry: milliseconds, `-`, a number. */
  | { readonly kind: "id" }
  /** A number, though it came as a string. */
  | { readonly kind: "number" }
  /** Fields and values; in RESP2 one after the other. */
  | {
    readonly kind: "map";
    readonly fields?: Readonly<Record<string, Shape>>;
    /** The shape of values that `fields` does not name. */
    readonly value?: Shape;
  }
  /** Members with something, in an order; in RESP2 one after the other. */
  | { readonly kind: "pairs"; readonly value: Shape }
  | { readonly kind: "list"; readonly item: Shape }
  /** An array whose elements are of different shapes. */
  | { readonly kind: "tuple"; readonly items: readonly (Shape | null)[] }
  /** An entry of a stream: identifier, fields. */
  | { readonly kind: "entry" }
  /** Longitude and latitude. */
  | { readonly kind: "place" }
  /** An entry of the slow log. */
  | { readonly kind: "slow" }
  /** What COMMAND says of one. */
  | { readonly kind: "command" };

type Words = readonly string[];

const date = (unit: TimeUnit): Shape => ({ kind: "date", unit });
const duration = (unit: TimeUnit): Shape => ({ kind: "duration", unit });
const left = (unit: TimeUnit): Shape => ({ kind: "left", unit });
const list = (item: Shape): Shape => ({ kind: "list", item });
const map = (fields: Readonly<Record<string, Shape>> = {}, value?: Shape): Shape =>
  value === undefined ? { kind: "map", fields } : { kind: "map", fields, value };
const pairs = (value: Shape): Shape => ({ kind: "pairs", value });
const tuple = (...items: (Shape | null)[]): Shape => ({ kind: "tuple", items });

const ID: Shape = { kind: "id" };
const NUMBER: Shape = { kind: "number" };
const ENTRY: Shape = { kind: "entry" };
const ENTRIES = list(ENTRY);
const SCORED = pairs(NUMBER);
const PLACES = list({ kind: "place" });
/** Of HELLO, ACL GETUSER and others of which the fields alone matter. */
const FIELDS = map();

const CONSUMER = map({
  idle: duration("ms"),
  inactive: duration("ms"),
  "seen-time": date("ms"),
  "active-time": date("ms"),
});
const GROUP = map({ "last-delivered-id": ID, consumers: list(CONSUMER) });
const STREAM = map({
  "last-generated-id": ID,
  "max-deleted-entry-id": ID,
  "recorded-first-entry-id": ID,
  "first-entry": ENTRY,
  "last-entry": ENTRY,
  entries: ENTRIES,
  groups: list(GROUP),
});

const has = (words: Words, option: string) => words.some((word) => word.toUpperCase() === option);
const scoredIf = (option: string) => (words: Words) => has(words, option) ? SCORED : null;

/** By the words that name the command. */
const SHAPES: Readonly<Record<string, Shape | ((words: Words) => Shape | null)>> = {
  TTL: left("s"),
  PTTL: left("ms"),
  HTTL: list(left("s")),
  HPTTL: list(left("ms")),
  EXPIRETIME: date("s"),
  PEXPIRETIME: date("ms"),
  HEXPIRETIME: list(date("s")),
  HPEXPIRETIME: list(date("ms")),
  LASTSAVE: date("s"),
  TIME: tuple(date("s"), null),
  "OBJECT IDLETIME": duration("s"),
  HGETALL: FIELDS,
  "CONFIG GET": FIELDS,
  HELLO: FIELDS,
  "ACL GETUSER": map({ selectors: list(FIELDS) }),
  "ACL LOG": list(map({
    "age-seconds": duration("s"),
    "timestamp-created": date("ms"),
    "timestamp-last-updated": date("ms"),
  })),
  "MEMORY STATS": map({}, FIELDS),
  "COMMAND DOCS": map({}, map({ arguments: list(map({ arguments: list(FIELDS) })) })),
  COMMAND: list({ kind: "command" }),
  "COMMAND INFO": list({ kind: "command" }),
  "CLIENT TRACKINGINFO": FIELDS,
  "PUBSUB NUMSUB": FIELDS,
  "PUBSUB SHARDNUMSUB": FIELDS,
  "FUNCTION LIST": list(map({ functions: list(FIELDS) })),
  "FUNCTION STATS": map({ running_script: map({ duration_ms: duration("ms") }) }),
  "CLUSTER SHARDS": list(map({ nodes: list(FIELDS) })),
  "CLUSTER LINKS": list(map({ "create-time": date("ms") })),
  "MODULE LIST": list(FIELDS),
  "SLOWLOG GET": list({ kind: "slow" }),
  "LATENCY LATEST": list(tuple(null, date("s"), duration("ms"), duration("ms"))),
  "LATENCY HISTORY": list(tuple(date("s"), duration("ms"))),
  "SENTINEL MASTER": FIELDS,
  "SENTINEL MASTERS": list(FIELDS),
  "SENTINEL REPLICAS": list(FIELDS),
  "SENTINEL SENTINELS": list(FIELDS),
  HRANDFIELD: (words) => has(words, "WITHVALUES") ? FIELDS : null,
  HSCAN: (words) => has(words, "NOVALUES") ? null : tuple(null, FIELDS),
  ZSCAN: (words) => has(words, "NOSCORES") ? null : tuple(null, SCORED),
  ZPOPMIN: SCORED,
  ZPOPMAX: SCORED,
  ZMPOP: tuple(null, SCORED),
  BZMPOP: tuple(null, SCORED),
  GEOPOS: PLACES,
  ...Object.fromEntries(
    [
      ...["ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZREVRANGEBYSCORE"],
      ...["ZUNION", "ZINTER", "ZDIFF", "ZRANDMEMBER"],
    ].map((name) => [name, scoredIf("WITHSCORES")]),
  ),
  XADD: ID,
  XRANGE: ENTRIES,
  XREVRANGE: ENTRIES,
  XREAD: map({}, ENTRIES),
  XREADGROUP: map({}, ENTRIES),
  XCLAIM: (words) => has(words, "JUSTID") ? list(ID) : ENTRIES,
  XAUTOCLAIM: (words) => tuple(ID, has(words, "JUSTID") ? list(ID) : ENTRIES, list(ID)),
  XPENDING: (words) =>
    words.length <= 3 ? tuple(null, ID, ID, null) : list(tuple(ID, null, duration("ms"), null)),
  "XINFO STREAM": STREAM,
  "XINFO GROUPS": list(GROUP),
  "XINFO CONSUMERS": list(CONSUMER),
};

/** The shape of the reply to this command; null if nothing is known. */
export function shapeOf(words: Words): Shape | null {
  const [name = "", sub = ""] = words.slice(0, 2).map((word) => word.toUpperCase());
  const both = `${name} ${sub}`;
  const key = Object.hasOwn(SHAPES, both) ? both : name;
  if (!Object.hasOwn(SHAPES, key)) return null;
  const shape = SHAPES[key];
  if (key === "COMMAND" && sub !== "") return null;
  return typeof shape === "function" ? shape(words) : shape;
}
