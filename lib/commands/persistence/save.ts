/** SAVE, BGSAVE and LASTSAVE: snapshots of all databases in the RDB file. */

import { ReplyError } from "../../resp/errors.ts";
import type { Snapshots } from "../../state/snapshots.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";

const OTHER_IN_PROGRESS =
  "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in " +
  "order to schedule a BGSAVE whenever possible.";
const IN_PROGRESS = "ERR Background save already in progress";

export const SAVE = command({
  name: "SAVE",
  summary: "Saves a snapshot to disk, serving nobody meanwhile.",
  since: "1.0.0",
  group: "server",
  complexity: "O(N), N being the number of keys.",
  arity: 1,
  flags: ["admin", "noscript", "no_async_loading", "no_multi"],
}, (context) => {
  const snapshots = snapshotsOf(context);
  if (snapshots.isSaving) throw new ReplyError(IN_PROGRESS);
  attempt(() => snapshots.save());
  context.reply.ok();
});

export const BGSAVE = command({
  name: "BGSAVE",
  summary: "Saves a snapshot to disk in the background.",
  since: "1.0.0",
  group: "server",
  complexity: "O(1)",
  arity: -1,
  flags: ["admin", "noscript", "no_async_loading"],
  args: [{
    name: "schedule",
    type: "pure-token",
    token: "SCHEDULE",
    since: "3.2.2",
    optional: true,
  }],
  history: [["3.2.2", "Accepts `SCHEDULE`."]],
}, (context) => {
  const { args, reply } = context;
  if (args.count > 2 || (args.count === 2 && !args.is(1, "SCHEDULE"))) throw syntaxError();
  const snapshots = snapshotsOf(context);
  if (snapshots.isSaving) throw new ReplyError(IN_PROGRESS);
  if (context.isInTransaction) {
    // The state at the end of the transaction is saved, not one in its middle.
    snapshots.schedule();
    return reply.simple("Background saving scheduled");
  }
  if (context.server.appendOnly?.isRewriting) {
    if (args.count === 1) throw new ReplyError(OTHER_IN_PROGRESS);
    snapshots.schedule();
    return reply.simple("Background saving scheduled");
  }
  attempt(() => snapshots.saveInBackground());
  reply.simple("Background saving started");
});

export const LASTSAVE = command({
  name: "LASTSAVE",
  summary: "Returns the Unix time of the latest successful save, in seconds.",
  since: "1.0.0",
  group: "server",
  complexity: "O(1)",
  arity: 1,
  flags: ["loading", "stale", "fast"],
  categories: ["admin", "dangerous"],
  tips: ["nondeterministic_output"],
}, ({ reply, server }) => {
  reply.integer(Math.floor((server.snapshots?.lastSaveMs ?? server.startMs) / 1000));
});

function snapshotsOf({ server: { host, snapshots } }: Context): Snapshots {
  if (snapshots !== null) return snapshots;
  host.log("warning", "There is no directory to save in");
  throw new ReplyError("ERR");
}

/** What went wrong stands in the log; the client is told that it did. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    throw new ReplyError("ERR");
  }
}
