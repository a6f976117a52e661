/** GETBIT and SETBIT: single bits. Bit 0 is the most significant bit of the first byte. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";
import { readString } from "../values.ts";
import { growString, lengthBefore, readBitOffset } from "./offset.ts";

const NOT_A_BIT = "ERR bit is not an integer or out of range";

export const GETBIT = command({
  name: "GETBIT",
  summary: "Returns the bit at an offset of a string.",
  since: "2.2.0",
  group: "bitmap",
  complexity: "O(1)",
  arity: 3,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "offset", type: "integer" }],
}, (context) => {
  const offset = readBitOffset(context, 2);
  const entry = readString(context, 1);
  if (entry === null) return context.reply.integer(0);
  const at = entry.valueStart + Math.floor(offset / 8);
  context.reply.integer(at < entry.valueEnd ? entry.valueBytes[at] >> (7 - (offset & 7)) & 1 : 0);
});

export const SETBIT = command({
  name: "SETBIT",
  summary: "Sets or clears the bit at an offset of a string and returns the bit that was there.",
  since: "2.2.0",
  group: "bitmap",
  complexity: "O(1)",
  arity: 4,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "offset", type: "integer" },
    { name: "value", type: "integer" },
  ],
}, (context) => {
  const { args, reply } = context;
  const offset = readBitOffset(context, 2);
  const bit = args.integerWithin(3, 0, 1, NOT_A_BIT);
  const length = Math.floor(offset / 8) + 1;
  const { valueBytes, valueStart } = growString(context, length);
  const at = valueStart + length - 1;
  const shift = 7 - (offset & 7);
  const old = valueBytes[at] >> shift & 1;
  // Since 7.2 a bit that is what it was counts as no change, unless the string grew.
  if (old !== bit || length > lengthBefore) {
    valueBytes[at] ^= (old ^ bit) << shift;
    context.changed(1, "string", "setbit");
  }
  reply.integer(old);
});
