/** COPY: the value and expiry of a key, once more under another name or in another database. */

import type { Database } from "../../keyspace/database.ts";
import { equalBytes } from "../../memory/bytes.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { SAME_OBJECT, SYNTAX_ERROR } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { databaseAt } from "./databases.ts";

export const COPY = command({
  name: "COPY",
  summary: "Copies the value and expiration of a key to another key.",
  since: "6.2.0",
  group: "generic",
  complexity: "O(N) for collections, N being the number of nested items; O(1) for strings.",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RO", "access"], 1), keyRange(["OW", "update"], 2)],
  args: [
    { name: "source", type: "key", keySpec: 0 },
    { name: "destination", type: "key", keySpec: 1 },
    { name: "destination-db", type: "integer", token: "DB", optional: true },
    { name: "replace", type: "pure-token", token: "REPLACE", optional: true },
  ],
}, (context) => {
  const { args, db, reply } = context;
  const { target, replaces } = readOptions(context);
  if (target === db && isSameArg(args, 1, 2)) throw new ReplyError(SAME_OBJECT);
  const { bytes, starts, ends } = args;
  if (db.read(bytes, starts[1], ends[1]) === null) return reply.integer(0);
  if (target.find(bytes, starts[2], ends[2]) !== null && !replaces) return reply.integer(0);
  const source = db.peek(bytes, starts[1], ends[1])!;
  db.copyTo(target, source, bytes, starts[2], ends[2]);
  context.changedKey(target, bytes, starts[2], ends[2], "generic", "copy_to");
  reply.integer(1);
});

interface CopyOptions {
  readonly target: Database;
  readonly replaces: boolean;
}

function readOptions(context: Context): CopyOptions {
  const { args } = context;
  let target = context.db;
  let replaces = false;
  for (let i = 3; i < args.count; i++) {
    if (args.is(i, "REPLACE")) replaces = true;
    else if (args.is(i, "DB") && i + 1 < args.count) target = databaseAt(context, ++i);
    else throw new ReplyError(SYNTAX_ERROR);
  }
  return { target, replaces };
}

/** Whether two arguments are the same bytes. */
export function isSameArg(args: Args, i: number, j: number): boolean {
  return args.length(i) === args.length(j) &&
    equalBytes(args.bytes, args.starts[i], args.ends[i], args.bytes, args.starts[j]);
}
