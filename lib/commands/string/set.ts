/** SET, with all its options. */

import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { KEEP_EXPIRY } from "../../keyspace/database.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { equalBytes } from "../../memory/bytes.ts";
import { keyRange } from "../spec.ts";
import { findString, storeString } from "../values.ts";

export const SET = command({
  name: "SET",
  summary: "Stores a string at a key, whatever the key held before.",
  since: "1.0.0",
  group: "string",
  complexity: "O(1)",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [{
    ...keyRange(["RW", "access", "update", "variable_flags"], 1),
    notes: "The value is read when `GET` is given.",
  }],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "value", type: "string" },
    {
      name: "condition",
      type: "oneof",
      since: "2.6.12",
      optional: true,
      args: [
        { name: "nx", type: "pure-token", token: "NX" },
        { name: "xx", type: "pure-token", token: "XX" },
        { name: "ifeq-value", type: "string", token: "IFEQ", since: "8.4.0" },
        { name: "ifne-value", type: "string", token: "IFNE", since: "8.4.0" },
        { name: "ifdeq-digest", type: "string", token: "IFDEQ", since: "8.4.0" },
        { name: "ifdne-digest", type: "string", token: "IFDNE", since: "8.4.0" },
      ],
    },
    { name: "get", type: "pure-token", token: "GET", since: "6.2.0", optional: true },
    {
      name: "expiration",
      type: "oneof",
      optional: true,
      args: [
        { name: "seconds", type: "integer", token: "EX", since: "2.6.12" },
        { name: "milliseconds", type: "integer", token: "PX", since: "2.6.12" },
        { name: "unix-time-seconds", type: "unix-time", token: "EXAT", since: "6.2.0" },
        { name: "unix-time-milliseconds", type: "unix-time", token: "PXAT", since: "6.2.0" },
        { name: "keepttl", type: "pure-token", token: "KEEPTTL", since: "6.0.0" },
      ],
    },
  ],
  history: [
    ["2.6.12", "Accepts `EX`, `PX`, `NX` and `XX`."],
    ["6.0.0", "Accepts `KEEPTTL`."],
    ["6.2.0", "Accepts `GET`, `EXAT` and `PXAT`."],
    ["7.0.0", "`NX` and `GET` may stand together."],
    ["8.4.0", "Accepts `IFEQ`, `IFNE`, `IFDEQ` and `IFDNE`."],
  ],
}, (context) => {
  const { args, db, reply } = context;
  if (args.count === 3) {
    storeString(context, db, 1, args.bytes, args.starts[2], args.ends[2], 0);
    context.changed(1, "string", "set");
    reply.ok();
    return;
  }
  throw new ReplyError("ERR syntax error");
});
