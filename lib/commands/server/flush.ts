/**
 * FLUSHDB and FLUSHALL: remove all keys of one database, or of all. The memory is dropped as a
 * whole, so that ASYNC and SYNC take the same short time.
 */

import type { Database } from "../../keyspace/database.ts";
import type { Args } from "../../resp/args.ts";
import { ReplyError } from "../../resp/errors.ts";
import type { Server } from "../../state/server.ts";
import { command } from "../command.ts";
import { arg, type Context } from "../context.ts";
import { SYNTAX_ERROR } from "../messages.ts";

export const FLUSHDB = command({
  name: "FLUSHDB",
  summary: "Removes all keys of the database.",
  since: "1.0.0",
  group: "server",
  complexity: "O(N), N being the number of keys.",
  arity: -1,
  flags: ["write"],
  args: [{
    name: "flush-type",
    type: "oneof",
    optional: true,
    args: [
      { name: "async", type: "pure-token", token: "ASYNC", since: "4.0.0" },
      { name: "sync", type: "pure-token", token: "SYNC", since: "6.2.0" },
    ],
  }],
  categories: ["dangerous", "keyspace"],
  tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
  history: [["4.0.0", "Accepts `ASYNC`."], ["6.2.0", "Accepts `SYNC`."]],
}, (context) => {
  const { args, db, reply, server } = context;
  checkMode(args);
  flush(server, db);
  server.tracking.invalidateAll();
  propagate(context);
  reply.ok();
});

export const FLUSHALL = command({
  name: "FLUSHALL",
  summary: "Removes all keys of all databases.",
  since: "1.0.0",
  group: "server",
  complexity: "O(N), N being the number of keys.",
  arity: -1,
  flags: ["write"],
  args: [{
    name: "flush-type",
    type: "oneof",
    optional: true,
    args: [
      { name: "async", type: "pure-token", token: "ASYNC", since: "4.0.0" },
      { name: "sync", type: "pure-token", token: "SYNC", since: "6.2.0" },
    ],
  }],
  categories: ["dangerous", "keyspace"],
  tips: ["request_policy:all_shards", "response_policy:all_succeeded"],
  history: [["4.0.0", "Accepts `ASYNC`."], ["6.2.0", "Accepts `SYNC`."]],
}, (context) => {
  const { args, reply, server } = context;
  checkMode(args);
  for (const db of server.keyspace.databases) flush(server, db);
  server.tracking.invalidateAll();
  server.snapshots?.flushed();
  propagate(context);
  reply.ok();
});

function checkMode(args: Args): void {
  const isFine = args.count === 1 ||
    (args.count === 2 && (args.is(1, "ASYNC") || args.is(1, "SYNC")));
  if (!isFine) throw new ReplyError(SYNTAX_ERROR);
}

/** It is logged even when there was nothing to remove. */
function propagate(context: Context): void {
  if (context.args.count === 1) context.effect(arg(0));
  else context.effect(arg(0), arg(1));
}

function flush(server: Server, db: Database): void {
  server.watches.touchAll(db);
  server.waits.touchAll(db);
  server.dirty += db.size;
  db.clear();
}
