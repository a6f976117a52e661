/** HRANDFIELD: fields chosen at random, each with the same chances. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
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
    if (hash === null || hash.size === 0) return reply.null();
    const field = hash.random();
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
  const size = hash?.size ?? 0;
  const many = size === 0 ? 0 : count < 0 ? -count : Math.min(count, size);
  reply.array(withValues && reply.protocol === 2 ? many * 2 : many);
  if (many === 0) return;
  if (count > 0) {
    return hash!.sample(many, (field, value) => replyOne(context, field, value, withValues));
  }
  for (let i = 0; i < many; i++) replyOne(context, hash!.random(), hash!.value, withValues);
}

function replyOne({ reply }: Context, field: Element, value: Element, withValues: boolean): void {
  if (withValues && reply.protocol === 3) reply.array(2);
  reply.bulk(field.bytes, field.start, field.end);
  if (withValues) reply.bulk(value.bytes, value.start, value.end);
}
