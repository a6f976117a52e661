/** Looking up keys for commands: the type is checked, and what is missing is null. */

import type { Database } from "../keyspace/database.ts";
import { EMBSTR, EMBSTR_BYTES_MAX, INT, RAW, STRING } from "../keyspace/types.ts";
import { type Entry, TYPE_MASK } from "../memory/entry.ts";
import { ReplyError } from "../resp/errors.ts";
import { isInt64 } from "../resp/numbers.ts";
import type { Context } from "./context.ts";
import { STRING_TOO_LONG, WRONG_TYPE } from "./messages.ts";

export { WRONG_TYPE };

/** The string at the key that argument `i` names, for reading; throws WRONGTYPE. */
export function readString({ db, args }: Context, i: number): Entry | null {
  return asString(db.read(args.bytes, args.starts[i], args.ends[i]));
}

/** The same for a command that will change it: neither a hit nor a miss. */
export function findString({ db, args }: Context, i: number): Entry | null {
  return asString(db.find(args.bytes, args.starts[i], args.ends[i]));
}

function asString(entry: Entry | null): Entry | null {
  if (entry !== null && (entry.flags & TYPE_MASK) !== STRING) throw new ReplyError(WRONG_TYPE);
  return entry;
}

/** The encoding of a string that is set whole. */
export function encodingOf(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  if (length <= 20 && isInt64(bytes, start, end)) return INT;
  return length <= EMBSTR_BYTES_MAX ? EMBSTR : RAW;
}

/** Sets key `i` of the arguments to the bytes of a value; `expireAtMs` as `Database.put` has it. */
export function storeString(
  { args }: Context,
  db: Database,
  i: number,
  value: Uint8Array,
  start: number,
  end: number,
  expireAtMs: number,
): void {
  const encoding = encodingOf(value, start, end);
  db.setString(args.bytes, args.starts[i], args.ends[i], value, start, end, encoding, expireAtMs);
}

/** Refuses a string that would become longer than `proto-max-bulk-len`. */
export function checkLength({ server }: Context, length: number): void {
  if (length > server.config.values.protoMaxBulkLen) throw new ReplyError(STRING_TOO_LONG);
}

/** Replies a string's bytes, or null if there is none. */
export function replyString({ reply }: Context, entry: Entry | null): void {
  if (entry === null) reply.null();
  else reply.bulk(entry.valueBytes, entry.valueStart, entry.valueEnd);
}
