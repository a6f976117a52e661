/** HRANDFIELD: fields chosen at random, each with the same chances. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { replyDraws } from "../draws.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import type { Element } from "../../memory/listpack.ts";
import { readHash } from "./lookup.ts";

const INT64_MIN = -(2n ** 63n);
/** A count beyond this is beyond int64 once the values are counted as well. */
const PAIRS_MAX = 2n ** 62n - 1n;

const OUT_OF_RANGE = "ERR value is out of range";
const COUNT_OUT_OF_RANGE =
  "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";

export const HRANDFIELD = command(
  {
    name: "HRANDFIELD",
    summary: "Returns random fields of a hash.",
    since: "6.2.0",
    group: "hash",
    complexity: "O(N), N being the number of returned fields.",
    arity: -2,
    flags: ["readonly"],
    keys: [keyRange(["RO", "access"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "options",
        type: "block",
        optional: true,
        args: [
          { name: "count", type: "integer" },
          { name: "withvalues", type: "pure-token", token: "WITHVALUES", optional: true },
        ],
      },
    ],
    tips: ["nondeterministic_output"],
  },
  (context) => {
    const { args, reply } = context;
    if (args.count > 2) return replyFields(context, readCount(args), args.count === 4);
    const hash = readHash(context);
    const field = hash === null ? null : hash.random();
    if (field === null) return reply.null();
    reply.bulk(field.bytes, field.start, field.end);
  },
);

/** How many fields are wanted; if negative, fields may come more than once. */
function readCount(args: Args): number {
  const count = args.int64(2);
  if (count === INT64_MIN) throw new ReplyError(COUNT_OUT_OF_RANGE);
  if (args.count > 4 || (args.count === 4 && !args.is(3, "WITHVALUES"))) throw syntaxError();
  if (args.count === 4 && (count > PAIRS_MAX || count < -PAIRS_MAX)) {
    throw new ReplyError(OUT_OF_RANGE);
  }
  return Number(count);
}

function replyFields(context: Context, count: number, withValues: boolean): void {
  const { reply } = context;
  const hash = readHash(context);
  const perField = withValues && reply.protocol === 2 ? 2 : 1;
  if (hash === null || count === 0) return reply.array(0);
  if (count > 0) {
    const mark = reply.length;
    let found = 0;
    hash.sample(count, (field, value) => {
      found++;
      replyOne(context, field, value, withValues);
    });
    return reply.insert(mark, () => reply.array(found * perField));
  }
  let field = hash.random();
  if (field === null) return reply.array(0);
  reply.array(-count * perField);
  replyDraws(context, -count, () => {
    replyOne(context, field!, hash.value, withValues);
    field = hash.random();
  });
}

function replyOne({ reply }: Context, field: Element, value: Element, withValues: boolean): void {
  if (withValues && reply.protocol === 3) reply.array(2);
  reply.bulk(field.bytes, field.start, field.end);
  if (withValues) reply.bulk(value.bytes, value.start, value.end);
}
