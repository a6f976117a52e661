/** SORT and SORT_RO: the elements of a list, set or sorted set in order, or what they refer to. */

import type { Database } from "../../keyspace/database.ts";
import { LIST, SET, ZSET } from "../../keyspace/types.ts";
import { compareBytes } from "../../memory/bytes.ts";
import type { Entry } from "../../memory/entry.ts";
import type { ElementSink } from "../../memory/listpack.ts";
import { ReplyError } from "../../resp/errors.ts";
import { parseDouble } from "../../resp/numbers.ts";
import { List, TAIL } from "../../types/list.ts";
import { membersOf } from "../../types/set.ts";
import { indexesOf, sortedIndexes, StringPool, textWeight } from "../../types/sorting.ts";
import { SortedSet } from "../../types/sorted_set.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError, WRONG_TYPE } from "../messages.ts";
import { readsAllKeys } from "../permissions.ts";
import { type ArgSpec, keyRange, type KeySpec } from "../spec.ts";
import { SortPattern } from "./sort_pattern.ts";

/** What SORT and SORT_RO read. */
const KEYS: readonly KeySpec[] = [
  keyRange(["RO", "access"], 1),
  {
    flags: ["RO", "access"],
    notes: "`BY` and `GET` make key names out of the elements.",
    begin: "unknown",
    find: "unknown",
  },
];

const ARGS: readonly ArgSpec[] = [
  { name: "key", type: "key", keySpec: 0 },
  {
    name: "by-pattern",
    type: "pattern",
    display: "pattern",
    token: "BY",
    optional: true,
    keySpec: 1,
  },
  {
    name: "limit",
    type: "block",
    token: "LIMIT",
    optional: true,
    args: [
      { name: "offset", type: "integer" },
      { name: "count", type: "integer" },
    ],
  },
  {
    name: "get-pattern",
    type: "pattern",
    display: "pattern",
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
];

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
    ...KEYS,
    {
      flags: ["OW", "update"],
      notes: "`STORE` may stand anywhere after the key.",
      begin: "unknown",
      find: "unknown",
    },
  ],
  args: [
    ...ARGS,
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
  keys: KEYS,
  args: ARGS,
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
  readonly by: SortPattern | null;
  /** What to reply for each element; nothing: the element. */
  readonly gets: readonly SortPattern[];
  /** The argument that is the key to store at; 0: none. */
  readonly store: number;
}

const list = new List();
const sortedSet = new SortedSet();

function sort(context: Context, mayStore: boolean): void {
  const { args, db } = context;
  const options = readOptions(context, mayStore);
  const entry = db.read(args.bytes, args.starts[1], args.ends[1]);
  if (entry !== null && entry.type !== LIST && entry.type !== SET && entry.type !== ZSET) {
    throw new ReplyError(WRONG_TYPE);
  }
  const elements = new StringPool();
  if (options.by === null || options.by.isVariable) {
    if (entry !== null) load(elements, db, entry, 0, Infinity, false);
    finish(context, options, elements, part(options, order(db, elements, options)));
  } else if (entry?.type === SET && options.store > 0) {
    // What is stored must not depend on the order that a set happens to have.
    load(elements, db, entry, 0, Infinity, false);
    const byText = order(db, elements, { ...options, by: null, isAlpha: true });
    finish(context, options, elements, part(options, byText));
  } else {
    const { count, isDescending, offset } = options;
    const most = count < 0 ? Infinity : count;
    if (entry !== null) load(elements, db, entry, Math.max(offset, 0), most, isDescending);
    finish(context, options, elements, indexesOf(elements.count));
  }
}

function readOptions(context: Context, mayStore: boolean): Options {
  const { args } = context;
  let [isDescending, isAlpha] = [false, false];
  let [offset, count, store] = [0, -1, 0];
  let by: SortPattern | null = null;
  const gets: SortPattern[] = [];
  for (let i = 2; i < args.count; i++) {
    const left = args.count - i - 1;
    if (args.is(i, "ASC")) isDescending = false;
    else if (args.is(i, "DESC")) isDescending = true;
    else if (args.is(i, "ALPHA")) isAlpha = true;
    else if (args.is(i, "LIMIT") && left >= 2) {
      offset = args.integer(++i);
      count = args.integer(++i);
    } else if (args.is(i, "STORE") && mayStore && left >= 1) store = ++i;
    else if (args.is(i, "BY") && left >= 1) {
      by = new SortPattern(args.copy(++i));
      if (by.isVariable) checkAccess(context, "BY");
    } else if (args.is(i, "GET") && left >= 1) {
      checkAccess(context, "GET");
      gets.push(new SortPattern(args.copy(++i)));
    } else throw syntaxError();
  }
  return { isDescending, isAlpha, offset, count, by, gets, store };
}

/** Patterns may lead to any key. */
function checkAccess({ args, commands, session }: Context, option: string): void {
  if (readsAllKeys(session.user, commands.find(args)!, args)) return;
  throw new ReplyError(`ERR ${option} option of SORT denied due to insufficient ACL permissions.`);
}

/**
 * Copies up to `most` elements, in the order in which they stand there, or backwards; a set has no
 * such order, and is read as it comes.
 */
function load(
  into: StringPool,
  db: Database,
  entry: Entry,
  offset: number,
  most: number,
  isReverse: boolean,
): void {
  if (entry.type === SET) {
    const members = membersOf(db, entry);
    for (let i = 0; i < offset + most && members.next(); i++) {
      if (i >= offset) into.bulk(members.bytes, members.start, members.end);
    }
  } else if (entry.type === LIST) {
    const { element, size } = list.open(db, entry, 0);
    if (most === 0 || offset >= size) return;
    list.seek(isReverse ? -1 - offset : offset);
    do into.bulk(element.bytes, element.start, element.end); while (
      into.count < most && (isReverse ? list.previous() : list.next())
    );
  } else {
    const { member, size } = sortedSet.open(db, entry);
    if (most === 0 || offset >= size) return;
    sortedSet.seek(isReverse ? size - 1 - offset : offset);
    do into.bulk(member.bytes, member.start, member.end); while (
      into.count < most && (isReverse ? sortedSet.previous() : sortedSet.next())
    );
  }
}

/** The numbers of all elements in their order. Equal weights are ordered by the elements' bytes. */
function order(db: Database, elements: StringPool, options: Options): Uint32Array {
  const { by, isAlpha, isDescending } = options;
  if (isAlpha) return orderByText(db, elements, options);
  const { bytes, count, starts } = elements;
  const weights = new Float64Array(count);
  let areNumbers = true;
  for (let i = 0; i < count; i++) {
    if (by === null) weights[i] = weightOf(bytes, starts[i], starts[i + 1]);
    else if (by.find(db, bytes, starts[i], starts[i + 1])) {
      weights[i] = weightOf(by.bytes, by.start, by.end);
    }
    // Only NaN is not itself.
    if (weights[i] !== weights[i]) areNumbers = false;
  }
  if (!areNumbers) throw new ReplyError(NOT_NUMBERS);
  return sortedIndexes(weights, isDescending, comparing(elements));
}

/** Of an element that refers to nothing: it comes before all others. */
const MISSING = -1;

/** Texts are compared as C's `strcoll` does, up to their first NUL, unless the result is stored. */
function orderByText(
  db: Database,
  elements: StringPool,
  { by, isDescending, store }: Options,
): Uint32Array {
  const { bytes, count, starts } = elements;
  const weights = new Float64Array(count);
  const texts = by === null && store > 0 ? elements : new StringPool();
  for (let i = 0; i < count; i++) {
    const isThere = by === null || by.find(db, bytes, starts[i], starts[i + 1]);
    const text = by === null || !isThere ? bytes : by.bytes;
    const start = by === null ? starts[i] : isThere ? by.start : 0;
    let end = by === null ? starts[i + 1] : isThere ? by.end : 0;
    if (store === 0) end = upToNul(text, start, end);
    if (texts !== elements) texts.bulk(text, start, end);
    weights[i] = isThere ? textWeight(text, start, end) : MISSING;
  }
  return sortedIndexes(weights, isDescending, comparing(texts));
}

function comparing({ bytes, starts }: StringPool): (i: number, j: number) => number {
  return (i, j) => compareBytes(bytes, starts[i], starts[i + 1], bytes, starts[j], starts[j + 1]);
}

function upToNul(bytes: Uint8Array, start: number, end: number): number {
  while (start < end && bytes[start] !== 0) start++;
  return start;
}

/** The number that `strtod` makes of a text, blanks in front included; NaN if it is none. */
function weightOf(bytes: Uint8Array, start: number, end: number): number {
  end = upToNul(bytes, start, end);
  if (start === end) return 0;
  while (bytes[start] === 0x20 || (bytes[start] >= 9 && bytes[start] <= 13)) start++;
  return parseDouble(bytes, start, end);
}

/** What LIMIT leaves of a sorted sequence. */
function part({ count, offset }: Options, sequence: Uint32Array): Uint32Array {
  const first = Math.max(offset, 0);
  return sequence.subarray(first, count < 0 ? sequence.length : first + count);
}

/** Replies or stores the elements of these numbers, or what they refer to. */
function finish(
  context: Context,
  options: Options,
  { bytes, starts }: StringPool,
  chosen: Uint32Array,
): void {
  const { db, reply } = context;
  const { gets } = options;
  const result = options.store > 0 ? new StringPool() : null;
  const sink: ElementSink = result ?? reply;
  if (result === null) reply.array(chosen.length * Math.max(gets.length, 1));
  for (const i of chosen) {
    if (gets.length === 0) sink.bulk(bytes, starts[i], starts[i + 1]);
    for (const get of gets) {
      const isThere = get.find(db, bytes, starts[i], starts[i + 1]);
      if (isThere) sink.bulk(get.bytes, get.start, get.end);
      else if (result === null) reply.null();
      else result.bulk(bytes, 0, 0);
    }
  }
  if (result !== null) store(context, options.store, result);
}

/** Makes the key that is argument `i` a list of these elements; without any, it is deleted. */
function store(context: Context, i: number, { bytes, count, starts }: StringPool): void {
  const { args, db, reply, server } = context;
  reply.integer(count);
  if (count === 0) {
    if (db.delete(args.bytes, args.starts[i], args.ends[i])) context.changed(i, "generic", "del");
    return;
  }
  const { listMaxListpackSize } = server.config.values;
  db.find(args.bytes, args.starts[i], args.ends[i]);
  list.create(db, args.bytes, args.starts[i], args.ends[i], listMaxListpackSize);
  for (let e = 0; e < count; e++) {
    list.expect(starts[e + 1] - starts[e], 1);
    list.push(TAIL, bytes, starts[e], starts[e + 1]);
  }
  context.changed(i, "list", "sortstore");
}
