/** SELECT. */

import { command } from "../command.ts";
import { DB_OUT_OF_RANGE } from "../messages.ts";
import { ReplyError } from "../../resp/errors.ts";

const NOT_AN_INT = "ERR value is out of range, value must between -2147483648 and 2147483647";

export const SELECT = command({
  name: "SELECT",
  summary: "Chooses the database of the connection.",
  since: "1.0.0",
  group: "connection",
  complexity: "O(1)",
  arity: 2,
  flags: ["loading", "stale", "fast"],
  args: [{ name: "index", type: "integer" }],
}, ({ args, reply, server, session }) => {
  const index = args.integer(1);
  if (index < -(2 ** 31) || index >= 2 ** 31) throw new ReplyError(NOT_AN_INT);
  const db = server.keyspace.databases[index];
  if (db === undefined) throw new ReplyError(DB_OUT_OF_RANGE);
  session.db = db;
  reply.ok();
});
