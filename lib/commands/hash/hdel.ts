/** HDEL and HGETDEL: removing fields. */

import { command } from "../command.ts";
import { arg } from "../context.ts";
import { keyRange } from "../spec.ts";
import { COUNT_OF_READERS, readFields } from "./fields.ts";
import { replyField } from "./hget.ts";
import { findHash, tellRemoved } from "./lookup.ts";

export const HDEL = command(
  {
    name: "HDEL",
    summary: "Removes fields of a hash.",
    since: "2.0.0",
    group: "hash",
    complexity: "O(N), N being the number of fields given.",
    arity: -3,
    flags: ["write", "fast"],
    keys: [keyRange(["RW", "delete"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      { name: "field", type: "string", multiple: true },
    ],
    history: [["2.4.0", "Accepts several fields."]],
  },
  (context) => {
    const { args, reply } = context;
    const hash = findHash(context);
    let removed = 0;
    let isThere = hash !== null;
    for (let i = 2; i < args.count && isThere; i++) {
      if (!hash!.find(args.bytes, args.starts[i], args.ends[i])) continue;
      isThere = hash!.remove();
      removed++;
    }
    if (removed > 0) tellRemoved(context, isThere);
    reply.integer(removed);
  },
);

export const HGETDEL = command(
  {
    name: "HGETDEL",
    summary: "Returns the values of fields of a hash and removes the fields.",
    since: "8.0.0",
    group: "hash",
    complexity: "O(N), N being the number of fields.",
    arity: -5,
    flags: ["write", "fast"],
    keys: [keyRange(["RW", "access", "delete"], 1)],
    args: [
      { name: "key", type: "key", keySpec: 0 },
      {
        name: "fields",
        type: "block",
        token: "FIELDS",
        args: [
          { name: "numfields", type: "integer" },
          { name: "field", type: "string", multiple: true },
        ],
      },
    ],
  },
  (context) => {
    const { args, reply } = context;
    const hash = findHash(context);
    readFields(args, 2, COUNT_OF_READERS);
    let removed = 0;
    let isThere = hash !== null;
    reply.array(args.count - 4);
    for (let i = 4; i < args.count; i++) {
      if (!replyField(context, isThere ? hash : null, i)) continue;
      isThere = hash!.remove();
      removed++;
    }
    if (removed === 0) return;
    tellRemoved(context, isThere);
    if (!context.hasEffectListeners) return;
    const fields = Array.from({ length: args.count - 4 }, (_, i) => arg(4 + i));
    context.effect("HDEL", arg(1), ...fields);
  },
);
