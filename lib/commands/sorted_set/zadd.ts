/** ZADD and ZINCRBY: scores are set, or added to. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { SortedSet } from "../../types/sorted_set.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findSortedSet } from "./values.ts";

const NX_AND_XX = "ERR XX and NX options at the same time are not compatible";
const GT_LT_NX = "ERR GT, LT, and/or NX options at the same time are not compatible";
const SINGLE_INCREMENT = "ERR INCR option supports a single increment-element pair";
const NOT_A_NUMBER = "ERR resulting score is not a number (NaN)";

export const ZADD = command({
  name: "ZADD",
  summary: "Adds members to a sorted set or changes their scores.",
  since: "1.2.0",
  group: "sorted-set",
  complexity: "O(log(N)) for each member, N being the size of the sorted set.",
  arity: -4,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "condition",
      type: "oneof",
      since: "3.0.2",
      optional: true,
      args: [
        { name: "nx", type: "pure-token", token: "NX" },
        { name: "xx", type: "pure-token", token: "XX" },
      ],
    },
    {
      name: "comparison",
      type: "oneof",
      since: "6.2.0",
      optional: true,
      args: [
        { name: "gt", type: "pure-token", token: "GT" },
        { name: "lt", type: "pure-token", token: "LT" },
      ],
    },
    { name: "change", type: "pure-token", token: "CH", since: "3.0.2", optional: true },
    { name: "increment", type: "pure-token", token: "INCR", since: "3.0.2", optional: true },
    {
      name: "data",
      type: "block",
      multiple: true,
      args: [
        { name: "score", type: "double" },
        { name: "member", type: "string" },
      ],
    },
  ],
  history: [
    ["2.4.0", "Accepts several pairs of score and member."],
    ["3.0.2", "Accepts `XX`, `NX`, `CH` and `INCR`."],
    ["6.2.0", "Accepts `GT` and `LT`."],
  ],
}, (context) => add(context, false));

export const ZINCRBY = command({
  name: "ZINCRBY",
  summary: "Adds a number to the score of a member of a sorted set.",
  since: "1.2.0",
  group: "sorted-set",
  complexity: "O(log(N)), N being the size of the sorted set.",
  arity: 4,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "increment", type: "integer" },
    { name: "member", type: "string" },
  ],
}, (context) => add(context, true));

/** What the words before the scores ask for. */
class AddOptions {
  nx = false;
  xx = false;
  gt = false;
  lt = false;
  ch = false;
  incr = false;
  /** Where the pairs of score and member begin, and how many there are. */
  first = 0;
  pairs = 0;

  /** Reads the options from argument 2 on. */
  read(args: Args, incr: boolean): void {
    this.nx =
      this.xx =
      this.gt =
      this.lt =
      this.ch =
        false;
    this.incr = incr;
    let i = 2;
    while (i < args.count && this.#take(args, i)) i++;
    this.first = i;
    this.pairs = (args.count - i) / 2;
    if (this.pairs === 0 || !Number.isInteger(this.pairs)) throw syntaxError();
    if (this.nx && this.xx) throw new ReplyError(NX_AND_XX);
    if ((this.gt && this.lt) || (this.nx && (this.gt || this.lt))) throw new ReplyError(GT_LT_NX);
    if (this.incr && this.pairs > 1) throw new ReplyError(SINGLE_INCREMENT);
  }

  #take(args: Args, i: number): boolean {
    const length = args.length(i);
    if (length !== 2 && length !== 4) return false;
    if (args.is(i, "NX")) this.nx = true;
    else if (args.is(i, "XX")) this.xx = true;
    else if (args.is(i, "GT")) this.gt = true;
    else if (args.is(i, "LT")) this.lt = true;
    else if (args.is(i, "CH")) this.ch = true;
    else if (args.is(i, "INCR")) this.incr = true;
    else return false;
    return true;
  }
}

/** Reused, so that ZADD allocates nothing: the options, and the scores of a command with few. */
const options = new AddOptions();
const fewScores = new Float64Array(256);

/** What became of one pair. */
const NOTHING = 0;
const PROCESSED = 1;
const CHANGED = 2;
const ADDED = 3;

function add(context: Context, isIncrement: boolean): void {
  const { args, reply, server } = context;
  options.read(args, isIncrement);
  const { first, pairs, incr } = options;
  const scores = readScores(args);
  const set = findSortedSet(context, 1);
  let added = 0;
  let changed = 0;
  let processed = 0;
  if (set.size > 0 || !options.xx) {
    if (set.size === 0) create(context, set);
    else set.expect(pairs, server.config.values);
    for (let i = 0; i < pairs; i++) {
      const done = addPair(context, set, first + 2 * i + 1, scores[i]);
      if (done === ADDED) added++;
      else if (done === CHANGED) changed++;
      if (done !== NOTHING) processed++;
    }
  }
  if (!incr) reply.integer(options.ch ? added + changed : added);
  else if (processed > 0) reply.double(set.score);
  else reply.null();
  if (added + changed > 0) context.changed(1, "zset", incr ? "zincr" : "zadd");
}

/** All scores are read before anything is changed. */
function readScores(args: Args): Float64Array {
  const { first, pairs } = options;
  const scores = pairs <= fewScores.length ? fewScores : new Float64Array(pairs);
  for (let i = 0; i < pairs; i++) scores[i] = args.double(first + 2 * i);
  return scores;
}

function create({ args, db, server }: Context, set: SortedSet): void {
  const { first, pairs } = options;
  const { bytes, starts, ends } = args;
  set.create(db, bytes, starts[1], ends[1], pairs, args.length(first + 1), server.config.values);
}

/** Applies one pair; leaves the member's score in the set's `score`, if it was processed. */
function addPair({ args, server }: Context, set: SortedSet, i: number, score: number): number {
  const { bytes } = args;
  const start = args.starts[i];
  const end = args.ends[i];
  if (!set.find(bytes, start, end)) {
    if (options.xx) return NOTHING;
    set.insert(bytes, start, end, score, server.config.values);
    return ADDED;
  }
  if (options.nx) return NOTHING;
  const old = set.score;
  if (options.incr) {
    score += old;
    if (score !== score) throw new ReplyError(NOT_A_NUMBER);
  }
  if ((options.gt && score <= old) || (options.lt && score >= old)) return NOTHING;
  if (score === old) {
    set.score = score;
    return PROCESSED;
  }
  set.move(bytes, start, end, score);
  return CHANGED;
}
