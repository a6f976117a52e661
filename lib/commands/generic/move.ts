/** MOVE: a key to another database, where it must not exist. */

import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import { SAME_OBJECT } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { databaseAt } from "./databases.ts";

export const MOVE = command({
  name: "MOVE",
  summary: "Moves a key to another database.",
  since: "1.0.0",
  group: "generic",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "access", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "db", type: "integer" }],
}, (context) => {
  const { args: { bytes, starts, ends }, db, reply, server } = context;
  const target = databaseAt(context, 2);
  if (target === db) throw new ReplyError(SAME_OBJECT);
  const [start, end] = [starts[1], ends[1]];
  const entry = db.find(bytes, start, end);
  if (entry === null || target.find(bytes, start, end) !== null) return reply.integer(0);
  db.moveTo(target, entry, bytes, start, end);
  context.changed(1, "generic", "move_from");
  context.changedKey(target, bytes, start, end, "generic", "move_to");
  server.dirty--; // Two keys, but one change.
  reply.integer(1);
});
