/** MULTI, EXEC, DISCARD: commands that are executed together or not at all. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import type { Command } from "../table.ts";
import { fromLatin1 } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { Session } from "../../state/session.ts";

const ABORTED = "EXECABORT Transaction discarded because of previous errors.";

export const MULTI = command({
  name: "MULTI",
  summary: "Begins a transaction.",
  since: "1.2.0",
  group: "transactions",
  complexity: "O(1)",
  arity: 1,
  flags: ["noscript", "loading", "stale", "fast", "allow_busy"],
}, ({ reply, session }) => {
  if (session.transaction !== null) throw new ReplyError("ERR MULTI calls can not be nested");
  session.transaction = { queue: [], isBroken: false };
  reply.ok();
});

export const EXEC = command({
  name: "EXEC",
  summary: "Executes the queued commands of a transaction.",
  since: "1.2.0",
  group: "transactions",
  complexity: "Depends on the queued commands.",
  arity: 1,
  flags: ["noscript", "loading", "stale", "skip_slowlog"],
}, (context) => {
  const { reply, server, session } = context;
  const { transaction } = session;
  if (transaction === null) throw new ReplyError("ERR EXEC without MULTI");
  const isStale = session.isStale || hasExpiredSince(session);
  server.watches.clear(session);
  try {
    if (transaction.isBroken) throw new ReplyError(ABORTED);
    if (isStale) return reply.nullArray();
    let mark = reply.length;
    reply.array(transaction.queue.length);
    for (const { command, args } of transaction.queue) {
      if (session.isMuted) reply.truncate(mark);
      mark = reply.length;
      context.run(command as Command, args);
    }
    if (session.isMuted) reply.truncate(mark);
  } finally {
    session.transaction = null;
  }
});

export const DISCARD = command({
  name: "DISCARD",
  summary: "Drops the queued commands of a transaction.",
  since: "2.0.0",
  group: "transactions",
  complexity: "O(N), N being the number of queued commands.",
  arity: 1,
  flags: ["noscript", "loading", "stale", "fast", "allow_busy"],
}, ({ reply, server, session }: Context) => {
  if (session.transaction === null) throw new ReplyError("ERR DISCARD without MULTI");
  session.transaction = null;
  server.watches.clear(session);
  reply.ok();
});

/** Whether the time of a watched key has passed since the watch began, though it is still there. */
function hasExpiredSince(session: Session): boolean {
  return session.watched.some(({ db, key, wasExpired }) => {
    const bytes = fromLatin1(key);
    return !wasExpired && db.hasExpired(bytes, 0, bytes.length);
  });
}
