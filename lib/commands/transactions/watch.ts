/** WATCH and UNWATCH: EXEC does nothing if a watched key was changed meanwhile. */

import { command } from "../command.ts";
import { keyRange } from "../spec.ts";
import { ReplyError } from "../../resp/errors.ts";

export const WATCH = command({
  name: "WATCH",
  summary: "Watches keys: EXEC is refused when one of them has changed.",
  since: "2.2.0",
  group: "transactions",
  complexity: "O(1) for every key.",
  arity: -2,
  flags: ["noscript", "loading", "stale", "fast", "allow_busy"],
  keys: [keyRange(["RO"], 1, -1)],
  args: [{ name: "key", type: "key", multiple: true, keySpec: 0 }],
}, ({ args, db, reply, server, session }) => {
  if (session.transaction !== null) throw new ReplyError("ERR WATCH inside MULTI is not allowed");
  // Once one watched key was changed, EXEC fails anyway.
  if (!session.isStale) {
    for (let i = 1; i < args.count; i++) {
      const wasExpired = db.hasExpired(args.bytes, args.start(i), args.end(i));
      server.watches.add(session, db, args.text(i), wasExpired);
    }
  }
  reply.ok();
});

export const UNWATCH = command({
  name: "UNWATCH",
  summary: "Forgets all watched keys.",
  since: "2.2.0",
  group: "transactions",
  complexity: "O(1)",
  arity: 1,
  flags: ["noscript", "loading", "stale", "fast", "allow_busy"],
}, ({ reply, server, session }) => {
  server.watches.clear(session);
  reply.ok();
});
