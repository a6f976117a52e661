/** RENAME and RENAMENX: a key gets another name; its value, expiry and accesses go along. */

import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { NO_SUCH_KEY } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { isSameArg } from "./copy.ts";

export const RENAME = command({
  name: "RENAME",
  summary: "Renames a key, replacing any key of the new name.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 3,
  flags: ["write"],
  keys: [keyRange(["RW", "access", "delete"], 1), keyRange(["OW", "update"], 2)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "newkey", type: "key", keySpec: 1 },
  ],
}, (context) => {
  rename(context, true);
  context.reply.ok();
});

export const RENAMENX = command({
  name: "RENAMENX",
  summary: "Renames a key unless the new name is taken.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "delete"], 1), keyRange(["OW", "insert"], 2)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "newkey", type: "key", keySpec: 1 },
  ],
  history: [["3.2.0", "Equal names are no longer an error."]],
}, (context) => {
  context.reply.integer(rename(context, false) ? 1 : 0);
});

/** Whether the key got the name. To be named as before is nothing done. */
function rename(context: Context, overwrites: boolean): boolean {
  const { args, db, server } = context;
  const { bytes, starts, ends } = args;
  if (db.find(bytes, starts[1], ends[1]) === null) throw new ReplyError(NO_SUCH_KEY);
  if (isSameArg(args, 1, 2)) return false;
  if (db.find(bytes, starts[2], ends[2]) !== null && !overwrites) return false;
  const entry = db.peek(bytes, starts[1], ends[1])!;
  db.moveTo(db, entry, bytes, starts[2], ends[2]);
  context.changed(1, "generic", "rename_from");
  context.changed(2, "generic", "rename_to");
  server.dirty--; // Two keys, but one change.
  return true;
}
