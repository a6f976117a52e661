/** APPEND and SETRANGE: strings that are extended or overwritten in part. */

import { RAW } from "../../keyspace/types.ts";
import { copyBytes } from "../../memory/bytes.ts";
import { ENCODING_SHIFT } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import { command } from "../command.ts";
import { OFFSET_OUT_OF_RANGE } from "../messages.ts";
import { keyRange } from "../spec.ts";
import { checkLength, findString, storeString } from "../values.ts";

export const APPEND = command({
  name: "APPEND",
  summary: "Appends bytes to the string at a key, creating the key when it is missing.",
  since: "2.0.0",
  group: "string",
  complexity: "O(1), amortized: room for growth is kept behind the value.",
  arity: 3,
  flags: ["write", "denyoom", "fast"],
  keys: [keyRange(["RW", "insert"], 1)],
  args: [{ name: "key", type: "key", keySpec: 0 }, { name: "value", type: "string" }],
}, (context) => {
  const { args, db, reply } = context;
  const start = args.starts[2];
  const end = args.ends[2];
  const entry = findString(context, 1);
  let length = end - start;
  if (entry === null) {
    storeString(context, db, 1, args.bytes, start, end, 0);
  } else {
    const offset = entry.valueEnd - entry.valueStart;
    length += offset;
    checkLength(context, length);
    const { valueBytes, valueStart } = db.resize(entry, RAW, length);
    copyBytes(valueBytes, valueStart + offset, args.bytes, start, end);
  }
  context.changed(1, "string", "append");
  reply.integer(length);
});

export const SETRANGE = command({
  name: "SETRANGE",
  summary: "Overwrites a part of the string at a key, padding with zero bytes up to the offset.",
  since: "2.2.0",
  group: "string",
  complexity: "O(M), M being the length of the new part.",
  arity: 4,
  flags: ["write", "denyoom"],
  keys: [keyRange(["RW", "update"], 1)],
  args: [
    { name: "key", type: "key", keySpec: 0 },
    { name: "offset", type: "integer" },
    { name: "value", type: "string" },
  ],
}, (context) => {
  const { args, db, reply } = context;
  const offset = args.integer(2);
  if (offset < 0) throw new ReplyError(OFFSET_OUT_OF_RANGE);
  const start = args.starts[3];
  const end = args.ends[3];
  let entry = findString(context, 1);
  const oldLength = entry === null ? 0 : entry.valueEnd - entry.valueStart;
  if (start === end) return reply.integer(oldLength);
  const partEnd = offset + end - start;
  checkLength(context, partEnd);
  const length = Math.max(oldLength, partEnd);
  if (entry === null) {
    const raw = RAW << ENCODING_SHIFT;
    entry = db.put(args.bytes, args.starts[1], args.ends[1], raw, length, 0);
    entry.valueBytes.fill(0, entry.valueStart, entry.valueStart + offset);
  } else if (length > oldLength || entry.encoding !== RAW) {
    entry = db.resize(entry, RAW, length);
  }
  copyBytes(entry.valueBytes, entry.valueStart + offset, args.bytes, start, end);
  context.changed(1, "string", "setrange");
  reply.integer(length);
});
