/** MONITOR: the session is shown every command from now on. */

import { command } from "../command.ts";
import { ReplyError } from "../../resp/errors.ts";

export const MONITOR = command({
  name: "MONITOR",
  summary: "Streams every command that the server executes to the connection.",
  since: "1.0.0",
  group: "server",
  complexity: "O(1) for each command streamed.",
  arity: 1,
  flags: ["admin", "noscript", "loading", "stale"],
}, ({ isInTransaction, reply, server, session }) => {
  if (isInTransaction) {
    throw new ReplyError("ERR MONITOR isn't allowed for DENY BLOCKING client");
  }
  if (session.isMonitor) return; // Redis does not answer this either.
  session.isMonitor = true;
  server.monitors.add(session);
  reply.ok();
});
