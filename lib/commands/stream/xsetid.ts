/** XSETID: what a stream says of itself, set by whoever rebuilds one. */

import { ReplyError } from "../../resp/errors.ts";
import { compareIds, StreamId } from "../../types/stream_id.ts";
import { command } from "../command.ts";
import { NO_SUCH_KEY, syntaxError } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { findStream, readId } from "./values.ts";

const BELOW_GIVEN =
  "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id";
const BELOW_DELETED = "ERR The ID specified in XSETID is smaller than current max_deleted_entry_id";
const BELOW_TOP = "ERR The ID specified in XSETID is smaller than the target stream top item";
const BELOW_LENGTH =
  "ERR The entries_added specified in XSETID is smaller than the target stream length";

/** Reused. */
const ID = new StreamId();
const DELETED = new StreamId();
const TOP = new StreamId();

export const XSETID = command({
  name: "XSETID",
  summary: "Sets the last ID of a stream.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(1)",
  arity: -3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "last-id", type: "string" },
    {
      name: "entries-added",
      type: "integer",
      token: "ENTRIESADDED",
      since: "7.0.0",
      optional: true,
    },
    {
      name: "max-deleted-id",
      type: "string",
      token: "MAXDELETEDID",
      since: "7.0.0",
      optional: true,
    },
  ],
  history: [["7.0.0", "Accepts `ENTRIESADDED` and `MAXDELETEDID`."]],
}, (context) => {
  const { args, reply } = context;
  readId(args, 2, ID);
  DELETED.setMin();
  let entriesAdded = -1;
  for (let i = 3; i < args.count; i += 2) {
    if (i + 1 === args.count) throw syntaxError();
    if (args.is(i, "ENTRIESADDED")) {
      entriesAdded = args.integer(i + 1);
      if (entriesAdded < 0) throw new ReplyError("ERR entries_added must be positive");
    } else if (args.is(i, "MAXDELETEDID")) {
      readId(args, i + 1, DELETED);
      if (compareIds(ID, DELETED) < 0) throw new ReplyError(BELOW_GIVEN);
    } else {
      throw syntaxError();
    }
  }
  const stream = findStream(context, 1);
  if (stream === null) throw new ReplyError(NO_SUCH_KEY);
  if (compareIds(ID, stream.maxDeletedId) < 0) throw new ReplyError(BELOW_DELETED);
  if (stream.length > 0) {
    stream.edge(true, TOP);
    if (compareIds(ID, TOP) < 0) throw new ReplyError(BELOW_TOP);
    if (entriesAdded >= 0 && stream.length > entriesAdded) throw new ReplyError(BELOW_LENGTH);
  }
  stream.lastId.copy(ID);
  if (entriesAdded >= 0) stream.entriesAdded = entriesAdded;
  if (!DELETED.isMin) stream.maxDeletedId.copy(DELETED);
  reply.ok();
  context.server.dirty++; // No entry has changed: nobody who watches the key is told.
  context.notify(1, "stream", "xsetid");
});
