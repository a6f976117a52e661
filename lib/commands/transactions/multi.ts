/** MULTI, EXEC, DISCARD: commands that are executed together or not at all. */

import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { findDenial, recordDenial } from "../permissions.ts";
import type { Command } from "../table.ts";
import { type Args, fromLatin1 } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import { type Session, Transaction } from "../../state/session.ts";

const ABORTED = "EXECABORT Transaction discarded because of previous errors.";

const NO_LONGER_PERMITTED = "NOPERM ACLs rules changed between the moment the transaction was " +
  "accumulated and the EXEC call. This command is no longer allowed for the following reason: ";
const PERMISSIONS = {
  command: "no permission to execute the command or subcommand",
  key: "no permission to touch the specified keys",
  channel: "no permission to access one of the channels used as arguments",
};

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
  session.transaction = new Transaction();
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
      if (session.user.isUnrestricted || isPermitted(context, command as Command, args)) {
        context.run(command as Command, args);
      }
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

/** Whether the user may still run a queued command; if not, that is its reply. */
function isPermitted(context: Context, command: Command, args: Args): boolean {
  const { reply, server: { stats }, session: { user } } = context;
  const denial = findDenial(user, command, args);
  if (denial === null) return true;
  recordDenial(context, denial.reason, denial.object);
  const line = NO_LONGER_PERMITTED + PERMISSIONS[denial.reason];
  stats.countError(line);
  reply.error(line);
  return false;
}

/** Whether the time of a watched key has passed since the watch began, though it is still there. */
function hasExpiredSince(session: Session): boolean {
  const watched = session.watched?.byName.values() ?? [];
  return [...watched].some(({ db, key, wasExpired }) => {
    const bytes = fromLatin1(key);
    return !wasExpired && db.hasExpired(bytes, 0, bytes.length);
  });
}
