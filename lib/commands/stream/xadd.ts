/** XADD and XTRIM: a stream grows at its end, and is shortened at its beginning. */

import { ReplyError } from "../../resp/errors.ts";
import { BLOCK_BYTES_MAX, type Stream } from "../../types/stream.ts";
import { compareIds, StreamId } from "../../types/stream_id.ts";
import { command } from "../command.ts";
import { arg } from "../context.ts";
import { wrongNumberOfArguments } from "../messages.ts";
import { type ArgSpec, keyRange } from "../spec.ts";
import { limitsOf, TrimOptions } from "./trim_options.ts";
import { createStream, findStream, replyId } from "./values.ts";

const EXHAUSTED = "ERR The stream has exhausted the last possible ID, unable to add more items";
const TOO_SMALL =
  "ERR The ID specified in XADD is equal or smaller than the target stream top item";

/** Reused. */
const options = new TrimOptions();
const ID = new StreamId();

/** How XADD and XTRIM are told what goes; `TrimOptions` reads it. */
const TRIM_ARGS: readonly ArgSpec[] = [
  {
    name: "strategy",
    type: "oneof",
    args: [
      { name: "maxlen", type: "pure-token", token: "MAXLEN" },
      { name: "minid", type: "pure-token", token: "MINID", since: "6.2.0" },
    ],
  },
  {
    name: "operator",
    type: "oneof",
    optional: true,
    args: [
      { name: "equal", type: "pure-token", token: "=" },
      { name: "approximately", type: "pure-token", token: "~" },
    ],
  },
  { name: "threshold", type: "string" },
  { name: "count", type: "integer", token: "LIMIT", since: "6.2.0", optional: true },
];

export const XADD = command({
  name: "XADD",
  summary: "Appends an entry to a stream and may trim the stream.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(1); O(N) when trimming, N being the number of removed entries.",
  arity: -5,
  flags: ["write", "denyoom", "fast"],
  keys: [{
    ...keyRange(["RW", "update"], 1),
    notes: "Trimming removes entries, so the key is updated.",
  }],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "nomkstream", type: "pure-token", token: "NOMKSTREAM", since: "6.2.0", optional: true },
    {
      name: "trim",
      type: "block",
      optional: true,
      args: TRIM_ARGS,
    },
    {
      name: "id-selector",
      type: "oneof",
      args: [
        { name: "auto-id", type: "pure-token", token: "*" },
        { name: "id", type: "string" },
      ],
    },
    {
      name: "data",
      type: "block",
      multiple: true,
      args: [
        { name: "field", type: "string" },
        { name: "value", type: "string" },
      ],
    },
  ],
  tips: ["nondeterministic_output"],
  history: [
    ["6.2.0", "Accepts `NOMKSTREAM`, `MINID` and `LIMIT`."],
    ["7.0.0", "The sequence part of an ID may be `*`."],
  ],
}, (context) => {
  const { args, reply } = context;
  const limits = limitsOf(context);
  const first = options.read(args, true, limits) + 1;
  const count = args.count - first;
  if (count < 2 || count % 2 === 1) throw wrongNumberOfArguments("xadd");
  if (options.isIdGiven && !options.isSeqOpen && options.id.isMin) {
    throw new ReplyError("ERR The ID specified in XADD must be greater than 0-0");
  }
  const known = findStream(context, 1);
  if (known === null && !options.makesStream) return reply.null();
  chooseId(known, context.nowMs);
  if (args.ends[args.count - 1] - args.starts[first] > BLOCK_BYTES_MAX) {
    throw new ReplyError("ERR Elements are too large to be stored");
  }
  const stream = known ?? createStream(context, 1);
  stream.append(ID, args.bytes, args.starts, args.ends, first, args.count, limits);
  replyId(reply, ID);
  context.changed(1, "stream", "xadd");
  if (options.trims && options.apply(stream) > 0) context.notify(1, "stream", "xtrim");
  if (context.hasEffectListeners) {
    const fields = Array.from({ length: count }, (_, i) => arg(first + i));
    context.effect("XADD", arg(1), ...options.effect(stream), ID.toString(), ...fields);
  }
});

export const XTRIM = command({
  name: "XTRIM",
  summary: "Removes the oldest entries of a stream, down to a length or an ID.",
  since: "5.0.0",
  group: "stream",
  complexity: "O(N), N being the number of removed entries, with a small constant.",
  arity: -4,
  flags: ["write"],
  keys: [keyRange(["RW", "delete"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    {
      name: "trim",
      type: "block",
      args: TRIM_ARGS,
    },
  ],
  tips: ["nondeterministic_output"],
  history: [["6.2.0", "Accepts `MINID` and `LIMIT`."]],
}, (context) => {
  const { args, reply } = context;
  options.read(args, false, limitsOf(context));
  const stream = findStream(context, 1);
  const removed = stream === null ? 0 : options.apply(stream);
  reply.integer(removed);
  if (stream === null || removed === 0) return;
  context.changed(1, "stream", "xtrim");
  if (context.hasEffectListeners) context.effect("XTRIM", arg(1), ...options.effect(stream));
});

/** Puts the ID of the new entry into `ID`. */
function chooseId(stream: Stream | null, nowMs: number): void {
  if (stream === null) {
    if (!options.isIdGiven) ID.setMs(nowMs);
    else if (ID.copy(options.id).isMin) ID.increment(); // Only 0-* gets here.
    return;
  }
  const { lastId } = stream;
  if (lastId.isMax) throw new ReplyError(EXHAUSTED);
  if (!options.isIdGiven) {
    if (nowMs > lastId.ms) ID.setMs(nowMs);
    else ID.copy(lastId).increment();
    return;
  }
  ID.copy(options.id);
  if (options.isSeqOpen && ID.msHigh === lastId.msHigh && ID.msLow === lastId.msLow) {
    if (lastId.isSeqMax) throw new ReplyError(TOO_SMALL);
    ID.copy(lastId).increment();
  }
  if (compareIds(ID, lastId) <= 0) throw new ReplyError(TOO_SMALL);
}
