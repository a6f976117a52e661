/** GET: the string at a key. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";
import { readString, replyString } from "../values.ts";

export const GET = command({
  name: "GET",
  summary: "Returns the string at a key.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => replyString(context, readString(context, 1)));
