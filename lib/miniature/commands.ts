/** The commands of the miniature dialect, with the replies of the exercise it comes from. */

import { command, type CommandDefinition } from "../commands/command.ts";
import type { Context } from "../commands/context.ts";
import { keyRange } from "../commands/spec.ts";
import { RAW } from "../keyspace/types.ts";
import { ReplyError } from "../resp/errors.ts";
import type { FramedArgs } from "./request_reader.ts";

const SINCE = "1.0.0";

const GET = command({
  name: "GET",
  summary: "Returns the value at a key, typed as it was sent.",
  since: SINCE,
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => writeValue(context, 1));

const SET = command({
  name: "SET",
  summary: "Stores a value of any type at a key.",
  since: SINCE,
  group: "generic",
  complexity: "O(1)",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["OW", "update"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "value", type: "string" }],
}, (context) => {
  storeValue(context, 1);
  context.reply.integer(1);
});

const DELETE = command({
  name: "DELETE",
  summary: "Removes a key; 1 if it was there.",
  since: SINCE,
  group: "generic",
  complexity: "O(1)",
  arity: 2,
  flags: ["write", "fast"],
  keys: [keyRange(["RM", "delete"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }],
}, (context) => {
  const { args, db, reply } = context;
  const isGone = db.delete(args.bytes, args.start(1), args.end(1));
  if (isGone) context.changed(1, "generic", "del");
  reply.integer(isGone ? 1 : 0);
});

const FLUSH = command({
  name: "FLUSH",
  summary: "Removes all keys and returns how many there were.",
  since: SINCE,
  group: "generic",
  complexity: "O(N)",
  arity: 1,
  flags: ["write"],
}, ({ db, reply, server }) => {
  const count = db.size;
  server.watches.touchAll(db);
  db.clear();
  server.dirty += count;
  reply.integer(count);
});

const MGET = command({
  name: "MGET",
  summary: "Returns the values at several keys.",
  since: SINCE,
  group: "generic",
  complexity: "O(N)",
  arity: -2,
  flags: ["readonly", "fast"],
  keys: [keyRange(["RO", "access"], 1, -1)],
  args: [{ name: "key", type: "key", keySpec: 0, multiple: true }],
}, (context) => {
  const { args, reply } = context;
  reply.array(args.count - 1);
  for (let i = 1; i < args.count; i++) writeValue(context, i);
});

const MSET = command({
  name: "MSET",
  summary: "Stores values at several keys and returns how many.",
  since: SINCE,
  group: "generic",
  complexity: "O(N)",
  arity: -3,
  flags: ["write", "denyoom"],
  keys: [keyRange(["OW", "update"], 1, -1, 2)],
  args: [{
    name: "data",
    type: "block",
    multiple: true,
    args: [{ name: "key", type: "key", keySpec: 0 }, { name: "value", type: "string" }],
  }],
}, (context) => {
  const { args, reply } = context;
  if (args.count % 2 === 0) {
    throw new ReplyError("ERR wrong number of arguments for 'mset' command");
  }
  for (let i = 1; i < args.count; i += 2) storeValue(context, i);
  reply.integer((args.count - 1) / 2);
});

/** An empty request: its command has no name. */
const MISSING = command({
  name: "",
  summary: "Refuses a request without a command.",
  since: SINCE,
  group: "generic",
  complexity: "O(1)",
  arity: -1,
}, () => {
  throw new ReplyError("ERR missing command");
});

export const MINIATURE_COMMANDS: readonly CommandDefinition[] = [
  MISSING,
  DELETE,
  FLUSH,
  GET,
  MGET,
  MSET,
  SET,
];

/** Replies the value at the key that argument `i` names, or null. */
function writeValue({ args, db, reply }: Context, i: number): void {
  const entry = db.read(args.bytes, args.start(i), args.end(i));
  if (entry === null) reply.null();
  else reply.append(entry.valueBytes, entry.valueStart, entry.valueEnd);
}

/** Stores the frame of argument `i + 1` at the key that argument `i` names. */
function storeValue(context: Context, i: number): void {
  const { args, db } = context;
  const [keyStart, keyEnd] = [args.start(i), args.end(i)];
  const value = i + 1;
  if (isFramed(args)) {
    const [start, end] = [args.frameStarts[value], args.frameEnds[value]];
    db.setString(args.bytes, keyStart, keyEnd, args.bytes, start, end, RAW, 0);
  } else {
    // A word of a request that was one string: kept as the bulk string it stands for.
    const header = Uint8Array.from(`$${args.length(value)}\r\n`, (char) => char.charCodeAt(0));
    const frame = new Uint8Array(header.length + args.length(value) + 2);
    frame.set(header);
    frame.set(args.copy(value), header.length);
    frame.set([13, 10], frame.length - 2);
    db.setString(args.bytes, keyStart, keyEnd, frame, 0, frame.length, RAW, 0);
  }
  context.changed(i, "string", "set");
}

function isFramed(args: Context["args"]): args is FramedArgs {
  return (args as FramedArgs).hasFrames === true;
}
