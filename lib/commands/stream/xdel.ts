/** XDEL, XDELEX, XACK, XACKDEL: entries are deleted, or acknowledged, one by one. */

import { ReplyError } from "../../resp/errors.ts";
import type { Stream } from "../../types/stream.ts";
import { compareIds, StreamId } from "../../types/stream_id.ts";
import { command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../messages.ts";
import { type ArgSpec, keyRange } from "../spec.ts";
import { dropReferences, isReferenced } from "./references.ts";
import { DROP, KEEP, type References, referencesOf, RESPECT } from "./trim_options.ts";
import { findStream, groupOf, readId, readStream } from "./values.ts";

/** What XDELEX and XACKDEL say of each entry. */
const ABSENT = -1;
const GONE = 1;
const STILL_REFERENCED = 2;

/** Reused. */
const ID = new StreamId();

/** The arguments that XDELEX and XACKDEL end with; `readOptions` reads them. */
const REFERENCES_AND_IDS: readonly ArgSpec[] = [
  {
    name: "condition",
    type: "oneof",
    optional: true,
    args: [
      { name: "keepref", type: "pure-token", token: "KEEPREF" },
      { name: "delref", type: "pure-token", token: "DELREF" },
      { name: "acked", type: "pure-token", token: "ACKED" },
    ],
  },
  {
    name: "ids",
    type: "block",
    token: "IDS",
    args: [
      { name: "numids", type: "integer" },
      { name: "id", type: "string", multiple: true },
    ],
  },
];

export const XDEL = command({
  name: "XDEL",
  summary: "Removes entries of a stream.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(1) for each entry, whatever the size of the stream.",
  arity: -3,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "id", type: "string", multiple: true },
  ],
}, (context) => {
  const { args, reply } = context;
  const stream = findStream(context, 1);
  if (stream === null) return reply.integer(0);
  checkIds(context, 2);
  let deleted = 0;
  for (let i = 2; i < args.count; i++) {
    readId(args, i, ID);
    if (stream.delete(ID)) deleted++;
  }
  finish(context, stream, deleted);
  reply.integer(deleted);
});

export const XDELEX = command({
  name: "XDELEX",
  summary: "Removes entries of a stream and says what becomes of the references to them.",
  since: "8.2.0",
  group: "stream",
  complexity: "O(1) for each entry.",
  arity: -5,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    ...REFERENCES_AND_IDS,
  ],
}, (context) => {
  const { args, reply } = context;
  const references = readOptions(context, 2);
  const stream = findStream(context, 1);
  reply.array(behindIds - firstId);
  let deleted = 0;
  for (let i = firstId; i < behindIds; i++) {
    readId(args, i, ID);
    const result = stream === null ? ABSENT : remove(stream, references);
    if (result === GONE) deleted++;
    reply.integer(result);
  }
  if (stream !== null) finish(context, stream, deleted);
});

export const XACK = command({
  name: "XACK",
  summary: "Acknowledges entries of a stream for a consumer group.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(1) for each entry.",
  arity: -4,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "group", type: "string" },
    { name: "id", type: "string", multiple: true },
  ],
}, (context) => {
  const { args, reply } = context;
  const group = groupOf(readStream(context, 1), context, 2);
  if (group === null) return reply.integer(0);
  checkIds(context, 3);
  let acknowledged = 0;
  for (let i = 3; i < args.count; i++) {
    readId(args, i, ID);
    if (group.acknowledge(ID)) acknowledged++;
  }
  context.server.dirty += acknowledged;
  reply.integer(acknowledged);
});

export const XACKDEL = command({
  name: "XACKDEL",
  summary: "Acknowledges entries of a stream for a consumer group and removes them.",
  since: "8.2.0",
  group: "stream",
  complexity: "O(1) for each entry.",
  arity: -6,
  flags: ["write", "fast"],
  keys: [keyRange(["RW", "update", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "group", type: "string" },
    ...REFERENCES_AND_IDS,
  ],
}, (context) => {
  const { args, reply } = context;
  const references = readOptions(context, 3);
  const stream = findStream(context, 1);
  const group = groupOf(stream, context, 2);
  reply.array(behindIds - firstId);
  let deleted = 0;
  for (let i = firstId; i < behindIds; i++) {
    readId(args, i, ID);
    if (stream === null || group === null || !group.acknowledge(ID)) {
      reply.integer(ABSENT);
      continue;
    }
    context.server.dirty++;
    const result = remove(stream, references);
    if (result === GONE) deleted++;
    // What was deleted before is acknowledged now, and gone all the same.
    reply.integer(result === ABSENT ? GONE : result);
  }
  if (stream !== null) finish(context, stream, deleted);
});

/** Nothing is done before all IDs are known to be some. */
function checkIds({ args }: Context, first: number, behind = args.count): void {
  for (let i = first; i < behind; i++) readId(args, i, ID);
}

/** What `readOptions` has found: the places of the IDs. */
let firstId = 0;
let behindIds = 0;

/** Reads `[KEEPREF | DELREF | ACKED] IDS count id …`. */
function readOptions(context: Context, i: number): References {
  const { args } = context;
  let references: References | null = null;
  firstId = 0;
  while (i < args.count) {
    const named = referencesOf(args, i);
    if (named !== null && references === null) {
      references = named;
      i++;
    } else if (args.is(i, "IDS") && i + 1 < args.count) {
      const positive = "ERR Number of IDs must be a positive integer";
      const count = args.integerWithin(i + 1, 1, Infinity, positive);
      firstId = i + 2;
      i = behindIds = firstId + count;
      if (i > args.count) {
        throw new ReplyError("ERR The `numids` parameter must match the number of arguments");
      }
    } else {
      throw syntaxError();
    }
  }
  if (firstId === 0) throw new ReplyError("ERR IDS option is required");
  checkIds(context, firstId, behindIds);
  return references ?? KEEP;
}

/** Deletes the entry `ID`, and what is to go with it. */
function remove(stream: Stream, references: References): number {
  if (!stream.has(ID)) return ABSENT;
  if (references === DROP) dropReferences(stream, ID);
  else if (references === RESPECT && isReferenced(stream, ID)) return STILL_REFERENCED;
  stream.delete(ID);
  return GONE;
}

function finish(context: Context, stream: Stream, deleted: number): void {
  if (deleted === 0) return;
  if (stream.length === 0 || compareIds(stream.firstId, stream.maxDeletedId) <= 0) {
    stream.refreshFirst();
  }
  context.changed(1, "stream", "xdel");
}
