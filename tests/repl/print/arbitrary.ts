/** Any replies, for tests of printers. */

import fc from "fast-check";
import { fromLatin1 } from "../../../lib/resp/args.ts";
import type { Reply, ReplyPair } from "../../../lib/resp/value.ts";

const text = fc.oneof(
  fc.string({ unit: "binary-ascii", maxLength: 8 }),
  fc.constantFrom("field", "a\x00b", "\xff\xfe", '{"a": 1}', "ma\xc3\xb1ana", "1795000000000-0"),
  fc.string({ minLength: 17, maxLength: 40 }),
);
const line = fc.string({ maxLength: 6 }).map((chars) => chars.replace(/[^ -~]/g, "?"));

const LEAF: fc.Arbitrary<Reply> = fc.oneof(
  text.map((chars): Reply => ({
    type: "bulk",
    bytes: fromLatin1(chars.replace(/[^\0-\xff]/g, "?")),
  })),
  line.map((chars): Reply => ({ type: "simple", text: chars })),
  line.map((chars): Reply => ({ type: "error", text: chars })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): Reply => ({
    type: "integer",
    value,
  })),
  fc.constantFrom<Reply>(
    { type: "nil", of: "any" },
    { type: "boolean", value: true },
    { type: "double", value: 1.5, text: "1.5" },
    { type: "bignumber", value: 10n ** 30n },
    { type: "verbatim", format: "txt", bytes: fromLatin1("a\nb") },
  ),
);

/** Replies with what may be nested nested. */
export const REPLY: fc.Arbitrary<Reply> = fc.letrec<{ reply: Reply }>((tie) => {
  const items = fc.array(tie("reply"), { maxLength: 5 });
  const pairs = fc.array(fc.tuple(LEAF, tie("reply")), { maxLength: 4 });
  return {
    reply: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      LEAF,
      items.map((items): Reply => ({ type: "array", items })),
      items.map((items): Reply => ({ type: "set", items })),
      items.map((items): Reply => ({ type: "push", items })),
      pairs.map((pairs: ReplyPair[]): Reply => ({ type: "map", pairs })),
      fc.tuple(tie("reply"), pairs).map(([reply, attributes]): Reply => ({ ...reply, attributes })),
    ),
  };
}).reply;
