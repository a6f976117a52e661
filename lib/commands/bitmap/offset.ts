/** Bit offsets as arguments, and strings made long enough to hold a bit. */

import { RAW } from "../../keyspace/types.ts";
import { ENCODING_SHIFT, type Entry } from "../../memory/entry.ts";
import { ReplyError } from "../../resp/errors.ts";
import { parseInteger } from "../../resp/numbers.ts";
import { INVALID_BIT_OFFSET } from "../../types/bit_field.ts";
import type { Context } from "../context.ts";
import { findString } from "../values.ts";

/** Argument `i` as the offset of a bit; its byte must fit a string of `proto-max-bulk-len`. */
export function readBitOffset({ args, server }: Context, i: number): number {
  const offset = parseInteger(args.bytes, args.starts[i], args.ends[i]);
  const sizeMax = server.config.values.protoMaxBulkLen;
  if (offset >= 0 && Math.floor(offset / 8) < sizeMax) return offset;
  throw new ReplyError(INVALID_BIT_OFFSET);
}

/** How long the string at key 1 was before `growString`. */
export let lengthBefore = 0;

/**
 * The string at key 1 for writing, at least `length` bytes long: zeros are put behind it, and a
 * missing one is made of them. Whatever it was, it is `raw` now.
 */
export function growString(context: Context, length: number): Entry {
  const { args, db } = context;
  const entry = findString(context, 1);
  if (entry === null) {
    lengthBefore = 0;
    const raw = RAW << ENCODING_SHIFT;
    const created = db.put(args.bytes, args.starts[1], args.ends[1], raw, length, 0);
    created.valueBytes.fill(0, created.valueStart, created.valueEnd);
    return created;
  }
  lengthBefore = entry.valueEnd - entry.valueStart;
  if (length <= lengthBefore && entry.encoding === RAW) return entry;
  return db.resize(entry, RAW, Math.max(length, lengthBefore));
}
