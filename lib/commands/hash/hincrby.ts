/** HINCRBY: integers in fields. */

import { ReplyError } from "../../resp/errors.ts";
import {
  INTEGER_BYTES_MAX,
  parseInt64,
  parseInteger,
  writeBigInteger,
  writeInteger,
} from "../../resp/numbers.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { keyRange } from "../spec.ts";
import type { Hash } from "../../types/hash.ts";
import { makeHash } from "./lookup.ts";

const NOT_AN_INTEGER = "ERR hash value is not an integer";
const OVERFLOW = "ERR increment or decrement would overflow";

const SUM = new Uint8Array(INTEGER_BYTES_MAX);

export const HINCRBY = command(
  {
    name: "HINCRBY",
    summary: "Adds an integer to the integer in a field of a hash; a missing field counts as 0.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(1)",
    arity: 4,
    flags: ["write", "denyoom", "fast"],
    keys: [keyRange(["RW", "access", "update"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "field", type: "string" },
      { name: "increment", type: "integer" },
    ],
  },
  (context) => {
    const { bytes, starts, ends } = context.args;
    const increment = parseInteger(bytes, starts[3], ends[3]);
    const exact = increment === increment ? 0n : context.args.int64(3);
    const hash = makeHash(context);
    const { value } = hash;
    const isFound = hash.find(bytes, starts[2], ends[2]);
    const old = isFound ? parseInteger(value.bytes, value.start, value.end) : 0;
    const sum = old + increment;
    if (!(sum <= Number.MAX_SAFE_INTEGER && sum >= Number.MIN_SAFE_INTEGER)) {
      return addExactly(context, hash, isFound, exact === 0n ? BigInt(increment) : exact);
    }
    store(context, hash, writeInteger(SUM, 0, sum));
    context.reply.integer(sum);
  },
);

function addExactly(context: Context, hash: Hash, isFound: boolean, increment: bigint): void {
  const { value } = hash;
  const old = isFound ? parseInt64(value.bytes, value.start, value.end) : 0n;
  if (old === null) throw new ReplyError(NOT_AN_INTEGER);
  const sum = old + increment;
  if (sum !== BigInt.asIntN(64, sum)) throw new ReplyError(OVERFLOW);
  store(context, hash, writeBigInteger(SUM, 0, sum));
  context.reply.int64(sum);
}

function store(context: Context, hash: Hash, length: number): void {
  const { bytes, starts, ends } = context.args;
  hash.assign(context.server.config.values, bytes, starts[2], ends[2], SUM, 0, length, true);
  context.changed(1, "hash", "hincrby");
}
