/** BITCOUNT and BITPOS: how many bits are set, and where the first set or clear one is. */

import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { bitCount } from "../../types/bit_count.ts";
import { bitPosition } from "../../types/bit_position.ts";
import { command } from "../command.ts";
import { syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { readString } from "../values.ts";

export const BITCOUNT = command({
  name: "BITCOUNT",
  summary: "Counts the bits that are 1 in a string or in a range of it.",
  since: "2.6.0",
  group: "bitmap",
  complexity: "O(N)",
  arity: -2,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "range",
      type: "block",
      optional: true,
      args: [
        { name: "start", type: "integer" },
        { name: "end", type: "integer" },
        {
          name: "unit",
          type: "oneof",
          since: "7.0.0",
          optional: true,
          args: [
            { name: "byte", type: "pure-token", token: "BYTE" },
            { name: "bit", type: "pure-token", token: "BIT" },
          ],
        },
      ],
    },
  ],
  history: [["7.0.0", "The range may be given in bits (`BYTE` or `BIT`)."]],
}, (context) => {
  const { args, reply } = context;
  if (args.count === 3 || args.count > 5) throw syntaxError();
  const hasRange = args.count > 2;
  const from = hasRange ? args.integer(2) : 0;
  const to = hasRange ? args.integer(3) : -1;
  const byBit = isByBit(args, 4);
  const entry = readString(context, 1);
  if (entry === null || (from < 0 && to < 0 && from > to)) return reply.integer(0);
  const { valueBytes, valueStart, valueEnd } = entry;
  reply.integer(bitCount(valueBytes, valueStart, valueEnd, from, to, byBit));
});

export const BITPOS = command({
  name: "BITPOS",
  summary: "Returns the position of the first 0 or 1 bit in a string.",
  since: "2.8.7",
  group: "bitmap",
  complexity: "O(N)",
  arity: -3,
  flags: ["readonly"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "bit", type: "integer" },
    {
      name: "range",
      type: "block",
      optional: true,
      args: [
        { name: "start", type: "integer" },
        {
          name: "end-unit-block",
          type: "block",
          optional: true,
          args: [
            { name: "end", type: "integer" },
            {
              name: "unit",
              type: "oneof",
              since: "7.0.0",
              optional: true,
              args: [
                { name: "byte", type: "pure-token", token: "BYTE" },
                { name: "bit", type: "pure-token", token: "BIT" },
              ],
            },
          ],
        },
      ],
    },
  ],
  history: [["7.0.0", "The range may be given in bits (`BYTE` or `BIT`)."]],
}, (context) => {
  const { args, reply } = context;
  const bit = args.integer(2);
  if (bit !== 0 && bit !== 1) throw new ReplyError("ERR The bit argument must be 1 or 0.");
  if (args.count > 6) throw syntaxError();
  const from = args.count > 3 ? args.integer(3) : 0;
  const byBit = isByBit(args, 5);
  const to = args.count > 4 ? args.integer(4) : undefined;
  const entry = readString(context, 1);
  if (entry === null) return reply.integer(bit === 1 ? -1 : 0);
  const { valueBytes, valueStart, valueEnd } = entry;
  reply.integer(bitPosition(valueBytes, valueStart, valueEnd, bit, from, to, byBit));
});

/** The unit of a range, if argument `i` names one. */
function isByBit(args: Args, i: number): boolean {
  if (args.count <= i || args.is(i, "BYTE")) return false;
  if (args.is(i, "BIT")) return true;
  throw syntaxError();
}
