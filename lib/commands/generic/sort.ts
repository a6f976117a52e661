/** SORT and SORT_RO: the elements of a list, set or sorted set in order, or what they refer to. */

import type { Database } from "../../keyspace/database.ts";
import { HASH, LIST, SET, STRING, ZSET } from "../../keyspace/types.ts";
import { compareBytes } from "../../memory/bytes.ts";
import type { Entry } from "../../memory/entry.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { parseDouble } from "../../resp/numbers.ts";
import { Hash } from "../../types/hash.ts";
import { List, TAIL } from "../../types/list.ts";
import { membersOf } from "../../types/set.ts";
import { SortedSet } from "../../types/sorted_set.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError, WRONG_TYPE } from "../messages.ts";
import { keyRange } from "../spec.ts";

export const SORT = command({
  name: "SORT",
  summary: "Sorts the elements of a list, set or sorted set and returns or stores them.",
  since: "1.0.0",
  group: "generic",
  complexity:
    "O(N+M*log(M)), N being the number of elements and M that of returned ones; O(N) when unsorted.",
  arity: -2,
  flags: ["write", "denyoom", "movablekeys"],
  keys: [
    keyRange(["RO", "access"], 1),
    {
      flags: ["RO", "access"],
      notes: "`BY` and `GET` make key names out of the elements.",
      begin: "unknown",
      find: "unknown",
    },
    {
      flags: ["OW", "update"],
      notes: "`STORE` may stand anywhere after the key.",
      begin: "unknown",
      find: "unknown",
    },
  ],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "pattern", type: "pattern", token: "BY", optional: true, keySpec: 1 },
    {
      name: "offset_count",
      type: "block",
      token: "LIMIT",
      optional: true,
      args: [
        { name: "offset", type: "integer" },
        { name: "count", type: "integer" },
      ],
    },
    {
      name: "pattern",
      type: "pattern",
      token: "GET",
      optional: true,
      multiple: true,
      multipleToken: true,
      keySpec: 1,
    },
    {
      name: "order",
      type: "oneof",
      optional: true,
      args: [
        { name: "asc", type: "pure-token", token: "ASC" },
        { name: "desc", type: "pure-token", token: "DESC" },
      ],
    },
    { name: "sorting", type: "pure-token", token: "ALPHA", optional: true },
    { name: "destination", type: "key", token: "STORE", optional: true, keySpec: 2 },
  ],
  categories: ["dangerous", "list", "set", "sortedset"],
}, (context) => sort(context, true));

export const SORT_RO = command({
  name: "SORT_RO",
  summary: "Sorts the elements of a list, set or sorted set and returns them, storing nothing.",
  since: "7.0.0",
  group: "generic",
  complexity:
    "O(N+M*log(M)), N being the number of elements and M that of returned ones; O(N) when unsorted.",
  arity: -2,
  flags: ["readonly", "movablekeys"],
  keys: [
    keyRange(["RO", "access"], 1),
    {
      flags: ["RO", "access"],
      notes: "`BY` and `GET` make key names out of the elements.",
      begin: "unknown",
      find: "unknown",
    },
  ],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "pattern", type: "pattern", token: "BY", optional: true, keySpec: 1 },
    {
      name: "offset_count",
      type: "block",
      token: "LIMIT",
      optional: true,
      args: [
        { name: "offset", type: "integer" },
        { name: "count", type: "integer" },
      ],
    },
    {
      name: "pattern",
      type: "pattern",
      token: "GET",
      optional: true,
      multiple: true,
      multipleToken: true,
      keySpec: 1,
    },
    {
      name: "order",
      type: "oneof",
      optional: true,
      args: [
        { name: "asc", type: "pure-token", token: "ASC" },
        { name: "desc", type: "pure-token", token: "DESC" },
      ],
    },
    { name: "sorting", type: "pure-token", token: "ALPHA", optional: true },
  ],
  categories: ["dangerous", "list", "set", "sortedset"],
}, (context) => sort(context, false));

const NOT_NUMBERS = "ERR One or more scores can't be converted into double";

interface Options {
  readonly isDescending: boolean;
  /** By bytes, not by numbers. */
  readonly isAlpha: boolean;
  /** LIMIT; a negative count is no limit. */
  readonly offset: number;
  readonly count: number;
  /** What to sort by; null: the elements themselves. */
  readonly by: Pattern | null;
  /** What to reply for each element; nothing: the element. */
  readonly gets: readonly Pattern[];
  /** The argument that is the key to store at; 0: none. */
  readonly store: number;
}

/** An element, with what it is compared by. */
interface Item {
  readonly bytes: Uint8Array;
  weight: number;
  /** With ALPHA; null: what it refers to is not there. */
  text: Uint8Array | null;
}

/**
 * A pattern of BY or GET: the name of a key with `*` for the element, perhaps with `->field` of a
 * hash; or `#`, the element itself.
 */
class Pattern {
  /** Whether an element has a place in it: without, BY means not to sort at all. */
  readonly isVariable: boolean;
  readonly #isElement: boolean;
  readonly #prefix: Uint8Array;
  readonly #suffix: Uint8Array;
  readonly #field: Uint8Array | null;

  constructor(bytes: Uint8Array) {
    const star = bytes.indexOf(0x2a);
    this.isVariable = star >= 0;
    this.#isElement = bytes.length === 1 && bytes[0] === 0x23;
    const arrow = star < 0 ? -1 : indexOfArrow(bytes, star + 1);
    const hasField = arrow >= 0 && arrow + 2 < bytes.length;
    this.#prefix = bytes.subarray(0, star);
    this.#suffix = bytes.subarray(star + 1, hasField ? arrow : bytes.length);
    this.#field = hasField ? bytes.subarray(arrow + 2) : null;
  }

  /** What an element refers to, or null. */
  lookUp(db: Database, element: Uint8Array): Uint8Array | null {
    if (this.#isElement) return element;
    if (!this.isVariable) return null;
    const key = concat(this.#prefix, element, this.#suffix);
    const entry = db.read(key, 0, key.length);
    if (entry === null) return null;
    if (this.#field === null) {
      return entry.type === STRING
        ? entry.valueBytes.slice(entry.valueStart, entry.valueEnd)
        : null;
    }
    if (entry.type !== HASH) return null;
    const found = hash.open(db, entry);
    if (found === null || !found.find(this.#field, 0, this.#field.length)) return null;
    const { value } = found;
    return value.bytes.slice(value.start, value.end);
  }
}

const hash = new Hash();
const list = new List();
const sortedSet = new SortedSet();

function sort(context: Context, mayStore: boolean): void {
  const { args, db, reply } = context;
  const options = readOptions(args, mayStore);
  const entry = db.read(args.bytes, args.starts[1], args.ends[1]);
  if (entry !== null && ![LIST, SET, ZSET].includes(entry.type)) throw new ReplyError(WRONG_TYPE);
  const isSet = entry?.type === SET;
  const staysUnsorted = options.by !== null && !options.by.isVariable;
  // What is stored must not depend on the order that a set happens to have.
  const isArbitrary = staysUnsorted && isSet && options.store > 0;
  const items = entry === null ? [] : load(db, entry);
  if (isArbitrary) order(db, items, { ...options, by: null, isAlpha: true });
  else if (!staysUnsorted) order(db, items, options);
  else if (options.isDescending && !isSet) items.reverse();
  const first = Math.min(Math.max(options.offset, 0), items.length);
  const chosen = items.slice(first, options.count < 0 ? items.length : first + options.count);
  if (options.store > 0) return store(context, chosen, options);
  reply.array(chosen.length * Math.max(options.gets.length, 1));
  for (const { bytes } of chosen) {
    if (options.gets.length === 0) reply.bulk(bytes, 0, bytes.length);
    for (const get of options.gets) {
      const value = get.lookUp(db, bytes);
      if (value === null) reply.null();
      else reply.bulk(value, 0, value.length);
    }
  }
}

function readOptions(args: Args, mayStore: boolean): Options {
  let [isDescending, isAlpha] = [false, false];
  let [offset, count, store] = [0, -1, 0];
  let by: Pattern | null = null;
  const gets: Pattern[] = [];
  for (let i = 2; i < args.count; i++) {
    const left = args.count - i - 1;
    if (args.is(i, "ASC")) isDescending = false;
    else if (args.is(i, "DESC")) isDescending = true;
    else if (args.is(i, "ALPHA")) isAlpha = true;
    else if (args.is(i, "LIMIT") && left >= 2) {
      offset = args.integer(++i);
      count = args.integer(++i);
    } else if (args.is(i, "STORE") && mayStore && left >= 1) store = ++i;
    else if (args.is(i, "BY") && left >= 1) by = new Pattern(args.copy(++i));
    else if (args.is(i, "GET") && left >= 1) gets.push(new Pattern(args.copy(++i)));
    else throw syntaxError();
  }
  return { isDescending, isAlpha, offset, count, by, gets, store };
}

/** The elements as they stand there. */
function load(db: Database, entry: Entry): Item[] {
  const items: Item[] = [];
  const add = (bytes: Uint8Array, start: number, end: number) => {
    items.push({ bytes: bytes.slice(start, end), weight: 0, text: null });
  };
  if (entry.type === SET) {
    const members = membersOf(db, entry);
    while (members.next()) add(members.bytes, members.start, members.end);
    return items;
  }
  if (entry.type === LIST) {
    const { element } = list.open(db, entry, 0);
    for (let isThere = list.seek(0); isThere; isThere = list.next()) {
      add(element.bytes, element.start, element.end);
    }
  } else {
    sortedSet.open(db, entry).forEach(add);
  }
  return items;
}

/**
 * Sorts. Equal weights are ordered by the elements' bytes. Texts are compared as C's `strcoll` does,
 * up to their first NUL, unless the result is stored.
 */
function order(db: Database, items: Item[], options: Options): void {
  const { by, isAlpha, isDescending, store } = options;
  let areNumbers = true;
  for (const item of items) {
    const value = by === null ? item.bytes : by.lookUp(db, item.bytes);
    if (isAlpha) {
      item.text = value !== null && store === 0 ? upToNul(value) : value;
    } else if (value !== null) {
      item.weight = weightOf(value);
      if (item.weight !== item.weight) areNumbers = false;
    }
  }
  if (!areNumbers) throw new ReplyError(NOT_NUMBERS);
  const sign = isDescending ? -1 : 1;
  if (isAlpha) items.sort((a, b) => sign * compareTexts(a.text, b.text));
  else {
    items.sort((a, b) => {
      const { bytes } = b;
      if (a.weight !== b.weight) return a.weight < b.weight ? -sign : sign;
      return sign * compareBytes(a.bytes, 0, a.bytes.length, bytes, 0, bytes.length);
    });
  }
}

/** What is missing comes first. */
function compareTexts(a: Uint8Array | null, b: Uint8Array | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? -1 : 1;
  return compareBytes(a, 0, a.length, b, 0, b.length);
}

function upToNul(text: Uint8Array): Uint8Array {
  const nul = text.indexOf(0);
  return nul < 0 ? text : text.subarray(0, nul);
}

/** The number that `strtod` makes of a text, blanks in front included; NaN if it is none. */
function weightOf(text: Uint8Array): number {
  const end = upToNul(text).length;
  if (end === 0) return 0;
  let start = 0;
  while (text[start] === 0x20 || (text[start] >= 9 && text[start] <= 13)) start++;
  return parseDouble(text, start, end);
}

/** Makes the key a list of what would be replied; what is missing is an empty element. */
function store(context: Context, items: readonly Item[], { gets, store: i }: Options): void {
  const { args, db, reply, server } = context;
  const { bytes, starts, ends } = args;
  const values: Uint8Array[] = [];
  for (const item of items) {
    if (gets.length === 0) values.push(item.bytes);
    for (const get of gets) values.push(get.lookUp(db, item.bytes) ?? NOTHING);
  }
  if (values.length === 0) {
    if (db.delete(bytes, starts[i], ends[i])) context.changed(i, "generic", "del");
    return reply.integer(0);
  }
  db.find(bytes, starts[i], ends[i]);
  list.create(db, bytes, starts[i], ends[i], server.config.values.listMaxListpackSize);
  for (const value of values) {
    list.expect(value.length, 1);
    list.push(TAIL, value, 0, value.length);
  }
  context.changed(i, "list", "sortstore");
  reply.integer(values.length);
}

const NOTHING = new Uint8Array(0);

function indexOfArrow(bytes: Uint8Array, from: number): number {
  for (let i = from; i + 1 < bytes.length; i++) {
    if (bytes[i] === 0x2d && bytes[i + 1] === 0x3e) return i;
  }
  return -1;
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
