/** RESET: the connection as it was when it began. */

import { command } from "../command.ts";

export const RESET = command({
  name: "RESET",
  summary: "Brings the connection back to the state of a fresh one.",
  since: "6.2.0",
  group: "connection",
  complexity: "O(1)",
  arity: 1,
  flags: ["noscript", "loading", "stale", "fast", "no_auth", "allow_busy"],
}, ({ reply, server, session }) => {
  session.transaction = null;
  server.watches.clear(session);
  session.isMonitor = false;
  server.monitors.delete(session);
  server.channels.clear(session);
  server.tracking.disable(session);
  session.db = server.keyspace.databases[0];
  session.name = "";
  // CLIENT REPLY SKIP before this command still hides its reply.
  if (session.replyMode !== "skipping") session.replyMode = "on";
  session.noEvict = false;
  session.noTouch = false;
  session.user = server.acl.defaultUser;
  session.isAuthenticated = server.acl.isOpen;
  reply.protocol = 2;
  reply.simple("RESET");
});
