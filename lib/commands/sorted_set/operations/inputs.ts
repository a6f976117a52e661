/** The arguments that set operations on sorted sets share: `numkeys key [key ...]`, and options. */

import { SET, ZSET } from "../../../keyspace/types.ts";
import type { Entry } from "../../../memory/entry.ts";
import type { Args } from "../../../resp/args.ts";
import { ReplyError } from "../../../resp/errors.ts";
import type { Members } from "../../../types/members.ts";
import { membersOf } from "../../../types/set.ts";
import { SortedSetMembers } from "../../../types/sorted_set_members.ts";
import { type Aggregate, AGGREGATES, type Input } from "../../../types/sorted_set_operations.ts";
import type { Context } from "../../context.ts";
import { syntaxError, WRONG_TYPE } from "../../messages.ts";
import type { ArgSpec } from "../../spec.ts";

const NOT_A_WEIGHT = "ERR weight value is not a float";
const NEGATIVE_LIMIT = "ERR LIMIT can't be negative";

/** How weights and the aggregate are described. */
export const COMBINING_ARGS: readonly ArgSpec[] = [
  { name: "weight", type: "integer", token: "WEIGHTS", optional: true, multiple: true },
  {
    name: "aggregate",
    type: "oneof",
    token: "AGGREGATE",
    optional: true,
    args: [
      { name: "sum", type: "pure-token", token: "SUM" },
      { name: "min", type: "pure-token", token: "MIN" },
      { name: "max", type: "pure-token", token: "MAX" },
      { name: "count", type: "pure-token", token: "COUNT", since: "8.8.0" },
    ],
  },
];

export const WITHSCORES_ARG: ArgSpec = {
  name: "withscores",
  type: "pure-token",
  token: "WITHSCORES",
  optional: true,
};

/** The sets that a command names, and the first argument behind them. */
export interface Inputs {
  readonly inputs: Input[];
  readonly behind: number;
}

/** Reads the number of keys, argument `i`, and opens the sets at the keys behind it. */
export function readInputs(context: Context, i: number): Inputs {
  const { args, commands, db } = context;
  const count = args.integer(i);
  if (count < 1) {
    const name = commands.find(args)!.name;
    throw new ReplyError(`ERR at least 1 input key is needed for '${name}' command`);
  }
  const first = i + 1;
  if (count > args.count - first) throw syntaxError();
  const behind = first + count;
  const inputs: Input[] = [];
  for (let key = first; key < behind; key++) {
    const entry = db.read(args.bytes, args.starts[key], args.ends[key]);
    inputs.push({ members: entry === null ? null : openMembers(context, entry), weight: 1 });
  }
  return { inputs, behind };
}

/** A set counts as a sorted set in which all scores are 1. */
function openMembers({ db }: Context, entry: Entry): Members {
  if (entry.type === ZSET) return new SortedSetMembers(db, entry);
  if (entry.type === SET) return membersOf(db, entry);
  throw new ReplyError(WRONG_TYPE);
}

/** What the options behind the keys ask for. */
export interface Options {
  readonly aggregate: Aggregate;
  readonly withScores: boolean;
}

/** Which options a command knows. */
export interface Known {
  readonly weights?: boolean;
  readonly scores?: boolean;
}

/** Reads options, and notes the weights with the inputs. */
export function readOptions(
  args: Args,
  { inputs, behind }: Inputs,
  { weights = false, scores = false }: Known,
): Options {
  let aggregate: Aggregate = "SUM";
  let withScores = false;
  for (let i = behind; i < args.count; i++) {
    const left = args.count - i - 1;
    if (weights && left >= inputs.length && args.is(i, "WEIGHTS")) {
      for (const input of inputs) input.weight = args.double(++i, NOT_A_WEIGHT);
    } else if (weights && left >= 1 && args.is(i, "AGGREGATE")) {
      aggregate = readAggregate(args, ++i);
    } else if (scores && args.is(i, "WITHSCORES")) {
      withScores = true;
    } else {
      throw syntaxError();
    }
  }
  return { aggregate, withScores };
}

function readAggregate(args: Args, i: number): Aggregate {
  const aggregate = AGGREGATES.find((name) => args.is(i, name));
  if (aggregate === undefined) throw syntaxError();
  return aggregate;
}

/** Reads `LIMIT`, which is Infinity if it is 0 or not given. */
export function readLimit(args: Args, behind: number): number {
  let limit = 0;
  for (let i = behind; i < args.count; i += 2) {
    if (i + 1 === args.count || !args.is(i, "LIMIT")) throw syntaxError();
    limit = args.integer(i + 1, NEGATIVE_LIMIT);
    if (limit < 0) throw new ReplyError(NEGATIVE_LIMIT);
  }
  return limit === 0 ? Infinity : limit;
}
